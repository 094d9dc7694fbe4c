//! Why the default transport got no response, in one line that ends with the last cause: reqwest's
//! own message names none, and its sources name neither the host nor the proxy. It says whether
//! anything was sent, and shows no user info.

use std::error::Error;
use std::fmt;
use std::io;
use std::time::{Duration, Instant};

use http::Uri;
use hyper_util::client::proxy::matcher::Intercept;

use super::{SendProgress, TransportError, tunnel};

/// The error inside a [`TransportError`] of the default transport.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("cannot connect to {route}: {reason}")]
    NotConnected { route: Route, reason: String, source: reqwest::Error },
    #[error("no connection to {route} within {within}")]
    ConnectTimeout { route: Route, within: String, source: reqwest::Error },
    #[error("{reason}")]
    Other { reason: String, source: reqwest::Error },
}

/// The host, and the proxy on the way to it.
#[derive(Debug)]
struct Route {
    host: String,
    /// Its URL without user info.
    proxy: Option<String>,
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)?;
        match &self.proxy {
            Some(proxy) => write!(f, " through the proxy {proxy}"),
            None => Ok(()),
        }
    }
}

/// What is known of a request that is sent, for its error.
pub(super) struct SentRequest {
    pub(super) target: Uri,
    pub(super) proxy: Option<Intercept>,
    /// The longest time for opening the connection; `None` if it is not known.
    pub(super) connect_timeout: Option<Duration>,
    pub(super) started: Instant,
}

impl SentRequest {
    /// Finds out why the request failed, whether it was sent, and whether another attempt can help.
    pub(super) async fn explain(
        self,
        error: reqwest::Error,
        progress: &SendProgress,
    ) -> TransportError {
        let causes = causes(&error);
        // A client of the user's own may follow a redirect, and fail to connect after it has sent.
        if error.is_builder() || !error.is_connect() || !progress.is_certainly_unsent() {
            let is_invalid = error.is_builder();
            let failure = Failure::Other { reason: causes.join(": "), source: error }.into();
            return match progress.is_certainly_unsent() {
                true if is_invalid => TransportError::CannotSend(failure),
                true => TransportError::NotSent(failure),
                false => TransportError::MaybeSent(failure),
            };
        }
        let route = self.route();
        if is_connect_timeout(&error) {
            let unknown = || "the connect timeout".to_owned();
            let within = self.connect_timeout.map_or_else(unknown, |time| format!("{time:?}"));
            let failure = Failure::ConnectTimeout { route, within, source: error };
            return TransportError::NotSent(failure.into());
        }
        let lasting = causes.iter().any(|cause| is_lasting(cause));
        let reason = self.reason(causes).await;
        let failure = Failure::NotConnected { route, reason, source: error }.into();
        if lasting { TransportError::CannotSend(failure) } else { TransportError::NotSent(failure) }
    }

    fn route(&self) -> Route {
        let host = self.target.host().unwrap_or_default();
        let port = self.target.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
        let proxy = self.proxy.as_ref().map(|proxy| {
            let url = proxy.uri().to_string();
            url.trim_end_matches('/').to_owned()
        });
        Route { host: format!("{host}{port}"), proxy }
    }

    /// The causes in one line, and what the proxy says if it is asked once more.
    async fn reason(&self, causes: Vec<String>) -> String {
        let mut reasons = Vec::new();
        for cause in causes {
            let cause = match (cause.as_str(), &self.proxy) {
                ("SOCKS error: failed to create underlying connection", Some(proxy)) => {
                    let error = self.ask(async { tunnel::connect(proxy).await.err() }).await;
                    error.map_or(UNREACHABLE.to_owned(), |error| format!("{UNREACHABLE}: {error}"))
                }
                ("tunnel error: unsuccessful", Some(proxy)) if is_plain_http(proxy) => {
                    let status = self.ask(tunnel::status(proxy, &self.target)).await;
                    status.map_or(REFUSED.to_owned(), |status| {
                        format!("{REFUSED} with status {status}")
                    })
                }
                (PROXY_AUTHORIZATION, Some(proxy)) if proxy.basic_auth().is_some() => {
                    format!(
                        "{REFUSED} with status 407: it does not accept the user name and password"
                    )
                }
                (PROXY_AUTHORIZATION, _) => {
                    format!("{REFUSED} with status 407: it requires a user name and password")
                }
                ("tunnel error: unsuccessful", _) => REFUSED.to_owned(),
                ("tunnel error: failed to create underlying connection", _) => {
                    UNREACHABLE.to_owned()
                }
                ("tunnel error: unexpected end of file", _) => {
                    "the proxy closed the connection".to_owned()
                }
                _ => cause,
            };
            reasons.push(cause);
        }
        reasons.join(": ")
    }

    /// Asks the proxy, but not longer than the connection itself could take: the timeout of the attempt
    /// would else hide the error, and that nothing was sent.
    async fn ask<T>(&self, question: impl Future<Output = Option<T>>) -> Option<T> {
        let left = self.connect_timeout.unwrap_or_default().saturating_sub(self.started.elapsed());
        tokio::time::timeout(left.min(tunnel::LONGEST), question).await.ok().flatten()
    }
}

/// What the causes below say better.
const GENERAL: [&str; 5] = [
    "tcp connect error",
    "dns error",
    "error resolving DNS",
    "error resolving for socks proxy",
    "error connecting to socks proxy",
];
const UNREACHABLE: &str = "the proxy cannot be reached";
const REFUSED: &str = "the proxy refused the tunnel";
const PROXY_AUTHORIZATION: &str = "tunnel error: proxy authorization required";

fn is_plain_http(proxy: &Intercept) -> bool {
    proxy.uri().scheme_str() == Some("http")
}

/// The messages of the sources below reqwest's own, which is the same for all failures.
fn causes(error: &reqwest::Error) -> Vec<String> {
    let mut causes: Vec<String> = Vec::new();
    let mut next = error.source();
    while let Some(source) = next {
        let cause = source.to_string();
        next = source.source();
        let general = cause.starts_with("client error (") || GENERAL.contains(&cause.as_str());
        // Many errors repeat their source in their own message.
        let repeated = causes.last().is_some_and(|last| last.contains(&cause));
        let told_below = general && next.is_some();
        if !repeated && !told_below {
            causes.push(cause);
        }
    }
    if causes.is_empty() { vec![error.to_string()] } else { causes }
}

/// Returns whether the connect timeout ended, and not that of the operating system, which has a
/// message of its own.
fn is_connect_timeout(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if error.is::<io::Error>() {
            return false;
        }
        source = error.source();
    }
    error.is_timeout()
}

/// Returns whether the next attempt would fail for the same cause: a certificate that is not trusted,
/// by the message of any TLS library, or a password that the proxy does not know.
fn is_lasting(cause: &str) -> bool {
    cause == PROXY_AUTHORIZATION || cause.to_ascii_lowercase().contains("certificate")
}
