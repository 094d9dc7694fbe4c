//! The one error of every call: what failed, whether the service may have acted, what to do.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use super::check::Violation;
use super::credentials::CredentialsError;
use super::error_code::ErrorCode;
use super::transport::TransportError;

/// Why a client could not be built or a call failed.
///
/// Display tells the action, the service's code, message and request id, and the cure where one is
/// known; [`source`](std::error::Error::source) leads to what is behind it. None of them shows
/// credentials.
pub struct Error(Box<Report>);

struct Report {
    action: Option<&'static str>,
    cause: Cause,
    request_id: Option<String>,
    attempts: u32,
    elapsed: Duration,
    /// Of attempts before the last one, in order.
    earlier: Vec<Error>,
    may_have_executed: bool,
    /// What the caller can do, where the specs know it.
    cure: Option<&'static str>,
    /// The body of an answer that could not be read.
    body: Option<Bytes>,
}

/// What an error is about, for deciding what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client was set up wrongly.
    Configuration,
    /// The request breaks a rule of its spec and was not sent; see [`Error::violations`].
    InvalidRequest,
    /// There are no credentials, or they cannot be sent.
    Credentials,
    /// The service answered an error; see [`Error::code`].
    Api,
    /// The service answered that it was called too often.
    Throttled,
    /// Time ran out.
    Timeout,
    /// Time ran out while the call waited for its turn under the action's rate; see
    /// [`RateLimit`](super::RateLimit). Nothing was sent.
    RateLimited,
    /// The request or its answer did not get through.
    Transport,
    /// The service answered something that is no answer.
    UnreadableResponse,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Cause {
    #[error("{0}")]
    Configuration(String),
    #[error(
        "not sent: {}; Validation::Off sends it as it stands, if the service has come to allow it since {spec_date}",
        listed(violations)
    )]
    InvalidRequest { violations: Vec<Violation>, spec_date: &'static str },
    #[error("no usable credentials: {0}")]
    Credentials(#[source] CredentialsError),
    #[error("{code}: {message}{}", sent_to.as_ref().map(|to| format!(" (sent to {to})")).unwrap_or_default())]
    Api { code: ErrorCode, message: String, sent_to: Option<String> },
    #[error("no answer within {0:?}")]
    Timeout(Duration),
    #[error(
        "not its turn within {0:?}: more calls wait than the action's rate lets through; give it \
         more time, call less often, or set the client's rate limit"
    )]
    Queued(Duration),
    #[error("the answer (status {status}) stopped coming for {idle:?} after {received} bytes")]
    Stalled { status: u16, idle: Duration, received: usize },
    #[error("{0}")]
    Transport(TransportError),
    #[error("the answer (status {status}) broke off after {received} bytes: {start}")]
    BrokenOff { status: u16, received: usize, start: String, source: TransportError },
    #[error("status {status} and no answer of the API: {start}")]
    Status { status: u16, start: String },
    #[error("the answer has more than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the answer (status {status}) cannot be read: {fault}; it begins: {start}")]
    Unreadable { status: u16, fault: String, start: String },
}

