//! One task and its life: it is processing from its creation on, and after a while it ends the way
//! its target asked for. The state is worked out from the clock when asked, so nothing runs in
//! between and a test can turn the clock.

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};
use teo_specs::Spec;
use url::Url;

use crate::times::whole_seconds;

/// Which of the two lists a task is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Prefetch,
    Purge,
}

/// How a task ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Not at all.
    Never,
    /// With this status.
    Status(&'static str),
    /// Failed, with this fail type.
    Failed(String),
}

impl Ending {
    pub(crate) const SUCCESS: Self = Self::Status("success");

    /// The end that a URL asks for by `simulate` in its query, else success. An end that does not
    /// exist is handed back, since it is a slip that would otherwise pass as success.
    pub(crate) fn asked_by(url: &Url) -> Result<Self, String> {
        let Some((_, asked)) = url.query_pairs().find(|(key, _)| key == "simulate") else {
            return Ok(Self::SUCCESS);
        };
        Ok(match asked.as_ref() {
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

/// What is done to one target.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    pub(crate) kind: Kind,
    pub(crate) job_id: String,
    pub(crate) zone: String,
    pub(crate) target: String,
    /// The hosts that the target concerns.
    pub(crate) hosts: Vec<String>,
    pub(crate) task_type: String,
    pub(crate) method: Option<String>,
    pub(crate) created: SystemTime,
    pub(crate) duration: Duration,
    pub(crate) ending: Ending,
}

impl Task {
    pub(crate) fn status(&self, now: SystemTime) -> &'static str {
        match &self.ending {
            _ if self.finished(now).is_none() => "processing",
            Ending::Never => "processing",
            Ending::Status(status) => status,
            Ending::Failed(_) => "failed",
        }
    }

    /// When it ended, if it has by now.
    fn finished(&self, now: SystemTime) -> Option<SystemTime> {
        let end = self.created.checked_add(self.duration)?;
        (self.ending != Ending::Never && end <= now).then_some(end)
    }

    /// Type and message of a failure, if the task failed or timed out by now.
    fn failure<'a>(&'a self, spec: &'a Spec, now: SystemTime) -> Option<(&'a str, &'a str)> {
        match (self.status(now), &self.ending) {
            ("failed", Ending::Failed(fail_type)) => {
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

    /// As the service answers it.
    pub(crate) fn answer(&self, spec: &Spec, now: SystemTime) -> Map<String, Value> {
        let updated = self.finished(now).unwrap_or(self.created);
        let mut answer = Map::new();
        let mut put = |name: &str, value: &str| answer.insert(name.to_owned(), json!(value));
        put("JobId", &self.job_id);
        put("Target", &self.target);
        put("Type", &self.task_type);
        if let Some(method) = &self.method {
            put("Method", method);
        }
        put("Status", self.status(now));
        put("CreateTime", &whole_seconds(self.created).to_string());
        put("UpdateTime", &whole_seconds(updated).to_string());
        if let Some((fail_type, message)) = self.failure(spec, now) {
            put("FailType", fail_type);
            put("FailMessage", message);
        }
        answer
    }
}

/// What the spec says of a known value.
fn summary<'a>(spec: &'a Spec, set: &str, value: &str) -> Option<&'a str> {
    let values = &spec.values.get(set)?.values;
    let known = values.iter().find(|known| known.value == value)?;
    Some(&known.summary)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn created() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_644_373_723)
    }

    fn task(query: &str) -> Task {
        let url = Url::parse(&format!("https://example.com/a{query}")).unwrap();
        Task {
            kind: Kind::Prefetch,
            job_id: "job".into(),
            zone: "zone-a".into(),
            target: url.to_string(),
            hosts: vec!["example.com".into()],
            task_type: "prefetch_url".into(),
            method: None,
            created: created(),
            duration: Duration::from_secs(9),
            ending: Ending::asked_by(&url).unwrap(),
        }
    }

    fn answer(task: &Task, after_seconds: u64) -> Map<String, Value> {
        let spec = crate::stage::spec();
        task.answer(spec, created() + Duration::from_secs(after_seconds))
    }

    #[test]
    fn a_task_is_processing_until_its_time_is_over() {
        let task = task("");
        assert_eq!(task.status(created()), "processing");
        assert_eq!(task.status(created() + Duration::from_millis(8_999)), "processing");
        assert_eq!(task.status(created() + Duration::from_secs(9)), "success");
    }

    #[test]
    fn the_update_time_is_that_of_the_end_once_there_is_one() {
        assert_eq!(answer(&task(""), 1)["UpdateTime"], "2022-02-09T02:28:43Z");
        assert_eq!(answer(&task(""), 60)["UpdateTime"], "2022-02-09T02:28:52Z");
        assert_eq!(answer(&task(""), 60)["CreateTime"], "2022-02-09T02:28:43Z");
    }

    #[test]
    fn a_target_can_ask_for_the_end_of_its_task() {
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
            assert_eq!(answer(&task(query), 3_600)["Status"], status, "{query}");
            assert_eq!(answer(&task(query), 0)["Status"], "processing", "{query}");
        }
    }

    #[test]
    fn an_end_that_does_not_exist_is_no_silent_success() {
        let url = Url::parse("https://example.com/?simulate=fail").unwrap();
        assert_eq!(Ending::asked_by(&url), Err("fail".to_owned()));
    }

    #[test]
    fn only_a_failure_or_timeout_tells_a_reason() {
        let failed = answer(&task("?simulate=failed:accessDenied"), 60);
        assert_eq!(failed["FailType"], "accessDenied");
        assert_eq!(failed["FailMessage"], "Access to the target was denied.");
        assert!(answer(&task("?simulate=timeout"), 60).contains_key("FailMessage"));
        for (query, seconds) in [("", 60), ("?simulate=canceled", 60), ("?simulate=failed", 1)] {
            let answer = answer(&task(query), seconds);
            assert!(!answer.contains_key("FailType") && !answer.contains_key("FailMessage"));
        }
    }
}
