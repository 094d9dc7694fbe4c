//! Purges and prefetches any number of targets, waits for them, and says what became of each.
//!
//! # In 2 lines: a purge
//!
//! ```no_run
//! # use teo_api::workflows::content::Purge;
//! # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
//! let outcome = Purge::urls(["https://www.example.com/logo.png"]).run(&client).await?;
//! println!("{outcome}");
//! # Ok(())
//! # }
//! ```
//!
//! # In 3 lines: a prefetch, and what did not succeed
//!
//! ```no_run
//! # use teo_api::workflows::content::Prefetch;
//! # async fn example(client: teo_api::Client, list: String) -> Result<(), teo_api::Error> {
//! let outcome = Prefetch::urls(list.lines()).run(&client).await?;
//! for target in outcome.failures() {
//!     println!("{target}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What it promises
//!
//! - Each target is sent to its own zone, which is looked up by its host ([`zones`](super::zones)) or named
//!   by the caller. A host that is in no zone, or in several of one name, costs its own targets and no
//!   others.
//! - A batch is as large as the service says for the zone (`DescribeContentQuota`), and batches keep the
//!   order of the targets. When the day's quota is used up, the rest is
//!   [not submitted](TargetState::NotSubmitted), and the outcome says what is left of the quota.
//! - A target that is given twice is sent once ([`Outcome::duplicates`]).
//! - A job is read by its id, on all pages, until each of its targets has ended or the timeout is over. A
//!   job whose tasks are not listed yet is waited for. Every end other than success is a failure, and a
//!   state that this version does not know is no end.
//! - Nothing is submitted twice. If a submission may have been executed and its response was lost, the job
//!   is looked for among the tasks of the zone, by its targets and the time. If it is found, it is followed
//!   as any other ([`Job::adopted`]). If not, its targets are [unknown](TargetState::Unknown), and it is for
//!   the caller to send them again. A target in the lost list of those that were refused is unknown too.
//! - A refusal in a text that is none of the targets counts for those that are left without a task.
//!
//! What it does not do: it never sends a target again that failed, or that exceeded the quota. All targets
//! are kept in memory until the end, those that are done too, since the outcome is by target. Each host is
//! looked up by a call of its own; to purge thousands of hosts of one zone, name it. The time of a
//! submission is that of this machine, so if its clock is wrong by more than a few seconds, a job whose
//! response was lost is not found. A job that another program submitted at the same moment, with targets
//! of the same batch alone, may be followed in its place. Its tasks are of the same type and, where they
//! tell it, the same method; but the service tells neither the mode and the headers of a prefetch nor the
//! domains of cache tags, so these may be others.
//!
//! # Errors
//!
//! What concerns targets is in the [`Outcome`]. An error is returned only if nothing was submitted at all:
//! the zones could not be looked up, or every other call failed. The error is the first one. A run that is
//! awaited outside a Tokio runtime is an error too.
//!
//! # Dropped, or stopped on the way
//!
//! Dropping a [`Run`] stops it, and jobs that were submitted go on at the service. [`Run::jobs`] and
//! [`RunProgress::jobs`] say at any time what was submitted; [`Jobs`] can be written as JSON, and
//! [`Jobs::resume`] waits for them, in another process too. A submission that was under way when the `Jobs`
//! were taken is looked for as one whose response was lost; what was not sent by then is not sent. A job
//! that could not be read, such as after the credentials had expired, is read again.
//!
//! ```no_run
//! use teo_api::workflows::content::{Jobs, Prefetch};
//!
//! # async fn example(client: teo_api::Client) -> Result<(), Box<dyn std::error::Error>> {
//! let jobs = Prefetch::urls(["https://www.example.com/film.mp4"]).submit(&client).await?;
//! std::fs::write("jobs.json", serde_json::to_string(&jobs)?)?;
//!
//! let jobs: Jobs = serde_json::from_str(&std::fs::read_to_string("jobs.json")?)?;
//! let outcome = jobs.resume(&client).await?;
//! # Ok(())
//! # }
//! ```

mod jobs;
mod ledger;
mod matching;
mod outcome;
mod prefetch;
mod progress;
mod purge;
mod quota;
mod request;
mod run;
mod search;
mod submit;
mod tasks;
mod wait;
mod zones;

pub use self::jobs::Jobs;
pub use self::outcome::{Job, NotSubmitted, Outcome, TargetOutcome, TargetState};
pub use self::prefetch::Prefetch;
pub use self::progress::Progress;
pub use self::purge::Purge;
pub use self::run::{Run, RunProgress};
