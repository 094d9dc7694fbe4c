//! Fills members with values: of their type, within their limits, out of the known values where
//! there are any, else the spec's example. What it draws is decided by its random sequence alone.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use teo_specs::{Member, Spec, WireType, conform};

use crate::parameters::knows;
use crate::random::Random;

/// Structures in structures, at most. The vendor's own stay below it, recursion apart.
const DEEPEST: usize = 12;

/// How far back times lie: a week.
const PERIOD_SECONDS: u64 = 7 * 24 * 3_600;

/// What texts that are ids become.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ids<'a> {
    /// Those of the examples.
    OfExamples,
    /// Those that the request names; any other is a new one in the shape of the example.
    OfRequest(&'a Map<String, Value>),
}

pub(super) struct Filler<'a> {
    pub(super) spec: &'a Spec,
    /// The time that others lie before.
    pub(super) clock: Timestamp,
    pub(super) random: Random,
    pub(super) ids: Ids<'a>,
    /// The structures that are being filled, the outermost first.
    path: Vec<String>,
}

impl<'a> Filler<'a> {
    pub(super) fn new(spec: &'a Spec, clock: Timestamp, random: Random, ids: Ids<'a>) -> Self {
        Self { spec, clock, random, ids, path: Vec::new() }
    }

    /// Every member that can be filled. `owner` is the action or structure that has them.
    pub(super) fn members(&mut self, owner: &str, members: &[Member]) -> Map<String, Value> {
        let filled = members
            .iter()
            .filter_map(|member| Some((member.name.clone(), self.member(owner, member)?)));
        filled.collect()
    }

    /// Nothing where a structure would have to hold itself.
    fn member(&mut self, owner: &str, member: &Member) -> Option<Value> {
        match member.wire_type.parse().ok()? {
            WireType::List(item) => self.list(owner, member, &item),
            wire_type => {
                let value = self.item(owner, member, &wire_type);
                value.or_else(|| member.promised.then(|| json!({})))
            }
        }
    }

    fn list(&mut self, owner: &str, member: &Member, item: &WireType) -> Option<Value> {
        let known = self.known(member.values.as_deref(), &place(owner, member));
        let count = self.count(member);
        if !known.is_empty() {
            return Some(json!(self.draw(&known, count)));
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

    /// One value: the member's, or that of an item if it is a list.
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
        if self.path.len() == DEEPEST || self.path.iter().any(|outer| outer == name) {
            return None;
        }
        self.path.push(name.to_owned());
        let filled = self.members(name, &structure.members);
        self.path.pop();
        Some(filled)
    }

    /// One to three items, fewer further inside, and as many as the limits allow.
    fn count(&mut self, member: &Member) -> usize {
        let most = 3_u64.saturating_sub(self.path.len() as u64).max(1);
        let wanted = 1 + self.random.below(most) as usize;
        let least = member.min_items.map_or(0, |least| least as usize);
        let most = member.max_items.map_or(usize::MAX, |most| most as usize);
        wanted.max(least).min(most)
    }

    /// The known values of a set in this place, or all if none is for it.
    pub(super) fn known(&self, set: Option<&str>, place: &str) -> Vec<&'a str> {
        let Some(set) = set.and_then(|name| self.spec.values.get(name)) else {
            return Vec::new();
        };
        let all = set.values.iter().map(|known| known.value.as_str());
        let here: Vec<_> = all.clone().filter(|value| knows(set, value, place)).collect();
        if here.is_empty() { all.collect() } else { here }
    }

    /// So many neighbours out of these, none twice while there are others.
    pub(super) fn draw<'t>(&mut self, from: &[&'t str], count: usize) -> Vec<&'t str> {
        let first = self.random.below(from.len() as u64) as usize;
        from.iter().copied().cycle().skip(first).take(count).collect()
    }

    pub(super) fn time(&mut self) -> Timestamp {
        let back = self.random.below(PERIOD_SECONDS);
        let back = SignedDuration::from_secs(i64::try_from(back).unwrap_or(0));
        self.clock.checked_sub(back).unwrap_or(self.clock)
    }

    fn text(&mut self, owner: &str, member: &Member) -> String {
        let known = self.known(member.values.as_deref(), &place(owner, member));
        if let Some(drawn) = self.draw(&known, 1).first() {
            return (*drawn).to_owned();
        }
        let example = self.example(member);
        let example = example.as_ref().and_then(Value::as_str);
        if let Ids::OfRequest(request) = self.ids
            && member.name.ends_with("Id")
        {
            let asked = request.get(&member.name).filter(|id| self.fits(member, id));
            return match (asked.and_then(Value::as_str), example) {
                (Some(asked), _) => asked.to_owned(),
                (None, Some(example)) => self.id_like(example),
                (None, None) => self.made_up(&member.name, member),
            };
        }
        example.map_or_else(|| self.made_up(&member.name, member), str::to_owned)
    }

    /// The same with another end: `zone-27q0p0bali16` gives `zone-` and twelve other letters.
    fn id_like(&mut self, example: &str) -> String {
        let kept = example.rfind('-').map_or(0, |dash| dash + 1);
        let end = self.random.letters(example[kept..].chars().count());
        format!("{}{end}", &example[..kept])
    }

    /// A text that tells what it is for.
    pub(super) fn made_up(&mut self, name: &str, member: &Member) -> String {
        let text = format!("{}-{}", name.to_lowercase(), self.random.letters(6));
        let most = member.max_length.map_or(usize::MAX, |most| most as usize);
        text.chars().take(most).collect()
    }

    fn number(&mut self, member: &Member, least: i64) -> i64 {
        let least = match (member.minimum, member.maximum) {
            (Some(minimum), _) => minimum.max(least),
            (None, Some(maximum)) => maximum.min(0).max(least),
            (None, None) => 0,
        };
        let most = member.maximum.unwrap_or(least.saturating_add(1_000));
        self.random.between(least, most)
    }

    /// The example, else the default, if it is worth anything and fits.
    fn example(&self, member: &Member) -> Option<Value> {
        let offered = [&member.example, &member.default];
        let mut offered = offered.into_iter().flatten();
        offered
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

/// Where a member stands in the spec, as sets of known values name it.
fn place(owner: &str, member: &Member) -> String {
    format!("{owner}.{}", member.name)
}
