//! Builds and starts a simulator. Every setting has a default that suits a first try.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use teo_specs::{LoadError, Spec};
use tokio::net::TcpListener;

use crate::rules::Rules;
use crate::server::signature::Keys;
use crate::server::{Clock, Server};
use crate::simulator::Simulator;
use crate::state::quota::{ContentQuota, ContentQuotas, UsedQuota};
use crate::state::rate::{Limit, RateLimiter, WindowKind};
use crate::state::received::Received;
use crate::state::{Resources, State, registered};
use crate::times::whole_seconds;

/// The secret id that a simulator accepts by default. Not a secret.
pub const SECRET_ID: &str = "AKIDsimulated";

/// The secret key that belongs to [`SECRET_ID`]. Not a secret.
pub const SECRET_KEY: &str = "simulated-and-not-secret";

/// The reason why a simulator could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The embedded spec could not be loaded.
    #[error("cannot load the embedded spec")]
    Spec(#[from] LoadError),
    /// The address is not on the loopback interface, so other machines may reach it.
    #[error(
        "{0} is not a loopback address; the simulator must not be reachable from a network, so listen on 127.0.0.1 or [::1]"
    )]
    NotLoopback(SocketAddr),
    /// A quota is for a type of task that does not exist.
    #[error("there is no type of task `{task_type}`; the types are {known}")]
    TaskType {
        /// The type.
        task_type: String,
        /// The types that exist.
        known: String,
    },
    /// The simulator cannot listen on the address.
    #[error("cannot listen on {address}")]
    Listen {
        /// The requested address.
        address: SocketAddr,
        /// The underlying I/O error.
        source: std::io::Error,
    },
}

/// Settings for the start of a [`Simulator`]. [`Simulator::builder`] returns the default settings.
#[must_use = "the simulator listens only after `start`"]
pub struct SimulatorBuilder {
    address: SocketAddr,
    keys: Keys,
    spec: Option<Spec>,
    limit_for_all: Option<Limit>,
    window_kind: WindowKind,
    task_duration: Duration,
    clock: Clock,
    /// The ids of registered zones, each with its domains.
    zones: Vec<(String, Vec<String>)>,
    seed: u64,
    list_size: Option<usize>,
    is_open: bool,
    content_quotas: ContentQuotas,
    /// A type of the quotas that does not exist.
    unknown_task_type: Option<String>,
}

impl Simulator {
    /// Starts a simulator with the default settings of [`builder`](Self::builder).
    ///
    /// # Errors
    ///
    /// Fails if the embedded spec cannot be loaded or no port of 127.0.0.1 is free.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Returns the default settings: any free port of 127.0.0.1, [`SECRET_ID`] with
    /// [`SECRET_KEY`], the embedded spec, and an account without zones.
    pub fn builder() -> SimulatorBuilder {
        SimulatorBuilder::new()
    }
}

