//! One exchange with the service: credentials, sign, send, receive, decode. It knows nothing of
//! other attempts; what a failure tells of them goes along with its error.

use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use http::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HOST, HeaderMap, RETRY_AFTER};
use http::{HeaderValue, Method, StatusCode};

use super::action::ActionFacts;
use super::clock::{http_date, retry_after};
use super::config::Config;
use super::credentials::{Credentials, CredentialsError};
use super::endpoint::Endpoint;
use super::envelope::{Envelope, ServiceError, decode};
use super::error::{Cause, Error};
use super::error_code::ErrorCode;
use super::sign::Signing;
use super::structure::MembersMut;
use super::transport::{Body, TransportError};

/// No answer comes near it; whatever is larger is not one.
const RESPONSE_CAP: usize = 16 * 1024 * 1024;
/// How much of a body that is no answer an error shows.
const SHOWN: usize = 512;

/// A failed exchange, and what its answer says of another.
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) retry_after: Option<Duration>,
    date: Option<SystemTime>,
}

impl Failure {
    pub(super) fn new(error: Error) -> Self {
        Self { error, retry_after: None, date: None }
    }

    fn with_headers(mut self, headers: &HeaderMap, now: SystemTime) -> Self {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        self.date = text(DATE).and_then(http_date);
        self.retry_after = text(RETRY_AFTER).and_then(|text| retry_after(text, now));
        self
    }

    /// The service's time, if the exchange failed because ours is wrong.
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

/// Sends the body once and fills `response`, which is only good on success. Counts in `sent` what is
/// handed to the transport.
pub(super) async fn exchange(
    config: &Config,
    facts: &'static ActionFacts,
    body: Bytes,
    response: &mut dyn MembersMut,
    sent: &mut u32,
) -> Result<(), Failure> {
    let credentials = config.credentials.provide().await;
    let credentials = credentials.map_err(|error| Error::new(Cause::Credentials(error)))?;
    let endpoint = match &config.endpoint {
        Some(endpoint) => endpoint.clone(),
        None => Endpoint::of_host(config.site.host(facts.service)),
    };
    let signed = signed(config, facts, &endpoint, &credentials, body)?;

    tracing::debug!(target: "teo_api::call", action = facts.name, host = endpoint.authority(), "sending");
    *sent += 1;
    let answer = config.transport.send(signed).await.map_err(|error| {
        let may_have_executed = !matches!(error, TransportError::NotSent(_));
        Error::new(Cause::Transport(error)).with_may_have_executed(may_have_executed)
    })?;
    let (parts, body) = answer.into_parts();
    let body = receive(body, parts.status, config.idle_timeout, &credentials)
        .await
        .map_err(|error| error.with_may_have_executed(true))?;
    tracing::debug!(target: "teo_api::call", action = facts.name, status = parts.status.as_u16(), bytes = body.len(), "answered");
    let sent = Sent { config, facts, endpoint: &endpoint, credentials: &credentials };
    understand(&sent, parts.status, body, response)
        .map_err(|error| Failure::new(error).with_headers(&parts.headers, (config.clock)()))
}

/// The whole request with its headers. The action is signed too, so that the signature serves no
/// other.
fn signed(
    config: &Config,
    facts: &ActionFacts,
    endpoint: &Endpoint,
    credentials: &Credentials,
    body: Bytes,
) -> Result<http::Request<Bytes>, Error> {
    const JSON: &str = "application/json";
    let timestamp = config.clock_offset.service_time(&config.clock);
    let signing = Signing {
        secret_id: credentials.secret_id(),
        secret_key: credentials.secret_key(),
        service: facts.service.name,
        timestamp,
        method: "POST",
        query: "",
        headers: &[
            ("content-type", JSON),
            ("host", endpoint.authority()),
            ("x-tc-action", facts.name),
        ],
        payload: &body,
    };
    let mut authorization = header(&signing.sign().authorization, "the secret id")?;
    authorization.set_sensitive(true);
    let token = credentials.token().map(|token| header(token, "the token")).transpose()?;

    let mut request = http::Request::new(body);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = endpoint
        .uri()
        .parse()
        .map_err(|_| Error::configuration(format!("{} is not an address", endpoint.uri())))?;
    let headers = request.headers_mut();
    headers.insert(HOST, header(endpoint.authority(), "the endpoint")?);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
    headers.insert(AUTHORIZATION, authorization);
    headers.insert("x-tc-action", HeaderValue::from_static(facts.name));
    headers.insert("x-tc-version", HeaderValue::from_static(facts.service.version));
    headers.insert("x-tc-timestamp", HeaderValue::from(timestamp));
    headers.insert("x-tc-requestclient", header(&config.request_client, "the request client")?);
    if let Some(region) = &config.region {
        headers.insert("x-tc-region", header(region, "the region")?);
    }
    if let Some(language) = config.language {
        headers.insert("x-tc-language", HeaderValue::from_static(language.tag()));
    }
    if let Some(mut token) = token {
        token.set_sensitive(true);
        headers.insert("x-tc-token", token);
    }
    Ok(request)
}

/// A header's value. What no header can carry (a line end above all) is refused without showing it.
fn header(value: &str, what: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(value).map_err(|_| {
        let message = format!(
            "{what} holds characters that no header can carry; look for a line end copied with it"
        );
        Error::new(Cause::Credentials(CredentialsError::new(message)))
    })
}

/// All of the body, within the cap and without a long silence.
async fn receive(
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
            Ok(Some(chunk)) if received.len() + chunk.len() > RESPONSE_CAP => {
                return Err(Error::new(Cause::TooLarge { limit: RESPONSE_CAP }));
            }
            Ok(Some(chunk)) => received.extend_from_slice(&chunk),
            Err(source) => {
                let start = start(&received, credentials);
                let cause = Cause::BrokenOff { status, received: received.len(), start, source };
                return Err(Error::new(cause).with_body(received.freeze()));
            }
        }
    }
}

