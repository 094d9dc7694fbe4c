//! An error of the API: the code and message under `Response.Error`. Every step of a request may
//! return one; the first error decides the response.

use std::borrow::Cow;

/// The reason why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: String,
}

impl ApiError {
    pub(crate) fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }

    /// Makes an error for a violated rule of the spec that has no more specific code.
    pub(crate) fn for_parameter(message: impl Into<String>) -> Self {
        Self::new("InvalidParameter.ParameterError", message)
    }

    /// Returns a code that stands in the code of the simulator.
    #[cfg(test)]
    pub(crate) fn own_code(&self) -> &'static str {
        match self.code {
            Cow::Borrowed(code) => code,
            Cow::Owned(_) => "a code of the spec",
        }
    }
}
