//! An account for unit tests: calls its actions without a server, and turns its clock.

#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use teo_specs::Spec;

use crate::account::{Account, Holdings};
use crate::fault::Fault;
use crate::parameters::Parameters;
use crate::synthesis::Synthesis;
use crate::times::whole_seconds;

/// The embedded specs, read once for all tests.
pub(crate) fn spec() -> &'static Spec {
    static SPEC: LazyLock<Spec> = LazyLock::new(|| Spec::embedded("teo", "2022-09-01").unwrap());
    &SPEC
}

/// An account with one zone, `zone-a` with `example.com`, in which everything takes ten seconds.
pub(crate) struct Stage {
    pub(crate) spec: &'static Spec,
    pub(crate) holdings: Holdings,
    pub(crate) now: SystemTime,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let mut stage = Self::open();
        stage.holdings.zones.register("zone-a".into(), ["example.com".to_owned()], stage.now);
        stage
    }

    /// Without any zone, so that every zone exists.
    pub(crate) fn open() -> Self {
        Self {
            spec: spec(),
            holdings: Holdings::default(),
            now: SystemTime::UNIX_EPOCH + Duration::from_secs(1_644_373_723),
        }
    }

    /// Lets ten seconds pass, after which whatever was begun is done.
    pub(crate) fn wait(&mut self) {
        self.now += Duration::from_secs(10);
    }

    /// Also sees to it that each answer fits the action's response.
    pub(crate) fn call(&mut self, action: &str, body: Value) -> Result<Value, Fault> {
        let action = &self.spec.actions[action];
        let body = body.to_string();
        let parameters = Parameters::read(self.spec, action, body.as_bytes())?;
        let mut account = Account {
            holdings: &mut self.holdings,
            synthesis: Synthesis { spec: self.spec, seed: 0, clock: whole_seconds(self.now) },
            task_duration: Duration::from_secs(10),
            now: self.now,
        };
        let answer = account.execute(action, &parameters)?;
        assert_eq!(teo_specs::conform(self.spec, &action.response, &answer), []);
        Ok(Value::Object(answer))
    }

    /// The code of the error that an action ends in.
    pub(crate) fn refused(&mut self, action: &str, body: Value) -> &'static str {
        self.call(action, body).unwrap_err().code
    }

    pub(crate) fn prefetch(&mut self, targets: &[&str]) -> Value {
        let body = json!({"ZoneId": "zone-a", "Targets": targets});
        self.call("CreatePrefetchTask", body).unwrap()
    }

    pub(crate) fn purge(
        &mut self,
        zone: &str,
        purge_type: &str,
        more: Value,
    ) -> Result<Value, &'static str> {
        let mut body = json!({"ZoneId": zone, "Type": purge_type});
        let members = body.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        let answer = self.call("CreatePurgeTask", body);
        answer.map_err(|fault| fault.code)
    }

    pub(crate) fn tasks_of(&mut self, action: &str, job: &Value) -> Value {
        let filter = json!({"Name": "job-id", "Values": [job["JobId"]]});
        self.call(action, json!({"Filters": [filter]})).unwrap()
    }
}
