//! The format of spec files as Rust types. `spec.schema.json` is made from them, and the loader
//! refuses a key that they do not have.
//!
//! An absent key has a simple meaning (no limit, not required, no example), so that a file says
//! only what is known.

mod constructors;
mod member;
mod paging;
mod resource;
mod structure;
mod values;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::member::{EditionDifference, Member};
pub use self::paging::Paging;
pub use self::resource::{
    Argument, Binding, Create, Delete, List, ListChange, Order, Period, Poll, Read, Replaces,
    Requirement, Resource, Role, Set, Sort, States, Step, Switch, Unique, Unsent, UntilParent,
    Update, Waiter,
};
pub(crate) use self::resource::{Found, fits};
pub use self::structure::{Direction, FilterRoles, Structure};
pub use self::values::{Value, Values};

/// Everything known about one version of a service.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Spec {
    /// The service, from `service.json`.
    pub service: Service,
    /// Actions by name, from `actions/`.
    pub actions: BTreeMap<String, Action>,
    /// Structures shared by actions, by name, from `structures/`.
    pub structures: BTreeMap<String, Structure>,
    /// Sets of known values, by name, from `values/`.
    pub values: BTreeMap<String, Values>,
    /// What the actions manage, by name, from `resources/`. Empty if nobody has described it.
    pub resources: BTreeMap<String, Resource>,
}

/// `service.json`: what all actions of the service share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Service {
    /// Name of the service in signatures and at the start of its host, such as `teo`.
    pub service: String,
    /// Name of the service in the vendor's packages, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packaged_as: Option<String>,
    /// API version, such as `2022-09-01`.
    pub version: String,
    /// The product's name; empty where it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// One line in our own words; empty until someone has written it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Host of each site.
    pub hosts: Hosts,
    /// Day on which this spec was last compared with the vendor's metadata, `YYYY-MM-DD`.
    pub spec_date: String,
    /// Address of an action in the vendor's API explorer, with `{action}` in place of its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explorer: Option<String>,
    /// Packages of the vendor's metadata that this spec was imported from, each with its version.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sources: BTreeMap<String, String>,
    /// Error codes that any action may return.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Error>,
    /// Meanings of error codes that only some actions return. An action repeats a code's meaning
    /// only where it differs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub specific_errors: Vec<Error>,
    /// Mutating actions that are in no resource, each with the reason in one sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub not_modelled: BTreeMap<String, String>,
}

/// The host of each site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Hosts {
    /// Host for accounts of the international site.
    pub international: String,
    /// Host for accounts of the China site.
    pub china: String,
}

/// One of the vendor's two sites, which have separate accounts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Site {
    /// The international site.
    International,
    /// The China site.
    China,
}

/// `actions/<Action>.json`: the whole contract of one action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Action {
    /// Name on the wire; the file is named after it.
    pub name: String,
    /// One line in our own words; empty until someone has written it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Further paragraphs in our own words, as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
    /// The vendor's area of the product, such as `Content Management`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub area: String,
    /// The vendor advises against using it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// Release of the vendor's metadata that no longer had the action. The action stays for one
    /// more version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
    /// Documentation pages.
    #[serde(default, skip_serializing_if = "Documentation::is_empty")]
    pub documentation: Documentation,
    /// True for a read-only action: a call changes nothing. False for a mutating one.
    #[serde(default)]
    pub read_only: bool,
    /// Documented requests per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests_per_second: Option<u32>,
    /// Sites on which the action exists.
    pub sites: Vec<Site>,
    /// Parameters, in the vendor's order.
    pub parameters: Vec<Member>,
    /// Parameters that the vendor has disabled. Older programs send them, and the service accepts
    /// them; the bindings do not have them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disabled: Vec<String>,
    /// Constraints that join several parameters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<Constraint>,
    /// The action's filters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filters: Option<Filters>,
    /// The pages of the action's list, if it has pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
    /// Members of the response, `RequestId` among them.
    pub response: Vec<Member>,
    /// Error codes documented for this action, without the service's common ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Error>,
    /// Requests with their responses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
}

