//! Receives the HTTP response of one attempt and parses it into the response of the action, or into
//! the failure that it is instead.

use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use http::header::{DATE, HeaderMap, RETRY_AFTER};
use http::{HeaderValue, StatusCode};

use crate::runtime::client::{Config, Endpoint};
use crate::runtime::credentials::Credentials;
use crate::runtime::error::{Cause, Error, ErrorCode};
use crate::runtime::json::{Envelope, ServiceError, decode};
use crate::runtime::schema::{ActionSchema, MembersMut, Site};
use crate::runtime::transport::Body;

/// No response of the API is nearly as large.
const MAX_RESPONSE_BYTES: usize = 16 * 1024 * 1024;
/// How much of a body that is no API response an error shows.
const MAX_EXCERPT_CHARS: usize = 512;

/// A failed attempt, and what its response says about the next one.
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) retry_after: Option<Duration>,
    /// The offset of the clock that the attempt was signed with.
    pub(super) clock_offset: i64,
    date: Option<SystemTime>,
}

impl Failure {
    pub(super) fn new(error: Error) -> Self {
        Self { error, retry_after: None, clock_offset: 0, date: None }
    }

    /// Adds what the headers say, and the offset that the attempt was signed with.
    pub(super) fn with_headers(
        mut self,
        headers: &HeaderMap,
        now: SystemTime,
        clock_offset: i64,
    ) -> Self {
        self.clock_offset = clock_offset;
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        self.date = text(DATE).and_then(parse_http_date);
        self.retry_after = text(RETRY_AFTER).and_then(|text| parse_retry_after(text, now));
        self
    }

    /// The service's time, if the attempt failed because ours is wrong.
    pub(super) fn clock_date(&self) -> Option<SystemTime> {
        let expired = self.error.code().is_some_and(|c| c == "AuthFailure.SignatureExpire");
        self.date.filter(|_| expired)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(error)
    }
}

/// Parses the time in a Date or Retry-After header.
fn parse_http_date(text: &str) -> Option<SystemTime> {
    let time = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    SystemTime::try_from(time).ok()
}

/// Parses a Retry-After header: a number of seconds, or the time at which to retry.
fn parse_retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    match text.trim().parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => Some(parse_http_date(text.trim())?.duration_since(now).unwrap_or_default()),
    }
}

/// Receives the whole body, within the size limit and the idle timeout.
pub(super) async fn receive(
    mut body: Box<dyn Body>,
    status: StatusCode,
    idle: Duration,
    credentials: &Credentials,
) -> Result<Bytes, Error> {
    let status = status.as_u16();
    let mut received = BytesMut::new();
    loop {
        let Ok(chunk) = tokio::time::timeout(idle, body.chunk()).await else {
            return Err(Error::new(Cause::Stalled { status, idle, received: received.len() }));
        };
        match chunk {
            Ok(None) => return Ok(received.freeze()),
            Ok(Some(chunk)) if received.len() + chunk.len() > MAX_RESPONSE_BYTES => {
                return Err(Error::new(Cause::TooLarge { limit: MAX_RESPONSE_BYTES }));
            }
            Ok(Some(chunk)) => received.extend_from_slice(&chunk),
            Err(source) => {
                let excerpt = body_excerpt(&received, credentials);
                let cause = Cause::CutOff { status, received: received.len(), excerpt, source };
                return Err(Error::new(cause).with_body(received.freeze()));
            }
        }
    }
}

/// Who sent the request, for errors that name it.
pub(super) struct Sender<'a> {
    pub(super) config: &'a Config,
    pub(super) schema: &'static ActionSchema,
    pub(super) endpoint: &'a Endpoint,
    pub(super) credentials: &'a Credentials,
}

