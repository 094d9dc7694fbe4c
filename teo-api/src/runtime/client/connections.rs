//! The connections of a client: the default transport, once for the runtimes of its callers and once
//! for each background thread that makes its calls, its own or that of another client. A connection is
//! driven by the runtime that opened it, and that may stand still while its thread waits for a call on a
//! background thread.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use futures_core::future::BoxFuture;

use super::background::{self, BackgroundThread};
use crate::runtime::transport::{
    ReqwestOptions, ReqwestTransport, ResponseBody, SendProgress, Transport, TransportError,
};

type BuildError = Box<dyn std::error::Error + Send + Sync>;

pub(super) struct Connections {
    options: ReqwestOptions,
    of_callers: ReqwestTransport,
    of_background: Mutex<Vec<(BackgroundThread, ReqwestTransport)>>,
}

impl Connections {
    pub(super) fn new(options: ReqwestOptions) -> Result<Self, BuildError> {
        let of_callers = ReqwestTransport::new(&options)?;
        Ok(Self { options, of_callers, of_background: Mutex::default() })
    }

    /// The transport for the runtime of this thread. To make one fails only if the environment or the
    /// platform's certificates became unusable since.
    fn transport(&self) -> Result<ReqwestTransport, BuildError> {
        let Some(current) = background::current_thread() else {
            return Ok(self.of_callers.clone());
        };
        let mut all = self.of_background.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, transport)) = all.iter().find(|(thread, _)| *thread == current) {
            return Ok(transport.clone());
        }
        all.retain(|(thread, _)| thread.is_running());
        let transport = ReqwestTransport::new(&self.options)?;
        all.push((current, transport.clone()));
        Ok(transport)
    }
}

impl Transport for Connections {
    fn send(
        &self,
        request: http::Request<Bytes>,
        progress: SendProgress,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        Box::pin(async move {
            let transport = self.transport().map_err(TransportError::CannotSend)?;
            transport.send(request, progress).await
        })
    }
}

/// It does not show the options, whose proxy may hold a password.
impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Connections").field(&self.of_callers).finish()
    }
}
