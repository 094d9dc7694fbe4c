//! The address that calls are sent to: a scheme and a host, checked once.

use std::net::IpAddr;

use url::{Host, Url};

/// Scheme and authority of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    https: bool,
    /// Host, and port where it is not the scheme's own: what the Host header says.
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
    /// A host with https, as the specs name them.
    pub(crate) fn of_host(host: &str) -> Self {
        Self { https: true, authority: host.to_owned(), loopback: false }
    }

    /// An endpoint as a person writes it: `host`, `host:port` or a URL without a path.
    pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self, EndpointError> {
        let malformed = || EndpointError::Malformed(without_user(text));
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

/// What may hold a password is not repeated in a message.
fn without_user(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, rest)) => format!("…@{rest}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    #[test]
    fn an_endpoint_is_a_host_a_host_with_port_or_a_url_without_path() {
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
    fn what_is_no_endpoint_is_refused_without_showing_a_password() {
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
    fn http_is_for_loopback_unless_it_is_allowed() {
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
