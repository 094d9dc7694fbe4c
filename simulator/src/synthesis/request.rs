//! Makes a request fit what joins its parameters: filters that the action has, and times in order
//! and close enough. The members by themselves are the filler's.

use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use teo_specs::{Action, Constraint, FilterName, Filters, WireType};

use super::filler::Filler;
use crate::filters::{self, Shape};

/// The longest period that is asked for, where the spec allows it: an hour.
const PERIOD_SECONDS: u32 = 3_600;

pub(super) fn request(filler: &mut Filler<'_>, action: &Action) -> Map<String, Value> {
    let mut body = filler.members(&action.name, &action.parameters);
    if let (Some(rules), Some(shape)) = (&action.filters, filters::shape(filler.spec, action)) {
        let given = all_filters(filler, action, rules, &shape);
        body.insert(rules.parameter.clone(), Value::Array(given));
    }
    set_times(filler, action, &mut body);
    body
}

/// One filter of each name; if not all have room, first those that a constraint may stand on.
fn all_filters(
    filler: &mut Filler<'_>,
    action: &Action,
    rules: &Filters,
    shape: &Shape<'_>,
) -> Vec<Value> {
    let mut names: Vec<_> = rules.names.iter().collect();
    names.sort_by_key(|rule| !is_constrained(action, &rules.parameter, &rule.name));
    let parameter = action.parameters.iter().find(|member| member.name == rules.parameter);
    let most = parameter.and_then(|member| member.max_items).unwrap_or(u32::MAX);
    let names = names.into_iter().take(most as usize);
    names.map(|rule| Value::Object(filter(filler, action, rules, rule, shape))).collect()
}

fn is_constrained(action: &Action, parameter: &str, name: &str) -> bool {
    let wanted = format!("{parameter}:{name}");
    action.constraints.iter().any(|constraint| match constraint {
        Constraint::AnyOf(groups) => groups.iter().flatten().any(|part| *part == wanted),
        Constraint::Interval(_) => false,
    })
}

fn filter(
    filler: &mut Filler<'_>,
    action: &Action,
    rules: &Filters,
    rule: &FilterName,
    shape: &Shape<'_>,
) -> Map<String, Value> {
    let roles = shape.roles;
    let mut filter = filler.structure(&shape.structure.name).unwrap_or_default();
    filter.insert(roles.name.clone(), json!(rule.name));
    let values = shape.structure.members.iter().find(|member| member.name == roles.values);
    let is_list = values.is_some_and(|member| {
        member.wire_type.parse::<WireType>().is_ok_and(|wire_type| wire_type.is_list())
    });
    let most = if is_list { rule.max_values.or(rules.max_values).unwrap_or(2).min(2) } else { 1 };
    let known = filler.known(rule.values.as_deref(), &format!("{}:{}", action.name, rule.name));
    let drawn = filler.draw(&known, (most as usize).min(known.len()));
    let drawn: Vec<_> = match (&rule.example, values) {
        _ if !drawn.is_empty() => drawn.into_iter().map(str::to_owned).collect(),
        (Some(example), _) => vec![example.clone()],
        (None, Some(member)) => vec![filler.made_up(&rule.name, member)],
        (None, None) => Vec::new(),
    };
    let value = if is_list { json!(drawn) } else { json!(drawn.first()) };
    filter.insert(roles.values.clone(), value);
    if let Some(member) = &roles.operator {
        let operators: Vec<_> = rule.operators.iter().map(String::as_str).collect();
        if let Some(operator) = filler.draw(&operators, 1).first() {
            filter.insert(member.clone(), json!(operator));
        }
    }
    if let Some(member) = &roles.fuzzy {
        filter.insert(member.clone(), json!(rule.fuzzy));
    }
    filter
}

/// All intervals are the same one, so that those that share a time fit as well.
fn set_times(filler: &mut Filler<'_>, action: &Action, body: &mut Map<String, Value>) {
    let intervals = action.constraints.iter().filter_map(|constraint| match constraint {
        Constraint::Interval(interval) => Some(interval),
        Constraint::AnyOf(_) => None,
    });
    let longest = intervals.clone().filter_map(|interval| interval.longest_seconds).min();
    let longest = longest.unwrap_or(PERIOD_SECONDS).min(PERIOD_SECONDS);
    let start = filler.time();
    let length = SignedDuration::from_secs(filler.random.between(1, longest.into()));
    let end = start.checked_add(length).unwrap_or(start);
    for interval in intervals {
        body.insert(interval.start.clone(), json!(start.to_string()));
        body.insert(interval.end.clone(), json!(end.to_string()));
    }
}
