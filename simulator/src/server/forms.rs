//! The forms of a request. The official SDKs send parameters as JSON by POST, or flattened in a query or
//! form; they sign with TC3-HMAC-SHA256 in a header, or with the older HmacSHA1 or HmacSHA256 in a
//! parameter. Any other form is refused with a message that says what the simulator takes.

use axum::http::request::Parts;
use axum::http::{Method, header};
use teo_specs::{Action, Spec};

use super::common_parameters::{CommonParameters, Source, header_text};
use super::flat_parameters::FlatParameters;
use super::signature_v1;
use crate::api_error::ApiError;
use crate::parameters::Parameters;

const FORM_TYPE: &str = "application/x-www-form-urlencoded";

/// The service's limit for a query: 32 KiB.
const MAX_QUERY_BYTES: usize = 32 * 1024;

/// The service's limit for the body of a request with the older signature: 1 MiB.
const MAX_FORM_BYTES: usize = 1024 * 1024;

/// A request in one of the forms that the simulator takes, with its parameters as they were sent.
#[derive(Debug)]
pub(crate) enum Form<'a> {
    /// POST with JSON, signed with TC3-HMAC-SHA256.
    Tc3Json(&'a [u8]),
    /// GET with a query, signed with TC3-HMAC-SHA256.
    Tc3Query(FlatParameters),
    /// GET with a query or POST with a form, with the older signature among the parameters.
    V1(FlatParameters),
}

impl<'a> Form<'a> {
    pub(crate) fn of(parts: &Parts, body: &'a [u8]) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        match (&parts.method, parts.uri.path()) {
            (&Method::GET, "/") => {
                if !body.is_empty() {
                    return unsupported("parameters in the query of a GET, not in its body");
                }
                check_size("query", query.len(), MAX_QUERY_BYTES)?;
                let parameters = FlatParameters::parse(query.as_bytes());
                let form = if has_tc3_header(parts) { Self::Tc3Query } else { Self::V1 };
                Ok(form(parameters))
            }
            (&Method::POST, "/") => Self::of_post(parts, body),
            (method, path) => unsupported(&format!("GET / and POST /, not {method} {path}")),
        }
    }

    fn of_post(parts: &Parts, body: &'a [u8]) -> Result<Self, ApiError> {
        match media_type(parts).as_str() {
            FORM_TYPE if !has_tc3_header(parts) => {
                check_size("form", body.len(), MAX_FORM_BYTES)?;
                Ok(Self::V1(FlatParameters::parse(body)))
            }
            other @ (FORM_TYPE | "multipart/form-data") => unsupported(&format!(
                "POST with application/json and TC3-HMAC-SHA256, or with {FORM_TYPE} and HmacSHA1 or \
                 HmacSHA256 in the parameter Signature, not {other} here"
            )),
            _ => Ok(Self::Tc3Json(body)),
        }
    }

    pub(crate) fn common<'b>(
        &'b self,
        spec: &'b Spec,
        parts: &'b Parts,
    ) -> Result<CommonParameters<'b>, ApiError> {
        let source = match self {
            Self::V1(parameters) => Source::Parameters(parameters),
            Self::Tc3Json(_) | Self::Tc3Query(_) => Source::Headers(&parts.headers),
        };
        CommonParameters::read(spec, source)
    }

    /// Reads and checks the parameters of the action.
    pub(crate) fn parameters(&self, spec: &Spec, action: &Action) -> Result<Parameters, ApiError> {
        let object = match self {
            Self::Tc3Json(body) => return Parameters::read(spec, action, body),
            Self::Tc3Query(parameters) => parameters.assemble(spec, action, &[])?,
            Self::V1(parameters) => {
                parameters.assemble(spec, action, &signature_v1::COMMON_PARAMETERS)?
            }
        };
        Parameters::check(spec, action, object)
    }
}