impl SimulatorBuilder {
    fn new() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            keys: Keys {
                secret_id: SECRET_ID.to_owned(),
                secret_key: SECRET_KEY.to_owned(),
                token: None,
            },
            spec: None,
            limit_for_all: None,
            window_kind: WindowKind::default(),
            task_duration: Duration::from_millis(300),
            clock: Arc::new(SystemTime::now),
            zones: Vec::new(),
            seed: 0,
            list_size: None,
            is_open: false,
            content_quotas: ContentQuotas::default(),
            unknown_task_type: None,
        }
    }

    /// Sets the loopback address to listen on; port 0 means any free port. Defaults to 127.0.0.1
    /// and port 0.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets the only credentials that are accepted. Defaults to [`SECRET_ID`] and [`SECRET_KEY`].
    pub fn key(mut self, secret_id: impl Into<String>, secret_key: impl Into<String>) -> Self {
        self.keys.secret_id = secret_id.into();
        self.keys.secret_key = secret_key.into();
        self
    }

    /// Requires this token in `X-TC-Token`, as the service does for temporary credentials. By
    /// default the token is not checked.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.keys.token = Some(token.into());
        self
    }

    /// Uses this spec instead of the embedded one.
    pub fn spec(mut self, spec: Spec) -> Self {
        self.spec = Some(spec);
        self
    }

    /// Limits each action to `requests` in each `window`. Defaults to the rates in the spec.
    pub fn rate(mut self, requests: u32, window: Duration) -> Self {
        self.limit_for_all = Some(Limit { requests, window });
        self
    }

    /// Counts requests in consecutive fixed windows. Defaults to sliding windows.
    pub fn fixed_window(mut self) -> Self {
        self.window_kind = WindowKind::Fixed;
        self
    }

    /// Sets the duration of a task, and of a change of a zone or domain. Defaults to 300 ms.
    pub fn task_duration(mut self, duration: Duration) -> Self {
        self.task_duration = duration;
        self
    }

    /// Sets the clock for the age of signatures, for the progress of tasks, zones and domains, and
    /// for times in responses. Rate limits use the clock of the system. Defaults to
    /// [`SystemTime::now`].
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Registers a zone with its domains, as if they had been created before the start. The first
    /// domain is the name of the zone, and all are acceleration domains that are online. Only
    /// registered and created zones exist, unless the account is [open](Self::open).
    pub fn zone(
        mut self,
        zone_id: impl Into<String>,
        domains: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let domains = domains.into_iter().map(Into::into).collect();
        self.zones.push((zone_id.into(), domains));
        self
    }

    /// Opens the account: it accepts any id of any kind. What nobody created is made up when a request
    /// reads it, and made when a request changes it. Everything else is checked as without it. By
    /// default, an id that does not exist is refused.
    pub fn open(mut self) -> Self {
        self.is_open = true;
        self
    }

    /// Sets how many targets one request and one day may purge or prefetch, for each zone and type, as
    /// the plan of a zone does. Defaults to 500 and 10,000, and 500 and 1,000 for prefetch.
    pub fn content_quota(mut self, batch: u64, daily: u64) -> Self {
        self.content_quotas.set_all(ContentQuota { batch, daily });
        self
    }

    /// Sets the quota of one type, such as `prefetch_url` or `purge_host`, like
    /// [`content_quota`](Self::content_quota).
    pub fn content_quota_of(
        mut self,
        task_type: impl Into<String>,
        batch: u64,
        daily: u64,
    ) -> Self {
        let task_type = task_type.into();
        if !self.content_quotas.set(&task_type, ContentQuota { batch, daily }) {
            self.unknown_task_type = Some(task_type);
        }
        self
    }

    /// Sets the seed of made-up responses. Defaults to 0. Runs with the same seed, clock and calls
    /// get the same responses.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the number of items in every made-up list that has pages. Defaults to a number from 3 to
    /// 25 for each action and query. A list of a kind that is kept holds what the account has.
    pub fn list_size(mut self, items: usize) -> Self {
        self.list_size = Some(items);
        self
    }

    /// Starts the simulator on the current Tokio runtime.
    ///
    /// # Errors
    ///
    /// Fails if the address is not on the loopback interface, if the simulator cannot listen on it, if a
    /// quota is for a type of task that does not exist, or if the embedded spec is needed and cannot be
    /// loaded.
    pub async fn start(self) -> Result<Simulator, StartError> {
        let requested_address = self.address;
        if !requested_address.ip().is_loopback() {
            return Err(StartError::NotLoopback(requested_address));
        }
        if let Some(task_type) = self.unknown_task_type {
            let known: Vec<_> = self.content_quotas.types().collect();
            return Err(StartError::TaskType { task_type, known: known.join(", ") });
        }
        let spec = match self.spec {
            Some(spec) => spec,
            None => Spec::embedded("teo", "2022-09-01")?,
        };
        let listen_error = |source| StartError::Listen { address: requested_address, source };
        let listener = TcpListener::bind(requested_address).await.map_err(listen_error)?;
        let address = listener.local_addr().map_err(listen_error)?;
        let now = (self.clock)();
        let quota = UsedQuota::of(self.content_quotas);
        let mut resources = Resources { is_open: self.is_open, quota, ..Resources::default() };
        for (id, domains) in self.zones {
            registered::add_zone(&spec, &mut resources.items, &id, &domains, now);
        }
        let server = Server {
            spec,
            keys: self.keys,
            task_duration: self.task_duration,
            clock: self.clock,
            start_time: whole_seconds(now),
            seed: self.seed,
            list_size: self.list_size,
            state: Mutex::new(State {
                rate_limiter: RateLimiter::new(self.limit_for_all, self.window_kind),
                resources,
                rules: Rules::default(),
                received: Received::default(),
            }),
        };
        Ok(Simulator::spawn(address, listener, server))
    }
}

impl fmt::Debug for SimulatorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimulatorBuilder").field("address", &self.address).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[tokio::test]
    async fn an_address_that_other_machines_can_reach_is_refused() {
        let address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
        let error = Simulator::builder().listen(address).start().await.unwrap_err();
        assert!(matches!(error, StartError::NotLoopback(_)), "{error}");
    }

    #[tokio::test]
    async fn a_quota_of_an_unknown_type_is_refused_with_the_known_ones() {
        let error =
            Simulator::builder().content_quota_of("prefetch", 1, 1).start().await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains("`prefetch`") && text.contains("prefetch_url, purge_all"), "{text}");
    }

    #[tokio::test]
    async fn a_stopped_simulator_frees_its_port() {
        let simulator = Simulator::start().await.unwrap();
        let address = simulator.address();
        simulator.stop().await;
        let restarted = Simulator::builder().listen(address).start().await.unwrap();
        assert_eq!(restarted.url(), format!("http://{address}"));
    }

    #[tokio::test]
    async fn a_dropped_simulator_frees_its_port() {
        let simulator = Simulator::start().await.unwrap();
        let address = simulator.address();
        drop(simulator);
        for _ in 0..1_000 {
            if TcpListener::bind(address).await.is_ok() {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("{address} is still in use");
    }

    #[tokio::test]
    async fn debug_shows_no_credential() {
        let builder = Simulator::builder().key("THE-ID", "THE-KEY").token("THE-TOKEN");
        let builder_debug = format!("{builder:?}");
        let simulator = builder.start().await.unwrap();
        assert!(!format!("{builder_debug} {simulator:?}").contains("THE-"));
    }
}
