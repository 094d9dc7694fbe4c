//! What will be emitted, with every name given and every type settled. The emitter only writes it
//! down.

use std::collections::BTreeMap;

use teo_specs::{
    Action, Direction, FilterName, FilterRoles, Filters, Member, Spec, Structure, Values,
};

/// Everything that will be emitted, in the order of wire names.
#[derive(Debug)]
pub(crate) struct Model<'a> {
    pub(crate) spec: &'a Spec,
    pub(crate) actions: Vec<ActionModel<'a>>,
    pub(crate) structures: Vec<StructureModel<'a>>,
    pub(crate) enums: Vec<EnumModel<'a>>,
    /// Constants by error code, each with what it means.
    pub(crate) error_codes: BTreeMap<&'a str, (String, &'a str)>,
}

impl<'a> Model<'a> {
    /// Every type that stands in the module.
    pub(crate) fn types(&self) -> impl Iterator<Item = &str> {
        fn of_action<'m>(action: &'m ActionModel<'_>) -> impl Iterator<Item = &'m str> {
            let filters = action.filters.as_ref().map(|filters| filters.rust.as_str());
            [action.request.rust.as_str(), action.response.rust.as_str()].into_iter().chain(filters)
        }
        let actions = self.actions.iter().flat_map(of_action);
        let structures = self.structures.iter().map(|structure| structure.rust.rust.as_str());
        actions.chain(structures).chain(self.enums.iter().map(|values| values.rust.as_str()))
    }

    /// Actions by the vendor's area of the product.
    pub(crate) fn areas(&self) -> BTreeMap<&'a str, Vec<&ActionModel<'a>>> {
        let mut areas: BTreeMap<&str, Vec<&ActionModel<'_>>> = BTreeMap::new();
        for action in &self.actions {
            let area = action.spec.area.as_str();
            areas.entry(if area.is_empty() { "Other" } else { area }).or_default().push(action);
        }
        areas
    }
}

/// An action.
#[derive(Debug)]
pub(crate) struct ActionModel<'a> {
    pub(crate) spec: &'a Action,
    /// File and client method.
    pub(crate) module: String,
    pub(crate) method: String,
    pub(crate) request: TypeModel<'a>,
    pub(crate) response: TypeModel<'a>,
    pub(crate) filters: Option<FiltersModel<'a>>,
}

/// The typed filters of an action.
#[derive(Debug)]
pub(crate) struct FiltersModel<'a> {
    pub(crate) spec: &'a Filters,
    pub(crate) rust: String,
    pub(crate) structure: TypeModel<'a>,
    pub(crate) roles: &'a FilterRoles,
    /// Constructors in the spec's order.
    pub(crate) constructors: Vec<(String, &'a FilterName, Option<String>)>,
}

/// A shared structure.
#[derive(Debug)]
pub(crate) struct StructureModel<'a> {
    pub(crate) spec: &'a Structure,
    pub(crate) module: String,
    pub(crate) rust: TypeModel<'a>,
}

/// A Rust struct.
#[derive(Debug, Clone)]
pub(crate) struct TypeModel<'a> {
    /// Name of the type.
    pub(crate) rust: String,
    pub(crate) direction: Direction,
    pub(crate) members: Vec<MemberModel<'a>>,
}

/// A field.
#[derive(Debug, Clone)]
pub(crate) struct MemberModel<'a> {
    pub(crate) spec: &'a Member,
    pub(crate) field: String,
    pub(crate) base: Base,
    pub(crate) shape: Shape,
    /// Holds its own structure, so that it stands behind a pointer.
    pub(crate) boxed: bool,
}

/// What a field holds, lists and absence aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Base {
    Text,
    Int,
    Uint,
    Float,
    Bool,
    Timestamp,
    Enum(String),
    Structure(String),
}

/// How a field holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Plain,
    Optional,
    List,
    OptionalList,
}

/// An open enum.
#[derive(Debug)]
pub(crate) struct EnumModel<'a> {
    pub(crate) spec: &'a Values,
    pub(crate) module: String,
    pub(crate) rust: String,
    /// Variants in the spec's order.
    pub(crate) variants: Vec<(String, &'a teo_specs::Value)>,
}
