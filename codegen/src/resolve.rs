//! From a spec to the model: names given, types settled, recursion boxed. The one place that
//! decides.

use std::collections::{BTreeMap, BTreeSet};

use teo_specs::{Action, Direction, Member, Problem, Spec, Structure, Values, WireType};

use crate::model::{
    ActionModel, Base, EnumModel, FiltersModel, MemberModel, Model, Shape, StructureModel,
    TypeModel,
};
use crate::names;

/// Settles everything, or tells what cannot be.
pub(crate) fn resolve(spec: &Spec) -> Result<Model<'_>, Vec<Problem>> {
    let of_actions: BTreeSet<String> = spec.actions.values().flat_map(action_types).collect();
    // Where a structure is called like a request, the request keeps the name.
    let structure = |name: &str| {
        let rust = names::structure(name);
        if of_actions.contains(&rust) { names::of_structure(&rust) } else { rust }
    };
    let mut resolver = Resolver {
        spec,
        structures: names::told_apart(spec.structures.keys().map(String::as_str), structure),
        enums: names::told_apart(spec.values.keys().map(String::as_str), names::structure),
        problems: Vec::new(),
    };
    let model = resolver.model();
    resolver.types_are_unique(&model);
    if resolver.problems.is_empty() { Ok(model) } else { Err(resolver.problems) }
}

struct Resolver<'a> {
    spec: &'a Spec,
    structures: BTreeMap<&'a str, String>,
    enums: BTreeMap<&'a str, String>,
    problems: Vec<Problem>,
}

