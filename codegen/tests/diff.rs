//! What changed between two specs: each kind of edit has the verdict that its file says, and the
//! command prints, exits and reads revisions as it is told to.
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

/// The edits by name, each from its own file.
fn edits() -> BTreeMap<String, Value> {
    let files = fs::read_dir(folder().join("edits")).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), read(&path)))
        .collect()
}

/// A copy of the specs, to be edited.
struct Specs(tempfile::TempDir);

impl Specs {
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

    fn edited(edits: &[&Value]) -> Self {
        let specs = Self::new();
        for step in edits.iter().flat_map(|edit| edit["patch"].as_array().unwrap()) {
            specs.apply(step);
        }
        specs
    }

    /// One step of a JSON patch (RFC 6902); the path "" stands for the file itself.
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
                let held = match op {
                    "remove" => object.remove(key),
                    _ => object.insert(key.to_owned(), step["value"].clone()),
                };
                assert_eq!(held.is_some(), op != "add", "{path} in {}", file.display());
            }
            other => panic!("{path} is below {other}"),
        }
        fs::write(file, json.to_string()).unwrap();
    }

    fn load(&self) -> Spec {
        Spec::load(self.path()).unwrap_or_else(|problems| panic!("{problems}"))
    }
}

fn between(old: &Specs, new: &Specs) -> Diff {
    diff(&old.load(), &new.load()).unwrap()
}

fn told(entry: &Entry) -> Value {
    json!({
        "kind": entry.kind.name(),
        "place": entry.place.to_string(),
        "before": entry.before,
        "after": entry.after,
        "verdict": entry.verdict.name(),
    })
}

#[test]
fn every_kind_of_edit_has_its_verdict() {
    let plain = Specs::new();
    let edits = edits();
    assert!(edits.len() >= 20);
    for (name, edit) in &edits {
        let diff = between(&plain, &Specs::edited(&[edit]));
        let changes: Vec<Value> = diff.entries.iter().map(told).collect();
        assert_eq!(Value::from(changes), edit["changes"], "{name}");
        assert_eq!(diff.verdict().unwrap().name(), edit["verdict"], "{name}");
        for entry in &diff.entries {
            let breaks = entry.verdict.name() == "breaking";
            assert!(!breaks || !entry.why.is_empty(), "{name}: a break without a reason");
            assert_eq!(breaks, !entry.cure.is_empty(), "{name}: cures are for breaks");
        }
    }
}

#[test]
fn every_kind_of_change_is_among_the_edits() {
    let edits = edits();
    let changes = edits.values().flat_map(|edit| edit["changes"].as_array().unwrap());
    let seen: std::collections::BTreeSet<&str> =
        changes.map(|c| c["kind"].as_str().unwrap()).collect();
    let kinds = [
        "added",
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
        "promised",
        "rate",
        "reads_only",
        "removed",
        "renamed",
        "required",
        "sensitive",
        "sites",
        "surface",
        "type",
        "values",
    ];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), kinds);
}

#[test]
fn a_spec_and_itself_differ_in_nothing() {
    let diff = between(&Specs::new(), &Specs::new());
    assert_eq!((diff.entries.len(), diff.verdict(), diff.exit_status()), (0, None, 0));
    let report = diff.report(Format::Text { colour: true }, "0.1.0".parse().unwrap());
    assert!(report.contains("Next version after 0.1.0: 0.1.0; nothing has changed."), "{report}");
}

#[test]
fn an_edit_undone_is_told_the_other_way_round() {
    let plain = Specs::new();
    for (name, edit) in edits() {
        let edited = Specs::edited(&[&edit]);
        let (there, back) = (between(&plain, &edited), between(&edited, &plain));
        let keys = |diff: &Diff| {
            // What is explained at one place this way can be explained at another that way.
            let shaped =
                diff.entries.iter().filter(|e| !["surface", "renamed"].contains(&e.kind.name()));
            let mut places: Vec<String> = shaped.map(|entry| entry.place.to_string()).collect();
            places.sort();
            places
        };
        if edit["changes"].as_array().unwrap().iter().all(|change| change["kind"] != "renamed") {
            assert_eq!(keys(&there), keys(&back), "{name}");
        }
        assert!(back.verdict().is_some(), "{name}");
    }
}

