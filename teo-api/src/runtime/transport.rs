//! Sends a signed request to the service and receives the response.
//!
//! [`Transport`] is a small trait that any HTTP client can implement. The body of the response arrives
//! in chunks, so the client applies its size limit and its idle timeout to every transport. [`TransportError`] says
//! whether the request may have reached the service.

mod body;
mod failure;
mod progress;
mod proxy;
mod reqwest;
mod tls;
mod tunnel;

use std::fmt;

use bytes::Bytes;
use futures_core::future::BoxFuture;

pub use self::body::ResponseBody;
pub use self::progress::SendProgress;
pub(crate) use self::proxy::Proxy;
pub(crate) use self::reqwest::ReqwestOptions;
pub use self::reqwest::ReqwestTransport;

/// Sends one request. An implementation must neither follow redirects nor retry.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends the request and returns when the status and the headers of the response have arrived.
    /// It may report to `progress` whether sending has begun.
    fn send(
        &self,
        request: http::Request<Bytes>,
        progress: SendProgress,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>>;
}

/// Why the request was not sent or the response not received. The message of a failed call shows the
/// error inside it, but not the sources of that: it should tell the cause to the end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// Nothing of the request reached the service. Another attempt may succeed.
    #[error("the request was not sent")]
    NotSent(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Nothing of the request reached the service, and another attempt would fail as well: the
    /// certificate of the service is not trusted, or the proxy refuses the password. The call is not
    /// retried.
    #[error("the request was not sent")]
    CannotSend(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The request may have reached the service.
    #[error("the connection failed after the request may have been sent")]
    MaybeSent(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl TransportError {
    /// Returns whether nothing of the request reached the service.
    pub(crate) fn is_certainly_unsent(&self) -> bool {
        !matches!(self, Self::MaybeSent(_))
    }
}
