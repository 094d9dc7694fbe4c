//! Instances of every type of teo-api, made from the specs with every member set, and what the
//! typed value does with them. The test `every_structure` and the program `oracle` include this
//! file.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use teo_api::Structure;
use teo_api::runtime::{Action, ValueRef};
use teo_specs::{LoadError, Member, Spec, WireType};
use teo_tests::below;

/// The specs of teo. Offsets, limits and totals are unsigned, as the client has them.
pub(crate) fn spec() -> Result<Spec, LoadError> {
    let mut spec = Spec::embedded("teo", "2022-09-01")?;
    for action in spec.actions.values_mut() {
        let Some(paging) = action.paging.clone() else { continue };
        let counts = [paging.offset, Some(paging.limit), paging.total];
        for member in action.parameters.iter_mut().chain(&mut action.response) {
            if counts.iter().flatten().any(|count| *count == member.name) {
                member.wire_type = "uint64".to_owned();
            }
        }
    }
    Ok(spec)
}

/// Reads a value of a type.
pub(crate) type Decode = fn(&Value) -> Result<Box<dyn Typed>, serde_json::Error>;

/// An action and its two types.
pub(crate) struct ActionTypes {
    pub(crate) name: &'static str,
    pub(crate) request: Decode,
    pub(crate) response: Decode,
}

/// Every action of teo-api.
#[allow(deprecated, reason = "deprecated actions are tested, too")]
pub(crate) const ACTIONS: &[ActionTypes] = &include!(concat!(env!("OUT_DIR"), "/every_action.rs"));

