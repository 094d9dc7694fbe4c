//! How an action pages through a list: by an offset or by a cursor, and which members take part.
//! The client walks pages by it, and the simulator serves them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The pages of an action's list. Exactly one of `offset` and `cursor` says where a page starts. The
/// greatest page is the `maximum` of the `limit` parameter.
// Not an enum of the two ways: serde names neither the key nor the place of a problem in one. The
// checks refuse the combinations that mean nothing, and so does the schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend(
    "oneOf" = [{"required": ["offset"]}, {"required": ["cursor", "next_cursor"]}],
    "dependentRequired" = {"next_cursor": ["cursor"]}
))]
#[non_exhaustive]
pub struct Paging {
    /// Parameter with the number of items to skip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<String>,
    /// Parameter with the place to continue from, which the previous response returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Parameter with the greatest number of items to return.
    pub limit: String,
    /// Member of the response with the items: a list.
    pub items: String,
    /// Member of the response with the number of items on all pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    /// Member of the response with the cursor of the next page; empty on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl Paging {
    /// Returns the paging of a list whose pages start at an offset, without a total.
    #[must_use]
    pub fn by_offset(offset: &str, limit: &str, items: &str) -> Self {
        Self {
            offset: Some(offset.to_owned()),
            cursor: None,
            limit: limit.to_owned(),
            items: items.to_owned(),
            total: None,
            next_cursor: None,
        }
    }

    /// Returns the paging of a list whose pages start at a cursor, without a total.
    #[must_use]
    pub fn by_cursor(cursor: &str, limit: &str, items: &str, next_cursor: &str) -> Self {
        Self {
            offset: None,
            cursor: Some(cursor.to_owned()),
            limit: limit.to_owned(),
            items: items.to_owned(),
            total: None,
            next_cursor: Some(next_cursor.to_owned()),
        }
    }
}
