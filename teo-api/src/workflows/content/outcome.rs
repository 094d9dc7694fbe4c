//! What became of each target.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::progress::Progress;
use crate::teo::{FailType, TaskStatus};

/// What became of the targets of a run. Display is a summary in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[must_use = "targets that failed are in the outcome, and no error"]
pub struct Outcome {
    pub(super) targets: Vec<TargetOutcome>,
    pub(super) jobs: Vec<Job>,
}

/// A target and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TargetOutcome {
    /// The target as it was given. For everything in a zone, the id of the zone.
    pub target: String,
    /// The zone that it belongs to, if that is known.
    pub zone_id: Option<String>,
    /// The job that it was submitted with.
    pub job_id: Option<String>,
    /// How often it was given; it was sent once.
    pub given: usize,
    /// What became of it.
    #[serde(flatten)]
    pub state: TargetState,
}

/// What became of a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[non_exhaustive]
pub enum TargetState {
    /// Its task ended with success.
    Done,
    /// Its task ended otherwise.
    #[non_exhaustive]
    Failed {
        /// The status of the task: failed, timed out, canceled or invalid.
        status: TaskStatus,
        /// The reason, as a value.
        fail_type: Option<FailType>,
        /// The reason, as the service put it.
        message: Option<String>,
    },
    /// The service refused it when it was submitted.
    #[non_exhaustive]
    Refused {
        /// The reason, as the service put it.
        reason: String,
    },
    /// It was not submitted.
    #[non_exhaustive]
    NotSubmitted {
        /// Why.
        cause: NotSubmitted,
    },
    /// It may have been submitted: what became of it is not known. Look before you send it again.
    #[non_exhaustive]
    Unknown {
        /// The error of the submission, or of the call that reads the job.
        error: String,
    },
    /// It was submitted, and had not ended when the timeout was over or the outcome was taken.
    Running,
}

/// Why a target was not submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum NotSubmitted {
    /// It holds no host name by which its zone could be found.
    NoHost,
    /// No zone that the caller may see has its host.
    #[non_exhaustive]
    ZoneNotFound {
        /// The host.
        host: String,
    },
    /// Several zones of one name have its host.
    #[non_exhaustive]
    ZoneAmbiguous {
        /// The name of the zones.
        name: String,
        /// The ids of the zones. Name one of them with `zone`.
        zone_ids: Vec<String>,
    },
    /// The quota of the zone does not allow it.
    #[non_exhaustive]
    Quota {
        /// How many targets can still be submitted today, if the service said so.
        available: Option<u64>,
        /// How many targets can be submitted in a day, if the service said so.
        daily: Option<u64>,
    },
    /// A call failed that certainly submitted nothing.
    #[non_exhaustive]
    Error {
        /// The error code of the service.
        code: Option<String>,
        /// The error.
        message: String,
    },
    /// The run has not come to it yet.
    NotYet,
    /// The run was stopped before it came to it.
    Stopped,
}

/// A job that was submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Job {
    /// The zone of its targets.
    pub zone_id: String,
    /// Its id.
    pub job_id: String,
    /// The error of the submission, if its response was lost and the job was found by its targets.
    pub adopted: Option<String>,
    /// The reasons for which targets were refused in texts that are none of them: a reason for each text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) unmatched: Vec<String>,
}

impl Outcome {
    /// Returns the targets in the order in which they were first given.
    #[must_use]
    pub fn targets(&self) -> &[TargetOutcome] {
        &self.targets
    }

    /// Returns the jobs in the order in which they were submitted.
    #[must_use]
    pub fn jobs(&self) -> &[Job] {
        &self.jobs
    }

    /// Returns how many targets are in which state.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress::of(self.targets.iter().map(|target| &target.state))
    }

    /// Returns true if every target is done.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.failures().next().is_none()
    }

    /// Returns the targets that are not done, for whatever reason.
    pub fn failures(&self) -> impl Iterator<Item = &TargetOutcome> {
        self.targets.iter().filter(|target| target.state != TargetState::Done)
    }

    /// Returns the targets that were certainly not submitted and can be sent later: on the next day, if
    /// the quota was used up.
    pub fn not_submitted(&self) -> impl Iterator<Item = &TargetOutcome> {
        let not_submitted = |state: &_| matches!(state, TargetState::NotSubmitted { .. });
        self.targets.iter().filter(move |target| not_submitted(&target.state))
    }

    /// Returns the targets that were given more than once.
    pub fn duplicates(&self) -> impl Iterator<Item = &TargetOutcome> {
        self.targets.iter().filter(|target| target.given > 1)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.progress())?;
        let repeated: usize = self.duplicates().map(|target| target.given - 1).sum();
        if repeated > 0 {
            write!(f, "; {repeated} given again and sent once")?;
        }
        Ok(())
    }
}

/// The target, and what became of it.
impl fmt::Display for TargetOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.target, self.state)
    }
}

impl TargetState {
    /// Returns the name of the state in one or two words, such as `not submitted`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed { .. } => "failed",
            Self::Refused { .. } => "refused",
            Self::NotSubmitted { .. } => "not submitted",
            Self::Unknown { .. } => "unknown",
            Self::Running => "running",
        }
    }
}

impl TargetState {
    pub(super) fn is_waiting(&self) -> bool {
        matches!(self, Self::NotSubmitted { cause: NotSubmitted::NotYet })
    }
}

impl fmt::Display for TargetState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::Done | Self::Running => Ok(()),
            Self::Failed { status, fail_type, message } => {
                if *status != TaskStatus::Failed {
                    write!(f, ", {status}")?;
                }
                if let Some(fail_type) = fail_type {
                    write!(f, ", {fail_type}")?;
                }
                message.as_ref().map_or(Ok(()), |message| write!(f, ": {message}"))
            }
            Self::Refused { reason } => write!(f, ": {reason}"),
            Self::NotSubmitted { cause } => write!(f, ": {cause}"),
            Self::Unknown { error } => write!(f, ": {error}"),
        }
    }
}

impl fmt::Display for NotSubmitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHost => f.write_str("it holds no host name"),
            Self::ZoneNotFound { host } => {
                write!(f, "`{host}` is in none of the zones that these credentials may see")
            }
            Self::ZoneAmbiguous { name, zone_ids } => {
                write!(
                    f,
                    "{} zones have the name `{name}`: {}",
                    zone_ids.len(),
                    zone_ids.join(", ")
                )
            }
            Self::Quota { available, daily } => {
                f.write_str("the quota of the zone does not allow it")?;
                match (available, daily) {
                    (Some(available), Some(daily)) => {
                        write!(f, " ({available} of {daily} left today)")
                    }
                    (Some(available), None) => write!(f, " ({available} left today)"),
                    (None, _) => Ok(()),
                }
            }
            Self::Error { message, .. } => f.write_str(message),
            Self::NotYet => f.write_str("the run has not come to it yet"),
            Self::Stopped => f.write_str("the run was stopped before it came to it"),
        }
    }
}
