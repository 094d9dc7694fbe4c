//! Drift: where an answer is not what the specs led us to expect. Each case is an event for
//! whoever listens, and never an error.
//!
//! Events have the target `teo_api::drift` and the fields `kind`, `structure` and `member`; they
//! never hold values.

/// In which way an answer differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Drift {
    /// The structure has no such member; kept as unknown.
    UnknownMember,
    /// An open enum has no such value; kept as sent.
    UnknownValue,
    /// A number in a text, a text where a number belongs and the like; converted.
    Converted,
    /// The value does not fit the member at all; kept as unknown.
    Unread,
    /// A null inside a list; skipped.
    NullItem,
    /// A key stands twice; the later one counts.
    Repeated,
    /// A promised member is missing or null; the default stands for it.
    Missing,
}

impl Drift {
    fn name(self) -> &'static str {
        match self {
            Self::UnknownMember => "unknown member",
            Self::UnknownValue => "unknown value",
            Self::Converted => "converted",
            Self::Unread => "unread",
            Self::NullItem => "null item",
            Self::Repeated => "repeated",
            Self::Missing => "missing",
        }
    }

    /// Tells whoever listens.
    pub(crate) fn report(self, structure: &str, member: &str) {
        let kind = self.name();
        if self == Self::Unread {
            tracing::warn!(target: "teo_api::drift", kind, structure, member);
        } else {
            tracing::debug!(target: "teo_api::drift", kind, structure, member);
        }
    }
}
