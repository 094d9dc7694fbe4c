//! Failures that a test injects, to check how a client handles them. Each request takes the oldest
//! injected failure, whatever the action of the request.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use http_body::Frame;

/// The failure of one request, for [`Simulator::fail_next`](crate::Simulator::fail_next).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// An API error with this code and message, in a response of status 200. The action is not
    /// executed.
    Code(String, String),
    /// A response with this status and body, such as a proxy sends. The action is not executed. A
    /// status outside 200 to 999 becomes 500.
    Status(u16, String),
    /// The connection is closed before the request is read. The action is not executed, and the
    /// request is not in [`received`](crate::Simulator::received).
    CloseBeforeRead,
    /// The request is handled normally, but the connection is closed without any byte of the
    /// response.
    CloseAfterRead,
    /// The request is handled immediately, but its response is sent after this delay.
    Delay(Duration),
}

impl Failure {
    /// Makes a [`Failure::Code`], an API error.
    pub fn code(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Code(code.into(), message.into())
    }

    /// Makes a [`Failure::Status`], an HTTP response that is not an API response.
    pub fn status(status: u16, body: impl Into<String>) -> Self {
        Self::Status(status, body.into())
    }
}

/// Builds a response with this status and body, or with status 500 if the status is invalid or
/// interim, since the server cannot end a request with an interim response.
pub(crate) fn http_response(status: u16, body: &str) -> Response {
    let status = StatusCode::from_u16(status).ok().filter(|status| !status.is_informational());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, body.to_owned()).into_response()
}

/// Builds a response that closes the connection before any byte is sent: its body fails while the
/// headers are still in the buffer of the server.
pub(crate) fn close_connection() -> Response {
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
