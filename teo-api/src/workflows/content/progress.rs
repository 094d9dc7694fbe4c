//! How many targets are in which state.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::outcome::{NotSubmitted, TargetState};

/// How many targets of a run are in which state. Each target counts once, so the numbers add up to the
/// total.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Progress {
    /// Number of different targets.
    pub total: usize,
    /// Not sent yet.
    pub waiting: usize,
    /// Submitted and not over.
    pub running: usize,
    /// Ended with success.
    pub done: usize,
    /// Ended otherwise.
    pub failed: usize,
    /// Refused by the service.
    pub refused: usize,
    /// Not sent, since the zone or the quota did not allow it or a call failed.
    pub not_submitted: usize,
    /// Perhaps submitted.
    pub unknown: usize,
}

impl Progress {
    pub(super) fn of<'s>(states: impl IntoIterator<Item = &'s TargetState>) -> Self {
        let mut progress = Self::default();
        for state in states {
            progress.total += 1;
            *progress.count(state) += 1;
        }
        progress
    }

    /// Returns the number of targets whose state is the last one of this run, unless it is resumed.
    #[must_use]
    pub fn over(&self) -> usize {
        self.total - self.waiting - self.running
    }

    /// A target has passed from one state to another.
    pub(super) fn passed(&mut self, from: &TargetState, to: &TargetState) {
        *self.count(from) -= 1;
        *self.count(to) += 1;
    }

    fn count(&mut self, state: &TargetState) -> &mut usize {
        match state {
            TargetState::Done => &mut self.done,
            TargetState::Failed { .. } => &mut self.failed,
            TargetState::Refused { .. } => &mut self.refused,
            TargetState::NotSubmitted { cause: NotSubmitted::NotYet } => &mut self.waiting,
            TargetState::NotSubmitted { .. } => &mut self.not_submitted,
            TargetState::Unknown { .. } => &mut self.unknown,
            TargetState::Running => &mut self.running,
        }
    }
}

/// `7 of 12 targets done, 2 failed, 3 running`: what is zero is left out.
impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = if self.total == 1 { "" } else { "s" };
        write!(f, "{} of {} target{s} done", self.done, self.total)?;
        for (count, state) in [
            (self.failed, "failed"),
            (self.refused, "refused"),
            (self.not_submitted, "not submitted"),
            (self.unknown, "unknown"),
            (self.running, "running"),
            (self.waiting, "waiting"),
        ] {
            if count > 0 {
                write!(f, ", {count} {state}")?;
            }
        }
        Ok(())
    }
}
