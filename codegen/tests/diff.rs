//! Tests `diff`: each edit causes the changes and the verdict that its file lists, and the command
//! prints all formats, has the exit status of the verdict, and compares git revisions.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use teo_codegen::diff::{Diff, Entry, Format, diff};
use teo_specs::Spec;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff")
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Returns the edits by name, one from each file.
fn edits() -> BTreeMap<String, Value> {
    let files = fs::read_dir(folder().join("edits")).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), read(&path)))
        .collect()
}

/// A temporary copy of the spec, for edits.
struct SpecCopy(tempfile::TempDir);

impl SpecCopy {
    fn new() -> Self {
        let copy = Self(tempfile::tempdir().unwrap());
        for part in ["", "actions", "structures", "values"] {
            let (from, to) = (folder().join("specs").join(part), copy.path().join(part));
            fs::create_dir_all(&to).unwrap();
            for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
                if entry.path().is_file() {
                    fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
                }
            }
        }
        copy
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn with_edits(edits: &[&Value]) -> Self {
        let copy = Self::new();
        for step in edits.iter().flat_map(|edit| edit["patch"].as_array().unwrap()) {
            copy.apply(step);
        }
        copy
    }

    /// Applies one step of a JSON patch (RFC 6902); the path "" is the whole file.
    fn apply(&self, step: &Value) {
        let file = self.path().join(step["file"].as_str().unwrap());
        let (op, path) = (step["op"].as_str().unwrap(), step["path"].as_str().unwrap());
        let Some((parent, key)) = path.rsplit_once('/') else {
            return match op {
                "remove" => fs::remove_file(file).unwrap(),
                _ => fs::write(file, step["value"].to_string()).unwrap(),
            };
        };
        let mut json = read(&file);
        match json.pointer_mut(parent).unwrap() {
            Value::Array(list) => {
                let index = if key == "-" { list.len() } else { key.parse().unwrap() };
                match op {
                    "add" => list.insert(index, step["value"].clone()),
                    "replace" => list[index] = step["value"].clone(),
                    _ => drop(list.remove(index)),
                }
            }
            Value::Object(object) => {
                let old_value = match op {
                    "remove" => object.remove(key),
                    _ => object.insert(key.to_owned(), step["value"].clone()),
                };
                assert_eq!(old_value.is_some(), op != "add", "{path} in {}", file.display());
            }
            other => panic!("{path} is below {other}"),
        }
        fs::write(file, json.to_string()).unwrap();
    }

    fn load(&self) -> Spec {
        Spec::load(self.path()).unwrap_or_else(|problems| panic!("{problems}"))
    }
}

fn diff_between(old: &SpecCopy, new: &SpecCopy) -> Diff {
    diff(&old.load(), &new.load()).unwrap()
}

fn to_json(entry: &Entry) -> Value {
    json!({
        "kind": entry.kind.name(),
        "location": entry.location.to_string(),
        "before": entry.before,
        "after": entry.after,
        "verdict": entry.verdict.name(),
    })
}

#[test]
fn each_edit_has_its_changes_and_verdict() {
    let original = SpecCopy::new();
    let edits = edits();
    assert!(edits.len() >= 20);
    for (name, edit) in &edits {
        let diff = diff_between(&original, &SpecCopy::with_edits(&[edit]));
        let changes: Vec<Value> = diff.entries.iter().map(to_json).collect();
        assert_eq!(Value::from(changes), edit["changes"], "{name}");
        assert_eq!(diff.verdict().unwrap().name(), edit["verdict"], "{name}");
        for entry in &diff.entries {
            let is_breaking = entry.verdict.name() == "breaking";
            assert!(!is_breaking || !entry.why.is_empty(), "{name}: no reason for a break");
            assert_eq!(is_breaking, !entry.hint.is_empty(), "{name}: only a break has a hint");
        }
    }
}

#[test]
fn the_edits_cover_every_kind_of_change() {
    let edits = edits();
    let changes = edits.values().flat_map(|edit| edit["changes"].as_array().unwrap());
    let seen_kinds: std::collections::BTreeSet<&str> =
        changes.map(|c| c["kind"].as_str().unwrap()).collect();
    let kinds = [
        "added",
        "always_returned",
        "constraints",
        "default",
        "deprecated",
        "direction",
        "documentation",
        "errors",
        "filters",
        "hosts",
        "limits",
        "optional",
        "order",
        "paging",
        "rate",
        "read_only",
        "removed",
        "renamed",
        "required",
        "sensitive",
        "sites",
        "surface",
        "type",
        "values",
    ];
    assert_eq!(seen_kinds.into_iter().collect::<Vec<_>>(), kinds);
}

#[test]
fn equal_specs_have_no_changes() {
    let diff = diff_between(&SpecCopy::new(), &SpecCopy::new());
    assert_eq!((diff.entries.len(), diff.verdict(), diff.exit_status()), (0, None, 0));
    let report = diff.report(Format::Text { colour: true }, "0.1.0".parse().unwrap());
    assert!(report.contains("Next version after 0.1.0: 0.1.0; nothing has changed."), "{report}");
}

#[test]
fn nothing_of_resources_but_their_waits_is_compared() {
    let old = Spec::embedded("teo", "2022-09-01").unwrap();
    let mut new = old.clone();
    for resource in new.resources.values_mut() {
        resource.summary.clear();
        resource.create.clear();
        resource.delete.clear();
    }
    new.resources.retain(|_, resource| !resource.waiters.is_empty());
    new.service.not_modelled.clear();
    assert_ne!(old, new);
    assert_eq!(diff(&old, &new).unwrap().entries, []);
}

