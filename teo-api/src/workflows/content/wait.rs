//! Waits for jobs: reads their tasks until each target has ended or the timeout is over.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use super::ledger::Ledger;
use super::matching::Matching;
use super::outcome::TargetState;
use super::tasks::TaskKind;
use crate::teo::{Task, TaskStatus};
use crate::{Client, Error};

/// The shortest and the longest wait between two looks at a job.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(15);

/// A job with targets that have not ended.
struct OpenJob {
    zone_id: String,
    job_id: String,
    targets: Vec<usize>,
    matching: Matching,
    /// Why the service refused targets, in texts that are none of ours.
    unmatched: Vec<String>,
}

/// Waits until each target that was submitted has ended, or the timeout is over: then they stay running.
pub(super) async fn wait(client: &Client, ledger: &Ledger, kind: &TaskKind, timeout: Duration) {
    // Without a deadline that can be told, a century is one.
    let century = Duration::from_secs(100 * 365 * 24 * 3600);
    let deadline = Instant::now() + timeout.min(century);
    let mut open = open_jobs(ledger);
    let mut pause = SHORTEST;
    while !open.is_empty() {
        for job in &open {
            let tasks = kind.of_job(client, &job.zone_id, &job.job_id);
            match timeout_at(deadline, tasks).await {
                Ok(Ok(tasks)) => ledger.set_each(job.states(ledger, &tasks)),
                // The service has responded: to the submission.
                Ok(Err(error)) if error.may_pass(kind.list_schema(), true) => {}
                Ok(Err(error)) => job.give_up(ledger, &error),
                Err(_) => return,
            }
        }
        open.retain(|job| job.is_open(ledger));
        let left = deadline.saturating_duration_since(Instant::now());
        if open.is_empty() || left.is_zero() {
            return;
        }
        // Near the deadline it looks more often, so that an end just before it is seen.
        sleep(pause.min(left / 2).max(Duration::from_millis(100))).await;
        pause = pause.mul_f64(1.5).min(LONGEST);
    }
}

/// Returns the jobs with a target that runs.
fn open_jobs(ledger: &Ledger) -> Vec<OpenJob> {
    let mut jobs: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    ledger.read(|jobs_now| {
        for (index, target) in jobs_now.outcome.targets.iter().enumerate() {
            if let (Some(zone_id), Some(job_id)) = (&target.zone_id, &target.job_id) {
                jobs.entry((zone_id.clone(), job_id.clone())).or_default().push(index);
            }
        }
    });
    let open = jobs.into_iter().map(|((zone_id, job_id), targets)| {
        let matching = Matching::new(ledger, &targets);
        let unmatched = ledger.read(|jobs_now| {
            let job = jobs_now.outcome.jobs.iter().find(|job| job.job_id == job_id);
            job.map(|job| job.unmatched.clone()).unwrap_or_default()
        });
        OpenJob { zone_id, job_id, targets, matching, unmatched }
    });
    open.filter(|job| job.is_open(ledger)).collect()
}

impl OpenJob {
    fn is_open(&self, ledger: &Ledger) -> bool {
        !self.running(ledger).is_empty()
    }

    fn running(&self, ledger: &Ledger) -> Vec<usize> {
        ledger.read(|jobs| {
            let runs = |index: &usize| jobs.outcome.targets[*index].state == TargetState::Running;
            self.targets.iter().copied().filter(runs).collect()
        })
    }

    /// What these tasks say of the targets. A target of which they say nothing keeps its state: its task
    /// is not visible yet.
    fn states(&self, ledger: &Ledger, tasks: &[Task]) -> Vec<(usize, TargetState)> {
        let mut states = BTreeMap::new();
        // What was refused in another text has no task, and ended at once.
        let refused = |reason: &String| TargetState::Refused { reason: reason.clone() };
        let mut strangers: Vec<TargetState> = self.unmatched.iter().map(refused).collect();
        for task in tasks.iter().filter(|task| task.job_id == self.job_id) {
            let state = state_of(task);
            let targets = self.matching.find(&task.target);
            if targets.is_empty() {
                strangers.push(state.clone());
            }
            for target in targets {
                let known = states.entry(*target).or_insert_with(|| state.clone());
                if rank(&state) > rank(known) {
                    *known = state.clone();
                }
            }
        }
        let mut missing = self.running(ledger);
        missing.retain(|target| !states.contains_key(target));
        // Tasks whose targets have another text stand for the targets that have no task, once all of them
        // have ended. Which stands for which is not known, so one that failed counts for all.
        let ended = strangers.iter().all(|state| *state != TargetState::Running);
        if ended && strangers.len() >= missing.len() {
            let worst = strangers.into_iter().max_by_key(rank).unwrap_or(TargetState::Running);
            states.extend(missing.into_iter().map(|target| (target, worst.clone())));
        }
        states.into_iter().collect()
    }

    /// The job cannot be read.
    fn give_up(&self, ledger: &Ledger, error: &Error) {
        ledger.set(&self.running(ledger), &TargetState::Unknown { error: error.to_string() });
    }
}

