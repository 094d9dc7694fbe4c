//! The connections of a client: the default transport, once for the runtimes of its callers and once
//! for its background thread. A connection is driven by the runtime that opened it, and that may stand
//! still while its thread waits for a call on the background thread.

use std::fmt;
use std::sync::OnceLock;

use bytes::Bytes;
use futures_core::future::BoxFuture;

use super::background;
use crate::runtime::transport::{
    ReqwestOptions, ReqwestTransport, ResponseBody, SendProgress, Transport, TransportError,
};

pub(super) struct Connections {
    options: ReqwestOptions,
    of_callers: ReqwestTransport,
    of_background: OnceLock<Option<ReqwestTransport>>,
}

impl Connections {
    pub(super) fn new(
        options: ReqwestOptions,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let of_callers = ReqwestTransport::new(&options)?;
        Ok(Self { options, of_callers, of_background: OnceLock::new() })
    }

    /// The transport for the runtime of this thread.
    fn transport(&self) -> &ReqwestTransport {
        if !background::is_current_thread() {
            return &self.of_callers;
        }
        // It fails only if the environment or the platform's certificates became unusable since.
        let of_background =
            self.of_background.get_or_init(|| ReqwestTransport::new(&self.options).ok());
        of_background.as_ref().unwrap_or(&self.of_callers)
    }
}

impl Transport for Connections {
    fn send(
        &self,
        request: http::Request<Bytes>,
        progress: SendProgress,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        self.transport().send(request, progress)
    }
}

/// It does not show the options, whose proxy may hold a password.
impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Connections").field(&self.of_callers).finish()
    }
}
