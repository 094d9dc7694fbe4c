//! The content of records, which has many forms of one value.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::host_name;
use crate::teo::DnsRecordType;

/// Returns the content in the form in which it is sent. What does not have the form that its type requires
/// is left to the service.
pub(super) fn to_send(r#type: &DnsRecordType, content: &str) -> String {
    let trimmed = content.trim();
    let normal = match r#type {
        DnsRecordType::A => trimmed.parse().ok().map(|address: Ipv4Addr| address.to_string()),
        DnsRecordType::Aaaa => trimmed.parse().ok().map(|address: Ipv6Addr| address.to_string()),
        DnsRecordType::Cname | DnsRecordType::Mx | DnsRecordType::Ns => {
            host_name::to_ascii(trimmed)
        }
        DnsRecordType::Srv => service(trimmed),
        _ => None,
    };
    normal.unwrap_or_else(|| content.to_owned())
}

/// Priority, weight and port of a service, and then its host.
fn service(content: &str) -> Option<String> {
    let (rest, target) = content.rsplit_once(char::is_whitespace)?;
    let mut words: Vec<&str> = rest.split_whitespace().collect();
    let target = host_name::to_ascii(target)?;
    words.push(&target);
    Some(words.join(" "))
}

/// Returns whether two contents of a type are one value.
pub(super) fn is_same(r#type: &DnsRecordType, one: &str, other: &str) -> bool {
    match r#type {
        DnsRecordType::Txt => unquoted(one) == unquoted(other),
        _ => to_send(r#type, one) == to_send(r#type, other),
    }
}

/// Zone files have quotes around texts, and so do programs that write them.
fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_compare_by_value() {
        for (r#type, one, other) in [
            (DnsRecordType::A, " 192.0.2.1", "192.0.2.1"),
            (DnsRecordType::Aaaa, "2001:DB8:0:0::1", "2001:db8::1"),
            (DnsRecordType::Cname, "Bücher.example.", "xn--bcher-kva.example"),
            (DnsRecordType::Mx, "mail.Example.com", "mail.example.com."),
            (DnsRecordType::Srv, "1  0 443 WWW.example.com.", "1 0 443 www.example.com"),
            (DnsRecordType::Txt, "\"v=spf1 -all\"", "v=spf1 -all"),
        ] {
            assert!(is_same(&r#type, one, other), "{type}: {one} and {other}");
        }
    }

    #[test]
    fn texts_that_differ_are_different() {
        for (r#type, one, other) in [
            (DnsRecordType::Txt, "Token", "token"),
            (DnsRecordType::Txt, "token", "token "),
            (DnsRecordType::Txt, "\"", ""),
            (DnsRecordType::A, "192.0.2.1", "192.0.2.10"),
            (DnsRecordType::Caa, "0 issue \"a.example\"", "0 issue \"b.example\""),
        ] {
            assert!(!is_same(&r#type, one, other), "{type}: {one} and {other}");
        }
    }

    #[test]
    fn what_has_another_form_is_left_to_the_service() {
        for (r#type, content) in [
            (DnsRecordType::A, "192.0.2.01"),
            (DnsRecordType::Mx, "."),
            (DnsRecordType::Cname, "192.0.2.1"),
            (DnsRecordType::Srv, "none"),
            (DnsRecordType::Txt, " Text "),
        ] {
            assert_eq!(to_send(&r#type, content), content);
        }
    }
}
