//! Every task of the account, in the order of creation, and the questions that can be asked of them.
//! Prefetch and purge tasks stand in one store and are told apart by their kind.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use crate::filters::Filter;
use crate::ids;
use crate::targets::Target;
use crate::tasks::{Kind, Task};
use crate::times::whole_seconds;
use crate::zones::ALL;

#[derive(Debug, Default)]
pub(crate) struct Jobs {
    made: u64,
    tasks: Vec<Task>,
}

/// What all tasks of a job have in common.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) kind: Kind,
    pub(crate) task_type: String,
    pub(crate) method: Option<String>,
    pub(crate) created: SystemTime,
    pub(crate) duration: Duration,
}

impl Jobs {
    /// Makes a task of every target and answers the job's id. A job may be without tasks.
    pub(crate) fn submit(&mut self, job: &Job, targets: Vec<Target>) -> String {
        let job_id = ids::job_id(self.made);
        self.made += 1;
        self.tasks.extend(targets.into_iter().map(|target| Task {
            kind: job.kind,
            job_id: job_id.clone(),
            zone: target.zone,
            target: target.text,
            hosts: target.hosts,
            task_type: job.task_type.clone(),
            method: job.method.clone(),
            created: job.created,
            duration: job.duration,
            ending: target.ending,
        }));
        job_id
    }

    /// The tasks that match, those created last first.
    pub(crate) fn matching(&self, query: &Query<'_>, now: SystemTime) -> Vec<&Task> {
        let newest_first = self.tasks.iter().rev();
        newest_first.filter(|task| query.matches(task, now)).collect()
    }
}

/// What to look for; all of it must match.
#[derive(Debug)]
pub(crate) struct Query<'a> {
    pub(crate) kind: Kind,
    pub(crate) zone: Option<&'a str>,
    pub(crate) start: Option<Timestamp>,
    pub(crate) end: Option<Timestamp>,
    pub(crate) filters: &'a [Filter],
}

impl Query<'_> {
    fn matches(&self, task: &Task, now: SystemTime) -> bool {
        // Compared as answered: to the second.
        let created = whole_seconds(task.created);
        self.kind == task.kind
            // A task that was made for all zones, none being registered, may belong to any.
            && self.zone.is_none_or(|zone| task.zone == zone || task.zone == ALL)
            && self.start.is_none_or(|start| start <= created)
            && self.end.is_none_or(|end| created <= end)
            && self.filters.iter().all(|filter| is_met(filter, task, now))
    }
}

fn is_met(filter: &Filter, task: &Task, now: SystemTime) -> bool {
    match filter.name.as_str() {
        "job-id" => filter.matches(&task.job_id),
        "target" => filter.matches(&task.target),
        "domains" => task.hosts.iter().any(|host| filter.matches(host)),
        "statuses" => filter.matches(task.status(now)),
        "type" => filter.matches(&task.task_type),
        // In the spec, but nothing that a task here could be known by.
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::tasks::Ending;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn target(path: &str, ending: Ending) -> Target {
        Target {
            text: format!("https://{path}"),
            hosts: vec![path.split('/').next().unwrap_or_default().to_owned()],
            zone: "zone-a".into(),
            ending,
        }
    }

    /// Two prefetch jobs, made at 100.5 s and 200 s, and a purge job; each takes ten seconds.
    fn jobs() -> (Jobs, String) {
        let mut jobs = Jobs::default();
        let mut job = Job {
            kind: Kind::Prefetch,
            task_type: "prefetch_url".into(),
            method: None,
            created: at(100) + Duration::from_millis(500),
            duration: Duration::from_secs(10),
        };
        let targets = vec![
            target("a.test/1", Ending::SUCCESS),
            target("b.test/2", Ending::Failed("taskFailed".into())),
        ];
        let first = jobs.submit(&job, targets);
        job.created = at(200);
        jobs.submit(&job, vec![target("a.test/3", Ending::SUCCESS)]);
        job.kind = Kind::Purge;
        jobs.submit(&job, vec![target("a.test/4", Ending::SUCCESS)]);
        (jobs, first)
    }

    const ANY: Query<'_> =
        Query { kind: Kind::Prefetch, zone: None, start: None, end: None, filters: &[] };

    fn found(query: &Query<'_>) -> Vec<String> {
        let (jobs, _) = jobs();
        let tasks = jobs.matching(query, at(205));
        tasks.iter().map(|task| task.target.replace("https://", "")).collect()
    }

    fn filtered(name: &str, values: &[&str], fuzzy: bool) -> Vec<String> {
        let filters = [Filter::new(name, values, fuzzy)];
        found(&Query { filters: &filters, ..ANY })
    }

    #[test]
    fn tasks_of_one_kind_come_newest_first() {
        assert_eq!(found(&ANY), ["a.test/3", "b.test/2", "a.test/1"]);
        assert_eq!(found(&Query { kind: Kind::Purge, ..ANY }), ["a.test/4"]);
    }

    #[test]
    fn a_zone_has_its_own_tasks() {
        assert_eq!(found(&Query { zone: Some("zone-a"), ..ANY }).len(), 3);
        assert!(found(&Query { zone: Some("zone-b"), ..ANY }).is_empty());
    }

    #[test]
    fn a_period_includes_both_its_ends_to_the_second() {
        let time = |seconds| Some(Timestamp::from_second(seconds).unwrap());
        let between = |start, end| found(&Query { start: time(start), end: time(end), ..ANY });
        assert_eq!(between(100, 100).len(), 2);
        assert_eq!(between(101, 200).len(), 1);
        assert_eq!(between(101, 199).len(), 0);
    }

    #[test]
    fn each_filter_looks_at_its_own_property() {
        assert_eq!(filtered("target", &["https://a.test/1"], false), ["a.test/1"]);
        assert_eq!(filtered("target", &["test/"], true).len(), 3);
        assert_eq!(filtered("domains", &["b.test", "c.test"], false), ["b.test/2"]);
        assert_eq!(filtered("statuses", &["failed", "processing"], false).len(), 2);
        assert_eq!(filtered("type", &["prefetch_url"], false).len(), 3);
        let (_, first) = jobs();
        assert_eq!(filtered("job-id", &[&first], false), ["b.test/2", "a.test/1"]);
    }

    #[test]
    fn filters_of_different_names_must_all_match() {
        let filters = [
            Filter::new("domains", &["a.test"], false),
            Filter::new("statuses", &["success"], false),
        ];
        assert_eq!(found(&Query { filters: &filters, ..ANY }), ["a.test/1"]);
    }
}
