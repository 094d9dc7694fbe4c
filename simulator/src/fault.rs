//! An error answer: the code and message that stand under `Response.Error`. Every step of a request
//! may end in one, and the first that does decides the answer.

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Fault {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The code for every rule of a spec that no more telling code exists for.
    pub(crate) fn parameter_error(message: impl Into<String>) -> Self {
        Self::new("InvalidParameter.ParameterError", message)
    }
}
