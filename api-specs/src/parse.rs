//! Reads one file into its type and goes on after a fault, so that one run reports all of them.
//!
//! serde stops at the first value that does not fit. Here such a value is reported, replaced by
//! the first empty value that does fit, and reading starts again; the result is only good for
//! finding further problems. Keys that no type has are collected on the way.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::problem::{Place, Problem};

/// What could be read of a file, and all that is wrong with its form.
pub(crate) struct Parsed<T> {
    /// Missing if nothing could be made of it.
    pub(crate) content: Option<T>,
    pub(crate) problems: Vec<Problem>,
    /// One of a few words was wanted and another stood there, so that one had to be guessed: what
    /// the file seems to say beside its problems of form is not to be trusted.
    pub(crate) guessed: bool,
}

pub(crate) fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Parsed<T> {
    let root = Place::file(file);
    let mut json: Value = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(error) => {
            let problem = root.problem(format!("not JSON: {error}"), "correct the syntax there");
            return Parsed { content: None, problems: vec![problem], guessed: false };
        }
    };
    let mut problems = Vec::new();
    let mut guessed = false;
    let mut mended: Vec<(Vec<String>, usize)> = Vec::new();
    loop {
        let mut unknown = Vec::new();
        let (path, message) = match read(&json, &mut unknown) {
            Ok(content) => {
                problems.extend(unknown.iter().map(|path| {
                    place(&root, path)
                        .problem("unknown key", "remove it; spec.schema.json lists the keys")
                }));
                // A typed read of the text itself sees what a tree of values has already merged.
                if problems.is_empty()
                    && let Err(error) = serde_json::from_str::<T>(text)
                {
                    problems.push(root.problem(error.to_string(), "keep one of the two"));
                }
                return Parsed { content: Some(content), problems, guessed };
            }
            Err(fault) => fault,
        };
        guessed |= message.starts_with("unknown variant");
        let tries = match mended.iter_mut().find(|(at, _)| *at == path) {
            Some((_, tries)) => {
                *tries += 1;
                *tries
            }
            None => {
                problems.push(
                    place(&root, &path).problem(message, "write it as spec.schema.json says"),
                );
                mended.push((path.clone(), 0));
                0
            }
        };
        if path.is_empty() || !replace(&mut json, &path, tries) {
            return Parsed { content: None, problems, guessed };
        }
    }
}

/// Reads the tree, or says where and why that is not possible.
fn read<T: DeserializeOwned>(
    json: &Value,
    unknown: &mut Vec<Vec<String>>,
) -> Result<T, (Vec<String>, String)> {
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(json, &mut track);
    let read = serde_ignored::deserialize(tracked, |path| {
        let mut steps = Vec::new();
        ignored_steps(&path, &mut steps);
        unknown.push(steps);
    });
    read.map_err(|error| {
        let mut path: Vec<String> = track
            .path()
            .iter()
            .filter_map(|segment| match segment {
                serde_path_to_error::Segment::Seq { index } => Some(index.to_string()),
                serde_path_to_error::Segment::Map { key } => Some(key.clone()),
                serde_path_to_error::Segment::Enum { .. }
                | serde_path_to_error::Segment::Unknown => None,
            })
            .collect();
        let message = error.to_string();
        let missing =
            message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
        if let Some(key) = missing {
            path.push(key.to_owned());
            return (path, "missing key".to_owned());
        }
        (path, message)
    })
}

fn ignored_steps(path: &serde_ignored::Path<'_>, steps: &mut Vec<String>) {
    use serde_ignored::Path;
    match path {
        Path::Root => {}
        Path::Seq { parent, index } => {
            ignored_steps(parent, steps);
            steps.push(index.to_string());
        }
        Path::Map { parent, key } => {
            ignored_steps(parent, steps);
            steps.push(key.clone());
        }
        Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => ignored_steps(parent, steps),
    }
}

fn place(root: &Place, path: &[String]) -> Place {
    path.iter().fold(root.clone(), |place, step| place.at(step))
}

/// Puts the next empty value at the path; false when all have been tried.
fn replace(json: &mut Value, path: &[String], tries: usize) -> bool {
    let empty = ["\"\"", "[]", "{}", "0", "false", "\"international\"", "\"both\"", "null"];
    let Some(value) = empty.get(tries).and_then(|text| serde_json::from_str(text).ok()) else {
        return false;
    };
    let Some((last, parents)) = path.split_last() else {
        return false;
    };
    let parent = parents.iter().try_fold(json, |node, step| match node {
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        Value::Object(members) => members.get_mut(step),
        _ => None,
    });
    match parent {
        Some(Value::Object(members)) => {
            members.insert(last.clone(), value);
            true
        }
        Some(Value::Array(items)) => {
            let item = last.parse::<usize>().ok().and_then(|index| items.get_mut(index));
            item.map(|item| *item = value).is_some()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::model::Values;

    fn problems(text: &str) -> Vec<String> {
        parse::<Values>("values/X.json", text).problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_fault_of_form_is_reported_in_one_run() {
        let text = r#"{"name": 7, "sumary": "", "values": [{"value": true, "summary": "s"}, {"value": "b", "x": 1}]}"#;
        let found = problems(text).join("\n");
        for part in [
            "X.json#/name: ",
            "#/summary: missing key",
            "#/sumary: unknown key",
            "#/values/0/value: ",
            "#/values/1/x: unknown key",
            "#/values/1/summary: missing key",
        ] {
            assert!(found.contains(part), "{part} not in\n{found}");
        }
    }

    #[test]
    fn a_key_given_twice_is_reported() {
        let text = r#"{"name": "X", "name": "Y", "summary": "s", "values": []}"#;
        assert!(problems(text)[0].contains("duplicate field `name`"));
    }

    #[test]
    fn broken_syntax_is_located() {
        assert!(problems("{\n  \"name\" 1}")[0].contains("line 2 column 10"));
    }
}
