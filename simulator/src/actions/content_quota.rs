//! The action that tells how many targets may still be purged or prefetched.

use serde_json::{Map, Value, json};
use teo_specs::Action;

use super::{ActionContext, ActionResult, zone_id};
use crate::parameters::Parameters;
use crate::state::quota::{ContentQuota, PREFETCH_TYPE, PURGE_TYPES};

impl ActionContext<'_> {
    pub(super) fn describe_content_quota(
        &self,
        action: &Action,
        parameters: &Parameters,
    ) -> ActionResult {
        let zone = zone_id(parameters);
        self.check_zone(action, zone)?;
        let quota = |task_type: &str| -> Value {
            let ContentQuota { batch, daily } = self.resources.quota.quota(task_type);
            json!({
                "Type": task_type,
                "Batch": batch,
                "Daily": daily,
                "DailyAvailable": self.resources.quota.available(zone, task_type, self.now),
            })
        };
        let purge: Vec<_> = PURGE_TYPES.into_iter().map(quota).collect();
        Ok(Map::from_iter([
            ("PurgeQuota".to_owned(), json!(purge)),
            ("PrefetchQuota".to_owned(), json!([quota(PREFETCH_TYPE)])),
        ]))
    }
}