/// The vendor's documentation pages of an action.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Documentation {
    /// Page on the international site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub international: Option<String>,
    /// Page on the China site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub china: Option<String>,
}

impl Documentation {
    /// Returns true if no page is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.international.is_none() && self.china.is_none()
    }
}

/// A condition that joins several parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Constraint {
    /// At least one of these groups must be given in full. `Parameter:name` is the filter of that
    /// name in the parameter.
    AnyOf(Vec<Vec<String>>),
    /// Two times of which the end must not be before the start.
    Interval(Interval),
}

/// Two times that enclose an interval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Interval {
    /// Parameter with the start.
    pub start: String,
    /// Parameter with the end.
    pub end: String,
    /// Length of the longest interval that is allowed, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_seconds: Option<u32>,
}

/// The filters of an action, and the limits that they share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Filters {
    /// Parameter that holds the filters: a list of a structure that has filter roles.
    pub parameter: String,
    /// Maximum count of values in any one filter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u32>,
    /// The filters by name.
    pub names: Vec<FilterName>,
}

/// One filter of an action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct FilterName {
    /// Name on the wire, such as `job-id`.
    pub name: String,
    /// One line in our own words.
    pub summary: String,
    /// Maximum count of values in this filter, where it is below that of the action's filters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u32>,
    /// Whether the filter matches parts of a value when the request asks for a fuzzy match; absent
    /// where the vendor does not say. Only a `false` is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuzzy: Option<bool>,
    /// Name of the known values, from `values/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<String>,
    /// Operators that the filter takes, where its structure has a member for the operator.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operators: Vec<String>,
    /// An example of a value on the wire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// An error code and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Error {
    /// `Class` or `Class.Detail`.
    pub code: String,
    /// One line in our own words; empty until someone has written it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// The failure is temporary, and the request had no effect.
    #[serde(default, skip_serializing_if = "is_false")]
    pub transient: bool,
    /// The request may have had an effect, although the class of the code says otherwise.
    #[serde(default, skip_serializing_if = "is_false")]
    pub may_have_executed: bool,
    /// What the caller can do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A request with its response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Example {
    /// What the example shows.
    pub title: String,
    /// The body of the request.
    pub request: serde_json::Map<String, serde_json::Value>,
    /// The object under `Response` in the body of the response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<serde_json::Map<String, serde_json::Value>>,
}

impl Service {
    /// Returns the product's name, or a name made from the service's where it is not known.
    #[must_use]
    pub fn name(&self) -> String {
        if self.title.is_empty() {
            format!("The service {} of Tencent Cloud", self.service)
        } else {
            self.title.clone()
        }
    }

    /// Finds the service's entry for an error code. An action may have an entry of its own for it.
    #[must_use]
    pub fn error(&self, code: &str) -> Option<&Error> {
        self.specific_errors.iter().chain(&self.errors).find(|error| error.code == code)
    }
}

impl Error {
    /// Returns true if the entry says more than that the code exists. At an action, it then replaces
    /// the entry of the service.
    #[must_use]
    pub fn says_anything(&self) -> bool {
        let is_empty = self.summary.is_empty() && self.hint.is_none();
        !is_empty || self.transient || self.may_have_executed
    }
}

impl Action {
    /// Returns an action of which only the name is known.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            summary: String::new(),
            docs: None,
            area: String::new(),
            deprecated: false,
            withdrawn: None,
            documentation: Documentation::default(),
            read_only: false,
            requests_per_second: None,
            sites: Vec::new(),
            parameters: Vec::new(),
            disabled: Vec::new(),
            constraints: Vec::new(),
            filters: None,
            paging: None,
            response: Vec::new(),
            errors: Vec::new(),
            examples: Vec::new(),
        }
    }
}

fn is_false(value: &bool) -> bool {
    !*value
}
