//! The filters of a request. A filter structure in the spec says which members hold the name, the
//! values and the fuzzy flag of a filter; an action in the spec says what each of its filters
//! accepts.

use serde_json::{Map, Value};
use teo_specs::{Action, FilterName, FilterRoles, Spec, Structure, WireType};

use super::values;
use crate::api_error::ApiError;

/// One filter, independent of its structure.
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

    /// Returns true if one of the values equals the text. For a fuzzy filter, it is enough that the
    /// text contains a value.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.values
            .iter()
            .any(|value| if self.fuzzy { text.contains(value.as_str()) } else { text == value })
    }
}

/// The parameter of an action that holds its filters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FilterParameter<'a> {
    pub(crate) name: &'a str,
    pub(crate) structure: &'a Structure,
    pub(crate) roles: &'a FilterRoles,
}

/// Reads the filters from a body that fits the parameters of the action.
pub(crate) fn read(spec: &Spec, action: &Action, body: &Map<String, Value>) -> Vec<Filter> {
    let Some(parameter) = filter_parameter(spec, action) else {
        return Vec::new();
    };
    let objects = body.get(parameter.name).and_then(Value::as_array);
    objects.into_iter().flatten().map(|object| read_one(parameter.roles, object)).collect()
}

/// Returns the parameter that the action names for its filters. If it names none, returns the first
/// parameter that can hold filters.
pub(crate) fn filter_parameter<'a>(
    spec: &'a Spec,
    action: &'a Action,
) -> Option<FilterParameter<'a>> {
    let parameter_name = action.filters.as_ref().map(|filters| &filters.parameter);
    let mut parameters = action.parameters.iter();
    parameters.find_map(|member| {
        let wire_type: WireType = member.wire_type.parse().ok()?;
        let (WireType::Structure(structure), true) = (wire_type.item(), wire_type.is_list()) else {
            return None;
        };
        let structure = spec.structures.get(structure)?;
        let roles = structure.filter.as_ref()?;
        let is_filter_parameter = parameter_name.is_none_or(|name| *name == member.name);
        is_filter_parameter.then_some(FilterParameter { name: &member.name, structure, roles })
    })
}

fn read_one(roles: &FilterRoles, object: &Value) -> Filter {
    let values = match object.get(&roles.values) {
        Some(Value::Array(values)) => values.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let fuzzy = roles.fuzzy.as_ref().and_then(|name| object.get(name)?.as_bool());
    Filter {
        name: object.get(&roles.name).and_then(text).unwrap_or_default(),
        values: values.iter().filter_map(text).collect(),
        fuzzy: fuzzy.unwrap_or(false),
    }
}

/// Refuses a filter that the action does not have, or that does not fit its rule in the spec.
/// Replaces an alias with the value that it stands for. A filter may be fuzzy unless the spec says
/// that it may not.
pub(crate) fn check(spec: &Spec, action: &Action, filters: &mut [Filter]) -> Result<(), ApiError> {
    let Some(rules) = &action.filters else {
        return Ok(());
    };
    for filter in filters {
        let rule = rules.names.iter().find(|rule| rule.name == filter.name).ok_or_else(|| {
            ApiError::for_parameter(format!("there is no filter `{}`", filter.name))
        })?;
        let max = rule.max_values.or(rules.max_values);
        if let Some(max) = max.filter(|max| filter.values.len() > *max as usize) {
            return Err(ApiError::for_parameter(format!(
                "the filter `{}` has {} values; the maximum is {max}",
                rule.name,
                filter.values.len()
            )));
        }
        if filter.fuzzy && rule.fuzzy == Some(false) {
            return Err(ApiError::for_parameter(format!(
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
    filter: &mut Filter,
) -> Result<(), ApiError> {
    let Some(set) = rule.values.as_ref().and_then(|name| spec.values.get(name)) else {
        return Ok(());
    };
    let spec_path = format!("{}:{}", action.name, rule.name);
    for text in &mut filter.values {
        match values::resolve(set, text, &spec_path) {
            Some(value) => *text = value.to_owned(),
            None => {
                let problem = values::describe_unknown(set, text, &spec_path);
                let message = format!("the filter `{}` {problem}", rule.name);
                return Err(ApiError::for_parameter(message));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn check_filter(action: &str, filter: Filter) -> Result<(), String> {
        let spec = crate::test_spec::embedded();
        check(spec, &spec.actions[action], &mut [filter]).map_err(|error| error.message)
    }

    #[test]
    fn filters_are_read_by_the_roles_of_their_structure() {
        let spec = crate::test_spec::embedded();
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
    fn the_error_names_a_filter_that_the_action_does_not_have() {
        let by_type = Filter::new("type", &["purge_url"], false);
        assert!(check_filter("DescribePurgeTasks", by_type.clone()).is_ok());
        let message = check_filter("DescribePrefetchTasks", by_type).unwrap_err();
        assert!(message.contains("`type`"));
    }

    #[test]
    fn a_filter_has_a_maximum_number_of_values() {
        let action = "DescribePrefetchTasks";
        assert!(check_filter(action, Filter::new("job-id", &["a", "b"], false)).is_err());
        assert!(check_filter(action, Filter::new("domains", &["a"; 20], false)).is_ok());
        assert!(check_filter(action, Filter::new("domains", &["a"; 21], false)).is_err());
    }

    #[test]
    fn a_fuzzy_filter_is_refused_only_where_the_spec_says_that_it_cannot_be() {
        let check_fuzzy = |action, name| check_filter(action, Filter::new(name, &["a"], true));
        assert!(check_fuzzy("DescribePurgeTasks", "target").is_ok());
        assert!(check_fuzzy("DescribeAccelerationDomains", "origin").is_ok());
        let message = check_fuzzy("DescribePurgeTasks", "job-id").unwrap_err();
        assert_eq!(message, "the filter `job-id` cannot be fuzzy");
    }

    #[test]
    fn a_known_value_is_accepted_only_where_the_vendor_lists_it() {
        let statuses = |value| Filter::new("statuses", &[value], false);
        assert!(check_filter("DescribePrefetchTasks", statuses("invalid")).is_ok());
        assert!(check_filter("DescribePurgeTasks", statuses("invalid")).is_err());
        assert!(check_filter("DescribePrefetchTasks", statuses("done")).is_err());
    }

    #[test]
    fn the_error_for_an_unknown_value_has_the_nearest_known_one() {
        let statuses = Filter::new("statuses", &["success", "cancelled"], false);
        assert_eq!(
            check_filter("DescribePurgeTasks", statuses).unwrap_err(),
            "the filter `statuses` is `cancelled`, which is none of its known values; did you mean \
             `canceled`?"
        );
    }

    #[test]
    fn a_fuzzy_filter_matches_part_of_a_text_and_another_filter_the_whole_text() {
        assert!(Filter::new("target", &["x", "b"], true).matches("abc"));
        assert!(!Filter::new("target", &["b"], false).matches("abc"));
        assert!(Filter::new("target", &["x", "abc"], false).matches("abc"));
        assert!(!Filter::new("target", &[], true).matches("abc"));
    }
}
