//! What the lists of zones and domains have in common: which of them match the filters, in which
//! order they come, and which page of them is answered.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use crate::fault::Fault;
use crate::filters::Filter;
use crate::pages::Page;
use crate::parameters::Parameters;

/// What is asked of a list, read from the parameters that such actions share.
#[derive(Debug)]
pub(crate) struct Question<'a> {
    filters: &'a [Filter],
    any_is_enough: bool,
    pub(crate) order: Option<&'a str>,
    direction: Option<&'a str>,
    page: Page,
}

impl<'a> Question<'a> {
    pub(crate) fn read(parameters: &'a Parameters) -> Result<Self, Fault> {
        Ok(Self {
            filters: parameters.filters(),
            any_is_enough: parameters.text("Match") == Some("any"),
            order: parameters.text("Order"),
            direction: parameters.text("Direction"),
            page: Page::asked(parameters.object())?,
        })
    }

    /// True if the thing whose properties these are is looked for. A property may have several
    /// texts; a filter that knows none of them does not match.
    pub(crate) fn matches(&self, property: impl Fn(&str) -> Vec<String>) -> bool {
        let mut met = self
            .filters
            .iter()
            .map(|filter| property(&filter.name).iter().any(|text| filter.matches(text)));
        if self.any_is_enough && !self.filters.is_empty() {
            met.any(|met| met)
        } else {
            met.all(|met| met)
        }
    }

    /// Two of the list in the direction asked for, or in the one that is usual for it.
    pub(crate) fn directed(&self, ordering: Ordering, usual: &str) -> Ordering {
        match self.direction.unwrap_or(usual) {
            "desc" => ordering.reverse(),
            _ => ordering,
        }
    }

    /// The answer with the page that was asked for.
    pub(crate) fn answer<T>(
        &self,
        list: &str,
        found: &[T],
        answer: impl Fn(&T) -> Map<String, Value>,
    ) -> Map<String, Value> {
        let items: Vec<_> = self.page.cut(found).map(answer).collect();
        Map::from_iter([
            ("TotalCount".to_owned(), json!(found.len())),
            (list.to_owned(), json!(items)),
        ])
    }
}
