//! The page of a list that a request asks for: by its `Offset` and `Limit`, or by other parameters that
//! mean the same.

use serde_json::{Map, Value};

use crate::api_error::ApiError;

/// The maximum number of items in a page if a request does not set `Limit`.
const DEFAULT_LIMIT: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) offset: usize,
    pub(crate) limit: usize,
}

impl Page {
    pub(crate) fn from_parameters(parameters: &Map<String, Value>) -> Result<Self, ApiError> {
        Self::from_named(parameters, Some("Offset"), "Limit")
    }

    /// Reads the page from the parameters of these names. A page without an offset is the first.
    pub(crate) fn from_named(
        parameters: &Map<String, Value>,
        offset: Option<&str>,
        limit: &str,
    ) -> Result<Self, ApiError> {
        let offset = offset.map(|name| count(parameters, name)).transpose()?.flatten();
        let limit = count(parameters, limit)?;
        Ok(Self { offset: offset.unwrap_or(0), limit: limit.unwrap_or(DEFAULT_LIMIT) })
    }

    /// Returns the items of this page.
    pub(crate) fn slice<T>(self, items: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
        items.into_iter().skip(self.offset).take(self.limit)
    }
}

fn count(parameters: &Map<String, Value>, name: &str) -> Result<Option<usize>, ApiError> {
    let Some(number) = parameters.get(name).and_then(Value::as_i64) else {
        return Ok(None);
    };
    usize::try_from(number)
        .map(Some)
        .map_err(|_| ApiError::for_parameter(format!("`{name}` is below 0")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn page_of_25(parameters: Value) -> Result<Vec<i32>, ApiError> {
        let page = Page::from_parameters(parameters.as_object().unwrap())?;
        Ok(page.slice(0..25).collect())
    }

    #[test]
    fn a_page_holds_the_requested_items_or_the_first_twenty_by_default() {
        assert_eq!(page_of_25(json!({})).unwrap(), Vec::from_iter(0..20));
        assert_eq!(page_of_25(json!({"Offset": 22, "Limit": 10})).unwrap(), [22, 23, 24]);
        assert!(page_of_25(json!({"Offset": 25})).unwrap().is_empty());
        assert!(page_of_25(json!({"Limit": 0})).unwrap().is_empty());
    }

    #[test]
    fn a_negative_offset_or_limit_is_refused() {
        assert!(page_of_25(json!({"Offset": -1})).is_err());
        assert!(page_of_25(json!({"Limit": -1})).is_err());
    }
}
