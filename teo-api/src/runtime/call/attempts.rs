//! Runs one call, in this order: check the request, serialize it, queue for the rate of the action,
//! attempt the exchange (get credentials, sign, send, receive, decode), and decide whether to retry.
//!
//! Nothing here is generic: an action adds its tables to a program and no code.

use std::time::{Duration, Instant};

use bytes::Bytes;

use super::Unsent;
use super::attempt::Attempt;
use super::detailed::{Details, Received};
use super::exchange::exchange;
use crate::runtime::check::{Validation, Violation, check};
use crate::runtime::client::Config;
use crate::runtime::error::{Cause, Error, Waiting};
use crate::runtime::schema::{ActionSchema, Members, ValueRef};

/// The service accepts no larger body.
const MAX_REQUEST_BYTES: usize = 10 * 1024 * 1024;

/// Makes the call with this request in the place of its own, and returns the response.
pub(super) async fn run(call: &Unsent, request: &dyn Members) -> Result<Received, Error> {
    if tokio::runtime::Handle::try_current().is_err() {
        return Err(Error::configuration(
            "a call needs a Tokio runtime; await it inside one, or use send_blocking",
        ));
    }
    let body = checked_body(call, request)?;
    let timeout = call.options.timeout.unwrap_or(call.client.config().timeout);
    let mut progress = Progress::new(timeout);
    let attempts = attempt_repeatedly(call, &body, &mut progress);
    let result = tokio::time::timeout(timeout, attempts).await;
    let result = result.unwrap_or_else(|_| Err(progress.timed_out(call.schema)));
    result.map_err(|error| progress.finish(error, call.schema))
}

/// Attempts the call until an attempt succeeds or its error is not retried.
async fn attempt_repeatedly(
    call: &Unsent,
    body: &Bytes,
    progress: &mut Progress,
) -> Result<Received, Error> {
    let Unsent { client, schema, response_type, options, .. } = call;
    let schema: &'static ActionSchema = schema;
    let config = client.config();
    let policy = options.retry.as_ref().unwrap_or(&config.retry);
    let mut clock_corrected = false;
    loop {
        progress.stage = Stage::Queued;
        config.queues.acquire(config.rate_limit, schema).await;
        let attempt = progress.begin_attempt();
        let exchange = exchange(client, schema, body.clone(), *response_type, attempt);
        let error = match tokio::time::timeout(config.attempt_timeout, exchange).await {
            Ok(Ok((response, body))) => {
                config.retry_budget.restore(progress.begun());
                return Ok(Received { response, details: progress.succeed(body) });
            }
            Ok(Err(cause)) => progress.end_attempt(cause, schema),
            Err(_) => progress.end_attempt_by_timeout(config.attempt_timeout, schema),
        };
        if !clock_corrected && correct_clock(config, &error, &progress.attempt) {
            tracing::warn!(target: "teo_api::call", action = schema.name, "the clock was wrong and is corrected");
            clock_corrected = true;
            progress.earlier.push(error);
            continue;
        }
        let begun = progress.begun();
        let retry_after = progress.attempt.retry_after((config.clock)()).unwrap_or_default();
        let delay = policy.delay(begun, fastrand::f64()).max(retry_after);
        if !policy.should_retry(&error, schema, begun)
            || delay >= progress.time_left()
            || !config.retry_budget.spend()
        {
            return Err(error);
        }
        let kind = error.kind();
        tracing::debug!(target: "teo_api::call", action = schema.name, attempt = begun, ?delay, ?kind, "retrying");
        progress.earlier.push(error);
        tokio::time::sleep(delay).await;
    }
}

/// Corrects the clock if the service refused the signature as expired. Returns whether an attempt with
/// the corrected clock can succeed.
fn correct_clock(config: &Config, error: &Error, attempt: &Attempt) -> bool {
    let expired = error.code().is_some_and(|code| code == "AuthFailure.SignatureExpire");
    attempt
        .date()
        .filter(|_| expired)
        .is_some_and(|date| config.clock_offset.correct(attempt.clock_offset, &config.clock, date))
}

