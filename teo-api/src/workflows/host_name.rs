//! Host names in the one form in which they compare: punycode, in lower case, without a trailing dot. The
//! service names zones in Unicode and DNS records in punycode, and people write both.

use url::Host;
#[cfg(workflow_zones)]
use url::{ParseError, Url};

/// Returns the form of a host name in which it compares, or `None` if it is no host name.
pub(super) fn to_ascii(name: &str) -> Option<String> {
    match Host::parse(name.trim()) {
        Ok(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(&name);
            (!name.is_empty()).then(|| name.to_owned())
        }
        // An address is in no zone.
        Ok(_) | Err(_) => None,
    }
}

/// Returns the Unicode form of a host name that [`to_ascii`] returned; without a punycode label in it, that
/// is the same text.
pub(super) fn to_unicode(name: &str) -> String {
    // The function that serves browsers is the only public one of `url` for this direction.
    url::quirks::domain_to_unicode(name)
}

/// Returns the host of a URL, or a host with or without a port and a path, in the form in which it
/// compares. A wildcard `*.` in front is left out.
#[cfg(workflow_zones)]
pub(super) fn in_url_or_host(text: &str) -> Option<String> {
    let text = text.trim();
    let url = match Url::parse(text) {
        Ok(url) if url.has_host() => url,
        // In `example.com:8443`, the name is read as a scheme.
        Ok(_) | Err(ParseError::RelativeUrlWithoutBase) => {
            Url::parse(&format!("http://{text}")).ok()?
        }
        Err(_) => return None,
    };
    // Schemes that `url` does not know, such as `rtmp`, keep the host as it was written.
    let host = to_ascii(url.host_str()?)?;
    match host.strip_prefix("*.") {
        Some(domain) => to_ascii(domain),
        None => Some(host),
    }
}

#[cfg(all(test, workflow_zones))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn all_forms_of_a_host_name_compare_as_one() {
        for text in [
            "www.bücher.example",
            "WWW.Bücher.Example.",
            " www.xn--bcher-kva.example ",
            "www.xn--BCHER-kva.example",
            "*.www.bücher.example",
            "https://www.bücher.example/a?b#c",
            "https://user:secret@www.bücher.example:8443/",
            "rtmp://www.bücher.example/live",
            "www.bücher.example:8443",
            "www.bücher.example/path?next=http://other.example/",
            "www。bücher。example",
        ] {
            let host = in_url_or_host(text);
            assert_eq!(host.as_deref(), Some("www.xn--bcher-kva.example"), "{text}");
        }
        assert_eq!(to_unicode("www.xn--bcher-kva.example"), "www.bücher.example");
        assert_eq!(to_unicode("www.example.com"), "www.example.com");
    }

    #[test]
    fn names_of_services_keep_their_underscore() {
        let host = in_url_or_host("_acme-challenge.Example.com").unwrap();
        assert_eq!(host, "_acme-challenge.example.com");
    }

    #[test]
    fn what_holds_no_host_name_has_none() {
        for text in ["", " ", ".", "192.0.2.1", "http://[2001:db8::1]/", "a b", "https://"] {
            assert_eq!(in_url_or_host(text), None, "{text}");
        }
    }
}
