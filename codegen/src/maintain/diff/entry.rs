//! An entry of the report: one change with its location, kind and verdict.

use std::fmt;

use serde_json::Value;

/// A location in a spec: a file and a pointer into the file. The pointer has the name of a list
/// item instead of its index, since indexes differ between two specs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Location {
    /// The file, relative to the folder of the spec.
    pub file: String,
    /// The keys and item names that lead from the root of the file to the location.
    pub steps: Vec<String>,
}

impl Location {
    pub(super) fn new(file: impl Into<String>, steps: &[&str]) -> Self {
        Self { file: file.into(), steps: steps.iter().map(|step| (*step).to_owned()).collect() }
    }

    /// Returns the JSON pointer, such as `/parameters/ZoneId/type`; it is empty for the whole file.
    #[must_use]
    pub fn pointer(&self) -> String {
        let escape = |step: &String| step.replace('~', "~0").replace('/', "~1");
        self.steps.iter().map(|step| format!("/{}", escape(step))).collect()
    }

    /// Returns the location of a key or a named item below this location.
    pub(super) fn child(&self, step: &str) -> Self {
        let mut location = self.clone();
        location.steps.push(step.to_owned());
        location
    }

    /// Returns whether `other` is this location or below it.
    pub(super) fn contains(&self, other: &Self) -> bool {
        self.file == other.file && other.steps.starts_with(&self.steps)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.steps.is_empty() { Ok(()) } else { write!(f, "#{}", self.pointer()) }
    }
}

/// The effect of a change on callers of the generated crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Only documentation differs, such as texts, links and examples.
    Documentation,
    /// Requests and responses may differ; code that compiled still compiles.
    Additive,
    /// Code that compiled may no longer compile, or may behave differently.
    Breaking,
}

impl Verdict {
    /// All verdicts, the most severe first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Additive, Self::Documentation];

    /// Returns the name of the verdict in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Documentation => "documentation",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
        }
    }
}

/// The subject of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// An action, structure, set of values or member is new.
    Added,
    /// An action, structure, set of values or member was removed.
    Removed,
    /// An item was removed and a similar one was added, which looks like a rename.
    Renamed,
    /// A parameter became required.
    Required,
    /// A parameter is no longer required.
    Optional,
    /// The type of a member.
    Type,
    /// Whether a member is always returned.
    AlwaysReturned,
    /// Whether a structure is sent, returned, or both.
    Direction,
    /// A minimum or a maximum.
    Limits,
    /// The value that the service uses for an absent member.
    Default,
    /// Known values, or the set of values of a member.
    Values,
    /// The filters of an action, or the members of a filter structure.
    Filters,
    /// The pages of an action's list.
    Paging,
    /// Constraints across parameters.
    Constraints,
    /// Requests per second.
    Rate,
    /// The sites that have an action.
    Sites,
    /// Error codes.
    Errors,
    /// The vendor deprecated or withdrew an action.
    Deprecated,
    /// Whether a member holds a secret.
    Sensitive,
    /// Whether an action is read-only.
    ReadOnly,
    /// The hosts of the service.
    Hosts,
    /// The states with which a wait ends.
    Waits,
    /// Texts, links, examples, areas and sources.
    Documentation,
    /// The order of the items of a list.
    Order,
    /// A breaking change of the public API that no change of the specs explains.
    Surface,
}

impl Kind {
    /// Returns the name of the kind in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Type => "type",
            Self::AlwaysReturned => "always_returned",
            Self::Direction => "direction",
            Self::Limits => "limits",
            Self::Default => "default",
            Self::Values => "values",
            Self::Filters => "filters",
            Self::Paging => "paging",
            Self::Constraints => "constraints",
            Self::Rate => "rate",
            Self::Sites => "sites",
            Self::Errors => "errors",
            Self::Deprecated => "deprecated",
            Self::Sensitive => "sensitive",
            Self::ReadOnly => "read_only",
            Self::Hosts => "hosts",
            Self::Waits => "waits",
            Self::Documentation => "documentation",
            Self::Order => "order",
            Self::Surface => "surface",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// The location in the new spec; the location in the old spec for a removed or renamed item, or
    /// for a [`Kind::Surface`].
    pub location: Location,
    /// The subject of the change.
    pub kind: Kind,
    /// The old value; `None` if there was none.
    pub before: Option<Value>,
    /// The new value; `None` if there is none.
    pub after: Option<Value>,
    /// The effect of the change on callers.
    pub verdict: Verdict,
    /// The reason for the verdict; empty if the kind is reason enough.
    pub why: String,
    /// Advice for the maintainer; empty unless the change is breaking.
    pub hint: String,
}
