//! States: their kinds, and where a step leads. Waiters are made from both.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The kinds of the values of a state. A value of neither kind stays until a request changes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct States {
    /// Values that another one follows without a request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passing: Vec<String>,
    /// Values that end a wait badly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<String>,
}

/// A value that a step gives to a member: a constant in `value`, or that of the parameter `from`. An
/// absent parameter sets nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend(
    "oneOf" = [{"required": ["value"]}, {"required": ["from"]}],
    "dependentRequired" = {"values": ["from"]}
))]
#[non_exhaustive]
pub struct Set {
    /// Path of the member.
    pub member: String,
    /// The value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Path of the parameter with the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Values for those of the parameter, where they differ.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, Value>,
    /// Value that the member has at first, until the other one follows by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
    /// Other values that end the wait well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Seconds within which the wait usually ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual_seconds: Option<u32>,
}
