//! Resolves a spec into the model. This module alone decides names and types, and which fields are
//! boxed because a structure contains itself.

use std::collections::{BTreeMap, BTreeSet};

use teo_specs::{Action, Direction, Member, Problem, Spec, Structure, Values, WireType};

use super::lifecycle::resolve_lifecycles;
use super::names;
use super::types::{
    ActionModel, Base, EnumModel, FiltersModel, MemberModel, Model, Shape, StructureModel,
    TypeModel,
};
use super::waiters::resolve_waiters;

/// Resolves a spec into its model, or returns all problems that prevent this.
pub(crate) fn resolve(spec: &Spec) -> Result<Model<'_>, Vec<Problem>> {
    let action_names: BTreeSet<String> = spec.actions.values().flat_map(action_types).collect();
    // A structure with the name of a request, response or filter type gets a suffix.
    let structure_name = |name: &str| {
        let rust_name = names::structure(name);
        if action_names.contains(&rust_name) { names::with_suffix(&rust_name) } else { rust_name }
    };
    let mut resolver = Resolver {
        spec,
        structures: names::disambiguate(spec.structures.keys().map(String::as_str), structure_name),
        enums: names::disambiguate(spec.values.keys().map(String::as_str), names::structure),
        problems: Vec::new(),
    };
    let model = resolver.resolve_model();
    resolver.check_unique_types(&model);
    if resolver.problems.is_empty() { Ok(model) } else { Err(resolver.problems) }
}

struct Resolver<'a> {
    spec: &'a Spec,
    structures: BTreeMap<&'a str, String>,
    enums: BTreeMap<&'a str, String>,
    problems: Vec<Problem>,
}

