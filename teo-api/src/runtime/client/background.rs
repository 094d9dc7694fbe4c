//! A thread with a runtime of its own, on which callers without a runtime run futures. It starts when
//! it is first needed, and ends when the last client that shares it is dropped.
//!
//! The caller waits on a channel of the standard library, so it may be anywhere: also inside another
//! runtime, where it stops its thread.

use std::cell::OnceCell;
use std::convert::Infallible;
use std::io;
use std::panic::resume_unwind;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use super::Client;
use crate::runtime::error::Error;

thread_local! {
    /// Set on background threads; it lives as long as the thread.
    static RUNNING: OnceCell<Arc<()>> = const { OnceCell::new() };
}

/// Tells a background thread from all others, also after it has ended.
pub(super) struct BackgroundThread(Weak<()>);

impl BackgroundThread {
    pub(super) fn is_running(&self) -> bool {
        self.0.strong_count() > 0
    }
}

impl PartialEq for BackgroundThread {
    fn eq(&self, other: &Self) -> bool {
        self.0.ptr_eq(&other.0)
    }
}

/// Returns this thread, if it is the background thread of a client.
pub(super) fn current_thread() -> Option<BackgroundThread> {
    RUNNING.with(|running| running.get().map(|running| BackgroundThread(Arc::downgrade(running))))
}

/// The thread, if it was needed.
#[derive(Default)]
pub(super) struct Background(Mutex<Option<Started>>);

struct Started {
    runtime: Handle,
    /// The thread waits until this is dropped.
    _running: oneshot::Sender<Infallible>,
}

impl Client {
    /// Runs a future to its end on a background thread of this client, and returns its output: for
    /// lists, and whatever else makes several calls, in a program without a runtime.
    ///
    /// ```no_run
    /// use teo_api::teo::DescribeZonesRequest;
    ///
    /// # fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
    /// let zones = client.describe_zones(DescribeZonesRequest::new()).items();
    /// let zones = client.block_on(zones.all())?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Do not use it in async code: it stops the thread that calls it, and with it the other tasks of
    /// that thread; what the future waits for must not be one of them. The background thread has one
    /// runtime for all callers and all clones of this client. It starts at the first use, and ends when
    /// the last clone is dropped, with the tasks that were spawned on it.
    ///
    /// # Panics
    ///
    /// When the future panics, with its panic. When a future that runs on the background thread of a
    /// client calls this, which would stop that thread. When the thread cannot be started.
    pub fn block_on<F>(&self, future: F) -> F::Output
    where
        F: Future<Output: Send> + Send + 'static,
    {
        match self.run_in_background(future) {
            Ok(output) => output,
            Err(error) => panic!("{error}"),
        }
    }

    /// Does what [`block_on`](Self::block_on) does, but for a fault of the thread an error.
    pub(crate) fn run_in_background<F>(&self, future: F) -> Result<F::Output, Error>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let runtime = self.config().background.runtime()?;
        let task = runtime.spawn(future);
        let (sender, receiver) = mpsc::channel();
        // The receiver waits for this message.
        runtime.spawn(async move { drop(sender.send(task.await)) });
        match receiver.recv() {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(failed)) if failed.is_panic() => resume_unwind(failed.into_panic()),
            Ok(Err(_)) | Err(_) => Err(Error::configuration("the background thread has ended")),
        }
    }
}

impl Background {
    fn runtime(&self) -> Result<Handle, Error> {
        // That thread would drive nothing while it waits, and two of them could wait for each other.
        if current_thread().is_some() {
            return Err(Error::configuration(
                "a future on a background thread would stop that thread; await it instead of blocking",
            ));
        }
        let mut started = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let running = match started.take() {
            Some(running) => running,
            None => start().map_err(|fault| {
                Error::configuration(format!("the background thread cannot be started: {fault}"))
            })?,
        };
        Ok(started.insert(running).runtime.clone())
    }
}

fn start() -> io::Result<Started> {
    let (running, dropped) = oneshot::channel();
    let (sender, receiver) = mpsc::channel();
    // The runtime is built on its thread: where it is dropped, no other runtime may run.
    thread::Builder::new().name("teo-api".to_owned()).spawn(move || {
        RUNNING.with(|running| {
            running.get_or_init(Arc::default);
        });
        let runtime = match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(fault) => return drop(sender.send(Err(fault))),
        };
        drop(sender.send(Ok(runtime.handle().clone())));
        // An error: nothing is ever sent.
        let _ = runtime.block_on(dropped);
        runtime.shutdown_background();
    })?;
    let runtime = receiver.recv().map_err(io::Error::other)??;
    Ok(Started { runtime, _running: running })
}