#[test]
fn a_reverted_edit_has_changes_at_the_same_locations() {
    let original = SpecCopy::new();
    for (name, edit) in edits() {
        let edited = SpecCopy::with_edits(&[&edit]);
        let (forward, backward) =
            (diff_between(&original, &edited), diff_between(&edited, &original));
        let locations = |diff: &Diff| {
            // A surface break or a rename can have another location in the other direction.
            let entries =
                diff.entries.iter().filter(|e| !["surface", "renamed"].contains(&e.kind.name()));
            let mut locations: Vec<String> =
                entries.map(|entry| entry.location.to_string()).collect();
            locations.sort();
            locations
        };
        if edit["changes"].as_array().unwrap().iter().all(|change| change["kind"] != "renamed") {
            assert_eq!(locations(&forward), locations(&backward), "{name}");
        }
        assert!(backward.verdict().is_some(), "{name}");
    }
}

#[test]
fn a_diff_of_different_services_fails() {
    let other = SpecCopy::new();
    other.apply(
        &json!({"file": "service.json", "op": "replace", "path": "/service", "value": "inn"}),
    );
    let error = diff(&SpecCopy::new().load(), &other.load()).unwrap_err().to_string();
    assert!(
        error.contains("the old spec describes shop 2020-01-01 and the new one inn 2020-01-01"),
        "{error}"
    );
}

fn run_diff(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_teo-codegen"))
        .current_dir(folder)
        .arg("diff")
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Creates a spec with edits of every verdict.
fn spec_with_all_verdicts() -> SpecCopy {
    let edits = edits();
    SpecCopy::with_edits(
        &["type", "became-required", "limit-tightened", "field-names-collide", "summary"]
            .map(|name| &edits[name]),
    )
}

#[test]
fn the_three_formats_match_the_golden_files() {
    let (old, new) = (SpecCopy::new(), spec_with_all_verdicts());
    for (format, file) in [("text", "mixed.txt"), ("markdown", "mixed.md"), ("json", "mixed.json")]
    {
        let folders = [old.path().to_str().unwrap(), new.path().to_str().unwrap()];
        let run = run_diff(
            old.path(),
            &[&folders[..], &["--format", format, "--version", "1.4.2"]].concat(),
        );
        assert_eq!(run.status.code(), Some(2), "{}", text(&run.stderr));
        let golden = folder().join("golden").join(file);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &run.stdout).unwrap();
        }
        let expected = fs::read_to_string(golden).unwrap();
        assert_eq!(text(&run.stdout), expected, "{file}; UPDATE_GOLDEN=1 rewrites it");
    }
}

#[test]
fn the_exit_status_states_the_verdict_or_a_failure() {
    let (original, edits) = (SpecCopy::new(), edits());
    for (edit, status) in [("summary", 0), ("rate", 1), ("type", 2)] {
        let edited = SpecCopy::with_edits(&[&edits[edit]]);
        let run = run_diff(
            original.path(),
            &[".", edited.path().to_str().unwrap(), "--version", "0.1.0"],
        );
        assert_eq!(run.status.code(), Some(status), "{edit}: {}", text(&run.stderr));
    }
    let empty_folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["missing", "."][..],
        &[".", ".", "--version", "1"],
        &[],
        &[".", ".", "--format", "xml"],
        &[empty_folder.path().to_str().unwrap(), "."],
    ] {
        let run = run_diff(original.path(), arguments);
        assert_eq!(run.status.code(), Some(3), "{arguments:?}: {}", text(&run.stderr));
        assert!(!run.stderr.is_empty());
    }
    assert_eq!(run_diff(original.path(), &["--help"]).status.code(), Some(0));
}

#[test]
fn the_command_compares_git_revisions_of_one_folder() {
    let repository = tempfile::tempdir().unwrap();
    let spec = SpecCopy::new();
    let folder = repository.path().join("deep/specs");
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    let git = |arguments: &[&str]| {
        let run = Command::new("git")
            .arg("-C")
            .arg(repository.path())
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", text(&run.stderr));
    };
    git(&["init", "--quiet"]);
    let commit = |spec: &SpecCopy, tag: &str| {
        let _ = fs::remove_dir_all(&folder);
        copy(spec.path(), &folder);
        git(&["add", "."]);
        git(&["commit", "--quiet", "-m", tag]);
        git(&["tag", tag]);
    };
    commit(&spec, "one");
    commit(&spec_with_all_verdicts(), "two");
    let compare = |arguments: &[&str]| {
        let options = ["--specs", "deep/specs", "--version", "0.1.0"];
        run_diff(repository.path(), &[arguments, &options].concat())
    };
    let run = compare(&["one", "two"]);
    assert_eq!(run.status.code(), Some(2), "{}", text(&run.stderr));
    assert_eq!(compare(&["one"]).stdout, run.stdout, "compared with the current folder");
    assert_eq!(compare(&["two"]).status.code(), Some(0));
    let unknown = compare(&["three"]);
    assert_eq!(unknown.status.code(), Some(3));
    let message = text(&unknown.stderr);
    assert!(message.contains("git cannot read deep/specs at such a revision"), "{message}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
