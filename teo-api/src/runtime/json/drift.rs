//! Drift: JSON that differs from the specs, nearly always a response. Each case is reported as a
//! `tracing` event and never fails the read.
//!
//! Events have the target `teo_api::drift` and the fields `kind`, `structure` and `member`. They hold
//! no values.

/// How the JSON differs from the specs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Drift {
    /// The structure has no such member. The value is kept as unknown.
    UnknownMember,
    /// An open enum has no such value. The value is kept as received.
    UnknownValue,
    /// The value had another JSON type, such as a number in a string, and was converted.
    Converted,
    /// The value does not fit the member and is kept as unknown.
    Mismatch,
    /// A list holds a null, which is skipped.
    NullItem,
    /// A key occurs twice. The later one counts.
    Repeated,
    /// A member that the schema marks as always returned is missing or null. Its field holds the
    /// default.
    Missing,
}

impl Drift {
    fn name(self) -> &'static str {
        match self {
            Self::UnknownMember => "unknown member",
            Self::UnknownValue => "unknown value",
            Self::Converted => "converted",
            Self::Mismatch => "mismatch",
            Self::NullItem => "null item",
            Self::Repeated => "repeated",
            Self::Missing => "missing",
        }
    }

    /// Emits the event.
    pub(super) fn report(self, structure: &str, member: &str) {
        let kind = self.name();
        if self == Self::Mismatch {
            tracing::warn!(target: "teo_api::drift", kind, structure, member);
        } else {
            tracing::debug!(target: "teo_api::drift", kind, structure, member);
        }
    }
}

/// The member that a value belongs to.
#[derive(Clone, Copy)]
pub(super) struct Location {
    pub(super) structure: &'static str,
    pub(super) member: &'static str,
}
