//! Runs one attempt, in this order: get credentials, sign, send, receive, decode. It does not know
//! about other attempts; what it learns goes into its [`Attempt`].

use std::time::Instant;

use bytes::Bytes;

use super::attempt::Attempt;
use super::response::{Sender, parse_response, receive};
use super::signed_request::{sign_request, target};
use super::{AnyResponse, ResponseType};
use crate::runtime::client::Client;
use crate::runtime::error::Cause;
use crate::runtime::schema::ActionSchema;
use crate::runtime::transport::SendProgress;

/// Sends the body once and returns the response, typed and as it was received.
pub(super) async fn exchange(
    client: &Client,
    schema: &'static ActionSchema,
    body: Bytes,
    response_type: ResponseType,
    attempt: &mut Attempt,
) -> Result<(Box<dyn AnyResponse>, Bytes), Cause> {
    let config = client.config();
    let credentials = config.credentials.provide().await.map_err(Cause::Credentials)?;
    let (endpoint, site) = target(client, schema.service);
    attempt.host = endpoint.authority().to_owned();
    attempt.clock_offset = config.clock_offset.current();
    let request =
        sign_request(client, schema, &endpoint, &credentials, attempt.clock_offset, body)?;

    tracing::debug!(target: "teo_api::call", action = schema.name, host = endpoint.authority(), "sending");
    let sent = Instant::now();
    let progress = attempt.sending.insert(SendProgress::default()).clone();
    let response = config.transport.send(request, progress).await.map_err(Cause::Transport)?;
    let (parts, body) = response.into_parts();
    attempt.status = Some(parts.status);
    attempt.headers = parts.headers;
    let body = receive(body, parts.status, config.idle_timeout, &credentials, attempt).await?;
    tracing::debug!(
        target: "teo_api::call",
        action = schema.name,
        status = parts.status.as_u16(),
        bytes = body.len(),
        elapsed = ?sent.elapsed(),
        "received"
    );
    let sender = Sender { site, endpoint: &endpoint, credentials: &credentials };
    let response = parse_response(&sender, parts.status, body.clone(), response_type(), attempt)?;
    Ok((response, body))
}
