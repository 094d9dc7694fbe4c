//! Checks the targets of a job. Their kind determines the form of their text: a URL, a host name,
//! or a cache tag.

use std::collections::BTreeMap;

use url::{Host, Url};

use super::hosts::Hosts;
use super::tasks::Outcome;

/// The kind of the targets of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TargetKind {
    Url,
    Host,
    Tag,
}

impl TargetKind {
    pub(crate) fn for_purge_type(purge_type: &str) -> Self {
        match purge_type {
            "purge_host" => Self::Host,
            "purge_cache_tag" => Self::Tag,
            _ => Self::Url,
        }
    }
}

/// An accepted target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) text: String,
    pub(crate) hosts: Vec<String>,
    pub(crate) zone: String,
    pub(crate) outcome: Outcome,
}

/// Accepted targets, and refused ones by reason, both in the order of the request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct CheckedTargets {
    pub(crate) accepted: Vec<Target>,
    pub(crate) refused: Vec<(String, Vec<String>)>,
}

impl CheckedTargets {
    /// Checks each target separately. Cache tags get `tag_domains` as their hosts.
    pub(crate) fn new(
        kind: TargetKind,
        targets: &[&str],
        tag_domains: &[String],
        hosts: Hosts<'_>,
        zone_id: &str,
    ) -> Self {
        let mut checked = Self::default();
        for text in targets {
            let target = match kind {
                TargetKind::Url => check_url(text, hosts, zone_id),
                TargetKind::Host => check_host(text, hosts, zone_id),
                TargetKind::Tag => Ok(tag_target(text, tag_domains, zone_id)),
            };
            match target {
                Ok(target) => checked.accepted.push(target),
                Err(reason) => checked.refuse(reason, text),
            }
        }
        checked
    }

    /// Returns the number of all targets.
    pub(crate) fn count(&self) -> u64 {
        let refused: usize = self.refused.iter().map(|(_, targets)| targets.len()).sum();
        (self.accepted.len() + refused) as u64
    }

    /// Returns the number of accepted targets of each zone.
    pub(crate) fn accepted_by_zone(&self) -> BTreeMap<String, u64> {
        let mut by_zone = BTreeMap::new();
        for target in &self.accepted {
            *by_zone.entry(target.zone.clone()).or_default() += 1;
        }
        by_zone
    }

    fn refuse(&mut self, reason: String, text: &str) {
        let text = text.to_owned();
        match self.refused.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, targets)) => targets.push(text),
            None => self.refused.push((reason, vec![text])),
        }
    }
}

fn check_url(text: &str, hosts: Hosts<'_>, zone_id: &str) -> Result<Target, String> {
    // The parser accepts URLs that the service refuses, such as `https:example.com`.
    let is_whole = ["http://", "https://"].iter().any(|scheme| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let parsed = Url::parse(text).ok().filter(|_| is_whole);
    let (url, host) = parsed
        .and_then(|url| {
            let host = url.host_str()?.to_owned();
            Some((url, host))
        })
        .ok_or("not a whole http or https URL")?;
    let outcome = Outcome::from_url(&url)
        .map_err(|unknown| format!("the simulator has no task outcome `{unknown}`"))?;
    Ok(Target {
        text: text.to_owned(),
        zone: require_zone(&host, hosts, zone_id)?,
        hosts: vec![host],
        outcome,
    })
}

fn check_host(text: &str, hosts: Hosts<'_>, zone_id: &str) -> Result<Target, String> {
    if text.contains('*') {
        return Err("a host name with a wildcard; it must be written in full".to_owned());
    }
    let host = Host::parse(text).map_err(|_| "not a host name")?.to_string();
    Ok(Target {
        text: text.to_owned(),
        zone: require_zone(&host, hosts, zone_id)?,
        hosts: vec![host],
        outcome: Outcome::SUCCESS,
    })
}

fn tag_target(text: &str, domains: &[String], zone_id: &str) -> Target {
    Target {
        text: text.to_owned(),
        hosts: domains.to_vec(),
        zone: zone_id.to_owned(),
        outcome: Outcome::SUCCESS,
    }
}

fn require_zone(host: &str, hosts: Hosts<'_>, zone_id: &str) -> Result<String, String> {
    let zone = hosts.zone_for_host(zone_id, host);
    Ok(zone.ok_or("the host does not belong to the zone")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::items::Items;
    use crate::state::registered;

    fn checked_targets(kind: TargetKind, targets: &[&str]) -> CheckedTargets {
        let mut items = Items::default();
        let now = std::time::SystemTime::UNIX_EPOCH;
        let spec = crate::test_spec::embedded();
        registered::add_zone(spec, &mut items, "zone-a", &["example.com".to_owned()], now);
        let hosts = Hosts::new(&items, false);
        CheckedTargets::new(kind, targets, &["www.example.com".to_owned()], hosts, "zone-a")
    }

    #[test]
    fn whole_urls_in_the_zone_are_accepted() {
        let targets = ["https://example.com/", "HTTP://WWW.Example.com/a?b=ü"];
        let checked = checked_targets(TargetKind::Url, &targets);
        assert_eq!(checked.refused, []);
        assert_eq!(checked.accepted[1].hosts, ["www.example.com"]);
        assert_eq!(checked.accepted[1].text, targets[1]);
    }

    #[test]
    fn refused_targets_are_grouped_by_reason() {
        let targets = [
            "example.com/a",
            "https://other.test/",
            "https:example.com",
            "ftp://example.com/",
            "https://example.com/",
            "https://",
        ];
        let checked = checked_targets(TargetKind::Url, &targets);
        assert_eq!(checked.accepted.len(), 1);
        let counts: Vec<_> = checked.refused.iter().map(|(_, t)| t.len()).collect();
        assert_eq!(counts, [4, 1]);
        assert_eq!(checked.refused[1].1, ["https://other.test/"]);
    }

    #[test]
    fn a_host_target_is_a_host_name_in_the_zone() {
        let checked = checked_targets(
            TargetKind::Host,
            &["www.example.com", "https://example.com", "other.test", "*.example.com"],
        );
        assert_eq!(checked.accepted.len(), 1);
        assert_eq!(checked.refused.len(), 3);
    }

    #[test]
    fn a_tag_target_has_the_tag_domains_as_hosts() {
        let checked = checked_targets(TargetKind::Tag, &["any tag"]);
        assert_eq!(checked.accepted[0].hosts, ["www.example.com"]);
    }
}
