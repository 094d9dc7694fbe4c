//! Lists the items that a request selects: by its parameters and filters, in its order, one page.

mod place;
mod selection;

use std::borrow::Cow;

use serde_json::{Map, Value, json};
use teo_specs::{Action, List, Role};

use self::place::place;
use self::selection::Selection;
use super::planned_step::PlannedStep;
use crate::actions::ActionContext;
use crate::api_error::ApiError;
use crate::parameters::Parameters;
use crate::parameters::page::Page;

impl ActionContext<'_> {
    /// Returns whether an open account has the items that a step is about: it has some, or their
    /// parent, so that there are none.
    pub(super) fn knows(&self, step: &PlannedStep<'_>, request: &Map<String, Value>) -> bool {
        let items = &self.resources.items;
        let spec = self.synthesis.spec;
        let named = step.shared_identifiers(request);
        let parent = step.resource.parent.as_ref().and_then(|name| spec.resources.get(name));
        let mut inherited = named.clone();
        inherited.retain(|name, _| parent.is_some_and(|parent| parent.identifiers.contains(name)));
        let is_parent_known = parent.is_some_and(|parent| {
            inherited.len() == parent.identifiers.len() && items.exists(&parent.name, &inherited)
        });
        let is_one = step.role() == Role::Read && !step.resource.own_identifiers(spec).is_empty();
        let own = if is_one { &named } else { &inherited };
        items.exists(&step.resource.name, own) || (is_parent_known && !is_one)
    }

    pub(super) fn list_items(
        &self,
        action: &Action,
        step: &PlannedStep<'_>,
        parameters: &Parameters,
        response: &mut Map<String, Value>,
    ) -> Result<(), ApiError> {
        let Some(list) = step.resource.list.get(step.step.index) else { return Ok(()) };
        let shared = step.shared_identifiers(parameters.object());
        self.check_parent(action, step.resource, &shared)?;
        let others = self.filters_of_other_lists(action, step);
        let selection = Selection::new(step, list, parameters, &others);
        let selected = selection.identifiers();
        let items = self.resources.items.find(&step.resource.name, &selected);
        // What is not on the page is not copied.
        let mut items: Vec<_> = items
            .map(|item| self.shown(step.resource, item))
            .filter(|item| selection.matches(item))
            .collect();
        selection.sort(&mut items);
        let path = list.items.as_deref().or(action.paging.as_ref().map(|p| p.items.as_str()));
        let Some(path) = path else { return Ok(()) };
        if !path.contains('.') {
            items = page(action, list, parameters.object(), items, response)?;
        }
        let items = items.into_iter().map(Cow::into_owned).collect();
        let keys: Vec<_> =
            step.resource.identifiers.iter().chain(&step.resource.unlisted).cloned().collect();
        let last = step.resource.identifiers.last();
        place(self.synthesis.spec, &action.response, response, path, items, &keys, last);
        // Some lists say of which parent they are.
        let is_returned = |name: &String| action.response.iter().any(|member| member.name == *name);
        response.extend(shared.into_iter().filter(|(name, _)| is_returned(name)));
        Ok(())
    }

    /// Returns the names of filters that select the items of another list in the same response.
    fn filters_of_other_lists(&self, action: &Action, step: &PlannedStep<'_>) -> Vec<&str> {
        let resources = self.synthesis.spec.resources.values();
        let others = resources.filter(|resource| resource.name != step.resource.name);
        let lists = others.flat_map(|resource| &resource.list);
        let lists = lists.filter(|list| list.action == action.name);
        lists.flat_map(|list| list.filters.keys().map(String::as_str)).collect()
    }
}

/// Returns the requested page of a list, and sets the totals of the response. A list without pages is
/// one page.
fn page<T>(
    action: &Action,
    list: &List,
    request: &Map<String, Value>,
    items: Vec<T>,
    response: &mut Map<String, Value>,
) -> Result<Vec<T>, ApiError> {
    let Some(paging) = &action.paging else {
        let total = action.response.iter().find(|member| member.name.contains("Total"));
        response.extend(total.map(|member| (member.name.clone(), json!(items.len()))));
        return Ok(items);
    };
    if list.items.as_ref().is_some_and(|path| *path != paging.items) {
        return Ok(items);
    }
    let mut page = Page::from_named(request, paging.offset.as_deref(), &paging.limit)?;
    let cursor = paging.cursor.as_ref().and_then(|name| request.get(name)?.as_str());
    if let Some(cursor) = cursor.filter(|text| !text.is_empty()) {
        // An unknown cursor means the end of the list, so that no pager runs forever.
        page.offset = cursor.parse().unwrap_or(items.len());
    }
    let next = page.offset.saturating_add(page.limit);
    let next = if next < items.len() { next.to_string() } else { String::new() };
    response.extend(paging.total.clone().map(|name| (name, json!(items.len()))));
    response.extend(paging.next_cursor.clone().map(|name| (name, json!(next))));
    Ok(page.slice(items).collect())
}
