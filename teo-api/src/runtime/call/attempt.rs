//! What is known of one attempt: how far it came, what the service returned, and what follows from
//! that. The record outlives the future of the attempt, so a timeout loses nothing of it.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::StatusCode;
use http::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

use crate::runtime::error::{Cause, Error, Meaning, Redacted, Waiting};
use crate::runtime::schema::ActionSchema;
use crate::runtime::transport::SendProgress;

/// Everything that is known of one attempt.
#[derive(Default)]
pub(super) struct Attempt {
    /// The host that the request goes to.
    pub(super) host: String,
    /// The offset of the clock that the request was signed with.
    pub(super) clock_offset: i64,
    /// What the transport reports; `None` before it has the request.
    pub(super) sending: Option<SendProgress>,
    pub(super) status: Option<StatusCode>,
    pub(super) headers: HeaderMap,
    pub(super) request_id: Option<Redacted>,
    /// The body of a response that cannot be read, as far as it was received.
    pub(super) body: Option<Bytes>,
}

impl Attempt {
    /// Makes the error of this attempt: its cause, with everything else that is known.
    pub(super) fn fail(&mut self, cause: Cause, schema: &ActionSchema) -> Error {
        let may_have_executed = self.may_have_executed(&cause, schema);
        let hint = cause.code().and_then(|code| schema.error(code.as_str())?.hint);
        Error::new(cause)
            .with_request_id(self.request_id.take())
            .with_body(self.body.take())
            .with_hint(hint)
            .with_may_have_executed(may_have_executed)
    }

    /// Returns whether the action is mutating and may have been executed: true unless it is certain
    /// that nothing was done.
    fn may_have_executed(&self, cause: &Cause, schema: &ActionSchema) -> bool {
        if schema.read_only || self.is_certainly_unsent(cause) {
            return false;
        }
        cause.code().is_none_or(|code| !Meaning::of(code, schema).refused)
    }

    fn is_certainly_unsent(&self, cause: &Cause) -> bool {
        match (cause, &self.sending) {
            (_, None) => true,
            (Cause::Transport(error), _) => error.is_certainly_unsent(),
            (_, Some(progress)) => self.status.is_none() && progress.is_certainly_unsent(),
        }
    }

    /// What the attempt waits for.
    pub(super) fn waiting(&self) -> Waiting {
        match (&self.sending, self.status) {
            (None, _) => Waiting::Credentials,
            (Some(progress), None) if progress.is_certainly_unsent() => {
                Waiting::Connection(self.host.clone())
            }
            (Some(_), None) => Waiting::Response,
            (Some(_), Some(status)) => Waiting::Body(status.as_u16()),
        }
    }

    /// The service's time, as the response says it.
    pub(super) fn date(&self) -> Option<SystemTime> {
        httpdate::parse_http_date(self.header(&DATE)?).ok()
    }

    /// How long the service asks to wait.
    pub(super) fn retry_after(&self, now: SystemTime) -> Option<Duration> {
        self.header(&RETRY_AFTER).and_then(|text| parse_retry_after(text, now))
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Parses a Retry-After header: a number of seconds, or the time at which to retry. A number beyond
/// any date is a wait that no call can afford, and not a missing header.
fn parse_retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    Some(httpdate::parse_http_date(text).ok()?.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retry_after_header_is_a_number_of_seconds_or_a_time() {
        let date = SystemTime::UNIX_EPOCH + Duration::from_secs(1_551_113_065);
        let text = "Mon, 25 Feb 2019 16:44:25 GMT";
        let three = Duration::from_secs(3);
        assert_eq!(parse_retry_after("7", date), Some(Duration::from_secs(7)));
        assert_eq!(parse_retry_after(text, date - three), Some(three));
        assert_eq!(parse_retry_after(text, date + three), Some(Duration::ZERO));
        assert_eq!(parse_retry_after("-1", date), None);
        assert_eq!(parse_retry_after("", date), None);
        assert!(
            parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", date).unwrap().as_secs() > 1 << 37
        );
        assert_eq!(parse_retry_after("99999999999999999999", date), Some(Duration::MAX));
    }
}
