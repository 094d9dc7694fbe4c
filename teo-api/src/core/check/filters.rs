//! Filters: how many values each takes, and whether it can match fuzzily.

use super::{Violation, member};
use crate::core::action::FilterRules;
use crate::core::structure::Members;
use crate::core::view::{View, items};

pub(super) fn check(request: &dyn Members, rules: &FilterRules, violations: &mut Vec<Violation>) {
    for (index, filter) in filters(request, rules).enumerate() {
        let path = |member: &str| format!("{}[{index}].{member}", rules.parameter);
        let name = member(filter, rules.name).and_then(View::text).unwrap_or_default();
        let rule = rules.rules.iter().find(|rule| rule.name == name);
        let most = rule.and_then(|rule| rule.max_values).or(rules.max_values);
        let count = match member(filter, rules.values) {
            Some(View::List(values)) => values.len(),
            Some(_) => 1,
            None => 0,
        };
        if let Some(most) = most.filter(|most| count > *most as usize) {
            let what = format!("has {count} values; the most for {name} is {most}");
            violations.push(Violation::new(path(rules.values), what));
        }
        if let (Some(rule), Some(fuzzy)) = (rule, rules.fuzzy)
            && !rule.fuzzy
            && matches!(member(filter, fuzzy), Some(View::Bool(true)))
        {
            violations.push(Violation::new(
                path(fuzzy),
                format!("is set, but {name} does not match fuzzily"),
            ));
        }
    }
}

/// Whether a filter of this name is among the request's.
pub(super) fn is_given(request: &dyn Members, rules: &FilterRules, name: &str) -> bool {
    filters(request, rules)
        .any(|filter| member(filter, rules.name).and_then(View::text) == Some(name))
        || request.unknown_members().get(rules.parameter).is_some()
}

fn filters<'a>(
    request: &'a dyn Members,
    rules: &FilterRules,
) -> impl Iterator<Item = &'a dyn Members> {
    let list = match member(request, rules.parameter) {
        Some(View::List(list)) => Some(list),
        _ => None,
    };
    list.into_iter().flat_map(items).filter_map(|item| match item {
        View::Object(filter) => Some(filter),
        _ => None,
    })
}