fn listed(violations: &[Violation]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl Error {
    pub(crate) fn new(cause: Cause) -> Self {
        Self(Box::new(Report {
            action: None,
            cause,
            request_id: None,
            attempts: 0,
            elapsed: Duration::ZERO,
            earlier: Vec::new(),
            may_have_executed: false,
            cure: None,
            body: None,
        }))
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(Cause::Configuration(message.into()))
    }

    pub(crate) fn of_action(mut self, action: &'static str) -> Self {
        self.0.action = Some(action);
        self
    }

    pub(crate) fn with_attempts(
        mut self,
        attempts: u32,
        elapsed: Duration,
        earlier: Vec<Error>,
    ) -> Self {
        self.0.attempts = attempts;
        self.0.elapsed = elapsed;
        self.0.earlier = earlier;
        self
    }

    /// An action that only reads has no effect to be careful of.
    pub(crate) fn for_reading(self, reads_only: bool) -> Self {
        if reads_only { self.with_may_have_executed(false) } else { self }
    }

    /// Whether a fault between the service and us may be gone the next time.
    pub(crate) fn is_passing_fault(&self) -> bool {
        match &self.0.cause {
            Cause::Timeout(_)
            | Cause::Stalled { .. }
            | Cause::Transport(_)
            | Cause::BrokenOff { .. } => true,
            Cause::Status { status, .. } => *status >= 500 || *status == 429,
            _ => false,
        }
    }

    pub(crate) fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.0.request_id = request_id;
        self
    }

    pub(crate) fn with_may_have_executed(mut self, may_have_executed: bool) -> Self {
        self.0.may_have_executed = may_have_executed;
        self
    }

    pub(crate) fn with_cure(mut self, cure: Option<&'static str>) -> Self {
        self.0.cure = cure;
        self
    }

    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        self.0.body = Some(body);
        self
    }

    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match &self.0.cause {
            Cause::Configuration(_) => ErrorKind::Configuration,
            Cause::InvalidRequest { .. } => ErrorKind::InvalidRequest,
            Cause::Credentials(_) => ErrorKind::Credentials,
            Cause::Api { code, .. } if code.class() == "RequestLimitExceeded" => {
                ErrorKind::Throttled
            }
            Cause::Api { .. } => ErrorKind::Api,
            Cause::Timeout(_) | Cause::Stalled { .. } => ErrorKind::Timeout,
            Cause::Queued(_) => ErrorKind::RateLimited,
            Cause::Transport(_) | Cause::BrokenOff { .. } | Cause::Status { .. } => {
                ErrorKind::Transport
            }
            Cause::TooLarge { .. } | Cause::Unreadable { .. } => ErrorKind::UnreadableResponse,
        }
    }

    /// The code that the service answered.
    #[must_use]
    pub fn code(&self) -> Option<&ErrorCode> {
        match &self.0.cause {
            Cause::Api { code, .. } => Some(code),
            _ => None,
        }
    }

    /// The message that the service answered with its code.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match &self.0.cause {
            Cause::Api { message, .. } => Some(message),
            _ => None,
        }
    }

    /// The action that was called; none for an error of the client itself.
    #[must_use]
    pub fn action(&self) -> Option<&'static str> {
        self.0.action
    }

    /// Identifies the request to the vendor's support, if the service got it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How many times the request was sent or tried to.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Time from the call to its error, waiting included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// The errors of the attempts before the last one, in order.
    #[must_use]
    pub fn earlier(&self) -> &[Error] {
        &self.0.earlier
    }

    /// What the specs rule out in a request that was not sent.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        match &self.0.cause {
            Cause::InvalidRequest { violations, .. } => violations,
            _ => &[],
        }
    }

    /// HTTP status of an answer that was none of the API's.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match &self.0.cause {
            Cause::Stalled { status, .. }
            | Cause::BrokenOff { status, .. }
            | Cause::Status { status, .. }
            | Cause::Unreadable { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// True if the action changes something and it is not certain that the service did not carry it
    /// out. Look at what it changes before sending it again. An action that only reads can always
    /// be sent again.
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        self.0.may_have_executed
    }

    /// The body of an answer that could not be read, as far as it came.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { action, cause, request_id, may_have_executed, cure, .. } = &*self.0;
        let Report { attempts, elapsed, earlier, .. } = &*self.0;
        if let Some(action) = action {
            write!(f, "{action}: ")?;
        }
        write!(f, "{cause}")?;
        if let Some(id) = request_id {
            write!(f, " (request id {id})")?;
        }
        if *may_have_executed {
            f.write_str("; the action may have been carried out")?;
        }
        if let Some(cure) = cure {
            write!(f, ". {cure}")?;
        }
        if !earlier.is_empty() {
            write!(f, " [attempt {attempts}, after {elapsed:.1?}; before:")?;
            for (index, error) in earlier.iter().enumerate() {
                write!(f, " {}. {}", index + 1, error.0.cause)?;
            }
            f.write_str("]")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("kind", &self.kind()).field("message", &format_args!("{self}"));
        out.field("attempts", &self.attempts());
        if let Some(source) = std::error::Error::source(self) {
            out.field("source", &source);
        }
        out.finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // The transport's error is what our own message says; what is behind it comes next.
        match &self.0.cause {
            Cause::Transport(error) => error.source(),
            other => other.source(),
        }
    }
}
