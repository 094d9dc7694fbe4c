//! What callers of the generated crate can name: types, fields with their types, variants, client
//! methods, constructors of filters, constants. Each tells which name of the wire it stands for,
//! since a field that stands for another member breaks callers as well.

use std::collections::BTreeMap;

use crate::model::{ActionModel, Base, FiltersModel, MemberModel, Model, Shape, TypeModel};

use super::entry::Place;
use super::walk::{Change, What};

/// By the path under which callers know it.
pub(super) struct Surface(BTreeMap<String, Item>);

struct Item {
    /// Type or signature, and what it stands for.
    signature: String,
    /// The type that it belongs to, without which it needs no mention.
    owner: Option<String>,
    /// What in the specs makes it so.
    sources: Vec<Place>,
}

/// Something that callers could name and cannot name so any more.
pub(super) struct Break {
    pub(super) path: String,
    pub(super) was: String,
    /// `None` if it is gone.
    pub(super) is: Option<String>,
    /// What in the old specs made it so.
    pub(super) sources: Vec<Place>,
}

impl Surface {
    pub(super) fn of(model: &Model<'_>) -> Self {
        let mut surface = Self(BTreeMap::new());
        for action in &model.actions {
            surface.action(action);
        }
        for structure in &model.structures {
            let file = format!("structures/{}.json", structure.spec.name);
            surface.structure(&structure.rust, &structure.spec.name, &file, "members");
        }
        for set in &model.enums {
            let file = format!("values/{}.json", set.spec.name);
            let signature = format!("enum for {}", set.spec.name);
            surface.add(&set.rust, signature, None, vec![Place::new(&file, &[])]);
            for (variant, value) in &set.variants {
                let place = Place::new(&file, &["values", &value.value]);
                let signature = format!("variant for {:?}", value.value);
                surface.child(&set.rust, "::", variant, signature, vec![place]);
            }
        }
        for (code, (constant, _)) in &model.error_codes {
            let sources = places_of_code(model, code);
            surface.add(&format!("error_codes::{constant}"), format!("{code:?}"), None, sources);
        }
        surface
    }

    fn action(&mut self, action: &ActionModel<'_>) {
        let file = format!("actions/{}.json", action.spec.name);
        let (request, response) = (&action.request, &action.response);
        self.structure(request, &action.spec.name, &file, "parameters");
        self.structure(response, &action.spec.name, &file, "response");
        let signature = format!("fn({}) -> {}", request.rust, response.rust);
        let method = format!("Client::{}", action.method);
        self.add(&method, signature, Some(request.rust.clone()), vec![Place::new(&file, &[])]);
        if let Some(filters) = &action.filters {
            self.filters(action, filters, &file);
        }
    }

    fn structure(&mut self, structure: &TypeModel<'_>, wire: &str, file: &str, list: &str) {
        let whole = vec![Place::new(file, &[])];
        self.add(&structure.rust, format!("struct for {wire}"), None, whole);
        for member in &structure.members {
            let wire = &member.spec.name;
            let signature = format!("{} for {wire}", field_type(member));
            let sources = vec![Place::new(file, &[list, wire])];
            self.child(&structure.rust, ".", &member.field, signature, sources);
        }
    }

    fn filters(&mut self, action: &ActionModel<'_>, filters: &FiltersModel<'_>, file: &str) {
        let signature = format!("filters of {}", action.spec.name);
        self.add(&filters.rust, signature, None, vec![Place::new(file, &["filters"])]);
        let structure = filters.structure.rust.as_str();
        let of_structure = structure_places(action, filters);
        for (function, filter, values) in &filters.constructors {
            let signature = format!(
                "fn({}) -> {structure} for {:?}",
                constructor_parameters(filters, filter.max_values, values.as_deref()),
                filter.name
            );
            let own = Place::new(file, &["filters", "names", &filter.name]);
            let sources = [own].into_iter().chain(of_structure.clone()).collect();
            self.child(&filters.rust, "::", function, signature, sources);
        }
    }

    fn child(&mut self, owner: &str, joint: &str, name: &str, signature: String, from: Vec<Place>) {
        self.add(&format!("{owner}{joint}{name}"), signature, Some(owner.to_owned()), from);
    }

