//! What is sent besides targets: the settings of a purge or a prefetch, and the call that submits them.

use super::tasks::TaskKind;
use crate::teo::{
    CacheTag, CreatePrefetchTaskRequest, CreatePurgeTaskRequest, FailReason, Header, PrefetchMode,
    PurgeMethod, PurgeType, Quota, Switch,
};
use crate::workflows::once::once;
use crate::{Client, Error};

#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) kind: TaskKind,
    pub(super) domains: Option<Vec<String>>,
    pub(super) mode: Option<PrefetchMode>,
    pub(super) headers: Option<Vec<Header>>,
    pub(super) media_segments: Option<Switch>,
}

/// What the service returned to a submission.
pub(super) struct Submitted {
    pub(super) job_id: String,
    pub(super) refused: Vec<FailReason>,
}

impl Request {
    pub(super) fn new(kind: TaskKind) -> Self {
        Self { kind, domains: None, mode: None, headers: None, media_segments: None }
    }

    pub(super) fn set_method(&mut self, new: PurgeMethod) {
        if let TaskKind::Purge { method, .. } = &mut self.kind {
            *method = Some(new);
        }
    }

    /// Returns whether this quota is the one that is used up.
    pub(super) fn uses(&self, quota: &Quota) -> bool {
        let task_type = match &self.kind {
            TaskKind::Purge { purge_type, .. } => purge_type.as_str(),
            TaskKind::Prefetch => "prefetch_url",
        };
        quota.r#type.as_ref().is_some_and(|quota_type| quota_type == task_type)
    }

    /// Returns whether the quota of the day is another one, which the service does not tell.
    pub(super) fn has_own_daily_quota(&self) -> bool {
        self.mode == Some(PrefetchMode::Edge)
    }

    /// Submits targets, once: the call is sent again only if that certainly had no effect.
    pub(super) async fn submit(
        &self,
        client: &Client,
        zone_id: &str,
        targets: Vec<String>,
    ) -> Result<Submitted, Error> {
        let retry = once(client);
        match &self.kind {
            TaskKind::Purge { purge_type, method } => {
                let mut request =
                    CreatePurgeTaskRequest::new().zone_id(zone_id).r#type(purge_type.clone());
                request.method.clone_from(method);
                request.targets = (*purge_type != PurgeType::PurgeAll).then_some(targets);
                let domains = self.domains.clone();
                request.cache_tag = domains.map(|domains| CacheTag::new().domains(domains));
                let response = client.create_purge_task(request).retry(retry).await?;
                Ok(Submitted { job_id: response.job_id, refused: response.failed_list })
            }
            TaskKind::Prefetch => {
                let mut request =
                    CreatePrefetchTaskRequest::new().zone_id(zone_id).targets(targets);
                request.mode.clone_from(&self.mode);
                request.headers.clone_from(&self.headers);
                request.prefetch_media_segments.clone_from(&self.media_segments);
                let response = client.create_prefetch_task(request).retry(retry).await?;
                Ok(Submitted { job_id: response.job_id, refused: response.failed_list })
            }
        }
    }
}
