//! Resolves a lifecycle against the actions that it names: all steps in one form, and which parameter
//! of a step gives which member of the item. The checks, the simulator and the generator use it, so
//! that a name that a resource leaves out means the same to all of them.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::{Resource, Set};
use crate::model::{Action, Member, Spec};
use crate::wire_type::WireType;

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Role {
    /// It makes items.
    Create,
    /// It lists items.
    List,
    /// It reads one item.
    Read,
    /// It changes members.
    Update,
    /// It changes a state.
    Switch,
    /// It sets the order of the items.
    Order,
    /// It adds elements to a list in an item.
    Add,
    /// It removes elements from a list in an item.
    Remove,
    /// It deletes items.
    Delete,
}

/// A step of any role, with the keys that several roles have.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Step<'a> {
    /// What the step does.
    pub role: Role,
    /// Its index among the steps of this role.
    pub index: usize,
    /// The action.
    pub action: &'a str,
    /// Values of parameters with which the action is this step.
    pub when: &'a BTreeMap<String, Vec<Value>>,
    /// Parameter with the item or the items.
    pub item: Option<&'a str>,
    /// Members by the parameters that carry them, as far as the file names them.
    pub parameters: &'a BTreeMap<String, String>,
    /// Members by the members of the response that return them.
    pub returns: &'a BTreeMap<String, String>,
    /// States and other members that it sets.
    pub sets: &'a [Set],
}

/// A parameter and the member of the item that it gives or selects by. A list in place of a single
/// identifier stands for one item for each element.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Binding {
    /// Path of the parameter.
    pub parameter: String,
    /// Path of the member.
    pub member: String,
}

/// A member that a path leads to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found<'a> {
    pub(crate) member: &'a Member,
    /// Whether the path goes through a list or ends in one.
    pub(crate) is_list: bool,
}

