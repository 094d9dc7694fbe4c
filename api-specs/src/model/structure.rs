//! Structures that actions share: their members, their direction, and their roles in filters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Member;

/// `structures/<Name>.json`: a structure that parameters, responses or other structures hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Structure {
    /// Name in the vendor's API; the file is named after it.
    pub name: String,
    /// One line in our own words; empty until someone has written it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Further paragraphs in our own words, as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
    /// Whether it is sent, received or both. The shape of its Rust type follows from this and does
    /// not change later.
    pub direction: Direction,
    /// Members that hold the parts of a filter, if the structure is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<FilterRoles>,
    /// Members, in the vendor's order.
    pub members: Vec<Member>,
    /// Members that the vendor has disabled. Older programs send them, and the service accepts
    /// them; the bindings do not have them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disabled: Vec<String>,
}

/// Whether a structure is sent, received or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Only in requests.
    Request,
    /// Only in responses.
    Response,
    /// In requests and responses.
    Both,
}

/// The members of a structure that hold the parts of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct FilterRoles {
    /// Member with the filter's name.
    pub name: String,
    /// Member with the values.
    pub values: String,
    /// Member with the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// Member that asks for a fuzzy match; a `bool`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuzzy: Option<String>,
}

impl Structure {
    /// Returns a structure without members.
    #[must_use]
    pub fn new(name: &str, direction: Direction) -> Self {
        Self {
            name: name.to_owned(),
            summary: String::new(),
            docs: None,
            direction,
            filter: None,
            members: Vec::new(),
            disabled: Vec::new(),
        }
    }
}
