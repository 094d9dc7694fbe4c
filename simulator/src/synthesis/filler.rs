//! Fills members with values of their type and within their limits: a known value if the spec lists
//! any, or else the example in the spec, or else a generated value. The random sequence determines
//! all choices.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use teo_specs::{Member, Spec, WireType, conform};

use crate::parameters::values;
use crate::random::Random;

/// The maximum depth of nested structures. Only recursive structures of the vendor would reach it.
const MAX_DEPTH: usize = 12;

/// The period before the reference time in which times lie: a week.
const PERIOD_SECONDS: u64 = 7 * 24 * 3_600;

/// The source of strings that are ids.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ids<'a> {
    /// The examples in the spec.
    FromExamples,
    /// The ids in the request. An id that the request does not have is newly made, in the form of
    /// the example.
    FromRequest(&'a Map<String, Value>),
}

pub(super) struct Filler<'a> {
    pub(super) spec: &'a Spec,
    /// Made-up times lie in the week before this time.
    pub(super) reference_time: Timestamp,
    pub(super) random: Random,
    pub(super) ids: Ids<'a>,
    /// The structures that are being filled, the outermost first.
    path: Vec<String>,
}

impl<'a> Filler<'a> {
    pub(super) fn new(
        spec: &'a Spec,
        reference_time: Timestamp,
        random: Random,
        ids: Ids<'a>,
    ) -> Self {
        Self { spec, reference_time, random, ids, path: Vec::new() }
    }

    /// Fills every member that can be filled. `owner` is the action or structure with these
    /// members.
    pub(super) fn members(&mut self, owner: &str, members: &[Member]) -> Map<String, Value> {
        let values = members
            .iter()
            .filter_map(|member| Some((member.name.clone(), self.member(owner, member)?)));
        values.collect()
    }

    /// Fills a member. A structure inside itself gives `None`, or `{}` if the member is always
    /// returned.
    fn member(&mut self, owner: &str, member: &Member) -> Option<Value> {
        match member.wire_type.parse().ok()? {
            WireType::List(item) => self.list(owner, member, &item),
            wire_type => {
                let value = self.item(owner, member, &wire_type);
                value.or_else(|| member.always_returned.then(|| json!({})))
            }
        }
    }

    fn list(&mut self, owner: &str, member: &Member, item: &WireType) -> Option<Value> {
        let values = self.known_values(member.values.as_deref(), &spec_path(owner, member));
        let count = self.item_count(member);
        if !values.is_empty() {
            return Some(json!(self.draw(&values, count)));
        }
        if !matches!(item, WireType::Structure(_) | WireType::Timestamp)
            && let Some(example) = self.example(member)
        {
            return Some(example);
        }
        let items = (0..count).map(|_| self.item(owner, member, item));
        match items.collect::<Option<Vec<_>>>() {
            Some(items) => Some(Value::Array(items)),
            None => (member.min_items.unwrap_or(0) == 0).then(|| json!([])),
        }
    }

    /// Makes one value: the value of the member, or one item if the member is a list.
    pub(super) fn item(
        &mut self,
        owner: &str,
        member: &Member,
        wire_type: &WireType,
    ) -> Option<Value> {
        Some(match wire_type {
            WireType::Structure(name) => Value::Object(self.structure(name)?),
            WireType::Timestamp => json!(self.time().to_string()),
            WireType::String => json!(self.text(owner, member)),
            _ if self.example(member).is_some() => self.example(member)?,
            WireType::Int64 => json!(self.number(member, i64::MIN)),
            WireType::Uint64 => json!(self.number(member, 0)),
            WireType::Float => json!(self.number(member, i64::MIN) as f64),
            WireType::Bool => json!(self.random.below(2) == 1),
            WireType::Binary | WireType::List(_) => return None,
        })
    }

    pub(super) fn structure(&mut self, name: &str) -> Option<Map<String, Value>> {
        let structure = self.spec.structures.get(name)?;
        if self.path.len() == MAX_DEPTH || self.path.iter().any(|outer| outer == name) {
            return None;
        }
        self.path.push(name.to_owned());
        let object = self.members(name, &structure.members);
        self.path.pop();
        Some(object)
    }

    /// Draws a number of items within the limits of a list: from one to three, or fewer at greater
    /// depth.
    fn item_count(&mut self, member: &Member) -> usize {
        let bound = 3_u64.saturating_sub(self.path.len() as u64).max(1);
        let count = 1 + self.random.below(bound) as usize;
        let min = member.min_items.map_or(0, |min| min as usize);
        let max = member.max_items.map_or(usize::MAX, |max| max as usize);
        count.max(min).min(max)
    }

