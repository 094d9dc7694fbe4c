//! The running simulator as a test or program holds it: where it listens, what it accepts, and what
//! it was sent. It lives as long as its handle.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::builder::{SimulatorBuilder, StartError};
use crate::failure::Failure;
use crate::received::Received;
use crate::server::{self, Server};

/// A stand-in for the API, listening on loopback. Dropping it stops it.
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
    /// The server stops once this is gone.
    running: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Simulator {
    /// Starts with the defaults of [`builder`](Self::builder).
    ///
    /// # Errors
    ///
    /// When no port of loopback can be listened on.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Sets up a simulator: any free port of 127.0.0.1, the keys [`SECRET_ID`](crate::SECRET_ID) and
    /// [`SECRET_KEY`](crate::SECRET_KEY), the embedded specs, every zone.
    pub fn builder() -> SimulatorBuilder {
        SimulatorBuilder::new()
    }

    pub(crate) fn serve(address: SocketAddr, listener: TcpListener, server: Server) -> Self {
        let server = Arc::new(server);
        let (running, stopped) = oneshot::channel::<()>();
        let service = axum::serve(listener, server::router(Arc::clone(&server)));
        let task = tokio::spawn(async move {
            let stopped = async {
                // Nothing is ever sent; the sender goes.
                let _ = stopped.await;
            };
            // Serving goes on through errors of single connections and ends with the signal alone.
            let _ = service.with_graceful_shutdown(stopped).await;
        });
        Self { address, server, running, task }
    }

    /// The endpoint to give to a client: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The id of the only key that it knows.
    #[must_use]
    pub fn secret_id(&self) -> &str {
        &self.server.keys.secret_id
    }

    /// The only key that it knows.
    #[must_use]
    pub fn secret_key(&self) -> &str {
        &self.server.keys.secret_key
    }

    /// Every request so far, in the order in which they were answered.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.server.books().received.clone()
    }

    /// Orders a failure for the next request, whichever action it calls. Of several ordered, each
    /// meets one request, in this order; after them all goes well again.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), teo_simulator::StartError> {
    /// use teo_simulator::{Failure, Simulator};
    ///
    /// let simulator = Simulator::start().await?;
    /// simulator.fail_next(Failure::code("InternalError", "as ordered"));
    /// simulator.fail_next(Failure::CloseAfterRead);
    /// // The first request meets the error, the second loses its connection, the third passes.
    /// # Ok(())
    /// # }
    /// ```
    pub fn fail_next(&self, failure: Failure) {
        self.server.books().failures.push_back(failure);
    }

    /// Takes no further connection, finishes what is being answered, and returns once all is closed.
    pub async fn stop(self) {
        drop(self.running);
        // An error would be a panic of the serving task, which has nothing left to stop then.
        let _ = self.task.await;
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").field("address", &self.address).finish_non_exhaustive()
    }
}