    fn add(&mut self, path: &str, signature: String, owner: Option<String>, sources: Vec<Place>) {
        self.0.insert(path.to_owned(), Item { signature, owner, sources });
    }

    /// What is gone or different in `new`. Of a type that is gone the parts are not told one by one.
    pub(super) fn breaks(&self, new: &Self) -> Vec<Break> {
        let gone = |path: &String| self.0.contains_key(path) && !new.0.contains_key(path);
        let mut breaks = Vec::new();
        for (path, item) in &self.0 {
            let is = new.0.get(path).map(|now| now.signature.clone());
            if is.as_ref() == Some(&item.signature) || item.owner.as_ref().is_some_and(gone) {
                continue;
            }
            let (was, sources) = (item.signature.clone(), item.sources.clone());
            breaks.push(Break { path: path.clone(), was, is, sources });
        }
        breaks
    }
}

impl Break {
    /// Whether that change of the specs is a reason for it.
    pub(super) fn is_by(&self, change: &Change) -> bool {
        let mut place = change.place.clone();
        match change.what {
            What::Item | What::Renamed(_) if change.before.is_none() => return false,
            What::Item | What::Renamed(_) => {}
            What::Order => return false,
            What::Key => {
                let key = place.steps.pop().unwrap_or_default();
                // Where the change adds or takes away all filters, they are its place.
                if key == "filters" || key == "filter" {
                    place.steps.push(key);
                } else if !SHAPING.contains(&key.as_str()) {
                    return false;
                }
            }
        }
        self.sources.iter().any(|source| place.holds(source))
    }
}

impl std::fmt::Display for Break {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.is {
            None => write!(f, "{} is gone", self.path),
            Some(is) => write!(f, "{} was {}, is {is}", self.path, self.was),
        }
    }
}

/// Keys that decide names and types of what they stand at.
const SHAPING: [&str; 10] = [
    "direction",
    "max_values",
    "name",
    "operator",
    "parameter",
    "promised",
    "type",
    "value",
    "values",
    "variant",
];

/// Every place that asks for the constant of an error code.
fn places_of_code(model: &Model<'_>, code: &str) -> Vec<Place> {
    let service = &model.spec.service;
    let lists = [("errors", &service.errors), ("specific_errors", &service.specific_errors)];
    let lists = lists.into_iter().map(|(list, errors)| ("service.json".to_owned(), list, errors));
    let actions = model.spec.actions.iter();
    let actions =
        actions.map(|(name, action)| (format!("actions/{name}.json"), "errors", &action.errors));
    let with_code = lists.chain(actions).filter(|(_, _, e)| e.iter().any(|e| e.code == code));
    with_code.map(|(file, list, _)| Place::new(file, &[list, code])).collect()
}

/// What of a filter structure shapes the constructors that return it.
fn structure_places(action: &ActionModel<'_>, filters: &FiltersModel<'_>) -> Vec<Place> {
    let mut parameters = action.spec.parameters.iter();
    let parameter = parameters.find(|member| member.name == filters.spec.parameter);
    let wire_type = parameter.map(|member| member.wire_type.trim_matches(['[', ']']));
    let file = format!("structures/{}.json", wire_type.unwrap_or_default());
    let roles = filters.roles;
    let members = [Some(&roles.name), Some(&roles.values), roles.operator.as_ref()];
    let members = members.into_iter().flatten().map(|m| Place::new(&file, &["members", m]));
    [Place::new(&file, &["filter"])].into_iter().chain(members).collect()
}

fn constructor_parameters(
    filters: &FiltersModel<'_>,
    max_values: Option<u32>,
    values: Option<&str>,
) -> String {
    let member = |name: &String| filters.structure.members.iter().find(|m| m.spec.name == *name);
    let item = values.unwrap_or("String");
    let list = member(&filters.roles.values)
        .is_some_and(|m| matches!(m.shape, Shape::List | Shape::OptionalList));
    let values = if list && max_values != Some(1) {
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

/// A field's type; what its setter takes follows from it.
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
