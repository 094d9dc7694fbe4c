//! Constraints that involve several parameters of an action.

/// A condition that involves several parameters.
#[derive(Debug, Clone, Copy)]
pub struct Constraint(pub(crate) ConstraintKind);

#[derive(Debug, Clone, Copy)]
pub(crate) enum ConstraintKind {
    AnyOf(&'static [&'static [Requirement]]),
    Interval { start: &'static str, end: &'static str, longest_seconds: Option<u32> },
}

impl Constraint {
    /// At least one of these groups is given completely.
    #[must_use]
    pub const fn any_of(groups: &'static [&'static [Requirement]]) -> Self {
        Self(ConstraintKind::AnyOf(groups))
    }

    /// The end is not before the start.
    #[must_use]
    pub const fn interval(start: &'static str, end: &'static str) -> Self {
        Self(ConstraintKind::Interval { start, end, longest_seconds: None })
    }

    /// The end is neither before the start nor later than this many seconds after it.
    #[must_use]
    pub const fn interval_within(
        start: &'static str,
        end: &'static str,
        longest_seconds: u32,
    ) -> Self {
        Self(ConstraintKind::Interval { start, end, longest_seconds: Some(longest_seconds) })
    }
}

/// A parameter or a filter that a constraint requires.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Requirement {
    /// A parameter of this name.
    Parameter(&'static str),
    /// A filter of this name.
    Filter(&'static str),
}
