//! The action that tells how many targets may still be purged or prefetched.

use serde_json::{Map, Value, json};
use teo_specs::Action;

use super::{ActionContext, ActionResult, zone_id};
use crate::parameters::Parameters;

/// The types of purge tasks, in the order of the response.
const PURGE_TYPES: [&str; 5] =
    ["purge_url", "purge_prefix", "purge_host", "purge_all", "purge_cache_tag"];

impl ActionContext<'_> {
    pub(super) fn describe_content_quota(
        &self,
        action: &Action,
        parameters: &Parameters,
    ) -> ActionResult {
        let zone = zone_id(parameters);
        self.check_zone(action, zone)?;
        let quota = |task_type: &str| -> Value {
            json!({
                "Type": task_type,
                "Batch": self.resources.quota.quota.batch,
                "Daily": self.resources.quota.quota.daily,
                "DailyAvailable": self.resources.quota.available(zone, task_type, self.now),
            })
        };
        let purge: Vec<_> = PURGE_TYPES.into_iter().map(quota).collect();
        Ok(Map::from_iter([
            ("PurgeQuota".to_owned(), json!(purge)),
            ("PrefetchQuota".to_owned(), json!([quota("prefetch_url")])),
        ]))
    }
}