impl<'a> Resolver<'a> {
    fn resolve_model(&mut self) -> Model<'a> {
        let spec = self.spec;
        let modules =
            names::disambiguate(spec.structures.keys().map(String::as_str), names::module);
        let structures = spec.structures.iter().map(|(name, structure)| StructureModel {
            spec: structure,
            module: modules[name.as_str()].clone(),
            rust_type: self.resolve_structure(structure),
        });
        let structures = structures.collect();
        let modules = names::disambiguate(spec.actions.keys().map(String::as_str), names::module);
        let methods = names::disambiguate(spec.actions.keys().map(String::as_str), names::method);
        let actions = spec.actions.iter().map(|(name, action)| {
            let name = name.as_str();
            self.resolve_action(action, modules[name].clone(), methods[name].clone())
        });
        let actions: Vec<ActionModel<'_>> = actions.collect();
        let waiters = resolve_waiters(spec, &actions);
        let modules = names::disambiguate(spec.values.keys().map(String::as_str), names::module);
        let enums = spec
            .values
            .iter()
            .map(|(name, values)| self.resolve_enum(values, modules[name.as_str()].clone()));
        let enums = enums.collect();
        let (error_codes, lifecycles) = (error_codes(spec), resolve_lifecycles(spec));
        Model { spec, actions, structures, enums, error_codes, lifecycles, waiters }
    }

    fn resolve_action(
        &mut self,
        action: &'a Action,
        module: String,
        method: String,
    ) -> ActionModel<'a> {
        let file = format!("actions/{}.json", action.name);
        let [request, response, filter] = action_types(action);
        let request = TypeModel {
            rust_name: request,
            direction: Direction::Request,
            members: self.resolve_members(
                &file,
                "/parameters",
                None,
                &action.parameters,
                Direction::Request,
            ),
        };
        let response = TypeModel {
            rust_name: response,
            direction: Direction::Response,
            members: self.resolve_members(
                &file,
                "/response",
                None,
                &action.response,
                Direction::Response,
            ),
        };
        let filters = action.filters.as_ref().and_then(|filters| {
            let parameter =
                action.parameters.iter().find(|member| member.name == filters.parameter)?;
            let WireType::Structure(name) =
                parameter.wire_type.parse::<WireType>().ok()?.item().clone()
            else {
                return None;
            };
            let structure = self.spec.structures.get(&name)?;
            let constructors = names::disambiguate(
                filters.names.iter().map(|name| name.name.as_str()),
                names::field,
            );
            Some(FiltersModel {
                spec: filters,
                rust_name: filter,
                structure: self.resolve_structure(structure),
                roles: structure.filter.as_ref()?,
                constructors: filters
                    .names
                    .iter()
                    .map(|name| {
                        let values =
                            name.values.as_deref().map(|values| self.enums[values].clone());
                        (constructors[name.name.as_str()].clone(), name, values)
                    })
                    .collect(),
            })
        });
        let mut action = ActionModel { spec: action, module, method, request, response, filters };
        count_in_one_type(&mut action);
        action
    }

    fn resolve_structure(&mut self, structure: &'a Structure) -> TypeModel<'a> {
        let file = format!("structures/{}.json", structure.name);
        let owner = Some(structure.name.as_str());
        TypeModel {
            rust_name: self.structures[structure.name.as_str()].clone(),
            direction: structure.direction,
            members: self.resolve_members(
                &file,
                "/members",
                owner,
                &structure.members,
                structure.direction,
            ),
        }
    }

    /// Resolves the members of a list. `owner` is the wire name of the structure that has the list,
    /// if it is a shared one.
    fn resolve_members(
        &mut self,
        file: &str,
        pointer: &str,
        owner: Option<&str>,
        members: &'a [Member],
        direction: Direction,
    ) -> Vec<MemberModel<'a>> {
        // The runtime's reader stores one bit for each member that it has read.
        if members.len() > 128 {
            self.problems.push(Problem::new(
                file,
                pointer,
                format!(
                    "there are {} members, and the runtime can read at most 128 of one structure",
                    members.len()
                ),
                "raise the maximum in the reader of teo-api's runtime",
            ));
        }
        let fields =
            names::disambiguate(members.iter().map(|member| member.name.as_str()), names::field);
        let model = |member: &'a Member| {
            let wire_type: WireType = member.wire_type.parse().ok()?;
            let boxed = match (&wire_type, owner) {
                (WireType::Structure(name), Some(owner)) => {
                    self.contains(name, owner, &mut BTreeSet::new())
                }
                _ => false,
            };
            Some(MemberModel {
                spec: member,
                field: fields[member.name.as_str()].clone(),
                base: self.base_type(member, wire_type.item())?,
                shape: shape(member, &wire_type, direction),
                boxed,
            })
        };
        members.iter().filter_map(model).collect()
    }

    /// Returns the base type; `None` for binary, since JSON has no bytes.
    fn base_type(&self, member: &Member, wire_type: &WireType) -> Option<Base> {
        Some(match wire_type {
            WireType::String => match &member.values {
                Some(values) => Base::Enum(self.enums[values.as_str()].clone()),
                None => Base::Text,
            },
            WireType::Int64 => Base::Int,
            WireType::Uint64 => Base::Uint,
            WireType::Float => Base::Float,
            WireType::Bool => Base::Bool,
            WireType::Timestamp => Base::Timestamp,
            WireType::Binary => return None,
            WireType::Structure(name) => Base::Structure(self.structures[name.as_str()].clone()),
            WireType::List(item) => return self.base_type(member, item),
        })
    }

    /// Returns whether `outer` is `inner` or contains it through members that are not lists.
    fn contains(&self, outer: &str, inner: &str, visited: &mut BTreeSet<String>) -> bool {
        if outer == inner {
            return true;
        }
        if !visited.insert(outer.to_owned()) {
            return false;
        }
        let members =
            self.spec.structures.get(outer).into_iter().flat_map(|structure| &structure.members);
        members.filter_map(|member| member.wire_type.parse().ok()).any(
            |wire_type| match wire_type {
                WireType::Structure(name) => self.contains(&name, inner, visited),
                _ => false,
            },
        )
    }

    fn resolve_enum(&mut self, values: &'a Values, module: String) -> EnumModel<'a> {
        let spec_variants: BTreeMap<&str, &str> = values
            .values
            .iter()
            .filter_map(|value| Some((value.value.as_str(), value.variant.as_deref()?)))
            .collect();
        for (index, value) in values.values.iter().enumerate() {
            if names::variant(&value.value).is_none() && value.variant.is_none() {
                self.problems.push(Problem::new(
                    format!("values/{}.json", values.name),
                    format!("/values/{index}/value"),
                    format!(
                        "the value {:?} has no letter or digit for the name of a variant",
                        value.value
                    ),
                    "add the key `variant` with a name",
                ));
            }
        }
        let variants =
            names::disambiguate(values.values.iter().map(|value| value.value.as_str()), |value| {
                spec_variants
                    .get(value)
                    .map(|name| (*name).to_owned())
                    .or_else(|| names::variant(value))
                    .unwrap_or_default()
            });
        EnumModel {
            spec: values,
            module,
            rust_name: self.enums[values.name.as_str()].clone(),
            variants: values
                .values
                .iter()
                .map(|value| (variants[value.value.as_str()].clone(), value))
                .collect(),
        }
    }

    /// Reports types with equal names, since all types share one module.
    fn check_unique_types(&mut self, model: &Model<'a>) {
        let actions = model.actions.iter().flat_map(|action| {
            let file = format!("actions/{}.json", action.spec.name);
            let filters = action.filters.as_ref().map(|filters| filters.rust_name.clone());
            [
                Some(action.request.rust_name.clone()),
                Some(action.response.rust_name.clone()),
                filters,
            ]
            .into_iter()
            .flatten()
            .map(move |rust_name| (rust_name, file.clone()))
        });
        let structures = model.structures.iter().map(|structure| {
            (
                structure.rust_type.rust_name.clone(),
                format!("structures/{}.json", structure.spec.name),
            )
        });
        let enums = model
            .enums
            .iter()
            .map(|e| (e.rust_name.clone(), format!("values/{}.json", e.spec.name)));
        let mut owners: BTreeMap<String, String> = BTreeMap::new();
        for (rust_name, file) in structures.chain(actions).chain(enums) {
            if let Some(first) = owners.get(&rust_name) {
                self.problems.push(Problem::new(
                    file,
                    "",
                    format!("the type {rust_name} has the same name as the type of {first}"),
                    "rename the set of values, or give the types different names in teo-codegen's names.rs",
                ));
            } else {
                owners.insert(rust_name, file);
            }
        }
    }
}

