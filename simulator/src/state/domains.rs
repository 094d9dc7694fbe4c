//! The acceleration domains of the account: hosts of a zone whose content EdgeOne delivers.

use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::transition::Transition;
use crate::synthesis::Synthesis;
use crate::times::whole_seconds;

#[derive(Debug, Clone, Default)]
pub(crate) struct Domains {
    pub(crate) entries: Vec<Domain>,
}

#[derive(Debug, Clone)]
pub(crate) struct Domain {
    pub(crate) zone: String,
    pub(crate) name: String,
    /// The parameters of the request that created the domain: origin, ports, and so on.
    pub(crate) settings: Map<String, Value>,
    pub(crate) created_at: SystemTime,
    pub(crate) modified_at: SystemTime,
    pub(crate) status: Transition,
}

impl Domains {
    pub(crate) fn remove_zone(&mut self, zone: &str) {
        self.entries.retain(|domain| domain.zone != zone);
    }

    pub(crate) fn find(&mut self, zone: &str, name: &str) -> Option<&mut Domain> {
        self.entries.iter_mut().find(|domain| domain.zone == zone && domain.name == name)
    }
}

impl Domain {
    pub(crate) fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name)?.as_str()
    }

    pub(crate) fn origin_member(&self, member: &str) -> Option<&str> {
        self.settings.get("OriginInfo")?.get(member)?.as_str()
    }

    pub(crate) fn cname(&self) -> String {
        let shared = self.setting("SharedCNAME").map(str::to_owned);
        shared.unwrap_or_else(|| format!("{}.eo.dnse1.com", self.name))
    }

    /// Returns the domain as a response contains it, with this status. Members that the simulator
    /// does not keep are made up.
    pub(crate) fn to_object(&self, synthesis: &Synthesis<'_>, status: &str) -> Map<String, Value> {
        let key = format!("{}/{}", self.zone, self.name);
        let mut object = synthesis.structure("AccelerationDomain", &key);
        let mut origin = synthesis.structure("OriginDetail", &key);
        let requested_origin = self.settings.get("OriginInfo").and_then(Value::as_object);
        for (name, value) in requested_origin.into_iter().flatten() {
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
            ("CreatedOn", json!(whole_seconds(self.created_at).to_string())),
            ("ModifiedOn", json!(whole_seconds(self.modified_at).to_string())),
            ("ComplianceRestrictions", json!([])),
        ] {
            object.insert(name.to_owned(), value);
        }
        object
    }

    fn port(&self, name: &str, default: u16) -> Value {
        self.settings.get(name).cloned().unwrap_or_else(|| json!(default))
    }
}