impl Role {
    /// Returns the key of the role in the file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::List => "list",
            Self::Read => "read",
            Self::Update => "update",
            Self::Switch => "switch",
            Self::Order => "order",
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Delete => "delete",
        }
    }

    /// Returns true for a role that changes nothing.
    #[must_use]
    pub fn is_read_only(self) -> bool {
        matches!(self, Self::List | Self::Read)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

static NO_VALUES: BTreeMap<String, Vec<Value>> = BTreeMap::new();
static NO_NAMES: BTreeMap<String, String> = BTreeMap::new();

impl Resource {
    /// Returns all steps, by role and in the order of the file.
    #[must_use]
    pub fn steps(&self) -> Vec<Step<'_>> {
        let mut steps = Vec::new();
        let mut add = |role, index, action, when, parameters| {
            let (item, returns, sets): (_, _, &[Set]) = (None, &NO_NAMES, &[]);
            steps.push(Step { role, index, action, when, item, parameters, returns, sets });
        };
        for (index, step) in self.create.iter().enumerate() {
            add(Role::Create, index, &*step.action, &step.when, &step.parameters);
        }
        for (index, step) in self.list.iter().enumerate() {
            add(Role::List, index, &*step.action, &step.when, &step.parameters);
        }
        for (index, step) in self.read.iter().enumerate() {
            add(Role::Read, index, &*step.action, &step.when, &step.parameters);
        }
        for (index, step) in self.update.iter().enumerate() {
            add(Role::Update, index, &*step.action, &step.when, &step.parameters);
        }
        for (index, step) in self.switch.iter().enumerate() {
            add(Role::Switch, index, &*step.action, &step.when, &step.parameters);
        }
        for (index, step) in self.order.iter().enumerate() {
            add(Role::Order, index, &*step.action, &NO_VALUES, &step.parameters);
        }
        for (index, step) in self.add.iter().enumerate() {
            add(Role::Add, index, &*step.action, &step.when, &step.parameters);
        }
        for (index, step) in self.remove.iter().enumerate() {
            add(Role::Remove, index, &*step.action, &step.when, &step.parameters);
        }
        for (index, step) in self.delete.iter().enumerate() {
            add(Role::Delete, index, &*step.action, &step.when, &step.parameters);
        }
        for step in &mut steps {
            self.complete(step);
        }
        steps
    }

    /// Adds the keys that only some roles have.
    fn complete<'a>(&'a self, step: &mut Step<'a>) {
        match step.role {
            Role::Create => {
                let create = &self.create[step.index];
                step.item = create.item.as_deref();
                (step.returns, step.sets) = (&create.returns, &create.sets);
            }
            Role::Update => {
                let update = &self.update[step.index];
                step.item = update.item.as_deref();
                (step.returns, step.sets) = (&update.returns, &update.sets);
            }
            Role::Switch => step.sets = &self.switch[step.index].sets,
            Role::Delete => step.sets = &self.delete[step.index].sets,
            Role::List | Role::Read | Role::Order | Role::Add | Role::Remove => {}
        }
    }

    /// Returns whether a parameter of this step can give the member by its name alone.
    fn takes(&self, step: &Step<'_>, member: &str) -> bool {
        let is_member = |name: &Option<String>| name.as_deref() == Some(member);
        let is_made = step.returns.values().any(|name| name == member)
            || step.sets.iter().any(|set| set.member == member);
        let is_output = self.output_only.iter().any(|name| name == member)
            || is_member(&self.created)
            || is_member(&self.modified);
        !is_made && !is_output
    }

    /// Keeps the steps whose action is kept. Returns whether any is left.
    pub fn retain_steps(&mut self, mut keep: impl FnMut(&str) -> bool) -> bool {
        self.create.retain(|step| keep(&step.action));
        self.list.retain(|step| keep(&step.action));
        self.read.retain(|step| keep(&step.action));
        self.update.retain(|step| keep(&step.action));
        self.switch.retain(|step| keep(&step.action));
        self.order.retain(|step| keep(&step.action));
        self.add.retain(|step| keep(&step.action));
        self.remove.retain(|step| keep(&step.action));
        self.delete.retain(|step| keep(&step.action));
        !self.steps().is_empty()
    }

    /// Returns the identifiers that the parent does not have: none for a singleton.
    #[must_use]
    pub fn own_identifiers<'a>(&'a self, spec: &Spec) -> &'a [String] {
        let parent = self.parent.as_ref().and_then(|name| spec.resources.get(name));
        let inherited = parent.map_or(0, |parent| parent.identifiers.len());
        self.identifiers.get(inherited..).unwrap_or_default()
    }
}

impl Spec {
    /// Returns the members of an item: those of its structure, or of the response that reads it, the
    /// unlisted ones, and the identifiers of the parent, whether or not the structure has them. The
    /// type of a member that no structure has is empty.
    #[must_use]
    pub fn item_members(&self, resource: &Resource) -> Vec<Member> {
        let mut members = match &resource.structure {
            Some(name) => self.structures.get(name).map(|s| s.members.clone()).unwrap_or_default(),
            None => self.read_members(resource),
        };
        let own = resource.own_identifiers(self).len();
        let inherited = &resource.identifiers[..resource.identifiers.len() - own];
        for name in resource.unlisted.iter().chain(inherited) {
            if !members.iter().any(|member| member.name == *name) {
                members.push(Member::new(name));
            }
        }
        members
    }

    /// Returns the members of the responses that read an item without a structure.
    fn read_members(&self, resource: &Resource) -> Vec<Member> {
        let actions = resource.read.iter().filter_map(|read| self.actions.get(&read.action));
        let responses = actions.flat_map(|action| action.response.iter().cloned());
        responses.filter(|member| member.name != "RequestId").collect()
    }