/// How far a call has come: what its error needs to say.
struct Progress {
    started: Instant,
    timeout: Duration,
    stage: Stage,
    /// The current attempt, or the one before the current wait.
    attempt: Attempt,
    /// Number of attempts that ended after the transport had their request.
    sent: u32,
    /// When the current attempt started.
    attempt_started: Instant,
    /// The errors of the attempts before the current one.
    earlier: Vec<Error>,
    /// Durations of the attempts that failed.
    failed_attempts: Vec<Duration>,
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
        let now = Instant::now();
        Self {
            started: now,
            timeout,
            stage: Stage::Queued,
            attempt: Attempt::default(),
            sent: 0,
            attempt_started: now,
            earlier: Vec::new(),
            failed_attempts: Vec::new(),
        }
    }

    /// Number of attempts, with the current one.
    fn begun(&self) -> u32 {
        u32::try_from(self.earlier.len()).map_or(u32::MAX, |earlier| earlier.saturating_add(1))
    }

    fn time_left(&self) -> Duration {
        self.timeout.saturating_sub(self.started.elapsed())
    }

    fn begin_attempt(&mut self) -> &mut Attempt {
        self.stage = Stage::Attempting;
        self.attempt_started = Instant::now();
        self.attempt = Attempt::default();
        &mut self.attempt
    }

    fn end_attempt(&mut self, cause: Cause, schema: &ActionSchema) -> Error {
        self.stage = Stage::BackingOff;
        self.failed_attempts.push(self.attempt_started.elapsed());
        self.sent += u32::from(self.attempt.sending.is_some());
        self.attempt.fail(cause, schema)
    }

    fn end_attempt_by_timeout(&mut self, limit: Duration, schema: &ActionSchema) -> Error {
        let waiting = self.attempt.waiting();
        self.end_attempt(Cause::Timeout { limit, waiting }, schema)
    }

    /// What is known of the attempt that succeeded, and of those before it.
    fn succeed(&mut self, body: Bytes) -> Details {
        let attempt = std::mem::take(&mut self.attempt);
        Details {
            request_id: attempt.request_id.map(|id| id.text),
            status: attempt.status.unwrap_or_default(),
            headers: attempt.headers,
            body,
            failed_attempts: std::mem::take(&mut self.failed_attempts),
            last_attempt: self.attempt_started.elapsed(),
            elapsed: self.started.elapsed(),
        }
    }

    /// The error of a call whose own timeout has ended.
    fn timed_out(&mut self, schema: &ActionSchema) -> Error {
        let limit = self.timeout;
        match self.stage {
            Stage::Queued => Error::new(Cause::QueueTimeout { limit, sent_before: self.sent > 0 }),
            Stage::Attempting => self.end_attempt_by_timeout(limit, schema),
            Stage::BackingOff => Error::new(Cause::Timeout { limit, waiting: Waiting::Retry }),
        }
    }

    /// Adds to the last error everything that happened before it.
    fn finish(&mut self, error: Error, schema: &'static ActionSchema) -> Error {
        let earlier = std::mem::take(&mut self.earlier);
        let before = earlier.iter().any(Error::may_have_executed);
        let may_have_executed = error.may_have_executed() || before;
        error.with_may_have_executed(may_have_executed).with_action(schema.name).with_attempts(
            self.sent,
            self.started.elapsed(),
            earlier,
        )
    }
}

/// Returns the body of the request, if the request violates nothing.
pub(super) fn checked_body(call: &Unsent, request: &dyn Members) -> Result<Bytes, Error> {
    let Unsent { client, schema, options, .. } = call;
    let config = client.config();
    let checking = options.validation.unwrap_or(config.validation) == Validation::On;
    let explicit = client.destination().explicit_endpoint(schema.service.name);
    let site = explicit.is_none().then_some(config.site);
    let mut violations = if checking { check(request, schema, site) } else { Vec::new() };
    let body = match &call.body {
        Some(body) => body.clone(),
        None => write(request).map_err(|error| error.with_action(schema.name))?,
    };
    if checking && body.len() > MAX_REQUEST_BYTES {
        violations.push(Violation::for_body(body.len(), MAX_REQUEST_BYTES));
    }
    if violations.is_empty() {
        return Ok(body);
    }
    let cause = Cause::InvalidRequest { violations, spec_date: schema.service.spec_date };
    Err(Error::new(cause).with_action(schema.name))
}

fn write(request: &dyn Members) -> Result<Bytes, Error> {
    let body = serde_json::to_vec(&ValueRef::Object(request));
    body.map(Bytes::from).map_err(|fault| {
        Error::configuration(format!("the request cannot be written as JSON: {fault}"))
    })
}
