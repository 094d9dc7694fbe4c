//! Checks a request before it is sent and lists everything that the spec rules out.
//!
//! Anything that the spec does not know passes: values that an enum lacks, filters with other names,
//! members set as unknown. A limit is out of date once the service raises it, so every check can be
//! switched off.

mod constraints;
mod filters;
mod members;

use std::fmt;

use super::schema::{ActionSchema, Members, Site, ValueRef};

/// Whether requests are checked before they are sent.
///
/// The checks are: required members, ids that the action needs, limits of numbers, lengths and counts,
/// times, constraints that involve several parameters, filters, the site that has the action (unless
/// an endpoint is set), and the size of the body. Conditions that only the prose of the documentation
/// states are not checked.
///
/// A value that an enum lacks always passes, since the service may have added it. So a misspelt text
/// is sent, while a misspelt variant does not compile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Validation {
    /// A request that the specs rule out, or a body over the service's 10 MiB, is refused and not
    /// sent.
    #[default]
    On,
    /// Every request is sent unchecked, whatever its size.
    Off,
}

/// One fault in a request that the specs rule out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    path: String,
    message: String,
    limit: bool,
}

impl Violation {
    fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into(), limit: false }
    }

    /// A violation of a limit or restriction that the service may have relaxed since the spec was
    /// written.
    fn for_limit(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { limit: true, ..Self::new(path, message) }
    }

    /// The body of the request is too large.
    pub(super) fn for_body(bytes: usize, max: usize) -> Self {
        Self::for_limit("", format!("the body has {bytes} bytes; the maximum is {max}"))
    }

    /// Returns whether the service may have relaxed the limit or restriction since.
    pub(super) fn is_limit(&self) -> bool {
        self.limit
    }

    /// Path of the faulty member in wire names: `Limit`, `Filters[0].Values`. It is empty if the fault
    /// concerns the request as a whole.
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
        f.write_str(&self.message)
    }
}

/// Returns all violations of a request. `site` is the site that the request goes to, where it is
/// known.
pub(crate) fn check(
    request: &dyn Members,
    schema: &ActionSchema,
    site: Option<Site>,
) -> Vec<Violation> {
    let mut violations = Vec::new();
    if let (Some(only), Some(site)) = (schema.only_on, site)
        && only != site
    {
        violations.push(Violation::for_limit(
            "",
            format!("{} exists on the {only} site only", schema.name),
        ));
    }
    members::check(request, "", &mut violations);
    constraints::check(request, schema, &mut violations);
    if let Some(rules) = schema.filters {
        filters::check(request, rules, &mut violations);
    }
    violations
}

/// The typed value of a member, by its wire name.
fn member<'a>(structure: &'a dyn Members, name: &str) -> Option<ValueRef<'a>> {
    structure.schema().position(name, 0).and_then(|index| structure.member(index))
}

/// Returns whether a member is given, as a typed value or as an unknown member.
fn is_given(structure: &dyn Members, name: &str) -> bool {
    member(structure, name).is_some() || structure.unknown_members().get(name).is_some()
}
