//! Tests of the rules of a spec. `rules.json` and `resource_rules.json` each hold a valid spec and a
//! table: each row has a rule, an edit that breaks only this rule, and the problem that loading the
//! edited spec reports.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use teo_specs::{LoadError, Spec};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// The content of each file of the valid spec, by its path.
    spec: BTreeMap<String, Value>,
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    rule: String,
    /// The file to edit or to add.
    file: String,
    /// The place of the edit. A last step of `-` appends to a list. Absent if there is a `text`.
    pointer: Option<String>,
    /// The new value. If it is absent, the edit removes the key.
    #[serde(default, deserialize_with = "read_value")]
    value: Option<Value>,
    /// The new text of the whole file, for content that is not JSON or repeats a key.
    text: Option<String>,
    /// The only problem that loading the edited spec reports, as `Problem` displays it.
    problem: String,
}

/// Reads null as a value, so that only an absent key gives `None`.
fn read_value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl Rule {
    fn edit(&self, spec: &BTreeMap<String, Value>) -> BTreeMap<String, String> {
        let mut files = texts(spec);
        let text = self.text.clone().unwrap_or_else(|| {
            let mut content = spec.get(&self.file).cloned().unwrap_or_default();
            replace(&mut content, self.pointer.as_deref().unwrap(), self.value.clone());
            content.to_string()
        });
        files.insert(self.file.clone(), text);
        files
    }
}

fn replace(content: &mut Value, pointer: &str, value: Option<Value>) {
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        *content = value.unwrap();
        return;
    };
    match (content.pointer_mut(parent).unwrap(), value) {
        (Value::Object(members), Some(value)) => _ = members.insert(key.to_owned(), value),
        (Value::Object(members), None) => _ = members.remove(key).unwrap(),
        (Value::Array(items), Some(value)) if key == "-" => items.push(value),
        (Value::Array(items), Some(value)) => items[key.parse::<usize>().unwrap()] = value,
        (parent, _) => panic!("{pointer} cannot be edited in {parent}"),
    }
}

/// Returns the tables with the names of their files.
fn read_tables() -> [(&'static str, Table); 2] {
    [
        ("rules", serde_json::from_str(include_str!("rules.json")).unwrap()),
        ("resource_rules", serde_json::from_str(include_str!("resource_rules.json")).unwrap()),
    ]
}

fn texts(spec: &BTreeMap<String, Value>) -> BTreeMap<String, String> {
    spec.iter().map(|(file, content)| (file.clone(), content.to_string())).collect()
}

/// Writes the files to a folder of this name and returns the problems of loading the folder.
fn load_problems(name: &str, files: &BTreeMap<String, String>) -> Vec<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rules").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    for (file, text) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    match Spec::load(&folder) {
        Ok(_) => Vec::new(),
        Err(LoadError::Problems(problems)) => {
            problems.as_slice().iter().map(ToString::to_string).collect()
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn an_unedited_spec_has_no_problem() {
    for (name, table) in read_tables() {
        assert_eq!(load_problems(&format!("{name}-unedited"), &texts(&table.spec)), [""; 0]);
    }
}

#[test]
fn breaking_a_rule_is_reported_as_one_problem() {
    let mut failures = Vec::new();
    for (name, table) in read_tables() {
        for (row, rule) in table.rules.iter().enumerate() {
            let reported = load_problems(&format!("{name}-{row}"), &rule.edit(&table.spec));
            if reported != [rule.problem.as_str()] {
                failures.push(format!(
                    "{}\n  expected: {}\n  reported: {}",
                    rule.rule,
                    rule.problem,
                    reported.join("\n            ")
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{} rows:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn names_of_rules_differ() {
    let tables = read_tables();
    let rules: Vec<&str> =
        tables.iter().flat_map(|(_, table)| &table.rules).map(|rule| &*rule.rule).collect();
    let names: BTreeSet<&str> = rules.iter().copied().collect();
    assert_eq!(names.len(), rules.len());
}
