//! What is done with content: purge and prefetch jobs are made, and their tasks listed.

use serde_json::{Map, Value, json};

use crate::account::{Account, Answer};
use crate::fault::Fault;
use crate::jobs::{Job, Query};
use crate::pages::Page;
use crate::parameters::Parameters;
use crate::targets::{Shape, Sorted, Target};
use crate::tasks::{Ending, Kind};
use crate::zones::ALL;

impl Account<'_> {
    pub(crate) fn create_prefetch(&mut self, parameters: &Parameters) -> Answer {
        let zone = self.zone_to_change(parameters)?;
        let targets = given_targets(parameters)?;
        let sorted = Sorted::new(Shape::Url, &targets, &[], &self.holdings.zones, zone);
        Ok(self.submit(Kind::Prefetch, "prefetch_url", None, sorted))
    }

    pub(crate) fn create_purge(&mut self, parameters: &Parameters) -> Answer {
        let zone = self.zone_to_change(parameters)?;
        let purge_type = parameters.text("Type").unwrap_or_default();
        let method = parameters.text("Method").map(str::to_owned);
        let sorted = if purge_type == "purge_all" {
            self.whole_zone(zone)?
        } else {
            let targets = given_targets(parameters)?;
            let shape = Shape::of(purge_type);
            let tag_domains = parameters.texts_in("CacheTag", "Domains");
            if shape == Shape::Tag {
                self.check_tag_domains(&tag_domains, zone)?;
            }
            Sorted::new(shape, &targets, &tag_domains, &self.holdings.zones, zone)
        };
        Ok(self.submit(Kind::Purge, purge_type, method, sorted))
    }

    fn zone_to_change<'p>(&self, parameters: &'p Parameters) -> Result<&'p str, Fault> {
        let zone = parameters.text("ZoneId").unwrap_or_default();
        if zone != ALL {
            self.holdings.zones.check(zone)?;
        }
        Ok(zone)
    }

    /// One task that purges everything in the zone.
    fn whole_zone(&self, zone: &str) -> Result<Sorted, Fault> {
        if zone == ALL {
            return Err(Fault::parameter_error("`ZoneId` must name one zone for purge_all"));
        }
        let target = Target {
            text: zone.to_owned(),
            hosts: self.holdings.zones.domains(zone),
            zone: zone.to_owned(),
            ending: Ending::SUCCESS,
        };
        Ok(Sorted { taken: vec![target], refused: Vec::new() })
    }

    fn check_tag_domains(&self, domains: &[&str], zone: &str) -> Result<(), Fault> {
        if domains.is_empty() {
            return Err(Fault::parameter_error(
                "`CacheTag.Domains` is required for purge_cache_tag",
            ));
        }
        let is_foreign = |domain: &&&str| self.holdings.zones.zone_of(zone, domain).is_none();
        match domains.iter().find(is_foreign) {
            Some(domain) => Err(Fault::new(
                "InvalidParameter.DomainNotFound",
                format!("`{domain}` is in no domain of the zone"),
            )),
            None => Ok(()),
        }
    }

    fn submit(
        &mut self,
        kind: Kind,
        task_type: &str,
        method: Option<String>,
        sorted: Sorted,
    ) -> Map<String, Value> {
        let job = Job {
            kind,
            task_type: task_type.to_owned(),
            method,
            created: self.now,
            duration: self.task_duration,
        };
        let job_id = self.holdings.jobs.submit(&job, sorted.taken);
        let refused = sorted.refused.into_iter();
        let refused: Vec<_> = refused
            .map(|(reason, targets)| json!({"Reason": reason, "Targets": targets}))
            .collect();
        Map::from_iter([
            ("JobId".to_owned(), json!(job_id)),
            ("FailedList".to_owned(), json!(refused)),
        ])
    }

    pub(crate) fn describe_tasks(&self, kind: Kind, parameters: &Parameters) -> Answer {
        let zone = parameters.text("ZoneId");
        zone.map_or(Ok(()), |zone| self.holdings.zones.check(zone))?;
        let time = |name: &str| parameters.text(name)?.parse().ok();
        let query = Query {
            kind,
            zone,
            start: time("StartTime"),
            end: time("EndTime"),
            filters: parameters.filters(),
        };
        let found = self.holdings.jobs.matching(&query, self.now);
        let page = Page::asked(parameters.object())?;
        let spec = self.synthesis.spec;
        let tasks: Vec<_> = page.cut(&found).map(|task| task.answer(spec, self.now)).collect();
        Ok(Map::from_iter([
            ("TotalCount".to_owned(), json!(found.len())),
            ("Tasks".to_owned(), json!(tasks)),
        ]))
    }
}

fn given_targets(parameters: &Parameters) -> Result<Vec<&str>, Fault> {
    let targets = parameters.texts("Targets");
    if targets.is_empty() {
        return Err(Fault::new("InvalidParameter.Target", "`Targets` is empty"));
    }
    Ok(targets)
}

#[cfg(test)]
mod tests;
