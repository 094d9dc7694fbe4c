//! What the headers of a request say: which action is called, when, and by whose authority. Read
//! before anything else, because nothing can be checked without it.

use axum::http::HeaderMap;
use teo_specs::{Action, Spec};

use crate::fault::Fault;

#[derive(Debug)]
pub(crate) struct Head<'a> {
    pub(crate) action: &'a Action,
    /// Seconds since 1970, when the request was signed.
    pub(crate) timestamp: i64,
    pub(crate) authorization: &'a str,
    pub(crate) token: Option<&'a str>,
}

impl<'a> Head<'a> {
    pub(crate) fn read(spec: &'a Spec, headers: &'a HeaderMap) -> Result<Self, Fault> {
        let action = required(headers, "X-TC-Action")?;
        let version = required(headers, "X-TC-Version")?;
        let timestamp = required(headers, "X-TC-Timestamp")?;
        let action = spec
            .actions
            .get(action)
            .ok_or_else(|| Fault::new("InvalidAction", format!("there is no action `{action}`")))?;
        if version != spec.service.version {
            return Err(Fault::new("NoSuchVersion", format!("there is no version `{version}`")));
        }
        let timestamp = timestamp.parse().map_err(|_| {
            Fault::new(
                "InvalidParameterValue",
                format!("X-TC-Timestamp `{timestamp}` is not a number of seconds"),
            )
        })?;
        let authorization = text(headers, "Authorization").ok_or_else(|| {
            Fault::new("AuthFailure.InvalidAuthorization", "there is no Authorization header")
        })?;
        Ok(Self { action, timestamp, authorization, token: text(headers, "X-TC-Token") })
    }
}

/// The first value of a header, if it is text.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn required<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Fault> {
    text(headers, name).filter(|value| !value.is_empty()).ok_or_else(|| {
        Fault::new("MissingParameter", format!("the header {name} is missing or is not plain text"))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read_without_or_with(
        header: &'static str,
        value: Option<&str>,
    ) -> Result<i64, &'static str> {
        let spec = crate::stage::spec();
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("x-tc-action", "DescribePrefetchTasks"),
            ("x-tc-version", "2022-09-01"),
            ("x-tc-timestamp", "1551113065"),
            ("authorization", "any"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        match value {
            Some(value) => headers.insert(header, value.parse().unwrap()),
            None => headers.remove(header),
        };
        let head = Head::read(spec, &headers);
        head.map(|head| head.timestamp).map_err(|fault| fault.code)
    }

    #[test]
    fn a_missing_header_is_named_by_its_code() {
        for header in ["x-tc-action", "x-tc-version", "x-tc-timestamp"] {
            assert_eq!(read_without_or_with(header, None), Err("MissingParameter"));
        }
        assert_eq!(
            read_without_or_with("authorization", None),
            Err("AuthFailure.InvalidAuthorization")
        );
    }

    #[test]
    fn what_the_spec_does_not_have_is_refused() {
        assert_eq!(read_without_or_with("x-tc-action", Some("Nothing")), Err("InvalidAction"));
        assert_eq!(read_without_or_with("x-tc-version", Some("2017-03-12")), Err("NoSuchVersion"));
        assert_eq!(
            read_without_or_with("x-tc-timestamp", Some("now")),
            Err("InvalidParameterValue")
        );
    }

    #[test]
    fn a_whole_head_is_read() {
        assert_eq!(read_without_or_with("x-tc-region", Some("ap-hongkong")), Ok(1_551_113_065));
    }
}
