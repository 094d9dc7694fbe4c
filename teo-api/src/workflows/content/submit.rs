//! Submits targets, zone by zone, in batches that the quota of the zone allows, each of them once.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use super::jobs::Submission;
use super::ledger::Ledger;
use super::matching::Matching;
use super::outcome::{Job, NotSubmitted, TargetState};
use super::quota::ZoneQuota;
use super::request::{Request, Submitted};
use super::search::Search;
use crate::teo::FailReason;
use crate::{Client, Error, ErrorCode, ErrorKind};

pub(super) struct Submitter<'a> {
    pub(super) client: &'a Client,
    pub(super) ledger: &'a Ledger,
    pub(super) request: &'a Request,
    /// The first error of a call that submitted nothing.
    pub(super) first_error: Option<Error>,
}

/// What to do after a submission was refused.
enum Next {
    /// Go on with batches of at most so many targets.
    Smaller(usize),
    /// Go on after this one target, which was refused.
    Skip,
    /// Submit nothing more to this zone.
    Stop(NotSubmitted),
}

impl Submitter<'_> {
    /// Submits targets to their zone.
    pub(super) async fn submit(&mut self, zone_id: &str, targets: &[usize]) {
        let mut quota = match ZoneQuota::read(self.client, zone_id, self.request).await {
            Ok(quota) => quota,
            Err(error) => {
                let cause = self.failed(error);
                return self.ledger.set(targets, &TargetState::NotSubmitted { cause });
            }
        };
        let mut left = targets;
        let mut limit = usize::MAX;
        while !left.is_empty() {
            let most = [quota.batch, quota.available].into_iter().flatten().min();
            let size = left.len().min(limit).min(most.unwrap_or(usize::MAX));
            let (batch, rest) = left.split_at(size);
            if batch.is_empty() {
                let cause = quota.exceeded();
                return self.ledger.set(left, &TargetState::NotSubmitted { cause });
            }
            match self.submit_batch(zone_id, batch).await {
                Ok(accepted) => {
                    quota.available = quota.available.map(|left| left.saturating_sub(accepted));
                    limit = limit.saturating_mul(2);
                    left = rest;
                }
                Err(error) => match self.after(error, zone_id, batch, &mut quota).await {
                    Next::Smaller(size) => limit = size,
                    Next::Skip => left = rest,
                    Next::Stop(cause) => {
                        return self.ledger.set(left, &TargetState::NotSubmitted { cause });
                    }
                },
            }
        }
    }

    /// Submits one batch, and returns how many targets may count towards the quota. An error says that
    /// nothing was submitted.
    async fn submit_batch(&self, zone_id: &str, batch: &[usize]) -> Result<usize, Error> {
        let since = service_time(self.client);
        let submission = Submission { zone_id: zone_id.to_owned(), targets: batch.to_vec(), since };
        self.ledger.begin(submission.clone());
        let texts = self.ledger.texts(batch);
        let lost = match self.request.submit(self.client, zone_id, texts).await {
            Ok(submitted) => match self.record(zone_id, batch, submitted) {
                Ok(accepted) => return Ok(accepted),
                Err(lost) => lost,
            },
            Err(error) if !error.may_have_executed() => {
                self.ledger.end();
                return Err(error);
            }
            Err(error) => error.to_string(),
        };
        let (client, ledger, kind) = (self.client, self.ledger, &self.request.kind);
        Search { client, ledger, kind, submission: &submission, error: lost }.settle().await;
        Ok(batch.len())
    }

    /// Records the response to a submission, and returns how many targets were accepted. An error says
    /// that some may have been and there is no job to read.
    fn record(
        &self,
        zone_id: &str,
        batch: &[usize],
        submitted: Submitted,
    ) -> Result<usize, String> {
        let matching = Matching::new(self.ledger, batch);
        let mut refused = BTreeMap::new();
        let mut unmatched = Vec::new();
        for FailReason { reason, mut targets, .. } in submitted.refused {
            let reason = reason.unwrap_or_else(|| "no reason was given".to_owned());
            if targets.is_empty() {
                // It is that of one target at least.
                targets.push(String::new());
            }
            for text in targets {
                let found = matching.find(&text);
                if found.is_empty() {
                    unmatched.push(reason.clone());
                }
                let state = || TargetState::Refused { reason: reason.clone() };
                refused.extend(found.iter().map(|target| (*target, state())));
            }
        }
        if unmatched.len() >= batch.len() - refused.len() {
            // They can only be all the others.
            let reasons = in_words(std::mem::take(&mut unmatched));
            for target in batch {
                let state = || TargetState::Refused { reason: reasons.clone() };
                refused.entry(*target).or_insert_with(state);
            }
        }
        let mut accepted = batch.to_vec();
        accepted.retain(|target| !refused.contains_key(target));
        let Submitted { job_id, .. } = submitted;
        if job_id.is_empty() && !accepted.is_empty() {
            let none = "the service returned no job id";
            return Err(match in_words(unmatched) {
                reasons if reasons.is_empty() => none.to_owned(),
                reasons => format!("{none}, and refused targets: {reasons}"),
            });
        }
        let job = Job { zone_id: zone_id.to_owned(), job_id, adopted: None, unmatched };
        self.ledger.submitted(job, &accepted, &accepted);
        self.ledger.set_each(refused);
        Ok(accepted.len())
    }

    /// Decides what follows a submission that was refused as a whole.
    async fn after(
        &mut self,
        error: Error,
        zone_id: &str,
        batch: &[usize],
        quota: &mut ZoneQuota,
    ) -> Next {
        match error.code().map(ErrorCode::as_str) {
            Some("LimitExceeded.BatchQuota") if batch.len() > 1 => {
                *quota = self.quota_now(zone_id).await;
                let smaller = quota.batch.filter(|size| (1..batch.len()).contains(size));
                quota.batch = smaller.or(Some(batch.len() / 2));
                Next::Smaller(batch.len())
            }
            Some("LimitExceeded.DailyQuota") => {
                *quota = self.quota_now(zone_id).await;
                let enough =
                    quota.available.filter(|available| (1..batch.len()).contains(available));
                enough.map_or_else(|| Next::Stop(quota.exceeded()), Next::Smaller)
            }
            // One target makes the service refuse all: smaller batches find it.
            Some(
                "InvalidParameter.DomainNotFound"
                | "InvalidParameter.Target"
                | "InvalidParameter.TaskNotGenerated",
            ) => match batch {
                [_] => {
                    let reason = error.to_string();
                    self.ledger.set(batch, &TargetState::Refused { reason });
                    Next::Skip
                }
                _ => Next::Smaller(batch.len() / 2),
            },
            // It may be too large to be sent.
            None if error.kind() == ErrorKind::InvalidRequest && batch.len() > 1 => {
                Next::Smaller(batch.len() / 2)
            }
            _ => Next::Stop(self.failed(error)),
        }
    }

    /// Reads the quota again: it is not what it was.
    async fn quota_now(&self, zone_id: &str) -> ZoneQuota {
        ZoneQuota::read(self.client, zone_id, self.request).await.unwrap_or_default()
    }

    /// A call failed that submitted nothing.
    fn failed(&mut self, error: Error) -> NotSubmitted {
        let code = error.code().map(ToString::to_string);
        let cause = NotSubmitted::Error { code, message: error.to_string() };
        self.first_error.get_or_insert(error);
        cause
    }
}

/// Each reason once.
fn in_words(mut reasons: Vec<String>) -> String {
    reasons.sort_unstable();
    reasons.dedup();
    reasons.join("; ")
}

/// The time of the service, as far as the client knows it.
fn service_time(client: &Client) -> SystemTime {
    let config = client.config();
    let (now, ahead) = ((config.clock)(), config.clock_offset.current());
    let offset = Duration::from_secs(ahead.unsigned_abs());
    if ahead < 0 { now - offset } else { now + offset }
}
