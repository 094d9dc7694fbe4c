//! How many targets a request and a day may have, for each zone and type of task. The plan of a zone
//! decides this at the service; here all zones have the same quota, which the test can set.

use std::collections::BTreeMap;
use std::time::SystemTime;

use crate::api_error::ApiError;
use crate::times::whole_seconds;

/// The types of purge tasks, in the order of the response.
pub(crate) const PURGE_TYPES: [&str; 5] =
    ["purge_url", "purge_prefix", "purge_host", "purge_all", "purge_cache_tag"];

/// The type of prefetch tasks.
pub(crate) const PREFETCH_TYPE: &str = "prefetch_url";

/// The quota of a type of task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ContentQuota {
    /// The number of targets in one request.
    pub(crate) batch: u64,
    /// The number of targets in one day.
    pub(crate) daily: u64,
}

/// The quota of each type of task.
#[derive(Debug, Clone)]
pub(crate) struct ContentQuotas(BTreeMap<&'static str, ContentQuota>);

impl Default for ContentQuotas {
    /// Returns the quotas of the example in the spec.
    fn default() -> Self {
        let purge = ContentQuota { batch: 500, daily: 10_000 };
        let prefetch = ContentQuota { batch: 500, daily: 1_000 };
        let quotas = PURGE_TYPES.map(|task_type| (task_type, purge));
        Self(quotas.into_iter().chain([(PREFETCH_TYPE, prefetch)]).collect())
    }
}

impl ContentQuotas {
    pub(crate) fn set_all(&mut self, quota: ContentQuota) {
        self.0.values_mut().for_each(|old| *old = quota);
    }

    /// Sets the quota of one type. Returns false if there is no such type.
    pub(crate) fn set(&mut self, task_type: &str, quota: ContentQuota) -> bool {
        self.0.get_mut(task_type).map(|old| *old = quota).is_some()
    }

    /// Returns the types in the order of their names.
    pub(crate) fn types(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }
}

/// The quotas, and the targets that were used today, by zone and type.
#[derive(Debug, Default)]
pub(crate) struct UsedQuota {
    quotas: ContentQuotas,
    /// The day in UTC, counted from 1970.
    day: i64,
    used: BTreeMap<(String, String), u64>,
}

impl UsedQuota {
    pub(crate) fn of(quotas: ContentQuotas) -> Self {
        Self { quotas, ..Self::default() }
    }

    pub(crate) fn quota(&self, task_type: &str) -> ContentQuota {
        let quota = self.quotas.0.get(task_type).copied();
        quota.unwrap_or(ContentQuota { batch: u64::MAX, daily: u64::MAX })
    }

    /// Uses the quota for a request, or refuses it. All its targets count for the batch, and the accepted
    /// ones for the day of their zones.
    pub(crate) fn take(
        &mut self,
        task_type: &str,
        requested: u64,
        accepted: &BTreeMap<String, u64>,
        now: SystemTime,
    ) -> Result<(), ApiError> {
        let ContentQuota { batch, daily } = self.quota(task_type);
        if requested > batch {
            let message = format!("{requested} targets; a request may have {batch}");
            return Err(ApiError::new("LimitExceeded.BatchQuota", message));
        }
        for (zone, targets) in accepted {
            let available = self.available(zone, task_type, now);
            if *targets > available {
                let message =
                    format!("{targets} targets of {zone}; {available} of {daily} are left today");
                return Err(ApiError::new("LimitExceeded.DailyQuota", message));
            }
        }
        if self.day != day(now) {
            self.day = day(now);
            self.used.clear();
        }
        for (zone, targets) in accepted {
            *self.used.entry((zone.clone(), task_type.to_owned())).or_default() += targets;
        }
        Ok(())
    }

    /// Returns how many targets are left today.
    pub(crate) fn available(&self, zone: &str, task_type: &str, now: SystemTime) -> u64 {
        let used = self.used.get(&(zone.to_owned(), task_type.to_owned())).copied();
        let used = used.filter(|_| self.day == day(now)).unwrap_or(0);
        self.quota(task_type).daily.saturating_sub(used)
    }
}

fn day(now: SystemTime) -> i64 {
    whole_seconds(now).as_second().div_euclid(24 * 3_600)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::time::Duration;

    use super::*;

    fn take(used: &mut UsedQuota, task_type: &str, zones: &[(&str, u64)]) -> Option<String> {
        take_at(used, task_type, zones, SystemTime::UNIX_EPOCH)
    }

    fn take_at(
        used: &mut UsedQuota,
        task_type: &str,
        zones: &[(&str, u64)],
        now: SystemTime,
    ) -> Option<String> {
        let requested = zones.iter().map(|(_, targets)| targets).sum();
        let accepted = zones.iter().map(|(zone, targets)| ((*zone).to_owned(), *targets));
        let result = used.take(task_type, requested, &accepted.collect(), now);
        result.err().map(|error| error.code.into_owned())
    }

    fn small() -> UsedQuota {
        let mut quotas = ContentQuotas::default();
        quotas.set_all(ContentQuota { batch: 3, daily: 4 });
        assert!(quotas.set("purge_host", ContentQuota { batch: 1, daily: 1 }));
        assert!(!quotas.set("purge_hosts", ContentQuota { batch: 1, daily: 1 }));
        UsedQuota::of(quotas)
    }

    #[test]
    fn a_request_and_a_day_have_a_limit_for_each_zone_and_type() {
        let used = &mut small();
        let batch = Some("LimitExceeded.BatchQuota".to_owned());
        let daily = Some("LimitExceeded.DailyQuota".to_owned());
        assert_eq!(take(used, "purge_url", &[("a", 4)]), batch);
        assert_eq!(take(used, "purge_url", &[("a", 3)]), None);
        assert_eq!(take(used, "purge_url", &[("a", 2)]), daily);
        assert_eq!(take(used, "purge_url", &[("a", 1)]), None);
        assert_eq!(take(used, "purge_prefix", &[("a", 3)]), None);
        assert_eq!(take(used, "purge_host", &[("a", 2)]), batch);
        assert_eq!(take(used, "purge_url", &[("b", 3)]), None);
        let tomorrow = SystemTime::UNIX_EPOCH + Duration::from_secs(24 * 3_600);
        assert_eq!(take_at(used, "purge_url", &[("a", 3)], tomorrow), None);
        assert_eq!(used.available("b", "purge_url", tomorrow), 4);
    }

    #[test]
    fn of_targets_of_several_zones_each_zone_uses_its_own_and_none_if_one_has_too_few() {
        let used = &mut small();
        assert_eq!(take(used, "purge_url", &[("a", 2), ("b", 1)]), None);
        let daily = Some("LimitExceeded.DailyQuota".to_owned());
        assert_eq!(take(used, "purge_url", &[("a", 3)]), daily);
        take(used, "purge_url", &[("a", 1)]);
        take(used, "purge_url", &[("a", 1)]);
        assert_eq!(take(used, "purge_url", &[("a", 1), ("b", 1)]), daily);
        assert_eq!(used.available("b", "purge_url", SystemTime::UNIX_EPOCH), 3);
    }

    #[test]
    fn a_refused_target_counts_for_the_batch_alone() {
        let used = &mut small();
        let one = BTreeMap::from([("a".to_owned(), 1)]);
        let now = SystemTime::UNIX_EPOCH;
        used.take("purge_url", 3, &one, now).unwrap();
        assert_eq!(used.available("a", "purge_url", now), 3);
        let error = used.take("purge_url", 4, &one, now).unwrap_err();
        assert_eq!(error.code, "LimitExceeded.BatchQuota");
    }
}
