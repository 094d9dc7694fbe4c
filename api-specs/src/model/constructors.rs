//! Constructors of what a person adds to a loaded spec in code. The types may get more fields, so
//! that other crates cannot write them as literals. Each constructor takes what a spec file must
//! say, and makes what a file means that says no more; the other fields can then be set.

use serde_json::{Map, Value as Json};

use super::{Error, Example, FilterName, FilterRoles, Filters, Interval, Value, Values};

impl Values {
    /// Returns a set without values.
    #[must_use]
    pub fn new(name: &str, summary: &str) -> Self {
        Self {
            name: name.to_owned(),
            summary: summary.to_owned(),
            docs: None,
            values: Vec::new(),
            others: None,
        }
    }
}

impl Value {
    /// Returns a known value with its summary.
    #[must_use]
    pub fn new(value: &str, summary: &str) -> Self {
        Self {
            value: value.to_owned(),
            variant: None,
            summary: summary.to_owned(),
            deprecated: false,
            aliases: Vec::new(),
            occurs: Vec::new(),
        }
    }
}

impl FilterRoles {
    /// Returns the roles of the member with the filter's name and the member with the values.
    #[must_use]
    pub fn new(name: &str, values: &str) -> Self {
        Self { name: name.to_owned(), values: values.to_owned(), operator: None, fuzzy: None }
    }
}

impl Filters {
    /// Returns the filters in this parameter, still without any.
    #[must_use]
    pub fn new(parameter: &str) -> Self {
        Self { parameter: parameter.to_owned(), max_values: None, names: Vec::new() }
    }
}

impl FilterName {
    /// Returns a filter that takes any values.
    #[must_use]
    pub fn new(name: &str, summary: &str) -> Self {
        Self {
            name: name.to_owned(),
            summary: summary.to_owned(),
            max_values: None,
            fuzzy: None,
            values: None,
            operators: Vec::new(),
            example: None,
        }
    }
}

impl Interval {
    /// Returns an interval of any length between the times in these parameters.
    #[must_use]
    pub fn new(start: &str, end: &str) -> Self {
        Self { start: start.to_owned(), end: end.to_owned(), longest_seconds: None }
    }
}

impl Error {
    /// Returns an error code of which nothing is known.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            summary: String::new(),
            transient: false,
            may_have_executed: false,
            hint: None,
        }
    }
}

impl Example {
    /// Returns an example without a response.
    #[must_use]
    pub fn new(title: &str, request: Map<String, Json>) -> Self {
        Self { title: title.to_owned(), request, response: None }
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::json;

    use super::*;
    use crate::model::{Action, Direction, Member, Structure};

    fn assert_means<T: DeserializeOwned + PartialEq + std::fmt::Debug>(made: T, file: Json) {
        assert_eq!(made, serde_json::from_value(file).unwrap());
    }

    #[test]
    fn a_constructor_makes_what_a_file_with_the_required_keys_means() {
        let lists = json!({"name": "A", "sites": [], "parameters": [], "response": []});
        assert_means(Action::new("A"), lists);
        assert_means(Member::new("M"), json!({"name": "M", "type": ""}));
        assert_means(
            Structure::new("S", Direction::Both),
            json!({"name": "S", "direction": "both", "members": []}),
        );
        assert_means(Values::new("V", "Vs."), json!({"name": "V", "summary": "Vs.", "values": []}));
        assert_means(Value::new("on", "On."), json!({"value": "on", "summary": "On."}));
        assert_means(FilterRoles::new("N", "V"), json!({"name": "N", "values": "V"}));
        assert_means(Filters::new("F"), json!({"parameter": "F", "names": []}));
        assert_means(FilterName::new("id", "Ids."), json!({"name": "id", "summary": "Ids."}));
        assert_means(Interval::new("From", "To"), json!({"start": "From", "end": "To"}));
        assert_means(Error::new("C.D"), json!({"code": "C.D"}));
        assert_means(Example::new("T", Map::new()), json!({"title": "T", "request": {}}));
    }
}
