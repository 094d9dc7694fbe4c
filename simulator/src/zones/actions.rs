//! What is done with zones: they are created, listed, paused and deleted. A change takes its time,
//! as long as a task.

use std::cmp::Ordering;

use serde_json::{Map, json};
use teo_specs::Action;

use super::Zone;
use crate::account::{Account, Answer};
use crate::fault::Fault;
use crate::listing::Question;
use crate::parameters::Parameters;
use crate::transition::Transition;

impl Account<'_> {
    pub(crate) fn create_zone(&mut self, action: &Action, parameters: &Parameters) -> Answer {
        let kind = parameters.text("Type").unwrap_or("partial");
        let name = parameters.text("ZoneName").unwrap_or_default().to_ascii_lowercase();
        let alias = parameters.text("AliasZoneName").unwrap_or_default();
        if name.is_empty() && kind != "noDomainAccess" {
            return Err(Fault::new(
                "InvalidParameterValue.ZoneNameInvalid",
                format!("a zone of type `{kind}` needs a `ZoneName`"),
            ));
        }
        let mut known = self.holdings.zones.known.iter();
        if !name.is_empty() && known.any(|zone| zone.name == name && zone.alias == alias) {
            return Err(Fault::new(
                "ResourceInUse",
                format!("there is a zone `{name}` already; another needs its own `AliasZoneName`"),
            ));
        }
        let mut answer = self.synthesised(action, parameters)?;
        let change = |before| Transition::new(before, "active", self.now, self.task_duration);
        let zone = Zone {
            id: self.holdings.zones.new_id(),
            alias: alias.to_owned(),
            kind: kind.to_owned(),
            area: parameters.text("Area").unwrap_or("overseas").to_owned(),
            tags: parameters.object().get("Tags").cloned().unwrap_or_else(|| json!([])),
            domains: Vec::from_iter((!name.is_empty()).then(|| name.clone())),
            name,
            created: self.now,
            modified: self.now,
            status: change("pending"),
            active: change("inactive"),
            paused: false,
        };
        answer.insert("ZoneId".to_owned(), json!(zone.id));
        self.holdings.zones.known.push(zone);
        Ok(answer)
    }

    pub(crate) fn describe_zones(&self, parameters: &Parameters) -> Answer {
        let question = Question::read(parameters)?;
        let found = self.holdings.zones.known.iter();
        let mut found: Vec<_> =
            found.filter(|zone| question.matches(|name| self.property_of(zone, name))).collect();
        found.sort_by(|a, b| question.directed(self.ordered(question.order, a, b), "desc"));
        Ok(question.answer("Zones", &found, |zone| zone.answer(&self.synthesis, self.now)))
    }

    /// What a filter of this name looks at.
    fn property_of(&self, zone: &Zone, filter: &str) -> Vec<String> {
        let tags = |part: &str| {
            let tags = zone.tags.as_array().into_iter().flatten();
            tags.filter_map(|tag| Some(tag.get(part)?.as_str()?.to_owned())).collect()
        };
        match filter {
            "zone-id" => vec![zone.id.clone()],
            "zone-name" => vec![zone.name.clone()],
            "alias-zone-name" => vec![zone.alias.clone()],
            // The filter has a name of its own for this type.
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

    fn ordered(&self, order: Option<&str>, a: &Zone, b: &Zone) -> Ordering {
        match order {
            Some("type") => a.kind.cmp(&b.kind),
            Some("area") => a.area.cmp(&b.area),
            Some("zone-name") => a.name.cmp(&b.name),
            Some("use-time") => a.modified.cmp(&b.modified),
            Some("active-status") => a.active.at(self.now).cmp(b.active.at(self.now)),
            _ => a.created.cmp(&b.created),
        }
    }

    pub(crate) fn modify_zone_status(&mut self, parameters: &Parameters) -> Answer {
        let (now, duration) = (self.now, self.task_duration);
        let paused = parameters.flag("Paused");
        if let Some(zone) = self.holdings.zones.find(zone_id(parameters))?
            && zone.paused != paused
        {
            let after = if paused { "paused" } else { "active" };
            zone.active = Transition::new(zone.active.at(now), after, now, duration);
            zone.paused = paused;
            zone.modified = now;
        }
        Ok(Map::new())
    }

    pub(crate) fn delete_zone(&mut self, parameters: &Parameters) -> Answer {
        let now = self.now;
        let id = zone_id(parameters);
        if let Some(zone) = self.holdings.zones.find(id)? {
            if zone.active.at(now) != "paused" {
                return Err(Fault::new(
                    "OperationDenied.DisableZoneNotCompleted",
                    format!("the zone `{id}` is not paused"),
                ));
            }
            self.holdings.zones.known.retain(|zone| zone.id != id);
            self.holdings.domains.forget_zone(id);
        }
        Ok(Map::new())
    }
}

pub(crate) fn zone_id(parameters: &Parameters) -> &str {
    parameters.text("ZoneId").unwrap_or_default()
}

#[cfg(test)]
mod tests;
