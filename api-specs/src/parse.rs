//! Parses one file into its type and continues after a problem, so that one run reports every
//! problem.
//!
//! serde stops at the first value that does not fit. [`parse`] reports such a value, replaces it
//! with the first placeholder that fits, and starts again. The content then only serves to find
//! further problems. [`parse`] reports unknown keys too.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::problem::{Place, Problem};

/// The content of a file as far as it could be read, and all problems of its form.
pub(crate) struct Parsed<T> {
    /// `None` if the file could not be read, even with placeholders.
    pub(crate) content: Option<T>,
    pub(crate) problems: Vec<Problem>,
    /// True if a placeholder replaced an unknown variant of an enum. Further problems of such a
    /// file may come from the placeholder, so the loader does not report them.
    pub(crate) has_guess: bool,
}

pub(crate) fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Parsed<T> {
    let root = Place::for_file(file);
    let mut json: Value = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(error) => {
            let message = format!("not JSON: {error}");
            let problems = vec![root.problem(message, "correct the syntax there")];
            return Parsed { content: None, problems, has_guess: false };
        }
    };
    let mut problems = Vec::new();
    let mut has_guess = false;
    let mut replacements: Vec<(Vec<String>, usize)> = Vec::new();
    loop {
        let mut unknown = Vec::new();
        let (path, message) = match read(&json, &mut unknown) {
            Ok(content) => {
                problems.extend(unknown.iter().map(|path| {
                    place_at(&root, path)
                        .problem("unknown key", "remove it; spec.schema.json lists the keys")
                }));
                // `json` has merged repeated keys; only a typed read of the text finds them.
                if problems.is_empty()
                    && let Err(error) = serde_json::from_str::<T>(text)
                {
                    problems.push(root.problem(error.to_string(), "keep one of the two"));
                }
                return Parsed { content: Some(content), problems, has_guess };
            }
            Err(error) => error,
        };
        has_guess |= message.starts_with("unknown variant");
        let tries = match replacements.iter_mut().find(|(at, _)| *at == path) {
            Some((_, tries)) => {
                *tries += 1;
                *tries
            }
            None => {
                problems.push(
                    place_at(&root, &path).problem(message, "write it as spec.schema.json says"),
                );
                replacements.push((path.clone(), 0));
                0
            }
        };
        if path.is_empty() || !replace(&mut json, &path, tries) {
            return Parsed { content: None, problems, has_guess };
        }
    }
}

/// Reads the tree, or returns the path and the message of the first value that does not fit.
fn read<T: DeserializeOwned>(
    json: &Value,
    unknown: &mut Vec<Vec<String>>,
) -> Result<T, (Vec<String>, String)> {
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(json, &mut track);
    let result = serde_ignored::deserialize(tracked, |path| {
        let mut steps = Vec::new();
        collect_steps(&path, &mut steps);
        unknown.push(steps);
    });
    result.map_err(|error| {
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
        let missing_key =
            message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
        if let Some(key) = missing_key {
            path.push(key.to_owned());
            return (path, "missing key".to_owned());
        }
        (path, message)
    })
}

fn collect_steps(path: &serde_ignored::Path<'_>, steps: &mut Vec<String>) {
    use serde_ignored::Path;
    match path {
        Path::Root => {}
        Path::Seq { parent, index } => {
            collect_steps(parent, steps);
            steps.push(index.to_string());
        }
        Path::Map { parent, key } => {
            collect_steps(parent, steps);
            steps.push(key.clone());
        }
        Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => collect_steps(parent, steps),
    }
}

fn place_at(root: &Place, path: &[String]) -> Place {
    path.iter().fold(root.clone(), |place, step| place.at(step))
}

/// Puts the next placeholder at the path. Returns false if every placeholder has been tried, or if
/// there is no such path.
fn replace(json: &mut Value, path: &[String], tries: usize) -> bool {
    let placeholders = ["\"\"", "[]", "{}", "0", "false", "\"international\"", "\"both\"", "null"];
    let Some(value) = placeholders.get(tries).and_then(|text| serde_json::from_str(text).ok())
    else {
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

    #[test]
    fn one_run_reports_every_problem_of_form() {
        let text = r#"{"name": 7, "sumary": "", "values": [{"value": true, "summary": "s"}, {"value": "b", "x": 1}]}"#;
        let problems = parse::<Values>("values/X.json", text).problems;
        let messages = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        for part in [
            "X.json#/name: ",
            "#/summary: missing key",
            "#/sumary: unknown key",
            "#/values/0/value: ",
            "#/values/1/x: unknown key",
            "#/values/1/summary: missing key",
        ] {
            assert!(messages.contains(part), "{part} not in\n{messages}");
        }
    }
}
