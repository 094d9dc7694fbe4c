//! The actions on acceleration domains: creating, listing, switching on and off, and deleting them.
//! A change of the status takes as long as a task.

use serde_json::Map;
use teo_specs::Action;

use super::list_query::ListQuery;
use super::{ActionContext, ActionResult, zone_id};
use crate::api_error::ApiError;
use crate::parameters::Parameters;
use crate::state::domains::Domain;
use crate::state::transition::Transition;

impl ActionContext<'_> {
    pub(super) fn create_domain(
        &mut self,
        action: &Action,
        parameters: &Parameters,
    ) -> ActionResult {
        let zone = zone_id(parameters);
        let name = parameters.text("DomainName").unwrap_or_default().to_ascii_lowercase();
        if let Some(known_zone) = self.resources.zones.find(zone)?
            && known_zone.is_paused
        {
            return Err(ApiError::new(
                "OperationDenied.ErrZoneIsAlreadyPaused",
                format!("the zone `{zone}` is paused"),
            ));
        }
        if self.resources.zones.zone_for_host(zone, &name).is_none() {
            return Err(ApiError::new(
                "InvalidParameterValue.DomainNotMatchZone",
                format!("`{name}` does not belong to the zone `{zone}`"),
            ));
        }
        if self.resources.domains.find(zone, &name).is_some() {
            return Err(ApiError::new(
                "ResourceUnavailable.DomainAlreadyExists",
                format!("the domain `{name}` already exists"),
            ));
        }
        let response = self.make_up_response(action, parameters)?;
        self.resources.domains.entries.push(Domain {
            zone: zone.to_owned(),
            name,
            settings: parameters.object().clone(),
            created_at: self.now,
            modified_at: self.now,
            status: Transition::new("process", "online", self.now, self.task_duration),
        });
        Ok(response)
    }

    pub(super) fn describe_domains(&mut self, parameters: &Parameters) -> ActionResult {
        let zone = zone_id(parameters);
        self.resources.zones.find(zone)?;
        let query = ListQuery::from_parameters(parameters)?;
        let entries = self.resources.domains.entries.iter();
        let mut domains: Vec<_> = entries
            .filter(|domain| domain.zone == zone && query.matches(|name| property(domain, name)))
            .collect();
        domains.sort_by(|a, b| {
            let ordering = match query.order {
                Some("created_on") => a.created_at.cmp(&b.created_at),
                _ => a.name.cmp(&b.name),
            };
            query.in_direction(ordering, "asc")
        });
        Ok(query.response("AccelerationDomains", &domains, |domain| {
            domain.to_object(&self.synthesis, self.domain_status(domain))
        }))
    }

    /// Returns the status of a domain: `init` until the status of its zone is `active`.
    fn domain_status(&self, domain: &Domain) -> &'static str {
        match self.resources.zones.get(&domain.zone) {
            Some(zone) if zone.status.at(self.now) != "active" => "init",
            _ => domain.status.at(self.now),
        }
    }

    pub(super) fn modify_domains(&mut self, parameters: &Parameters) -> ActionResult {
        let (now, duration) = (self.now, self.task_duration);
        let zone = zone_id(parameters);
        let target = match parameters.text("Status") {
            Some("offline") => "offline",
            _ => "online",
        };
        let names = self.existing_names(zone, parameters)?;
        for name in &names {
            if let Some(domain) = self.resources.domains.find(zone, name)
                && domain.status.target() != target
            {
                domain.status = Transition::new("process", target, now, duration);
                domain.modified_at = now;
            }
        }
        Ok(Map::new())
    }

    /// Deletes domains. Ignores `Force`, which concerns resources that depend on a domain: the
    /// simulator has none.
    pub(super) fn delete_domains(&mut self, parameters: &Parameters) -> ActionResult {
        let now = self.now;
        let zone = zone_id(parameters);
        let names = self.existing_names(zone, parameters)?;
        for name in &names {
            if let Some(domain) = self.resources.domains.find(zone, name)
                && domain.status.at(now) != "offline"
            {
                return Err(ApiError::new(
                    "InvalidParameterValue.InvalidDomainStatus",
                    format!("`{name}` is {}, not offline", domain.status.at(now)),
                ));
            }
        }
        let entries = &mut self.resources.domains.entries;
        entries.retain(|domain| domain.zone != zone || !names.contains(&domain.name));
        Ok(Map::new())
    }

    /// Returns the names in `DomainNames`. Refuses the name of a domain that does not exist, unless
    /// the account is open and does not know the zone.
    fn existing_names(
        &mut self,
        zone: &str,
        parameters: &Parameters,
    ) -> Result<Vec<String>, ApiError> {
        let is_known = self.resources.zones.find(zone)?.is_some();
        let names = parameters.texts("DomainNames").into_iter().map(str::to_ascii_lowercase);
        let names: Vec<_> = names.collect();
        let mut missing =
            names.iter().filter(|name| self.resources.domains.find(zone, name).is_none());
        match missing.next() {
            Some(name) if is_known => Err(ApiError::new(
                "ResourceUnavailable.DomainNotFound",
                format!("there is no domain `{name}` in the zone `{zone}`"),
            )),
            _ => Ok(names),
        }
    }
}

/// Returns the values of a domain that are compared with the values of this filter.
fn property(domain: &Domain, filter: &str) -> Vec<String> {
    let to_list = |text: Option<&str>| text.map(str::to_owned).into_iter().collect();
    match filter {
        "domain-name" => vec![domain.name.clone()],
        "origin-type" => to_list(domain.origin_member("OriginType")),
        "origin" => to_list(domain.origin_member("Origin")),
        "backup-origin" => to_list(domain.origin_member("BackupOrigin")),
        "domain-cname" => vec![domain.cname()],
        "share-cname" => to_list(domain.setting("SharedCNAME")),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