const fn action<A>(name: &'static str) -> ActionTypes
where
    A: Action + Serialize + DeserializeOwned + Clone + PartialEq,
    A::Response: Serialize + DeserializeOwned + Clone + PartialEq,
{
    ActionTypes { name, request: decode::<A>, response: decode::<A::Response> }
}

/// A value of any of the types.
pub(crate) trait Typed {
    /// Encodes it as it is sent.
    fn encode(&self) -> Value;
    /// Returns the paths of the unknown members that are not null: those that the type does not
    /// know, and those whose value did not fit.
    fn unknown_members(&self) -> Vec<String>;
    /// Clones it, and returns the clone if it is equal.
    #[allow(dead_code, reason = "the program oracle clones nothing")]
    fn equal_clone(&self) -> Option<Box<dyn Typed>>;
    /// Returns whether it is equal to this value of its type.
    #[allow(dead_code, reason = "the program oracle compares nothing")]
    fn equals(&self, other: &Value) -> bool;
}

impl<T> Typed for T
where
    T: Structure + Serialize + DeserializeOwned + Clone + PartialEq + 'static,
{
    fn encode(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    fn unknown_members(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect_unknown(ValueRef::Object(self), "", &mut found);
        found
    }

    fn equal_clone(&self) -> Option<Box<dyn Typed>> {
        let clone = self.clone();
        (clone == *self).then(|| Box::new(clone) as Box<dyn Typed>)
    }

    fn equals(&self, other: &Value) -> bool {
        serde_json::from_value::<T>(other.clone()).is_ok_and(|other| other == *self)
    }
}

/// Reads it from text, as a response is read.
pub(crate) fn decode<T>(value: &Value) -> Result<Box<dyn Typed>, serde_json::Error>
where
    T: Structure + Serialize + DeserializeOwned + Clone + PartialEq + 'static,
{
    Ok(Box::new(serde_json::from_str::<T>(&value.to_string())?))
}

fn collect_unknown(value: ValueRef<'_>, path: &str, found: &mut Vec<String>) {
    match value {
        ValueRef::Object(structure) => {
            let unknown = structure.unknown_members().iter();
            found.extend(
                unknown.filter(|(_, value)| !value.is_null()).map(|(name, _)| below(path, name)),
            );
            for (index, member) in structure.schema().members().iter().enumerate() {
                if let Some(value) = structure.member(index) {
                    collect_unknown(value, &below(path, member.name()), found);
                }
            }
        }
        ValueRef::List(list) => {
            for index in 0..list.len() {
                if let Some(value) = list.item(index) {
                    collect_unknown(value, &below(path, &index.to_string()), found);
                }
            }
        }
        _ => {}
    }
}

/// How an instance is filled.
#[derive(Clone, Copy, Default)]
pub(crate) struct Fill {
    /// Every object has members that no spec has.
    pub(crate) unknown: bool,
    /// Every list is empty.
    pub(crate) empty_lists: bool,
}

/// Makes instances in which every member is set. Consecutive values differ, and the limits of each
/// type are among them.
pub(crate) struct InstanceMaker<'a> {
    spec: &'a Spec,
    fill: Fill,
    count: u64,
    parents: Vec<&'a str>,
    /// The paths of the unknown members of the last instance that are not null.
    pub(crate) unknown: Vec<String>,
}

impl<'a> InstanceMaker<'a> {
    pub(crate) fn new(spec: &'a Spec, fill: Fill) -> Self {
        Self { spec, fill, count: 0, parents: Vec::new(), unknown: Vec::new() }
    }

    pub(crate) fn instance(&mut self, members: &'a [Member]) -> Value {
        self.unknown.clear();
        self.object(members, "")
    }

    fn object(&mut self, members: &'a [Member], path: &str) -> Value {
        let mut object = Map::new();
        for member in members {
            let value = self.member(member, &below(path, &member.name));
            object.extend(value.map(|value| (member.name.clone(), value)));
        }
        if self.fill.unknown {
            self.add_unknown(&mut object, path);
        }
        object.into()
    }

    fn add_unknown(&mut self, object: &mut Map<String, Value>, path: &str) {
        // A name that differs from a known one in case alone is another member.
        let lower = object.keys().next().map(|name| (name.to_lowercase(), json!("lower case")));
        let new = [
            ("NewMember", json!({ "deep": [1, null, "x"] })),
            ("NewList", json!([])),
            ("NewNumber", json!(u64::MAX)),
            ("NewRatio", json!(0.1)),
            ("NewSwitch", json!(false)),
            ("", json!("without a name")),
            ("NewNothing", json!(null)),
        ];
        let new = new.into_iter().map(|(name, value)| (name.to_owned(), value));
        for (name, value) in new.chain(lower) {
            if !object.contains_key(&name) {
                if !value.is_null() {
                    self.unknown.push(below(path, &name));
                }
                object.insert(name, value);
            }
        }
    }

    /// Returns `None` where a structure would hold itself a third time.
    fn member(&mut self, member: &'a Member, path: &str) -> Option<Value> {
        match member.wire_type.parse().ok()? {
            WireType::List(_) if self.fill.empty_lists => Some(json!([])),
            WireType::List(item) => Some(
                (0..2)
                    .filter_map(|index| self.value(member, &item, &below(path, &index.to_string())))
                    .collect(),
            ),
            item => self.value(member, &item, path),
        }
    }

    fn value(&mut self, member: &'a Member, wire_type: &WireType, path: &str) -> Option<Value> {
        self.count += 1;
        let n = self.count;
        Some(match wire_type {
            WireType::String => self.text(member),
            WireType::Timestamp => pick(
                n,
                [
                    json!(format!("2022-02-09T00:{:02}:{:02}+08:00", n / 60 % 60, n % 60)),
                    json!("1969-12-31T23:59:59.999999999Z"),
                    json!("2022-02-09 00:00:00"),
                    json!(""),
                ],
            ),
            WireType::Int64 => {
                pick(n, [json!(n), json!(i64::MIN), json!(-1), json!(i64::MAX), json!(0)])
            }
            WireType::Uint64 => {
                pick(n, [json!(n), json!(u64::MAX), json!(0), json!((1_u64 << 53) + 1)])
            }
            WireType::Float => pick(
                n,
                [json!(0.1), json!(-1e300), json!(3.0), json!(f64::MAX), json!(5e-324), json!(0.0)],
            ),
            WireType::Bool => json!(n.is_multiple_of(2)),
            WireType::Structure(name) => {
                let structure = self.spec.structures.get(name)?;
                if self.parents.iter().filter(|parent| **parent == structure.name).count() == 2 {
                    return None;
                }
                self.parents.push(&structure.name);
                let object = self.object(&structure.members, path);
                self.parents.pop();
                object
            }
            // The vendor has no lists of lists.
            WireType::Binary | WireType::List(_) => return None,
        })
    }

    fn text(&self, member: &Member) -> Value {
        let n = self.count;
        let known = member.values.as_ref().and_then(|name| self.spec.values.get(name));
        if let Some(known) = known.filter(|_| !n.is_multiple_of(3)) {
            let values = known.values.iter().map(|value| json!(value.value));
            return pick(n, values.collect::<Vec<_>>());
        }
        let name = &member.name;
        let texts = [
            json!(format!("{name} {n}")),
            json!(format!("\u{96ea}\u{1f600} e\u{301} {n}")),
            json!(format!("\"\\/\u{0}\t\r\n\u{7f}\u{85}\u{2028}\u{feff} {n}")),
            json!(n.to_string()),
            json!(format!("<&%25+> {n}")),
            json!("null"),
            json!(""),
        ];
        pick(n, texts)
    }
}

fn pick(n: u64, values: impl AsRef<[Value]>) -> Value {
    let values = values.as_ref();
    let index = usize::try_from(n).unwrap_or_default().checked_rem(values.len());
    index.map(|index| values[index].clone()).unwrap_or_default()
}