    /// Returns what each parameter of a step gives to the item or selects by: what the file names,
    /// and what the names of the parameters say. Beside a parameter with the item, the others only
    /// carry identifiers.
    #[must_use]
    pub fn bindings(&self, resource: &Resource, step: &Step<'_>) -> Vec<Binding> {
        let Some(action) = self.actions.get(step.action) else { return Vec::new() };
        let item = self.item_members(resource);
        let named = step.parameters.iter();
        let mut bindings: Vec<Binding> =
            named.map(|(parameter, member)| Binding::new(parameter, member)).collect();
        if step.role == Role::Order {
            let order = resource.order.get(step.index);
            let last = resource.identifiers.last();
            bindings.extend(order.zip(last).map(|(order, id)| Binding::new(&order.ids, id)));
        }
        for (parameter, found) in self.candidates(action, step) {
            let name = &found.member.name;
            let is_identifier = resource.identifiers.contains(name);
            let gives_member = matches!(step.role, Role::Create | Role::Update)
                && (step.item.is_none() || parameter != *name);
            let is_free = !bindings.iter().any(|b| b.member == *name || b.parameter == parameter);
            if is_free
                && resource.takes(step, name)
                && (gives_member || is_identifier)
                && let Some(member) = self.find(&item, name)
                && fits(found, member, is_identifier)
            {
                bindings.push(Binding::new(&parameter, name));
            }
        }
        bindings.sort();
        bindings
    }

    /// Returns the parameters that can have a meaning by their name, with their paths: those of the
    /// request, and then those inside the parameter with the item.
    fn candidates<'a>(&'a self, action: &'a Action, step: &Step<'_>) -> Vec<(String, Found<'a>)> {
        let to_found = |member: &'a Member| Found { member, is_list: is_list(member) };
        let outer = action.parameters.iter().filter(|p| Some(p.name.as_str()) != step.item);
        let inner = step.item.and_then(|path| {
            let item = self.find(&action.parameters, path)?;
            Some((path, self.members_of(item.member)?))
        });
        let inner = inner.into_iter().flat_map(|(path, members)| {
            members.iter().map(move |m| (format!("{path}.{}", m.name), to_found(m)))
        });
        outer.map(|p| (p.name.clone(), to_found(p))).chain(inner).collect()
    }

    /// Follows a path through members and the structures that they hold.
    pub(crate) fn find<'a>(&'a self, members: &'a [Member], path: &str) -> Option<Found<'a>> {
        let (name, rest) = match path.split_once('.') {
            Some((name, rest)) => (name, Some(rest)),
            None => (path, None),
        };
        let member = members.iter().find(|member| member.name == name)?;
        let Some(rest) = rest else { return Some(Found { member, is_list: is_list(member) }) };
        let found = self.find(self.members_of(member)?, rest)?;
        Some(Found { member: found.member, is_list: found.is_list || is_list(member) })
    }

    /// Returns the members of the structure that a member holds.
    pub(crate) fn members_of(&self, member: &Member) -> Option<&[Member]> {
        match member.wire_type.parse::<WireType>().ok()?.item() {
            WireType::Structure(name) => Some(&self.structures.get(name)?.members),
            _ => None,
        }
    }
}

impl Binding {
    fn new(parameter: &str, member: &str) -> Self {
        Self { parameter: parameter.to_owned(), member: member.to_owned() }
    }
}

fn is_list(member: &Member) -> bool {
    member.wire_type.starts_with('[')
}

/// Returns whether a parameter can give the member. A type that is not known fits every other. A list
/// fits a single identifier: it stands for several items.
pub(crate) fn fits(parameter: Found<'_>, member: Found<'_>, is_identifier: bool) -> bool {
    let kind = |found: Found<'_>| {
        let wire_type = found.member.wire_type.parse::<WireType>().ok()?;
        Some(match wire_type.item() {
            WireType::Uint64 => WireType::Int64,
            WireType::Timestamp => WireType::String,
            WireType::Structure(_) => WireType::Structure(String::new()),
            other => other.clone(),
        })
    };
    let (Some(sent), Some(kept)) = (kind(parameter), kind(member)) else { return true };
    sent == kept && (parameter.is_list == member.is_list || (parameter.is_list && is_identifier))
}
