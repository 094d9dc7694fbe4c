//! The zones of the account and the domains that each takes. Unless some are registered before the
//! start the account is open: any zone exists and takes every host, so that a first try needs no
//! preparation.

mod actions;

pub(crate) use actions::zone_id;

use std::time::SystemTime;

use serde_json::{Map, Value, json};

use crate::fault::Fault;
use crate::ids;
use crate::synthesis::Synthesis;
use crate::times::whole_seconds;
use crate::transition::Transition;

/// What stands for all zones of the account when something is created.
pub(crate) const ALL: &str = "*";

#[derive(Debug, Clone, Default)]
pub(crate) struct Zones {
    /// No zone exists that is not known.
    is_closed: bool,
    made: u64,
    known: Vec<Zone>,
}

/// A zone that was registered or created.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) alias: String,
    /// How it is connected: `partial`, `full`, …
    pub(crate) kind: String,
    pub(crate) area: String,
    pub(crate) tags: Value,
    /// What a host must be or be below of.
    pub(crate) domains: Vec<String>,
    pub(crate) created: SystemTime,
    pub(crate) modified: SystemTime,
    pub(crate) status: Transition,
    pub(crate) active: Transition,
    pub(crate) paused: bool,
}

impl Zone {
    /// As the service answers it. What nothing here decides is made up.
    fn answer(&self, synthesis: &Synthesis<'_>, now: SystemTime) -> Map<String, Value> {
        let mut answer = synthesis.structure("Zone", &self.id);
        let is_verified = self.status.at(now) == "active";
        for (name, value) in [
            ("ZoneId", json!(self.id)),
            ("ZoneName", json!(self.name)),
            ("AliasZoneName", json!(self.alias)),
            ("Area", json!(self.area)),
            ("Type", json!(self.kind)),
            ("Tags", self.tags.clone()),
            ("CreatedOn", json!(whole_seconds(self.created).to_string())),
            ("ModifiedOn", json!(whole_seconds(self.modified).to_string())),
            ("Status", json!(self.status.at(now))),
            ("CnameStatus", json!(if is_verified { "finished" } else { "pending" })),
            ("ActiveStatus", json!(self.active.at(now))),
            ("LockStatus", json!("enable")),
            ("Paused", json!(self.paused)),
            ("IsFake", json!(0)),
        ] {
            answer.insert(name.to_owned(), value);
        }
        answer
    }
}

impl Zones {
    /// Makes a zone known that is there from the start. Its name is its first domain.
    pub(crate) fn register(
        &mut self,
        id: String,
        domains: impl IntoIterator<Item = String>,
        now: SystemTime,
    ) {
        self.is_closed = true;
        let domains: Vec<_> = domains.into_iter().map(|d| d.to_ascii_lowercase()).collect();
        self.known.push(Zone {
            name: domains.first().unwrap_or(&id).clone(),
            id,
            alias: String::new(),
            kind: "partial".to_owned(),
            area: "overseas".to_owned(),
            tags: json!([]),
            domains,
            created: now,
            modified: now,
            status: Transition::settled("active"),
            active: Transition::settled("active"),
            paused: false,
        });
    }

    /// An id that no zone has.
    fn new_id(&mut self) -> String {
        self.made += 1;
        format!("zone-{}", ids::job_id(self.made))
    }

    /// Refuses a zone that the account does not have.
    pub(crate) fn check(&self, id: &str) -> Result<(), Fault> {
        if self.get(id).is_some() || !self.is_closed {
            Ok(())
        } else {
            Err(Fault::parameter_error(format!("there is no zone `{id}`")))
        }
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Zone> {
        self.known.iter().find(|zone| zone.id == id)
    }

    /// A zone to do something with. `None` in an open account that does not know it: what is asked
    /// of it is taken to be right.
    pub(crate) fn find(&mut self, id: &str) -> Result<Option<&mut Zone>, Fault> {
        let is_closed = self.is_closed;
        match self.known.iter_mut().find(|zone| zone.id == id) {
            None if is_closed => {
                Err(Fault::new("ResourceNotFound", format!("there is no zone `{id}`")))
            }
            found => Ok(found),
        }
    }

    /// The zone that a host belongs to, out of the one asked for or [`ALL`]: of several, the one
    /// whose domain is longest. In an open account an unknown zone is whatever was asked for.
    pub(crate) fn zone_of<'a>(&'a self, asked: &'a str, host: &str) -> Option<&'a str> {
        let of_known = self
            .known
            .iter()
            .filter(|zone| asked == ALL || zone.id == asked)
            .flat_map(|zone| zone.domains.iter().map(move |domain| (zone, domain)))
            .filter(|(_, domain)| is_within(host, domain))
            .max_by_key(|(_, domain)| domain.len())
            .map(|(zone, _)| zone.id.as_str());
        let is_on_trust = !self.is_closed && self.get(asked).is_none();
        of_known.or_else(|| is_on_trust.then_some(asked))
    }

    /// The domains of a zone; none if it is not known.
    pub(crate) fn domains(&self, id: &str) -> Vec<String> {
        self.get(id).map(|zone| zone.domains.clone()).unwrap_or_default()
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
        let now = SystemTime::UNIX_EPOCH;
        zones.register("zone-a".into(), ["Example.com".to_owned()], now);
        zones.register("zone-b".into(), ["b.example.com".to_owned()], now);
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
        assert!(zones().find("zone-c").is_err());
    }

    #[test]
    fn with_none_registered_every_zone_takes_every_host() {
        let zones = Zones::default();
        assert!(zones.check("zone-x").is_ok());
        assert_eq!(zones.zone_of("zone-x", "any.test"), Some("zone-x"));
    }
}
