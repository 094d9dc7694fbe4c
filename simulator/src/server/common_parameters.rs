//! The common parameters of a request: action, version, time and token. They are headers with
//! TC3-HMAC-SHA256, and stand among the parameters of the action with the older signature. The later
//! checks use them.

use axum::http::HeaderMap;
use teo_specs::{Action, Spec};

use super::flat_parameters::FlatParameters;
use crate::api_error::ApiError;

/// Where a request has its common parameters.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source<'a> {
    /// In headers: `X-TC-Action` and so on.
    Headers(&'a HeaderMap),
    /// Among its parameters: `Action` and so on.
    Parameters(&'a FlatParameters),
}

/// The common parameters of a request, except the version, which has been checked.
#[derive(Debug)]
pub(crate) struct CommonParameters<'a> {
    pub(crate) action: &'a Action,
    /// The time of signing, in seconds since 1970.
    pub(crate) timestamp: i64,
    pub(crate) token: Option<&'a str>,
}

impl<'a> CommonParameters<'a> {
    pub(crate) fn read(spec: &'a Spec, source: Source<'a>) -> Result<Self, ApiError> {
        let action_name = source.required("Action")?;
        let version = source.required("Version")?;
        let seconds = source.required("Timestamp")?;
        let action = spec.actions.get(action_name).ok_or_else(|| {
            ApiError::new("InvalidAction", format!("there is no action `{action_name}`"))
        })?;
        if version != spec.service.version {
            return Err(ApiError::new("NoSuchVersion", format!("there is no version `{version}`")));
        }
        let timestamp = seconds.parse().map_err(|_| {
            let name = source.describe("Timestamp");
            let message = format!("{name} `{seconds}` is not a number of seconds");
            ApiError::new("InvalidParameterValue", message)
        })?;
        Ok(Self { action, timestamp, token: source.text("Token") })
    }
}

impl<'a> Source<'a> {
    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        match self {
            Self::Headers(headers) => header_text(headers, &format!("X-TC-{name}")),
            Self::Parameters(parameters) => parameters.get(name),
        }
    }

    pub(crate) fn required(self, name: &str) -> Result<&'a str, ApiError> {
        self.text(name).filter(|value| !value.is_empty()).ok_or_else(|| {
            let name = self.describe(name);
            let message = format!("{name} is missing, empty or not plain text");
            ApiError::new("MissingParameter", message)
        })
    }

    fn describe(self, name: &str) -> String {
        match self {
            Self::Headers(_) => format!("the header X-TC-{name}"),
            Self::Parameters(_) => format!("the parameter {name}"),
        }
    }
}

/// Returns the first value of a header, or `None` if it is missing or not ASCII text.
pub(crate) fn header_text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Reads valid common parameters from both sources, after replacing one of them, or removing it
    /// for `None`.
    fn read_with(name: &str, replacement: Option<&str>) -> Result<i64, &'static str> {
        let valid = [
            ("Action", "DescribePrefetchTasks"),
            ("Version", "2022-09-01"),
            ("Timestamp", "1551113065"),
        ];
        let kept = valid.iter().filter(|(key, _)| *key != name).copied();
        let pairs: Vec<_> = kept.chain(replacement.map(|value| (name, value))).collect();
        let headers: HeaderMap = pairs
            .iter()
            .map(|(name, value)| (format!("x-tc-{name}").parse().unwrap(), value.parse().unwrap()))
            .collect();
        let query: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let parameters = FlatParameters::parse(query.join("&").as_bytes());
        let [from_headers, from_parameters] =
            [Source::Headers(&headers), Source::Parameters(&parameters)].map(|source| {
                let result = CommonParameters::read(crate::test_spec::embedded(), source);
                result.map(|common| common.timestamp).map_err(|error| error.own_code())
            });
        assert_eq!(from_headers, from_parameters);
        from_headers
    }

    #[test]
    fn a_missing_or_empty_common_parameter_is_refused() {
        for name in ["Action", "Version", "Timestamp"] {
            assert_eq!(read_with(name, None), Err("MissingParameter"));
            assert_eq!(read_with(name, Some("")), Err("MissingParameter"));
        }
    }

    #[test]
    fn an_unknown_action_or_version_or_a_malformed_time_is_refused() {
        assert_eq!(read_with("Action", Some("Nothing")), Err("InvalidAction"));
        assert_eq!(read_with("Version", Some("2017-03-12")), Err("NoSuchVersion"));
        assert_eq!(read_with("Timestamp", Some("now")), Err("InvalidParameterValue"));
    }

    #[test]
    fn complete_common_parameters_are_read() {
        assert_eq!(read_with("Region", Some("ap-hongkong")), Ok(1_551_113_065));
    }

    #[test]
    fn an_error_names_the_header_or_parameter() {
        let spec = crate::test_spec::embedded();
        let (headers, parameters) = (HeaderMap::new(), FlatParameters::parse(b""));
        let message = |source| CommonParameters::read(spec, source).unwrap_err().message;
        assert!(message(Source::Headers(&headers)).starts_with("the header X-TC-Action is"));
        assert!(message(Source::Parameters(&parameters)).starts_with("the parameter Action is"));
    }
}
