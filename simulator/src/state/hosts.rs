//! Which zone a host belongs to: the one with the longest domain that is the host or a parent of it. The
//! domains of a zone are its name and its acceleration domains.

use serde_json::Value;

use super::items::Items;

/// The zone id that means all zones of the account in a request that creates a job.
pub(crate) const ALL: &str = "*";

/// The domains of an account.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hosts<'a> {
    items: &'a Items,
    is_open: bool,
}

impl<'a> Hosts<'a> {
    pub(crate) fn new(items: &'a Items, is_open: bool) -> Self {
        Self { items, is_open }
    }

    /// Returns the id of the zone that a host belongs to, among all zones for [`ALL`]. In an open
    /// account an unknown zone accepts every host, and so does [`ALL`].
    pub(crate) fn zone_for_host<'id>(self, requested_id: &'id str, host: &str) -> Option<&'id str>
    where
        'a: 'id,
    {
        let host = host.to_ascii_lowercase();
        let parents = host.match_indices('.').map(|(dot, _)| &host[dot + 1..]);
        let mut zones = std::iter::once(host.as_str())
            .chain(parents)
            .filter(|domain| !domain.is_empty())
            .flat_map(|domain| self.zones_of(domain))
            .filter(|id| requested_id == ALL || *id == requested_id);
        if let Some(id) = zones.next() {
            return Some(id);
        }
        let id = Value::from(requested_id);
        let accepts_every_host =
            self.is_open && self.items.with("Zone", "ZoneId", &id).next().is_none();
        accepts_every_host.then_some(requested_id)
    }

    /// Returns whether the account has the zone, and it has a name.
    pub(crate) fn has_name(self, id: &str) -> bool {
        let mut zones = self.items.with("Zone", "ZoneId", &Value::from(id));
        zones.any(|zone| zone.members().get("ZoneName").is_some_and(|name| name != ""))
    }

    /// Returns the ids of the zones that have this domain.
    fn zones_of(self, domain: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let domain = Value::from(domain);
        let named = self.items.with("Zone", "ZoneName", &domain);
        let domains = self.items.with("AccelerationDomain", "DomainName", &domain);
        named.chain(domains).filter_map(|item| item.members().get("ZoneId")?.as_str())
    }

    /// Returns the domains of a zone, or an empty list for an unknown zone.
    pub(crate) fn of_zone(self, id: &str) -> Vec<String> {
        let of = |resource: &str, member: &str| -> Vec<String> {
            let items = self.items.with(resource, "ZoneId", &Value::from(id));
            let names = items.filter_map(|item| item.members().get(member)?.as_str());
            names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
        };
        let mut domains = of("Zone", "ZoneName");
        domains.extend(of("AccelerationDomain", "DomainName"));
        domains.sort();
        domains.dedup();
        domains
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::state::registered;

    fn two_zones() -> Items {
        let mut items = Items::default();
        let spec = crate::test_spec::embedded();
        let now = SystemTime::UNIX_EPOCH;
        registered::add_zone(spec, &mut items, "zone-a", &["Example.com".to_owned()], now);
        registered::add_zone(spec, &mut items, "zone-b", &["b.example.com".to_owned()], now);
        items
    }

    #[test]
    fn a_zone_accepts_its_domains_and_their_subdomains() {
        let items = two_zones();
        let hosts = Hosts::new(&items, false);
        assert_eq!(hosts.zone_for_host("zone-a", "example.com"), Some("zone-a"));
        assert_eq!(hosts.zone_for_host("zone-a", "www.example.com"), Some("zone-a"));
        assert_eq!(hosts.zone_for_host("zone-a", "notexample.com"), None);
        assert_eq!(hosts.zone_for_host("zone-b", "example.com"), None);
    }

    #[test]
    fn a_host_belongs_to_the_zone_with_the_longest_domain() {
        let items = two_zones();
        let zone = |host| Hosts::new(&items, false).zone_for_host(ALL, host);
        assert_eq!(
            (zone("www.b.example.com"), zone("WWW.example.com")),
            (Some("zone-b"), Some("zone-a"))
        );
    }

    #[test]
    fn an_unknown_zone_accepts_every_host_of_an_open_account_and_none_of_another() {
        let items = Items::default();
        let of_account = |is_open| Hosts::new(&items, is_open);
        assert_eq!(of_account(true).zone_for_host("zone-x", "any.test"), Some("zone-x"));
        assert_eq!(of_account(false).zone_for_host("zone-x", "any.test"), None);
    }
}
