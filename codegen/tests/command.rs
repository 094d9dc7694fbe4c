//! The command itself: what it writes, what it prints, how it exits, and that a fault leaves
//! everything as it was.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// What a few of the embedded specs need: enough for every kind of file, and quickly generated.
const FILES: [&str; 17] = [
    "service.json",
    "actions/CreatePrefetchTask.json",
    "actions/CreatePurgeTask.json",
    "actions/DescribePrefetchTasks.json",
    "actions/DescribePurgeTasks.json",
    "structures/AdvancedFilter.json",
    "structures/CacheTag.json",
    "structures/FailReason.json",
    "structures/Header.json",
    "structures/Task.json",
    "values/FailType.json",
    "values/PrefetchMode.json",
    "values/PurgeMethod.json",
    "values/PurgeType.json",
    "values/Switch.json",
    "values/TaskStatus.json",
    "values/TaskType.json",
];

/// A copy of some of the embedded specs and an output folder of its own.
struct Workplace {
    folder: tempfile::TempDir,
}

impl Workplace {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api-specs/teo/2022-09-01");
        for file in FILES {
            let to = folder.path().join("specs").join(file);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(specs.join(file), to).unwrap();
        }
        Self { folder }
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn run(&self, command: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_teo-codegen"))
            .current_dir(self.folder.path())
            .args([command, "--specs", "specs", "--out", "out"])
            .output()
            .unwrap()
    }

    fn edit(&self, file: &str, edit: impl FnOnce(&mut Value)) {
        let path = self.folder.path().join("specs").join(file);
        let mut json: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        edit(&mut json);
        fs::write(&path, json.to_string()).unwrap();
    }

    /// Text and time of last change of every file that was written.
    fn written(&self) -> BTreeMap<PathBuf, (String, std::time::SystemTime)> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.out()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let changed = fs::metadata(&path).unwrap().modified().unwrap();
                    files.insert(path.clone(), (fs::read_to_string(&path).unwrap(), changed));
                }
            }
        }
        files
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn what_is_generated_is_fresh_and_a_second_run_writes_nothing() {
    let place = Workplace::new();
    assert!(place.run("generate").status.success());
    let written = place.written();
    assert!(written.contains_key(&place.out().join("structures/task.rs")));
    let check = place.run("check");
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stdout));
    let again = place.run("generate");
    assert!(text(&again.stdout).contains(": 0 of "), "{}", text(&again.stdout));
    assert_eq!(place.written(), written);
}

#[test]
fn an_edited_spec_makes_the_files_it_touches_stale_until_they_are_generated_again() {
    let place = Workplace::new();
    place.run("generate");
    let before = place.written();
    place.edit("structures/Task.json", |task| {
        task["members"][0]["summary"] = json!("Another line.")
    });
    let check = place.run("check");
    assert_eq!(check.status.code(), Some(1));
    assert_eq!(text(&check.stdout), "changed    structures/task.rs\n");
    assert!(text(&check.stderr).contains("files are stale; run `cargo codegen generate`"));
    assert_eq!(place.written(), before, "check has written");
    assert!(place.run("generate").status.success());
    let changed: Vec<_> =
        place.written().into_iter().filter(|(path, file)| before.get(path) != Some(file)).collect();
    assert_eq!(changed.len(), 1, "only what differs is written");
    assert_eq!(place.run("check").status.code(), Some(0));
}

#[test]
fn files_that_no_spec_asks_for_are_named_and_removed() {
    let place = Workplace::new();
    place.run("generate");
    fs::remove_file(place.folder.path().join("specs/actions/CreatePurgeTask.json")).unwrap();
    fs::remove_file(place.folder.path().join("specs/structures/CacheTag.json")).unwrap();
    let check = text(&place.run("check").stdout);
    assert!(check.contains("left over  actions/create_purge_task.rs"), "{check}");
    assert!(place.run("generate").status.success());
    assert!(!place.out().join("actions/create_purge_task.rs").exists());
    assert_eq!(place.run("check").status.code(), Some(0));
}

