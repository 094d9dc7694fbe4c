//! A step of a resource, with what each parameter of its action means to the item.

use serde_json::{Map, Value};
use teo_specs::{Action, Binding, Resource, Role, Spec, Step};

use super::rows::{self, Row};
use crate::api_error::ApiError;
use crate::state::items::Identifiers;
use crate::state::member_path;

pub(super) struct PlannedStep<'a> {
    pub(super) resource: &'a Resource,
    pub(super) step: Step<'a>,
    bindings: Vec<Binding>,
    /// The number of resources that the items are inside of.
    depth: usize,
}

impl<'a> PlannedStep<'a> {
    /// Returns all steps of an action. Those of a parent come before those of its children.
    pub(super) fn of_action(spec: &'a Spec, action: &Action) -> Vec<Self> {
        let steps = spec
            .resources
            .values()
            .flat_map(|resource| resource.steps().into_iter().map(move |step| (resource, step)));
        let mut planned: Vec<_> = steps
            .filter(|(_, step)| step.action == action.name)
            .map(|(resource, step)| {
                let bindings = spec.bindings(resource, &step);
                Self { resource, step, bindings, depth: depth(spec, resource) }
            })
            .collect();
        planned.sort_by_key(|planned| planned.depth);
        planned
    }

    pub(super) fn role(&self) -> Role {
        self.step.role
    }

    /// Returns whether the verb of the request, if the action has one, means this step.
    pub(super) fn is_asked_for(&self, request: &Map<String, Value>) -> bool {
        self.step.when.iter().all(|(path, values)| {
            member_path::values(request, path).iter().any(|value| values.contains(value))
        })
    }

    /// Returns the rows of a request, one for each item.
    pub(super) fn rows(&self, request: &Map<String, Value>) -> Vec<Row> {
        if let Some(item) = self.step.item
            && member_path::values(request, item).is_empty()
        {
            return Vec::new();
        }
        let bound = self.bindings.iter().map(|binding| binding.parameter.as_str());
        let from = self.step.sets.iter().filter_map(|set| set.from.as_deref());
        let when = self.step.when.keys().map(String::as_str);
        let mut rows = rows::expand(request, bound.chain(from).chain(when));
        rows.retain(|row| {
            let mut conditions = self.step.when.iter();
            conditions.all(|(path, values)| row.get(path).is_some_and(|v| values.contains(v)))
        });
        let identifiers = self.bindings.iter().filter(|binding| self.is_identifier(binding));
        identifiers.fold(rows, |rows, binding| rows::expand_list(rows, &binding.parameter))
    }

    /// Returns the identifiers that the request gives outside of its items.
    pub(super) fn shared_identifiers(&self, request: &Map<String, Value>) -> Identifiers {
        let outside = self.bindings.iter().filter(|b| !b.parameter.contains('.'));
        let rows = rows::expand(request, outside.map(|binding| binding.parameter.as_str()));
        let row = rows.into_iter().next().unwrap_or_default();
        let mut identifiers = self.given_identifiers(&row);
        identifiers.retain(|_, value| !value.is_array());
        identifiers
    }

    /// Returns the identifiers that a row has.
    pub(super) fn given_identifiers(&self, row: &Row) -> Identifiers {
        let bound = self.bindings.iter().filter(|binding| self.is_identifier(binding));
        bound
            .filter_map(|binding| {
                Some((binding.member.clone(), row.get(&binding.parameter)?.clone()))
            })
            .collect()
    }

    /// Returns the identifiers of a row, or `None` if it lacks one that the action has a parameter for.
    pub(super) fn identifiers(&self, row: &Row) -> Option<Identifiers> {
        let given = self.given_identifiers(row);
        let is_complete = self
            .bindings
            .iter()
            .all(|binding| !self.is_identifier(binding) || given.contains_key(&binding.member));
        is_complete.then_some(given)
    }

    /// Refuses an item of the request that does not say which one it is.
    pub(super) fn check_item_is_named(&self, row: &Row) -> Result<(), ApiError> {
        let is_in_item = |path: &str| {
            self.step.item.is_some_and(|item| {
                path.strip_prefix(item).is_some_and(|rest| rest.starts_with('.'))
            })
        };
        let mut identifiers = self.bindings.iter().filter(|binding| self.is_identifier(binding));
        let missing =
            identifiers.find(|b| is_in_item(&b.parameter) && !row.contains_key(&b.parameter));
        missing.map_or(Ok(()), |binding| {
            let message = format!("`{}` is required", binding.parameter);
            Err(ApiError::new("MissingParameter", message))
        })
    }

    /// Returns the members that a row gives, by their paths, without the identifiers.
    pub(super) fn members<'r>(
        &'r self,
        row: &'r Row,
    ) -> impl Iterator<Item = (&'r str, &'r Value)> {
        let bound = self.bindings.iter().filter(|binding| !self.is_identifier(binding));
        bound.filter_map(|b| Some((b.member.as_str(), row.get(&b.parameter)?)))
    }

    /// Returns the members that a request can give, by their paths, without the identifiers.
    pub(super) fn possible_members(&self) -> impl Iterator<Item = &str> {
        let bound = self.bindings.iter().filter(|binding| !self.is_identifier(binding));
        bound.map(|binding| binding.member.as_str())
    }

    /// Returns what each parameter selects by, for a step that only reads.
    pub(super) fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    fn is_identifier(&self, binding: &Binding) -> bool {
        self.resource.identifiers.contains(&binding.member)
    }
}

fn depth(spec: &Spec, resource: &Resource) -> usize {
    let parent = |resource: &&'_ Resource| spec.resources.get(resource.parent.as_ref()?);
    // The checks of a spec refuse a circle of parents; the limit is for a spec that skipped them.
    std::iter::successors(Some(resource), |resource| parent(resource)).take(16).count()
}
