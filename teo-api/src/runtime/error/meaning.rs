//! What an error code says about a call: one table for the classes that every service of the API
//! shares, and what the spec says of single codes, which counts more.

use super::ErrorCode;
use crate::runtime::schema::ActionSchema;

/// What an error code says about a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// The service was called too often.
    pub(crate) throttled: bool,
    /// A later call may succeed.
    pub(crate) transient: bool,
    /// The service refused the call before any effect.
    pub(crate) refused: bool,
}

/// A code of which nothing is known: the call may have had an effect, and may fail again.
const UNKNOWN: Meaning = Meaning { throttled: false, transient: false, refused: false };
const REFUSED: Meaning = Meaning { refused: true, ..UNKNOWN };
const THROTTLED: Meaning = Meaning { throttled: true, transient: true, refused: true };
const FAULT: Meaning = Meaning { transient: true, ..UNKNOWN };

/// The classes in alphabetical order. A class that is not here is unknown.
const CLASSES: [(&str, Meaning); 31] = [
    ("ActionOffline", REFUSED),
    ("AuthFailure", REFUSED),
    ("DryRunOperation", REFUSED),
    ("FailedOperation", UNKNOWN),
    ("InternalError", FAULT),
    ("InvalidAction", REFUSED),
    ("InvalidFilter", REFUSED),
    ("InvalidParameter", REFUSED),
    ("InvalidParameterValue", REFUSED),
    ("InvalidRequest", REFUSED),
    ("IpInBlacklist", REFUSED),
    ("IpNotInWhitelist", REFUSED),
    ("LimitExceeded", REFUSED),
    ("MissingParameter", REFUSED),
    ("NoSuchProduct", REFUSED),
    ("NoSuchVersion", REFUSED),
    ("OperationDenied", REFUSED),
    ("RequestLimitExceeded", THROTTLED),
    ("RequestSizeLimitExceeded", REFUSED),
    ("ResourceInUse", REFUSED),
    ("ResourceInsufficient", REFUSED),
    ("ResourceNotFound", REFUSED),
    ("ResourceUnavailable", REFUSED),
    ("ResourcesSoldOut", REFUSED),
    // The action was executed, and its response is too large to be returned.
    ("ResponseSizeLimitExceeded", UNKNOWN),
    ("ServiceUnavailable", FAULT),
    ("UnauthorizedOperation", REFUSED),
    ("UnknownParameter", REFUSED),
    ("UnsupportedOperation", REFUSED),
    ("UnsupportedProtocol", REFUSED),
    ("UnsupportedRegion", REFUSED),
];

impl Meaning {
    /// The meaning of a code that this action returned.
    pub(crate) fn of(code: &ErrorCode, action: &ActionSchema) -> Self {
        let class = Self::of_class(code.class());
        match action.error(code.as_str()) {
            // A code is marked as transient only if the call had no effect.
            Some(schema) if schema.transient => Self { transient: true, refused: true, ..class },
            Some(schema) if schema.may_have_executed => Self { refused: false, ..class },
            _ => class,
        }
    }

    pub(crate) fn of_class(class: &str) -> Self {
        let known = CLASSES.iter().find(|(name, _)| *name == class);
        known.map_or(UNKNOWN, |(_, meaning)| *meaning)
    }
}

#[cfg(all(test, feature = "teo"))]
mod tests;
