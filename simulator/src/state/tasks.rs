//! A task: it is processing until its duration is over, and then has the outcome that its target
//! requests. Each read computes the status from the clock, so nothing runs in the background and a
//! test can advance the clock.

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};
use teo_specs::Spec;
use url::Url;

use crate::times::whole_seconds;

/// The kind of a task: each kind has an action that creates it and one that lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TaskKind {
    Prefetch,
    Purge,
}

/// The outcome of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The task never ends.
    Never,
    /// The task ends with this status.
    Status(&'static str),
    /// The task fails with this fail type.
    Failed(String),
}

impl Outcome {
    pub(crate) const SUCCESS: Self = Self::Status("success");

    /// Reads the outcome from `simulate` in the query of a URL. Defaults to success. Returns an
    /// unknown value as an error, because a typo would otherwise count as success.
    pub(crate) fn from_url(url: &Url) -> Result<Self, String> {
        let Some((_, requested)) = url.query_pairs().find(|(key, _)| key == "simulate") else {
            return Ok(Self::SUCCESS);
        };
        Ok(match requested.as_ref() {
            "success" => Self::SUCCESS,
            "timeout" => Self::Status("timeout"),
            "canceled" => Self::Status("canceled"),
            "invalid" => Self::Status("invalid"),
            "processing" => Self::Never,
            "failed" => Self::Failed("originPullFailed".to_owned()),
            other => match other.strip_prefix("failed:") {
                Some(fail_type) => Self::Failed(fail_type.to_owned()),
                None => return Err(other.to_owned()),
            },
        })
    }
}

/// The prefetch or purge of one target.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    pub(crate) kind: TaskKind,
    pub(crate) job_id: String,
    pub(crate) zone: String,
    pub(crate) target: String,
    /// The hosts whose content the task prefetches or purges.
    pub(crate) hosts: Vec<String>,
    pub(crate) task_type: String,
    pub(crate) method: Option<String>,
    pub(crate) created_at: SystemTime,
    pub(crate) duration: Duration,
    pub(crate) outcome: Outcome,
}

impl Task {
    pub(crate) fn status(&self, now: SystemTime) -> &'static str {
        match &self.outcome {
            _ if self.end_time(now).is_none() => "processing",
            Outcome::Never => "processing",
            Outcome::Status(status) => status,
            Outcome::Failed(_) => "failed",
        }
    }

    /// Returns the time at which the task ended, or `None` if it has not ended by `now`.
    fn end_time(&self, now: SystemTime) -> Option<SystemTime> {
        let end = self.created_at.checked_add(self.duration)?;
        (self.outcome != Outcome::Never && end <= now).then_some(end)
    }

    /// Returns the fail type and message of a task that has failed or timed out by `now`.
    fn failure<'a>(&'a self, spec: &'a Spec, now: SystemTime) -> Option<(&'a str, &'a str)> {
        match (self.status(now), &self.outcome) {
            ("failed", Outcome::Failed(fail_type)) => {
                let message = summary(spec, "FailType", fail_type).unwrap_or("The task failed.");
                Some((fail_type, message))
            }
            ("timeout", _) => {
                let message = summary(spec, "TaskStatus", "timeout");
                Some(("taskFailed", message.unwrap_or("The task took too long.")))
            }
            _ => None,
        }
    }

    /// Returns the task as a response contains it.
    pub(crate) fn to_object(&self, spec: &Spec, now: SystemTime) -> Map<String, Value> {
        let update_time = self.end_time(now).unwrap_or(self.created_at);
        let mut object = Map::new();
        let mut put = |name: &str, value: &str| object.insert(name.to_owned(), json!(value));
        put("JobId", &self.job_id);
        put("Target", &self.target);
        put("Type", &self.task_type);
        if let Some(method) = &self.method {
            put("Method", method);
        }
        put("Status", self.status(now));
        put("CreateTime", &whole_seconds(self.created_at).to_string());
        put("UpdateTime", &whole_seconds(update_time).to_string());
        if let Some((fail_type, message)) = self.failure(spec, now) {
            put("FailType", fail_type);
            put("FailMessage", message);
        }
        object
    }
}

/// Returns the summary of a known value in the spec.
fn summary<'a>(spec: &'a Spec, set: &str, value: &str) -> Option<&'a str> {
    let values = &spec.values.get(set)?.values;
    let known = values.iter().find(|known| known.value == value)?;
    Some(&known.summary)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn creation_time() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_644_373_723)
    }

    fn task_with_query(query: &str) -> Task {
        let url = Url::parse(&format!("https://example.com/a{query}")).unwrap();
        Task {
            kind: TaskKind::Prefetch,
            job_id: "job".into(),
            zone: "zone-a".into(),
            target: url.to_string(),
            hosts: vec!["example.com".into()],
            task_type: "prefetch_url".into(),
            method: None,
            created_at: creation_time(),
            duration: Duration::from_secs(9),
            outcome: Outcome::from_url(&url).unwrap(),
        }
    }

    fn describe(task: &Task, after_seconds: u64) -> Map<String, Value> {
        let spec = crate::test_spec::embedded();
        task.to_object(spec, creation_time() + Duration::from_secs(after_seconds))
    }

    #[test]
    fn a_task_is_processing_until_its_duration_is_over() {
        let task = task_with_query("");
        assert_eq!(task.status(creation_time()), "processing");
        assert_eq!(task.status(creation_time() + Duration::from_millis(8_999)), "processing");
        assert_eq!(task.status(creation_time() + Duration::from_secs(9)), "success");
    }

    #[test]
    fn the_update_time_of_an_ended_task_is_its_end_time() {
        assert_eq!(describe(&task_with_query(""), 1)["UpdateTime"], "2022-02-09T02:28:43Z");
        assert_eq!(describe(&task_with_query(""), 60)["UpdateTime"], "2022-02-09T02:28:52Z");
        assert_eq!(describe(&task_with_query(""), 60)["CreateTime"], "2022-02-09T02:28:43Z");
    }

    #[test]
    fn a_target_decides_the_outcome_of_its_task() {
        for (query, status) in [
            ("?simulate=failed", "failed"),
            ("?simulate=failed:accessDenied", "failed"),
            ("?simulate=timeout", "timeout"),
            ("?v=1&simulate=canceled", "canceled"),
            ("?simulate=invalid", "invalid"),
            ("?simulate=processing", "processing"),
            ("?simulate=success", "success"),
            ("?v=1", "success"),
        ] {
            assert_eq!(describe(&task_with_query(query), 3_600)["Status"], status, "{query}");
            assert_eq!(describe(&task_with_query(query), 0)["Status"], "processing", "{query}");
        }
    }

    #[test]
    fn an_unknown_outcome_is_an_error() {
        let url = Url::parse("https://example.com/?simulate=fail").unwrap();
        assert_eq!(Outcome::from_url(&url), Err("fail".to_owned()));
    }

    #[test]
    fn only_a_failed_or_timed_out_task_has_a_reason() {
        let failed_task = describe(&task_with_query("?simulate=failed:accessDenied"), 60);
        assert_eq!(failed_task["FailType"], "accessDenied");
        assert_eq!(failed_task["FailMessage"], "Access to the target was denied.");
        assert!(describe(&task_with_query("?simulate=timeout"), 60).contains_key("FailMessage"));
        for (query, seconds) in [("", 60), ("?simulate=canceled", 60), ("?simulate=failed", 1)] {
            let task = describe(&task_with_query(query), seconds);
            assert!(!task.contains_key("FailType") && !task.contains_key("FailMessage"));
        }
    }
}
