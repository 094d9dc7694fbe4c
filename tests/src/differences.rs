//! Compares JSON values, for tests that nothing is lost.

use serde_json::Value;

/// Appends a step to a path.
#[must_use]
pub fn below(path: &str, step: &str) -> String {
    if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") }
}

/// Returns where and how `actual` differs from `expected`. A null member counts as absent.
#[must_use]
pub fn differences(expected: &Value, actual: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(expected, actual, "", &mut found);
    found
}

fn compare(expected: &Value, actual: &Value, path: &str, found: &mut Vec<String>) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            for (name, value) in expected.iter().filter(|(_, value)| !value.is_null()) {
                match actual.get(name) {
                    None | Some(Value::Null) => {
                        found.push(format!("{} was lost", below(path, name)));
                    }
                    Some(other) => compare(value, other, &below(path, name), found),
                }
            }
            for (name, value) in actual.iter().filter(|(_, value)| !value.is_null()) {
                if expected.get(name).is_none_or(Value::is_null) {
                    found.push(format!("{} was added: {value}", below(path, name)));
                }
            }
        }
        (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
            for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                compare(expected, actual, &below(path, &index.to_string()), found);
            }
        }
        // A float member writes 24 as 24.0, which is the same number.
        (Value::Number(expected), Value::Number(actual))
            if expected.as_f64() == actual.as_f64() && expected.is_f64() != actual.is_f64() => {}
        (Value::Array(expected), Value::Array(actual)) => {
            found.push(format!("{path} had {} items and has {}", expected.len(), actual.len()));
        }
        (expected, actual) if expected == actual => {}
        (expected, actual) => found.push(format!("{path} was {expected} and became {actual}")),
    }
}
