//! The endpoint that calls are sent to: a scheme and a host, parsed and checked once.

use std::net::IpAddr;

use url::{Host, Url};

/// Scheme and authority of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    https: bool,
    /// Host, and the port unless it is the scheme's default: the value of the Host header.
    authority: String,
    loopback: bool,
}

/// Why an endpoint cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EndpointError {
    #[error(
        "{0:?} is not an endpoint; write a host such as teo.tencentcloudapi.com, or https://host:port"
    )]
    Malformed(String),
    #[error(
        "{0} would send signed requests unencrypted; use https://, or allow_http(true) if the network is yours"
    )]
    Unencrypted(String),
}

impl Endpoint {
    /// The `https` endpoint of a host that a schema names.
    pub(crate) fn from_host(host: &str) -> Self {
        Self { https: true, authority: host.to_owned(), loopback: false }
    }

    /// Parses an endpoint as a person writes it: `host`, `host:port` or a URL without a path.
    pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self, EndpointError> {
        let malformed = || EndpointError::Malformed(without_user_info(text));
        let full = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let url = Url::parse(&full).map_err(|_| malformed())?;
        let https = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(malformed()),
        };
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let anonymous = url.username().is_empty() && url.password().is_none();
        let (Some(host), true, true) = (url.host(), bare, anonymous) else {
            return Err(malformed());
        };
        let loopback = match host {
            Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(address) => IpAddr::from(address).is_loopback(),
            Host::Ipv6(address) => IpAddr::from(address).is_loopback(),
        };
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let authority = format!("{host}{port}");
        if !https && !loopback && !allow_http {
            return Err(EndpointError::Unencrypted(format!("http://{authority}")));
        }
        Ok(Self { https, authority, loopback })
    }

    pub(crate) fn is_https(&self) -> bool {
        self.https
    }

    pub(crate) fn is_loopback(&self) -> bool {
        self.loopback
    }

    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    pub(crate) fn uri(&self) -> String {
        format!("{}://{}/", if self.https { "https" } else { "http" }, self.authority)
    }
}

/// Removes the user info, which may hold a password, from a text that a message shows.
fn without_user_info(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, rest)) => format!("…@{rest}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    #[test]
    fn a_host_a_host_with_port_and_a_url_without_path_are_endpoints() {
        for (text, uri) in [
            ("teo.tencentcloudapi.com", "https://teo.tencentcloudapi.com/"),
            ("TEO.tencentcloudapi.com:443", "https://teo.tencentcloudapi.com/"),
            ("https://example.com:8443", "https://example.com:8443/"),
            ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/"),
            ("http://[::1]:8000", "http://[::1]:8000/"),
            ("http://localhost", "http://localhost/"),
        ] {
            assert_eq!(Endpoint::parse(text, false).unwrap().uri(), uri);
        }
    }

    #[test]
    fn a_malformed_endpoint_is_refused_and_its_password_not_shown() {
        for text in
            ["", "ftp://a", "https://a/b", "https://a?b", "https://u:hunter2@a", "a b", "https://"]
        {
            let message = Endpoint::parse(text, false).unwrap_err().to_string();
            assert!(
                message.contains("is not an endpoint") && !message.contains("hunter2"),
                "{message}"
            );
        }
    }

    #[test]
    fn http_is_refused_beyond_loopback_unless_it_is_allowed() {
        assert!(
            Endpoint::parse("http://10.0.0.1", false)
                .unwrap_err()
                .to_string()
                .contains("allow_http")
        );
        assert!(!Endpoint::parse("http://10.0.0.1", true).unwrap().is_https());
        assert!(Endpoint::parse("http://127.8.0.1", false).unwrap().is_loopback());
    }
}
