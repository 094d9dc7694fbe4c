//! The error of every call: what failed, whether the action may have been executed, and what the
//! caller can do.

mod cause;
mod code;
mod gap;
mod meaning;
mod redacted;
mod wait_fault;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

pub(crate) use self::cause::{Cause, Waiting, root_cause};
pub use self::code::ErrorCode;
pub(crate) use self::gap::Gap;
pub(crate) use self::meaning::Meaning;
pub(crate) use self::redacted::Redacted;
pub(crate) use self::wait_fault::{WaitEnd, WaitFault};
use super::check::Violation;
use super::credentials::CredentialsError;
use super::transport::TransportError;

/// Why a client could not be built or a call failed.
///
/// Display shows the action, the code, the message and the request id that the service returned, and
/// a hint where one is known. [`source`](std::error::Error::source) returns the underlying error.
/// Neither shows credentials.
pub struct Error(Box<Report>);

struct Report {
    action: Option<&'static str>,
    cause: Cause,
    request_id: Option<Redacted>,
    attempts: u32,
    elapsed: Duration,
    /// The errors of the attempts before the last one, in order.
    earlier: Vec<Error>,
    may_have_executed: bool,
    /// What the caller can do, where the schema says it.
    hint: Option<&'static str>,
    /// The body of a response that could not be read.
    body: Option<Bytes>,
}

