//! The configuration of a client, and the options that a call sets for itself.

use std::sync::Arc;
use std::time::Duration;

use super::language::Language;
use crate::runtime::check::Validation;
use crate::runtime::credentials::ProvideCredentials;
use crate::runtime::schema::Site;
use crate::runtime::timing::{Clock, ClockOffset, Queues, RateLimit, RetryBudget, RetryPolicy};
use crate::runtime::transport::Transport;

/// The configuration of a client, and the state that it shares with its clones and with clients of
/// another destination.
pub(crate) struct Config {
    pub(crate) site: Site,
    pub(crate) allow_http: bool,
    pub(crate) language: Option<Language>,
    pub(crate) request_client: String,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) idle_timeout: Duration,
    pub(crate) validation: Validation,
    pub(crate) retry: RetryPolicy,
    pub(crate) rate_limit: RateLimit,
    pub(crate) credentials: Arc<dyn ProvideCredentials>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Clock,
    pub(crate) clock_offset: ClockOffset,
    pub(crate) retry_budget: RetryBudget,
    pub(crate) queues: Queues,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("site", &self.site)
            .field("language", &self.language)
            .field("request_client", &self.request_client)
            .field("timeout", &self.timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("validation", &self.validation)
            .field("retry", &self.retry)
            .field("rate_limit", &self.rate_limit)
            .finish_non_exhaustive()
    }
}

/// The options that a call sets for itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) validation: Option<Validation>,
    pub(crate) retry: Option<RetryPolicy>,
}
