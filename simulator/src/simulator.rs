//! The handle of a running simulator: its address, its credentials, and the requests it received.
//! Dropping the handle stops the simulator.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::rule::Rule;
use crate::server::{self, Server};
use crate::state::received_request::ReceivedRequest;

/// A simulated API server on the loopback interface. It stops when it is dropped.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), teo_simulator::StartError> {
/// let simulator = teo_simulator::Simulator::start().await?;
/// println!("endpoint {}, secret id {}", simulator.url(), simulator.secret_id());
/// # Ok(())
/// # }
/// ```
pub struct Simulator {
    address: SocketAddr,
    server: Arc<Server>,
    /// Dropping it starts the shutdown.
    shutdown: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl Simulator {
    /// Spawns the server on the current Tokio runtime.
    pub(crate) fn spawn(address: SocketAddr, listener: TcpListener, server: Server) -> Self {
        let server = Arc::new(server);
        let (shutdown, stopping) = watch::channel(());
        let mut shutdown_requested = stopping.clone();
        let service = axum::serve(listener, server::router(Arc::clone(&server), stopping));
        let task = tokio::spawn(async move {
            let shutdown_signal = async move {
                // Nothing is ever sent: the receiver completes when the sender is dropped.
                let _ = shutdown_requested.changed().await;
            };
            // An error on one connection does not stop the server; only the shutdown signal does.
            let _ = service.with_graceful_shutdown(shutdown_signal).await;
        });
        Self { address, server, shutdown, task }
    }

    /// Returns the endpoint for a client: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the address that the simulator listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the only secret id that the simulator accepts.
    #[must_use]
    pub fn secret_id(&self) -> &str {
        &self.server.keys.secret_id
    }

    /// Returns the only secret key that the simulator accepts.
    #[must_use]
    pub fn secret_key(&self) -> &str {
        &self.server.keys.secret_key
    }

    /// Returns every request received so far, in the order in which they were executed, and for each
    /// whether it was executed and which rule was applied. Of more than 100,000 requests, or of bodies
    /// of more than 256 MiB, the oldest are left out.
    #[must_use]
    pub fn received(&self) -> Vec<ReceivedRequest> {
        self.server.lock_state().received.latest()
    }

    /// Tells the simulator what to do with some of the next requests. A request takes the oldest rule
    /// that is for its action, until the rule is used up; without a rule it is handled normally.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), teo_simulator::StartError> {
    /// use teo_simulator::{Rule, Simulator};
    ///
    /// let simulator = Simulator::start().await?;
    /// simulator.add_rule(Rule::error("InternalError", "told by the test").times(2));
    /// simulator.add_rule(Rule::close().on("CreateZone").after_execution());
    /// // Two requests get the error. Then a zone is created once, but its connection is closed. All
    /// // other requests get a response.
    /// # Ok(())
    /// # }
    /// ```
    pub fn add_rule(&self, rule: Rule) {
        self.server.lock_state().rules.add(rule, Instant::now());
    }

    /// Sets members of items, as the service does by itself: a domain is forbidden, a certificate fails,
    /// a state that takes a while is there at once. `identifiers` selects the items of a resource of the
    /// spec, and `members` has the new values by their paths. Returns the number of items.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), teo_simulator::StartError> {
    /// use serde_json::json;
    ///
    /// let simulator =
    ///     teo_simulator::Simulator::builder().zone("zone-1", ["example.com"]).start().await?;
    /// let domain = json!({"ZoneId": "zone-1", "DomainName": "example.com"});
    /// let forbidden = json!({"DomainStatus": "forbidden"});
    /// assert_eq!(simulator.set_members("AccelerationDomain", &domain, &forbidden), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_members(&self, resource: &str, identifiers: &Value, members: &Value) -> usize {
        let (Value::Object(identifiers), Value::Object(members)) = (identifiers, members) else {
            return 0;
        };
        let mut state = self.server.lock_state();
        state.resources.items.change(resource, identifiers, |item| {
            for (path, value) in members {
                item.put(path, value.clone());
            }
        })
    }

    /// Stops accepting connections, completes the requests in progress, and returns when every
    /// connection is closed. A response that a rule holds back is not awaited: its connection is
    /// closed.
    pub async fn stop(self) {
        drop(self.shutdown);
        // An error means that the server task panicked, so there is nothing left to stop.
        let _ = self.task.await;
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").field("address", &self.address).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
