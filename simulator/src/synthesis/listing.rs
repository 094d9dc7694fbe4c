//! Lists that come in pages. How many items there are is the same for every page, and so is each
//! item by its place in the list, so that a pager comes to the end and meets nothing twice.

use serde_json::{Map, Value, json};
use teo_specs::{Action, Member, WireType};

use super::Synthesis;
use super::filler::Ids;
use crate::fault::Fault;
use crate::pages::Page;
use crate::random::Random;

/// The list that an action answers, if it answers just one.
pub(super) struct Listing<'a> {
    action: &'a Action,
    list: &'a Member,
    total: Option<&'a Member>,
    /// Member of request and answer with the place where the next page begins.
    cursor: Option<&'a str>,
    is_paged: bool,
}

impl<'a> Listing<'a> {
    pub(super) fn of(action: &'a Action) -> Option<Self> {
        let mut lists = action.response.iter().filter(|m| m.wire_type.starts_with('['));
        let list = lists.next().filter(|_| lists.next().is_none())?;
        let takes = |name: &str| action.parameters.iter().any(|m| m.name == name);
        let answered = |name: &str| action.response.iter().find(|m| m.name.contains(name));
        let cursor = answered("Cursor").filter(|m| takes(&m.name));
        Some(Self {
            action,
            list,
            total: answered("Total").filter(|m| is_integer(m)),
            is_paged: takes("Limit") && (takes("Offset") || cursor.is_some()),
            cursor: cursor.map(|m| m.name.as_str()),
        })
    }

    /// Makes an answer that stands alone one whole list.
    pub(super) fn complete(&self, answer: &mut Map<String, Value>) {
        let items = answer.get(&self.list.name).and_then(Value::as_array);
        let count = items.map_or(0, Vec::len);
        self.tell(answer, count, String::new());
    }

    /// Replaces the list of an answer by the page that was asked for.
    pub(super) fn cut(
        &self,
        synthesis: &Synthesis<'_>,
        request: &Map<String, Value>,
        answer: &mut Map<String, Value>,
    ) -> Result<(), Fault> {
        if !self.is_paged {
            self.complete(answer);
            return Ok(());
        }
        let zone = request.get("ZoneId").and_then(Value::as_str).unwrap_or_default();
        let labels = [self.action.name.as_str(), "list", zone];
        let total = 3 + Random::new(synthesis.seed, &labels, u64::MAX).below(23) as usize;
        let mut page = Page::asked(request)?;
        if let Some(given) = self.cursor.and_then(|name| request.get(name)?.as_str()) {
            // A cursor that never was answered stands at the end, lest a pager go round for ever.
            page.offset = if given.is_empty() { 0 } else { given.parse().unwrap_or(total) };
        }
        if let Some(most) = self.list.max_items {
            page.limit = page.limit.min(most as usize);
        }
        let items: Vec<_> = page
            .cut(0..total)
            .filter_map(|place| self.item(synthesis, request, &labels, place))
            .collect();
        let next = page.offset.saturating_add(items.len());
        let cursor = if next < total { next.to_string() } else { String::new() };
        answer.insert(self.list.name.clone(), Value::Array(items));
        self.tell(answer, total, cursor);
        Ok(())
    }

    fn item(
        &self,
        synthesis: &Synthesis<'_>,
        request: &Map<String, Value>,
        labels: &[&str],
        place: usize,
    ) -> Option<Value> {
        let wire_type: WireType = self.list.wire_type.parse().ok()?;
        let mut filler = synthesis.filler(labels, place as u64, Ids::OfRequest(request));
        if *wire_type.item() == WireType::String && self.list.values.is_none() {
            return Some(json!(format!("{}-{place}", self.list.name.to_lowercase())));
        }
        filler.item(&self.action.name, self.list, wire_type.item())
    }

    fn tell(&self, answer: &mut Map<String, Value>, total: usize, cursor: String) {
        if let Some(member) = self.total {
            answer.insert(member.name.clone(), json!(total));
        }
        if let Some(name) = self.cursor {
            answer.insert(name.to_owned(), json!(cursor));
        }
    }
}

fn is_integer(member: &Member) -> bool {
    matches!(member.wire_type.as_str(), "int64" | "uint64")
}
