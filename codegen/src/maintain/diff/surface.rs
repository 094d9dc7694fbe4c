//! The public API generated from a spec: types, fields with their types, variants, client methods,
//! waits, filter constructors, items of paged lists and constants. Each item has its wire name, since a
//! field that belongs to another member than before breaks callers too.

use std::collections::BTreeMap;

use crate::model::{
    ActionModel, Base, FiltersModel, MemberModel, Model, Shape, TypeModel, WaiterModel,
};

use super::compare::{Change, Difference};
use super::entry::Location;
use super::waiters::{is_waiter, waiter_location};

/// The items of the public API, by the path that callers use.
pub(super) struct Surface(BTreeMap<String, Item>);

struct Item {
    /// The type or signature, and the wire name.
    signature: String,
    /// The type that the item belongs to. If the type was removed, the item is not reported
    /// separately.
    owner: Option<String>,
    /// The locations in the spec that determine the item.
    sources: Vec<Location>,
}

/// An item of the public API that was removed, or whose signature changed.
pub(super) struct Break {
    pub(super) path: String,
    pub(super) old_signature: String,
    /// `None` if the item was removed.
    pub(super) new_signature: Option<String>,
    /// The locations in the old spec that determined the item.
    pub(super) sources: Vec<Location>,
}

impl Surface {
    pub(super) fn new(model: &Model<'_>) -> Self {
        let mut surface = Self(BTreeMap::new());
        for action in &model.actions {
            surface.add_action(action);
        }
        for structure in &model.structures {
            let file = format!("structures/{}.json", structure.spec.name);
            surface.add_structure(&structure.rust_type, &structure.spec.name, &file, "members");
        }
        for enumeration in &model.enums {
            let file = format!("values/{}.json", enumeration.spec.name);
            let signature = format!("enum for {}", enumeration.spec.name);
            surface.add(&enumeration.rust_name, signature, None, vec![Location::new(&file, &[])]);
            for (variant, value) in &enumeration.variants {
                let source = Location::new(&file, &["values", &value.value]);
                let signature = format!("variant for {:?}", value.value);
                surface.add_child(&enumeration.rust_name, "::", variant, signature, vec![source]);
            }
        }
        for waiter in &model.waiters {
            surface.add_waiter(waiter);
        }
        for (code, (constant, _)) in &model.error_codes {
            let sources = error_code_sources(model, code);
            surface.add(&format!("error_codes::{constant}"), format!("{code:?}"), None, sources);
        }
        surface
    }

    fn add_action(&mut self, action: &ActionModel<'_>) {
        let file = format!("actions/{}.json", action.spec.name);
        let (request, response) = (&action.request, &action.response);
        self.add_structure(request, &action.spec.name, &file, "parameters");
        self.add_structure(response, &action.spec.name, &file, "response");
        let signature = format!("fn({}) -> {}", request.rust_name, response.rust_name);
        let method = format!("Client::{}", action.method);
        self.add(
            &method,
            signature,
            Some(request.rust_name.clone()),
            vec![Location::new(&file, &[])],
        );
        if let Some(filters) = &action.filters {
            self.add_filters(action, filters, &file);
        }
        if let Some(paging) = &action.spec.paging {
            self.add_items(action, &paging.items, &file);
        }
    }

    fn add_structure(&mut self, structure: &TypeModel<'_>, wire: &str, file: &str, list: &str) {
        let sources = vec![Location::new(file, &[])];
        self.add(&structure.rust_name, format!("struct for {wire}"), None, sources);
        for member in &structure.members {
            let name = &member.spec.name;
            let signature = format!("{} for {name}", field_type(member));
            let mut sources = vec![Location::new(file, &[list, name])];
            // Offsets, limits and totals have one type, so gaining or losing `paging` can change it.
            if matches!(member.base, Base::Int | Base::Uint) && list != "members" {
                sources.push(Location::new(file, &["paging"]));
            }
            self.add_child(&structure.rust_name, ".", &member.field, signature, sources);
        }
    }

