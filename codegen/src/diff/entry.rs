//! One change, with all that is told of it.

use std::fmt;

use serde_json::Value;

/// Where something stands: the file and a pointer into it, in which an item of a list goes by its
/// name and not by its number, since numbers differ between two specs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, relative to the folder of the service.
    pub file: String,
    /// Keys and names from the file's root.
    pub steps: Vec<String>,
}

impl Place {
    pub(super) fn new(file: impl Into<String>, steps: &[&str]) -> Self {
        Self { file: file.into(), steps: steps.iter().map(|step| (*step).to_owned()).collect() }
    }

    /// `/parameters/ZoneId/type`; empty for the file as a whole.
    #[must_use]
    pub fn pointer(&self) -> String {
        let escaped = |step: &String| step.replace('~', "~0").replace('/', "~1");
        self.steps.iter().map(|step| format!("/{}", escaped(step))).collect()
    }

    /// Whether this is that place, or holds it.
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.file == other.file && other.steps.starts_with(&self.steps)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.steps.is_empty() { Ok(()) } else { write!(f, "#{}", self.pointer()) }
    }
}

/// How a change weighs for those who call the generated crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Only words, links and examples differ.
    Documentation,
    /// Calls and answers may differ; what compiled still compiles.
    Additive,
    /// What compiled may compile no more, or means something else.
    Breaking,
}

impl Verdict {
    /// From the gravest.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Additive, Self::Documentation];

    /// Its word in every format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Documentation => "documentation",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
        }
    }
}

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// An action, structure, set of values or member is new.
    Added,
    /// One of these is gone.
    Removed,
    /// One is gone and one much like it has come.
    Renamed,
    /// A parameter became required.
    Required,
    /// A parameter is required no more.
    Optional,
    /// A member's type.
    Type,
    /// Whether a member is always answered.
    Promised,
    /// Which way a structure travels.
    Direction,
    /// The least or the most of something.
    Limits,
    /// What the service assumes.
    Default,
    /// Known values, or which of them a member has.
    Values,
    /// An action's filters, or the parts of a filter structure.
    Filters,
    /// What joins several parameters.
    Constraints,
    /// Requests per second.
    Rate,
    /// Sites that have an action.
    Sites,
    /// Error codes.
    Errors,
    /// The vendor advises against an action, or has withdrawn it.
    Deprecated,
    /// Whether a member holds a secret.
    Sensitive,
    /// Whether an action changes anything.
    ReadsOnly,
    /// Where the service is.
    Hosts,
    /// Words, links, examples, areas and sources.
    Documentation,
    /// The order of what is otherwise the same.
    Order,
    /// A name or type of the generated crate, that no change at its own place explains.
    Surface,
}

impl Kind {
    /// Its word in every format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Type => "type",
            Self::Promised => "promised",
            Self::Direction => "direction",
            Self::Limits => "limits",
            Self::Default => "default",
            Self::Values => "values",
            Self::Filters => "filters",
            Self::Constraints => "constraints",
            Self::Rate => "rate",
            Self::Sites => "sites",
            Self::Errors => "errors",
            Self::Deprecated => "deprecated",
            Self::Sensitive => "sensitive",
            Self::ReadsOnly => "reads_only",
            Self::Hosts => "hosts",
            Self::Documentation => "documentation",
            Self::Order => "order",
            Self::Surface => "surface",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where: in the new specs, or in the old ones if it is gone.
    pub place: Place,
    /// What it is about.
    pub kind: Kind,
    /// What was; `None` if nothing was there.
    pub before: Option<Value>,
    /// What is; `None` if nothing is there.
    pub after: Option<Value>,
    /// What it means for callers.
    pub verdict: Verdict,
    /// Why the verdict is what it is; empty where the kind says it.
    pub why: String,
    /// What a maintainer can do about it; empty unless it breaks something.
    pub cure: String,
}
