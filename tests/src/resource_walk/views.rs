//! What lists and reads show of the items.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use teo_api::Timestamp;
use teo_specs::{Member, Role, Step, WireType};

use super::compare::{contains, merge, prune};
use super::items::{Made, Walk};
use super::{Object, paths};

const HOUR: Duration = Duration::from_secs(3_600);

impl<'a> Walk<'a> {
    /// Returns all lists and reads of the resource.
    pub(super) fn views(&self) -> Vec<Step<'a>> {
        self.resource.steps().into_iter().filter(|step| step.role.is_read_only()).collect()
    }

    /// Returns what all views together show of each item. Fails if a view leaves an item out, or shows
    /// one that does not exist, or if two views differ.
    pub(super) fn observe(&mut self) -> Result<Vec<Object>, String> {
        let views = self.views();
        self.observe_by(&views)
    }

    /// Returns what is shown of one item.
    pub(super) fn observe_one(&mut self, id: &Object) -> Result<Option<Object>, String> {
        let shown = self.observe()?;
        Ok(shown.into_iter().zip(&self.items).find(|(_, item)| item.id == *id).map(|(s, _)| s))
    }

    pub(super) fn observe_by(&mut self, views: &[Step<'_>]) -> Result<Vec<Object>, String> {
        let mut seen: Vec<Option<Object>> = vec![None; self.items.len()];
        for view in views {
            let mut requests = Vec::new();
            for item in self.items.clone() {
                let request = self.view_request(view, &item);
                if requests.contains(&request) {
                    continue;
                }
                let shown = self.show(view, &request)?;
                self.place(view, &request, shown, &mut seen)?;
                requests.push(request);
            }
        }
        let ids = self.items.iter().map(|item| json!(item.id));
        let seen = seen.into_iter().zip(ids);
        seen.map(|(seen, id)| seen.ok_or(format!("nothing shows {id}"))).collect()
    }

    /// Adds the objects that a view shows to what was seen of their items.
    fn place(
        &self,
        view: &Step<'_>,
        request: &Object,
        shown: Vec<Object>,
        seen: &mut [Option<Object>],
    ) -> Result<(), String> {
        let expected = self.expected(view, request);
        let mut found = Vec::new();
        for object in shown {
            let indexes: Vec<_> = (0..self.items.len())
                .filter(|i| self.is_shown_by(&self.items[*i], &object))
                .collect();
            let [index] = indexes[..] else {
                let count = indexes.len();
                return Err(format!("{} shows {count} items as {}", view.action, json!(object)));
            };
            found.push(index);
            merge(seen[index].get_or_insert_default(), object)
                .map_err(|rest| format!("{} differs from another view in {rest}", view.action))?;
        }
        found.sort_unstable();
        if found == expected {
            return Ok(());
        }
        Err(format!("{} shows the items {found:?}, not {expected:?}", view.action))
    }

    /// Returns the indexes of the items that the parameters of a request select.
    pub(super) fn expected(&self, view: &Step<'_>, request: &Object) -> Vec<usize> {
        let bindings = self.spec.bindings(self.resource, view);
        let is_asked_for = |item: &Made| {
            bindings.iter().all(|binding| match request.get(&binding.parameter) {
                Some(Value::Array(values)) => {
                    item.known(&binding.member).is_some_and(|value| values.contains(value))
                }
                Some(value) => item.known(&binding.member) == Some(value),
                None => true,
            })
        };
        (0..self.items.len()).filter(|index| is_asked_for(&self.items[*index])).collect()
    }

    /// Returns whether an object is about an item.
    pub(super) fn is_shown_by(&self, item: &Made, object: &Object) -> bool {
        let has_own = self.own().iter().all(|name| object.contains_key(name));
        has_own && item.id.iter().all(|(name, v)| object.get(name).is_none_or(|shown| shown == v))
    }

    /// Returns a request that shows an item and, for a list, its siblings.
    pub(super) fn view_request(&self, view: &Step<'_>, item: &Made) -> Object {
        let action = &self.spec.actions[view.action];
        let bindings = self.spec.bindings(self.resource, view);
        let names_a_page = |name: &String| {
            action.paging.as_ref().is_some_and(|paging| {
                paging.limit == *name
                    || [&paging.offset, &paging.cursor].contains(&&Some(name.clone()))
            })
        };
        let mut request = self.request(view, &item.id, 7);
        request.retain(|name, value| {
            let binding = bindings.iter().find(|binding| binding.parameter == *name);
            let is_required = action.parameters.iter().any(|p| p.name == *name && p.required);
            let Some(binding) = binding else {
                return view.when.contains_key(name) || (is_required && !names_a_page(name));
            };
            if let Some(known) = item.known(&binding.member) {
                *value = if value.is_array() { json!([known]) } else { known.clone() };
            }
            view.role == Role::Read || !self.own().contains(&binding.member) || is_required
        });
        self.set_period(view, &mut request, SystemTime::now() - HOUR);
        request
    }

    /// Asks for two hours.
    pub(super) fn set_period(&self, view: &Step<'_>, request: &mut Object, start: SystemTime) {
        let list = self.resource.list.get(view.index).filter(|_| view.role == Role::List);
        if let Some(period) = list.and_then(|list| list.period.as_ref()) {
            request.insert(period.start.clone(), json!(Timestamp::from(start)));
            request.insert(period.end.clone(), json!(Timestamp::from(start + 2 * HOUR)));
        }
    }

    /// Returns the objects that a view shows, each with the identifiers of the request and of the
    /// structures that it is inside of.
    pub(super) fn show(
        &mut self,
        view: &Step<'_>,
        request: &Object,
    ) -> Result<Vec<Object>, String> {
        let mut response = self.call(view.action, request)?;
        response.remove("RequestId");
        let mut outer = Object::new();
        for binding in self.spec.bindings(self.resource, view) {
            let value = request.get(&binding.parameter).filter(|value| !value.is_array());
            let is_identifier = self.resource.identifiers.contains(&binding.member);
            let value = value.filter(|_| is_identifier);
            outer.extend(value.map(|value| (binding.member.clone(), value.clone())));
        }
        let mut found = Vec::new();
        match self.items_path(view) {
            None => found.push(outer.into_iter().chain(response).collect()),
            Some(path) => {
                if view.role == Role::Read {
                    let unlisted = &self.resource.unlisted;
                    outer
                        .extend(response.clone().into_iter().filter(|(n, _)| unlisted.contains(n)));
                }
                self.collect(&Value::Object(response), path, &outer, &mut found);
            }
        }
        Ok(found)
    }

    fn collect(&self, value: &Value, path: &str, outer: &Object, found: &mut Vec<Object>) {
        match value {
            Value::Array(elements) => {
                elements.iter().for_each(|element| self.collect(element, path, outer, found));
            }
            Value::Object(object) if !path.is_empty() => {
                let (name, rest) = path.split_once('.').unwrap_or((path, ""));
                let own = object.iter();
                let own = own.filter(|(name, _)| self.resource.identifiers.contains(name));
                let own = own.map(|(name, value)| (name.clone(), value.clone()));
                let outer = outer.clone().into_iter().chain(own).collect();
                if let Some(inner) = object.get(name) {
                    self.collect(inner, rest, &outer, found);
                }
            }
            Value::Object(object) => {
                found.push(outer.clone().into_iter().chain(object.clone()).collect());
            }
            Value::Null => {}
            text => {
                let last = self.resource.identifiers.last().cloned();
                let own = last.map(|last| (last, text.clone()));
                found.push(outer.clone().into_iter().chain(own).collect());
            }
        }
    }

    fn items_path(&self, view: &Step<'_>) -> Option<&str> {
        match view.role {
            Role::Read => self.resource.read[view.index].item.as_deref(),
            _ => {
                let paging = self.spec.actions[view.action].paging.as_ref();
                let named = self.resource.list[view.index].items.as_deref();
                named.or(paging.map(|paging| paging.items.as_str()))
            }
        }
    }

    /// Returns the members that a view can show of an item.
    fn members_shown(&self, view: &Step<'_>) -> Vec<Member> {
        let response = &self.spec.actions[view.action].response;
        let Some(path) = self.items_path(view) else { return response.clone() };
        let mut members = Some(response.as_slice());
        for name in path.split('.') {
            let member = members.and_then(|members| members.iter().find(|m| m.name == name));
            members = member.and_then(|member| self.members_of(member));
        }
        let mut members = members.unwrap_or_default().to_vec();
        if view.role == Role::Read {
            let unlisted = &self.resource.unlisted;
            members.extend(response.iter().filter(|m| unlisted.contains(&m.name)).cloned());
        }
        members
    }

    pub(super) fn members_of(&self, member: &Member) -> Option<&[Member]> {
        match member.wire_type.parse::<WireType>().ok()?.item() {
            WireType::Structure(name) => Some(&self.spec.structures.get(name)?.members),
            _ => None,
        }
    }

    /// Returns the part of an item that some of these views can show.
    pub(super) fn showable(&self, views: &[Step<'_>], item: &Object) -> Object {
        let mut showable = item.clone();
        let members: Vec<_> = views.iter().flat_map(|view| self.members_shown(view)).collect();
        prune(self.spec, &members, &mut showable);
        let times = [&self.resource.created, &self.resource.modified];
        showable.retain(|name, _| !times.contains(&&Some(name.clone())));
        showable
    }

    /// Checks that views show all that an item was given.
    pub(super) fn check_given(
        &self,
        views: &[Step<'_>],
        item: &Made,
        shown: &Object,
    ) -> Result<(), String> {
        let given = self.showable(views, &item.given);
        for (name, value) in given {
            let shown = shown.get(&name).unwrap_or(&Value::Null);
            if !contains(shown, &value) {
                return Err(format!("{name}: {value} was given, {shown} is shown"));
            }
        }
        Ok(())
    }

    pub(super) fn is_showable(&self, path: &str) -> bool {
        let name = paths::top(path);
        self.views().iter().any(|view| self.members_shown(view).iter().any(|m| m.name == name))
    }
}
