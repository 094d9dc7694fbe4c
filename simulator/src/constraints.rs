//! Constraints that join several parameters, as the action's spec states them: one of these groups
//! must be given, and of two times the end must not come before the start nor too long after it.

use jiff::Timestamp;
use serde_json::{Map, Value};
use teo_specs::{Action, Constraint, Interval};

use crate::fault::Fault;
use crate::filters::Filter;

pub(crate) fn check(
    action: &Action,
    body: &Map<String, Value>,
    filters: &[Filter],
) -> Result<(), Fault> {
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
) -> Result<(), Fault> {
    let given = |part: &String| match part.split_once(':') {
        Some((_, name)) => filters.iter().any(|f| f.name == name && !f.values.is_empty()),
        None => body.contains_key(part),
    };
    if groups.iter().any(|group| group.iter().all(given)) {
        return Ok(());
    }
    let groups: Vec<_> = groups.iter().map(|group| group.join(" and ")).collect();
    Err(Fault::parameter_error(format!("one of these is required: {}", groups.join("; or "))))
}

fn check_interval(interval: &Interval, body: &Map<String, Value>) -> Result<(), Fault> {
    let time = |name: &str| body.get(name)?.as_str()?.parse::<Timestamp>().ok();
    let (Some(start), Some(end)) = (time(&interval.start), time(&interval.end)) else {
        return Ok(());
    };
    let length = end.duration_since(start);
    if length.is_negative() {
        return Err(Fault::parameter_error(format!(
            "`{}` is before `{}`",
            interval.end, interval.start
        )));
    }
    match interval.longest_seconds {
        Some(longest) if length > jiff::SignedDuration::from_secs(longest.into()) => {
            Err(Fault::parameter_error(format!(
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

    fn checked(body: Value, filters: &[Filter]) -> Result<(), Fault> {
        let spec = crate::stage::spec();
        let action = &spec.actions["DescribePrefetchTasks"];
        check(action, body.as_object().unwrap(), filters)
    }

    fn between(start: &str, end: &str) -> Result<(), Fault> {
        checked(json!({"StartTime": start, "EndTime": end}), &[])
    }

    #[test]
    fn one_group_must_be_given_whole() {
        let start = "2022-02-09T00:00:00Z";
        let fault = checked(json!({"StartTime": start}), &[]).unwrap_err();
        assert_eq!(fault.code, "InvalidParameter.ParameterError");
        assert!(fault.message.contains("StartTime and EndTime; or Filters:job-id"));
        assert!(between(start, start).is_ok());
    }

    #[test]
    fn a_filter_satisfies_a_group_once_it_has_a_value() {
        let job = |values: &[&str]| Filter::new("job-id", values, false);
        assert!(checked(json!({}), &[job(&["a"])]).is_ok());
        assert!(checked(json!({}), &[job(&[])]).is_err());
    }

    #[test]
    fn times_are_ordered_by_instant_and_not_by_text() {
        assert!(between("2022-02-09T08:00:00+08:00", "2022-02-09T01:00:00Z").is_ok());
        assert!(between("2022-02-09T00:00:00Z", "2022-02-09T01:00:00+08:00").is_err());
    }

    #[test]
    fn the_longest_interval_is_itself_allowed() {
        assert!(between("2022-02-01T00:00:00Z", "2022-02-08T00:00:00Z").is_ok());
        assert!(between("2022-02-01T00:00:00Z", "2022-02-08T00:00:01Z").is_err());
    }
}
