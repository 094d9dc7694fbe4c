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
    /// What the member shows while the parent waits for a state of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_parent: Option<UntilParent>,
}

/// What a state shows until the parent is in another state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct UntilParent {
    /// Member of the parent.
    pub member: String,
    /// Values of that member with which the wait is over.
    pub values: Vec<String>,
    /// Value that the state shows until then.
    pub value: String,
}

/// A value that a step gives to a member: a constant in `value`, that of the parameter `from`, or a text
/// made of other members by `pattern`. An absent parameter or member sets nothing, and of several sets of
/// a member the last that sets anything counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend(
    "oneOf" = [{"required": ["value"]}, {"required": ["from"]}, {"required": ["pattern"]}],
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
    /// Text with names of members in braces, such as `{DomainName}.example.com`, in place of which
    /// their values stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
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

impl Set {
    /// Returns the parts of the pattern: texts, each with the member whose value follows it.
    #[must_use]
    pub fn pattern_parts(&self) -> Vec<(&str, Option<&str>)> {
        let mut parts = Vec::new();
        let mut rest = self.pattern.as_deref().unwrap_or_default();
        while let Some((text, (member, after))) =
            rest.split_once('{').and_then(|(text, after)| Some((text, after.split_once('}')?)))
        {
            parts.push((text, Some(member)));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push((rest, None));
        }
        parts
    }
}
