//! Runs one call, in this order: check the request, serialize it, queue for the rate of the action,
//! attempt the exchange (get credentials, sign, send, receive, decode), and decide whether to retry.
//!
//! Nothing here is generic: an action adds its tables to a program and no code.

use std::time::{Duration, Instant};

use bytes::Bytes;

use super::exchange::exchange;
use super::response::Failure;
use crate::runtime::check::{Validation, Violation, check};
use crate::runtime::client::{CallOptions, Config};
use crate::runtime::error::{Cause, Error};
use crate::runtime::schema::{ActionSchema, Members, MembersMut, ValueRef};

/// The service accepts no larger body.
const MAX_REQUEST_BYTES: usize = 10 * 1024 * 1024;

/// Makes the call and fills `response`, which is valid only on success.
pub(super) async fn run(
    config: &Config,
    schema: &'static ActionSchema,
    request: &dyn Members,
    response: &mut dyn MembersMut,
    options: &CallOptions,
) -> Result<(), Error> {
    if tokio::runtime::Handle::try_current().is_err() {
        return Err(Error::configuration("a call needs a Tokio runtime; await it inside one"));
    }
    let body = checked_body(config, schema, request, options)
        .map_err(|error| error.with_action(schema.name))?;
    let timeout = options.timeout.unwrap_or(config.timeout);
    let mut progress = Progress::new(timeout);
    let attempts = attempt_repeatedly(config, schema, &body, response, options, &mut progress);
    let result = tokio::time::timeout(timeout, attempts).await;
    let result = result.unwrap_or_else(|_| Err(progress.timed_out()));
    result.map_err(|error| progress.finish(error, schema))
}

/// Attempts the call until an attempt succeeds or its error is not retried.
async fn attempt_repeatedly(
    config: &Config,
    schema: &'static ActionSchema,
    body: &Bytes,
    response: &mut dyn MembersMut,
    options: &CallOptions,
    progress: &mut Progress,
) -> Result<(), Error> {
    let policy = options.retry.as_ref().unwrap_or(&config.retry);
    let mut clock_corrected = false;
    loop {
        progress.stage = Stage::Queued;
        config.queues.acquire(config.rate_limit, schema).await;
        progress.stage = Stage::Attempting;
        response.clear();
        let attempt = exchange(config, schema, body.clone(), response, &mut progress.attempts);
        let failure = match tokio::time::timeout(config.attempt_timeout, attempt).await {
            Ok(Ok(())) => {
                config.retry_budget.restore(progress.attempts);
                return Ok(());
            }
            Ok(Err(failure)) => failure,
            Err(_) => {
                let error = Error::new(Cause::Timeout(config.attempt_timeout));
                Failure::new(error.with_may_have_executed(true))
            }
        };
        progress.stage = Stage::BackingOff;
        if let Some(date) = failure.clock_date().filter(|_| !clock_corrected)
            && config.clock_offset.correct(failure.clock_offset, &config.clock, date)
        {
            tracing::warn!(target: "teo_api::call", action = schema.name, "the clock was wrong and is corrected");
            clock_corrected = true;
            progress.earlier.push(failure.error);
            continue;
        }
        let error = failure.error.for_read_only(schema.read_only);
        if !policy.should_retry(&error, schema, progress.attempts) || !config.retry_budget.spend() {
            return Err(error);
        }
        let delay = policy.delay(progress.attempts, fastrand::f64());
        let delay = delay.max(failure.retry_after.unwrap_or_default());
        if delay >= progress.time_left() {
            return Err(error);
        }
        let kind = error.kind();
        tracing::debug!(target: "teo_api::call", action = schema.name, attempt = progress.attempts, ?delay, ?kind, "retrying");
        progress.earlier.push(error);
        tokio::time::sleep(delay).await;
    }
}

/// How far a call has come: what its error needs to say.
struct Progress {
    started: Instant,
    timeout: Duration,
    stage: Stage,
    /// Number of requests that were handed to the transport.
    attempts: u32,
    /// The errors of the attempts before the last one.
    earlier: Vec<Error>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Queued for the rate of the action.
    Queued,
    Attempting,
    /// Waiting before the next attempt.
    BackingOff,
}

impl Progress {
    fn new(timeout: Duration) -> Self {
        let (started, earlier) = (Instant::now(), Vec::new());
        Self { started, timeout, stage: Stage::Queued, attempts: 0, earlier }
    }

    fn time_left(&self) -> Duration {
        self.timeout.saturating_sub(self.started.elapsed())
    }

    fn timed_out(&self) -> Error {
        match self.stage {
            Stage::Queued => Error::new(Cause::QueueTimeout(self.timeout)),
            stage => {
                let sending = stage == Stage::Attempting && self.attempts > 0;
                Error::new(Cause::Timeout(self.timeout)).with_may_have_executed(sending)
            }
        }
    }

    /// Adds to the last error everything that happened before it.
    fn finish(&mut self, error: Error, schema: &'static ActionSchema) -> Error {
        let earlier = std::mem::take(&mut self.earlier);
        let before = earlier.iter().any(Error::may_have_executed);
        let may_have_executed = error.may_have_executed() || before;
        error
            .with_may_have_executed(may_have_executed)
            .for_read_only(schema.read_only)
            .with_action(schema.name)
            .with_attempts(self.attempts, self.started.elapsed(), earlier)
    }
}

/// Returns the body of the request, if the request violates nothing.
fn checked_body(
    config: &Config,
    schema: &'static ActionSchema,
    request: &dyn Members,
    options: &CallOptions,
) -> Result<Bytes, Error> {
    let checking = options.validation.unwrap_or(config.validation) == Validation::On;
    let site = config.endpoint.is_none().then_some(config.site);
    let mut violations = if checking { check(request, schema, site) } else { Vec::new() };
    let body = serde_json::to_vec(&ValueRef::Object(request)).map_err(|fault| {
        Error::configuration(format!("the request cannot be written as JSON: {fault}"))
    })?;
    if checking && body.len() > MAX_REQUEST_BYTES {
        violations.push(Violation::for_body(body.len(), MAX_REQUEST_BYTES));
    }
    if violations.is_empty() {
        return Ok(body.into());
    }
    Err(Error::new(Cause::InvalidRequest { violations, spec_date: schema.service.spec_date }))
}