/// The state of the target of a task. A status that this version does not know is no end.
fn state_of(task: &Task) -> TargetState {
    match &task.status {
        TaskStatus::Success => TargetState::Done,
        TaskStatus::Failed | TaskStatus::Timeout | TaskStatus::Canceled | TaskStatus::Invalid => {
            TargetState::Failed {
                status: task.status.clone(),
                fail_type: task.fail_type.clone(),
                message: task.fail_message.clone(),
            }
        }
        TaskStatus::Processing | TaskStatus::Unknown(_) => TargetState::Running,
    }
}

/// Of two tasks of one target, or one that is listed twice, the one of higher rank counts.
fn rank(state: &TargetState) -> u8 {
    match state {
        TargetState::Running => 0,
        TargetState::Done => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::jobs::Jobs;
    use super::super::outcome::Job;
    use super::*;

    const ENCODED: &str = "https://www.example.com/%C3%BC";

    /// What the tasks of a job say of its targets.
    fn states(targets: &[&str], tasks: &[(&str, &str)]) -> Vec<&'static str> {
        states_of(targets, tasks, &[])
    }

    /// The same, after the service refused so many targets in texts that are not theirs.
    fn states_of(targets: &[&str], tasks: &[(&str, &str)], refused: &[&str]) -> Vec<&'static str> {
        let texts = targets.iter().map(ToString::to_string).collect();
        let ledger = Ledger::new(Jobs::new(TaskKind::Prefetch, Duration::ZERO, texts));
        let indices = Vec::from_iter(0..targets.len());
        indices.iter().for_each(|target| ledger.set_zone(*target, "zone"));
        let unmatched = refused.iter().map(ToString::to_string).collect();
        let (zone_id, job_id) = ("zone".to_owned(), "job".to_owned());
        let job = Job { zone_id, job_id, adopted: None, unmatched };
        ledger.submitted(job, &indices, &indices);
        let task = |(target, status): &(&str, &str)| {
            Task::new().job_id("job").target(*target).status(*status)
        };
        let tasks: Vec<Task> = tasks.iter().map(task).collect();
        let open = open_jobs(&ledger).pop().unwrap();
        ledger.set_each(open.states(&ledger, &tasks));
        ledger.read(|jobs| jobs.outcome.targets.iter().map(|target| target.state.name()).collect())
    }

    #[test]
    fn a_task_is_that_of_its_target_however_the_service_writes_it() {
        let targets = ["https://www.example.com/ü", "HTTPS://WWW.example.com"];
        let tasks = [(ENCODED, "success"), ("https://www.example.com/", "failed")];
        assert_eq!(states(&targets, &tasks), ["done", "failed"]);
    }

    #[test]
    fn two_ways_to_write_a_url_have_their_own_tasks() {
        let targets = ["https://www.example.com/ü", ENCODED];
        let tasks = [(targets[0], "failed"), (ENCODED, "success")];
        assert_eq!(states(&targets, &tasks), ["failed", "done"]);
        assert_eq!(states(&targets, &tasks[1..]), ["running", "done"]);
    }

    #[test]
    fn tasks_with_another_text_stand_for_the_targets_without_one_when_all_have_ended() {
        let targets = ["zone-a", "b"];
        assert_eq!(states(&targets, &[("b", "success")]), ["running", "done"]);
        assert_eq!(states(&targets, &[("b", "success"), ("*", "success")]), ["done", "done"]);
        assert_eq!(states(&targets, &[("b", "success"), ("*", "processing")]), ["running", "done"]);
        let two = [("*", "success"), ("+", "timeout")];
        assert_eq!(states(&targets, &two), ["failed", "failed"]);
        assert_eq!(states(&targets, &two[..1]), ["running", "running"]);
    }

    #[test]
    fn a_target_that_never_gets_a_task_is_the_one_that_was_refused_in_another_text() {
        let (targets, reason) = (["a", "b", "c"], ["told by the test"]);
        let tasks = [("a", "success"), ("b", "processing")];
        assert_eq!(states_of(&targets, &tasks[..1], &reason), ["done", "running", "running"]);
        assert_eq!(states_of(&targets, &tasks, &reason), ["done", "running", "refused"]);
        assert_eq!(states_of(&targets, &tasks, &[]), ["done", "running", "running"]);
    }

    #[test]
    fn hosts_are_one_in_unicode_and_in_punycode() {
        let tasks = [("www.xn--bcher-kva.example", "success"), ("*", "processing")];
        assert_eq!(states(&["www.Bücher.example", "b"], &tasks), ["done", "running"]);
    }

    #[test]
    fn a_task_that_is_listed_twice_counts_by_its_end() {
        let twice = [("a", "success"), ("a", "processing")];
        assert_eq!(states(&["a"], &twice), ["done"]);
        assert_eq!(states(&["a"], &[("a", "success"), ("a", "canceled")]), ["failed"]);
    }
}
