//! Makes up the pages of a list. Every page has the same total, and an index of the list always has
//! the same item, so that a pager reaches the end and gets no item twice.

use serde_json::{Map, Value, json};
use teo_specs::{Action, Member, WireType};

use super::Synthesis;
use super::filler::Ids;
use crate::api_error::ApiError;
use crate::parameters::page::Page;
use crate::random::Random;

/// The only list in the response of an action, and the members for its paging.
pub(super) struct PagedList<'a> {
    action: &'a Action,
    list: &'a Member,
    total: Option<&'a Member>,
    /// The member of request and response that holds the start of the next page.
    cursor: Option<&'a str>,
    is_paged: bool,
}

impl<'a> PagedList<'a> {
    /// Returns `None` if the response has no list or several.
    pub(super) fn for_action(action: &'a Action) -> Option<Self> {
        let mut lists = action.response.iter().filter(|m| m.wire_type.starts_with('['));
        let list = lists.next().filter(|_| lists.next().is_none())?;
        let has_parameter = |name: &str| action.parameters.iter().any(|m| m.name == name);
        let response_member = |name: &str| action.response.iter().find(|m| m.name.contains(name));
        let cursor = response_member("Cursor").filter(|m| has_parameter(&m.name));
        Some(Self {
            action,
            list,
            total: response_member("Total").filter(|m| is_integer(m)),
            is_paged: has_parameter("Limit") && (has_parameter("Offset") || cursor.is_some()),
            cursor: cursor.map(|m| m.name.as_str()),
        })
    }

    /// Sets the total and the cursor of a response that holds the whole list.
    pub(super) fn set_totals_of_whole_list(&self, response: &mut Map<String, Value>) {
        let items = response.get(&self.list.name).and_then(Value::as_array);
        let count = items.map_or(0, Vec::len);
        self.set_totals(response, count, String::new());
    }

    /// Replaces the list of a response with the requested page. A list without pages stays as it
    /// is.
    pub(super) fn paginate(
        &self,
        synthesis: &Synthesis<'_>,
        request: &Map<String, Value>,
        response: &mut Map<String, Value>,
    ) -> Result<(), ApiError> {
        if !self.is_paged {
            self.set_totals_of_whole_list(response);
            return Ok(());
        }
        let zone = request.get("ZoneId").and_then(Value::as_str).unwrap_or_default();
        let labels = [self.action.name.as_str(), "list", zone];
        let total = 3 + Random::new(synthesis.seed, &labels, u64::MAX).below(23) as usize;
        let mut page = Page::from_parameters(request)?;
        if let Some(cursor) = self.cursor.and_then(|name| request.get(name)?.as_str()) {
            // An unknown cursor means the end of the list, so that no pager runs forever.
            page.offset = if cursor.is_empty() { 0 } else { cursor.parse().unwrap_or(total) };
        }
        if let Some(max) = self.list.max_items {
            page.limit = page.limit.min(max as usize);
        }
        let items: Vec<_> = page
            .slice(0..total)
            .filter_map(|index| self.item(synthesis, request, &labels, index))
            .collect();
        let next_offset = page.offset.saturating_add(items.len());
        let next_cursor = if next_offset < total { next_offset.to_string() } else { String::new() };
        response.insert(self.list.name.clone(), Value::Array(items));
        self.set_totals(response, total, next_cursor);
        Ok(())
    }

    fn item(
        &self,
        synthesis: &Synthesis<'_>,
        request: &Map<String, Value>,
        labels: &[&str],
        index: usize,
    ) -> Option<Value> {
        let wire_type: WireType = self.list.wire_type.parse().ok()?;
        let mut filler = synthesis.filler(labels, index as u64, Ids::FromRequest(request));
        if *wire_type.item() == WireType::String && self.list.values.is_none() {
            return Some(json!(format!("{}-{index}", self.list.name.to_lowercase())));
        }
        filler.item(&self.action.name, self.list, wire_type.item())
    }

    fn set_totals(&self, response: &mut Map<String, Value>, total: usize, cursor: String) {
        if let Some(member) = self.total {
            response.insert(member.name.clone(), json!(total));
        }
        if let Some(name) = self.cursor {
            response.insert(name.to_owned(), json!(cursor));
        }
    }
}

fn is_integer(member: &Member) -> bool {
    matches!(member.wire_type.as_str(), "int64" | "uint64")
}