#[test]
fn specs_of_two_services_are_not_compared() {
    let other = Specs::new();
    other.apply(
        &json!({"file": "service.json", "op": "replace", "path": "/service", "value": "inn"}),
    );
    let error = diff(&Specs::new().load(), &other.load()).unwrap_err().to_string();
    assert!(error.contains("the old specs are of shop 2020-01-01, the new ones of inn"), "{error}");
}

fn command(place: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_teo-codegen"))
        .current_dir(place)
        .arg("diff")
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// One edit of each weight.
fn mixed() -> Specs {
    let edits = edits();
    Specs::edited(
        &["type", "became-required", "limit-tightened", "names-meet", "summary"]
            .map(|name| &edits[name]),
    )
}

#[test]
fn the_three_formats_are_the_golden_ones() {
    let (old, new) = (Specs::new(), mixed());
    for (format, file) in [("text", "mixed.txt"), ("markdown", "mixed.md"), ("json", "mixed.json")]
    {
        let folders = [old.path().to_str().unwrap(), new.path().to_str().unwrap()];
        let run = command(
            old.path(),
            &[&folders[..], &["--format", format, "--version", "1.4.2"]].concat(),
        );
        assert_eq!(run.status.code(), Some(2), "{}", text(&run.stderr));
        let golden = folder().join("golden").join(file);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &run.stdout).unwrap();
        }
        let wanted = fs::read_to_string(golden).unwrap();
        assert_eq!(text(&run.stdout), wanted, "{file}; UPDATE_GOLDEN=1 rewrites it");
    }
}

#[test]
fn the_exit_status_is_the_verdict_and_a_failure_has_its_own() {
    let (plain, edits) = (Specs::new(), edits());
    for (edit, status) in [("summary", 0), ("rate", 1), ("type", 2)] {
        let edited = Specs::edited(&[&edits[edit]]);
        let run =
            command(plain.path(), &[".", edited.path().to_str().unwrap(), "--version", "0.1.0"]);
        assert_eq!(run.status.code(), Some(status), "{edit}: {}", text(&run.stderr));
    }
    let elsewhere = tempfile::tempdir().unwrap();
    for arguments in [
        &["no-such-thing", "."][..],
        &[".", ".", "--version", "1"],
        &[],
        &[".", ".", "--format", "xml"],
        &[elsewhere.path().to_str().unwrap(), "."],
    ] {
        let run = command(plain.path(), arguments);
        assert_eq!(run.status.code(), Some(3), "{arguments:?}: {}", text(&run.stderr));
        assert!(!run.stderr.is_empty());
    }
    assert_eq!(command(plain.path(), &["--help"]).status.code(), Some(0));
}

#[test]
fn revisions_of_one_folder_are_compared() {
    let place = tempfile::tempdir().unwrap();
    let specs = Specs::new();
    let folder = place.path().join("deep/specs");
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    let git = |arguments: &[&str]| {
        let run = Command::new("git")
            .arg("-C")
            .arg(place.path())
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", text(&run.stderr));
    };
    git(&["init", "--quiet"]);
    let commit = |specs: &Specs, tag: &str| {
        let _ = fs::remove_dir_all(&folder);
        copy(specs.path(), &folder);
        git(&["add", "."]);
        git(&["commit", "--quiet", "-m", tag]);
        git(&["tag", tag]);
    };
    commit(&specs, "one");
    commit(&mixed(), "two");
    let compare = |arguments: &[&str]| {
        let options = ["--specs", "deep/specs", "--version", "0.1.0"];
        command(place.path(), &[arguments, &options].concat())
    };
    let run = compare(&["one", "two"]);
    assert_eq!(run.status.code(), Some(2), "{}", text(&run.stderr));
    assert_eq!(compare(&["one"]).stdout, run.stdout, "against the folder as it is");
    assert_eq!(compare(&["two"]).status.code(), Some(0));
    let unknown = compare(&["three"]);
    assert_eq!(unknown.status.code(), Some(3));
    let message = text(&unknown.stderr);
    assert!(message.contains("git has no deep/specs at such a revision"), "{message}");
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
