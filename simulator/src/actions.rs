//! The actions of the API. Some actions have behaviour: they read or change the resources of the
//! account. Any other action returns a response that is made up from the spec.

mod content;
mod domains;
mod list_query;
mod origin_acl;
#[cfg(test)]
mod test_account;
mod zones;

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};
use teo_specs::Action;

use crate::api_error::ApiError;
use crate::parameters::Parameters;
use crate::state::Resources;
use crate::state::tasks::TaskKind;
use crate::synthesis::Synthesis;

/// The members of `Response`, or an error. The server sets `RequestId`.
pub(crate) type ActionResult = Result<Map<String, Value>, ApiError>;

/// The inputs of an action: the account's resources, the response generator and the time.
pub(crate) struct ActionContext<'a> {
    pub(crate) resources: &'a mut Resources,
    pub(crate) synthesis: Synthesis<'a>,
    pub(crate) task_duration: Duration,
    pub(crate) now: SystemTime,
}

impl ActionContext<'_> {
    pub(crate) fn execute(&mut self, action: &Action, parameters: &Parameters) -> ActionResult {
        match action.name.as_str() {
            "CreatePrefetchTask" => self.create_prefetch(parameters),
            "CreatePurgeTask" => self.create_purge(parameters),
            "DescribePrefetchTasks" => self.describe_tasks(TaskKind::Prefetch, parameters),
            "DescribePurgeTasks" => self.describe_tasks(TaskKind::Purge, parameters),
            "CreateZone" => self.create_zone(action, parameters),
            "DescribeZones" => self.describe_zones(parameters),
            "ModifyZoneStatus" => self.modify_zone_status(parameters),
            "DeleteZone" => self.delete_zone(parameters),
            "CreateAccelerationDomain" => self.create_domain(action, parameters),
            "DescribeAccelerationDomains" => self.describe_domains(parameters),
            "ModifyAccelerationDomainStatuses" => self.modify_domains(parameters),
            "DeleteAccelerationDomains" => self.delete_domains(parameters),
            "EnableOriginACL" => self.enable_origin_acl(action, parameters),
            _ => self.make_up_response(action, parameters),
        }
    }

    /// Makes up a response from the spec, the request, and the number of earlier calls of the
    /// action.
    fn make_up_response(&mut self, action: &Action, parameters: &Parameters) -> ActionResult {
        let count = self.resources.made_up_responses.entry(action.name.clone()).or_default();
        let call = *count;
        *count += 1;
        self.synthesis.response(action, parameters.object(), call)
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
        for seed in 0..3 {
            let mut account = TestAccount::with_any_zone();
            for action in account.spec.actions.keys() {
                let body = example_request(account.spec, action, seed).unwrap();
                let result = account.call(action, Value::Object(body));
                assert!(result.is_ok(), "{action} seed {seed}: {result:?}");
            }
        }
    }

    #[test]
    fn an_action_without_behaviour_returns_a_new_id_for_each_call() {
        let mut account = TestAccount::new();
        let body = json!({"ZoneId": "zone-a", "Name": "function", "Content": "code"});
        let mut create = || account.call("CreateFunction", body.clone()).unwrap();
        assert_ne!(create()["FunctionId"], create()["FunctionId"]);
    }
}
