//! Checks the filters of a request: the number of values of each, and fuzzy matching.

use super::{Violation, member};
use crate::runtime::schema::{FilterRules, Members, ValueRef, items};

pub(super) fn check(request: &dyn Members, rules: &FilterRules, violations: &mut Vec<Violation>) {
    for (index, filter) in filters(request, rules).enumerate() {
        let path = |member: &str| format!("{}[{index}].{member}", rules.parameter);
        let name = member(filter, rules.name).and_then(ValueRef::text).unwrap_or_default();
        let rule = rules.rules.iter().find(|rule| rule.name == name);
        let max = rule.and_then(|rule| rule.max_values).or(rules.max_values);
        let count = match member(filter, rules.values) {
            Some(ValueRef::List(values)) => values.len(),
            Some(_) => 1,
            None => 0,
        };
        if let Some(max) = max.filter(|max| count > *max as usize) {
            let message = format!("has {count} values; the maximum for {name} is {max}");
            violations.push(Violation::for_limit(path(rules.values), message));
        }
        if let (Some(rule), Some(fuzzy)) = (rule, rules.fuzzy)
            && rule.exact
            && matches!(member(filter, fuzzy), Some(ValueRef::Bool(true)))
        {
            violations.push(Violation::for_limit(
                path(fuzzy),
                format!("is set, but {name} matches whole values only"),
            ));
        }
    }
}

/// Returns whether the request has a filter of this name.
pub(super) fn is_given(request: &dyn Members, rules: &FilterRules, name: &str) -> bool {
    filters(request, rules)
        .any(|filter| member(filter, rules.name).and_then(ValueRef::text) == Some(name))
        || request.unknown_members().get(rules.parameter).is_some()
}

fn filters<'a>(
    request: &'a dyn Members,
    rules: &FilterRules,
) -> impl Iterator<Item = &'a dyn Members> {
    let list = match member(request, rules.parameter) {
        Some(ValueRef::List(list)) => Some(list),
        _ => None,
    };
    list.into_iter().flat_map(items).filter_map(|item| match item {
        ValueRef::Object(filter) => Some(filter),
        _ => None,
    })
}
