//! What was submitted and what became of it, as far as it is known: it can be written down and waited
//! for in another process.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::outcome::{NotSubmitted, Outcome, TargetOutcome, TargetState};
use super::run::{self, Run};
use super::tasks::TaskKind;
use crate::Client;

/// The jobs of a run and its targets, as far as they are known at one moment.
///
/// It holds no credentials and no headers, and can be serialized. See
/// [the module](super#dropped-or-stopped-on-the-way) for an example.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[must_use = "jobs are waited for with `resume`"]
pub struct Jobs {
    pub(super) kind: TaskKind,
    pub(super) timeout: Duration,
    pub(super) outcome: Outcome,
    /// The submission that was under way.
    pub(super) under_way: Option<Submission>,
}

/// A submission that may have been executed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Submission {
    pub(super) zone_id: String,
    pub(super) targets: Vec<usize>,
    /// The time just before.
    pub(super) since: SystemTime,
}

impl Jobs {
    /// Nothing was sent yet.
    pub(super) fn new(kind: TaskKind, timeout: Duration, texts: Vec<String>) -> Self {
        let mut targets: Vec<TargetOutcome> = Vec::with_capacity(texts.len());
        let mut known: HashMap<String, usize> = HashMap::with_capacity(texts.len());
        for target in texts {
            if let Some(index) = known.get(&target) {
                targets[*index].given += 1;
                continue;
            }
            known.insert(target.clone(), targets.len());
            let state = TargetState::NotSubmitted { cause: NotSubmitted::NotYet };
            targets.push(TargetOutcome { target, zone_id: None, job_id: None, given: 1, state });
        }
        let outcome = Outcome { targets, jobs: Vec::new() };
        Self { kind, timeout, outcome, under_way: None }
    }

    /// Returns what is known of the targets.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Sets how long [`resume`](Self::resume) waits. Defaults to the timeout of the run.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Waits for the jobs, and sends nothing that was not sent. The client must be of the account that
    /// submitted them.
    pub fn resume(self, client: &Client) -> Run {
        run::resume(self, client)
    }
}