impl<'a> Resolver<'a> {
    fn model(&mut self) -> Model<'a> {
        let spec = self.spec;
        let modules = names::told_apart(spec.structures.keys().map(String::as_str), names::module);
        let structures = spec.structures.iter().map(|(name, structure)| StructureModel {
            spec: structure,
            module: modules[name.as_str()].clone(),
            rust: self.shared_type(structure),
        });
        let structures = structures.collect();
        let modules = names::told_apart(spec.actions.keys().map(String::as_str), names::module);
        let methods = names::told_apart(spec.actions.keys().map(String::as_str), names::method);
        let actions = spec.actions.iter().map(|(name, action)| {
            let name = name.as_str();
            self.action(action, modules[name].clone(), methods[name].clone())
        });
        let actions = actions.collect();
        let modules = names::told_apart(spec.values.keys().map(String::as_str), names::module);
        let enums = spec
            .values
            .iter()
            .map(|(name, values)| self.enumeration(values, modules[name.as_str()].clone()));
        let enums = enums.collect();
        Model { spec, actions, structures, enums, error_codes: error_codes(spec) }
    }

    fn action(&mut self, action: &'a Action, module: String, method: String) -> ActionModel<'a> {
        let file = format!("actions/{}.json", action.name);
        let [request, response, filter] = action_types(action);
        let request = TypeModel {
            rust: request,
            direction: Direction::Request,
            members: self.members(
                &file,
                "/parameters",
                None,
                &action.parameters,
                Direction::Request,
            ),
        };
        let response = TypeModel {
            rust: response,
            direction: Direction::Response,
            members: self.members(&file, "/response", None, &action.response, Direction::Response),
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
            let constructors = names::told_apart(
                filters.names.iter().map(|name| name.name.as_str()),
                names::field,
            );
            Some(FiltersModel {
                spec: filters,
                rust: filter,
                structure: self.shared_type(structure),
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
        ActionModel { spec: action, module, method, request, response, filters }
    }

    fn shared_type(&mut self, structure: &'a Structure) -> TypeModel<'a> {
        let file = format!("structures/{}.json", structure.name);
        let own = Some(structure.name.as_str());
        TypeModel {
            rust: self.structures[structure.name.as_str()].clone(),
            direction: structure.direction,
            members: self.members(&file, "/members", own, &structure.members, structure.direction),
        }
    }

    fn members(
        &mut self,
        file: &str,
        pointer: &str,
        own: Option<&str>,
        members: &'a [Member],
        direction: Direction,
    ) -> Vec<MemberModel<'a>> {
        // The reader keeps one bit a member to know which have come.
        if members.len() > 128 {
            self.problems.push(Problem {
                file: file.to_owned(),
                pointer: pointer.to_owned(),
                what: format!(
                    "{} members are more than the 128 that the core keeps track of",
                    members.len()
                ),
                cure: "widen the reader's set of seen members in teo-api's core/read.rs".to_owned(),
            });
        }
        let fields =
            names::told_apart(members.iter().map(|member| member.name.as_str()), names::field);
        let model = |member: &'a Member| {
            let wire_type: WireType = member.wire_type.parse().ok()?;
            let boxed = match (&wire_type, own) {
                (WireType::Structure(name), Some(own)) => {
                    self.holds(name, own, &mut BTreeSet::new())
                }
                _ => false,
            };
            Some(MemberModel {
                spec: member,
                field: fields[member.name.as_str()].clone(),
                base: self.base(member, wire_type.item())?,
                shape: shape(member, &wire_type, direction, boxed),
                boxed,
            })
        };
        members.iter().filter_map(model).collect()
    }

    /// None for what no JSON holds, and so no Rust type either.
    fn base(&self, member: &Member, wire_type: &WireType) -> Option<Base> {
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
            WireType::List(item) => return self.base(member, item),
        })
    }

    /// Whether `holder` is `held`, or holds it through members that are no lists.
    fn holds(&self, holder: &str, held: &str, seen: &mut BTreeSet<String>) -> bool {
        if holder == held {
            return true;
        }
        if !seen.insert(holder.to_owned()) {
            return false;
        }
        let members =
            self.spec.structures.get(holder).into_iter().flat_map(|structure| &structure.members);
        members.filter_map(|member| member.wire_type.parse().ok()).any(
            |wire_type| match wire_type {
                WireType::Structure(name) => self.holds(&name, held, seen),
                _ => false,
            },
        )
    }

    fn enumeration(&mut self, values: &'a Values, module: String) -> EnumModel<'a> {
        let by_hand: BTreeMap<&str, &str> = values
            .values
            .iter()
            .filter_map(|value| Some((value.value.as_str(), value.variant.as_deref()?)))
            .collect();
        for (index, value) in values.values.iter().enumerate() {
            if names::variant(&value.value).is_none() && value.variant.is_none() {
                self.problems.push(Problem {
                    file: format!("values/{}.json", values.name),
                    pointer: format!("/values/{index}/value"),
                    what: format!("{:?} has nothing to make a variant's name of", value.value),
                    cure: "add `variant`".to_owned(),
                });
            }
        }
        let variants =
            names::told_apart(values.values.iter().map(|value| value.value.as_str()), |value| {
                by_hand
                    .get(value)
                    .map(|name| (*name).to_owned())
                    .or_else(|| names::variant(value))
                    .unwrap_or_default()
            });
        EnumModel {
            spec: values,
            module,
            rust: self.enums[values.name.as_str()].clone(),
            variants: values
                .values
                .iter()
                .map(|value| (variants[value.value.as_str()].clone(), value))
                .collect(),
        }
    }

    /// All types stand side by side in one module.
    fn types_are_unique(&mut self, model: &Model<'a>) {
        let actions = model.actions.iter().flat_map(|action| {
            let file = format!("actions/{}.json", action.spec.name);
            let filters = action.filters.as_ref().map(|filters| filters.rust.clone());
            [Some(action.request.rust.clone()), Some(action.response.rust.clone()), filters]
                .into_iter()
                .flatten()
                .map(move |rust| (rust, file.clone()))
        });
        let structures = model.structures.iter().map(|structure| {
            (structure.rust.rust.clone(), format!("structures/{}.json", structure.spec.name))
        });
        let enums =
            model.enums.iter().map(|e| (e.rust.clone(), format!("values/{}.json", e.spec.name)));
        let mut owners: BTreeMap<String, String> = BTreeMap::new();
        for (rust, file) in structures.chain(actions).chain(enums) {
            if let Some(first) = owners.get(&rust) {
                self.problems.push(Problem {
                    file,
                    pointer: String::new(),
                    what: format!("its type {rust} is that of {first} too"),
                    cure: "rename the values, or teach codegen's names.rs to tell them apart"
                        .to_owned(),
                });
            } else {
                owners.insert(rust, file);
            }
        }
    }
}

/// Of the request, the response, and of what makes the filters, whether or not there are any.
fn action_types(action: &Action) -> [String; 3] {
    let base = names::structure(&action.name);
    ["Request", "Response", "Filter"].map(|of| format!("{base}{of}"))
}

/// What is sent may always be absent; what is only received is plain where the vendor promises it.
fn shape(member: &Member, wire_type: &WireType, direction: Direction, boxed: bool) -> Shape {
    match (direction, wire_type.is_list()) {
        (Direction::Response, true) => Shape::List,
        (Direction::Response, false) if member.promised && !boxed => Shape::Plain,
        (_, false) => Shape::Optional,
        (_, true) => Shape::OptionalList,
    }
}

/// Every code of the service and of its actions; the first that tells what it means is heard.
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
    let constants = names::told_apart(summaries.keys().copied(), names::constant);
    constants.into_iter().map(|(code, constant)| (code, (constant, summaries[code]))).collect()
}
