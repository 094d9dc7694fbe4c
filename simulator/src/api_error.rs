//! An error of the API: the code and message under `Response.Error`. Every step of a request may
//! return one; the first error decides the response.

/// The reason why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl ApiError {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// Makes an error for a violated rule of the spec that has no more specific code.
    pub(crate) fn for_parameter(message: impl Into<String>) -> Self {
        Self::new("InvalidParameter.ParameterError", message)
    }
}
