//! How many targets a request and a day may have, for each zone and type of task. The plan of a zone
//! decides this at the service; here all zones have the same quota.

use std::collections::BTreeMap;
use std::time::SystemTime;

use crate::api_error::ApiError;
use crate::times::whole_seconds;

/// The quota of each type of task.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ContentQuota {
    /// The number of targets in one request.
    pub(crate) batch: u64,
    /// The number of targets in one day.
    pub(crate) daily: u64,
}

impl Default for ContentQuota {
    /// Returns the purge quota of the example in the spec.
    fn default() -> Self {
        Self { batch: 500, daily: 10_000 }
    }
}

/// The targets that were used, by zone, type and day in UTC.
#[derive(Debug, Default)]
pub(crate) struct UsedQuota {
    pub(crate) quota: ContentQuota,
    used: BTreeMap<(String, String, i64), u64>,
}

impl UsedQuota {
    pub(crate) fn of(quota: ContentQuota) -> Self {
        Self { quota, used: BTreeMap::new() }
    }

    /// Uses the quota for the targets of a request, or refuses them.
    pub(crate) fn take(
        &mut self,
        zone: &str,
        task_type: &str,
        targets: usize,
        now: SystemTime,
    ) -> Result<(), ApiError> {
        let targets = targets as u64;
        let ContentQuota { batch, daily } = self.quota;
        if targets > batch {
            let message = format!("{targets} targets; a request may have {batch}");
            return Err(ApiError::new("LimitExceeded.BatchQuota", message));
        }
        let available = self.available(zone, task_type, now);
        if targets > available {
            let message = format!("{targets} targets; {available} of {daily} are left today");
            return Err(ApiError::new("LimitExceeded.DailyQuota", message));
        }
        *self.used.entry(key(zone, task_type, now)).or_default() += targets;
        Ok(())
    }

    /// Returns how many targets are left today.
    pub(crate) fn available(&self, zone: &str, task_type: &str, now: SystemTime) -> u64 {
        let used = self.used.get(&key(zone, task_type, now)).copied().unwrap_or(0);
        self.quota.daily.saturating_sub(used)
    }
}

fn key(zone: &str, task_type: &str, now: SystemTime) -> (String, String, i64) {
    let day = whole_seconds(now).as_second().div_euclid(24 * 3_600);
    (zone.to_owned(), task_type.to_owned(), day)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::time::Duration;

    use super::*;

    #[test]
    fn a_request_and_a_day_have_a_limit_for_each_zone_and_type() {
        let mut used = UsedQuota::of(ContentQuota { batch: 3, daily: 4 });
        let now = SystemTime::UNIX_EPOCH;
        let mut take = |zone: &str, task_type: &str, targets, now| {
            used.take(zone, task_type, targets, now).map_err(|error| error.code.into_owned())
        };
        assert_eq!(take("a", "purge_url", 4, now).unwrap_err(), "LimitExceeded.BatchQuota");
        take("a", "purge_url", 3, now).unwrap();
        assert_eq!(take("a", "purge_url", 2, now).unwrap_err(), "LimitExceeded.DailyQuota");
        take("a", "purge_url", 1, now).unwrap();
        take("a", "purge_host", 3, now).unwrap();
        take("b", "purge_url", 3, now).unwrap();
        take("a", "purge_url", 3, now + Duration::from_secs(24 * 3_600)).unwrap();
    }
}
