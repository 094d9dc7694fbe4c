//! Which zone a host belongs to: the one with the longest domain that is the host or a parent of it. The
//! domains of a zone are its name and its acceleration domains.

use serde_json::Value;

use super::items::Items;

/// The zone id that means all zones of the account in a request that creates a job.
pub(crate) const ALL: &str = "*";

/// The domains of the account, as they were when they were read from its items.
#[derive(Debug)]
pub(crate) struct Hosts {
    is_open: bool,
    zones: Vec<String>,
    /// Zone ids with one domain each.
    domains: Vec<(String, String)>,
}

impl Hosts {
    pub(crate) fn new(items: &Items, is_open: bool) -> Self {
        let pairs = |resource: &str, member: &str| -> Vec<(String, String)> {
            let items = items.all(resource).map(super::item::Item::members);
            let pairs = items.filter_map(|item| {
                let text = |name: &str| item.get(name).and_then(Value::as_str);
                Some((text("ZoneId")?.to_owned(), text(member)?.to_ascii_lowercase()))
            });
            pairs.filter(|(_, domain)| !domain.is_empty()).collect()
        };
        let ids = items.all("Zone").filter_map(|zone| zone.members().get("ZoneId")?.as_str());
        let mut domains = pairs("Zone", "ZoneName");
        domains.extend(pairs("AccelerationDomain", "DomainName"));
        domains.dedup();
        Self { is_open, zones: ids.map(str::to_owned).collect(), domains }
    }

    /// Returns the id of the zone that a host belongs to, among all zones for [`ALL`]. In an open
    /// account an unknown zone accepts every host, and so does [`ALL`].
    pub(crate) fn zone_for_host<'a>(
        &'a self,
        requested_id: &'a str,
        host: &str,
    ) -> Option<&'a str> {
        let requested = |id: &str| requested_id == ALL || id == requested_id;
        let matching = self
            .domains
            .iter()
            .filter(|(id, domain)| requested(id) && is_same_or_subdomain(host, domain));
        let longest = matching.max_by_key(|(_, domain)| domain.len()).map(|(id, _)| id.as_str());
        let accepts_every_host = self.is_open && !self.zones.iter().any(|id| id == requested_id);
        longest.or_else(|| accepts_every_host.then_some(requested_id))
    }

    /// Returns the domains of a zone, or an empty list for an unknown zone.
    pub(crate) fn of_zone(&self, id: &str) -> Vec<String> {
        let own = self.domains.iter().filter(|(zone, _)| zone == id);
        let mut domains: Vec<_> = own.map(|(_, domain)| domain.clone()).collect();
        domains.sort();
        domains.dedup();
        domains
    }
}

fn is_same_or_subdomain(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::state::registered;

    fn two_zones() -> Hosts {
        let mut items = Items::default();
        let now = SystemTime::UNIX_EPOCH;
        registered::add_zone(&mut items, "zone-a", &["Example.com".to_owned()], now);
        registered::add_zone(&mut items, "zone-b", &["b.example.com".to_owned()], now);
        Hosts::new(&items, false)
    }

    #[test]
    fn a_zone_accepts_its_domains_and_their_subdomains() {
        let hosts = two_zones();
        assert_eq!(hosts.zone_for_host("zone-a", "example.com"), Some("zone-a"));
        assert_eq!(hosts.zone_for_host("zone-a", "www.example.com"), Some("zone-a"));
        assert_eq!(hosts.zone_for_host("zone-a", "notexample.com"), None);
        assert_eq!(hosts.zone_for_host("zone-b", "example.com"), None);
    }

    #[test]
    fn a_host_belongs_to_the_zone_with_the_longest_domain() {
        assert_eq!(two_zones().zone_for_host(ALL, "www.b.example.com"), Some("zone-b"));
        assert_eq!(two_zones().zone_for_host(ALL, "www.example.com"), Some("zone-a"));
    }

    #[test]
    fn an_unknown_zone_accepts_every_host_of_an_open_account_and_none_of_another() {
        let of_account = |is_open| Hosts::new(&Items::default(), is_open);
        assert_eq!(of_account(true).zone_for_host("zone-x", "any.test"), Some("zone-x"));
        assert_eq!(of_account(false).zone_for_host("zone-x", "any.test"), None);
    }
}
