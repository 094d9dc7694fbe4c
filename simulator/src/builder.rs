//! Sets a simulator up and starts it. Every setting has a default that suits a first try; those that
//! exist are what tests need to hold still or to strain.

use std::collections::VecDeque;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use teo_specs::{LoadError, Spec};
use tokio::net::TcpListener;

use crate::account::Holdings;
use crate::rate::{Limit, Motion, Rates};
use crate::server::{Books, Clock, Server};
use crate::signature::Keys;
use crate::simulator::Simulator;
use crate::times::whole_seconds;

/// The secret id that a simulator accepts unless told otherwise. Not a secret.
pub const SECRET_ID: &str = "AKIDsimulated";

/// The secret key that belongs to [`SECRET_ID`]. Not a secret.
pub const SECRET_KEY: &str = "simulated-and-not-secret";

/// Why a simulator could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The embedded specs could not be loaded.
    #[error("cannot load the specs")]
    Spec(#[from] LoadError),
    /// The address can be reached from other machines.
    #[error(
        "{0} is not a loopback address; the simulator is no server for a network, so listen on 127.0.0.1 or [::1]"
    )]
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Settings of a [`Simulator`] that is yet to start; made by [`Simulator::builder`].
#[must_use = "nothing listens before `start`"]
pub struct SimulatorBuilder {
    address: SocketAddr,
    keys: Keys,
    spec: Option<Spec>,
    limit_of_all: Option<Limit>,
    motion: Motion,
    task_duration: Duration,
    clock: Clock,
    /// Each with its domains.
    zones: Vec<(String, Vec<String>)>,
    seed: u64,
}

impl SimulatorBuilder {
    pub(crate) fn new() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            keys: Keys {
                secret_id: SECRET_ID.to_owned(),
                secret_key: SECRET_KEY.to_owned(),
                token: None,
            },
            spec: None,
            limit_of_all: None,
            motion: Motion::default(),
            task_duration: Duration::from_millis(300),
            clock: Arc::new(SystemTime::now),
            zones: Vec::new(),
            seed: 0,
        }
    }

    /// Listens on this address of loopback; port 0 takes any free one, which is the default.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Accepts this key alone.
    pub fn key(mut self, secret_id: impl Into<String>, secret_key: impl Into<String>) -> Self {
        self.keys.secret_id = secret_id.into();
        self.keys.secret_key = secret_key.into();
        self
    }

    /// Demands this text as `X-TC-Token`, as the service does of temporary credentials.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.keys.token = Some(token.into());
        self
    }

    /// Answers by these specs instead of the embedded ones.
    pub fn spec(mut self, spec: Spec) -> Self {
        self.spec = Some(spec);
        self
    }

    /// Takes at most so many requests for each action in any such window, whatever the specs say.
    pub fn rate(mut self, requests: u32, window: Duration) -> Self {
        self.limit_of_all = Some(Limit { requests, window });
        self
    }

    /// Counts the rate in windows that follow each other, where by default they slide.
    pub fn fixed_window(mut self) -> Self {
        self.motion = Motion::Fixed;
        self
    }

    /// How long a task is processing and a zone or domain takes to change; 300 ms by default.
    pub fn task_duration(mut self, duration: Duration) -> Self {
        self.task_duration = duration;
        self
    }

    /// Takes the time from here: for the age of signatures and the life of tasks, not for the rate.
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Registers a zone and its domains, the first of which is its name. From then on no zone exists
    /// that is neither registered nor created, and a target's host must be a domain of the zone or
    /// below one.
    pub fn zone<D: Into<String>>(
        mut self,
        zone_id: impl Into<String>,
        domains: impl IntoIterator<Item = D>,
    ) -> Self {
        let domains = domains.into_iter().map(Into::into).collect();
        self.zones.push((zone_id.into(), domains));
        self
    }

    /// Decides what made-up answers hold; 0 by default. With one seed, every run meets the same.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Starts it on the current tokio runtime.
    ///
    /// # Errors
    ///
    /// When the address is not on loopback or cannot be listened on.
    pub async fn start(self) -> Result<Simulator, StartError> {
        let wanted = self.address;
        if !wanted.ip().is_loopback() {
            return Err(StartError::NotLoopback(wanted));
        }
        let spec = match self.spec {
            Some(spec) => spec,
            None => Spec::embedded("teo", "2022-09-01")?,
        };
        let failed = |source| StartError::Listen { address: wanted, source };
        let listener = TcpListener::bind(wanted).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let now = (self.clock)();
        let mut holdings = Holdings::default();
        for (id, domains) in self.zones {
            holdings.zones.register(id, domains, now);
        }
        let server = Server {
            spec,
            keys: self.keys,
            task_duration: self.task_duration,
            clock: self.clock,
            started: whole_seconds(now),
            seed: self.seed,
            books: Mutex::new(Books {
                rates: Rates::new(self.limit_of_all, self.motion),
                holdings,
                failures: VecDeque::new(),
                received: Vec::new(),
            }),
        };
        Ok(Simulator::serve(address, listener, server))
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
    async fn an_address_that_others_can_reach_is_refused() {
        let address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
        let error = Simulator::builder().listen(address).start().await.unwrap_err();
        assert!(matches!(error, StartError::NotLoopback(_)), "{error}");
    }

    #[tokio::test]
    async fn the_port_is_free_again_once_stopped() {
        let simulator = Simulator::start().await.unwrap();
        let address = simulator.address();
        simulator.stop().await;
        let again = Simulator::builder().listen(address).start().await.unwrap();
        assert_eq!(again.url(), format!("http://{address}"));
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
        panic!("{address} is still listened on");
    }

    #[tokio::test]
    async fn debug_shows_no_credential() {
        let builder = Simulator::builder().key("THE-ID", "THE-KEY").token("THE-TOKEN");
        let shown = format!("{builder:?}");
        let simulator = builder.start().await.unwrap();
        assert!(!format!("{shown} {simulator:?}").contains("THE-"));
    }
}
