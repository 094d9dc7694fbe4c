//! The types of the model: the items to emit, with their final names and types.

use std::collections::BTreeMap;

use teo_specs::{
    Action, Direction, FilterName, FilterRoles, Filters, Member, Paging, Spec, Structure, Values,
};

use super::lifecycle::Lifecycle;
use super::waiters::WaiterModel;

/// All items to emit, in the order of their wire names.
#[derive(Debug)]
pub(crate) struct Model<'a> {
    pub(crate) spec: &'a Spec,
    pub(crate) actions: Vec<ActionModel<'a>>,
    pub(crate) structures: Vec<StructureModel<'a>>,
    pub(crate) enums: Vec<EnumModel<'a>>,
    /// The constants by error code, each with the summary of the code.
    pub(crate) error_codes: BTreeMap<&'a str, (String, &'a str)>,
    /// The lifecycle of each resource.
    pub(crate) lifecycles: Vec<Lifecycle<'a>>,
    /// The methods that wait, by resource and name.
    pub(crate) waiters: Vec<WaiterModel<'a>>,
}

impl<'a> Model<'a> {
    /// Returns the names of all types, which share one module.
    pub(crate) fn type_names(&self) -> impl Iterator<Item = &str> {
        fn action_types<'m>(action: &'m ActionModel<'_>) -> impl Iterator<Item = &'m str> {
            let filters = action.filters.as_ref().map(|filters| filters.rust_name.as_str());
            [action.request.rust_name.as_str(), action.response.rust_name.as_str()]
                .into_iter()
                .chain(filters)
        }
        let actions = self.actions.iter().flat_map(action_types);
        let structures =
            self.structures.iter().map(|structure| structure.rust_type.rust_name.as_str());
        actions.chain(structures).chain(self.enums.iter().map(|values| values.rust_name.as_str()))
    }

    /// Returns the actions by the vendor's product area.
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
    /// Name of the module and of its file.
    pub(crate) module: String,
    /// Name of the client method.
    pub(crate) method: String,
    pub(crate) request: TypeModel<'a>,
    pub(crate) response: TypeModel<'a>,
    pub(crate) filters: Option<FiltersModel<'a>>,
}

impl ActionModel<'_> {
    /// Returns the paging of the action, and the member of its response with the items.
    pub(crate) fn paging(&self) -> Option<(&Paging, &MemberModel<'_>)> {
        let paging = self.spec.paging.as_ref()?;
        let items = self.response.members.iter().find(|member| member.spec.name == paging.items)?;
        Some((paging, items))
    }
}

/// The typed filters of an action.
#[derive(Debug)]
pub(crate) struct FiltersModel<'a> {
    pub(crate) spec: &'a Filters,
    pub(crate) rust_name: String,
    pub(crate) structure: TypeModel<'a>,
    pub(crate) roles: &'a FilterRoles,
    /// The constructors in the spec's order: the name of the function, the filter, and the enum of
    /// its values.
    pub(crate) constructors: Vec<(String, &'a FilterName, Option<String>)>,
}

/// A shared structure.
#[derive(Debug)]
pub(crate) struct StructureModel<'a> {
    pub(crate) spec: &'a Structure,
    pub(crate) module: String,
    pub(crate) rust_type: TypeModel<'a>,
}

/// A Rust struct.
#[derive(Debug, Clone)]
pub(crate) struct TypeModel<'a> {
    /// Name of the type.
    pub(crate) rust_name: String,
    pub(crate) direction: Direction,
    pub(crate) members: Vec<MemberModel<'a>>,
}

/// A member, and the struct field that is generated for it.
#[derive(Debug, Clone)]
pub(crate) struct MemberModel<'a> {
    pub(crate) spec: &'a Member,
    /// Name of the field.
    pub(crate) field: String,
    pub(crate) base: Base,
    pub(crate) shape: Shape,
    /// Whether the field is boxed. It is if the structure contains itself through this field.
    pub(crate) boxed: bool,
}

/// The type of a field, or of one item of its list.
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

/// How a field wraps its base type.
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
    pub(crate) rust_name: String,
    /// Variants in the spec's order.
    pub(crate) variants: Vec<(String, &'a teo_specs::Value)>,
}
