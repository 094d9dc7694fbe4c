//! The parameters of a request: its body, checked against the action in the spec. The checks are
//! members and types, known values, times, filters, and constraints across parameters, in this
//! order. An alias is replaced with the value that it stands for, and an absent parameter gets the
//! default in the spec, so that no action needs to know aliases and defaults.

mod constraints;
pub(crate) mod filters;
pub(crate) mod page;
mod scalars;
pub(crate) mod values;

use serde_json::{Map, Value};
use teo_specs::{Action, Misfit, MisfitKind, Spec, WireType, conform_request};

use crate::api_error::ApiError;
use filters::Filter;

/// The parameters of a request that passed every check.
#[derive(Debug)]
pub(crate) struct Parameters {
    object: Map<String, Value>,
    filters: Vec<Filter>,
}

impl Parameters {
    /// Parses a JSON body and checks it.
    pub(crate) fn read(spec: &Spec, action: &Action, body: &[u8]) -> Result<Self, ApiError> {
        Self::check(spec, action, parse(body)?)
    }

    /// Checks parameters that have been parsed, from JSON or from a query.
    pub(crate) fn check(
        spec: &Spec,
        action: &Action,
        mut object: Map<String, Value>,
    ) -> Result<Self, ApiError> {
        check_members(spec, action, &object)?;
        values::check(spec, action, &mut object)?;
        check_times(spec, action, &mut object)?;
        let mut filters = filters::read(spec, action, &object);
        filters::check(spec, action, &mut filters)?;
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

    pub(crate) fn object(&self) -> &Map<String, Value> {
        &self.object
    }

    pub(crate) fn object_mut(&mut self) -> &mut Map<String, Value> {
        &mut self.object
    }

    /// Returns the strings of a list inside a structure.
    pub(crate) fn texts_in(&self, name: &str, member: &str) -> Vec<&str> {
        let values = self.object.get(name).and_then(|s| s.get(member)?.as_array());
        values.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    pub(crate) fn filters(&self) -> &[Filter] {
        &self.filters
    }
}

/// Parses the body. An empty body counts as an empty object, and a null parameter as absent.
fn parse(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(mut object)) => {
            object.retain(|_, value| !value.is_null());
            Ok(object)
        }
        Ok(_) => Err(ApiError::new("InvalidRequest", "the body is not a JSON object")),
        Err(error) => {
            Err(ApiError::new("InvalidRequest", format!("the body is not JSON: {error}")))
        }
    }
}

fn check_members(spec: &Spec, action: &Action, body: &Map<String, Value>) -> Result<(), ApiError> {
    let misfits = conform_request(spec, action, body);
    let most_severe = misfits.iter().min_by_key(|misfit| rank_and_code(misfit).0);
    match most_severe {
        Some(misfit) => Err(ApiError::new(rank_and_code(misfit).1, misfit.to_string())),
        None => Ok(()),
    }
}

/// Returns the rank and the error code of a misfit. The error of a request has the code with the
/// lowest rank.
fn rank_and_code(misfit: &Misfit) -> (u8, &'static str) {
    match misfit.kind {
        MisfitKind::Unknown => (0, "UnknownParameter"),
        MisfitKind::Missing => (1, "MissingParameter"),
        MisfitKind::WrongType(_) => (2, "InvalidParameter"),
        MisfitKind::OutOfRange(_) => (3, "InvalidParameterValue"),
        MisfitKind::Blank => (4, "InvalidParameter"),
        _ => (5, "InvalidParameter"),
    }
}

