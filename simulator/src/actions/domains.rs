//! What the specs cannot state of acceleration domains: they belong to a zone by their name, get a CNAME
//! made of it, and wait for the zone to become active.

use std::borrow::Cow;

use serde_json::{Map, Value};
use teo_specs::{Action, Resource};

use super::ActionContext;
use crate::api_error::ApiError;
use crate::parameters::Parameters;
use crate::state::item::Item;

impl ActionContext<'_> {
    /// Refuses a domain of another zone, and any domain while its zone is paused.
    pub(super) fn check_new_domain(
        &self,
        action: &Action,
        parameters: &Parameters,
    ) -> Result<(), ApiError> {
        let zone = parameters.text("ZoneId").unwrap_or_default();
        let domain = parameters.text("DomainName").unwrap_or_default();
        self.check_zone(action, zone)?;
        let Some(members) = self.zone_of_domain(parameters.object()) else { return Ok(()) };
        if members.get("Paused") == Some(&Value::Bool(true)) {
            return Err(ApiError::new(
                "OperationDenied.ErrZoneIsAlreadyPaused",
                format!("the zone `{zone}` is paused"),
            ));
        }
        // A zone without a name is connected without a domain and takes any.
        let has_name = members.get("ZoneName").is_some_and(|name| name.as_str() != Some(""));
        if has_name && self.resources.hosts().zone_for_host(zone, domain).is_none() {
            return Err(ApiError::new(
                "InvalidParameterValue.DomainNotMatchZone",
                format!("`{domain}` does not belong to the zone `{zone}`"),
            ));
        }
        Ok(())
    }

    /// Gives a new domain its CNAME: the shared one that the request names, or one of its own.
    pub(super) fn complete_new_item(&self, resource: &Resource, item: &mut Item) {
        let text = |name: &str| item.members().get(name).and_then(Value::as_str);
        if resource.name == "AccelerationDomain"
            && let Some(domain) = text("DomainName")
        {
            let own = format!("{domain}.eo.dnse1.com");
            let cname = text("SharedCNAME").map_or(own, str::to_owned);
            item.put("Cname", Value::from(cname));
        }
    }

    /// Returns an item as it is now. A domain is `init` until the status of its zone is `active`.
    pub(super) fn shown<'i>(
        &self,
        resource: &Resource,
        item: &'i Item,
    ) -> Cow<'i, Map<String, Value>> {
        let mut members = item.at(self.now);
        if resource.name == "AccelerationDomain"
            && let Some(zone) = self.zone_of_domain(&members)
            && zone.get("Status").is_some_and(|status| status != "active")
        {
            members.to_mut().insert("DomainStatus".to_owned(), Value::from("init"));
        }
        members
    }

    fn zone_of_domain(&self, domain: &Map<String, Value>) -> Option<Cow<'_, Map<String, Value>>> {
        let id = domain.get("ZoneId")?;
        let zone = self.resources.items.with("Zone", "ZoneId", id).next()?;
        Some(zone.at(self.now))
    }
}
