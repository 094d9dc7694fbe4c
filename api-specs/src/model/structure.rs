//! A structure that actions share: its members, which way it travels, and whether it is a filter.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Member;

/// `structures/<Name>.json`: a structure that parameters, answers or other structures hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Structure {
    /// Name on the wire's side; the file is named after it.
    pub name: String,
    /// One line in our own words; empty until someone has written it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Further paragraphs in our own words, as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
    /// Which way it travels. The shape of its Rust type follows from it and stays.
    pub direction: Direction,
    /// Which members carry the parts of a filter, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<FilterRoles>,
    /// Members, in the vendor's order.
    pub members: Vec<Member>,
}

/// Which way a structure travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Only in requests.
    Request,
    /// Only in answers.
    Response,
    /// In both.
    Both,
}

/// Which members of a structure carry the parts of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FilterRoles {
    /// Member with the filter's name.
    pub name: String,
    /// Member with the values.
    pub values: String,
    /// Member with the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// Member that asks for a fuzzy match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuzzy: Option<String>,
}

impl Structure {
    /// A structure without members.
    #[must_use]
    pub fn new(name: &str, direction: Direction) -> Self {
        Self {
            name: name.to_owned(),
            summary: String::new(),
            docs: None,
            direction,
            filter: None,
            members: Vec::new(),
        }
    }
}
