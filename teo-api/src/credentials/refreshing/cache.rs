//! What is cached, and what each caller does next. Every decision is made under one lock, which
//! nobody holds while something runs or waits, and only the refresh that the state names changes what
//! is cached.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::super::time::format_time;
use super::progress::{Progress, Refresh};
use crate::runtime::{Clock, Credentials, CredentialsError};

/// The longest time before their expiry at which credentials are refreshed: a signature is valid for
/// as long.
const MAX_LEAD: Duration = Duration::from_secs(300);
/// How long a failure is cached before the provider is asked again.
const FAILURE_TTL: Duration = Duration::from_secs(5);

pub(super) struct Cache {
    state: Mutex<State>,
    pub(super) clock: Clock,
    pub(super) failure_ttl: Duration,
    pub(super) not_found_ttl: Duration,
}

#[derive(Default)]
struct State {
    entry: Option<Entry>,
    failure: Option<Failure>,
    /// The refresh that was started last, until it has stored its result.
    refresh: Option<Refresh>,
    /// How many refreshes were started. The next one gets this number.
    started: u64,
}

struct Entry {
    credentials: Credentials,
    refresh_at: Option<SystemTime>,
}

struct Failure {
    error: CredentialsError,
    /// Valid credentials were cached at the time. When they expire, the next refresh is due
    /// immediately.
    entry_was_valid: bool,
    at: SystemTime,
    until: SystemTime,
}

/// What is cached for a caller.
enum Lookup {
    /// Return this.
    Fresh(Result<Credentials, CredentialsError>),
    /// These are valid, and due for a refresh.
    Expiring(Credentials),
    /// Nothing is cached.
    Missing,
}

/// What a caller does next.
pub(super) enum Step {
    /// Return this.
    Return(Result<Credentials, CredentialsError>),
    /// Wait for this refresh.
    Wait(Refresh),
    /// Start this refresh, and return the old credentials if there are any, else wait.
    Start { refresh: Refresh, progress: Progress, old: Option<Credentials> },
}

impl Cache {
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::default(),
            clock: Arc::new(SystemTime::now),
            failure_ttl: FAILURE_TTL,
            not_found_ttl: FAILURE_TTL,
        }
    }

    /// Locks the state. A thread that panicked with the lock has left it sound, since every change is
    /// an assignment.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decides what a caller does, which has waited in vain for the refresh of the number `abandoned`.
    pub(super) fn next_step(&self, abandoned: Option<u64>) -> Step {
        let now = (self.clock)();
        let mut state = self.state();
        let old = match state.look_up(now) {
            Lookup::Fresh(result) => return Step::Return(result),
            Lookup::Expiring(old) => Some(old),
            Lookup::Missing => None,
        };
        let running = state.refresh.as_ref();
        let running = running.filter(|refresh| Some(refresh.id()) != abandoned);
        match (running.filter(|refresh| !refresh.is_gone()), old) {
            (Some(refresh), None) => Step::Wait(refresh.clone()),
            // This caller does not wait for a sign of life, so it looks at the age of the last one.
            (Some(refresh), Some(old)) if !refresh.is_silent() => Step::Return(Ok(old)),
            (_, old) => {
                let (refresh, progress) = Refresh::new(state.started);
                state.started += 1;
                state.refresh = Some(refresh.clone());
                Step::Start { refresh, progress, old }
            }
        }
    }

    /// Returns whether the state names this refresh: no other one was started in its place.
    pub(super) fn names(&self, id: u64) -> bool {
        self.state().names(id)
    }

    /// Stores what a refresh fetched, and returns what its callers get. It does neither if the state
    /// names another refresh.
    pub(super) fn finish(
        &self,
        id: u64,
        fetched: Result<Credentials, CredentialsError>,
        name: &'static str,
    ) -> Option<Result<Credentials, CredentialsError>> {
        let now = (self.clock)();
        let fetched = fetched.and_then(|credentials| {
            if is_valid(&credentials, now) {
                Ok(credentials)
            } else {
                Err(expired(&credentials, now))
            }
        });
        let mut state = self.state();
        if !state.names(id) {
            return None;
        }
        state.refresh = None;
        let error = match fetched {
            Ok(credentials) => {
                state.store(&credentials, now);
                drop(state);
                log_success(&credentials, name);
                return Some(Ok(credentials));
            }
            Err(error) => error,
        };
        let valid = state.store_failure(&error, now, self.failure_ttl, self.not_found_ttl);
        drop(state);
        let Some(old) = valid else {
            return Some(Err(error));
        };
        log_failure(&error, &old, name);
        Some(Ok(old))
    }
}

