//! What the actions do. Purge and prefetch jobs are made and listed; any other action of the spec is
//! answered with its example, so that a client can call all of them.

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};
use teo_specs::{Action, Spec};

use crate::fault::Fault;
use crate::jobs::{Job, Jobs, Query};
use crate::parameters::Parameters;
use crate::targets::{Shape, Sorted, Target};
use crate::tasks::{Ending, Kind};
use crate::zones::{ALL, Zones};

/// What an action works on.
pub(crate) struct Account<'a> {
    pub(crate) spec: &'a Spec,
    pub(crate) zones: &'a Zones,
    pub(crate) jobs: &'a mut Jobs,
    pub(crate) task_duration: Duration,
    pub(crate) now: SystemTime,
}

/// Carries an action out and answers what stands under `Response`, the request's id apart.
pub(crate) fn execute(
    action: &Action,
    parameters: &Parameters,
    account: &mut Account<'_>,
) -> Result<Map<String, Value>, Fault> {
    match action.name.as_str() {
        "CreatePrefetchTask" => account.create_prefetch(parameters),
        "CreatePurgeTask" => account.create_purge(parameters),
        "DescribePrefetchTasks" => account.describe(Kind::Prefetch, parameters),
        "DescribePurgeTasks" => account.describe(Kind::Purge, parameters),
        _ => example(action),
    }
}

fn example(action: &Action) -> Result<Map<String, Value>, Fault> {
    let examples = action.examples.iter();
    let answer = examples.filter_map(|example| example.response.clone()).next();
    answer.ok_or_else(|| {
        Fault::new(
            "UnsupportedOperation",
            format!("the simulator has no behaviour and no example for {}", action.name),
        )
    })
}

impl Account<'_> {
    fn create_prefetch(&mut self, parameters: &Parameters) -> Result<Map<String, Value>, Fault> {
        let zone = self.zone_to_change(parameters)?;
        let targets = given_targets(parameters)?;
        let sorted = Sorted::new(Shape::Url, &targets, &[], self.zones, zone);
        Ok(self.submit(Kind::Prefetch, "prefetch_url", None, sorted))
    }

    fn create_purge(&mut self, parameters: &Parameters) -> Result<Map<String, Value>, Fault> {
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
            Sorted::new(shape, &targets, &tag_domains, self.zones, zone)
        };
        Ok(self.submit(Kind::Purge, purge_type, method, sorted))
    }

    fn zone_to_change<'p>(&self, parameters: &'p Parameters) -> Result<&'p str, Fault> {
        let zone = parameters.text("ZoneId").unwrap_or_default();
        if zone != ALL {
            self.zones.check(zone)?;
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
            hosts: self.zones.domains(zone),
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
        let is_foreign = |domain: &&&str| self.zones.zone_of(zone, domain).is_none();
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
        let job_id = self.jobs.submit(&job, sorted.taken);
        let refused = sorted.refused.into_iter();
        let refused: Vec<_> = refused
            .map(|(reason, targets)| json!({"Reason": reason, "Targets": targets}))
            .collect();
        Map::from_iter([
            ("JobId".to_owned(), json!(job_id)),
            ("FailedList".to_owned(), json!(refused)),
        ])
    }

    fn describe(&self, kind: Kind, parameters: &Parameters) -> Result<Map<String, Value>, Fault> {
        let zone = parameters.text("ZoneId");
        zone.map_or(Ok(()), |zone| self.zones.check(zone))?;
        let time = |name: &str| parameters.text(name)?.parse().ok();
        let query = Query {
            kind,
            zone,
            start: time("StartTime"),
            end: time("EndTime"),
            filters: parameters.filters(),
        };
        let found = self.jobs.matching(&query, self.now);
        let (offset, limit) = (page(parameters, "Offset")?, page(parameters, "Limit")?);
        let tasks: Vec<_> = found
            .iter()
            .skip(offset)
            .take(limit)
            .map(|task| task.answer(self.spec, self.now))
            .collect();
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

/// A bound of a page. The spec has a default for each, which counts as given.
fn page(parameters: &Parameters, name: &str) -> Result<usize, Fault> {
    usize::try_from(parameters.integer(name).unwrap_or_default())
        .map_err(|_| Fault::parameter_error(format!("`{name}` is below 0")))
}

#[cfg(test)]
mod tests;