#[test]
fn a_file_that_is_not_ours_stops_everything() {
    let place = Workplace::new();
    place.run("generate");
    place.edit("structures/Task.json", |task| task["summary"] = json!("Another line."));
    fs::write(place.out().join("mine.rs"), "fn by_hand() {}").unwrap();
    let before = place.written();
    let run = place.run("generate");
    assert_eq!(run.status.code(), Some(1));
    assert!(text(&run.stderr).contains("mine.rs was not generated"), "{}", text(&run.stderr));
    assert_eq!(place.written(), before);
}

#[test]
fn five_faults_of_one_spec_are_five_located_messages_and_nothing_is_written() {
    let place = Workplace::new();
    place.edit("actions/DescribePrefetchTasks.json", |action| {
        action["colour"] = json!("red");
        action["parameters"][0]["type"] = json!("strin");
        action["parameters"][2]["name"] = json!("StartTime");
        action["parameters"][4]["default"] = json!(2000);
        action["filters"]["parameter"] = json!("Offset");
        // What named the parameter above would be a sixth.
        action["constraints"] = json!([]);
        action["examples"] = json!([]);
    });
    let run = place.run("generate");
    assert_eq!(run.status.code(), Some(1));
    let messages: Vec<String> = text(&run.stderr).lines().skip(1).map(str::to_owned).collect();
    let file = "actions/DescribePrefetchTasks.json#";
    assert_eq!(
        messages,
        [
            format!("{file}/colour: unknown key; remove it; spec.schema.json lists the keys"),
            format!(
                "{file}/filters/parameter: Offset is int64, not a list, and cannot hold filters; name a list of a filter structure"
            ),
            format!(
                "{file}/parameters/0/type: \"strin\" is neither a type nor a structure; add structures/strin.json or name another"
            ),
            format!("{file}/parameters/2/name: \"StartTime\" stands here twice; remove one"),
            format!(
                "{file}/parameters/4/default: 2000 is above maximum 1000; raise the maximum or lower the default"
            ),
        ]
    );
    assert!(!place.out().exists(), "something was written");
}

#[test]
fn faults_of_several_files_are_told_in_one_run() {
    let place = Workplace::new();
    place.edit("structures/Task.json", |task| task["direction"] = json!("sideways"));
    place.edit("values/TaskStatus.json", |values| {
        values["values"][1]["value"] = json!("Processing")
    });
    fs::write(
        place.folder.path().join("specs/values/Switch.json"),
        "{\n  \"name\": \"Switch\",\n}",
    )
    .unwrap();
    fs::write(place.folder.path().join("specs/notes.txt"), "mine").unwrap();
    let run = text(&place.run("check").stderr);
    for part in [
        "structures/Task.json#/direction: unknown variant `sideways`",
        "values/TaskStatus.json#/values/1/value: \"processing\" stands here twice",
        "values/Switch.json: not JSON: trailing comma at line 3 column 1",
        "notes.txt: not a spec",
    ] {
        assert!(run.contains(part), "{part} not in\n{run}");
    }
    assert_eq!(run.lines().count(), 5, "{run}");
}

#[test]
fn bytes_can_only_be_sent() {
    let place = Workplace::new();
    place.edit("structures/Task.json", |task| task["members"][0]["type"] = json!("binary"));
    let run = text(&place.run("check").stderr);
    assert!(
        run.contains("structures/Task.json#/members/0/type: only a parameter can be binary"),
        "{run}"
    );
}

#[test]
fn a_folder_without_a_spec_is_named_with_the_cure() {
    let place = Workplace::new();
    fs::remove_file(place.folder.path().join("specs/service.json")).unwrap();
    let run = place.run("check");
    assert_eq!(run.status.code(), Some(1));
    assert!(
        text(&run.stderr).contains("specs holds no service.json; name the folder of one version")
    );
}

#[test]
fn outside_a_checkout_the_folders_must_be_named() {
    let elsewhere = tempfile::tempdir().unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_teo-codegen"))
        .current_dir(&elsewhere)
        .arg("check")
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(1));
    assert!(
        text(&run.stderr).contains("name the folders with --specs and --out"),
        "{}",
        text(&run.stderr)
    );
}
