//! The story of one call, in the order in which it happens: check, write, wait for a turn, exchange
//! (credentials, sign, send, receive, decode), and decide whether again.
//!
//! Nothing here is generic: an action costs a dependent its tables and no code.

use std::time::{Duration, Instant};

use bytes::Bytes;

use super::action::ActionFacts;
use super::check::{Validation, Violation, check};
use super::config::{CallOptions, Config};
use super::error::{Cause, Error};
use super::exchange::{Failure, exchange};
use super::structure::{Members, MembersMut};
use super::view::View;

/// The service takes no larger body.
const REQUEST_CAP: usize = 10 * 1024 * 1024;

/// Makes the call and fills `response`, which is only good on success.
pub(crate) async fn run(
    config: &Config,
    facts: &'static ActionFacts,
    request: &dyn Members,
    response: &mut dyn MembersMut,
    options: &CallOptions,
) -> Result<(), Error> {
    if tokio::runtime::Handle::try_current().is_err() {
        return Err(Error::configuration("a call needs a Tokio runtime; await it inside one"));
    }
    let body = checked_body(config, facts, request, options)
        .map_err(|error| error.of_action(facts.name))?;
    let timeout = options.timeout.unwrap_or(config.timeout);
    let mut progress = Progress::new(timeout);
    let attempts = attempts(config, facts, &body, response, options, &mut progress);
    let result = tokio::time::timeout(timeout, attempts).await;
    let result = result.unwrap_or_else(|_| Err(progress.timed_out()));
    result.map_err(|error| progress.close(error, facts))
}

/// Tries until an attempt succeeds, or its error is not worth another.
async fn attempts(
    config: &Config,
    facts: &'static ActionFacts,
    body: &Bytes,
    response: &mut dyn MembersMut,
    options: &CallOptions,
    progress: &mut Progress,
) -> Result<(), Error> {
    let policy = options.retry.as_ref().unwrap_or(&config.retry);
    let mut clock_corrected = false;
    loop {
        progress.stage = Stage::Queued;
        config.limiters.admit(config.rate_limit, facts).await;
        progress.stage = Stage::Trying;
        response.clear();
        let exchange = exchange(config, facts, body.clone(), response, &mut progress.sent);
        let attempt = tokio::time::timeout(config.attempt_timeout, exchange).await;
        let failure = match attempt {
            Ok(Ok(())) => {
                config.budget.succeeded(progress.sent);
                return Ok(());
            }
            Ok(Err(failure)) => failure,
            Err(_) => {
                let error = Error::new(Cause::Timeout(config.attempt_timeout));
                Failure::new(error.with_may_have_executed(true))
            }
        };
        progress.stage = Stage::Between;
        if let Some(date) = failure.clock_date().filter(|_| !clock_corrected)
            && config.clock_offset.correct(&config.clock, date)
        {
            tracing::warn!(target: "teo_api::call", action = facts.name, "the clock was wrong and is corrected");
            clock_corrected = true;
            progress.earlier.push(failure.error);
            continue;
        }
        let error = failure.error.for_reading(facts.reads_only);
        if !policy.is_worth_another(&error, facts, progress.sent) || !config.budget.spend() {
            return Err(error);
        }
        let delay = policy.delay(progress.sent, fastrand::f64());
        let delay = delay.max(failure.retry_after.unwrap_or_default());
        if delay >= progress.left() {
            return Err(error);
        }
        let kind = error.kind();
        tracing::debug!(target: "teo_api::call", action = facts.name, attempt = progress.sent, ?delay, ?kind, "trying again");
        progress.earlier.push(error);
        tokio::time::sleep(delay).await;
    }
}

/// How far a call has come, for what its error is to tell.
struct Progress {
    begun: Instant,
    timeout: Duration,
    stage: Stage,
    /// How many requests were handed to the transport.
    sent: u32,
    /// Errors of attempts that were not the last.
    earlier: Vec<Error>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Waiting for its turn under the action's rate.
    Queued,
    Trying,
    /// Waiting before another attempt.
    Between,
}

impl Progress {
    fn new(timeout: Duration) -> Self {
        Self { begun: Instant::now(), timeout, stage: Stage::Queued, sent: 0, earlier: Vec::new() }
    }

    fn left(&self) -> Duration {
        self.timeout.saturating_sub(self.begun.elapsed())
    }

    fn timed_out(&self) -> Error {
        match self.stage {
            Stage::Queued => Error::new(Cause::Queued(self.timeout)),
            stage => {
                let trying = stage == Stage::Trying && self.sent > 0;
                Error::new(Cause::Timeout(self.timeout)).with_may_have_executed(trying)
            }
        }
    }

    /// The last error, with all that came before it.
    fn close(&mut self, error: Error, facts: &'static ActionFacts) -> Error {
        let earlier = std::mem::take(&mut self.earlier);
        let before = earlier.iter().any(Error::may_have_executed);
        let may_have_executed = error.may_have_executed() || before;
        error
            .with_may_have_executed(may_have_executed)
            .for_reading(facts.reads_only)
            .of_action(facts.name)
            .with_attempts(self.sent, self.begun.elapsed(), earlier)
    }
}

/// The request's bytes, if the specs have nothing against it.
fn checked_body(
    config: &Config,
    facts: &'static ActionFacts,
    request: &dyn Members,
    options: &CallOptions,
) -> Result<Bytes, Error> {
    let checking = options.validation.unwrap_or(config.validation) == Validation::On;
    let site = config.endpoint.is_none().then_some(config.site);
    let mut violations = if checking { check(request, facts, site) } else { Vec::new() };
    let body = serde_json::to_vec(&View::Object(request)).map_err(|fault| {
        Error::configuration(format!("the request cannot be written as JSON: {fault}"))
    })?;
    if checking && body.len() > REQUEST_CAP {
        violations.push(Violation::of_body(body.len(), REQUEST_CAP));
    }
    if violations.is_empty() {
        return Ok(body.into());
    }
    Err(Error::new(Cause::InvalidRequest { violations, spec_date: facts.service.spec_date }))
}
