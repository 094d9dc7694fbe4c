//! Checks strings of a request against the sets of known values in the spec. A set may have aliases
//! of its values, and may allow other texts.

use serde_json::{Map, Value};
use teo_specs::{Action, Spec, Values};

use super::scalars;
use crate::api_error::ApiError;

/// Refuses a body with a string that the set of known values of its member does not allow. Replaces
/// an alias with the value that it stands for.
pub(crate) fn check(
    spec: &Spec,
    action: &Action,
    body: &mut Map<String, Value>,
) -> Result<(), ApiError> {
    scalars::for_each(spec, &action.name, &action.parameters, body, &mut |scalar| {
        let set = scalar.member.values.as_ref().and_then(|name| spec.values.get(name));
        let (Some(set), Some(text)) = (set, scalar.value.as_str()) else {
            return Ok(());
        };
        match resolve(set, text, &scalar.spec_path).map(Value::from) {
            Some(value) => {
                *scalar.value = value;
                Ok(())
            }
            None => {
                let problem = describe_unknown(set, text, &scalar.spec_path);
                let message = format!("`{}` {problem}", scalar.path);
                Err(ApiError::new("InvalidParameterValue", message))
            }
        }
    })
}

/// Returns the value that a text stands for at this path of the spec, a member or a filter: the
/// known value that it equals or is an alias of, or the text itself if the set allows others.
pub(crate) fn resolve<'a>(set: &'a Values, text: &'a str, spec_path: &str) -> Option<&'a str> {
    let stands_for = |known: &&teo_specs::Value| {
        known.value == text || known.aliases.iter().any(|alias| alias == text)
    };
    let known = known_values(set, spec_path).find(stands_for).map(|known| known.value.as_str());
    known.or_else(|| set.others.is_some().then_some(text))
}

/// Returns the values that the vendor lists for the member or filter at this path of the spec.
pub(crate) fn known_values<'a>(
    set: &'a Values,
    spec_path: &str,
) -> impl Iterator<Item = &'a teo_specs::Value> {
    set.values.iter().filter(move |known| {
        known.occurs.is_empty() || known.occurs.iter().any(|occurs| occurs == spec_path)
    })
}

/// Says that a text is not known, and which known value is the nearest.
pub(crate) fn describe_unknown(set: &Values, text: &str, spec_path: &str) -> String {
    let candidates = known_values(set, spec_path).filter(|known| !known.deprecated);
    let suggestion = nearest(text, candidates.map(|known| known.value.as_str()))
        .map(|value| format!("; did you mean `{value}`?"))
        .unwrap_or_default();
    format!("is `{text}`, which is none of its known values{suggestion}")
}

/// Returns the candidate that is the fewest edits away from the text, ignoring case. A candidate is
/// near if the edits are at most a third of the longer text.
fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let text = text.to_lowercase();
    let edits = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        let length = text.chars().count().max(candidate.chars().count());
        Some(strsim::osa_distance(&text, &candidate)).filter(|edits| edits * 3 <= length)
    };
    let near = candidates.filter_map(|candidate| Some((edits(candidate)?, candidate)));
    near.min_by_key(|(edits, _)| *edits).map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn check_body(action: &str, mut body: Value) -> Result<Value, ApiError> {
        let spec = crate::test_spec::embedded();
        check(spec, &spec.actions[action], body.as_object_mut().unwrap())?;
        Ok(body)
    }

    fn set_of_one(value: Value) -> Values {
        let set = json!({"name": "Set", "summary": "A set.", "values": [value]});
        serde_json::from_value(set).unwrap()
    }

    #[test]
    fn an_unknown_value_is_refused_with_the_nearest_known_one() {
        let error = check_body("CreatePurgeTask", json!({"Type": "purge_urls"})).unwrap_err();
        assert_eq!(error.code, "InvalidParameterValue");
        assert_eq!(
            error.message,
            "`Type` is `purge_urls`, which is none of its known values; did you mean `purge_url`?"
        );
        let error = check_body("CreatePurgeTask", json!({"Type": "everything"})).unwrap_err();
        assert_eq!(error.message, "`Type` is `everything`, which is none of its known values");
    }

    #[test]
    fn a_known_value_is_near_if_at_most_a_third_of_the_letters_differ() {
        for (text, expected) in [
            ("of", Some("off")),
            ("ON", Some("on")),
            ("Inactiv", Some("inactive")),
            ("actvie", Some("active")),
            ("yes", None),
            ("", None),
        ] {
            let candidates = ["on", "off", "active", "inactive"];
            assert_eq!(nearest(text, candidates.into_iter()), expected, "{text}");
        }
    }

    #[test]
    fn a_deprecated_value_is_accepted_but_not_suggested() {
        let set = set_of_one(json!({"value": "purge_host", "summary": "", "deprecated": true}));
        assert_eq!(resolve(&set, "purge_host", ""), Some("purge_host"));
        assert!(!describe_unknown(&set, "purge_hosd", "").contains("did you mean"));
    }

    #[test]
    fn values_that_differ_in_case_are_different() {
        let set = set_of_one(json!({"value": "on", "summary": ""}));
        assert_eq!(resolve(&set, "on", ""), Some("on"));
        assert_eq!(resolve(&set, "ON", ""), None);
    }

    #[test]
    fn an_alias_is_replaced_with_its_value() {
        let body = json!({"ZoneId": "zone-a", "OriginInfo": {"OriginType": "ip_domain"}});
        let body = check_body("CreateAccelerationDomain", body).unwrap();
        assert_eq!(body["OriginInfo"]["OriginType"], "IP_DOMAIN");
    }

    #[test]
    fn an_alias_is_known_only_where_its_value_is() {
        let set = set_of_one(json!({
            "value": "newer",
            "summary": "",
            "aliases": ["older"],
            "occurs": ["Structure.Member"],
        }));
        assert_eq!(resolve(&set, "older", "Structure.Member"), Some("newer"));
        assert_eq!(resolve(&set, "older", "Structure.Other"), None);
    }

    #[test]
    fn a_set_with_others_accepts_any_text() {
        let body = json!({"Entity": "www.example.com"});
        assert_eq!(check_body("ModifySecurityPolicy", body.clone()).unwrap(), body);
    }
}
