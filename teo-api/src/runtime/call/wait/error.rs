//! The error of a wait, which holds what was waited for.

use std::fmt;
use std::time::Duration;

use super::watch::Fault;
use crate::runtime::error::{Cause, Error, WaitEnd, WaitFault};

/// Why a wait ended without success. [`resource`](Self::resource) is what was waited for, as it was last
/// seen.
///
/// With `?` it becomes an [`Error`](crate::Error): that of the call that failed, else one of the kind
/// [`Wait`](crate::ErrorKind::Wait). Display says what was waited for, in which state it is, and what to
/// do.
///
/// ```no_run
/// use teo_api::WaitErrorKind;
///
/// # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
/// match client.wait_until_purge_tasks_succeeded("zone-2noz78a8ev6k", "20g9wz8m9mgx").await {
///     Ok(tasks) => println!("{} targets are purged", tasks.len()),
///     Err(error) if error.kind() == WaitErrorKind::Failed => {
///         for task in error.resource().into_iter().flatten() {
///             println!("{}: {}", task.target, task.status);
///         }
///     }
///     Err(error) => return Err(error.into()),
/// }
/// # Ok(())
/// # }
/// ```
pub struct WaitError<T> {
    fault: Fault,
    resource: Option<Box<T>>,
}

/// The kind of a [`WaitError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitErrorKind {
    /// The resource is in a state that it does not leave by itself, and not in the one that was waited
    /// for. If the wait is for several, none of them will change any more.
    Failed,
    /// The resource does not exist: it did not become visible within two minutes, or was seen and then
    /// missing for that long.
    NotFound,
    /// The timeout of the wait ended.
    Timeout,
    /// A call failed, and the next one would have failed too; see [`WaitError::call_error`].
    Call,
}

impl<T> WaitError<T> {
    pub(super) fn new(fault: Fault, resource: Option<T>) -> Self {
        Self { fault, resource: resource.map(Box::new) }
    }

    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> WaitErrorKind {
        match &self.fault {
            Fault::Call(_) => WaitErrorKind::Call,
            Fault::Wait(fault) => match &fault.end {
                WaitEnd::Failed { .. } => WaitErrorKind::Failed,
                WaitEnd::NotFound { .. } => WaitErrorKind::NotFound,
                WaitEnd::Deadline { .. } => WaitErrorKind::Timeout,
            },
        }
    }

    /// What was waited for, as it was last seen; `None` if it was never seen.
    #[must_use]
    pub fn resource(&self) -> Option<&T> {
        self.resource.as_deref()
    }

    /// Returns what was waited for, as it was last seen; `None` if it was never seen.
    #[must_use]
    pub fn into_resource(self) -> Option<T> {
        self.resource.map(|resource| *resource)
    }

    /// The error of the last call, if it failed. For a timeout or a resource that was not found, the
    /// wait did not end because of it.
    #[must_use]
    pub fn call_error(&self) -> Option<&Error> {
        match &self.fault {
            Fault::Call(error) => Some(error),
            Fault::Wait(fault) => fault.error.as_ref(),
        }
    }

    /// Time from the start of the wait to its end; for a call that failed, the time of the call.
    #[must_use]
    pub fn waited(&self) -> Duration {
        match &self.fault {
            Fault::Call(error) => error.elapsed(),
            Fault::Wait(fault) => fault.waited,
        }
    }
}

impl<T> From<WaitError<T>> for Error {
    fn from(error: WaitError<T>) -> Self {
        match error.fault {
            Fault::Call(error) => error,
            Fault::Wait(fault) => Self::new(Cause::Wait(fault)),
        }
    }
}

impl<T> fmt::Display for WaitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            Fault::Call(error) => error.fmt(f),
            Fault::Wait(fault) => fault.fmt(f),
        }
    }
}

/// It shows no member of the resource.
impl<T> fmt::Debug for WaitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("WaitError");
        out.field("kind", &self.kind()).field("message", &format_args!("{self}"));
        out.field("waited", &self.waited());
        out.finish_non_exhaustive()
    }
}

impl<T> std::error::Error for WaitError<T> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.fault {
            Fault::Call(error) => error.source(),
            Fault::Wait(fault) => source_of(fault),
        }
    }
}

fn source_of(fault: &WaitFault) -> Option<&(dyn std::error::Error + 'static)> {
    std::error::Error::source(fault)
}