/// The kind of an error, for deciding what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client is configured wrongly.
    Configuration,
    /// The request violates its spec and was not sent; see [`Error::violations`].
    InvalidRequest,
    /// There are no credentials, or a header cannot carry them.
    Credentials,
    /// The service returned an error; see [`Error::code`].
    Api,
    /// The service returned an error that says that it was called too often.
    Throttled,
    /// The timeout of the call or of an attempt ended, or the response stalled.
    Timeout,
    /// The timeout of the call ended while it was queued by the rate limit of this client; see
    /// [`RateLimit`](crate::RateLimit).
    QueueTimeout,
    /// The connection failed before or during the response.
    Transport,
    /// The server returned an HTTP status without an API response, such as 502 with an HTML page; see
    /// [`Error::status`].
    Http,
    /// The service returned a response that cannot be read.
    UnreadableResponse,
    /// A list ended, and items of it may be missing. See [`Call::items`](crate::Call::items).
    Incomplete,
    /// A module of `workflows` could not do what it was asked, without an error of a call. The
    /// [`source`](std::error::Error::source) is the module's own error.
    Workflow,
    /// A wait for a resource ended without success, although no call failed; see
    /// [`WaitError`](crate::WaitError).
    Wait,
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
            hint: None,
            body: None,
        }))
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(Cause::Configuration(message.into()))
    }

    #[allow(dead_code, reason = "the bindings may lack the actions of every workflow")]
    pub(crate) fn workflow(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::new(Cause::Workflow(Box::new(error)))
    }

    pub(crate) fn with_action(mut self, action: &'static str) -> Self {
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

    /// Returns whether this is a fault of the network or the server that may be gone at the next
    /// attempt.
    pub(crate) fn is_transient_fault(&self) -> bool {
        match &self.0.cause {
            Cause::Timeout { .. } | Cause::Stalled { .. } | Cause::CutOff { .. } => true,
            Cause::Transport(error) => !matches!(error, TransportError::CannotSend(_)),
            Cause::Http { status, .. } => *status >= 500 || [408, 429].contains(status),
            _ => false,
        }
    }

    pub(crate) fn with_request_id(mut self, request_id: Option<Redacted>) -> Self {
        self.0.request_id = request_id;
        self
    }

    pub(crate) fn with_may_have_executed(mut self, may_have_executed: bool) -> Self {
        self.0.may_have_executed = may_have_executed;
        self
    }

    pub(crate) fn with_hint(mut self, hint: Option<&'static str>) -> Self {
        self.0.hint = hint;
        self
    }

    pub(crate) fn with_body(mut self, body: Option<Bytes>) -> Self {
        self.0.body = body;
        self
    }

    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match &self.0.cause {
            Cause::Configuration(_) => ErrorKind::Configuration,
            Cause::InvalidRequest { .. } => ErrorKind::InvalidRequest,
            Cause::Credentials(_) => ErrorKind::Credentials,
            Cause::Api { code, .. } if Meaning::of_class(code.class()).throttled => {
                ErrorKind::Throttled
            }
            Cause::Api { .. } => ErrorKind::Api,
            Cause::Timeout { .. } | Cause::Stalled { .. } => ErrorKind::Timeout,
            Cause::QueueTimeout { .. } => ErrorKind::QueueTimeout,
            Cause::Transport(_) | Cause::CutOff { .. } => ErrorKind::Transport,
            Cause::Http { .. } => ErrorKind::Http,
            Cause::TooLarge { .. } | Cause::Unreadable { .. } => ErrorKind::UnreadableResponse,
            Cause::Incomplete { .. } => ErrorKind::Incomplete,
            Cause::Workflow(_) => ErrorKind::Workflow,
            Cause::Wait(_) => ErrorKind::Wait,
        }
    }

    /// The error code that the service returned.
    #[must_use]
    pub fn code(&self) -> Option<&ErrorCode> {
        self.0.cause.code()
    }

    /// The message that the service returned with the code, without credentials and at most its first
    /// 4096 characters.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match &self.0.cause {
            Cause::Api { message, .. } => Some(message),
            _ => None,
        }
    }

    /// The action that was called; `None` for an error of the client itself.
    #[must_use]
    pub fn action(&self) -> Option<&'static str> {
        self.0.action
    }

    /// The request id, if the service returned one. The vendor's support asks for it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_ref().map(|id| id.text.as_str())
    }

    /// How many times the client sent the request or tried to.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Time from the start of the call to its error, waits included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// The errors of the attempts before the last one, in order.
    #[must_use]
    pub fn earlier(&self) -> &[Error] {
        &self.0.earlier
    }

    /// The violations for which the request was not sent.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        match &self.0.cause {
            Cause::InvalidRequest { violations, .. } => violations,
            _ => &[],
        }
    }

    /// HTTP status of a response that was no API response, or that reported success in a status that
    /// says otherwise.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match &self.0.cause {
            Cause::Timeout { waiting: Waiting::Body(status), .. }
            | Cause::Stalled { status, .. }
            | Cause::CutOff { status, .. }
            | Cause::Http { status, .. }
            | Cause::TooLarge { status, .. }
            | Cause::Unreadable { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Returns true if the action is mutating and the service may have executed it, in any attempt:
    /// unless it is certain that nothing was done. It is certain if nothing was sent, or if the service
    /// returned a code whose class says that it refused the call before any effect. If it returns true,
    /// look at what the action changes before you send it again. A read-only action can always be sent
    /// again.
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        self.0.may_have_executed
    }

    /// The body of a response that could not be read, as far as it was received.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }
}

impl From<CredentialsError> for Error {
    fn from(error: CredentialsError) -> Self {
        Self::new(Cause::Credentials(error))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { action, cause, request_id, may_have_executed, hint, .. } = &*self.0;
        let Report { attempts, elapsed, earlier, .. } = &*self.0;
        if let Some(action) = action {
            write!(f, "{action}: ")?;
        }
        write!(f, "{cause}")?;
        if let Some(id) = request_id {
            write!(f, " (request id {})", id.shown)?;
        }
        if *may_have_executed {
            f.write_str("; the action may have been executed")?;
        }
        if let Some(hint) = hint {
            write!(f, ". {hint}")?;
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
        // Our message already shows the transport's error. It shows the source too, but that is the
        // transport's own error, and callers look for its type.
        match &self.0.cause {
            Cause::Transport(error) => error.source(),
            other => other.source(),
        }
    }
}
