//! The steps of a lifecycle that change something: create, update, switch, order, add, remove, delete.
//!
//! One action can be several steps, which `when` tells apart: a parameter of it holds the verb.
//! `parameters` names what a step cannot know by itself. A parameter with the name of an identifier
//! carries it, and in `create` and `update` one with the name of a member gives it. A list in place of
//! an identifier stands for one item for each element. A step without one of the identifiers, such as
//! an empty list, does nothing. An absent parameter that has a `default` in the action's spec counts as
//! the default.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Set;
use crate::model::is_false;

/// A step that makes new items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Create {
    /// The action.
    pub action: String,
    /// Values of parameters with which the action is this step.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Vec<Value>>,
    /// Parameter with the item, or with a list of items. If the key is absent, the parameters are its
    /// members. An absent structure stands for an item without members, an absent list for no items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Members that parameters with other names give, by the path of the parameter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// Members that the service makes up and returns, by the path in the response. A list holds one
    /// value for each new item.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub returns: BTreeMap<String, String>,
    /// The existing items that make place for the new ones. If absent, an existing item with the same
    /// identifiers is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Replaces>,
    /// States in which the parent must be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<Requirement>,
    /// States and other members of a new item that no parameter gives as it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<Set>,
}

/// The existing items that make place for new ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Replaces {
    /// The one with the same identifiers, if there is one: an upsert.
    Same,
    /// All items of the parent.
    All,
}

/// A step that changes members of items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Update {
    /// The action.
    pub action: String,
    /// Values of parameters with which the action is this step.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Vec<Value>>,
    /// Parameter with the item, or with a list of items. If the key is absent, the parameters are its
    /// members. An absent structure stands for an item without members, an absent list for no items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Identifiers and members that parameters with other names carry, by the path of the parameter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// Members that the service makes up and returns, by the path in the response.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub returns: BTreeMap<String, String>,
    /// What becomes of a member that could be sent and is not; absent where it is not documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsent: Option<Unsent>,
    /// Members to which the opposite happens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// States and other members that no parameter gives as it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<Set>,
}

/// What becomes of a member that a change could have sent and did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unsent {
    /// It stays as it is: the request holds a part of the item.
    Kept,
    /// It is removed: the request holds the whole item.
    Removed,
}

/// A step that brings items into another state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Switch {
    /// The action.
    pub action: String,
    /// Values of parameters with which the action is this step.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Vec<Value>>,
    /// Identifiers that parameters with other names carry, by the path of the parameter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// The states that it leads to.
    pub sets: Vec<Set>,
}

/// A step that sets the order of all items of a parent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Order {
    /// The action.
    pub action: String,
    /// Parameter whose list holds the last identifier of every item, in the new order.
    pub ids: String,
    /// Identifiers of the parent that parameters with other names carry.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// Member with the rank of an item, a number.
    pub member: String,
    /// Whether the first item of the list gets the greatest number; absent where it is not
    /// documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_is_greatest: Option<bool>,
}

/// A step that adds elements to lists in an item, or removes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct ListChange {
    /// The action.
    pub action: String,
    /// Values of parameters with which the action is this step. Inside a list, each element is
    /// judged by itself.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Vec<Value>>,
    /// The lists, by the path of the parameter with the elements, and identifiers that parameters
    /// with other names carry.
    pub parameters: BTreeMap<String, String>,
}

/// A step that deletes items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Delete {
    /// The action.
    pub action: String,
    /// Values of parameters with which the action is this step.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Vec<Value>>,
    /// Identifiers that parameters with other names carry, by the path of the parameter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// It deletes all items of the parent.
    #[serde(default, skip_serializing_if = "is_false")]
    pub all: bool,
    /// States in which an item can be deleted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<Requirement>,
    /// The states of a deleted item that stays in the list. If absent, the item is gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<Set>,
}

/// A state in which an item, or the parent of a new one, must be before a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Requirement {
    /// Member with the state.
    pub member: String,
    /// Values that it must have one of.
    pub values: Vec<Value>,
    /// Error code for an item in another state; absent where none is documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}
