//! Looks for the job of a submission that may have been executed: among the tasks of the zone, by their
//! targets and the time.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use super::jobs::Submission;
use super::ledger::Ledger;
use super::matching::Matching;
use super::outcome::{Job, TargetState};
use super::tasks::TaskKind;
use crate::Client;
use crate::teo::{PurgeType, Task};

/// How long to wait before each look. Whether the tasks of a job are listed at once is not documented.
const WAITS: [u64; 6] = [0, 1, 2, 4, 8, 15];

/// The service tells times to the second, and its clock is not quite that of this machine.
const TOLERANCE: Duration = Duration::from_secs(2);

/// A submission may be executed so long after its call has ended.
const LATER: Duration = Duration::from_secs(60);

/// No call lasts longer, whatever its timeout is.
const LONGEST_CALL: Duration = Duration::from_secs(24 * 3600);

/// A submission that may have been executed, and the error that hid its response.
pub(super) struct Search<'a> {
    pub(super) client: &'a Client,
    pub(super) ledger: &'a Ledger,
    pub(super) kind: &'a TaskKind,
    pub(super) submission: &'a Submission,
    pub(super) error: String,
}

/// A job that may be that of the submission, with the targets that have a task in it.
type Candidate = (String, Vec<usize>);

impl Search<'_> {
    /// Adopts the job if it is found; else the targets stay unknown.
    pub(super) async fn settle(self) {
        let targets = &self.submission.targets;
        self.ledger.set(targets, &TargetState::Unknown { error: self.error.clone() });
        let Some((job_id, running)) = self.find().await else { return self.ledger.end() };
        let zone_id = self.submission.zone_id.clone();
        let job = Job { zone_id, job_id, adopted: Some(self.error), unmatched: Vec::new() };
        // A target without a task stays unknown: the list of those that were refused is lost.
        self.ledger.submitted(job, targets, &running);
    }

    /// Returns the first job that has all targets, or in the end the one that has most of them.
    async fn find(&self) -> Option<Candidate> {
        let Submission { zone_id, targets, .. } = self.submission;
        let matching = Matching::new(self.ledger, targets);
        let mut best = None;
        for wait in WAITS {
            tokio::time::sleep(Duration::from_secs(wait)).await;
            let tasks = self.kind.between(self.client, zone_id, self.period()).await;
            // After an error, the next look may still find it.
            let candidates = self.candidates(&matching, &tasks.unwrap_or_default());
            let most = candidates.into_iter().max_by_key(|(_, found)| found.len());
            match most {
                Some((job_id, found)) if found.len() == targets.len() => {
                    return Some((job_id, found));
                }
                most => best = most.or(best),
            }
        }
        best
    }

    /// Returns the new jobs that have targets of the submission and no others.
    fn candidates(&self, matching: &Matching, tasks: &[Task]) -> BTreeMap<String, Vec<usize>> {
        let mut jobs: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        let mut others: BTreeSet<&str> = BTreeSet::new();
        for task in tasks {
            let targets = match self.kind {
                // The service does not say what stands for the whole zone.
                TaskKind::Purge { purge_type: PurgeType::PurgeAll, .. } => &self.submission.targets,
                _ => matching.find(&task.target),
            };
            if targets.is_empty() || !self.may_be_ours(task) {
                others.insert(&task.job_id);
            }
            jobs.entry(&task.job_id).or_default().extend(targets);
        }
        jobs.into_iter()
            .filter(|(job_id, _)| !others.contains(job_id))
            .map(|(job_id, targets)| (job_id.to_owned(), Vec::from_iter(targets)))
            .collect()
    }

    /// When the service can have executed the submission.
    fn period(&self) -> (SystemTime, SystemTime) {
        let (since, timeout) = (self.submission.since, self.client.config().timeout);
        (since - TOLERANCE, since + timeout.min(LONGEST_CALL) + LATER)
    }

    fn may_be_ours(&self, task: &Task) -> bool {
        let (start, end) = self.period();
        let created = task.create_time.instant();
        let is_known = |job: &Job| job.job_id == task.job_id;
        created.is_some_and(|created| (start..=end).contains(&created))
            && !task.job_id.is_empty()
            && self.kind.is_kind_of(task)
            && !self.ledger.read(|jobs| jobs.outcome.jobs.iter().any(is_known))
    }
}