impl State {
    fn names(&self, id: u64) -> bool {
        self.refresh.as_ref().is_some_and(|refresh| refresh.id() == id)
    }

    fn look_up(&self, now: SystemTime) -> Lookup {
        // The lower bound keeps a failure from lasting when the clock is set back.
        let failure =
            self.failure.as_ref().filter(|failure| (failure.at..failure.until).contains(&now));
        let valid = self.entry.as_ref().filter(|entry| is_valid(&entry.credentials, now));
        match (valid, failure) {
            (Some(entry), None) if entry.refresh_at.is_some_and(|time| now >= time) => {
                Lookup::Expiring(entry.credentials.clone())
            }
            (Some(entry), _) => Lookup::Fresh(Ok(entry.credentials.clone())),
            (None, Some(failure)) if !failure.entry_was_valid => {
                Lookup::Fresh(Err(failure.error.clone()))
            }
            (None, _) => Lookup::Missing,
        }
    }

    fn store(&mut self, credentials: &Credentials, now: SystemTime) {
        let refresh_at = credentials.expires().map(|end| end - lead(end, now));
        self.entry = Some(Entry { credentials: credentials.clone(), refresh_at });
        self.failure = None;
    }

    /// Stores a failure, and returns the old credentials if they are still valid.
    fn store_failure(
        &mut self,
        error: &CredentialsError,
        now: SystemTime,
        failure_ttl: Duration,
        not_found_ttl: Duration,
    ) -> Option<Credentials> {
        let valid = self
            .entry
            .as_ref()
            .map(|entry| entry.credentials.clone())
            .filter(|credentials| is_valid(credentials, now));
        // Credentials that were found before count as failed, not as absent.
        let absent = error.is_not_found() && self.entry.is_none();
        let ttl = if absent { not_found_ttl } else { failure_ttl };
        // With valid credentials there is no hurry, and each attempt logs a warning.
        let entry_was_valid = valid.is_some();
        let ttl = if entry_was_valid { ttl.max(FAILURE_TTL) } else { ttl };
        self.failure =
            Some(Failure { error: error.clone(), entry_was_valid, at: now, until: now + ttl });
        valid
    }
}

fn log_success(credentials: &Credentials, name: &'static str) {
    tracing::debug!(
        target: "teo_api::credentials",
        provider = name,
        expires = credentials.expires().map(format_time),
        "fetched"
    );
}

fn log_failure(error: &CredentialsError, old: &Credentials, name: &'static str) {
    tracing::warn!(
        target: "teo_api::credentials",
        provider = name,
        error = old.scrub(&error.to_string()),
        valid_until = old.expires().map(format_time),
        "the refresh failed; the old credentials are still used"
    );
}

fn is_valid(credentials: &Credentials, now: SystemTime) -> bool {
    credentials.expires().is_none_or(|end| now < end)
}

/// How long before their expiry credentials that were fetched now are refreshed.
pub(super) fn lead(end: SystemTime, now: SystemTime) -> Duration {
    let lifetime = end.duration_since(now).unwrap_or_default();
    MAX_LEAD.min(lifetime / 10)
}

fn expired(credentials: &Credentials, now: SystemTime) -> CredentialsError {
    let end = credentials.expires().map(format_time).unwrap_or_default();
    CredentialsError::new(format!(
        "the credentials expired at {end}, and it is {} now by the clock of this machine",
        format_time(now)
    ))
}
