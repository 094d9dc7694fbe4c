//! Members of requests, responses and structures.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::is_false;

/// A parameter, a member of a response, or a member of a structure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Member {
    /// Name on the wire.
    pub name: String,
    /// `string`, `int64`, `uint64`, `float`, `bool`, `timestamp` (ISO 8601), `binary` (bytes in a
    /// multipart body), the name of a structure, or any of these in brackets for a list:
    /// `[string]`, `[Task]`.
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
    /// The vendor's metadata says that a request must have it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Why a request without it is sent although it is `required`: the other edition does not
    /// require it, a default is documented, or the service itself returns the structure without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_enforced: Option<String>,
    /// Day from which the vendor announced that it will be required, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced_required: Option<String>,
    /// Always returned and never null, as the vendor said when the member was first published. Its
    /// Rust type, unless it is an object, is therefore not an `Option`, and does not change later.
    #[serde(default, skip_serializing_if = "is_false")]
    pub always_returned: bool,
    /// The vendor advises against it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// Holds a secret, which Debug never shows.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sensitive: bool,
    /// Holds an id that the action needs: one that is empty or has white space at its ends is
    /// refused, in a list too.
    #[serde(default, skip_serializing_if = "is_false")]
    pub identifier: bool,
    /// Value that the service assumes when the member is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<serde_json::Value>,
    /// Minimum value of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// Maximum value of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// Minimum count of items in a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u32>,
    /// Maximum count of items in a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u32>,
    /// Maximum length of a string, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// A value that passes whatever the limits are, since it stands for a setting that is off: a
    /// number, or `""` for a timestamp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unset: Option<serde_json::Value>,
    /// An example of a value on the wire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<serde_json::Value>,
    /// How a difference between the vendor's editions was settled, by what differs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub editions: BTreeMap<EditionDifference, String>,
}

/// What the vendor's two editions say differently of a member; `not_enforced` settles a difference
/// in being required.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EditionDifference {
    /// The known values.
    Values,
    /// The limits.
    Limits,
}

impl Member {
    /// Returns a member of which only the name is known, and not even the type.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            wire_type: String::new(),
            values: None,
            summary: String::new(),
            docs: None,
            required: false,
            not_enforced: None,
            announced_required: None,
            always_returned: false,
            deprecated: false,
            sensitive: false,
            identifier: false,
            default: None,
            minimum: None,
            maximum: None,
            min_items: None,
            max_items: None,
            max_length: None,
            unset: None,
            example: None,
            editions: BTreeMap::new(),
        }
    }
}

impl Member {
    /// Returns true if a request without the member is refused.
    #[must_use]
    pub fn is_enforced(&self) -> bool {
        self.required && self.not_enforced.is_none()
    }
}
