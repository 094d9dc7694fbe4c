//! Checks the constraints of an action across its parameters: at least one of several groups is
//! present, and an interval does not end before its start and is not too long.

use jiff::Timestamp;
use serde_json::{Map, Value};
use teo_specs::{Action, Constraint, Interval};

use super::filters::Filter;
use crate::api_error::ApiError;

pub(crate) fn check(
    action: &Action,
    body: &Map<String, Value>,
    filters: &[Filter],
) -> Result<(), ApiError> {
    for constraint in &action.constraints {
        match constraint {
            Constraint::AnyOf(groups) => check_any_of(groups, body, filters)?,
            Constraint::Interval(interval) => check_interval(interval, body)?,
        }
    }
    Ok(())
}

fn check_any_of(
    groups: &[Vec<String>],
    body: &Map<String, Value>,
    filters: &[Filter],
) -> Result<(), ApiError> {
    let is_present = |part: &String| match part.split_once(':') {
        Some((_, name)) => filters.iter().any(|f| f.name == name && !f.values.is_empty()),
        None => body.contains_key(part),
    };
    if groups.iter().any(|group| group.iter().all(is_present)) {
        return Ok(());
    }
    let groups: Vec<_> = groups.iter().map(|group| group.join(" and ")).collect();
    Err(ApiError::for_parameter(format!("one of these is required: {}", groups.join("; or "))))
}

fn check_interval(interval: &Interval, body: &Map<String, Value>) -> Result<(), ApiError> {
    let time = |name: &str| body.get(name)?.as_str()?.parse::<Timestamp>().ok();
    let (Some(start), Some(end)) = (time(&interval.start), time(&interval.end)) else {
        return Ok(());
    };
    let length = end.duration_since(start);
    if length.is_negative() {
        return Err(ApiError::for_parameter(format!(
            "`{}` is before `{}`",
            interval.end, interval.start
        )));
    }
    match interval.longest_seconds {
        Some(longest) if length > jiff::SignedDuration::from_secs(longest.into()) => {
            Err(ApiError::for_parameter(format!(
                "`{}` is more than {longest} seconds after `{}`",
                interval.end, interval.start
            )))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn check_body(body: Value, filters: &[Filter]) -> Result<(), ApiError> {
        let spec = crate::test_spec::embedded();
        let action = &spec.actions["DescribePrefetchTasks"];
        check(action, body.as_object().unwrap(), filters)
    }

    fn check_start_and_end(start: &str, end: &str) -> Result<(), ApiError> {
        check_body(json!({"StartTime": start, "EndTime": end}), &[])
    }

    #[test]
    fn one_whole_group_is_required() {
        let start = "2022-02-09T00:00:00Z";
        let error = check_body(json!({"StartTime": start}), &[]).unwrap_err();
        assert_eq!(error.code, "InvalidParameter.ParameterError");
        assert!(error.message.contains("StartTime and EndTime; or Filters:job-id"));
        assert!(check_start_and_end(start, start).is_ok());
    }

    #[test]
    fn a_filter_counts_for_a_group_if_it_has_a_value() {
        let job = |values: &[&str]| Filter::new("job-id", values, false);
        assert!(check_body(json!({}), &[job(&["a"])]).is_ok());
        assert!(check_body(json!({}), &[job(&[])]).is_err());
    }

    #[test]
    fn times_are_compared_by_instant_and_not_by_text() {
        assert!(check_start_and_end("2022-02-09T08:00:00+08:00", "2022-02-09T01:00:00Z").is_ok());
        assert!(check_start_and_end("2022-02-09T00:00:00Z", "2022-02-09T01:00:00+08:00").is_err());
    }

    #[test]
    fn an_interval_of_the_maximum_length_is_allowed() {
        assert!(check_start_and_end("2022-02-01T00:00:00Z", "2022-02-08T00:00:00Z").is_ok());
        assert!(check_start_and_end("2022-02-01T00:00:00Z", "2022-02-08T00:00:01Z").is_err());
    }
}
