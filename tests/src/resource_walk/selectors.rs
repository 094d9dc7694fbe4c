//! Lists by each filter, and by each other parameter that selects: the second item is found, and only
//! what has the same value; a value that no item has finds nothing.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde_json::json;
use teo_specs::{FilterName, Step, WireType};

use super::compare::text_of;
use super::items::{Made, Walk};
use super::{Object, paths};

const UNKNOWN: &str = "of-no-item";
const DAY: Duration = Duration::from_secs(86_400);

/// A way to select items in a list.
#[derive(Debug)]
pub(super) enum Selector {
    Filter { name: String, member: String },
    Parameter { name: String, member: String },
    Prefix(String),
    Period,
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Filter { name, .. } | Self::Parameter { name, .. } | Self::Prefix(name) => {
                f.write_str(name)
            }
            Self::Period => f.write_str("time"),
        }
    }
}

impl Walk<'_> {
    pub(super) fn selectors(&self, step: &Step<'_>) -> Vec<Selector> {
        let list = &self.resource.list[step.index];
        let action = &self.spec.actions[step.action];
        let pairs = list.filters.iter().map(|(name, member)| (name.clone(), member.clone()));
        let filters = pairs.map(|(name, member)| Selector::Filter { name, member });
        let mut selectors: Vec<_> = filters.collect();
        for binding in self.spec.bindings(self.resource, step) {
            let is_required =
                action.parameters.iter().any(|p| p.name == binding.parameter && p.required);
            if self.own().contains(&binding.member) && !is_required {
                let (name, member) = (binding.parameter, binding.member);
                selectors.push(Selector::Parameter { name, member });
            }
        }
        selectors.extend(list.prefix.clone().map(Selector::Prefix));
        selectors.extend(list.period.as_ref().map(|_| Selector::Period));
        selectors
    }

    pub(super) fn check_selector(
        &mut self,
        step: &Step<'_>,
        selector: &Selector,
    ) -> Result<(), String> {
        let second = self.second();
        let (member, contains) = match selector {
            Selector::Filter { name, member } => {
                (member.clone(), self.resource.list[step.index].contains.contains(name))
            }
            Selector::Parameter { member, .. } => (member.clone(), false),
            Selector::Prefix(_) | Selector::Period => {
                (self.resource.identifiers.last().cloned().unwrap_or_default(), false)
            }
        };
        let known = self.known_values(&member)?;
        let index = self.items.iter().position(|item| *item == second).unwrap_or(0);
        let value = known[index].first().filter(|value| !value.is_empty());
        let Some(value) = value.cloned() else {
            return Err(format!("{member} has no value to select by"));
        };
        let found = |text: &String| if contains { text.contains(&value) } else { *text == value };
        let request = self.view_request(step, &second);
        let expected: Vec<_> = match selector {
            Selector::Period => self.expected(step, &request),
            _ => {
                let of_parent = self.expected(step, &request).into_iter();
                of_parent.filter(|i| known[*i].iter().any(found)).collect()
            }
        };
        self.check_found(step, self.selected(step, selector, &second, &value), &expected)?;
        let Some(unknown) = self.unknown(step, selector, &known) else { return Ok(()) };
        let request = match selector {
            Selector::Period => {
                let mut request = request;
                self.set_period(step, &mut request, SystemTime::now() - DAY);
                request
            }
            _ => self.selected(step, selector, &second, &unknown),
        };
        self.check_found(step, request, &[])
    }

    /// Returns what each item has in a member, as texts.
    fn known_values(&mut self, member: &str) -> Result<Vec<Vec<String>>, String> {
        let shown = self.observe()?;
        let texts = |shown: &Object, item: &Made| {
            let mut values = paths::values(shown, member);
            if values.is_empty() {
                values = paths::values(&item.given, member);
            }
            values.into_iter().map(text_of).collect::<Vec<_>>()
        };
        Ok(shown.iter().zip(&self.items).map(|(shown, item)| texts(shown, item)).collect())
    }

    fn check_found(
        &mut self,
        step: &Step<'_>,
        request: Object,
        expected: &[usize],
    ) -> Result<(), String> {
        let shown = self.show(step, &request)?;
        let is_found = |item: &Made| shown.iter().any(|object| self.is_shown_by(item, object));
        let found: Vec<_> =
            (0..self.items.len()).filter(|index| is_found(&self.items[*index])).collect();
        if found == expected && shown.len() == expected.len() {
            return Ok(());
        }
        let count = shown.len();
        Err(format!("{count} with the items {found:?}, not {expected:?}, to {}", json!(request)))
    }

    fn selected(&self, step: &Step<'_>, selector: &Selector, item: &Made, text: &str) -> Object {
        let mut request = self.view_request(step, item);
        match selector {
            Selector::Filter { name, .. } => self.add_filter(step, &mut request, name, text),
            Selector::Parameter { name, .. } => {
                let member = self.parameter(step.action, name);
                let is_list = member.is_some_and(|member| member.wire_type.starts_with('['));
                let is_number = member.is_some_and(|member| member.wire_type.contains("int64"));
                let value = match text.parse::<u64>() {
                    Ok(number) if is_number => json!(number),
                    _ => json!(text),
                };
                request.insert(name.clone(), if is_list { json!([value]) } else { value });
            }
            Selector::Prefix(name) => _ = request.insert(name.clone(), json!(text)),
            Selector::Period => {}
        }
        request
    }

    fn add_filter(&self, step: &Step<'_>, request: &mut Object, name: &str, text: &str) {
        let Some(filters) = &self.spec.actions[step.action].filters else { return };
        let Some(parameter) = self.parameter(step.action, &filters.parameter) else { return };
        let wire_type: WireType = parameter.wire_type.parse().unwrap();
        let WireType::Structure(structure) = wire_type.item() else { return };
        let structure = &self.spec.structures[structure];
        let Some(roles) = &structure.filter else { return };
        let values = structure.members.iter().find(|member| member.name == roles.values);
        let is_list = values.is_some_and(|values| values.wire_type.starts_with('['));
        let values = if is_list { json!([text]) } else { json!(text) };
        let mut filter =
            Object::from_iter([(roles.name.clone(), json!(name)), (roles.values.clone(), values)]);
        if let Some(operator) = &roles.operator {
            let rule = filters.names.iter().find(|rule| rule.name == name);
            let first = rule.and_then(|rule| rule.operators.first());
            filter.insert(operator.clone(), json!(first.map_or("equals", String::as_str)));
        }
        request.insert(filters.parameter.clone(), json!([filter]));
    }

    /// Returns a value that no item has. A filter that takes only known values may have none left.
    fn unknown(
        &self,
        step: &Step<'_>,
        selector: &Selector,
        known: &[Vec<String>],
    ) -> Option<String> {
        let is_number = known.iter().flatten().any(|text| text.parse::<u32>().is_ok());
        let free = if is_number { "4294967295".to_owned() } else { UNKNOWN.to_owned() };
        let Selector::Filter { name, .. } = selector else { return Some(free) };
        let filters = self.spec.actions[step.action].filters.as_ref();
        let rule: Option<&FilterName> =
            filters.and_then(|filters| filters.names.iter().find(|rule| rule.name == *name));
        let set = rule.and_then(|rule| self.spec.values.get(rule.values.as_ref()?));
        let mut values = set.into_iter().flat_map(|set| &set.values).map(|value| &value.value);
        let unused = values.find(|value| !known.iter().flatten().any(|text| text == *value));
        if set.is_some() { unused.cloned() } else { Some(free) }
    }
}
