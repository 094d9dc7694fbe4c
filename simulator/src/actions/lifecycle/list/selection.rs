//! Which items of a list a request selects, and their order.

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::Timestamp;
use serde_json::{Map, Value};
use teo_specs::{List, Order, Resource};

use crate::actions::lifecycle::planned_step::PlannedStep;
use crate::parameters::Parameters;
use crate::parameters::filters::Filter;
use crate::state::items::Identifiers;
use crate::state::member_path;

pub(super) struct Selection<'a> {
    resource: &'a Resource,
    list: &'a List,
    request: &'a Map<String, Value>,
    /// Members with the values that an item may have.
    selected: Vec<(&'a str, &'a Value)>,
    filters: Vec<Filter>,
    /// The last identifier, and how it must begin.
    prefix: Option<(&'a str, &'a str)>,
}

impl<'a> Selection<'a> {
    pub(super) fn new(
        step: &'a PlannedStep<'_>,
        list: &'a List,
        parameters: &'a Parameters,
        filters_of_others: &[&str],
    ) -> Self {
        let request = parameters.object();
        let selected = step.bindings().iter().filter_map(|binding| {
            let value = request.get(&binding.parameter)?;
            let is_empty =
                value.as_array().is_some_and(Vec::is_empty) || value.as_str() == Some("");
            (!is_empty).then_some((binding.member.as_str(), value))
        });
        let is_own = |filter: &&Filter| {
            list.filters.contains_key(&filter.name)
                || !filters_of_others.contains(&filter.name.as_str())
        };
        let mut filters: Vec<_> = parameters.filters().iter().filter(is_own).cloned().collect();
        for filter in &mut filters {
            filter.fuzzy |= list.contains.contains(&filter.name);
        }
        let prefix = list.prefix.as_ref().and_then(|name| request.get(name)?.as_str());
        let last = step.resource.identifiers.last().map(String::as_str);
        let (resource, selected) = (step.resource, selected.collect());
        Self { resource, list, request, selected, filters, prefix: last.zip(prefix) }
    }

    /// Returns the identifiers that every selected item has, so that not all items have to be compared.
    pub(super) fn identifiers(&self) -> Identifiers {
        let selected = self.selected.iter().filter(|(path, value)| {
            !value.is_array() && self.resource.identifiers.iter().any(|name| name == path)
        });
        selected.map(|(path, value)| ((*path).to_owned(), (*value).clone())).collect()
    }

    pub(super) fn matches(&self, item: &Map<String, Value>) -> bool {
        let is_selected = self.selected.iter().all(|(path, wanted)| {
            let values = member_path::values(item, path);
            match wanted {
                Value::Array(wanted) => values.iter().any(|value| wanted.contains(value)),
                wanted => values.contains(wanted),
            }
        });
        let begins = self.prefix.is_none_or(|(member, prefix)| {
            item.get(member).and_then(Value::as_str).is_some_and(|text| text.starts_with(prefix))
        });
        is_selected && begins && self.is_in_period(item) && self.matches_filters(item)
    }

    fn matches_filters(&self, item: &Map<String, Value>) -> bool {
        let matches = |filter: &Filter| {
            // A filter without a member selects by something that the item does not have.
            let Some(path) = self.list.filters.get(&filter.name) else { return false };
            member_path::values(item, path).into_iter().any(|value| filter.matches(&text_of(value)))
        };
        let mode = self.list.match_mode.as_ref().and_then(|name| self.request.get(name)?.as_str());
        if mode == Some("any") && !self.filters.is_empty() {
            self.filters.iter().any(matches)
        } else {
            self.filters.iter().all(matches)
        }
    }

    fn is_in_period(&self, item: &Map<String, Value>) -> bool {
        let Some(period) = &self.list.period else { return true };
        let time = |object: &Map<String, Value>, name: &str| -> Option<Timestamp> {
            object.get(name)?.as_str()?.parse().ok()
        };
        let Some(item_time) = time(item, &period.member) else { return true };
        time(self.request, &period.start).is_none_or(|start| start <= item_time)
            && time(self.request, &period.end).is_none_or(|end| item_time <= end)
    }

    /// Sorts the items as the request asks. Otherwise they stay in the order that a request gave them, or
    /// in which they were made.
    pub(super) fn sort(&self, items: &mut [Cow<'_, Map<String, Value>>]) {
        if let Some(order) = self.resource.order.first() {
            sort_by_rank(items, order);
        }
        let Some(sort) = &self.list.sort else { return };
        let text = |name: &String| self.request.get(name).and_then(Value::as_str);
        let path = text(&sort.by).and_then(|by| sort.members.get(by));
        let direction = sort.direction.as_ref().and_then(text).unwrap_or_default();
        let is_descending = direction.eq_ignore_ascii_case("desc");
        if let Some(path) = path {
            items.sort_by(|a, b| {
                let ordering = compare(first(a, path), first(b, path));
                if is_descending { ordering.reverse() } else { ordering }
            });
        } else if is_descending {
            items.reverse();
        }
    }
}

/// Puts the items with a rank in their order, and those that were made since then after them.
fn sort_by_rank(items: &mut [Cow<'_, Map<String, Value>>], order: &Order) {
    let rank = |item: &Map<String, Value>| item.get(&order.member).and_then(Value::as_u64);
    items.sort_by_key(|item| match rank(item) {
        Some(rank) if order.first_is_greatest == Some(true) => (0, u64::MAX - rank),
        Some(rank) => (0, rank),
        None => (1, 0),
    });
}

fn first<'a>(item: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    member_path::values(item, path).first().copied()
}

/// Compares numbers by value and text by its bytes. An absent value comes first.
fn compare(a: Option<&Value>, b: Option<&Value>) -> Ordering {
    let number = |value: Option<&Value>| value.and_then(Value::as_f64);
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        _ => a.map(text_of).cmp(&b.map(text_of)),
    }
}

fn text_of(value: &Value) -> Cow<'_, str> {
    value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed)
}
