//! What the pipeline knows of an action: a table of facts, and the types of request and response.

use super::structure::Structure;

/// A request that can be sent. Generated code implements it; [`Client::call`](super::Client::call)
/// takes any.
pub trait Action: Structure + 'static {
    /// What the service answers.
    type Response: Structure + Default + 'static;

    /// What is known of the action beside its members.
    const FACTS: &'static ActionFacts;
}

/// The service that an action belongs to.
#[derive(Debug)]
pub struct ServiceFacts {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    pub(crate) hosts: Hosts,
    pub(crate) spec_date: &'static str,
    pub(crate) errors: &'static [ErrorFacts],
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Hosts {
    pub(crate) international: &'static str,
    pub(crate) china: &'static str,
}

impl ServiceFacts {
    /// A service: the name that is signed, its version, and the day its spec was last compared with
    /// the vendor's.
    #[must_use]
    pub const fn new(name: &'static str, version: &'static str, spec_date: &'static str) -> Self {
        Self {
            name,
            version,
            hosts: Hosts { international: "", china: "" },
            spec_date,
            errors: &[],
        }
    }

    /// Its hosts on the two sites.
    #[must_use]
    pub const fn hosts(mut self, international: &'static str, china: &'static str) -> Self {
        self.hosts = Hosts { international, china };
        self
    }

    /// Codes of which a cure is known, or that they pass with time.
    #[must_use]
    pub const fn errors(mut self, errors: &'static [ErrorFacts]) -> Self {
        self.errors = errors;
        self
    }
}

/// An action and all that is known of it beside its members.
#[derive(Debug)]
pub struct ActionFacts {
    pub(crate) service: &'static ServiceFacts,
    pub(crate) name: &'static str,
    pub(crate) reads_only: bool,
    pub(crate) requests_per_second: Option<u32>,
    pub(crate) only_on: Option<super::Site>,
    pub(crate) constraints: &'static [Constraint],
    pub(crate) filters: Option<&'static FilterRules>,
    pub(crate) errors: &'static [ErrorFacts],
}

impl ActionFacts {
    /// An action that is taken to change something and to be on both sites.
    #[must_use]
    pub const fn new(service: &'static ServiceFacts, name: &'static str) -> Self {
        Self {
            service,
            name,
            reads_only: false,
            requests_per_second: None,
            only_on: None,
            constraints: &[],
            filters: None,
            errors: &[],
        }
    }

    /// Name on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Calling it changes nothing.
    #[must_use]
    pub const fn reads_only(mut self) -> Self {
        self.reads_only = true;
        self
    }

    /// The documented rate.
    #[must_use]
    pub const fn requests_per_second(mut self, rate: u32) -> Self {
        self.requests_per_second = Some(rate);
        self
    }

    /// The one site that has it.
    #[must_use]
    pub const fn only_on(mut self, site: super::Site) -> Self {
        self.only_on = Some(site);
        self
    }

    /// Constraints across its parameters.
    #[must_use]
    pub const fn constraints(mut self, constraints: &'static [Constraint]) -> Self {
        self.constraints = constraints;
        self
    }

    /// What its filters take.
    #[must_use]
    pub const fn filters(mut self, filters: &'static FilterRules) -> Self {
        self.filters = Some(filters);
        self
    }

    /// Codes of which something is known for this action that the service's list does not say.
    #[must_use]
    pub const fn errors(mut self, errors: &'static [ErrorFacts]) -> Self {
        self.errors = errors;
        self
    }

    /// What is known of a code that this action answered: its own entry before the common one.
    pub(crate) fn error(&self, code: &str) -> Option<&'static ErrorFacts> {
        self.errors.iter().chain(self.service.errors).find(|error| error.code == code)
    }
}

/// A condition that joins several parameters.
#[derive(Debug, Clone, Copy)]
pub struct Constraint(pub(crate) ConstraintKind);

#[derive(Debug, Clone, Copy)]
pub(crate) enum ConstraintKind {
    AnyOf(&'static [&'static [Part]]),
    Interval { start: &'static str, end: &'static str, longest_seconds: Option<u32> },
}

impl Constraint {
    /// At least one of these groups is given whole.
    #[must_use]
    pub const fn any_of(groups: &'static [&'static [Part]]) -> Self {
        Self(ConstraintKind::AnyOf(groups))
    }

    /// The end is not before the start.
    #[must_use]
    pub const fn interval(start: &'static str, end: &'static str) -> Self {
        Self(ConstraintKind::Interval { start, end, longest_seconds: None })
    }

    /// The end is not before the start, nor later than this many seconds after it.
    #[must_use]
    pub const fn interval_within(
        start: &'static str,
        end: &'static str,
        longest_seconds: u32,
    ) -> Self {
        Self(ConstraintKind::Interval { start, end, longest_seconds: Some(longest_seconds) })
    }
}

/// What a constraint asks for.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// A parameter.
    Parameter(&'static str),
    /// A filter of this name.
    Filter(&'static str),
}

/// What an action's filters take, and which members of its filter structure carry what.
#[derive(Debug)]
pub struct FilterRules {
    pub(crate) parameter: &'static str,
    pub(crate) name: &'static str,
    pub(crate) values: &'static str,
    pub(crate) fuzzy: Option<&'static str>,
    pub(crate) max_values: Option<u32>,
    pub(crate) rules: &'static [FilterRule],
}

impl FilterRules {
    /// Filters in this parameter, whose structure holds a filter's name and values in these members.
    #[must_use]
    pub const fn new(
        parameter: &'static str,
        name: &'static str,
        values: &'static str,
        rules: &'static [FilterRule],
    ) -> Self {
        Self { parameter, name, values, fuzzy: None, max_values: None, rules }
    }

    /// The member that asks for a fuzzy match.
    #[must_use]
    pub const fn fuzzy(mut self, member: &'static str) -> Self {
        self.fuzzy = Some(member);
        self
    }

    /// Most values in any one filter.
    #[must_use]
    pub const fn max_values(mut self, values: u32) -> Self {
        self.max_values = Some(values);
        self
    }
}

/// What one filter takes.
#[derive(Debug, Clone, Copy)]
pub struct FilterRule {
    pub(crate) name: &'static str,
    pub(crate) max_values: Option<u32>,
    pub(crate) fuzzy: bool,
}

impl FilterRule {
    /// A filter of this name, without fuzzy matching.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, max_values: None, fuzzy: false }
    }

    /// Most values that it takes.
    #[must_use]
    pub const fn max_values(mut self, values: u32) -> Self {
        self.max_values = Some(values);
        self
    }

    /// It can match parts of a value.
    #[must_use]
    pub const fn fuzzy(mut self) -> Self {
        self.fuzzy = true;
        self
    }
}

/// What is known of an error code.
#[derive(Debug, Clone, Copy)]
pub struct ErrorFacts {
    pub(crate) code: &'static str,
    pub(crate) transient: bool,
    pub(crate) cure: Option<&'static str>,
}

impl ErrorFacts {
    /// A code of which nothing more is known.
    #[must_use]
    pub const fn new(code: &'static str) -> Self {
        Self { code, transient: false, cure: None }
    }

    /// It passes with time and had no effect.
    #[must_use]
    pub const fn transient(mut self) -> Self {
        self.transient = true;
        self
    }

    /// What the caller can do.
    #[must_use]
    pub const fn cure(mut self, cure: &'static str) -> Self {
        self.cure = Some(cure);
        self
    }
}
