//! Whether a transport has begun to send a request. A client whose timeout ends while it waits for
//! the transport learns here whether the service may have received anything.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// Where a [`Transport`](super::Transport) reports whether it has begun to send.
///
/// The client asks if it stops waiting before the transport returns, mostly since a timeout ended. A
/// transport that reports nothing counts as one that may have sent the request. What was reported as
/// begun stays so.
#[derive(Debug, Clone, Default)]
pub struct SendProgress(Arc<AtomicU8>);

/// The reports; a later one of a request has a greater number.
const NOT_BEGUN: u8 = 1;
const BEGUN: u8 = 2;

impl SendProgress {
    /// Reports that nothing of the request was sent so far, and that the transport will call
    /// [`report_begun`](Self::report_begun) before it sends anything that a server could execute.
    pub fn report_not_begun(&self) {
        self.0.fetch_max(NOT_BEGUN, Ordering::AcqRel);
    }

    /// Reports that sending begins now.
    pub fn report_begun(&self) {
        self.0.fetch_max(BEGUN, Ordering::AcqRel);
    }

    pub(crate) fn is_certainly_unsent(&self) -> bool {
        self.0.load(Ordering::Acquire) == NOT_BEGUN
    }
}

#[cfg(test)]
mod tests {
    use super::SendProgress;

    #[test]
    fn it_is_certain_only_between_the_reports_and_never_again_after_the_second() {
        let progress = SendProgress::default();
        assert!(!progress.is_certainly_unsent());
        progress.report_not_begun();
        assert!(progress.clone().is_certainly_unsent());
        progress.clone().report_begun();
        assert!(!progress.is_certainly_unsent());
        progress.report_not_begun();
        assert!(!progress.is_certainly_unsent());
    }
}
