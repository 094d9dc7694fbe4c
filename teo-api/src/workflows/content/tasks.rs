//! The tasks of jobs, of either kind: those of a purge and those of a prefetch come from two lists.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::runtime::{Action as _, ActionSchema, PagedAction};
use crate::teo::{
    DescribePrefetchTasksFilter, DescribePrefetchTasksRequest, DescribePurgeTasksFilter,
    DescribePurgeTasksRequest, PurgeMethod, PurgeType, Task,
};
use crate::{Call, Client, Error, ErrorKind};

/// What the tasks of a run do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TaskKind {
    Purge { purge_type: PurgeType, method: Option<PurgeMethod> },
    Prefetch,
}

impl TaskKind {
    /// The schema of the action that lists the tasks.
    pub(super) fn list_schema(&self) -> &'static ActionSchema {
        match self {
            Self::Purge { .. } => DescribePurgeTasksRequest::SCHEMA,
            Self::Prefetch => DescribePrefetchTasksRequest::SCHEMA,
        }
    }

    /// Lists the tasks of a job. None means that they are not visible yet.
    pub(super) async fn of_job(
        &self,
        client: &Client,
        zone_id: &str,
        job_id: &str,
    ) -> Result<Vec<Task>, Error> {
        match self {
            Self::Purge { .. } => {
                let filter = DescribePurgeTasksFilter::job_id(job_id);
                let request = DescribePurgeTasksRequest::new().zone_id(zone_id).filters([filter]);
                all(client.describe_purge_tasks(request)).await
            }
            Self::Prefetch => {
                let filter = DescribePrefetchTasksFilter::job_id(job_id);
                let request =
                    DescribePrefetchTasksRequest::new().zone_id(zone_id).filters([filter]);
                all(client.describe_prefetch_tasks(request)).await
            }
        }
    }

    /// Lists the tasks of a zone that were submitted in a period.
    pub(super) async fn between(
        &self,
        client: &Client,
        zone_id: &str,
        (start, end): (SystemTime, SystemTime),
    ) -> Result<Vec<Task>, Error> {
        match self {
            Self::Purge { .. } => {
                let request = DescribePurgeTasksRequest::new().zone_id(zone_id);
                all(client.describe_purge_tasks(request.start_time(start).end_time(end))).await
            }
            Self::Prefetch => {
                let request = DescribePrefetchTasksRequest::new().zone_id(zone_id);
                all(client.describe_prefetch_tasks(request.start_time(start).end_time(end))).await
            }
        }
    }

    /// Returns whether a task does the same as those of this kind, as far as it says. Where a method can be
    /// set and is not, it is to invalidate.
    pub(super) fn is_kind_of(&self, task: &Task) -> bool {
        match self {
            Self::Purge { purge_type, method } => {
                let takes_method = matches!(
                    purge_type,
                    PurgeType::PurgePrefix | PurgeType::PurgeHost | PurgeType::PurgeAll
                );
                let default = takes_method.then_some(&PurgeMethod::Invalidate);
                let ours = method.as_ref().or(default);
                task.r#type == purge_type.as_str()
                    && !matches!((ours, &task.method), (Some(ours), Some(its)) if ours != its)
            }
            Self::Prefetch => true,
        }
    }
}

/// Reads all pages at the greatest limit. If the list changes on the way, what came is returned: the wait
/// for the rest reads the list again.
async fn all<A: PagedAction<Item = Task>>(call: Call<A>) -> Result<Vec<Task>, Error> {
    let mut items = call.items();
    let mut tasks = Vec::new();
    while let Some(task) = items.next().await {
        match task {
            Ok(task) => tasks.push(task),
            Err(error) if error.kind() == ErrorKind::Incomplete => break,
            Err(error) => return Err(error),
        }
    }
    Ok(tasks)
}
