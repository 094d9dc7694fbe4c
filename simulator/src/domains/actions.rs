//! What is done with acceleration domains: they are created, listed, switched on and off, and
//! deleted. A change takes its time, as long as a task.

use serde_json::Map;
use teo_specs::Action;

use super::Domain;
use crate::account::{Account, Answer};
use crate::fault::Fault;
use crate::listing::Question;
use crate::parameters::Parameters;
use crate::transition::Transition;
use crate::zones::zone_id;

impl Account<'_> {
    pub(crate) fn create_domain(&mut self, action: &Action, parameters: &Parameters) -> Answer {
        let zone = zone_id(parameters);
        let name = parameters.text("DomainName").unwrap_or_default().to_ascii_lowercase();
        if let Some(known) = self.holdings.zones.find(zone)?
            && known.paused
        {
            return Err(Fault::new(
                "OperationDenied.ErrZoneIsAlreadyPaused",
                format!("the zone `{zone}` is paused"),
            ));
        }
        if self.holdings.zones.zone_of(zone, &name).is_none() {
            return Err(Fault::new(
                "InvalidParameterValue.DomainNotMatchZone",
                format!("`{name}` is in no domain of the zone `{zone}`"),
            ));
        }
        if self.holdings.domains.find(zone, &name).is_some() {
            return Err(Fault::new(
                "ResourceUnavailable.DomainAlreadyExists",
                format!("there is a domain `{name}` already"),
            ));
        }
        let answer = self.synthesised(action, parameters)?;
        self.holdings.domains.known.push(Domain {
            zone: zone.to_owned(),
            name,
            settings: parameters.object().clone(),
            created: self.now,
            modified: self.now,
            status: Transition::new("process", "online", self.now, self.task_duration),
        });
        Ok(answer)
    }

    pub(crate) fn describe_domains(&mut self, parameters: &Parameters) -> Answer {
        let zone = zone_id(parameters);
        self.holdings.zones.find(zone)?;
        let question = Question::read(parameters)?;
        let known = self.holdings.domains.known.iter();
        let mut found: Vec<_> = known
            .filter(|domain| domain.zone == zone && question.matches(|name| property(domain, name)))
            .collect();
        found.sort_by(|a, b| {
            let ordering = match question.order {
                Some("created_on") => a.created.cmp(&b.created),
                _ => a.name.cmp(&b.name),
            };
            question.directed(ordering, "asc")
        });
        Ok(question.answer("AccelerationDomains", &found, |domain| {
            domain.answer(&self.synthesis, self.status_of(domain))
        }))
    }

    /// A domain has no effect before its zone is active.
    fn status_of(&self, domain: &Domain) -> &'static str {
        match self.holdings.zones.get(&domain.zone) {
            Some(zone) if zone.status.at(self.now) != "active" => "init",
            _ => domain.status.at(self.now),
        }
    }

    pub(crate) fn modify_domains(&mut self, parameters: &Parameters) -> Answer {
        let (now, duration) = (self.now, self.task_duration);
        let zone = zone_id(parameters);
        let asked = match parameters.text("Status") {
            Some("offline") => "offline",
            _ => "online",
        };
        let names = self.known_names(zone, parameters)?;
        for name in &names {
            if let Some(domain) = self.holdings.domains.find(zone, name)
                && domain.status.aim() != asked
            {
                domain.status = Transition::new("process", asked, now, duration);
                domain.modified = now;
            }
        }
        Ok(Map::new())
    }

    /// What `Force` is about, resources that stand on a domain, does not exist here.
    pub(crate) fn delete_domains(&mut self, parameters: &Parameters) -> Answer {
        let now = self.now;
        let zone = zone_id(parameters);
        let names = self.known_names(zone, parameters)?;
        for name in &names {
            if let Some(domain) = self.holdings.domains.find(zone, name)
                && domain.status.at(now) != "offline"
            {
                return Err(Fault::new(
                    "InvalidParameterValue.InvalidDomainStatus",
                    format!("`{name}` is {}, not offline", domain.status.at(now)),
                ));
            }
        }
        let known = &mut self.holdings.domains.known;
        known.retain(|domain| domain.zone != zone || !names.contains(&domain.name));
        Ok(Map::new())
    }

    /// The domains that are named. All of them must exist, except in a zone that is taken on trust.
    fn known_names(&mut self, zone: &str, parameters: &Parameters) -> Result<Vec<String>, Fault> {
        let is_known = self.holdings.zones.find(zone)?.is_some();
        let names = parameters.texts("DomainNames").into_iter().map(str::to_ascii_lowercase);
        let names: Vec<_> = names.collect();
        let mut missing =
            names.iter().filter(|name| self.holdings.domains.find(zone, name).is_none());
        match missing.next() {
            Some(name) if is_known => Err(Fault::new(
                "ResourceUnavailable.DomainNotFound",
                format!("there is no domain `{name}` in the zone `{zone}`"),
            )),
            _ => Ok(names),
        }
    }
}

/// What a filter of this name looks at.
fn property(domain: &Domain, filter: &str) -> Vec<String> {
    let given = |text: Option<&str>| text.map(str::to_owned).into_iter().collect();
    match filter {
        "domain-name" => vec![domain.name.clone()],
        "origin-type" => given(domain.origin("OriginType")),
        "origin" => given(domain.origin("Origin")),
        "backup-origin" => given(domain.origin("BackupOrigin")),
        "domain-cname" => vec![domain.cname()],
        "share-cname" => given(domain.setting("SharedCNAME")),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
