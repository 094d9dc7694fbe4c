//! Builds the HTTP request of one attempt: where it goes, headers, signature and body.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderValue, Method};

use super::sign::Signing;
use crate::runtime::client::{Client, Endpoint};
use crate::runtime::credentials::{Credentials, CredentialsError};
use crate::runtime::error::Cause;
use crate::runtime::schema::{ActionSchema, ServiceSchema, Site};
use crate::runtime::timing::signed_time;

/// The headers that the signature covers, in alphabetical order.
const SIGNED: [&str; 3] = ["content-type", "host", "x-tc-action"];

/// Returns the endpoint that calls of a service go to, and its site unless the endpoint was set.
pub(super) fn target(client: &Client, service: &ServiceSchema) -> (Endpoint, Option<Site>) {
    match client.destination().explicit_endpoint(service.name) {
        Some(endpoint) => (endpoint.clone(), None),
        None => {
            let site = client.config().site;
            (Endpoint::from_host(service.hosts.on(site)), Some(site))
        }
    }
}

/// Builds the request with another text in the place of the Authorization header.
pub(super) fn unsigned_request(
    client: &Client,
    schema: &ActionSchema,
    placeholder: &'static str,
    body: Bytes,
) -> Result<http::Request<Bytes>, Cause> {
    let (endpoint, _) = target(client, schema.service);
    let config = client.config();
    let timestamp = signed_time(&config.clock, config.clock_offset.current());
    let mut headers = common_headers(client, schema, &endpoint, timestamp)?;
    headers.insert(AUTHORIZATION, HeaderValue::from_static(placeholder));
    post(&endpoint, headers, body)
}

/// Builds and signs the request. The signature covers the action, so it is valid for no other.
pub(super) fn sign_request(
    client: &Client,
    schema: &ActionSchema,
    endpoint: &Endpoint,
    credentials: &Credentials,
    clock_offset: i64,
    body: Bytes,
) -> Result<http::Request<Bytes>, Cause> {
    let timestamp = signed_time(&client.config().clock, clock_offset);
    let mut headers = common_headers(client, schema, endpoint, timestamp)?;
    let value = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let signed = SIGNED.map(|name| (name, value(name).unwrap_or_default()));
    let signature = Signing::new(schema.service.name, timestamp)
        .headers(&signed)
        .payload(&body)
        .sign(credentials.secret_id(), credentials.secret_key());
    let authorization = secret_value(signature.authorization(), "the secret id")?;
    headers.insert(AUTHORIZATION, authorization);
    if let Some(token) = credentials.token() {
        headers.insert("x-tc-token", secret_value(token, "the token")?);
    }
    post(endpoint, headers, body)
}

fn post(
    endpoint: &Endpoint,
    headers: HeaderMap,
    body: Bytes,
) -> Result<http::Request<Bytes>, Cause> {
    let mut request = http::Request::new(body);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = endpoint
        .uri()
        .parse()
        .map_err(|_| Cause::Configuration(format!("{} is not a URI", endpoint.uri())))?;
    *request.headers_mut() = headers;
    Ok(request)
}

/// All headers but those that the credentials decide.
fn common_headers(
    client: &Client,
    schema: &ActionSchema,
    endpoint: &Endpoint,
    timestamp: i64,
) -> Result<HeaderMap, Cause> {
    let config = client.config();
    let mut headers = HeaderMap::new();
    headers.insert(HOST, header_value(endpoint.authority(), "the endpoint")?);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("x-tc-action", HeaderValue::from_static(schema.name));
    headers.insert("x-tc-version", HeaderValue::from_static(schema.service.version));
    headers.insert("x-tc-timestamp", HeaderValue::from(timestamp));
    let request_client = header_value(&config.request_client, "the request client")?;
    headers.insert("x-tc-requestclient", request_client);
    if let Some(region) = &client.destination().region {
        headers.insert("x-tc-region", header_value(region, "the region")?);
    }
    if let Some(language) = config.language {
        headers.insert("x-tc-language", HeaderValue::from_static(language.tag()));
    }
    Ok(headers)
}

/// Makes a header value that Debug does not show.
fn secret_value(value: &str, what: &str) -> Result<HeaderValue, Cause> {
    let mut value = header_value(value, what)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Makes a header value. The error does not show a text that no header can carry, such as one with a
/// line end.
fn header_value(value: &str, what: &str) -> Result<HeaderValue, Cause> {
    HeaderValue::from_str(value).map_err(|_| {
        let message = format!(
            "{what} holds characters that no header can carry; look for a line end copied with it"
        );
        Cause::Credentials(CredentialsError::new(message))
    })
}
