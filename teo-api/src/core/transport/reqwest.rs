//! The default transport: reqwest over rustls with ring, set up so that it neither follows
//! redirects, nor trusts a proxy for loopback, nor depends on a process-wide TLS provider.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;

use super::{Body, Transport, TransportError};
use crate::core::credentials::BoxFuture;

/// The service closes idle connections after 60 s; one that is kept longer fails at its next use.
const KEPT_IDLE: Duration = Duration::from_secs(50);

/// What the default transport needs to know.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: Proxy,
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

#[derive(Debug)]
pub(crate) struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    pub(crate) fn new(options: &Options) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls(options.needs_tls)?)
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

/// rustls with its provider named, and the platform's own judgement of certificates.
fn tls(needed: bool) -> Result<rustls::ClientConfig, rustls::Error> {
    let builder = rustls::ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?;
    match builder.clone().with_platform_verifier() {
        Ok(verified) => Ok(verified.with_no_client_auth()),
        Err(error) if needed => Err(error),
        Err(_) => {
            Ok(builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
        }
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
