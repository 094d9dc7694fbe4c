//! Makes Tokio's clock run faster than time, while sockets work as ever. A paused clock alone would jump
//! over the time in which a server responds.

use std::time::Duration;

use tokio::task::JoinHandle;

/// How long a step takes, and by how much it advances the clock.
const STEP: Duration = Duration::from_millis(5);
const ADVANCE: Duration = Duration::from_millis(200);

/// Tokio's clock runs 40 times as fast, until this is dropped. It needs a runtime of one thread.
#[derive(Debug)]
pub(crate) struct FastClock(JoinHandle<()>);

impl FastClock {
    /// Starts it.
    #[must_use]
    pub(crate) fn start() -> Self {
        tokio::time::pause();
        Self(tokio::spawn(async {
            loop {
                // While a thread works for the runtime, a paused clock does not advance by itself.
                let _ = tokio::task::spawn_blocking(|| std::thread::sleep(STEP)).await;
                tokio::time::advance(ADVANCE).await;
            }
        }))
    }
}

impl Drop for FastClock {
    fn drop(&mut self) {
        self.0.abort();
    }
}
