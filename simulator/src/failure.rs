//! Failures that a test orders, to see what a client makes of them. Each meets one request, whatever
//! it is, in the order in which they were ordered.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use http_body::Frame;

/// What the next request meets; given to [`Simulator::fail_next`](crate::Simulator::fail_next).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// An API error, code and message, in an answer of status 200. The action is not carried out.
    Code(String, String),
    /// An answer of this status with this body, as a proxy would give. The action is not carried out.
    /// A status that HTTP does not have counts as 500.
    Status(u16, String),
    /// The connection is cut before the request is read: not carried out, and not in
    /// [`received`](crate::Simulator::received) either.
    CloseBeforeRead,
    /// The request is carried out like any other, then the connection is cut without a byte of answer.
    CloseAfterRead,
    /// The request is carried out like any other at once, and answered so much later.
    Delay(Duration),
}

impl Failure {
    /// An API error, as in [`Failure::Code`].
    pub fn code(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Code(code.into(), message.into())
    }

    /// An answer that is no answer of the API, as in [`Failure::Status`].
    pub fn status(status: u16, body: impl Into<String>) -> Self {
        Self::Status(status, body.into())
    }
}

/// An answer of any status, with a body that is not the API's.
pub(crate) fn answer(status: u16, body: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, body.to_owned()).into_response()
}

/// An answer of which nothing is sent: its body fails before the head has left the buffer, and the
/// server closes the connection.
pub(crate) fn cut() -> Response {
    Response::new(Body::new(Broken))
}

struct Broken;

impl HttpBody for Broken {
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
mod tests;
