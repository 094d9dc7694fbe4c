//! The actions of the API. Those that are in a resource of the spec read or change the items of the
//! account; jobs have behaviour of their own. Any other action returns a response that is made up from
//! the spec.

mod conditions;
mod content;
mod content_quota;
mod identifications;
mod lifecycle;
#[cfg(test)]
mod test_account;

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};
use teo_specs::Action;

use crate::api_error::ApiError;
use crate::parameters::Parameters;
use crate::state::Resources;
use crate::state::hosts::ALL;
use crate::state::items::Identifiers;
use crate::state::tasks::TaskKind;
use crate::synthesis::Synthesis;

/// A response, without its `RequestId`, which the server sets.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The members of `Response`.
    pub(crate) members: Map<String, Value>,
    /// Whether the response was made up, and says nothing about the account.
    pub(crate) made_up: bool,
}

/// The members of a response, or an error.
pub(crate) type ActionResult = Result<Map<String, Value>, ApiError>;

/// The inputs of an action: the account's resources, the response generator and the time.
pub(crate) struct ActionContext<'a> {
    pub(crate) resources: &'a mut Resources,
    pub(crate) synthesis: Synthesis<'a>,
    pub(crate) task_duration: Duration,
    pub(crate) now: SystemTime,
}

impl ActionContext<'_> {
    pub(crate) fn execute(
        &mut self,
        action: &Action,
        mut parameters: Parameters,
    ) -> Result<Answer, ApiError> {
        conditions::normalise_hosts(parameters.object_mut());
        self.check_conditions(action, &parameters)?;
        let result = self.execute_own(action, &parameters);
        let result = result.or_else(|| self.execute_steps(action, &parameters));
        let made_up = result.is_none();
        let result = result.unwrap_or_else(|| self.make_up_response(action, &parameters));
        Ok(Answer { members: result?, made_up })
    }

    /// Executes an action that has behaviour of its own: on jobs, their quota, and the ownership of
    /// zones. Returns `None` for any other action.
    fn execute_own(&mut self, action: &Action, parameters: &Parameters) -> Option<ActionResult> {
        Some(match action.name.as_str() {
            "CreatePrefetchTask" => self.create_prefetch(action, parameters),
            "CreatePurgeTask" => self.create_purge(action, parameters),
            "DescribePrefetchTasks" => self.describe_tasks(action, TaskKind::Prefetch, parameters),
            "DescribePurgeTasks" => self.describe_tasks(action, TaskKind::Purge, parameters),
            "DescribeContentQuota" => self.describe_content_quota(action, parameters),
            "DescribeIdentifications" => return self.describe_identifications(action, parameters),
            _ => return None,
        })
    }

    /// Makes up a response from the spec, the request, and the number of earlier calls of the
    /// action. Refuses the id of a zone, or of another item without a parent, that does not exist, alone
    /// or in a list such as `ZoneIds`. `*` stands for all.
    fn make_up_response(&mut self, action: &Action, parameters: &Parameters) -> ActionResult {
        let request = parameters.object();
        for resource in self.synthesis.spec.resources.values() {
            let [identifier] = resource.identifiers.as_slice() else { continue };
            if resource.parent.is_some() {
                continue;
            }
            let one = request.get(identifier).filter(|id| id.is_string());
            let several = request.get(&format!("{identifier}s")).and_then(Value::as_array);
            for id in one.into_iter().chain(several.into_iter().flatten()) {
                if id != ALL {
                    let id = Identifiers::from_iter([(identifier.clone(), id.clone())]);
                    self.check_exists(action, resource, &id)?;
                }
            }
        }
        let call = self.count_call(action);
        self.synthesis.response(action, request, call)
    }

    /// Returns the number of earlier calls of the action.
    fn count_call(&mut self, action: &Action) -> u64 {
        let count = self.resources.calls.entry(action.name.clone()).or_default();
        *count += 1;
        *count - 1
    }

    /// Refuses the id of a zone that does not exist.
    fn check_zone(&self, action: &Action, id: &str) -> Result<(), ApiError> {
        let Some(zone) = self.synthesis.spec.resources.get("Zone") else { return Ok(()) };
        let id = Identifiers::from_iter([("ZoneId".to_owned(), Value::from(id))]);
        self.check_exists(action, zone, &id)
    }
}

fn zone_id(parameters: &Parameters) -> &str {
    parameters.text("ZoneId").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::{Value, json};

    use super::test_account::TestAccount;
    use crate::example_request;

    #[test]
    fn every_action_accepts_its_example_request() {
        let mut faults = Vec::new();
        for seed in 0..3 {
            for action in TestAccount::open().spec.actions.keys() {
                let mut account = TestAccount::open();
                let body = example_request(account.spec, action, seed).unwrap();
                let result = account.call(action, Value::Object(body));
                faults.extend(result.err().map(|error| format!("{action} seed {seed}: {error:?}")));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn an_action_in_no_resource_makes_up_its_response_and_checks_the_zone() {
        let mut account = TestAccount::new();
        let body = |zone: &str| json!({"ZoneId": zone, "Domain": "a.com", "VerificationMethod": "dns_challenge"});
        assert!(account.call("ApplyFreeCertificate", body("zone-a")).is_ok());
        assert_eq!(account.error_code("ApplyFreeCertificate", body("zone-b")), "ResourceNotFound");
        let mut data = |zones: Value| {
            let time = |hour: u32| format!("2022-02-09T{hour:02}:00:00Z");
            let body = json!({
                "StartTime": time(0), "EndTime": time(1), "MetricNames": ["l7Flow_outFlux"], "ZoneIds": zones,
            });
            account
                .call("DescribeTimingL7AnalysisData", body)
                .map_err(|error| error.code.into_owned())
        };
        assert!(data(json!(["zone-a"])).is_ok() && data(json!(["*"])).is_ok());
        assert_eq!(data(json!(["zone-a", "zone-b"])), Err("ResourceNotFound".to_owned()));
    }
}
