//! Checking a request before it is sent: everything that the spec rules out, in one list.
//!
//! What the spec does not know always passes: values that an enum lacks, filters of other names,
//! members set as unknown. Limits go stale when the service raises them, so every refusal can be
//! switched off.

mod constraints;
mod filters;
mod members;

use std::fmt;

use super::action::ActionFacts;
use super::site::Site;
use super::structure::Members;
use super::view::View;

/// Whether requests are checked before they are sent.
///
/// A value that an enum lacks always passes, since the service may have come to know it: a misspelt
/// text is sent, where a misspelt variant does not compile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Validation {
    /// What the specs rule out, or a body over the service's 10 MiB, is refused without sending it.
    #[default]
    On,
    /// Everything is sent as it stands.
    Off,
}

/// One thing that the specs rule out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    path: String,
    what: String,
}

impl Violation {
    fn new(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self { path: path.into(), what: what.into() }
    }

    /// The request as a whole is too large.
    pub(super) fn of_body(bytes: usize, most: usize) -> Self {
        Self::new("", format!("the body has {bytes} bytes; the most is {most}"))
    }

    /// Where it is, by the wire's names: `Limit`, `Filters[0].Values`. Empty if it concerns the
    /// request as a whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{} ", self.path)?;
        }
        f.write_str(&self.what)
    }
}

/// All violations of a request. `site` is the site it goes to, where that is known.
pub(crate) fn check(
    request: &dyn Members,
    facts: &ActionFacts,
    site: Option<Site>,
) -> Vec<Violation> {
    let mut violations = Vec::new();
    if let (Some(only), Some(site)) = (facts.only_on, site)
        && only != site
    {
        violations
            .push(Violation::new("", format!("{} exists on the {only} site only", facts.name)));
    }
    members::check(request, "", &mut violations);
    constraints::check(request, facts, &mut violations);
    if let Some(rules) = facts.filters {
        filters::check(request, rules, &mut violations);
    }
    violations
}

/// A member by its name, if it has a typed value.
fn member<'a>(structure: &'a dyn Members, name: &str) -> Option<View<'a>> {
    structure.facts().position(name, 0).and_then(|index| structure.member(index))
}

/// Whether a member is there, be it only as an unknown one.
fn is_given(structure: &dyn Members, name: &str) -> bool {
    member(structure, name).is_some() || structure.unknown_members().get(name).is_some()
}
