//! Which stretch of a list a request asks for, by its `Offset` and `Limit`.

use serde_json::{Map, Value};

use crate::fault::Fault;

/// What the vendor answers at most where a request does not say.
const USUAL_LIMIT: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) offset: usize,
    pub(crate) limit: usize,
}

impl Page {
    pub(crate) fn asked(body: &Map<String, Value>) -> Result<Self, Fault> {
        Ok(Self {
            offset: bound(body, "Offset")?.unwrap_or(0),
            limit: bound(body, "Limit")?.unwrap_or(USUAL_LIMIT),
        })
    }

    /// What stands on the page.
    pub(crate) fn cut<T>(self, items: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
        items.into_iter().skip(self.offset).take(self.limit)
    }
}

fn bound(body: &Map<String, Value>, name: &str) -> Result<Option<usize>, Fault> {
    let Some(given) = body.get(name).and_then(Value::as_i64) else {
        return Ok(None);
    };
    let bound = usize::try_from(given);
    bound.map(Some).map_err(|_| Fault::parameter_error(format!("`{name}` is below 0")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn asked(body: Value) -> Result<Vec<i32>, Fault> {
        Page::asked(body.as_object().unwrap()).map(|page| page.cut(0..25).collect())
    }

    #[test]
    fn a_page_begins_at_the_first_item_and_holds_twenty_unless_told() {
        assert_eq!(asked(json!({})).unwrap(), Vec::from_iter(0..20));
        assert_eq!(asked(json!({"Offset": 22, "Limit": 10})).unwrap(), [22, 23, 24]);
        assert!(asked(json!({"Offset": 25})).unwrap().is_empty());
        assert!(asked(json!({"Limit": 0})).unwrap().is_empty());
    }

    #[test]
    fn a_bound_below_zero_is_refused() {
        assert!(asked(json!({"Offset": -1})).is_err());
        assert!(asked(json!({"Limit": -1})).is_err());
    }
}
