//! From the text of a target to what a task has to know of it, or the reason why it is refused. What
//! a target must look like depends on its kind: a URL, a host name, or a cache tag.

use url::{Host, Url};

use crate::tasks::Ending;
use crate::zones::Zones;

/// What the targets of a request are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Url,
    Host,
    Tag,
}

impl Shape {
    /// By the type of the task.
    pub(crate) fn of(task_type: &str) -> Self {
        match task_type {
            "purge_host" => Self::Host,
            "purge_cache_tag" => Self::Tag,
            _ => Self::Url,
        }
    }
}

/// A target that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) text: String,
    pub(crate) hosts: Vec<String>,
    pub(crate) zone: String,
    pub(crate) ending: Ending,
}

/// Targets taken, and those refused by reason, both in the order in which they were given.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Sorted {
    pub(crate) taken: Vec<Target>,
    pub(crate) refused: Vec<(String, Vec<String>)>,
}

impl Sorted {
    /// Looks at each target by itself. `tag_domains` are where cache tags are looked for.
    pub(crate) fn new(
        shape: Shape,
        targets: &[&str],
        tag_domains: &[&str],
        zones: &Zones,
        asked_zone: &str,
    ) -> Self {
        let mut sorted = Self::default();
        for text in targets {
            let target = match shape {
                Shape::Url => url(text, zones, asked_zone),
                Shape::Host => host(text, zones, asked_zone),
                Shape::Tag => Ok(tag(text, tag_domains, asked_zone)),
            };
            match target {
                Ok(target) => sorted.taken.push(target),
                Err(reason) => sorted.refuse(reason, text),
            }
        }
        sorted
    }

    fn refuse(&mut self, reason: String, text: &str) {
        let text = text.to_owned();
        match self.refused.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, targets)) => targets.push(text),
            None => self.refused.push((reason, vec![text])),
        }
    }
}

fn url(text: &str, zones: &Zones, asked_zone: &str) -> Result<Target, String> {
    // The parser mends much that the service does not, such as `https:example.com`.
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
    let ending = Ending::asked_by(&url)
        .map_err(|asked| format!("the simulator knows no task that ends in `{asked}`"))?;
    Ok(Target {
        text: text.to_owned(),
        zone: zone_of(&host, zones, asked_zone)?,
        hosts: vec![host],
        ending,
    })
}

fn host(text: &str, zones: &Zones, asked_zone: &str) -> Result<Target, String> {
    let host = Host::parse(text).map_err(|_| "not a host name")?.to_string();
    Ok(Target {
        text: text.to_owned(),
        zone: zone_of(&host, zones, asked_zone)?,
        hosts: vec![host],
        ending: Ending::SUCCESS,
    })
}

fn tag(text: &str, domains: &[&str], asked_zone: &str) -> Target {
    Target {
        text: text.to_owned(),
        hosts: domains.iter().map(|domain| (*domain).to_owned()).collect(),
        zone: asked_zone.to_owned(),
        ending: Ending::SUCCESS,
    }
}

fn zone_of(host: &str, zones: &Zones, asked_zone: &str) -> Result<String, String> {
    let zone = zones.zone_of(asked_zone, host);
    Ok(zone.ok_or("the host is in no domain of the zone")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(shape: Shape, targets: &[&str]) -> Sorted {
        let mut zones = Zones::default();
        let now = std::time::SystemTime::UNIX_EPOCH;
        zones.register("zone-a".into(), ["example.com".to_owned()], now);
        Sorted::new(shape, targets, &["www.example.com"], &zones, "zone-a")
    }

    #[test]
    fn whole_urls_in_the_zone_are_taken() {
        let targets = ["https://example.com/", "HTTP://WWW.Example.com/a?b=ü"];
        let sorted = sorted(Shape::Url, &targets);
        assert_eq!(sorted.refused, []);
        assert_eq!(sorted.taken[1].hosts, ["www.example.com"]);
        assert_eq!(sorted.taken[1].text, targets[1]);
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
        let sorted = sorted(Shape::Url, &targets);
        assert_eq!(sorted.taken.len(), 1);
        let counts: Vec<_> = sorted.refused.iter().map(|(_, t)| t.len()).collect();
        assert_eq!(counts, [4, 1]);
        assert_eq!(sorted.refused[1].1, ["https://other.test/"]);
    }

    #[test]
    fn a_host_is_taken_by_itself_and_not_as_a_url() {
        let sorted = sorted(Shape::Host, &["www.example.com", "https://example.com", "other.test"]);
        assert_eq!(sorted.taken.len(), 1);
        assert_eq!(sorted.refused.len(), 2);
    }

    #[test]
    fn a_tag_concerns_the_domains_in_which_it_is_looked_for() {
        let sorted = sorted(Shape::Tag, &["any tag"]);
        assert_eq!(sorted.taken[0].hosts, ["www.example.com"]);
    }
}
