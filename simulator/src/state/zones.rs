//! The zones of the account and the domains of each. An account without zones registered before the
//! start is open: every zone exists and accepts every host, so that a first try needs no
//! preparation.

use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::transition::Transition;
use crate::api_error::ApiError;
use crate::ids;
use crate::synthesis::Synthesis;
use crate::times::whole_seconds;

/// The zone id that means all zones of the account in a request that creates a job.
pub(crate) const ALL: &str = "*";

#[derive(Debug, Clone, Default)]
pub(crate) struct Zones {
    /// If true, only the zones in `entries` exist.
    is_closed: bool,
    created_count: u64,
    pub(crate) entries: Vec<Zone>,
}

/// A zone that was registered or created.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) alias: String,
    /// How the zone is connected: `partial`, `full`, …
    pub(crate) kind: String,
    pub(crate) area: String,
    pub(crate) tags: Value,
    /// A host belongs to the zone if it is one of these domains or a subdomain of one.
    pub(crate) domains: Vec<String>,
    pub(crate) created_at: SystemTime,
    pub(crate) modified_at: SystemTime,
    pub(crate) status: Transition,
    pub(crate) active_status: Transition,
    pub(crate) is_paused: bool,
}

impl Zone {
    /// Returns the zone as a response contains it. Members that the simulator does not keep are
    /// made up.
    pub(crate) fn to_object(
        &self,
        synthesis: &Synthesis<'_>,
        now: SystemTime,
    ) -> Map<String, Value> {
        let mut object = synthesis.structure("Zone", &self.id);
        let is_verified = self.status.at(now) == "active";
        for (name, value) in [
            ("ZoneId", json!(self.id)),
            ("ZoneName", json!(self.name)),
            ("AliasZoneName", json!(self.alias)),
            ("Area", json!(self.area)),
            ("Type", json!(self.kind)),
            ("Tags", self.tags.clone()),
            ("CreatedOn", json!(whole_seconds(self.created_at).to_string())),
            ("ModifiedOn", json!(whole_seconds(self.modified_at).to_string())),
            ("Status", json!(self.status.at(now))),
            ("CnameStatus", json!(if is_verified { "finished" } else { "pending" })),
            ("ActiveStatus", json!(self.active_status.at(now))),
            ("LockStatus", json!("enable")),
            ("Paused", json!(self.is_paused)),
            ("IsFake", json!(0)),
        ] {
            object.insert(name.to_owned(), value);
        }
        object
    }
}

impl Zones {
    /// Adds a zone that exists from the start. The first domain is the name of the zone.
    pub(crate) fn register(
        &mut self,
        id: String,
        domains: impl IntoIterator<Item = String>,
        now: SystemTime,
    ) {
        self.is_closed = true;
        let domains: Vec<_> = domains.into_iter().map(|d| d.to_ascii_lowercase()).collect();
        self.entries.push(Zone {
            name: domains.first().unwrap_or(&id).clone(),
            id,
            alias: String::new(),
            kind: "partial".to_owned(),
            area: "overseas".to_owned(),
            tags: json!([]),
            domains,
            created_at: now,
            modified_at: now,
            status: Transition::for_state("active"),
            active_status: Transition::for_state("active"),
            is_paused: false,
        });
    }

    /// Makes the id of a new zone.
    pub(crate) fn new_id(&mut self) -> String {
        self.created_count += 1;
        format!("zone-{}", ids::job_id(self.created_count))
    }

    /// Returns an error if the zone does not exist.
    pub(crate) fn check(&self, id: &str) -> Result<(), ApiError> {
        if self.get(id).is_some() || !self.is_closed {
            Ok(())
        } else {
            Err(ApiError::for_parameter(format!("there is no zone `{id}`")))
        }
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Zone> {
        self.entries.iter().find(|zone| zone.id == id)
    }

    /// Returns a zone to change. Returns `None` for an unknown zone of an open account, in which
    /// requests for such a zone succeed.
    pub(crate) fn find(&mut self, id: &str) -> Result<Option<&mut Zone>, ApiError> {
        let is_closed = self.is_closed;
        match self.entries.iter_mut().find(|zone| zone.id == id) {
            None if is_closed => {
                Err(ApiError::new("ResourceNotFound", format!("there is no zone `{id}`")))
            }
            zone => Ok(zone),
        }
    }

    /// Returns the id of the zone that a host belongs to: the requested zone, or for [`ALL`] the
    /// zone with the longest matching domain. In an open account an unknown zone accepts every
    /// host, and so does [`ALL`].
    pub(crate) fn zone_for_host<'a>(
        &'a self,
        requested_id: &'a str,
        host: &str,
    ) -> Option<&'a str> {
        let matching_id = self
            .entries
            .iter()
            .filter(|zone| requested_id == ALL || zone.id == requested_id)
            .flat_map(|zone| zone.domains.iter().map(move |domain| (zone, domain)))
            .filter(|(_, domain)| is_same_or_subdomain(host, domain))
            .max_by_key(|(_, domain)| domain.len())
            .map(|(zone, _)| zone.id.as_str());
        let accepts_every_host = !self.is_closed && self.get(requested_id).is_none();
        matching_id.or_else(|| accepts_every_host.then_some(requested_id))
    }

    /// Returns the domains of a zone, or an empty list for an unknown zone.
    pub(crate) fn domains(&self, id: &str) -> Vec<String> {
        self.get(id).map(|zone| zone.domains.clone()).unwrap_or_default()
    }
}

fn is_same_or_subdomain(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_zones() -> Zones {
        let mut zones = Zones::default();
        let now = SystemTime::UNIX_EPOCH;
        zones.register("zone-a".into(), ["Example.com".to_owned()], now);
        zones.register("zone-b".into(), ["b.example.com".to_owned()], now);
        zones
    }

    #[test]
    fn a_zone_accepts_its_domains_and_their_subdomains() {
        let zones = two_zones();
        assert_eq!(zones.zone_for_host("zone-a", "example.com"), Some("zone-a"));
        assert_eq!(zones.zone_for_host("zone-a", "www.example.com"), Some("zone-a"));
        assert_eq!(zones.zone_for_host("zone-a", "notexample.com"), None);
        assert_eq!(zones.zone_for_host("zone-b", "example.com"), None);
    }

    #[test]
    fn a_host_belongs_to_the_zone_with_the_longest_domain() {
        assert_eq!(two_zones().zone_for_host(ALL, "www.b.example.com"), Some("zone-b"));
        assert_eq!(two_zones().zone_for_host(ALL, "www.example.com"), Some("zone-a"));
    }

    #[test]
    fn other_zones_do_not_exist_once_a_zone_is_registered() {
        assert!(two_zones().check("zone-a").is_ok());
        assert!(two_zones().check("zone-c").is_err());
        assert!(two_zones().find("zone-c").is_err());
    }

    #[test]
    fn every_zone_accepts_every_host_while_none_is_registered() {
        let zones = Zones::default();
        assert!(zones.check("zone-x").is_ok());
        assert_eq!(zones.zone_for_host("zone-x", "any.test"), Some("zone-x"));
    }
}
