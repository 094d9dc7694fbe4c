//! The default transport: reqwest, configured so that it neither follows redirects, nor retries, nor
//! keeps idle connections longer than the service does.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_core::Stream;
use futures_core::future::BoxFuture;
use http_body::{Body as _, Frame, SizeHint};
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::ClientBuilder;

use super::failure::SentRequest;
use super::proxy::{Proxies, Proxy};
use super::{ResponseBody, SendProgress, Transport, TransportError, tls};

/// The service closes idle connections after 60 s. A connection that is kept longer fails at its next
/// use.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(50);

/// The settings of a [`ReqwestTransport`]. They have no Debug, since the proxy may hold a password.
pub(crate) struct ReqwestOptions {
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: Proxy,
    /// A target of requests, whose proxy is checked in advance.
    pub(crate) target: http::Uri,
    /// Root certificates in PEM format, trusted in addition to the platform's.
    pub(crate) root_certificates: Vec<Vec<u8>>,
    /// Whether the client cannot be built on a machine without root certificates. If it can, calls to an
    /// `https://` endpoint fail there, since no certificate is trusted.
    pub(crate) needs_tls: bool,
}

/// The default [`Transport`]: sends requests with [`reqwest`]. A client uses it unless you set another
/// one.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// `None` if it is not known what goes through a proxy.
    routes: Option<Arc<Routes>>,
    /// `None` if it is not known.
    connect_timeout: Option<Duration>,
}

/// Which requests go through which proxy.
struct Routes {
    proxies: Proxies,
    matcher: Matcher,
}

/// It does not show the proxies, whose URLs may hold a password.
impl fmt::Debug for Routes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routes").finish_non_exhaustive()
    }
}

impl ReqwestTransport {
    pub(crate) fn new(
        options: &ReqwestOptions,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let builder = reqwest::Client::builder();
        let builder = tls::configure(builder, &options.root_certificates, options.needs_tls)?
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(options.connect_timeout)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .referer(false);
        let proxies = options.proxy.proxies(|name| std::env::var_os(name))?;
        proxies.check(&options.target)?;
        // Without this, reqwest reads the environment itself.
        let builder = builder.no_proxy();
        let builder = proxies.for_reqwest()?.into_iter().fold(builder, ClientBuilder::proxy);
        let matcher = proxies.matcher();
        Ok(Self {
            client: builder.build()?,
            routes: Some(Arc::new(Routes { proxies, matcher })),
            connect_timeout: Some(options.connect_timeout),
        })
    }

    fn start(&self, target: &http::Uri) -> SentRequest {
        SentRequest {
            target: target.clone(),
            proxy: self.routes.as_ref().and_then(|routes| routes.matcher.intercept(target)),
            connect_timeout: self.connect_timeout,
            started: Instant::now(),
        }
    }
}

/// Sends requests with your own reqwest client. You configure its redirects, proxies, timeouts and TLS.
/// Turn redirects off, since a signature is valid only for the host that it was made for. For TLS,
/// enable a reqwest feature that includes a TLS crypto provider, such as `rustls`. The features of this
/// crate configure only the clients that it builds itself. Without a crypto provider, reqwest panics.
///
/// ```no_run
/// use teo_api::{Client, ReqwestTransport};
///
/// let reqwest_client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
/// let client = Client::builder().transport(ReqwestTransport::from(reqwest_client)).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self { client, routes: None, connect_timeout: None }
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        progress: SendProgress,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        Box::pin(async move {
            progress.report_not_begun();
            if let Some(routes) = &self.routes {
                let usable = routes.proxies.check(request.uri());
                usable.map_err(|error| TransportError::CannotSend(error.into()))?;
            }
            let sent = self.start(request.uri());
            let request = request.map(|body| {
                let progress = progress.clone();
                reqwest::Body::wrap(RequestBody { body: Some(body), progress })
            });
            let response = match reqwest::Request::try_from(request) {
                Ok(request) => self.client.execute(request).await,
                Err(error) => Err(error),
            };
            let response = match response {
                Ok(response) => response,
                Err(error) => return Err(sent.explain(error, &progress).await),
            };
            let (parts, body) = http::Response::from(response).into_parts();
            Ok(http::Response::from_parts(parts, ResponseBody::from_stream(Chunks(body))))
        })
    }
}

/// The body of a request. Its first poll tells that a connection is there and that sending begins:
/// a request whose headers alone have arrived is not complete, and no server executes it.
struct RequestBody {
    body: Option<Bytes>,
    progress: SendProgress,
}

impl http_body::Body for RequestBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.progress.report_begun();
        Poll::Ready(self.body.take().map(|body| Ok(Frame::data(body))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.body.as_ref().map_or(0, |body| body.len() as u64))
    }
}

/// The chunks of a response whose status and headers have arrived.
struct Chunks(reqwest::Body);

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let frame = ready!(Pin::new(&mut self.0).poll_frame(context));
            match frame.map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => return Poll::Ready(Some(Ok(data))),
                // A trailer tells nothing that is needed.
                Some(Ok(Err(_trailer))) => {}
                Some(Err(error)) => {
                    return Poll::Ready(Some(Err(TransportError::MaybeSent(error.into()))));
                }
                None => return Poll::Ready(None),
            }
        }
    }
}
