//! Reads settings that are one document, lets a closure change them, and writes what changed.
//!
//! It exists since the actions that write settings replace whole lists, and nothing in a request guards
//! against a change that somebody else makes in the meantime. It promises that what the closure left
//! alone stays as it is, members that this version does not know included, and that a change which came in
//! before the write is not overwritten.
//!
//! # In 9 lines
//!
//! Sets a rate limit of a zone, and leaves every other rule as it is:
//!
//! ```no_run
//! use teo_api::workflows::settings::{Policy, change_security_policy};
//!
//! # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
//! let change = change_security_policy(&client, "zone-2noz78a8ev6k", Policy::Zone, |policy| {
//!     let limits = policy.rate_limiting_rules.get_or_insert_default();
//!     let mut rules = limits.rules.iter_mut().flatten();
//!     let limit = rules.find(|rule| rule.name.as_deref() == Some("login-rate"));
//!     limit.ok_or("no such limit")?.max_request_threshold = Some(50);
//!     Ok::<_, &str>(())
//! })
//! .await?;
//! println!("changed: {:?}", change.sections);
//! # Ok(())
//! # }
//! ```
//!
//! # What is sent
//!
//! A section is a member of the document at its top, such as `CustomRules`. The sections that changed are
//! sent, each of them whole; if none did, nothing is sent. Where the service is not documented to keep a
//! section that is not sent, that section is sent along as it was read: see each function. What only
//! responses contain is left out.
//!
//! A section cannot be taken away, since an absent one is kept. To delete the rules of a list, leave the
//! list empty.
//!
//! # Changes in between
//!
//! The service has no version of a document to write against. So the document is read again right before
//! the write. If it differs from what the closure saw, the closure runs again, on the document as it is
//! now, for up to five rounds. A change that somebody else makes between this second read and the
//! execution of the write is not seen: if it is in a section that is sent, it is overwritten. Normally that
//! is about one round trip; but the write may wait for its turn and be sent again, up to the timeout of the
//! call. The same holds for a change that the service does not return yet.
//!
//! # Errors and dropped futures
//!
//! If the write is an error that [may have been executed](Error::may_have_executed), call the function
//! again: it reads, and if the change is there, nothing is sent. That holds for a closure that sets values,
//! as the one above does. One that computes them from the values it sees, such as one that halves a limit,
//! applies its change a second time: look at the settings first. A future that is dropped sends nothing
//! more; a write that it has begun may be executed.

mod document;
mod round;

use serde::Serialize;

use self::document::{L7Document, PolicyDocument, ZoneDocument};
use self::round::change;
use crate::teo::{SecurityPolicy, ZoneConfig, ZoneSetting};
use crate::{Client, Error};

/// The settings before and after a change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Change<T> {
    /// What the service returned.
    pub before: T,
    /// What the closure made of it.
    pub after: T,
    /// Wire names of the sections that changed, in alphabetical order. If it is empty, nothing was sent.
    pub sections: Vec<String>,
}

impl<T> Change<T> {
    /// Returns true if something changed and was sent.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        !self.sections.is_empty()
    }
}

/// Why settings were not changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// A call failed. Only the write can [have been executed](Error::may_have_executed).
    #[error(transparent)]
    Call(#[from] Error),
    /// The closure returned this error, so nothing was sent.
    #[error("nothing was changed: {0}")]
    Stopped(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The closure took these sections away, or changed what the action does not take, so nothing was
    /// sent.
    #[error(
        "nothing was changed, since these members can be neither removed nor set: {}; an absent \
         section is kept, so to delete the rules of a list, leave the list empty",
        .0.join(", ")
    )]
    NotWritable(Vec<String>),
    /// The service returned no document.
    #[error("the service returned no settings")]
    NotReturned,
    /// Each time, the settings had changed when they were read again, so nothing was sent.
    #[error(
        "nothing was changed: in each of {0} rounds, others changed the settings between the read and \
         the write"
    )]
    Contended(u32),
}

impl From<ChangeError> for Error {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Call(error) => error,
            other => Self::workflow(other),
        }
    }
}