/// What is known of the call when its answer is there.
struct Sent<'a> {
    config: &'a Config,
    facts: &'static ActionFacts,
    endpoint: &'a Endpoint,
    credentials: &'a Credentials,
}

/// Reads the answer, or says what it is instead.
fn understand(
    sent: &Sent<'_>,
    status: StatusCode,
    body: Bytes,
    response: &mut dyn MembersMut,
) -> Result<(), Error> {
    let mut envelope = Envelope::default();
    let read = decode(&body, response, &mut envelope);
    let Envelope { request_id, error } = envelope;
    match (read, error) {
        (Ok(()), Some(error)) => Err(api_error(sent, error).with_request_id(request_id)),
        (Ok(()), None) if status == StatusCode::OK => Ok(()),
        (Err(fault), _) if status == StatusCode::OK => {
            let start = start(&body, sent.credentials);
            // The parser repeats values that it did not expect.
            let fault = sent.credentials.scrub(&fault.to_string());
            let cause = Cause::Unreadable { status: status.as_u16(), fault, start };
            Err(Error::new(cause)
                .with_request_id(request_id)
                .with_body(body)
                .with_may_have_executed(true))
        }
        _ => {
            let start = start(&body, sent.credentials);
            let cause = Cause::Status { status: status.as_u16(), start };
            // A server that does not even take the request says so with 4xx.
            let may_have_executed = !status.is_client_error();
            Err(Error::new(cause)
                .with_request_id(request_id)
                .with_body(body)
                .with_may_have_executed(may_have_executed))
        }
    }
}

fn api_error(sent: &Sent<'_>, error: ServiceError) -> Error {
    let code = ErrorCode::from(error.code);
    let cure = sent.facts.error(code.as_str()).and_then(|facts| facts.cure);
    // The two sites have separate accounts, so a refused key says where it was sent.
    let sent_to = (code.class() == "AuthFailure").then(|| match &sent.config.endpoint {
        Some(_) => sent.endpoint.authority().to_owned(),
        None => format!("{}, the {} site", sent.endpoint.authority(), sent.config.site),
    });
    // Other codes are answered before anything is done.
    let may_have_executed =
        ["InternalError", "FailedOperation", "ServiceUnavailable"].contains(&code.class());
    let message = sent.credentials.scrub(&error.message);
    Error::new(Cause::Api { code, message, sent_to })
        .with_cure(cure)
        .with_may_have_executed(may_have_executed)
}

/// The start of a body that is no answer, fit to be shown.
fn start(body: &[u8], credentials: &Credentials) -> String {
    let text = credentials.scrub(&String::from_utf8_lossy(body));
    let mut start: String = text.trim().chars().take(SHOWN).collect();
    if start.is_empty() {
        start.push_str("nothing");
    }
    start.escape_debug().collect()
}