/// Gives offsets, limits and totals of pages one type, whichever of the two integer types the metadata
/// says: none is ever negative, and callers compare them with each other.
fn count_in_one_type(action: &mut ActionModel<'_>) {
    let Some(paging) = &action.spec.paging else { return };
    let counts = [paging.offset.as_ref(), Some(&paging.limit), paging.total.as_ref()];
    let members = action.request.members.iter_mut().chain(&mut action.response.members);
    for member in members {
        if member.base == Base::Int && counts.contains(&Some(&member.spec.name)) {
            member.base = Base::Uint;
        }
    }
}

/// Returns the names of the request, the response and the filter type, even if the action has no
/// filters.
fn action_types(action: &Action) -> [String; 3] {
    let base = names::camel(&action.name);
    ["Request", "Response", "Filter"].map(|suffix| format!("{base}{suffix}"))
}

/// Returns how a field wraps its base type. A member that is sent is always optional. A member that
/// is only returned is not optional if it is a list, or if it is a scalar that is always returned.
/// An object is always optional, so that one that was null differs from one that was returned.
fn shape(member: &Member, wire_type: &WireType, direction: Direction) -> Shape {
    let is_object = matches!(wire_type, WireType::Structure(_));
    match (direction, wire_type.is_list()) {
        (Direction::Response, true) => Shape::List,
        (Direction::Response, false) if member.always_returned && !is_object => Shape::Plain,
        (_, false) => Shape::Optional,
        (_, true) => Shape::OptionalList,
    }
}

/// Returns the constant of every error code of the service and of its actions, with the code's
/// first summary that is not empty.
fn error_codes(spec: &Spec) -> BTreeMap<&str, (String, &str)> {
    let actions = spec.actions.values().flat_map(|action| &action.errors);
    let mut summaries: BTreeMap<&str, &str> = BTreeMap::new();
    let service = spec.service.errors.iter().chain(&spec.service.specific_errors);
    for error in service.chain(actions) {
        let summary = summaries.entry(&error.code).or_default();
        if summary.is_empty() {
            *summary = &error.summary;
        }
    }
    let constants = names::disambiguate(summaries.keys().copied(), names::constant);
    constants.into_iter().map(|(code, constant)| (code, (constant, summaries[code]))).collect()
}