/// Which security policy of a zone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Policy {
    /// The policy of the whole zone.
    Zone,
    /// The policy of the domain with this name, which needs one of its own:
    /// [`SecurityPolicyEntity`](crate::teo::SecurityPolicyEntity).
    Host(String),
    /// The policy template with this ID.
    Template(String),
}

/// What a closure may return: nothing, or a result. With an error, nothing is sent.
pub trait ChangeResult: sealed::Sealed {}

impl ChangeResult for () {}

impl<E: Into<Box<dyn std::error::Error + Send + Sync>>> ChangeResult for Result<(), E> {}

mod sealed {
    /// The one method that the loop needs of a result.
    pub trait Sealed {
        fn into_result(self) -> Result<(), Box<dyn std::error::Error + Send + Sync>>;
    }

    impl Sealed for () {
        fn into_result(self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
            Ok(())
        }
    }

    impl<E: Into<Box<dyn std::error::Error + Send + Sync>>> Sealed for Result<(), E> {
        fn into_result(self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
            self.map_err(Into::into)
        }
    }
}

/// Changes the acceleration settings for all domains of a zone. The closure may run several times, each
/// time on the document as it was last read.
///
/// Only the sections that changed are sent: the vendor documents that the others stay.
///
/// ```no_run
/// use teo_api::teo::{ForceRedirectHTTPSParameters, Switch};
/// use teo_api::workflows::settings;
///
/// # async fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
/// settings::change_l7(&client, "zone-2noz78a8ev6k", |config| {
///     let redirect = ForceRedirectHTTPSParameters::new().switch(Switch::On);
///     config.force_redirect_https = Some(redirect.redirect_status_code(301));
/// })
/// .await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// See [`ChangeError`].
pub async fn change_l7<R: ChangeResult>(
    client: &Client,
    zone_id: impl Into<String>,
    change_config: impl FnMut(&mut ZoneConfig) -> R,
) -> Result<Change<ZoneConfig>, ChangeError> {
    let document = L7Document { client: client.clone(), zone_id: zone_id.into() };
    change(document, change_config).await
}

/// Changes the web and bot protection of a zone, a domain or a template. The closure may run several
/// times, each time on the document as it was last read. A policy that the service does not return is
/// one without sections.
///
/// `CustomRules`, `ManagedRules`, `RateLimitingRules` and `ExceptionRules` are sent if they changed; the
/// vendor documents that they stay otherwise. All other sections are sent along as they were read.
/// Custom rules of the type `ManagedAccessRule` are sent along too, if their list changed: whether the
/// service takes them is not documented, but without them it may delete them.
///
/// Whether the service returns rules that were set in the older form is not documented. If a section is
/// missing, look in the console before you add one.
///
/// # Errors
///
/// See [`ChangeError`].
pub async fn change_security_policy<R: ChangeResult>(
    client: &Client,
    zone_id: impl Into<String>,
    policy: Policy,
    change_policy: impl FnMut(&mut SecurityPolicy) -> R,
) -> Result<Change<SecurityPolicy>, ChangeError> {
    let document = PolicyDocument { client: client.clone(), zone_id: zone_id.into(), policy };
    change(document, change_policy).await
}

/// Changes the acceleration settings of a zone in their older form; new code should use [`change_l7`].
/// The closure may run several times, each time on the document as it was last read.
///
/// The sections that changed are sent. With them, `ImageOptimize` is sent as it was read, since the
/// service switches it off otherwise, and so is `StandardDebug`, for which nothing is documented.
///
/// # Errors
///
/// See [`ChangeError`]. `ZoneName`, `Area` and `AccelerateMainland` cannot be set.
pub async fn change_zone_setting<R: ChangeResult>(
    client: &Client,
    zone_id: impl Into<String>,
    change_setting: impl FnMut(&mut ZoneSetting) -> R,
) -> Result<Change<ZoneSetting>, ChangeError> {
    let document = ZoneDocument { client: client.clone(), zone_id: zone_id.into() };
    change(document, change_setting).await
}
