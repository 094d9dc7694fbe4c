//! Runs one attempt, in this order: get credentials, sign, send, receive, decode. It does not know
//! about other attempts; a [`Failure`] holds what the next one needs.

use bytes::Bytes;

use super::response::{Failure, Sender, parse_response, receive};
use super::signed_request::sign_request;
use crate::runtime::client::{Config, Endpoint};
use crate::runtime::error::{Cause, Error};
use crate::runtime::schema::{ActionSchema, MembersMut};
use crate::runtime::transport::TransportError;

/// Sends the body once and fills `response`, which is valid only on success. Adds one to `attempts`
/// when it hands the request to the transport.
pub(super) async fn exchange(
    config: &Config,
    schema: &'static ActionSchema,
    body: Bytes,
    response: &mut dyn MembersMut,
    attempts: &mut u32,
) -> Result<(), Failure> {
    let credentials = config.credentials.provide().await.map_err(Error::from)?;
    let endpoint = match &config.endpoint {
        Some(endpoint) => endpoint.clone(),
        None => Endpoint::from_host(schema.service.hosts.on(config.site)),
    };
    let clock_offset = config.clock_offset.current();
    let request = sign_request(config, schema, &endpoint, &credentials, clock_offset, body)?;

    tracing::debug!(target: "teo_api::call", action = schema.name, host = endpoint.authority(), "sending");
    *attempts += 1;
    let http_response = config.transport.send(request).await.map_err(|error| {
        let may_have_executed = !matches!(error, TransportError::NotSent(_));
        Error::new(Cause::Transport(error)).with_may_have_executed(may_have_executed)
    })?;
    let (parts, body) = http_response.into_parts();
    let body = receive(body, parts.status, config.idle_timeout, &credentials)
        .await
        .map_err(|error| error.with_may_have_executed(true))?;
    tracing::debug!(target: "teo_api::call", action = schema.name, status = parts.status.as_u16(), bytes = body.len(), "received");
    let sender = Sender { config, schema, endpoint: &endpoint, credentials: &credentials };
    parse_response(&sender, parts.status, body, response).map_err(|error| {
        Failure::new(error).with_headers(&parts.headers, (config.clock)(), clock_offset)
    })
}
