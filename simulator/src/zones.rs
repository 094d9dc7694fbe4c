//! The zones of the account and the domains that each takes. Without any, every zone exists and
//! takes every host, so that a first try needs no preparation.

use crate::fault::Fault;

/// What stands for all zones of the account when something is created.
pub(crate) const ALL: &str = "*";

#[derive(Debug, Clone, Default)]
pub(crate) struct Zones {
    registered: Vec<Zone>,
}

#[derive(Debug, Clone)]
struct Zone {
    id: String,
    domains: Vec<String>,
}

impl Zones {
    pub(crate) fn register(&mut self, id: String, domains: impl Iterator<Item = String>) {
        self.registered.push(Zone {
            id,
            domains: domains.map(|domain| domain.to_ascii_lowercase()).collect(),
        });
    }

    /// Refuses a zone that the account does not have.
    pub(crate) fn check(&self, id: &str) -> Result<(), Fault> {
        let exists = self.registered.is_empty() || self.registered.iter().any(|zone| zone.id == id);
        if exists {
            Ok(())
        } else {
            Err(Fault::parameter_error(format!("there is no zone `{id}`")))
        }
    }

    /// The zone that a host belongs to, out of the one asked for or [`ALL`]: of several, the one
    /// whose domain is longest. Without any registered it is whatever was asked for.
    pub(crate) fn zone_of<'a>(&'a self, asked: &'a str, host: &str) -> Option<&'a str> {
        if self.registered.is_empty() {
            return Some(asked);
        }
        self.registered
            .iter()
            .filter(|zone| asked == ALL || zone.id == asked)
            .flat_map(|zone| zone.domains.iter().map(move |domain| (zone, domain)))
            .filter(|(_, domain)| is_within(host, domain))
            .max_by_key(|(_, domain)| domain.len())
            .map(|(zone, _)| zone.id.as_str())
    }

    /// The domains of a zone; none if it is not registered.
    pub(crate) fn domains(&self, id: &str) -> Vec<String> {
        let of_it = self.registered.iter().filter(|zone| zone.id == id);
        of_it.flat_map(|zone| zone.domains.clone()).collect()
    }
}

/// True if the host is the domain or one below it.
fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zones() -> Zones {
        let mut zones = Zones::default();
        zones.register("zone-a".into(), ["Example.com".to_owned()].into_iter());
        zones.register("zone-b".into(), ["b.example.com".to_owned()].into_iter());
        zones
    }

    #[test]
    fn a_zone_takes_its_domains_and_what_is_below_them() {
        let zones = zones();
        assert_eq!(zones.zone_of("zone-a", "example.com"), Some("zone-a"));
        assert_eq!(zones.zone_of("zone-a", "www.example.com"), Some("zone-a"));
        assert_eq!(zones.zone_of("zone-a", "notexample.com"), None);
        assert_eq!(zones.zone_of("zone-b", "example.com"), None);
    }

    #[test]
    fn of_all_zones_the_one_with_the_longest_domain_takes_a_host() {
        assert_eq!(zones().zone_of(ALL, "www.b.example.com"), Some("zone-b"));
        assert_eq!(zones().zone_of(ALL, "www.example.com"), Some("zone-a"));
    }

    #[test]
    fn once_a_zone_is_registered_no_other_exists() {
        assert!(zones().check("zone-a").is_ok());
        assert!(zones().check("zone-c").is_err());
    }

    #[test]
    fn with_none_registered_every_zone_takes_every_host() {
        let zones = Zones::default();
        assert!(zones.check("zone-x").is_ok());
        assert_eq!(zones.zone_of("zone-x", "any.test"), Some("zone-x"));
    }
}
