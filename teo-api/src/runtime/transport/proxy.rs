//! The proxy that requests go through: the one that the builder was given, or the one that the
//! environment sets for the endpoint. A setting that cannot be used is an error when the client is
//! built, so that no request bypasses a proxy that somebody asked for. Errors show no user info.

use std::ffi::{OsStr, OsString};

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use url::{ParseError, Url};

/// The proxy of the default transport. It has no Debug, since a URL may hold a password.
pub(crate) enum Proxy {
    /// Follows HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, as they apply to this endpoint.
    Environment {
        endpoint: String,
    },
    None,
    Url(String),
}

/// Without TLS, reqwest connects to proxies by plain HTTP alone.
const SCHEMES: &[&str] = if cfg!(any(feature = "__rustls", feature = "native-tls")) {
    &["http", "https", "socks5", "socks5h", "socks4", "socks4a"]
} else {
    &["http"]
};

/// Why a proxy that was asked for cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProxyError {
    #[error(
        "the proxy{shown} is not a URL such as http://host:port with one of the schemes {}",
        SCHEMES.join(", ")
    )]
    Given { shown: String },
    #[error(
        "{variable}{shown} is not a URL such as http://host:port with one of the schemes {}; correct \
         the variable, unset it, or ignore the environment with `ClientBuilder::no_proxy`",
        SCHEMES.join(", ")
    )]
    Environment { variable: &'static str, shown: String },
}

/// A proxy that can be used, and the hosts that are reached without it.
pub(super) struct UsableProxy {
    url: Url,
    no_proxy: String,
}

impl Proxy {
    /// Returns the proxy to use, if any. `read` reads a variable of the environment.
    pub(super) fn usable(
        &self,
        read: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Option<UsableProxy>, ProxyError> {
        match self {
            Self::None => Ok(None),
            Self::Url(text) => match parse(text) {
                Some(url) => Ok(Some(UsableProxy { url, no_proxy: String::new() })),
                None => Err(ProxyError::Given { shown: shown(text.as_ref()) }),
            },
            Self::Environment { endpoint } => from_environment(read, endpoint),
        }
    }
}

/// Reads the environment as reqwest does. Only a setting that applies and cannot be used differs: it
/// is an error here, and reqwest goes on as if it were not set.
fn from_environment(
    read: impl Fn(&str) -> Option<OsString>,
    endpoint: &str,
) -> Result<Option<UsableProxy>, ProxyError> {
    // To a CGI program, HTTP_PROXY is a header of the request that it serves. reqwest then ignores
    // all of these variables.
    if read("REQUEST_METHOD").is_some() {
        return Ok(None);
    }
    // Of two spellings, the first that is set counts, even if it is empty.
    let first =
        |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, read(name)?)));
    let for_scheme = if endpoint.starts_with("https:") {
        ["HTTPS_PROXY", "https_proxy"]
    } else {
        ["HTTP_PROXY", "http_proxy"]
    };
    let mut settings = [for_scheme, ["ALL_PROXY", "all_proxy"]].into_iter().filter_map(first);
    let Some((variable, value)) = settings.find(|(_, value)| !value.is_empty()) else {
        return Ok(None);
    };
    let no_proxy = first(["NO_PROXY", "no_proxy"]).map(|(_, value)| value).unwrap_or_default();
    let no_proxy = no_proxy.to_string_lossy().into_owned();
    if is_exempt(&no_proxy, endpoint) {
        return Ok(None);
    }
    match value.to_str().and_then(parse) {
        Some(url) => Ok(Some(UsableProxy { url, no_proxy })),
        None => Err(ProxyError::Environment { variable, shown: shown(&value) }),
    }
}

/// Returns whether NO_PROXY covers the host of this URL.
fn is_exempt(no_proxy: &str, url: &str) -> bool {
    let any_proxy = Matcher::builder().all("http://proxy").no(no_proxy).build();
    url.parse().is_ok_and(|url: Uri| any_proxy.intercept(&url).is_none())
}

/// Parses the URL of a proxy as reqwest does: without a scheme it is `http`, and the port of a SOCKS
/// proxy is 1080 unless it is given.
fn parse(text: &str) -> Option<Url> {
    let mut url = match Url::parse(text) {
        Ok(url) if url.has_host() => url,
        Ok(_) | Err(ParseError::RelativeUrlWithoutBase) => {
            Url::parse(&format!("http://{text}")).ok()?
        }
        Err(_) => return None,
    };
    if url.scheme().starts_with("socks") && url.port().is_none() {
        url.set_port(Some(1080)).ok()?;
    }
    // An unescaped `/`, `?` or `#` in a password would end the host inside the user info.
    let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    let matcher = Matcher::builder().all(url.as_str()).build();
    let matched = matcher.intercept(&Uri::from_static("https://host")).is_some();
    (bare && matched && SCHEMES.contains(&url.scheme())).then_some(url)
}

/// A refused value as an error shows it: not at all if it may hold user info.
fn shown(value: &OsStr) -> String {
    match value.to_str() {
        Some(text) if !text.contains('@') => format!(" ({text:?})"),
        _ => String::new(),
    }
}

impl UsableProxy {
    /// The proxy as reqwest takes it.
    pub(super) fn for_reqwest(&self) -> reqwest::Result<reqwest::Proxy> {
        let no_proxy = reqwest::NoProxy::from_string(&self.no_proxy);
        Ok(reqwest::Proxy::all(self.url.clone())?.no_proxy(no_proxy))
    }

    /// Decides, as reqwest does, which requests go through the proxy.
    pub(super) fn matcher(&self) -> Matcher {
        Matcher::builder().all(self.url.as_str()).no(self.no_proxy.as_str()).build()
    }
}

#[cfg(test)]
mod tests;
