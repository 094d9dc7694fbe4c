//! What went wrong, with everything that the message needs.

use std::error::Error as _;
use std::time::Duration;

use super::ErrorCode;
use super::gap::Gap;
use super::wait_fault::WaitFault;
use crate::runtime::check::Violation;
use crate::runtime::credentials::CredentialsError;
use crate::runtime::transport::TransportError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Cause {
    #[error("{0}")]
    Configuration(String),
    #[error("not sent: {}{}", join(violations), advice(violations, spec_date))]
    InvalidRequest { violations: Vec<Violation>, spec_date: &'static str },
    #[error("no usable credentials: {0}")]
    Credentials(#[source] CredentialsError),
    #[error(
        "{shown_code}{}{message}{}",
        if message.is_empty() { "" } else { ": " },
        sent_to.as_ref().map(|to| format!(" (sent to {to})")).unwrap_or_default()
    )]
    Api {
        code: ErrorCode,
        /// The code without secrets: the server may echo a key in it.
        shown_code: String,
        message: String,
        sent_to: Option<String>,
    },
    #[error("{waiting} within {limit:?}")]
    Timeout { limit: Duration, waiting: Waiting },
    #[error(
        "still queued after {limit:?}, and {}: calls arrive faster than the rate limit of the action \
         allows; raise the timeout, call less often, or configure a higher rate limit \
         (`ClientBuilder::rate_limit`)",
        if *sent_before { "only earlier attempts were sent" } else { "nothing was sent" }
    )]
    QueueTimeout { limit: Duration, sent_before: bool },
    #[error("the response (status {status}) stalled for {idle:?} after {received} bytes")]
    Stalled { status: u16, idle: Duration, received: usize },
    #[error("{}", with_source(.0))]
    Transport(TransportError),
    #[error(
        "the response (status {status}) was cut off after {received} bytes ({}); received: {excerpt}",
        root_cause(source)
    )]
    CutOff { status: u16, received: usize, excerpt: String, source: TransportError },
    #[error(
        "status {status} {}: {excerpt}",
        if *success { "with a response that reports no error" } else { "without an API response" }
    )]
    Http { status: u16, excerpt: String, success: bool },
    #[error(
        "the response (status {status}) has more than {limit} bytes; ask for less, such as by a smaller limit"
    )]
    TooLarge { status: u16, limit: usize },
    #[error("the response (status {status}) cannot be read: {fault}; it starts with: {excerpt}")]
    Unreadable { status: u16, fault: String, excerpt: String },
    #[error(
        "the list may be incomplete: {received} items came{}: {gap}",
        total.map(|total| format!(", of a total of {total}")).unwrap_or_default()
    )]
    Incomplete {
        /// Number of items that one stream received.
        received: u64,
        /// Number of all items of the list, as the service last said it.
        total: Option<u64>,
        gap: Gap,
    },
    #[error("{0}")]
    Workflow(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error(transparent)]
    Wait(Box<WaitFault>),
}

impl Cause {
    pub(crate) fn code(&self) -> Option<&ErrorCode> {
        match self {
            Self::Api { code, .. } => Some(code),
            _ => None,
        }
    }
}

/// What a call was waiting for when its time was over.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Waiting {
    #[error("no credentials")]
    Credentials,
    #[error("no connection to {0}")]
    Connection(String),
    #[error("no response")]
    Response,
    #[error("no complete response (status {0})")]
    Body(u16),
    #[error("no success")]
    Retry,
}

/// Returns advice on sending the request anyway, if every violation is of a limit or restriction that
/// the service may have relaxed since the spec was written.
fn advice(violations: &[Violation], spec_date: &str) -> String {
    if violations.iter().all(Violation::is_limit) {
        format!(
            "; if the service has relaxed this since the spec of {spec_date}, send it with Validation::Off"
        )
    } else {
        String::new()
    }
}

/// The transport's own error says more than that nothing was sent.
fn with_source(error: &TransportError) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

/// Returns the last of an error's sources, or the error itself.
pub(crate) fn root_cause<'e>(
    error: &'e (dyn std::error::Error + 'static),
) -> &'e (dyn std::error::Error + 'static) {
    let mut root = error;
    while let Some(source) = root.source() {
        root = source;
    }
    root
}

fn join(violations: &[Violation]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
