//! What can be purged, and how.

use std::time::Duration;

use super::jobs::Jobs;
use super::request::Request;
use super::run::{Plan, Run};
use super::tasks::TaskKind;
use crate::teo::{PurgeMethod, PurgeType};
use crate::{Client, Error};

/// A purge waits so long after the last submission, unless it is told otherwise.
const TIMEOUT: Duration = Duration::from_secs(5 * 60);

/// Purges targets from the cache: URLs, prefixes, hosts, cache tags or everything.
///
/// See [the module](super) for what it promises.
///
/// ```no_run
/// use teo_api::teo::PurgeMethod;
/// use teo_api::workflows::content::Purge;
///
/// # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
/// let purge = Purge::prefixes(["https://www.example.com/news/"]).method(PurgeMethod::Delete);
/// let outcome = purge.run(&client).await?;
/// if !outcome.is_success() {
///     println!("{outcome}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a purge sends nothing until it is run"]
pub struct Purge(Plan);

impl Purge {
    /// These URLs, with their scheme.
    pub fn urls(urls: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::of(PurgeType::PurgeUrl, urls)
    }

    /// Everything below these prefixes: URLs of folders, with their scheme.
    pub fn prefixes(prefixes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::of(PurgeType::PurgePrefix, prefixes)
    }

    /// Everything of these hosts.
    pub fn hosts(hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::of(PurgeType::PurgeHost, hosts)
    }

    /// What has one of these cache tags, in a zone. The vendor's words ask for [`domains`](Self::domains)
    /// too; the vendor's example does without.
    pub fn cache_tags(
        zone_id: impl Into<String>,
        tags: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::of(PurgeType::PurgeCacheTag, tags).zone(zone_id)
    }

    /// Everything in a zone.
    pub fn everything(zone_id: impl Into<String>) -> Self {
        let zone_id = zone_id.into();
        Self::of(PurgeType::PurgeAll, [zone_id.clone()]).zone(zone_id)
    }

    fn of(purge_type: PurgeType, targets: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let kind = TaskKind::Purge { purge_type, method: None };
        Self(Plan::new(Request::new(kind), targets, TIMEOUT))
    }

    /// Sets whether the content is removed or marked as stale, which is the default of the service. For
    /// prefixes, hosts and everything.
    pub fn method(mut self, method: impl Into<PurgeMethod>) -> Self {
        self.0.request.set_method(method.into());
        self
    }

    /// Sets the domains in which the cache tags are looked for.
    pub fn domains(mut self, domains: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.0.request.domains = Some(domains.into_iter().map(Into::into).collect());
        self
    }

    /// Names the zone of all targets, so that no zone is looked up.
    pub fn zone(mut self, zone_id: impl Into<String>) -> Self {
        self.0.zone_id = Some(zone_id.into());
        self
    }

    /// Sets how long to wait for the tasks after the last submission. Defaults to 5 minutes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.timeout = timeout;
        self
    }

    /// Submits the targets and waits for them, once the [`Run`] is awaited.
    pub fn run(self, client: &Client) -> Run {
        self.0.run(client)
    }

    /// Submits the targets and does not wait for them. If this is dropped on the way, the jobs that were
    /// submitted are not known; [`Run::jobs`] keeps them.
    ///
    /// # Errors
    ///
    /// As those of [`run`](Self::run): only if nothing was submitted.
    pub async fn submit(self, client: &Client) -> Result<Jobs, Error> {
        self.0.submit(client).await
    }
}
