//! What a spec file may say. The types are the format: `spec.schema.json` is made from them, and a
//! key that none of them has is refused.
//!
//! Keys that are absent have a plain meaning (no limit, not required, no example), so that a file
//! says only what is known.

mod structure;
mod values;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::structure::{Direction, FilterRoles, Structure};
pub use self::values::{Value, Values};

/// Everything known about one version of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// The service itself, from `service.json`.
    pub service: Service,
    /// Actions by name, from `actions/`.
    pub actions: BTreeMap<String, Action>,
    /// Structures shared by actions, by name, from `structures/`.
    pub structures: BTreeMap<String, Structure>,
    /// Sets of known values, by name, from `values/`.
    pub values: BTreeMap<String, Values>,
}

/// `service.json`: what all actions of the service share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Service {
    /// Name that is signed and that begins the host, such as `teo`.
    pub service: String,
    /// Name of the service in the vendor's packages, where that is another one.
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
    /// Day on which the facts of this spec were last compared with the vendor's, `YYYY-MM-DD`.
    pub spec_date: String,
    /// Address of an action's entry in the vendor's API explorer, `{action}` standing for its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explorer: Option<String>,
    /// Packages of the vendor's metadata that the facts were taken from, each with its version.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sources: BTreeMap<String, String>,
    /// Error codes that any action may answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Error>,
    /// What the codes mean that only some actions answer: said once here, and at an action only where
    /// it means something else there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub specific_errors: Vec<Error>,
}

/// The host of each site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hosts {
    /// Host for accounts of the international site.
    pub international: String,
    /// Host for accounts of the China site.
    pub china: String,
}

/// One of the vendor's two sites, whose accounts are separate.
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
    /// The vendor advises against it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// Release of the vendor's metadata that no longer had it: it stays for one version more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
    /// Documentation pages.
    #[serde(default, skip_serializing_if = "Documentation::is_empty")]
    pub documentation: Documentation,
    /// True if calling it changes nothing.
    #[serde(default)]
    pub reads_only: bool,
    /// Documented requests per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests_per_second: Option<u32>,
    /// Sites that have the action.
    pub sites: Vec<Site>,
    /// Parameters, in the vendor's order.
    pub parameters: Vec<Member>,
    /// Constraints across parameters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<Constraint>,
    /// What the action's filters take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filters: Option<Filters>,
    /// Members of the answer, `RequestId` among them.
    pub response: Vec<Member>,
    /// Error codes documented for this action, the service's common ones apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Error>,
    /// Requests with their answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
}

/// The vendor's documentation pages of an action.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Documentation {
    /// Page on the international site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub international: Option<String>,
    /// Page on the China site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub china: Option<String>,
}

impl Documentation {
    /// True if no page is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.international.is_none() && self.china.is_none()
    }
}

/// A parameter, a member of an answer, or a member of a structure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Member {
    /// Name on the wire.
    pub name: String,
    /// `string`, `int64`, `uint64`, `float`, `bool`, `timestamp` (ISO 8601), `binary` (bytes in a
    /// multipart body), the name of a structure, or any of these in brackets for a list: `[string]`,
    /// `[Task]`.
    #[serde(rename = "type")]
    pub wire_type: String,
    /// Name of the known values of a `string` or `[string]`, from `values/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<String>,
    /// One line in our own words; empty until someone has written it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Further paragraphs in our own words, as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
    /// The service refuses a request without it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Day from which the vendor announced that it will be required, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced_required: Option<String>,
    /// Always answered and never null, as the vendor said when the member was first published. The
    /// Rust type is plain because of it and stays so.
    #[serde(default, skip_serializing_if = "is_false")]
    pub promised: bool,
    /// Holds a secret: never shown by Debug.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sensitive: bool,
    /// What the service assumes when it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<serde_json::Value>,
    /// Least value of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// Greatest value of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// Least count of items in a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u32>,
    /// Greatest count of items in a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u32>,
    /// Greatest length of a text, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// A value as it may stand on the wire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<serde_json::Value>,
}

/// A condition that joins several parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Constraint {
    /// At least one of these groups must be given whole. `Parameter:name` stands for a filter of
    /// that name in the parameter.
    AnyOf(Vec<Vec<String>>),
    /// Two times of which one must not come before the other.
    Interval(Interval),
}

/// Two times that enclose an interval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// Parameter with the start.
    pub start: String,
    /// Parameter with the end.
    pub end: String,
    /// Longest interval, in seconds, itself allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_seconds: Option<u32>,
}

/// What an action's filters take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Filters {
    /// The parameter that holds them: a list of a structure that has filter roles.
    pub parameter: String,
    /// Most values in any one filter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u32>,
    /// The filters by name.
    pub names: Vec<FilterName>,
}

/// One filter of an action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FilterName {
    /// Name on the wire, such as `job-id`.
    pub name: String,
    /// One line in our own words.
    pub summary: String,
    /// Most values that this filter takes, where it is fewer than for the action's filters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u32>,
    /// Matches parts of a value if asked to.
    #[serde(default, skip_serializing_if = "is_false")]
    pub fuzzy: bool,
    /// Name of the known values, from `values/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<String>,
    /// Operators that it takes, where the structure has a member for one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operators: Vec<String>,
    /// A value as it may stand on the wire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// An error code and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Error {
    /// `Class` or `Class.Detail`.
    pub code: String,
    /// One line in our own words; empty until someone has written it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Passes with time and had no effect.
    #[serde(default, skip_serializing_if = "is_false")]
    pub transient: bool,
    /// What the caller can do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cure: Option<String>,
}

/// A request with its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Example {
    /// What it shows.
    pub title: String,
    /// The body of the request.
    pub request: serde_json::Map<String, serde_json::Value>,
    /// What stands under `Response` in the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<serde_json::Map<String, serde_json::Value>>,
}

impl Service {
    /// The product's name, or what is known of it.
    #[must_use]
    pub fn name(&self) -> String {
        if self.title.is_empty() {
            format!("The service {} of Tencent Cloud", self.service)
        } else {
            self.title.clone()
        }
    }

    /// What is known of a code beside what its action says of it.
    #[must_use]
    pub fn error(&self, code: &str) -> Option<&Error> {
        self.specific_errors.iter().chain(&self.errors).find(|error| error.code == code)
    }
}

impl Action {
    /// An action of which nothing but the name is known.
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
            reads_only: false,
            requests_per_second: None,
            sites: Vec::new(),
            parameters: Vec::new(),
            constraints: Vec::new(),
            filters: None,
            response: Vec::new(),
            errors: Vec::new(),
            examples: Vec::new(),
        }
    }
}

impl Member {
    /// A member of which nothing but the name is known, not even the type.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            wire_type: String::new(),
            values: None,
            summary: String::new(),
            docs: None,
            required: false,
            announced_required: None,
            promised: false,
            sensitive: false,
            default: None,
            minimum: None,
            maximum: None,
            min_items: None,
            max_items: None,
            max_length: None,
            example: None,
        }
    }
}

fn is_false(value: &bool) -> bool {
    !*value
}
