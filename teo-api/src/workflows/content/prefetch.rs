//! What can be prefetched, and how.

use std::time::Duration;

use super::jobs::Jobs;
use super::request::Request;
use super::run::{Plan, Run};
use super::tasks::TaskKind;
use crate::teo::{Header, PrefetchMode, Switch};
use crate::{Client, Error};

/// A prefetch waits so long after the last submission, unless it is told otherwise.
const TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// Prefetches URLs into the cache.
///
/// See [the module](super) for what it promises. This one shows its progress:
///
/// ```no_run
/// use teo_api::workflows::content::Prefetch;
///
/// # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
/// let mut run = Prefetch::urls(["https://www.example.com/film.mp4"]).run(&client).progress();
/// while let Some(progress) = run.next().await {
///     println!("{progress}");
/// }
/// let outcome = run.outcome().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a prefetch sends nothing until it is run"]
pub struct Prefetch(Plan);

impl Prefetch {
    /// These URLs, with their scheme. Send characters outside ASCII percent-encoded.
    pub fn urls(urls: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(Plan::new(Request::new(TaskKind::Prefetch), urls, TIMEOUT))
    }

    /// Sets whether the content is loaded into the middle layer only, which is the default of the
    /// service, or into the edge as well, which has a quota of its own.
    pub fn mode(mut self, mode: impl Into<PrefetchMode>) -> Self {
        self.0.request.mode = Some(mode.into());
        self
    }

    /// Sets the headers of the requests to the origin, by name and value.
    pub fn headers(
        mut self,
        headers: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
    ) -> Self {
        let header = |(name, value)| Header::new().name(name).value(value);
        self.0.request.headers = Some(headers.into_iter().map(header).collect());
        self
    }

    /// Sets whether the segments of M3U8 playlists are loaded too.
    pub fn media_segments(mut self, load: bool) -> Self {
        let switch = if load { Switch::On } else { Switch::Off };
        self.0.request.media_segments = Some(switch);
        self
    }

    /// Names the zone of all targets, so that no zone is looked up.
    pub fn zone(mut self, zone_id: impl Into<String>) -> Self {
        self.0.zone_id = Some(zone_id.into());
        self
    }

    /// Sets how long to wait for the tasks after the last submission. Defaults to 30 minutes.
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
