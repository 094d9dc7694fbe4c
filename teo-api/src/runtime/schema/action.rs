//! The schema of an action and of its service: everything that the runtime knows about them, apart from the
//! members of request and response.

use super::constraint::Constraint;
use super::filter_rules::FilterRules;
use super::site::{Hosts, Site};
use super::structure::Structure;

/// A request that can be sent. Generated code implements it; [`Client::call`](crate::Client::call)
/// takes any.
pub trait Action: Structure + 'static {
    /// The response of the service.
    type Response: Structure + Default + 'static;

    /// The schema of the action.
    const SCHEMA: &'static ActionSchema;
}

/// The schema of a service.
#[derive(Debug)]
pub struct ServiceSchema {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    pub(crate) hosts: Hosts,
    pub(crate) spec_date: &'static str,
    pub(crate) errors: &'static [ErrorSchema],
}

impl ServiceSchema {
    /// A service: its name in signatures, its version, and the day on which its spec was last
    /// compared with the vendor's metadata.
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

    /// Sets the hosts of the service on the two sites.
    #[must_use]
    pub const fn hosts(mut self, international: &'static str, china: &'static str) -> Self {
        self.hosts = Hosts { international, china };
        self
    }

    /// Sets the error codes that have a hint or are transient.
    #[must_use]
    pub const fn errors(mut self, errors: &'static [ErrorSchema]) -> Self {
        self.errors = errors;
        self
    }
}

/// The schema of an action.
#[derive(Debug)]
pub struct ActionSchema {
    pub(crate) service: &'static ServiceSchema,
    pub(crate) name: &'static str,
    pub(crate) read_only: bool,
    pub(crate) requests_per_second: Option<u32>,
    pub(crate) only_on: Option<Site>,
    pub(crate) constraints: &'static [Constraint],
    pub(crate) filters: Option<&'static FilterRules>,
    pub(crate) errors: &'static [ErrorSchema],
}

impl ActionSchema {
    /// An action that counts as mutating and exists on both sites.
    #[must_use]
    pub const fn new(service: &'static ServiceSchema, name: &'static str) -> Self {
        Self {
            service,
            name,
            read_only: false,
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

    /// Marks the action as read-only.
    #[must_use]
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Sets the documented rate.
    #[must_use]
    pub const fn requests_per_second(mut self, rate: u32) -> Self {
        self.requests_per_second = Some(rate);
        self
    }

    /// Sets the only site that has the action.
    #[must_use]
    pub const fn only_on(mut self, site: Site) -> Self {
        self.only_on = Some(site);
        self
    }

    /// Sets the constraints that involve several parameters.
    #[must_use]
    pub const fn constraints(mut self, constraints: &'static [Constraint]) -> Self {
        self.constraints = constraints;
        self
    }

    /// Sets the rules for the filters of the action.
    #[must_use]
    pub const fn filters(mut self, filters: &'static FilterRules) -> Self {
        self.filters = Some(filters);
        self
    }

    /// Sets the error codes for which this action has an entry of its own, which replaces that of the
    /// service even if it has no hint.
    #[must_use]
    pub const fn errors(mut self, errors: &'static [ErrorSchema]) -> Self {
        self.errors = errors;
        self
    }

    /// The schema of an error code that this action returned: the entry of the action, else that of the
    /// service.
    pub(crate) fn error(&self, code: &str) -> Option<&'static ErrorSchema> {
        self.errors.iter().chain(self.service.errors).find(|error| error.code == code)
    }
}

/// The schema of an error code.
#[derive(Debug, Clone, Copy)]
pub struct ErrorSchema {
    pub(crate) code: &'static str,
    pub(crate) transient: bool,
    pub(crate) may_have_executed: bool,
    pub(crate) hint: Option<&'static str>,
}

impl ErrorSchema {
    /// A code without a hint that is not transient.
    #[must_use]
    pub const fn new(code: &'static str) -> Self {
        Self { code, transient: false, may_have_executed: false, hint: None }
    }

    /// Marks the code as transient: a later call may succeed, and this one had no effect.
    #[must_use]
    pub const fn transient(mut self) -> Self {
        self.transient = true;
        self
    }

    /// Marks the code as one after which the action may have been executed, although its class says
    /// otherwise.
    #[must_use]
    pub const fn may_have_executed(mut self) -> Self {
        self.may_have_executed = true;
        self
    }

    /// Sets the hint: what the caller can do.
    #[must_use]
    pub const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }
}
