//! The acceleration domains of the account: hosts of a zone that are delivered from the edge.

mod actions;

use std::time::SystemTime;

use serde_json::{Map, Value, json};

use crate::synthesis::Synthesis;
use crate::times::whole_seconds;
use crate::transition::Transition;

#[derive(Debug, Clone, Default)]
pub(crate) struct Domains {
    known: Vec<Domain>,
}

#[derive(Debug, Clone)]
pub(crate) struct Domain {
    pub(crate) zone: String,
    pub(crate) name: String,
    /// What was given when it was created: origin, ports, and so on.
    pub(crate) settings: Map<String, Value>,
    pub(crate) created: SystemTime,
    pub(crate) modified: SystemTime,
    pub(crate) status: Transition,
}

impl Domains {
    pub(crate) fn forget_zone(&mut self, zone: &str) {
        self.known.retain(|domain| domain.zone != zone);
    }

    fn find(&mut self, zone: &str, name: &str) -> Option<&mut Domain> {
        let mut known = self.known.iter_mut();
        known.find(|domain| domain.zone == zone && domain.name == name)
    }
}

impl Domain {
    fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name)?.as_str()
    }

    fn origin(&self, member: &str) -> Option<&str> {
        self.settings.get("OriginInfo")?.get(member)?.as_str()
    }

    fn cname(&self) -> String {
        let shared = self.setting("SharedCNAME").map(str::to_owned);
        shared.unwrap_or_else(|| format!("{}.eo.dnse1.com", self.name))
    }

    /// As the service answers it, with this status. What nothing here decides is made up.
    fn answer(&self, synthesis: &Synthesis<'_>, status: &str) -> Map<String, Value> {
        let key = format!("{}/{}", self.zone, self.name);
        let mut answer = synthesis.structure("AccelerationDomain", &key);
        let mut origin = synthesis.structure("OriginDetail", &key);
        let given = self.settings.get("OriginInfo").and_then(Value::as_object);
        for (name, value) in given.into_iter().flatten() {
            if let Some(member) = origin.get_mut(name) {
                *member = value.clone();
            }
        }
        for (name, value) in [
            ("ZoneId", json!(self.zone)),
            ("DomainName", json!(self.name)),
            ("DomainStatus", json!(status)),
            ("Cname", json!(self.cname())),
            ("IdentificationStatus", json!("finished")),
            ("IPv6Status", json!(self.setting("IPv6Status").unwrap_or("follow"))),
            ("OriginDetail", Value::Object(origin)),
            ("OriginProtocol", json!(self.setting("OriginProtocol").unwrap_or("FOLLOW"))),
            ("HttpOriginPort", self.port("HttpOriginPort", 80)),
            ("HttpsOriginPort", self.port("HttpsOriginPort", 443)),
            ("CreatedOn", json!(whole_seconds(self.created).to_string())),
            ("ModifiedOn", json!(whole_seconds(self.modified).to_string())),
            ("ComplianceRestrictions", json!([])),
        ] {
            answer.insert(name.to_owned(), value);
        }
        answer
    }

    fn port(&self, name: &str, usual: u16) -> Value {
        self.settings.get(name).cloned().unwrap_or_else(|| json!(usual))
    }
}
