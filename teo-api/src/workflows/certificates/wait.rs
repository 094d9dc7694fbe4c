//! Waits until a certificate is deployed on every host, or has come to another end.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use super::bind::{Bind, Target, found_host};
use super::plan::has_failed;
use super::{HostCertificates, HostState};
use crate::runtime::Action as _;
use crate::teo::{CertificateStatus, DescribeAccelerationDomainsRequest};

/// The time between two reads grows from the first to the second.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Stands for a wait whose end cannot be told.
const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// A change that was accepted shows in the list within this time.
const VISIBLE_WITHIN: Duration = Duration::from_secs(180);

impl Bind {
    /// Reads the hosts until each has come to an end or the time is over, even while the service does not
    /// answer. Without a time it reads once, and of the hosts those whose change may have been executed.
    pub(super) async fn finish(&self, targets: &mut [Target], wait: Option<Duration>) {
        let start = Instant::now();
        let is_awaited =
            |target: &Target| target.is_open() && (wait.is_some() || target.doubt.is_some());
        let deadline = wait.map(|wait| start + wait.min(CENTURY));
        let time_left =
            || deadline.map_or(Duration::ZERO, |end| end.saturating_duration_since(Instant::now()));
        let action = DescribeAccelerationDomainsRequest::SCHEMA;
        let mut pause = FIRST_PAUSE;
        while targets.iter().any(is_awaited) {
            let left = time_left();
            // Near the deadline it looks more often, so that an end just before it is seen.
            sleep(pause.min((left / 2).max(FIRST_PAUSE)).min(left)).await;
            pause = pause.mul_f32(1.5).min(LONGEST_PAUSE);
            let open = targets.iter().filter(|target| is_awaited(target));
            let names: Vec<_> = open.filter_map(|target| target.name.clone()).collect();
            let find = self.certificates().find(&names);
            let found = match deadline {
                Some(deadline) => timeout_at(deadline, find).await,
                None => Ok(find.await),
            };
            let is_last = time_left().is_zero();
            match found {
                Err(_) => break,
                Ok(Ok(found)) => {
                    for target in targets.iter_mut().filter(|target| is_awaited(target)) {
                        let host = found_host(&found, target.name.as_deref());
                        target.observe(host, self.certificate_id(), start.elapsed());
                    }
                }
                // The service has responded: to the change.
                Ok(Err(error)) if error.may_pass(action, true) && !is_last => {}
                Ok(Err(error)) => {
                    let error = Arc::new(error);
                    for target in targets.iter_mut().filter(|target| is_awaited(target)) {
                        let error = target.doubt.take().unwrap_or_else(|| Arc::clone(&error));
                        target.outcome.state = HostState::Unknown { error };
                    }
                }
            }
            if is_last {
                break;
            }
        }
        for target in targets.iter_mut().filter(|target| target.is_open()) {
            if let Some(error) = target.doubt.take() {
                target.outcome.state = HostState::Unknown { error };
            }
        }
    }
}

impl Target {
    fn is_open(&self) -> bool {
        matches!(self.outcome.state, HostState::Deploying)
    }

    /// Learns the state of the host from a read, at a time after the change.
    pub(super) fn observe(
        &mut self,
        host: Option<&HostCertificates>,
        certificate_id: &str,
        since: Duration,
    ) {
        let must_show = self.was_seen || since > VISIBLE_WITHIN;
        let Some(host) = host else {
            if must_show {
                self.outcome.state = HostState::NotInZone;
            }
            return;
        };
        let Some(certificate) = host.get(certificate_id) else {
            if must_show {
                self.outcome.state = match self.doubt.take() {
                    Some(error) => HostState::Unknown { error },
                    None => HostState::Missing,
                };
            }
            return;
        };
        if has_failed(certificate) && self.may_show_old_failure && since <= VISIBLE_WITHIN {
            return;
        }
        (self.was_seen, self.may_show_old_failure, self.doubt) = (true, false, None);
        let kept = self.outcome.kept.iter();
        self.outcome.missing = kept.filter(|id| host.get(id).is_none()).cloned().collect();
        match &certificate.status {
            Some(CertificateStatus::Deployed) => self.outcome.state = HostState::Deployed,
            Some(status) if has_failed(certificate) => {
                self.outcome.state = HostState::Failed { status: status.clone() };
            }
            // Being deployed, or a status that this version does not know.
            _ => {}
        }
    }
}
