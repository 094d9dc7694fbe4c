//! Signs of life of a refresh. Its task gives one every half a second, so its callers can tell a slow
//! refresh, for which they wait, from one that nobody runs: a task whose runtime was dropped is gone,
//! and one whose runtime is left alone stays silent.

use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::runtime::{Credentials, CredentialsError};

/// How often a refresh that runs gives a sign of life.
pub(super) const BEAT: Duration = Duration::from_millis(500);
/// A refresh that misses so many beats in a row is abandoned.
const MISSED_BEATS: u32 = 4;

/// A refresh, as its callers see it.
#[derive(Clone)]
pub(super) struct Refresh {
    id: u64,
    report: watch::Receiver<Report>,
}

/// A refresh, as its task sees it.
pub(super) struct Progress {
    id: u64,
    report: watch::Sender<Report>,
}

struct Report {
    last_beat: Instant,
    outcome: Option<Result<Credentials, CredentialsError>>,
}

impl Refresh {
    pub(super) fn new(id: u64) -> (Self, Progress) {
        let first = Report { last_beat: Instant::now(), outcome: None };
        let (sender, report) = watch::channel(first);
        (Self { id, report }, Progress { id, report: sender })
    }

    pub(super) fn id(&self) -> u64 {
        self.id
    }

    /// Returns whether the task is gone.
    pub(super) fn is_gone(&self) -> bool {
        self.report.has_changed().is_err()
    }

    /// Returns whether the last sign of life is too long ago.
    pub(super) fn is_silent(&self) -> bool {
        self.report.borrow().last_beat.elapsed() > BEAT * MISSED_BEATS
    }

    /// Waits for the outcome as long as the refresh is alive; `None` if it was abandoned.
    pub(super) async fn outcome(mut self) -> Option<Result<Credentials, CredentialsError>> {
        let mut missed = 0;
        while missed < MISSED_BEATS {
            // Beat by beat: a pause of the whole process, in which nobody could beat, is one beat.
            match tokio::time::timeout(BEAT, self.report.changed()).await {
                Ok(Ok(())) => missed = 0,
                Ok(Err(_)) => return None,
                Err(_) => missed += 1,
            }
            if let Some(outcome) = &self.report.borrow_and_update().outcome {
                return Some(outcome.clone());
            }
        }
        None
    }
}

impl Progress {
    pub(super) fn id(&self) -> u64 {
        self.id
    }

    /// Gives a sign of life.
    pub(super) fn beat(&self) {
        self.report.send_modify(|report| report.last_beat = Instant::now());
    }

    /// Hands the outcome to all callers that wait.
    pub(super) fn end(self, outcome: Result<Credentials, CredentialsError>) {
        self.report.send_modify(|report| report.outcome = Some(outcome));
    }
}