    fn add_filters(&mut self, action: &ActionModel<'_>, filters: &FiltersModel<'_>, file: &str) {
        let signature = format!("filters of {}", action.spec.name);
        self.add(&filters.rust_name, signature, None, vec![Location::new(file, &["filters"])]);
        let structure = filters.structure.rust_name.as_str();
        let structure_sources = filter_structure_sources(action, filters);
        for (function, filter, values) in &filters.constructors {
            let signature = format!(
                "fn({}) -> {structure} for {:?}",
                constructor_parameters(filters, filter.max_values, values.as_deref()),
                filter.name
            );
            let filter_source = Location::new(file, &["filters", "names", &filter.name]);
            let sources = [filter_source].into_iter().chain(structure_sources.clone()).collect();
            self.add_child(&filters.rust_name, "::", function, signature, sources);
        }
    }

    /// Adds the walk through all items of a paged list. A list that is no longer paged, or that has
    /// other items, breaks callers of the walk.
    fn add_items(&mut self, action: &ActionModel<'_>, items: &str, file: &str) {
        let request = &action.request.rust_name;
        let sources = vec![Location::new(file, &["paging"])];
        let path = format!("Call<{request}>::items");
        self.add(&path, format!("items of {items}"), Some(request.clone()), sources);
    }

    fn add_waiter(&mut self, waiter: &WaiterModel<'_>) {
        let arguments: Vec<_> = waiter.poll.arguments.iter().map(|a| a.member).collect();
        let item = waiter.poll.structure.unwrap_or(&waiter.poll.action.name);
        let quantity = if waiter.is_for_all() { "all " } else { "" };
        let signature = format!("fn({}) -> Wait for {quantity}{item}", arguments.join(", "));
        let path = format!("Client::{}", waiter.method);
        self.add(&path, signature, None, vec![waiter_location(waiter.resource, waiter.waiter)]);
    }

    fn add_child(
        &mut self,
        owner: &str,
        separator: &str,
        name: &str,
        signature: String,
        sources: Vec<Location>,
    ) {
        self.add(&format!("{owner}{separator}{name}"), signature, Some(owner.to_owned()), sources);
    }

    fn add(
        &mut self,
        path: &str,
        signature: String,
        owner: Option<String>,
        sources: Vec<Location>,
    ) {
        self.0.insert(path.to_owned(), Item { signature, owner, sources });
    }

    /// Returns the items that `new` lacks or has with another signature. The items of a removed
    /// type are not listed separately.
    pub(super) fn breaks(&self, new: &Self) -> Vec<Break> {
        let is_removed = |path: &String| self.0.contains_key(path) && !new.0.contains_key(path);
        let mut breaks = Vec::new();
        for (path, item) in &self.0 {
            let new_signature = new.0.get(path).map(|new_item| new_item.signature.clone());
            if new_signature.as_ref() == Some(&item.signature)
                || item.owner.as_ref().is_some_and(is_removed)
            {
                continue;
            }
            breaks.push(Break {
                path: path.clone(),
                old_signature: item.signature.clone(),
                new_signature,
                sources: item.sources.clone(),
            });
        }
        breaks
    }
}

impl Break {
    /// Returns whether a change of the specs causes this break.
    pub(super) fn is_caused_by(&self, change: &Change) -> bool {
        let mut location = change.location.clone();
        match change.difference {
            Difference::Item | Difference::Renamed(_) if change.before.is_none() => return false,
            Difference::Item | Difference::Renamed(_) => {}
            Difference::Order => return false,
            // A wait is compared as a whole, with its arguments.
            Difference::Key if is_waiter(&location) => {}
            Difference::Key => {
                let key = location.steps.pop().unwrap_or_default();
                // These keys as a whole are a source; for other keys, the enclosing item is one.
                if ["filters", "filter", "paging"].contains(&key.as_str()) {
                    location.steps.push(key);
                } else if !SURFACE_KEYS.contains(&key.as_str()) {
                    return false;
                }
            }
        }
        self.sources.iter().any(|source| location.contains(source))
    }
}

