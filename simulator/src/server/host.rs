//! The host of a request as its signature may have it.

use axum::http::{HeaderMap, header};
use url::Host;

use super::common_parameters::header_text;

/// Returns the texts of the host that a signature may cover: the host as it was sent, and on loopback
/// also without its port. The official SDK for Node.js signs it so, and the service has no port to
/// tell the two apart.
pub(crate) fn signed_hosts(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let sent = header_text(headers, header::HOST.as_str()).map(str::trim);
    let without_port = sent.and_then(without_port).filter(|name| is_loopback(name));
    sent.into_iter().chain(without_port)
}

/// Returns the name before the port, or `None` if there is no port.
fn without_port(host: &str) -> Option<&str> {
    let (name, port) = host.rsplit_once(':')?;
    port.parse::<u16>().is_ok().then_some(name)
}

fn is_loopback(name: &str) -> bool {
    match Host::parse(name) {
        Ok(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn only_a_host_on_loopback_may_be_signed_without_its_port() {
        for (sent, without_port) in [
            ("teo.localhost:8000", Some("teo.localhost")),
            ("Localhost:8000", Some("Localhost")),
            ("127.0.0.1:8000", Some("127.0.0.1")),
            ("[::1]:8000", Some("[::1]")),
            ("teo.localhost", None),
            ("[::1]", None),
            ("teo.tencentcloudapi.com:8000", None),
            ("192.0.2.1:8000", None),
            ("notlocalhost:8000", None),
        ] {
            let headers = HeaderMap::from_iter([(header::HOST, sent.parse().unwrap())]);
            let hosts: Vec<_> = signed_hosts(&headers).collect();
            let expected: Vec<_> = std::iter::once(sent).chain(without_port).collect();
            assert_eq!(hosts, expected);
        }
    }
}
