//! A run: a future that submits targets and waits for them, or a stream of its progress.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_core::future::BoxFuture;
use tokio::runtime::Handle;

use super::jobs::Jobs;
use super::ledger::Ledger;
use super::outcome::{Job, NotSubmitted, Outcome, TargetState};
use super::progress::Progress;
use super::request::Request;
use super::search::Search;
use super::submit::Submitter;
use super::wait::wait;
use super::zones;
use crate::{Client, Error};

/// Targets, and what to do with them.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) request: Request,
    targets: Vec<String>,
    pub(super) zone_id: Option<String>,
    pub(super) timeout: Duration,
}

impl Plan {
    pub(super) fn new(
        request: Request,
        targets: impl IntoIterator<Item = impl Into<String>>,
        timeout: Duration,
    ) -> Self {
        let targets = targets.into_iter().map(Into::into).collect();
        Self { request, targets, zone_id: None, timeout }
    }

    pub(super) fn run(self, client: &Client) -> Run {
        let Self { request, targets, zone_id, timeout } = self;
        let ledger = Ledger::new(Jobs::new(request.kind.clone(), timeout, targets));
        let (client, book) = (client.clone(), ledger.clone());
        let future = async move {
            submit(&client, &book, &request, zone_id).await?;
            wait(&client, &book, &request.kind, timeout).await;
            Ok(())
        };
        Run { ledger, future: Box::pin(future) }
    }

    pub(super) async fn submit(self, client: &Client) -> Result<Jobs, Error> {
        let Self { request, targets, zone_id, timeout } = self;
        let ledger = Ledger::new(Jobs::new(request.kind.clone(), timeout, targets));
        submit(client, &ledger, &request, zone_id).await?;
        Ok(ledger.jobs())
    }
}

/// Submits all targets. An error says that nothing was submitted.
async fn submit(
    client: &Client,
    ledger: &Ledger,
    request: &Request,
    zone_id: Option<String>,
) -> Result<(), Error> {
    let by_zone = match zone_id {
        Some(zone_id) => zones::named(ledger, zone_id),
        None => zones::look_up(client, ledger).await?,
    };
    let mut submitter = Submitter { client, ledger, request, first_error: None };
    for (zone_id, targets) in by_zone {
        submitter.submit(&zone_id, &targets).await;
    }
    let is_sent = |state: &TargetState| !matches!(state, TargetState::NotSubmitted { .. });
    let any_sent =
        ledger.read(|jobs| jobs.outcome.targets.iter().any(|target| is_sent(&target.state)));
    match submitter.first_error {
        Some(error) if !any_sent => Err(error),
        _ => Ok(()),
    }
}

/// Waits for jobs of an earlier run.
pub(super) fn resume(mut jobs: Jobs, client: &Client) -> Run {
    let Outcome { targets, jobs: known } = &mut jobs.outcome;
    for target in targets {
        let is_of = |job: &&Job| target.job_id.as_ref() == Some(&job.job_id);
        let job = known.iter().find(is_of);
        match &target.state {
            state if state.is_waiting() => {
                target.state = TargetState::NotSubmitted { cause: NotSubmitted::Stopped };
            }
            // The job could not be read, which may be otherwise now. In a job that was found, targets
            // without a task are unknown for good.
            TargetState::Unknown { .. } if job.is_some_and(|job| job.adopted.is_none()) => {
                target.state = TargetState::Running;
            }
            _ => {}
        }
    }
    let count = jobs.outcome.targets.len();
    if let Some(submission) = &mut jobs.under_way {
        // The text may have been changed.
        submission.targets.retain(|target| *target < count);
    }
    let (kind, timeout, under_way) = (jobs.kind.clone(), jobs.timeout, jobs.under_way.clone());
    let (client, ledger) = (client.clone(), Ledger::new(jobs));
    let book = ledger.clone();
    let future = async move {
        if let Some(submission) = under_way {
            let error = "the run was stopped during the submission".to_owned();
            let (client, ledger, kind) = (&client, &book, &kind);
            Search { client, ledger, kind, submission: &submission, error }.settle().await;
        }
        wait(&client, &book, &kind, timeout).await;
        Ok(())
    };
    Run { ledger, future: Box::pin(future) }
}

/// Submits targets and waits for them: a future that begins when it is first polled, mostly by
/// `.await`. Dropping it stops it; no task is spawned.
///
/// # Errors
///
/// Only if nothing was submitted, or outside a Tokio runtime; see [the module](super#errors).
#[must_use = "a run sends nothing until it is awaited"]
pub struct Run {
    ledger: Ledger,
    future: BoxFuture<'static, Result<(), Error>>,
}

impl Run {
    /// Makes a stream of the progress, which leads to the outcome as well.
    pub fn progress(self) -> RunProgress {
        RunProgress { run: self, end: None }
    }

    /// Returns what was submitted so far.
    pub fn jobs(&self) -> Jobs {
        self.ledger.jobs()
    }

    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        if Handle::try_current().is_err() {
            let error = Error::configuration("a run needs a Tokio runtime; await it inside one");
            return Poll::Ready(Err(error));
        }
        self.future.as_mut().poll(context)
    }
}

impl Future for Run {
    type Output = Result<Outcome, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_end(context).map_ok(|()| self.ledger.jobs().outcome)
    }
}

/// The progress of a [`Run`] as a stream: it yields the numbers whenever they have changed, and ends when
/// the run does. Then [`outcome`](Self::outcome) has what became of each target.
///
/// It is a [`Stream`], and [`next`](Self::next) needs no crate for streams. See
/// [`Prefetch`](super::Prefetch) for an example.
#[must_use = "a stream sends nothing until it is polled"]
pub struct RunProgress {
    run: Run,
    /// How the run ended.
    end: Option<Result<(), Error>>,
}

impl RunProgress {
    /// Returns the progress once it has changed; `None` at the end. A call of this that is dropped loses
    /// nothing: the next one goes on.
    pub async fn next(&mut self) -> Option<Progress> {
        poll_fn(|context| self.poll_progress(context)).await
    }

    /// Returns the outcome, once the run has ended.
    ///
    /// # Errors
    ///
    /// As those of [`Run`]: only if nothing was submitted.
    pub async fn outcome(self) -> Result<Outcome, Error> {
        match self.end {
            Some(end) => end.map(|()| self.run.ledger.jobs().outcome),
            None => self.run.await,
        }
    }

    /// Returns what was submitted so far.
    pub fn jobs(&self) -> Jobs {
        self.run.jobs()
    }

    fn poll_progress(&mut self, context: &mut Context<'_>) -> Poll<Option<Progress>> {
        if self.end.is_none()
            && let Poll::Ready(end) = self.run.poll_end(context)
        {
            self.end = Some(end);
        }
        match self.run.ledger.changed_progress() {
            Some(progress) => Poll::Ready(Some(progress)),
            None if self.end.is_some() => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}

impl Stream for RunProgress {
    type Item = Progress;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_progress(context)
    }
}

/// It shows the progress, and no target.
impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let progress = self.ledger.read(|jobs| jobs.outcome.progress());
        f.debug_struct("Run").field("progress", &progress).finish_non_exhaustive()
    }
}

/// It shows the progress, and no target.
impl fmt::Debug for RunProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let progress = self.run.ledger.read(|jobs| jobs.outcome.progress());
        f.debug_struct("RunProgress").field("progress", &progress).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_can_be_spawned_and_moved() {
        fn assert_movable<T: Send + Unpin + 'static>() {}
        assert_movable::<Run>();
        assert_movable::<RunProgress>();
    }
}
