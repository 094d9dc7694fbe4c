//! Whether a transport has begun to send a request. A client whose timeout ends while it waits for
//! the transport learns here whether the service may have received anything.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Where a [`Transport`](super::Transport) reports whether it has begun to send.
///
/// The client asks if it stops waiting before the transport returns, mostly since a timeout ended. A
/// transport that reports nothing counts as one that may have sent the request.
#[derive(Debug, Clone, Default)]
pub struct SendProgress {
    certainly_unsent: Arc<AtomicBool>,
}

impl SendProgress {
    /// Reports that nothing of the request was sent so far, and that the transport will call
    /// [`begun`](Self::begun) before it sends anything.
    pub fn not_begun(&self) {
        self.certainly_unsent.store(true, Ordering::Release);
    }

    /// Reports that sending begins now.
    pub fn begun(&self) {
        self.certainly_unsent.store(false, Ordering::Release);
    }

    pub(crate) fn is_certainly_unsent(&self) -> bool {
        self.certainly_unsent.load(Ordering::Acquire)
    }
}
