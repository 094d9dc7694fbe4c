//! The default transport: reqwest, set up so that it neither follows redirects, nor sends again on
//! its own, nor keeps connections longer than the service does.

use std::time::Duration;

use bytes::Bytes;

use super::{Body, Transport, TransportError, tls};
use crate::core::credentials::BoxFuture;

/// The service closes idle connections after 60 s; one that is kept longer fails at its next use.
const KEPT_IDLE: Duration = Duration::from_secs(50);

/// What the default transport needs to know.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: Proxy,
    /// PEM of certificates that are trusted beside the platform's.
    pub(crate) roots: Vec<Vec<u8>>,
    /// False if every call goes to a plain http endpoint: then a machine without certificates will do.
    pub(crate) needs_tls: bool,
}

/// Which proxy is used.
#[derive(Debug)]
pub(crate) enum Proxy {
    /// As HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY say.
    Environment,
    None,
    Url(String),
}

/// Carries calls by [`reqwest`]; what a client uses unless it is given another transport.
#[derive(Debug, Clone)]
pub struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    pub(crate) fn new(options: &Options) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let builder = reqwest::Client::builder();
        let builder = tls::configure(builder, &options.roots, options.needs_tls)?
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(options.connect_timeout)
            .pool_idle_timeout(KEPT_IDLE)
            .referer(false);
        let builder = match &options.proxy {
            Proxy::Environment => builder,
            Proxy::None => builder.no_proxy(),
            // The address may hold a password, so reqwest's own message is not passed on.
            Proxy::Url(url) => builder.proxy(
                reqwest::Proxy::all(url)
                    .map_err(|_| "the proxy is not a URL such as http://host:port")?,
            ),
        };
        Ok(Self(builder.build()?))
    }
}

/// Carries calls by a client of yours. Its redirects, proxies, timeouts and TLS are yours to set:
/// turn redirects off, since a signed request is good for its own address only. For TLS turn on a
/// feature of reqwest that brings a provider, such as `rustls`: our own features name theirs to each
/// client of ours and give none to reqwest, which panics without one.
///
/// ```no_run
/// use teo_api::{Client, ReqwestTransport};
///
/// let own = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
/// let client = Client::builder().transport(ReqwestTransport::from(own)).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self(client)
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Box<dyn Body>>, TransportError>> {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(failed)?;
            let response = self.0.execute(request).await.map_err(failed)?;
            let (status, headers) = (response.status(), response.headers().clone());
            let mut answer = http::Response::new(Box::new(Arriving(response)) as Box<dyn Body>);
            *answer.status_mut() = status;
            *answer.headers_mut() = headers;
            Ok(answer)
        })
    }
}

/// An answer of which only status and headers are there.
struct Arriving(reqwest::Response);

impl Body for Arriving {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move { self.0.chunk().await.map_err(failed) })
    }
}

fn failed(error: reqwest::Error) -> TransportError {
    if error.is_connect() || error.is_builder() {
        TransportError::NotSent(error.into())
    } else {
        TransportError::MaybeSent(error.into())
    }
}
