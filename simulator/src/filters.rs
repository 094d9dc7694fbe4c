//! The filters of a request: read by the roles that their structure's spec gives its members, and
//! checked against what the action's spec says of each name.

use serde_json::{Map, Value};
use teo_specs::{Action, FilterName, FilterRoles, Spec, Structure, WireType};

use crate::fault::Fault;
use crate::parameters::knows;

/// One filter, whatever the shape of its structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
    pub(crate) fuzzy: bool,
}

impl Filter {
    #[cfg(test)]
    pub(crate) fn new(name: &str, values: &[&str], fuzzy: bool) -> Self {
        Self {
            name: name.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            fuzzy,
        }
    }

    /// True if one of the values is this text, or part of it for a fuzzy filter.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.values
            .iter()
            .any(|value| if self.fuzzy { text.contains(value.as_str()) } else { text == value })
    }
}

/// The structure that an action's filters have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape<'a> {
    pub(crate) parameter: &'a str,
    pub(crate) structure: &'a Structure,
    pub(crate) roles: &'a FilterRoles,
}

/// The filters of a body that fits the action's parameters; none if the action takes none.
pub(crate) fn read(spec: &Spec, action: &Action, body: &Map<String, Value>) -> Vec<Filter> {
    let Some(shape) = shape(spec, action) else {
        return Vec::new();
    };
    let given = body.get(shape.parameter).and_then(Value::as_array);
    given.into_iter().flatten().map(|filter| read_one(shape.roles, filter)).collect()
}

/// Of the parameter that the action's spec names, or else of any that can hold filters.
pub(crate) fn shape<'a>(spec: &'a Spec, action: &'a Action) -> Option<Shape<'a>> {
    let named = action.filters.as_ref().map(|filters| &filters.parameter);
    let mut parameters = action.parameters.iter();
    parameters.find_map(|member| {
        let wire_type: WireType = member.wire_type.parse().ok()?;
        let (WireType::Structure(structure), true) = (wire_type.item(), wire_type.is_list()) else {
            return None;
        };
        let structure = spec.structures.get(structure)?;
        let roles = structure.filter.as_ref()?;
        let is_meant = named.is_none_or(|name| *name == member.name);
        is_meant.then_some(Shape { parameter: &member.name, structure, roles })
    })
}

fn read_one(roles: &FilterRoles, filter: &Value) -> Filter {
    let values = match filter.get(&roles.values) {
        Some(Value::Array(values)) => values.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let fuzzy = roles.fuzzy.as_ref().and_then(|name| filter.get(name)?.as_bool());
    Filter {
        name: filter.get(&roles.name).and_then(text).unwrap_or_default(),
        values: values.iter().filter_map(text).collect(),
        fuzzy: fuzzy.unwrap_or(false),
    }
}

/// Refuses what the action's spec does not have.
pub(crate) fn check(spec: &Spec, action: &Action, filters: &[Filter]) -> Result<(), Fault> {
    let Some(rules) = &action.filters else {
        return Ok(());
    };
    for filter in filters {
        let rule = rules.names.iter().find(|rule| rule.name == filter.name);
        let rule = rule.ok_or_else(|| {
            Fault::parameter_error(format!("there is no filter `{}`", filter.name))
        })?;
        let most = rule.max_values.or(rules.max_values);
        if let Some(most) = most.filter(|most| filter.values.len() > *most as usize) {
            return Err(Fault::parameter_error(format!(
                "the filter `{}` has {} values; {most} is the most",
                rule.name,
                filter.values.len()
            )));
        }
        if filter.fuzzy && !rule.fuzzy {
            return Err(Fault::parameter_error(format!(
                "the filter `{}` cannot be fuzzy",
                rule.name
            )));
        }
        check_values(spec, action, rule, filter)?;
    }
    Ok(())
}

fn check_values(
    spec: &Spec,
    action: &Action,
    rule: &FilterName,
    filter: &Filter,
) -> Result<(), Fault> {
    let Some(known) = rule.values.as_ref().and_then(|name| spec.values.get(name)) else {
        return Ok(());
    };
    let place = format!("{}:{}", action.name, rule.name);
    match filter.values.iter().find(|value| !knows(known, value, &place)) {
        Some(value) => {
            Err(Fault::parameter_error(format!("the filter `{}` cannot be `{value}`", rule.name)))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn checked(action: &str, filter: Filter) -> Result<(), String> {
        let spec = crate::stage::spec();
        check(spec, &spec.actions[action], &[filter]).map_err(|fault| fault.message)
    }

    #[test]
    fn filters_are_read_by_the_roles_of_their_structure() {
        let spec = crate::stage::spec();
        let body = json!({"Filters": [
            {"Name": "target", "Values": ["a", "b"], "Fuzzy": true},
            {"Name": "job-id", "Values": []},
        ]});
        let action = &spec.actions["DescribePurgeTasks"];
        assert_eq!(
            read(spec, action, body.as_object().unwrap()),
            [Filter::new("target", &["a", "b"], true), Filter::new("job-id", &[], false)]
        );
    }

    #[test]
    fn a_filter_that_the_action_lacks_is_refused_by_name() {
        let kind = Filter::new("type", &["purge_url"], false);
        assert!(checked("DescribePurgeTasks", kind.clone()).is_ok());
        let message = checked("DescribePrefetchTasks", kind).unwrap_err();
        assert!(message.contains("`type`"));
    }

    #[test]
    fn a_filter_takes_no_more_values_than_its_own_rule_or_the_general_one() {
        let action = "DescribePrefetchTasks";
        assert!(checked(action, Filter::new("job-id", &["a", "b"], false)).is_err());
        assert!(checked(action, Filter::new("domains", &["a"; 20], false)).is_ok());
        assert!(checked(action, Filter::new("domains", &["a"; 21], false)).is_err());
    }

    #[test]
    fn only_a_filter_that_can_be_fuzzy_may_be() {
        let fuzzy = Filter::new("target", &["a"], true);
        assert!(checked("DescribePurgeTasks", fuzzy.clone()).is_ok());
        assert!(checked("DescribePrefetchTasks", fuzzy).is_err());
    }

    #[test]
    fn a_value_counts_only_where_the_vendor_lists_it() {
        let statuses = |value| Filter::new("statuses", &[value], false);
        assert!(checked("DescribePrefetchTasks", statuses("invalid")).is_ok());
        assert!(checked("DescribePurgeTasks", statuses("invalid")).is_err());
        assert!(checked("DescribePrefetchTasks", statuses("done")).is_err());
    }

    #[test]
    fn a_fuzzy_filter_matches_parts_and_another_the_whole() {
        assert!(Filter::new("target", &["x", "b"], true).matches("abc"));
        assert!(!Filter::new("target", &["b"], false).matches("abc"));
        assert!(Filter::new("target", &["x", "abc"], false).matches("abc"));
        assert!(!Filter::new("target", &[], true).matches("abc"));
    }
}
