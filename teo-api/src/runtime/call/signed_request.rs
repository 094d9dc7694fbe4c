//! Builds the HTTP request of one attempt: headers, signature and body.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderValue, Method};

use super::sign::Signing;
use crate::runtime::client::{Config, Endpoint};
use crate::runtime::credentials::{Credentials, CredentialsError};
use crate::runtime::error::Error;
use crate::runtime::schema::ActionSchema;
use crate::runtime::timing::signed_time;

/// Builds and signs the request. The signature covers the action, so it is valid for no other.
pub(super) fn sign_request(
    config: &Config,
    schema: &ActionSchema,
    endpoint: &Endpoint,
    credentials: &Credentials,
    clock_offset: i64,
    body: Bytes,
) -> Result<http::Request<Bytes>, Error> {
    const JSON: &str = "application/json";
    let timestamp = signed_time(&config.clock, clock_offset);
    let signing = Signing {
        secret_id: credentials.secret_id(),
        secret_key: credentials.secret_key(),
        service: schema.service.name,
        timestamp,
        method: "POST",
        query: "",
        headers: &[
            ("content-type", JSON),
            ("host", endpoint.authority()),
            ("x-tc-action", schema.name),
        ],
        payload: &body,
    };
    let mut authorization = header_value(&signing.sign().authorization, "the secret id")?;
    authorization.set_sensitive(true);
    let token = credentials.token().map(|token| header_value(token, "the token")).transpose()?;

    let mut request = http::Request::new(body);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = endpoint
        .uri()
        .parse()
        .map_err(|_| Error::configuration(format!("{} is not a URI", endpoint.uri())))?;
    let headers = request.headers_mut();
    headers.insert(HOST, header_value(endpoint.authority(), "the endpoint")?);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
    headers.insert(AUTHORIZATION, authorization);
    headers.insert("x-tc-action", HeaderValue::from_static(schema.name));
    headers.insert("x-tc-version", HeaderValue::from_static(schema.service.version));
    headers.insert("x-tc-timestamp", HeaderValue::from(timestamp));
    let request_client = header_value(&config.request_client, "the request client")?;
    headers.insert("x-tc-requestclient", request_client);
    if let Some(region) = &config.region {
        headers.insert("x-tc-region", header_value(region, "the region")?);
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

/// Makes a header value. The error does not show a text that no header can carry, such as one with a
/// line end.
fn header_value(value: &str, what: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(value).map_err(|_| {
        let message = format!(
            "{what} holds characters that no header can carry; look for a line end copied with it"
        );
        CredentialsError::new(message).into()
    })
}
