//! What a run knows of its targets, shared by its future and by those who look on. The lock is held for
//! no await.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::jobs::{Jobs, Submission};
use super::outcome::{Job, TargetState};
use super::progress::Progress;

#[derive(Debug, Clone)]
pub(super) struct Ledger(Arc<Mutex<Book>>);

#[derive(Debug)]
struct Book {
    jobs: Jobs,
    progress: Progress,
    /// Whether anything has changed since the last look.
    is_changed: bool,
}

impl Ledger {
    pub(super) fn new(jobs: Jobs) -> Self {
        let progress = jobs.outcome.progress();
        Self(Arc::new(Mutex::new(Book { jobs, progress, is_changed: true })))
    }

    fn lock(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a copy of everything that is known. The targets of a submission that is under way may have
    /// been submitted.
    pub(super) fn jobs(&self) -> Jobs {
        let mut jobs = self.lock().jobs.clone();
        for target in jobs.under_way.iter().flat_map(|submission| &submission.targets) {
            let state = &mut jobs.outcome.targets[*target].state;
            if state.is_waiting() {
                let error = "the run was stopped during the submission".to_owned();
                *state = TargetState::Unknown { error };
            }
        }
        jobs
    }

    /// Reads what is known, without a copy.
    pub(super) fn read<R>(&self, read: impl FnOnce(&Jobs) -> R) -> R {
        read(&self.lock().jobs)
    }

    /// Returns the progress if it has changed since the last time.
    pub(super) fn changed_progress(&self) -> Option<Progress> {
        let mut book = self.lock();
        std::mem::take(&mut book.is_changed).then_some(book.progress)
    }

    /// Returns the texts of these targets.
    pub(super) fn texts(&self, targets: &[usize]) -> Vec<String> {
        let book = self.lock();
        targets.iter().map(|index| book.jobs.outcome.targets[*index].target.clone()).collect()
    }

    /// Returns the texts of all targets.
    pub(super) fn all_texts(&self) -> Vec<String> {
        let book = self.lock();
        book.jobs.outcome.targets.iter().map(|target| target.target.clone()).collect()
    }

    /// Sets the state of these targets.
    pub(super) fn set(&self, targets: &[usize], state: &TargetState) {
        let mut book = self.lock();
        targets.iter().for_each(|index| book.set(*index, state.clone()));
    }

    /// Sets the state of each of these targets.
    pub(super) fn set_each(&self, states: impl IntoIterator<Item = (usize, TargetState)>) {
        let mut book = self.lock();
        states.into_iter().for_each(|(index, state)| book.set(index, state));
    }

    pub(super) fn set_zone(&self, target: usize, zone_id: &str) {
        self.lock().jobs.outcome.targets[target].zone_id = Some(zone_id.to_owned());
    }

    /// A submission begins.
    pub(super) fn begin(&self, submission: Submission) {
        self.lock().jobs.under_way = Some(submission);
    }

    /// The submission under way is over, and made no job that is known.
    pub(super) fn end(&self) {
        self.lock().jobs.under_way = None;
    }

    /// The submission under way made this job; these of its targets run.
    pub(super) fn submitted(&self, job: Job, targets: &[usize], running: &[usize]) {
        let mut book = self.lock();
        for index in targets {
            book.jobs.outcome.targets[*index].job_id = Some(job.job_id.clone());
        }
        running.iter().for_each(|index| book.set(*index, TargetState::Running));
        if !job.job_id.is_empty() {
            book.jobs.outcome.jobs.push(job);
        }
        book.jobs.under_way = None;
    }
}

impl Book {
    fn set(&mut self, index: usize, state: TargetState) {
        let current = &mut self.jobs.outcome.targets[index].state;
        if *current != state {
            self.progress.passed(current, &state);
            *current = state;
            self.is_changed = true;
        }
    }
}
