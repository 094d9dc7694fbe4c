//! The proxy that a request goes through: the one that the builder was given, or the one that the
//! environment sets for its target. A setting that cannot be used is an error, so that no request
//! bypasses a proxy that somebody asked for. Errors show no user info.

use std::ffi::{OsStr, OsString};

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use url::{ParseError, Url};

/// The proxy of the default transport. It has no Debug, since a URL may hold a password.
pub(crate) enum Proxy {
    /// Follows HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, but never for loopback.
    Environment,
    None,
    Url(String),
}

/// What is never reached through a proxy of the environment, as NO_PROXY lists it.
const LOOPBACK: &str = "localhost,127.0.0.0/8,::1";

/// Without TLS, reqwest connects to proxies by plain HTTP alone.
const SCHEMES: &[&str] = if cfg!(any(feature = "__rustls", feature = "native-tls")) {
    &["http", "https", "socks5", "socks5h", "socks4", "socks4a"]
} else {
    &["http"]
};

/// Why a proxy that was asked for cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
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

/// The proxies of both schemes, and the hosts that are reached without one. A setting that cannot be
/// used matters to the requests that it applies to, and to no others.
pub(super) struct Proxies {
    https: Setting,
    http: Setting,
    no_proxy: String,
}

type Setting = Result<Option<Url>, ProxyError>;

impl Proxy {
    /// Returns the proxies to use. `read` reads a variable of the environment.
    pub(super) fn proxies(
        &self,
        read: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Proxies, ProxyError> {
        match self {
            Self::None => Ok(Proxies::none()),
            Self::Url(text) => match parse(text) {
                Some(url) => Ok(Proxies {
                    https: Ok(Some(url.clone())),
                    http: Ok(Some(url)),
                    no_proxy: String::new(),
                }),
                None => Err(ProxyError::Given { shown: shown(text.as_ref()) }),
            },
            Self::Environment => Ok(Proxies::from_environment(read)),
        }
    }
}

impl Proxies {
    fn none() -> Self {
        Self { https: Ok(None), http: Ok(None), no_proxy: String::new() }
    }

    /// Reads the environment as reqwest does. Two things differ: a setting that cannot be used is an
    /// error, and not as if it were not set; and no proxy is used for loopback.
    fn from_environment(read: impl Fn(&str) -> Option<OsString>) -> Self {
        // To a CGI program, HTTP_PROXY is a header of the request that it serves. reqwest then ignores
        // all of these variables.
        if read("REQUEST_METHOD").is_some() {
            return Self::none();
        }
        // Of two spellings, the first that is set counts, even if it is empty.
        let first =
            |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, read(name)?)));
        let setting = |for_scheme| {
            let mut settings =
                [for_scheme, ["ALL_PROXY", "all_proxy"]].into_iter().filter_map(first);
            match settings.find(|(_, value)| !value.is_empty()) {
                None => Ok(None),
                Some((variable, value)) => match value.to_str().and_then(parse) {
                    Some(url) => Ok(Some(url)),
                    None => Err(ProxyError::Environment { variable, shown: shown(&value) }),
                },
            }
        };
        let no_proxy = first(["NO_PROXY", "no_proxy"]).map(|(_, value)| value).unwrap_or_default();
        Self {
            https: setting(["HTTPS_PROXY", "https_proxy"]),
            http: setting(["HTTP_PROXY", "http_proxy"]),
            no_proxy: format!("{},{LOOPBACK}", no_proxy.to_string_lossy()),
        }
    }

    /// Returns an error if the setting for this target cannot be used.
    pub(super) fn check(&self, target: &Uri) -> Result<(), ProxyError> {
        let setting = match target.scheme_str() {
            Some("https") => &self.https,
            _ => &self.http,
        };
        match setting {
            Err(error) if !is_exempt(&self.no_proxy, target) => Err(error.clone()),
            _ => Ok(()),
        }
    }

    /// The proxies as reqwest takes them.
    pub(super) fn for_reqwest(&self) -> reqwest::Result<Vec<reqwest::Proxy>> {
        let no_proxy = || reqwest::NoProxy::from_string(&self.no_proxy);
        let mut proxies = Vec::new();
        if let Ok(Some(url)) = &self.https {
            proxies.push(reqwest::Proxy::https(url.clone())?.no_proxy(no_proxy()));
        }
        if let Ok(Some(url)) = &self.http {
            proxies.push(reqwest::Proxy::http(url.clone())?.no_proxy(no_proxy()));
        }
        Ok(proxies)
    }

    /// Decides, as reqwest does, which requests go through which proxy.
    pub(super) fn matcher(&self) -> Matcher {
        let url = |setting: &Setting| match setting {
            Ok(Some(url)) => url.to_string(),
            _ => String::new(),
        };
        let builder = Matcher::builder().https(url(&self.https)).http(url(&self.http));
        builder.no(self.no_proxy.as_str()).build()
    }
}

/// Returns whether NO_PROXY covers the host of this target.
fn is_exempt(no_proxy: &str, target: &Uri) -> bool {
    let any_proxy = Matcher::builder().all("http://proxy").no(no_proxy).build();
    any_proxy.intercept(target).is_none()
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

#[cfg(test)]
mod tests;