impl std::fmt::Display for Break {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.new_signature {
            None => write!(f, "{} is removed", self.path),
            Some(new) => write!(f, "{} was {}, is now {new}", self.path, self.old_signature),
        }
    }
}

/// Keys whose values determine names and types.
const SURFACE_KEYS: [&str; 11] = [
    "direction",
    "items",
    "max_values",
    "name",
    "operator",
    "parameter",
    "always_returned",
    "type",
    "value",
    "values",
    "variant",
];

/// Returns every location that lists an error code and therefore causes its constant.
fn error_code_sources(model: &Model<'_>, code: &str) -> Vec<Location> {
    let service = &model.spec.service;
    let service_lists =
        [("errors", &service.errors), ("specific_errors", &service.specific_errors)];
    let service_lists =
        service_lists.into_iter().map(|(list, errors)| ("service.json".to_owned(), list, errors));
    let action_lists = model
        .spec
        .actions
        .iter()
        .map(|(name, action)| (format!("actions/{name}.json"), "errors", &action.errors));
    let with_code =
        service_lists.chain(action_lists).filter(|(_, _, e)| e.iter().any(|e| e.code == code));
    with_code.map(|(file, list, _)| Location::new(file, &[list, code])).collect()
}

/// Returns the locations in the file of the filter structure that determine the action's filter
/// constructors.
fn filter_structure_sources(action: &ActionModel<'_>, filters: &FiltersModel<'_>) -> Vec<Location> {
    let mut parameters = action.spec.parameters.iter();
    let parameter = parameters.find(|member| member.name == filters.spec.parameter);
    let wire_type = parameter.map(|member| member.wire_type.trim_matches(['[', ']']));
    let file = format!("structures/{}.json", wire_type.unwrap_or_default());
    let roles = filters.roles;
    let members = [Some(&roles.name), Some(&roles.values), roles.operator.as_ref()];
    let members = members.into_iter().flatten().map(|m| Location::new(&file, &["members", m]));
    [Location::new(&file, &["filter"])].into_iter().chain(members).collect()
}

/// Returns the parameters of a filter constructor.
fn constructor_parameters(
    filters: &FiltersModel<'_>,
    max_values: Option<u32>,
    values: Option<&str>,
) -> String {
    let member = |name: &String| filters.structure.members.iter().find(|m| m.spec.name == *name);
    let item = values.unwrap_or("String");
    let is_list = member(&filters.roles.values)
        .is_some_and(|m| matches!(m.shape, Shape::List | Shape::OptionalList));
    let values = if is_list && max_values != Some(1) {
        format!("impl IntoIterator<Item = impl Into<{item}>>")
    } else {
        format!("impl Into<{item}>")
    };
    match filters.roles.operator.as_ref().and_then(member).map(|operator| &operator.base) {
        None => values,
        Some(Base::Enum(operator)) => format!("impl Into<{operator}>, {values}"),
        Some(_) => format!("impl Into<String>, {values}"),
    }
}

/// Returns the type of a field, which also determines the parameter of its setter.
fn field_type(member: &MemberModel<'_>) -> String {
    let base = match &member.base {
        Base::Text => "String",
        Base::Int => "i64",
        Base::Uint => "u64",
        Base::Float => "f64",
        Base::Bool => "bool",
        Base::Timestamp => "Timestamp",
        Base::Enum(name) | Base::Structure(name) => name,
    };
    let base = if member.boxed { format!("Box<{base}>") } else { base.to_owned() };
    match member.shape {
        Shape::Plain => base,
        Shape::Optional => format!("Option<{base}>"),
        Shape::List => format!("Vec<{base}>"),
        Shape::OptionalList => format!("Option<Vec<{base}>>"),
    }
}