/// Refuses a time without an offset. An empty text passes where the spec says that it stands for no
/// time.
fn check_times(
    spec: &Spec,
    action: &Action,
    body: &mut Map<String, Value>,
) -> Result<(), ApiError> {
    scalars::for_each(spec, &action.name, &action.parameters, body, &mut |scalar| {
        let text = scalar.value.as_str().unwrap_or_default();
        let is_unset = || scalar.member.unset.as_ref().and_then(Value::as_str) == Some(text);
        if *scalar.wire_type != WireType::Timestamp
            || text.parse::<jiff::Timestamp>().is_ok()
            || is_unset()
        {
            return Ok(());
        }
        Err(ApiError::for_parameter(format!(
            "`{}` is not a time with an offset, such as 2022-02-09T00:00:00+08:00",
            scalar.path
        )))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn read(action: &str, body: &str) -> Result<Parameters, ApiError> {
        let spec = crate::test_spec::embedded();
        Parameters::read(spec, &spec.actions[action], body.as_bytes())
    }

    fn error_code(action: &str, body: &str) -> &'static str {
        read(action, body).unwrap_err().own_code()
    }

    #[test]
    fn a_body_must_be_a_json_object() {
        for body in ["[]", "1", "{", "null"] {
            assert_eq!(error_code("CreatePurgeTask", body), "InvalidRequest", "{body}");
        }
    }

    #[test]
    fn an_empty_body_counts_as_an_empty_object() {
        assert_eq!(error_code("CreatePurgeTask", ""), "MissingParameter");
    }

    #[test]
    fn the_most_severe_of_several_misfits_decides_the_error() {
        let action = "CreatePrefetchTask";
        let wrong_type = r#""Targets": 1"#;
        assert_eq!(error_code(action, &format!("{{{wrong_type}, \"X\": 1}}")), "UnknownParameter");
        assert_eq!(error_code(action, &format!("{{{wrong_type}}}")), "MissingParameter");
        let body = format!("{{{wrong_type}, \"ZoneId\": \"z\"}}");
        assert_eq!(error_code(action, &body), "InvalidParameter");
    }

    #[test]
    fn an_error_names_the_path_of_the_misfit() {
        let body = r#"{"ZoneId": "z", "Headers": [{"Name": "A"}]}"#;
        let error = read("CreatePrefetchTask", body).unwrap_err();
        assert_eq!(error.code, "MissingParameter");
        assert!(error.message.contains("Headers.0.Value"), "{}", error.message);
    }

    #[test]
    fn a_number_above_its_maximum_is_refused() {
        assert_eq!(
            error_code("DescribePrefetchTasks", r#"{"Limit": 1001}"#),
            "InvalidParameterValue"
        );
    }

    #[test]
    fn a_value_outside_the_known_values_is_refused() {
        let body = r#"{"ZoneId": "z", "Type": "purge_everything"}"#;
        assert_eq!(error_code("CreatePurgeTask", body), "InvalidParameterValue");
    }

    #[test]
    fn a_time_without_an_offset_is_refused() {
        let body = r#"{"StartTime": "2022-02-09T00:00:00", "EndTime": "2022-02-09T01:00:00Z"}"#;
        let error = read("DescribePrefetchTasks", body).unwrap_err();
        assert_eq!(error.code, "InvalidParameter.ParameterError");
        assert!(error.message.contains("StartTime"));
    }

    #[test]
    fn a_time_that_the_spec_calls_unset_may_be_empty() {
        let debug = |expires: &str| {
            let parameters = json!({"Switch": "off", "Expires": expires});
            let config = json!({"StandardDebug": parameters});
            let body = json!({"ZoneId": "z", "ZoneConfig": config}).to_string();
            read("ModifyL7AccSetting", &body).map_err(|error| error.code)
        };
        assert!(debug("").is_ok());
        assert!(debug("2069-01-01T00:00:00Z").is_ok());
        assert_eq!(debug("never").unwrap_err(), "InvalidParameter.ParameterError");
        let body = r#"{"StartTime": "", "EndTime": "2022-02-09T01:00:00Z"}"#;
        assert_eq!(error_code("DescribePrefetchTasks", body), "InvalidParameter.ParameterError");
    }

    #[test]
    fn a_number_that_stands_for_unset_passes_below_the_minimum() {
        let body = |timeout: i64| {
            let hsts = json!({"Switch": "off", "Timeout": timeout});
            json!({"ZoneId": "z", "ZoneConfig": {"HSTS": hsts}}).to_string()
        };
        assert!(read("ModifyL7AccSetting", &body(0)).is_ok());
        assert_eq!(error_code("ModifyL7AccSetting", &body(-1)), "InvalidParameterValue");
    }

    #[test]
    fn a_blank_identifier_is_refused_with_its_name() {
        for (zone, record, path) in
            [("", "s", "ZoneId"), (" z", "s", "ZoneId"), ("z", "s ", "RecordIds.1")]
        {
            let body = json!({"ZoneId": zone, "RecordIds": ["r", record]}).to_string();
            let error = read("DeleteDnsRecords", &body).unwrap_err();
            assert_eq!(error.code, "InvalidParameter");
            let message = format!("`{path}` is empty or has white space at its ends");
            assert_eq!(error.message, message);
        }
    }

    #[test]
    fn a_list_that_needs_an_item_may_not_be_empty() {
        let error = read("DeleteDnsRecords", r#"{"ZoneId": "z", "RecordIds": []}"#).unwrap_err();
        assert_eq!(error.code, "InvalidParameterValue");
        assert!(error.message.contains("RecordIds"), "{}", error.message);
    }

    #[test]
    fn a_required_parameter_that_is_not_enforced_may_be_missing() {
        let body = r#"{"StartTime": "2022-02-09T00:00:00Z", "EndTime": "2022-02-09T01:00:00Z"}"#;
        assert!(read("DownloadL7Logs", body).is_ok());
    }

    #[test]
    fn a_parameter_that_the_vendor_disabled_passes_with_any_value() {
        for value in ["true", "\"on\"", "null", "[{}]"] {
            let body = format!(r#"{{"ZoneName": "example.com", "JumpStart": {value}}}"#);
            assert!(read("CreateZone", &body).is_ok(), "{body}");
        }
    }

    #[test]
    fn an_absent_or_null_parameter_gets_its_default() {
        let body = r#"{"Filters": [{"Name": "job-id", "Values": ["a"]}], "Offset": null}"#;
        let parameters = read("DescribePrefetchTasks", body).unwrap();
        assert_eq!(parameters.object()["Limit"], 20);
        assert_eq!(parameters.object()["Offset"], 0);
    }
}
