//! The tasks of the account in the order of creation, and the queries for them. Prefetch and purge
//! tasks share one list and have different kinds.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use super::hosts::ALL;
use super::targets::Target;
use super::tasks::{Task, TaskKind};
use crate::ids;
use crate::parameters::filters::Filter;
use crate::times::whole_seconds;

#[derive(Debug, Default)]
pub(crate) struct Jobs {
    created_count: u64,
    tasks: Vec<Task>,
}

/// The properties that all tasks of a job have in common.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) kind: TaskKind,
    pub(crate) task_type: String,
    pub(crate) method: Option<String>,
    pub(crate) created_at: SystemTime,
    pub(crate) duration: Duration,
}

impl Jobs {
    /// Creates a task for each target and returns the id of the job. A job may have no tasks.
    pub(crate) fn submit(&mut self, job: &Job, targets: Vec<Target>) -> String {
        let job_id = ids::job_id(self.created_count);
        self.created_count += 1;
        self.tasks.extend(targets.into_iter().map(|target| Task {
            kind: job.kind,
            job_id: job_id.clone(),
            zone: target.zone,
            target: target.text,
            hosts: target.hosts,
            task_type: job.task_type.clone(),
            method: job.method.clone(),
            created_at: job.created_at,
            duration: job.duration,
            outcome: target.outcome,
        }));
        job_id
    }

    /// Returns the tasks that match a query, the newest first.
    pub(crate) fn find(&self, query: &TaskQuery<'_>, now: SystemTime) -> Vec<&Task> {
        let newest_first = self.tasks.iter().rev();
        newest_first.filter(|task| query.matches(task, now)).collect()
    }
}

/// The conditions of a query. A task must meet all of them.
#[derive(Debug)]
pub(crate) struct TaskQuery<'a> {
    pub(crate) kind: TaskKind,
    pub(crate) zone: Option<&'a str>,
    pub(crate) start: Option<Timestamp>,
    pub(crate) end: Option<Timestamp>,
    pub(crate) filters: &'a [Filter],
}

impl TaskQuery<'_> {
    fn matches(&self, task: &Task, now: SystemTime) -> bool {
        // Responses show times to the second, so queries compare them to the second too.
        let created_at = whole_seconds(task.created_at);
        self.kind == task.kind
            // A query for one zone also finds the tasks for all zones.
            && self.zone.is_none_or(|zone| task.zone == zone || task.zone == ALL)
            && self.start.is_none_or(|start| start <= created_at)
            && self.end.is_none_or(|end| created_at <= end)
            && self.filters.iter().all(|filter| filter_matches(filter, task, now))
    }
}

fn filter_matches(filter: &Filter, task: &Task, now: SystemTime) -> bool {
    match filter.name.as_str() {
        "job-id" => filter.matches(&task.job_id),
        "target" => filter.matches(&task.target),
        "domains" => task.hosts.iter().any(|host| filter.matches(host)),
        "statuses" => filter.matches(task.status(now)),
        "type" => filter.matches(&task.task_type),
        // The spec also has filters for properties that simulated tasks do not have.
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::state::tasks::Outcome;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn target(path: &str, outcome: Outcome) -> Target {
        Target {
            text: format!("https://{path}"),
            hosts: vec![path.split('/').next().unwrap_or_default().to_owned()],
            zone: "zone-a".into(),
            outcome,
        }
    }

    /// Makes a prefetch job with two tasks at 100.5 s, and a prefetch job and a purge job at 200 s.
    /// Each takes ten seconds. Also returns the id of the first job.
    fn three_jobs() -> (Jobs, String) {
        let mut jobs = Jobs::default();
        let mut job = Job {
            kind: TaskKind::Prefetch,
            task_type: "prefetch_url".into(),
            method: None,
            created_at: at(100) + Duration::from_millis(500),
            duration: Duration::from_secs(10),
        };
        let targets = vec![
            target("a.test/1", Outcome::SUCCESS),
            target("b.test/2", Outcome::Failed("taskFailed".into())),
        ];
        let first_job_id = jobs.submit(&job, targets);
        job.created_at = at(200);
        jobs.submit(&job, vec![target("a.test/3", Outcome::SUCCESS)]);
        job.kind = TaskKind::Purge;
        jobs.submit(&job, vec![target("a.test/4", Outcome::SUCCESS)]);
        (jobs, first_job_id)
    }

    const ANY: TaskQuery<'_> =
        TaskQuery { kind: TaskKind::Prefetch, zone: None, start: None, end: None, filters: &[] };

    fn find(query: &TaskQuery<'_>) -> Vec<String> {
        let (jobs, _) = three_jobs();
        let tasks = jobs.find(query, at(205));
        tasks.iter().map(|task| task.target.replace("https://", "")).collect()
    }

    fn find_by_filter(name: &str, values: &[&str], fuzzy: bool) -> Vec<String> {
        let filters = [Filter::new(name, values, fuzzy)];
        find(&TaskQuery { filters: &filters, ..ANY })
    }

    #[test]
    fn a_query_returns_tasks_of_its_kind_newest_first() {
        assert_eq!(find(&ANY), ["a.test/3", "b.test/2", "a.test/1"]);
        assert_eq!(find(&TaskQuery { kind: TaskKind::Purge, ..ANY }), ["a.test/4"]);
    }

    #[test]
    fn a_query_for_a_zone_returns_the_tasks_of_that_zone() {
        assert_eq!(find(&TaskQuery { zone: Some("zone-a"), ..ANY }).len(), 3);
        assert!(find(&TaskQuery { zone: Some("zone-b"), ..ANY }).is_empty());
    }

    #[test]
    fn a_period_includes_its_start_and_its_end_to_the_second() {
        let time = |seconds| Some(Timestamp::from_second(seconds).unwrap());
        let between = |start, end| find(&TaskQuery { start: time(start), end: time(end), ..ANY });
        assert_eq!(between(100, 100).len(), 2);
        assert_eq!(between(101, 200).len(), 1);
        assert_eq!(between(101, 199).len(), 0);
    }

    #[test]
    fn each_filter_compares_the_property_that_it_names() {
        assert_eq!(find_by_filter("target", &["https://a.test/1"], false), ["a.test/1"]);
        assert_eq!(find_by_filter("target", &["test/"], true).len(), 3);
        assert_eq!(find_by_filter("domains", &["b.test", "c.test"], false), ["b.test/2"]);
        assert_eq!(find_by_filter("statuses", &["failed", "processing"], false).len(), 2);
        assert_eq!(find_by_filter("type", &["prefetch_url"], false).len(), 3);
        let (_, first_job_id) = three_jobs();
        assert_eq!(find_by_filter("job-id", &[&first_job_id], false), ["b.test/2", "a.test/1"]);
    }

    #[test]
    fn filters_of_different_names_must_all_match() {
        let filters = [
            Filter::new("domains", &["a.test"], false),
            Filter::new("statuses", &["success"], false),
        ];
        assert_eq!(find(&TaskQuery { filters: &filters, ..ANY }), ["a.test/1"]);
    }
}
