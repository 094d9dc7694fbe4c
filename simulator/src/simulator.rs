//! The handle of a running simulator: its address, its credentials, and the requests it received.
//! Dropping the handle stops the simulator.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::failure::Failure;
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
    shutdown: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Simulator {
    /// Spawns the server on the current Tokio runtime.
    pub(crate) fn spawn(address: SocketAddr, listener: TcpListener, server: Server) -> Self {
        let server = Arc::new(server);
        let (shutdown, shutdown_requested) = oneshot::channel::<()>();
        let service = axum::serve(listener, server::router(Arc::clone(&server)));
        let task = tokio::spawn(async move {
            let shutdown_signal = async {
                // Nothing is ever sent: the receiver completes when the sender is dropped.
                let _ = shutdown_requested.await;
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

    /// Returns every request received so far, in the order in which they were executed; not those
    /// closed by [`Failure::CloseBeforeRead`].
    #[must_use]
    pub fn received(&self) -> Vec<ReceivedRequest> {
        self.server.lock_state().received.clone()
    }

    /// Makes the next request fail, whatever its action. Call it several times to queue failures
    /// for several requests: each request takes the oldest one. Without one, requests are handled
    /// normally.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), teo_simulator::StartError> {
    /// use teo_simulator::{Failure, Simulator};
    ///
    /// let simulator = Simulator::start().await?;
    /// simulator.fail_next(Failure::code("InternalError", "injected by the test"));
    /// simulator.fail_next(Failure::CloseAfterRead);
    /// // The first request gets the error. The second request is executed, but its connection is
    /// // closed. The third request gets a response.
    /// # Ok(())
    /// # }
    /// ```
    pub fn fail_next(&self, failure: Failure) {
        self.server.lock_state().failures.push_back(failure);
    }

    /// Stops accepting connections, completes the requests in progress, and returns when every
    /// connection is closed.
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
