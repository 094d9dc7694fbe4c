//! The account that requests work on: what it holds from one to the next, and which action does what
//! with it. An action without behaviour of its own is answered by what its spec tells.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};
use teo_specs::Action;

use crate::domains::Domains;
use crate::fault::Fault;
use crate::jobs::Jobs;
use crate::parameters::Parameters;
use crate::synthesis::Synthesis;
use crate::tasks::Kind;
use crate::zones::Zones;

/// What stands under `Response`, the request's id apart.
pub(crate) type Answer = Result<Map<String, Value>, Fault>;

/// What is kept from one request to the next.
#[derive(Debug, Default)]
pub(crate) struct Holdings {
    pub(crate) zones: Zones,
    pub(crate) domains: Domains,
    pub(crate) jobs: Jobs,
    /// How often each action was answered by a made-up answer.
    calls: BTreeMap<String, u64>,
}

/// What one request works on.
pub(crate) struct Account<'a> {
    pub(crate) holdings: &'a mut Holdings,
    pub(crate) synthesis: Synthesis<'a>,
    pub(crate) task_duration: Duration,
    pub(crate) now: SystemTime,
}

impl Account<'_> {
    /// Carries an action out.
    pub(crate) fn execute(&mut self, action: &Action, parameters: &Parameters) -> Answer {
        match action.name.as_str() {
            "CreatePrefetchTask" => self.create_prefetch(parameters),
            "CreatePurgeTask" => self.create_purge(parameters),
            "DescribePrefetchTasks" => self.describe_tasks(Kind::Prefetch, parameters),
            "DescribePurgeTasks" => self.describe_tasks(Kind::Purge, parameters),
            "CreateZone" => self.create_zone(action, parameters),
            "DescribeZones" => self.describe_zones(parameters),
            "ModifyZoneStatus" => self.modify_zone_status(parameters),
            "DeleteZone" => self.delete_zone(parameters),
            "CreateAccelerationDomain" => self.create_domain(action, parameters),
            "DescribeAccelerationDomains" => self.describe_domains(parameters),
            "ModifyAccelerationDomainStatuses" => self.modify_domains(parameters),
            "DeleteAccelerationDomains" => self.delete_domains(parameters),
            _ => self.synthesised(action, parameters),
        }
    }

    /// Made up, another one at each call.
    pub(crate) fn synthesised(&mut self, action: &Action, parameters: &Parameters) -> Answer {
        let calls = self.holdings.calls.entry(action.name.clone()).or_default();
        let call = *calls;
        *calls += 1;
        self.synthesis.answer(action, parameters.object(), call)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::{Value, json};

    use crate::example_request;
    use crate::stage::Stage;

    #[test]
    fn every_action_answers_its_example_request() {
        for seed in 0..3 {
            let mut stage = Stage::open();
            for action in stage.spec.actions.keys() {
                let body = example_request(stage.spec, action, seed).unwrap();
                let answer = stage.call(action, Value::Object(body));
                assert!(answer.is_ok(), "{action} seed {seed}: {answer:?}");
            }
        }
    }

    #[test]
    fn an_action_without_behaviour_is_answered_differently_at_each_call() {
        let mut stage = Stage::new();
        let body = json!({"ZoneId": "zone-a", "Name": "function", "Content": "code"});
        let mut created = || stage.call("CreateFunction", body.clone()).unwrap();
        assert_ne!(created()["FunctionId"], created()["FunctionId"]);
    }
}
