//! Parameters as a query or form has them: text by path, such as `Filters.0.Name=job-id`. They have no
//! types, so the spec says what each becomes.

mod assemble;

use serde_json::{Map, Value};
use teo_specs::{Action, Spec};
use url::form_urlencoded;

use crate::api_error::ApiError;

/// The parameters of a query or form, in the order in which they were sent. Has no `Debug` of the
/// values, since a token may be among them.
pub(crate) struct FlatParameters(Vec<(String, String)>);

impl FlatParameters {
    /// Parses a text of the type `application/x-www-form-urlencoded`.
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Makes the JSON object that the parameters of an action stand for, without those that are named
    /// in `left_out`. A text that does not fit its type stays a text, which the checks refuse.
    pub(crate) fn assemble(
        &self,
        spec: &Spec,
        action: &Action,
        left_out: &[&str],
    ) -> Result<Map<String, Value>, ApiError> {
        let parameters = self.iter().filter(|(name, _)| !left_out.contains(name));
        assemble::assemble(spec, &action.parameters, parameters)
    }
}

impl std::fmt::Debug for FlatParameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_decoded() {
        let parameters = FlatParameters::parse(b"a+b=c%26d&Empty=&Name=%E6%9C%AA");
        let expected = [("a b", "c&d"), ("Empty", ""), ("Name", "未")];
        assert_eq!(parameters.iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn debug_shows_no_value() {
        let debug = format!("{:?}", FlatParameters::parse(b"Token=TOKEN"));
        assert_eq!(debug, r#"{"Token"}"#);
    }
}
