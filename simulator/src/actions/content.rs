//! The actions on content: creating purge and prefetch jobs, and listing their tasks.

use serde_json::{Map, json};
use teo_specs::Action;

use super::{ActionContext, ActionResult, zone_id};
use crate::api_error::ApiError;
use crate::parameters::Parameters;
use crate::parameters::page::Page;
use crate::state::hosts::{ALL, Hosts};
use crate::state::jobs::{Job, TaskQuery};
use crate::state::quota::PREFETCH_TYPE;
use crate::state::targets::{CheckedTargets, Target, TargetKind};
use crate::state::tasks::{Outcome, TaskKind};

impl ActionContext<'_> {
    pub(super) fn create_prefetch(
        &mut self,
        action: &Action,
        parameters: &Parameters,
    ) -> ActionResult {
        let zone = self.existing_zone(action, parameters)?;
        let texts = required_targets(parameters)?;
        let hosts = self.resources.hosts();
        let targets = CheckedTargets::new(TargetKind::Url, &texts, &[], hosts, zone);
        self.submit(TaskKind::Prefetch, PREFETCH_TYPE, None, targets)
    }

    pub(super) fn create_purge(
        &mut self,
        action: &Action,
        parameters: &Parameters,
    ) -> ActionResult {
        let zone = self.existing_zone(action, parameters)?;
        let hosts = self.resources.hosts();
        let purge_type = parameters.text("Type").unwrap_or_default();
        let method = parameters.text("Method").map(str::to_owned);
        let targets = if purge_type == "purge_all" {
            whole_zone_target(zone, hosts)?
        } else {
            let texts = required_targets(parameters)?;
            let kind = TargetKind::for_purge_type(purge_type);
            let tag_domains = match kind {
                TargetKind::Tag => tag_domains(parameters, zone, hosts)?,
                TargetKind::Url | TargetKind::Host => Vec::new(),
            };
            CheckedTargets::new(kind, &texts, &tag_domains, hosts, zone)
        };
        self.submit(TaskKind::Purge, purge_type, method, targets)
    }

    /// Returns the requested zone id, or an error if there is no such zone.
    fn existing_zone<'p>(
        &self,
        action: &Action,
        parameters: &'p Parameters,
    ) -> Result<&'p str, ApiError> {
        let zone = zone_id(parameters);
        if zone != ALL {
            self.check_zone(action, zone)?;
        }
        Ok(zone)
    }

    fn submit(
        &mut self,
        kind: TaskKind,
        task_type: &str,
        method: Option<String>,
        targets: CheckedTargets,
    ) -> ActionResult {
        let (requested, accepted) = (targets.count(), targets.accepted_by_zone());
        self.resources.quota.take(task_type, requested, &accepted, self.now)?;
        let job = Job {
            kind,
            task_type: task_type.to_owned(),
            method,
            created_at: self.now,
            duration: self.task_duration,
        };
        let job_id = self.resources.jobs.submit(&job, targets.accepted);
        let failed_list: Vec<_> = targets
            .refused
            .into_iter()
            .map(|(reason, texts)| json!({"Reason": reason, "Targets": texts}))
            .collect();
        Ok(Map::from_iter([
            ("JobId".to_owned(), json!(job_id)),
            ("FailedList".to_owned(), json!(failed_list)),
        ]))
    }

    pub(super) fn describe_tasks(
        &self,
        action: &Action,
        kind: TaskKind,
        parameters: &Parameters,
    ) -> ActionResult {
        let zone = parameters.text("ZoneId");
        zone.map_or(Ok(()), |zone| self.check_zone(action, zone))?;
        let time = |name: &str| parameters.text(name)?.parse().ok();
        let query = TaskQuery {
            kind,
            zone,
            start: time("StartTime"),
            end: time("EndTime"),
            filters: parameters.filters(),
        };
        let mut tasks = self.resources.jobs.find(&query, self.now);
        if zone.is_none() {
            // The tasks of a zone are deleted with it.
            tasks.retain(|task| task.zone == ALL || self.check_zone(action, &task.zone).is_ok());
        }
        let page = Page::from_parameters(parameters.object())?;
        let spec = self.synthesis.spec;
        let objects: Vec<_> =
            page.slice(&tasks).map(|task| task.to_object(spec, self.now)).collect();
        Ok(Map::from_iter([
            ("TotalCount".to_owned(), json!(tasks.len())),
            ("Tasks".to_owned(), json!(objects)),
        ]))
    }
}

/// Returns a single target for everything in the zone.
fn whole_zone_target(zone: &str, hosts: Hosts<'_>) -> Result<CheckedTargets, ApiError> {
    if zone == ALL {
        return Err(ApiError::for_parameter("`ZoneId` is `*`, but purge_all needs a single zone"));
    }
    let target = Target {
        text: zone.to_owned(),
        hosts: hosts.of_zone(zone),
        zone: zone.to_owned(),
        outcome: Outcome::SUCCESS,
    };
    Ok(CheckedTargets { accepted: vec![target], refused: Vec::new() })
}

/// Returns the domains in which to look for cache tags. Without `CacheTag`, which the vendor's
/// own example leaves out, these are the domains of the zone.
fn tag_domains(
    parameters: &Parameters,
    zone: &str,
    hosts: Hosts<'_>,
) -> Result<Vec<String>, ApiError> {
    if !parameters.object().contains_key("CacheTag") {
        return Ok(hosts.of_zone(zone));
    }
    let domains = parameters.texts_in("CacheTag", "Domains");
    if domains.is_empty() {
        return Err(ApiError::for_parameter("`CacheTag.Domains` is empty"));
    }
    let is_foreign = |domain: &&&str| hosts.zone_for_host(zone, domain).is_none();
    match domains.iter().find(is_foreign) {
        Some(domain) => Err(ApiError::new(
            "InvalidParameter.DomainNotFound",
            format!("`{domain}` does not belong to the zone"),
        )),
        None => Ok(domains.into_iter().map(str::to_owned).collect()),
    }
}

fn required_targets(parameters: &Parameters) -> Result<Vec<&str>, ApiError> {
    let targets = parameters.texts("Targets");
    if targets.is_empty() {
        return Err(ApiError::new("InvalidParameter.Target", "`Targets` is empty"));
    }
    Ok(targets)
}

#[cfg(test)]
mod tests;