/// Parses the body into `response`, or returns the error that the body holds or is.
pub(super) fn parse_response(
    sender: &Sender<'_>,
    status: StatusCode,
    body: Bytes,
    response: &mut dyn MembersMut,
) -> Result<(), Error> {
    let mut envelope = Envelope::default();
    let decoded = decode(&body, response, &mut envelope);
    let Envelope { request_id, error } = envelope;
    match (decoded, error) {
        (Ok(()), Some(error)) => Err(api_error(sender, error).with_request_id(request_id)),
        (Ok(()), None) if status == StatusCode::OK => Ok(()),
        (Err(fault), _) if status == StatusCode::OK => {
            let excerpt = body_excerpt(&body, sender.credentials);
            // The parser's message repeats values that it did not expect.
            let fault = sender.credentials.scrub(&fault.to_string());
            let cause = Cause::Unreadable { status: status.as_u16(), fault, excerpt };
            Err(Error::new(cause)
                .with_request_id(request_id)
                .with_body(body)
                .with_may_have_executed(true))
        }
        _ => {
            let excerpt = body_excerpt(&body, sender.credentials);
            let cause = Cause::Http { status: status.as_u16(), excerpt };
            // A server that refuses the request returns a 4xx.
            let may_have_executed = !status.is_client_error();
            Err(Error::new(cause)
                .with_request_id(request_id)
                .with_body(body)
                .with_may_have_executed(may_have_executed))
        }
    }
}

fn api_error(sender: &Sender<'_>, error: ServiceError) -> Error {
    let code = ErrorCode::from(error.code);
    let schema = sender.schema.error(code.as_str());
    let sent_to = (code.class() == "AuthFailure").then(|| sent_to(sender, code.detail()));
    // The service returns the codes of all other classes before it executes anything, unless the
    // schema says otherwise.
    let may_have_executed = match schema {
        Some(schema) if schema.transient => false,
        Some(schema) if schema.may_have_executed => true,
        _ => ["InternalError", "FailedOperation", "ServiceUnavailable"].contains(&code.class()),
    };
    let message = sender.credentials.scrub(&error.message);
    Error::new(Cause::Api { code, message, sent_to })
        .with_hint(schema.and_then(|schema| schema.hint))
        .with_may_have_executed(may_have_executed)
}

/// Says where a refused key was sent: the two sites have separate accounts. If the service does not
/// know the key, it names the setting for the other site.
fn sent_to(sender: &Sender<'_>, detail: Option<&str>) -> String {
    let host = sender.endpoint.authority();
    if sender.config.endpoint.is_some() {
        return host.to_owned();
    }
    let site = sender.config.site;
    if !matches!(detail, Some("SecretIdNotFound" | "InvalidSecretId")) {
        return format!("{host}, the {site} site");
    }
    let other = match site {
        Site::International => "Site::China",
        Site::China => "Site::International",
    };
    format!("{host}, the {site} site; an account of the other site needs .site({other})")
}

/// The start of a body that is no API response, safe to show.
fn body_excerpt(body: &[u8], credentials: &Credentials) -> String {
    let text = credentials.scrub(&String::from_utf8_lossy(body));
    let mut excerpt: String = text.trim().chars().take(MAX_EXCERPT_CHARS).collect();
    if excerpt.is_empty() {
        excerpt.push_str("an empty body");
    }
    excerpt.escape_debug().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_and_retry_after_headers_are_parsed() {
        let date = SystemTime::UNIX_EPOCH + Duration::from_secs(1_551_113_065);
        let text = "Mon, 25 Feb 2019 16:44:25 GMT";
        assert_eq!(parse_http_date(text), Some(date));
        assert_eq!(parse_http_date("soon"), None);
        let three = Duration::from_secs(3);
        assert_eq!(parse_retry_after("7", date), Some(Duration::from_secs(7)));
        assert_eq!(parse_retry_after(text, date - three), Some(three));
        assert_eq!(parse_retry_after(text, date + three), Some(Duration::ZERO));
        assert_eq!(parse_retry_after("-1", date), None);
    }
}
