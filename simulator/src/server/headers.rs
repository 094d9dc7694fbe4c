//! Reads the headers that the API defines: action, version, time, and credentials. The later checks
//! use them.

use axum::http::HeaderMap;
use teo_specs::{Action, Spec};

use crate::api_error::ApiError;

/// The headers of a request that the API defines, except the version, which has been checked.
#[derive(Debug)]
pub(crate) struct RequestHeaders<'a> {
    pub(crate) action: &'a Action,
    /// The time of signing, in seconds since 1970.
    pub(crate) timestamp: i64,
    pub(crate) authorization: &'a str,
    pub(crate) token: Option<&'a str>,
}

impl<'a> RequestHeaders<'a> {
    pub(crate) fn read(spec: &'a Spec, headers: &'a HeaderMap) -> Result<Self, ApiError> {
        let action_name = required(headers, "X-TC-Action")?;
        let version = required(headers, "X-TC-Version")?;
        let seconds = required(headers, "X-TC-Timestamp")?;
        let action = spec.actions.get(action_name).ok_or_else(|| {
            ApiError::new("InvalidAction", format!("there is no action `{action_name}`"))
        })?;
        if version != spec.service.version {
            return Err(ApiError::new("NoSuchVersion", format!("there is no version `{version}`")));
        }
        let timestamp = seconds.parse().map_err(|_| {
            ApiError::new(
                "InvalidParameterValue",
                format!("X-TC-Timestamp `{seconds}` is not a number of seconds"),
            )
        })?;
        let authorization = text(headers, "Authorization").ok_or_else(|| {
            ApiError::new("AuthFailure.InvalidAuthorization", "there is no Authorization header")
        })?;
        Ok(Self { action, timestamp, authorization, token: text(headers, "X-TC-Token") })
    }
}

/// Returns the first value of a header, or `None` if it is missing or not ASCII text.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn required<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, ApiError> {
    text(headers, name).filter(|value| !value.is_empty()).ok_or_else(|| {
        ApiError::new(
            "MissingParameter",
            format!("the header {name} is missing, empty or not ASCII text"),
        )
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Reads valid headers after replacing one of them, or removing it for `None`.
    fn read_with(header: &'static str, replacement: Option<&str>) -> Result<i64, &'static str> {
        let spec = crate::test_spec::embedded();
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("x-tc-action", "DescribePrefetchTasks"),
            ("x-tc-version", "2022-09-01"),
            ("x-tc-timestamp", "1551113065"),
            ("authorization", "any"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        match replacement {
            Some(value) => headers.insert(header, value.parse().unwrap()),
            None => headers.remove(header),
        };
        let result = RequestHeaders::read(spec, &headers);
        result.map(|request_headers| request_headers.timestamp).map_err(|error| error.own_code())
    }

    #[test]
    fn a_missing_header_is_refused() {
        for header in ["x-tc-action", "x-tc-version", "x-tc-timestamp"] {
            assert_eq!(read_with(header, None), Err("MissingParameter"));
        }
        assert_eq!(read_with("authorization", None), Err("AuthFailure.InvalidAuthorization"));
    }

    #[test]
    fn an_unknown_action_or_version_or_a_malformed_time_is_refused() {
        assert_eq!(read_with("x-tc-action", Some("Nothing")), Err("InvalidAction"));
        assert_eq!(read_with("x-tc-version", Some("2017-03-12")), Err("NoSuchVersion"));
        assert_eq!(read_with("x-tc-timestamp", Some("now")), Err("InvalidParameterValue"));
    }

    #[test]
    fn complete_headers_are_read() {
        assert_eq!(read_with("x-tc-region", Some("ap-hongkong")), Ok(1_551_113_065));
    }
}
