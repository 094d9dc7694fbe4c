//! An account for unit tests. It calls actions without a server and has a clock that tests advance.

#![allow(clippy::unwrap_used)]

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use teo_specs::Spec;

use super::ActionContext;
use crate::api_error::ApiError;
use crate::parameters::Parameters;
use crate::state::{Resources, registered};
use crate::synthesis::Synthesis;
use crate::times::whole_seconds;

/// An account in which every change takes ten seconds.
pub(crate) struct TestAccount {
    pub(crate) spec: &'static Spec,
    pub(crate) resources: Resources,
    pub(crate) now: SystemTime,
    pub(crate) seed: u64,
}

impl TestAccount {
    /// Makes an account with one zone: `zone-a` with the domain `example.com`.
    pub(crate) fn new() -> Self {
        let mut account = Self::open();
        account.resources.is_open = false;
        let domains = ["example.com".to_owned()];
        let items = &mut account.resources.items;
        registered::add_zone(account.spec, items, "zone-a", &domains, account.now);
        account
    }

    /// Makes an open account, in which every id exists.
    pub(crate) fn open() -> Self {
        Self {
            spec: crate::test_spec::embedded(),
            resources: Resources { is_open: true, ..Resources::default() },
            now: SystemTime::UNIX_EPOCH + Duration::from_secs(1_644_373_723),
            seed: 0,
        }
    }

    /// Advances the clock by ten seconds, which completes every change.
    pub(crate) fn wait(&mut self) {
        self.now += Duration::from_secs(10);
    }

    /// Calls an action and asserts that its response fits the spec.
    pub(crate) fn call(&mut self, action_name: &str, body: Value) -> Result<Value, ApiError> {
        let action = &self.spec.actions[action_name];
        let parameters = Parameters::read(self.spec, action, body.to_string().as_bytes())?;
        let mut context = ActionContext {
            resources: &mut self.resources,
            synthesis: Synthesis {
                spec: self.spec,
                seed: self.seed,
                reference_time: whole_seconds(self.now),
                list_size: None,
            },
            task_duration: Duration::from_secs(10),
            now: self.now,
        };
        let response = context.execute(action, parameters)?.members;
        let misfits = teo_specs::conform(self.spec, &action.response, &response);
        assert_eq!(misfits, [], "{action_name}: {response:?}");
        Ok(Value::Object(response))
    }

    /// Calls an action that must fail and returns the code of its error.
    pub(crate) fn error_code(&mut self, action: &str, body: Value) -> String {
        self.call(action, body).unwrap_err().code.into_owned()
    }

    pub(crate) fn prefetch(&mut self, targets: &[&str]) -> Value {
        let body = json!({"ZoneId": "zone-a", "Targets": targets});
        self.call("CreatePrefetchTask", body).unwrap()
    }

    pub(crate) fn purge(
        &mut self,
        zone: &str,
        purge_type: &str,
        other_members: Value,
    ) -> Result<Value, String> {
        let mut body = json!({"ZoneId": zone, "Type": purge_type});
        let members = body.as_object_mut().unwrap();
        members.extend(other_members.as_object().unwrap().clone());
        self.call("CreatePurgeTask", body).map_err(|error| error.code.into_owned())
    }

    /// Calls the listing action for the tasks of a job.
    pub(crate) fn tasks_of_job(&mut self, action: &str, job: &Value) -> Value {
        let filter = json!({"Name": "job-id", "Values": [job["JobId"]]});
        self.call(action, json!({"Filters": [filter]})).unwrap()
    }
}
