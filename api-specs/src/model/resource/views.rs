//! The steps of a lifecycle that change nothing: lists of items, and reads of one.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A list of items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct List {
    /// The action. Its pages are in its own spec.
    pub action: String,
    /// Values of parameters with which the action is this list.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Vec<Value>>,
    /// Path in the response to the items; if absent, the `items` of the action's `paging`. A structure
    /// on the way holds the items that agree with it in the members that both have. A list of strings
    /// holds the last identifier alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<String>,
    /// Members that parameters with other names select by, by the path of the parameter. A list
    /// selects by each of its elements; an absent one selects all.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// Members that the filters of the action select by, by the filter's name. A filter that is not
    /// here selects by something that the item does not have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub filters: BTreeMap<String, String>,
    /// Filters whose value only has to occur in the member.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contains: Vec<String>,
    /// Parameter that says whether an item must match all filters or any one.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "match")]
    pub match_mode: Option<String>,
    /// The beginning that the last identifier must have: the parameter that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The time in which the items must lie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// The order of the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort>,
}

/// The time in which the items of a list must lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Period {
    /// Parameter with the start.
    pub start: String,
    /// Parameter with the end.
    pub end: String,
    /// Member with the time of an item.
    pub member: String,
}

/// The parameters that set the order of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Sort {
    /// Parameter that says by what.
    pub by: String,
    /// Parameter that says whether ascending (`asc`) or descending (`desc`), in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// Members to sort by, by the value of the parameter.
    pub members: BTreeMap<String, String>,
}

/// A read of one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Read {
    /// The action.
    pub action: String,
    /// Values of parameters with which the action is this read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Vec<Value>>,
    /// Path in the response to the item. If absent, the members of the response are members of the
    /// item; those with the name of an unlisted member always are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Identifiers that parameters with other names carry, by the path of the parameter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
}
