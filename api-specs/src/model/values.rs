//! Sets of known values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `values/<Name>.json`: a set of known values. The service may return others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
}

/// One known value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Value {
    /// The value on the wire.
    pub value: String,
    /// Name of the Rust variant, where no good one can be made from the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// One line in our own words.
    pub summary: String,
    /// Where the vendor lists the value, if not everywhere the set is used: `Structure.Member`,
    /// `Action.Parameter` or `Action:filter`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub occurs: Vec<String>,
}
