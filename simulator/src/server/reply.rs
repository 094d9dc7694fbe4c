//! What the client gets for a request: a response, now or after a while, or none. Responses of the API
//! have status 200, as the service's own have, errors too.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body::Frame;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::actions::Answer;
use crate::api_error::ApiError;
use crate::rule::Replacement;

/// The header that tells of a response that it was made up.
const TOLD: HeaderName = HeaderName::from_static("x-teo-simulator");

pub(crate) enum Reply {
    Response(Response),
    Delayed(Response, Duration),
    /// The connection is closed.
    Close,
    /// The connection stays open.
    Silence,
}

impl Reply {
    pub(crate) fn normal(result: Result<Answer, ApiError>, request_id: &str) -> Response {
        match result {
            Ok(Answer { mut members, made_up }) => {
                // A member that was made up has another id.
                members.insert("RequestId".to_owned(), request_id.into());
                let mut response = envelope(members.into(), request_id);
                if made_up {
                    response.headers_mut().insert(TOLD, HeaderValue::from_static("made-up"));
                }
                response
            }
            Err(error) => error_response(&error.code, &error.message, request_id),
        }
    }

    pub(crate) fn replaced(replacement: &Replacement, request_id: &str) -> Self {
        match replacement {
            Replacement::Response(members) => Self::Response(envelope(members.clone(), request_id)),
            Replacement::Error { code, message } => {
                Self::Response(error_response(code, message, request_id))
            }
            Replacement::Status { status, body } => Self::Response(http_response(*status, body)),
            Replacement::Close => Self::Close,
            Replacement::Silence => Self::Silence,
        }
    }

    /// Waits until the response is due. What still waits when the simulator stops, which `stopping`
    /// tells by its end, ends with a closed connection: a rule may make it wait for ever.
    pub(crate) async fn into_response(self, mut stopping: watch::Receiver<()>) -> Response {
        match self {
            Self::Response(response) => response,
            Self::Delayed(response, delay) => tokio::select! {
                () = tokio::time::sleep(delay) => response,
                _ = stopping.changed() => close_connection(),
            },
            Self::Close => close_connection(),
            Self::Silence => {
                let _ = stopping.changed().await;
                close_connection()
            }
        }
    }
}

fn error_response(code: &str, message: &str, request_id: &str) -> Response {
    envelope(json!({"Error": {"Code": code, "Message": message}}), request_id)
}

/// Makes a response of the API. A RequestId that is given stays, and what is no object has none.
fn envelope(mut members: Value, request_id: &str) -> Response {
    if let Some(members) = members.as_object_mut() {
        members.entry("RequestId").or_insert_with(|| request_id.into());
    }
    let content_type = [(header::CONTENT_TYPE, "application/json")];
    (content_type, json!({"Response": members}).to_string()).into_response()
}

/// Makes a response with this status and body, or with status 500 if the status is invalid or interim,
/// since the server cannot end a request with an interim response.
fn http_response(status: u16, body: &str) -> Response {
    let status = StatusCode::from_u16(status).ok().filter(|status| !status.is_informational());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, body.to_owned()).into_response()
}

/// Makes a response that closes the connection before any byte is sent: its body fails while the
/// headers are still in the buffer of the server.
fn close_connection() -> Response {
    Response::new(Body::new(FailingBody))
}

struct FailingBody;

impl HttpBody for FailingBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_outside_200_to_999_becomes_500() {
        assert_eq!(http_response(99, "").status(), 500);
        assert_eq!(http_response(103, "").status(), 500);
        assert_eq!(http_response(429, "").status(), 429);
    }
}
