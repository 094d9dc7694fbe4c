//! Receives the HTTP response of one attempt and parses it into the response of the action, or into
//! what it is instead.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::StatusCode;

use super::AnyResponse;
use super::attempt::Attempt;
use crate::runtime::client::Endpoint;
use crate::runtime::credentials::Credentials;
use crate::runtime::error::{Cause, ErrorCode, Redacted};
use crate::runtime::json::{Envelope, ServiceError, decode};
use crate::runtime::schema::Site;
use crate::runtime::transport::ResponseBody;

/// No response of the API is nearly as large.
const MAX_RESPONSE_BYTES: usize = 16 * 1024 * 1024;
/// How much of a body that is no API response an error shows.
const MAX_EXCERPT_CHARS: usize = 512;

/// Receives the whole body, within the size limit and the idle timeout. The attempt keeps what was
/// received before a fault.
pub(super) async fn receive(
    mut body: ResponseBody,
    status: StatusCode,
    idle: Duration,
    credentials: &Credentials,
    attempt: &mut Attempt,
) -> Result<Bytes, Cause> {
    let status = status.as_u16();
    let mut received = BytesMut::new();
    loop {
        let Ok(chunk) = tokio::time::timeout(idle, body.chunk()).await else {
            let cause = Cause::Stalled { status, idle, received: received.len() };
            attempt.body = Some(received.freeze());
            return Err(cause);
        };
        match chunk {
            Ok(None) => return Ok(received.freeze()),
            Ok(Some(chunk)) if received.len() + chunk.len() > MAX_RESPONSE_BYTES => {
                return Err(Cause::TooLarge { status, limit: MAX_RESPONSE_BYTES });
            }
            Ok(Some(chunk)) => received.extend_from_slice(&chunk),
            Err(source) => {
                let excerpt = body_excerpt(&received, credentials);
                let cause = Cause::CutOff { status, received: received.len(), excerpt, source };
                attempt.body = Some(received.freeze());
                return Err(cause);
            }
        }
    }
}

/// Who sent the request, for errors that name it.
pub(super) struct Sender<'a> {
    /// `None` if an endpoint was set instead.
    pub(super) site: Option<Site>,
    pub(super) endpoint: &'a Endpoint,
    pub(super) credentials: &'a Credentials,
}

/// Parses the body into `response`, or returns the error that the body holds or is.
pub(super) fn parse_response(
    sender: &Sender<'_>,
    status: StatusCode,
    body: Bytes,
    mut response: Box<dyn AnyResponse>,
    attempt: &mut Attempt,
) -> Result<Box<dyn AnyResponse>, Cause> {
    let mut envelope = Envelope::default();
    let decoded = decode(&body, &mut *response, &mut envelope, sender.credentials);
    let redacted = |text: String| Redacted::new(text, sender.credentials);
    attempt.request_id = envelope.request_id.map(redacted);
    let excerpt = || body_excerpt(&body, sender.credentials);
    let http_status = status.as_u16();
    let cause = match (decoded, envelope.error) {
        (Ok(()), Some(error)) => return Err(api_error(sender, error)),
        (Ok(()), None) if status == StatusCode::OK => return Ok(response),
        // A body that says that all went well, in a response that says that it did not.
        (Ok(()), None) => Cause::Http { status: http_status, excerpt: excerpt(), success: true },
        (Err(fault), _) if status == StatusCode::OK => {
            // The parser's message repeats values that it did not expect.
            let fault = sender.credentials.scrub(&fault.to_string());
            Cause::Unreadable { status: http_status, fault, excerpt: excerpt() }
        }
        (Err(_), _) => Cause::Http { status: http_status, excerpt: excerpt(), success: false },
    };
    attempt.body = Some(body);
    Err(cause)
}

fn api_error(sender: &Sender<'_>, error: ServiceError) -> Cause {
    let code = ErrorCode::from(error.code);
    let shown_code = sender.credentials.scrub(code.as_str());
    let sent_to = (code.class() == "AuthFailure").then(|| sent_to(sender, code.detail()));
    let message = sender.credentials.scrub(&error.message);
    Cause::Api { code, shown_code, message, sent_to }
}

/// Says where a refused key was sent: the two sites have separate accounts. If the service does not
/// know the key, it names the setting for the other site.
fn sent_to(sender: &Sender<'_>, detail: Option<&str>) -> String {
    let host = sender.endpoint.authority();
    let Some(site) = sender.site else {
        return host.to_owned();
    };
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
    // Enough for the excerpt after every secret in it has become shorter.
    let start = &body[..body.len().min(8 * MAX_EXCERPT_CHARS)];
    let text = credentials.scrub(&String::from_utf8_lossy(start));
    let mut excerpt: String = text.trim().chars().take(MAX_EXCERPT_CHARS).collect();
    if excerpt.is_empty() {
        excerpt.push_str("an empty body");
    }
    excerpt.escape_debug().collect()
}