/// Returns the action that a request names in whichever form, or an empty text if it names none.
pub(crate) fn action_name(parts: &Parts, body: &[u8]) -> String {
    if let Some(name) = header_text(&parts.headers, "X-TC-Action") {
        return name.to_owned();
    }
    match Form::of(parts, body) {
        Ok(Form::V1(parameters)) => parameters.get("Action").unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

fn has_tc3_header(parts: &Parts) -> bool {
    [header::AUTHORIZATION.as_str(), "x-tc-action"]
        .iter()
        .any(|name| parts.headers.contains_key(*name))
}

/// Returns the type in Content-Type, in lower case and without parameters such as `charset`.
fn media_type(parts: &Parts) -> String {
    let content_type = header_text(&parts.headers, header::CONTENT_TYPE.as_str());
    let media_type = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
    media_type.trim().to_lowercase()
}

fn check_size(what: &str, length: usize, maximum: usize) -> Result<(), ApiError> {
    if length <= maximum {
        return Ok(());
    }
    let message = format!("the {what} has {length} bytes; the maximum is {maximum}");
    Err(ApiError::new("RequestSizeLimitExceeded", message))
}

fn unsupported<T>(what_is_taken: &str) -> Result<T, ApiError> {
    Err(ApiError::new("UnsupportedProtocol", format!("the simulator takes {what_is_taken}")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use axum::http::Request;

    use super::*;

    fn parts(method: &str, uri: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn form_of(method: &str, uri: &str, headers: &[(&str, &str)], body: &[u8]) -> &'static str {
        match Form::of(&parts(method, uri, headers), body) {
            Ok(Form::Tc3Json(_)) => "TC3 with JSON",
            Ok(Form::Tc3Query(_)) => "TC3 with a query",
            Ok(Form::V1(_)) => "v1",
            Err(error) => error.own_code(),
        }
    }

    #[test]
    fn headers_and_content_type_decide_the_form() {
        let (tc3, json) = (("authorization", "TC3"), ("content-type", "application/json"));
        let form = ("content-type", "Application/x-www-form-urlencoded; charset=utf-8");
        let multipart = ("content-type", "multipart/form-data; boundary=b");
        for (method, uri, headers, expected) in [
            ("POST", "/", vec![tc3, json], "TC3 with JSON"),
            ("POST", "/", vec![json], "TC3 with JSON"),
            ("GET", "/?Limit=1", vec![tc3, form], "TC3 with a query"),
            ("GET", "/?Action=A", vec![], "v1"),
            ("POST", "/", vec![form], "v1"),
            ("POST", "/?", vec![form], "v1"),
            ("POST", "/", vec![tc3, form], "UnsupportedProtocol"),
            ("POST", "/", vec![tc3, multipart], "UnsupportedProtocol"),
            ("PUT", "/", vec![tc3, json], "UnsupportedProtocol"),
            ("GET", "/v2", vec![tc3], "UnsupportedProtocol"),
        ] {
            assert_eq!(form_of(method, uri, &headers, b""), expected, "{method} {uri} {headers:?}");
        }
        assert_eq!(form_of("GET", "/?Action=A", &[], b"{}"), "UnsupportedProtocol");
    }

    #[test]
    fn a_query_or_form_above_the_limit_of_the_service_is_refused() {
        let query = format!("/?{}", "a".repeat(MAX_QUERY_BYTES));
        assert_eq!(form_of("GET", &query, &[], b""), "v1");
        assert_eq!(form_of("GET", &format!("{query}a"), &[], b""), "RequestSizeLimitExceeded");
        let headers = [("content-type", FORM_TYPE)];
        let mut body = vec![b'a'; MAX_FORM_BYTES];
        assert_eq!(form_of("POST", "/", &headers, &body), "v1");
        body.push(b'a');
        assert_eq!(form_of("POST", "/", &headers, &body), "RequestSizeLimitExceeded");
    }

    #[test]
    fn the_action_is_found_in_every_form() {
        let form = ("content-type", FORM_TYPE);
        for (parts, body, expected) in [
            (parts("POST", "/", &[("x-tc-action", "A")]), "", "A"),
            (parts("GET", "/?Action=B", &[("x-tc-action", "A")]), "", "A"),
            (parts("GET", "/?Action=B", &[]), "", "B"),
            (parts("POST", "/", &[form]), "Limit=1&Action=C", "C"),
            (parts("POST", "/", &[]), "Action=C", ""),
        ] {
            assert_eq!(action_name(&parts, body.as_bytes()), expected);
        }
    }
}
