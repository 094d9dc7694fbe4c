//! Checks the body of a request against the spec of its action: members and types, known values,
//! times, filters, and constraints across parameters, in this order. What passes holds the spec's
//! defaults for what was not given, so that no behaviour has to know them.

use serde_json::{Map, Value};
use teo_specs::{Action, Misfit, MisfitKind, Spec, Values, WireType, conform};

use crate::constraints;
use crate::fault::Fault;
use crate::filters::{self, Filter};
use crate::scalars;

/// The parameters of a request that passed every check.
#[derive(Debug)]
pub(crate) struct Parameters {
    object: Map<String, Value>,
    filters: Vec<Filter>,
}

impl Parameters {
    pub(crate) fn read(spec: &Spec, action: &Action, body: &[u8]) -> Result<Self, Fault> {
        let mut object = parse(body)?;
        check_members(spec, action, &object)?;
        check_values(spec, action, &object)?;
        check_times(spec, action, &object)?;
        let filters = filters::read(spec, action, &object);
        filters::check(spec, action, &filters)?;
        constraints::check(action, &object, &filters)?;
        for parameter in &action.parameters {
            if let Some(default) = &parameter.default {
                let name = parameter.name.clone();
                object.entry(name).or_insert_with(|| default.clone());
            }
        }
        Ok(Self { object, filters })
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.object.get(name)?.as_str()
    }

    pub(crate) fn texts(&self, name: &str) -> Vec<&str> {
        let values = self.object.get(name).and_then(Value::as_array);
        values.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// True if it is given and true.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.object.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// All of them.
    pub(crate) fn object(&self) -> &Map<String, Value> {
        &self.object
    }

    /// The texts of a list inside a structure.
    pub(crate) fn texts_in(&self, name: &str, member: &str) -> Vec<&str> {
        let values = self.object.get(name).and_then(|s| s.get(member)?.as_array());
        values.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    pub(crate) fn filters(&self) -> &[Filter] {
        &self.filters
    }
}

/// True if the set has the value in this place of the spec.
pub(crate) fn knows(values: &Values, text: &str, place: &str) -> bool {
    values.values.iter().any(|known| {
        known.value == text
            && (known.occurs.is_empty() || known.occurs.iter().any(|occurs| occurs == place))
    })
}

/// An empty body counts as an empty object, and null as absent.
fn parse(body: &[u8]) -> Result<Map<String, Value>, Fault> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(mut object)) => {
            object.retain(|_, value| !value.is_null());
            Ok(object)
        }
        Ok(_) => Err(Fault::new("InvalidRequest", "the body is no JSON object")),
        Err(error) => Err(Fault::new("InvalidRequest", format!("the body is not JSON: {error}"))),
    }
}

fn check_members(spec: &Spec, action: &Action, body: &Map<String, Value>) -> Result<(), Fault> {
    let misfits = conform(spec, &action.parameters, body);
    let first = misfits.iter().min_by_key(|misfit| severity(misfit).0);
    match first {
        Some(misfit) => Err(Fault::new(severity(misfit).1, misfit.to_string())),
        None => Ok(()),
    }
}

/// Which misfit is answered first, and by which code.
fn severity(misfit: &Misfit) -> (u8, &'static str) {
    match misfit.kind {
        MisfitKind::Unknown => (0, "UnknownParameter"),
        MisfitKind::Missing => (1, "MissingParameter"),
        MisfitKind::WrongType(_) => (2, "InvalidParameter"),
        MisfitKind::OutOfRange(_) => (3, "InvalidParameterValue"),
        _ => (4, "InvalidParameter"),
    }
}

fn check_values(spec: &Spec, action: &Action, body: &Map<String, Value>) -> Result<(), Fault> {
    scalars::each(spec, &action.name, &action.parameters, body, &mut |scalar| {
        let known = scalar.member.values.as_ref().and_then(|name| spec.values.get(name));
        match (known, scalar.value.as_str()) {
            (Some(known), Some(text)) if !knows(known, text, &scalar.place) => Err(Fault::new(
                "InvalidParameterValue",
                format!("`{}` cannot be `{text}`", scalar.path),
            )),
            _ => Ok(()),
        }
    })
}

fn check_times(spec: &Spec, action: &Action, body: &Map<String, Value>) -> Result<(), Fault> {
    scalars::each(spec, &action.name, &action.parameters, body, &mut |scalar| {
        let text = scalar.value.as_str().unwrap_or_default();
        if *scalar.wire_type == WireType::Timestamp && text.parse::<jiff::Timestamp>().is_err() {
            return Err(Fault::parameter_error(format!(
                "`{}` is no time with an offset, such as 2022-02-09T00:00:00+08:00",
                scalar.path
            )));
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read(action: &str, body: &str) -> Result<Parameters, Fault> {
        let spec = crate::stage::spec();
        Parameters::read(spec, &spec.actions[action], body.as_bytes())
    }

    fn code(action: &str, body: &str) -> &'static str {
        read(action, body).unwrap_err().code
    }

    #[test]
    fn a_body_must_be_a_json_object() {
        for body in ["[]", "1", "{", "null"] {
            assert_eq!(code("CreatePurgeTask", body), "InvalidRequest", "{body}");
        }
    }

    #[test]
    fn an_empty_body_counts_as_an_empty_object() {
        assert_eq!(code("CreatePurgeTask", ""), "MissingParameter");
    }

    #[test]
    fn of_several_misfits_the_gravest_is_answered() {
        let action = "CreatePrefetchTask";
        let wrong = r#""Targets": 1"#;
        assert_eq!(code(action, &format!("{{{wrong}, \"X\": 1}}")), "UnknownParameter");
        assert_eq!(code(action, &format!("{{{wrong}}}")), "MissingParameter");
        let body = format!("{{{wrong}, \"ZoneId\": \"z\"}}");
        assert_eq!(code(action, &body), "InvalidParameter");
    }

    #[test]
    fn a_misfit_is_named_by_its_place() {
        let body = r#"{"ZoneId": "z", "Headers": [{"Name": "A"}]}"#;
        let fault = read("CreatePrefetchTask", body).unwrap_err();
        assert_eq!(fault.code, "MissingParameter");
        assert!(fault.message.contains("Headers.0.Value"), "{}", fault.message);
    }

    #[test]
    fn a_number_beyond_its_limit_is_refused() {
        assert_eq!(code("DescribePrefetchTasks", r#"{"Limit": 1001}"#), "InvalidParameterValue");
    }

    #[test]
    fn a_value_that_is_not_among_the_known_is_refused() {
        let body = r#"{"ZoneId": "z", "Type": "purge_everything"}"#;
        assert_eq!(code("CreatePurgeTask", body), "InvalidParameterValue");
    }

    #[test]
    fn a_time_without_an_offset_is_refused() {
        let body = r#"{"StartTime": "2022-02-09T00:00:00", "EndTime": "2022-02-09T01:00:00Z"}"#;
        let fault = read("DescribePrefetchTasks", body).unwrap_err();
        assert_eq!(fault.code, "InvalidParameter.ParameterError");
        assert!(fault.message.contains("StartTime"));
    }

    #[test]
    fn what_is_absent_or_null_has_the_default_of_the_spec() {
        let body = r#"{"Filters": [{"Name": "job-id", "Values": ["a"]}], "Offset": null}"#;
        let parameters = read("DescribePrefetchTasks", body).unwrap();
        assert_eq!(parameters.object()["Limit"], 20);
        assert_eq!(parameters.object()["Offset"], 0);
    }
}
