//! Sets of known values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::is_false;

/// `values/<Name>.json`: a set of known values. The service may return others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Values {
    /// Name of the Rust enum; the file is named after it.
    pub name: String,
    /// One line in our own words.
    pub summary: String,
    /// Further paragraphs in our own words, as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
    /// The values.
    pub values: Vec<Value>,
    /// Which other texts are valid where the set is used, if any are, such as a host name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub others: Option<String>,
}

/// One known value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Value {
    /// The value on the wire.
    pub value: String,
    /// Name of the Rust variant, where no good one can be made from the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// One line in our own words.
    pub summary: String,
    /// The vendor advises against it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// Other texts that the service accepts for the value, such as an older word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Where the vendor lists the value, if not everywhere the set is used: `Structure.Member`,
    /// `Action.Parameter` or `Action:filter`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub occurs: Vec<String>,
}
