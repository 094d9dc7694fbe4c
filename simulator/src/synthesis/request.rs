//! Makes up a request. [`Filler`] fills each parameter separately; this module replaces the filters
//! with filters that the action has, and sets intervals that meet the constraints.

use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use teo_specs::{Action, Constraint, FilterName, Filters, WireType};

use super::filler::Filler;
use crate::parameters::filters::{FilterParameter, filter_parameter};

/// The maximum length of a made-up interval: an hour, or less if the spec allows less.
const MAX_SECONDS: u32 = 3_600;

pub(super) fn make_up(filler: &mut Filler<'_>, action: &Action) -> Map<String, Value> {
    let mut body = filler.members(&action.name, &action.parameters);
    if let (Some(rules), Some(parameter)) = (&action.filters, filter_parameter(filler.spec, action))
    {
        let filters = all_filters(filler, action, rules, &parameter);
        body.insert(rules.parameter.clone(), Value::Array(filters));
    }
    set_times(filler, action, &mut body);
    body
}

/// Makes one filter of each name. If the action limits their number, filters in a constraint come
/// first.
fn all_filters(
    filler: &mut Filler<'_>,
    action: &Action,
    rules: &Filters,
    parameter: &FilterParameter<'_>,
) -> Vec<Value> {
    let mut names: Vec<_> = rules.names.iter().collect();
    names.sort_by_key(|rule| !is_constrained(action, &rules.parameter, &rule.name));
    let member = action.parameters.iter().find(|member| member.name == rules.parameter);
    let max = member.and_then(|member| member.max_items).unwrap_or(u32::MAX);
    names
        .into_iter()
        .take(max as usize)
        .map(|rule| Value::Object(one_filter(filler, action, rules, rule, parameter)))
        .collect()
}

fn is_constrained(action: &Action, parameter: &str, name: &str) -> bool {
    let filter = format!("{parameter}:{name}");
    action.constraints.iter().any(|constraint| match constraint {
        Constraint::AnyOf(groups) => groups.iter().flatten().any(|part| *part == filter),
        Constraint::Interval(_) => false,
    })
}

fn one_filter(
    filler: &mut Filler<'_>,
    action: &Action,
    rules: &Filters,
    rule: &FilterName,
    parameter: &FilterParameter<'_>,
) -> Map<String, Value> {
    let roles = parameter.roles;
    let mut filter = filler.structure(&parameter.structure.name).unwrap_or_default();
    filter.insert(roles.name.clone(), json!(rule.name));
    let values_member =
        parameter.structure.members.iter().find(|member| member.name == roles.values);
    let is_list = values_member.is_some_and(|member| {
        member.wire_type.parse::<WireType>().is_ok_and(|wire_type| wire_type.is_list())
    });
    let max = if is_list { rule.max_values.or(rules.max_values).unwrap_or(2).min(2) } else { 1 };
    let known_values =
        filler.known_values(rule.values.as_deref(), &format!("{}:{}", action.name, rule.name));
    let chosen = filler.draw(&known_values, (max as usize).min(known_values.len()));
    let values: Vec<_> = match (&rule.example, values_member) {
        _ if !chosen.is_empty() => chosen.into_iter().map(str::to_owned).collect(),
        (Some(example), _) => vec![example.clone()],
        (None, Some(member)) => vec![filler.placeholder(&rule.name, member)],
        (None, None) => Vec::new(),
    };
    let value = if is_list { json!(values) } else { json!(values.first()) };
    filter.insert(roles.values.clone(), value);
    if let Some(member) = &roles.operator {
        let operators: Vec<_> = rule.operators.iter().map(String::as_str).collect();
        if let Some(operator) = filler.draw(&operators, 1).first() {
            filter.insert(member.clone(), json!(operator));
        }
    }
    if let Some(member) = &roles.fuzzy {
        filter.insert(member.clone(), json!(rule.fuzzy == Some(true)));
    }
    filter
}

/// Sets the same start and end for all intervals, so that intervals may share a parameter.
fn set_times(filler: &mut Filler<'_>, action: &Action, body: &mut Map<String, Value>) {
    let intervals = action.constraints.iter().filter_map(|constraint| match constraint {
        Constraint::Interval(interval) => Some(interval),
        Constraint::AnyOf(_) => None,
    });
    let max_seconds = intervals.clone().filter_map(|interval| interval.longest_seconds).min();
    let max_seconds = max_seconds.unwrap_or(MAX_SECONDS).min(MAX_SECONDS);
    let start = filler.time();
    let length = SignedDuration::from_secs(filler.random.between(1, max_seconds.into()));
    let end = start.checked_add(length).unwrap_or(start);
    for interval in intervals {
        body.insert(interval.start.clone(), json!(start.to_string()));
        body.insert(interval.end.clone(), json!(end.to_string()));
    }
}
