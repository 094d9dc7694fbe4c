//! Carrying a signed request to the service and its answer back.
//!
//! A small trait that any HTTP client can implement. The answer's body comes in chunks, so that the
//! size cap and the idle timeout hold whatever carries it, and an error says whether the request
//! can have reached the service.

mod reqwest;
mod tls;

use std::fmt;

use bytes::Bytes;

use super::credentials::BoxFuture;

pub use self::reqwest::ReqwestTransport;
pub(crate) use self::reqwest::{Options, Proxy};

/// Carries one request. It must not follow redirects nor retry.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends the request and answers once status and headers are there.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Box<dyn Body>>, TransportError>>;
}

/// The body of an answer as it arrives, any content encoding undone.
pub trait Body: Send {
    /// The next piece; `None` at the end.
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

/// A body that is there at once.
impl Body for Option<Bytes> {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(std::future::ready(Ok(self.take())))
    }
}

/// Why a request or its answer did not get through.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// Nothing of the request reached the service.
    #[error("the request was not sent")]
    NotSent(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The request may have reached the service.
    #[error("the connection failed after the request may have been sent")]
    MaybeSent(#[source] Box<dyn std::error::Error + Send + Sync>),
}
