//! The actions on zones: creating, listing, pausing, resuming and deleting them. A change of a
//! status takes as long as a task.

use std::cmp::Ordering;

use serde_json::{Map, json};
use teo_specs::Action;

use super::list_query::ListQuery;
use super::{ActionContext, ActionResult, zone_id};
use crate::api_error::ApiError;
use crate::parameters::Parameters;
use crate::state::transition::Transition;
use crate::state::zones::Zone;

impl ActionContext<'_> {
    pub(super) fn create_zone(&mut self, action: &Action, parameters: &Parameters) -> ActionResult {
        let kind = parameters.text("Type").unwrap_or("partial");
        let name = parameters.text("ZoneName").unwrap_or_default().to_ascii_lowercase();
        let alias = parameters.text("AliasZoneName").unwrap_or_default();
        if name.is_empty() && kind != "noDomainAccess" {
            return Err(ApiError::new(
                "InvalidParameterValue.ZoneNameInvalid",
                format!("`ZoneName` is required for a zone of type `{kind}`"),
            ));
        }
        let mut entries = self.resources.zones.entries.iter();
        if !name.is_empty() && entries.any(|zone| zone.name == name && zone.alias == alias) {
            return Err(ApiError::new(
                "ResourceInUse",
                format!("the zone `{name}` already exists; choose another `AliasZoneName`"),
            ));
        }
        let mut response = self.make_up_response(action, parameters)?;
        let change_from = |before| Transition::new(before, "active", self.now, self.task_duration);
        let zone = Zone {
            id: self.resources.zones.new_id(),
            alias: alias.to_owned(),
            kind: kind.to_owned(),
            area: parameters.text("Area").unwrap_or("overseas").to_owned(),
            tags: parameters.object().get("Tags").cloned().unwrap_or_else(|| json!([])),
            domains: Vec::from_iter((!name.is_empty()).then(|| name.clone())),
            name,
            created_at: self.now,
            modified_at: self.now,
            status: change_from("pending"),
            active_status: change_from("inactive"),
            is_paused: false,
        };
        response.insert("ZoneId".to_owned(), json!(zone.id));
        self.resources.zones.entries.push(zone);
        Ok(response)
    }

    pub(super) fn describe_zones(&self, parameters: &Parameters) -> ActionResult {
        let query = ListQuery::from_parameters(parameters)?;
        let entries = self.resources.zones.entries.iter();
        let mut zones: Vec<_> =
            entries.filter(|zone| query.matches(|name| self.zone_property(zone, name))).collect();
        zones.sort_by(|a, b| query.in_direction(self.compare_zones(query.order, a, b), "desc"));
        Ok(query.response("Zones", &zones, |zone| zone.to_object(&self.synthesis, self.now)))
    }

    /// Returns the values of a zone that are compared with the values of this filter.
    fn zone_property(&self, zone: &Zone, filter: &str) -> Vec<String> {
        let tags = |part: &str| {
            let tags = zone.tags.as_array().into_iter().flatten();
            tags.filter_map(|tag| Some(tag.get(part)?.as_str()?.to_owned())).collect()
        };
        match filter {
            "zone-id" => vec![zone.id.clone()],
            "zone-name" => vec![zone.name.clone()],
            "alias-zone-name" => vec![zone.alias.clone()],
            // The filter also calls this type `partialComposite`.
            "zone-type" if zone.kind == "noDomainAccess" => {
                vec![zone.kind.clone(), "partialComposite".to_owned()]
            }
            "zone-type" => vec![zone.kind.clone()],
            "status" => vec![zone.status.at(self.now).to_owned()],
            "tag-key" => tags("TagKey"),
            "tag-value" => tags("TagValue"),
            _ => Vec::new(),
        }
    }

    fn compare_zones(&self, order: Option<&str>, a: &Zone, b: &Zone) -> Ordering {
        match order {
            Some("type") => a.kind.cmp(&b.kind),
            Some("area") => a.area.cmp(&b.area),
            Some("zone-name") => a.name.cmp(&b.name),
            Some("use-time") => a.modified_at.cmp(&b.modified_at),
            Some("active-status") => a.active_status.at(self.now).cmp(b.active_status.at(self.now)),
            _ => a.created_at.cmp(&b.created_at),
        }
    }

    pub(super) fn modify_zone_status(&mut self, parameters: &Parameters) -> ActionResult {
        let (now, duration) = (self.now, self.task_duration);
        let is_paused = parameters.flag("Paused");
        if let Some(zone) = self.resources.zones.find(zone_id(parameters))?
            && zone.is_paused != is_paused
        {
            let after = if is_paused { "paused" } else { "active" };
            zone.active_status = Transition::new(zone.active_status.at(now), after, now, duration);
            zone.is_paused = is_paused;
            zone.modified_at = now;
        }
        Ok(Map::new())
    }

    pub(super) fn delete_zone(&mut self, parameters: &Parameters) -> ActionResult {
        let now = self.now;
        let id = zone_id(parameters);
        if let Some(zone) = self.resources.zones.find(id)? {
            if zone.active_status.at(now) != "paused" {
                return Err(ApiError::new(
                    "OperationDenied.DisableZoneNotCompleted",
                    format!("the zone `{id}` is not paused"),
                ));
            }
            self.resources.zones.entries.retain(|zone| zone.id != id);
            self.resources.domains.remove_zone(id);
        }
        Ok(Map::new())
    }
}

#[cfg(test)]
mod tests;