    /// Returns the values of a set that are known for this path in the spec, or all values of the
    /// set if none of them is known there. Leaves out deprecated values if there are others. Returns
    /// no values if there is no set.
    pub(super) fn known_values(&self, set: Option<&str>, spec_path: &str) -> Vec<&'a str> {
        let Some(set) = set.and_then(|name| self.spec.values.get(name)) else {
            return Vec::new();
        };
        let mut known: Vec<_> = values::known_values(set, spec_path).collect();
        if known.is_empty() {
            known = set.values.iter().collect();
        }
        if known.iter().any(|value| !value.deprecated) {
            known.retain(|value| !value.deprecated);
        }
        known.into_iter().map(|value| value.value.as_str()).collect()
    }

    /// Draws `count` consecutive values. Values repeat only if there are fewer than `count`.
    pub(super) fn draw<'t>(&mut self, values: &[&'t str], count: usize) -> Vec<&'t str> {
        let first = self.random.below(values.len() as u64) as usize;
        values.iter().copied().cycle().skip(first).take(count).collect()
    }

    pub(super) fn time(&mut self) -> Timestamp {
        let age = self.random.below(PERIOD_SECONDS);
        let age = SignedDuration::from_secs(i64::try_from(age).unwrap_or(0));
        self.reference_time.checked_sub(age).unwrap_or(self.reference_time)
    }

    fn text(&mut self, owner: &str, member: &Member) -> String {
        let values = self.known_values(member.values.as_deref(), &spec_path(owner, member));
        if let Some(value) = self.draw(&values, 1).first() {
            return (*value).to_owned();
        }
        let example_value = self.example(member);
        let example_text = example_value.as_ref().and_then(Value::as_str);
        if let Ids::FromRequest(request) = self.ids
            && member.name.ends_with("Id")
        {
            let requested_id = request.get(&member.name).filter(|id| self.fits(member, id));
            return match (requested_id.and_then(Value::as_str), example_text) {
                (Some(id), _) => id.to_owned(),
                (None, Some(example)) => self.id_like(example),
                (None, None) => self.placeholder(&member.name, member),
            };
        }
        example_text.map_or_else(|| self.placeholder(&member.name, member), str::to_owned)
    }

    /// Replaces the end of an id: `zone-27q0p0bali16` becomes `zone-` and twelve other letters or
    /// digits.
    fn id_like(&mut self, example: &str) -> String {
        let (prefix, end) = example.split_at(example.rfind('-').map_or(0, |dash| dash + 1));
        format!("{prefix}{}", self.random.letters(end.chars().count()))
    }

    /// Makes a string that starts with the name of its member or filter.
    pub(super) fn placeholder(&mut self, name: &str, member: &Member) -> String {
        let text = format!("{}-{}", name.to_lowercase(), self.random.letters(6));
        let max = member.max_length.map_or(usize::MAX, |max| max as usize);
        text.chars().take(max).collect()
    }

    fn number(&mut self, member: &Member, min_of_type: i64) -> i64 {
        let min = match (member.minimum, member.maximum) {
            (Some(minimum), _) => minimum.max(min_of_type),
            (None, Some(maximum)) => maximum.min(0).max(min_of_type),
            (None, None) => 0,
        };
        let max = member.maximum.unwrap_or(min.saturating_add(1_000));
        self.random.between(min, max)
    }

    /// Returns the example of a member, or else its default. Skips a value that is empty or
    /// does not fit.
    fn example(&self, member: &Member) -> Option<Value> {
        [&member.example, &member.default]
            .into_iter()
            .flatten()
            .find(|value| {
                let is_empty = value.as_str().is_some_and(str::is_empty)
                    || value.as_array().is_some_and(Vec::is_empty);
                !is_empty && self.fits(member, value)
            })
            .cloned()
    }

    fn fits(&self, member: &Member, value: &Value) -> bool {
        let object = Map::from_iter([(member.name.clone(), value.clone())]);
        conform(self.spec, std::slice::from_ref(member), &object).is_empty()
    }
}

/// Returns the path of a member in the spec, as sets of known values write it.
fn spec_path(owner: &str, member: &Member) -> String {
    format!("{owner}.{}", member.name)
}
