//! Makes up the pages of a list, as the `paging` of its action says. A list is a fixed set of items for
//! an action and all other parameters of the request: every page has the same total, and an index
//! always has the same item, so that a pager reaches the end and gets no item twice.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use teo_specs::{Action, Member, Paging, WireType};

use super::Synthesis;
use super::distinct::make_distinct;
use super::filler::Ids;
use crate::api_error::ApiError;
use crate::parameters::page::Page;
use crate::random::Random;

/// The paged list of an action.
pub(super) struct PagedList<'a> {
    action: &'a Action,
    paging: &'a Paging,
    items: &'a Member,
}

impl<'a> PagedList<'a> {
    /// Returns `None` if the action is not paged.
    pub(super) fn for_action(action: &'a Action) -> Option<Self> {
        let paging = action.paging.as_ref()?;
        let items = action.response.iter().find(|member| member.name == paging.items)?;
        Some(Self { action, paging, items })
    }

    /// Makes a response that holds the whole list the last page.
    pub(super) fn end(&self, response: &mut Map<String, Value>) {
        let items = response.get(&self.items.name).and_then(Value::as_array);
        let count = items.map_or(0, Vec::len);
        self.set_totals(response, count, String::new());
    }

    /// Replaces the list of a response with the requested page.
    pub(super) fn paginate(
        &self,
        synthesis: &Synthesis<'_>,
        request: &Map<String, Value>,
        response: &mut Map<String, Value>,
    ) -> Result<(), ApiError> {
        let query = self.query(request);
        let labels = [self.action.name.as_str(), "list", &query];
        let total = synthesis.list_size.unwrap_or_else(|| {
            3 + Random::new(synthesis.seed, &labels, u64::MAX).below(23) as usize
        });
        let page = self.page(request, total)?;
        let items: Vec<_> = page
            .slice(0..total)
            .filter_map(|index| self.item(synthesis, request, &labels, index))
            .collect();
        let next_offset = page.offset.saturating_add(page.limit);
        let next_cursor = if next_offset < total { next_offset.to_string() } else { String::new() };
        response.insert(self.items.name.clone(), Value::Array(items));
        self.set_totals(response, total, next_cursor);
        Ok(())
    }

    /// Returns the parameters that decide which set is listed: all but those that name a page.
    fn query(&self, request: &Map<String, Value>) -> String {
        let Paging { offset, cursor, limit, .. } = self.paging;
        let names_a_page =
            |name: &String| [offset.as_ref(), cursor.as_ref(), Some(limit)].contains(&Some(name));
        let others: BTreeMap<_, _> =
            request.iter().filter(|(name, _)| !names_a_page(name)).collect();
        // The keys are strings, so serialisation does not fail.
        serde_json::to_string(&others).unwrap_or_default()
    }

    fn page(&self, request: &Map<String, Value>, total: usize) -> Result<Page, ApiError> {
        let mut page =
            Page::from_named(request, self.paging.offset.as_deref(), &self.paging.limit)?;
        if let Some(cursor) = &self.paging.cursor
            && let Some(text) = request.get(cursor).and_then(Value::as_str)
            && !text.is_empty()
        {
            // An unknown cursor means the end of the list, so that no pager runs forever.
            page.offset = text.parse().unwrap_or(total);
        }
        if let Some(max) = self.items.max_items {
            page.limit = page.limit.min(max as usize);
        }
        Ok(page)
    }

    fn item(
        &self,
        synthesis: &Synthesis<'_>,
        request: &Map<String, Value>,
        labels: &[&str],
        index: usize,
    ) -> Option<Value> {
        let wire_type: WireType = self.items.wire_type.parse().ok()?;
        let mut filler = synthesis.filler(labels, index as u64, Ids::FromRequest(request));
        match wire_type.item() {
            WireType::String if self.items.values.is_none() => {
                Some(json!(format!("{}-{index}", self.items.name.to_lowercase())))
            }
            WireType::Int64 | WireType::Uint64 => Some(json!(index)),
            WireType::Structure(name) => {
                let mut item = filler.structure(name)?;
                let members = &synthesis.spec.structures.get(name)?.members;
                make_distinct(&mut item, members, request, index);
                Some(Value::Object(item))
            }
            other => filler.item(&self.action.name, self.items, other),
        }
    }

    fn set_totals(&self, response: &mut Map<String, Value>, total: usize, next_cursor: String) {
        if let Some(name) = &self.paging.total {
            response.insert(name.clone(), json!(total));
        }
        if let Some(name) = &self.paging.next_cursor {
            response.insert(name.clone(), json!(next_cursor));
        }
    }
}
