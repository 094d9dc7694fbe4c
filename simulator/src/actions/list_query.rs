//! The query of an action that lists zones or domains: the filters of the items, their order, and
//! the requested page.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use crate::api_error::ApiError;
use crate::parameters::Parameters;
use crate::parameters::filters::Filter;
use crate::parameters::page::Page;

/// The parameters that all these actions have.
#[derive(Debug)]
pub(crate) struct ListQuery<'a> {
    filters: &'a [Filter],
    matches_any_filter: bool,
    pub(crate) order: Option<&'a str>,
    direction: Option<&'a str>,
    page: Page,
}

impl<'a> ListQuery<'a> {
    pub(crate) fn from_parameters(parameters: &'a Parameters) -> Result<Self, ApiError> {
        Ok(Self {
            filters: parameters.filters(),
            matches_any_filter: parameters.text("Match") == Some("any"),
            order: parameters.text("Order"),
            direction: parameters.text("Direction"),
            page: Page::from_parameters(parameters.object())?,
        })
    }

    /// Returns true if an item matches the filters. `property` returns the values of the item that
    /// are compared with the values of a filter; an item without such values does not match.
    pub(crate) fn matches(&self, property: impl Fn(&str) -> Vec<String>) -> bool {
        let mut results = self
            .filters
            .iter()
            .map(|filter| property(&filter.name).iter().any(|text| filter.matches(text)));
        if self.matches_any_filter && !self.filters.is_empty() {
            results.any(|matched| matched)
        } else {
            results.all(|matched| matched)
        }
    }

    /// Reverses an ordering if the requested direction, or else the default, is descending.
    pub(crate) fn in_direction(&self, ordering: Ordering, default: &str) -> Ordering {
        match self.direction.unwrap_or(default) {
            "desc" => ordering.reverse(),
            _ => ordering,
        }
    }

    /// Builds a response with the number of items, and their requested page in the member
    /// `list_name`.
    pub(crate) fn response<T>(
        &self,
        list_name: &str,
        items: &[T],
        to_object: impl Fn(&T) -> Map<String, Value>,
    ) -> Map<String, Value> {
        let objects: Vec<_> = self.page.slice(items).map(to_object).collect();
        Map::from_iter([
            ("TotalCount".to_owned(), json!(items.len())),
            (list_name.to_owned(), json!(objects)),
        ])
    }
}
