//! Tests the commands `generate` and `check`: the files they write, their output and exit status,
//! and that an error changes nothing.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// Files of the spec of EdgeOne: every kind of file, and few enough to generate quickly.
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

/// A temporary folder with a copy of some spec files and an output folder.
struct Workspace {
    folder: tempfile::TempDir,
}

impl Workspace {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api-specs/teo/2022-09-01");
        for file in FILES {
            let to = folder.path().join("specs").join(file);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(source.join(file), to).unwrap();
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

    /// Returns the text and the modification time of every file in the output folder.
    fn output_files(&self) -> BTreeMap<PathBuf, (String, std::time::SystemTime)> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.out()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let modified = fs::metadata(&path).unwrap().modified().unwrap();
                    files.insert(path.clone(), (fs::read_to_string(&path).unwrap(), modified));
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
fn generated_code_is_up_to_date_and_a_second_run_writes_nothing() {
    let workspace = Workspace::new();
    assert!(workspace.run("generate").status.success());
    let first_files = workspace.output_files();
    assert!(first_files.contains_key(&workspace.out().join("structures/task.rs")));
    let check = workspace.run("check");
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stdout));
    let again = workspace.run("generate");
    assert!(text(&again.stdout).contains(": 0 of "), "{}", text(&again.stdout));
    assert_eq!(workspace.output_files(), first_files);
}

#[test]
fn an_edited_spec_makes_only_its_files_stale() {
    let workspace = Workspace::new();
    workspace.run("generate");
    let before = workspace.output_files();
    workspace.edit("structures/Task.json", |task| {
        task["members"][0]["summary"] = json!("Another line.")
    });
    let check = workspace.run("check");
    assert_eq!(check.status.code(), Some(1));
    assert_eq!(text(&check.stdout), "changed    structures/task.rs\n");
    assert!(text(&check.stderr).contains("files are stale; run `cargo codegen generate`"));
    assert_eq!(workspace.output_files(), before, "check has changed files");
    assert!(workspace.run("generate").status.success());
    let changed: Vec<_> = workspace
        .output_files()
        .into_iter()
        .filter(|(path, file)| before.get(path) != Some(file))
        .collect();
    assert_eq!(changed.len(), 1, "only the file that differs is written");
    assert_eq!(workspace.run("check").status.code(), Some(0));
}

#[test]
fn left_over_files_are_listed_and_removed() {
    let workspace = Workspace::new();
    workspace.run("generate");
    fs::remove_file(workspace.folder.path().join("specs/actions/CreatePurgeTask.json")).unwrap();
    fs::remove_file(workspace.folder.path().join("specs/structures/CacheTag.json")).unwrap();
    let check = text(&workspace.run("check").stdout);
    assert!(check.contains("left over  actions/create_purge_task.rs"), "{check}");
    assert!(workspace.run("generate").status.success());
    assert!(!workspace.out().join("actions/create_purge_task.rs").exists());
    assert_eq!(workspace.run("check").status.code(), Some(0));
}

#[test]
fn a_file_that_was_not_generated_prevents_all_writes() {
    let workspace = Workspace::new();
    workspace.run("generate");
    workspace.edit("structures/Task.json", |task| task["summary"] = json!("Another line."));
    fs::write(workspace.out().join("mine.rs"), "fn by_hand() {}").unwrap();
    let before = workspace.output_files();
    let run = workspace.run("generate");
    assert_eq!(run.status.code(), Some(1));
    assert!(text(&run.stderr).contains("mine.rs was not generated"), "{}", text(&run.stderr));
    assert_eq!(workspace.output_files(), before);
}

#[test]
fn five_problems_of_one_file_have_five_messages_and_nothing_is_written() {
    let workspace = Workspace::new();
    workspace.edit("actions/DescribePrefetchTasks.json", |action| {
        action["colour"] = json!("red");
        action["parameters"][0]["type"] = json!("strin");
        // An identifier is a string, so this would be a second problem.
        action["parameters"][0]["identifier"] = json!(false);
        action["parameters"][2]["name"] = json!("StartTime");
        action["parameters"][4]["default"] = json!(2000);
        action["filters"]["parameter"] = json!("Offset");
        // These refer to the renamed parameter and would cause further problems.
        action["constraints"] = json!([]);
        action["examples"] = json!([]);
    });
    let run = workspace.run("generate");
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
            format!("{file}/parameters/2/name: \"StartTime\" is listed twice; remove one"),
            format!(
                "{file}/parameters/4/default: 2000 is above maximum 1000; raise the maximum or lower the default"
            ),
        ]
    );
    assert!(!workspace.out().exists(), "something was written");
}

#[test]
fn one_run_reports_problems_of_several_files() {
    let workspace = Workspace::new();
    workspace.edit("structures/Task.json", |task| task["direction"] = json!("sideways"));
    workspace.edit("values/TaskStatus.json", |values| {
        values["values"][1]["value"] = json!("Processing")
    });
    fs::write(
        workspace.folder.path().join("specs/values/Switch.json"),
        "{\n  \"name\": \"Switch\",\n}",
    )
    .unwrap();
    fs::write(workspace.folder.path().join("specs/notes.txt"), "mine").unwrap();
    let stderr = text(&workspace.run("check").stderr);
    for message in [
        "structures/Task.json#/direction: unknown variant `sideways`",
        "values/TaskStatus.json#/values/1/value: \"processing\" is listed twice",
        "values/Switch.json: not JSON: trailing comma at line 3 column 1",
        "notes.txt: not a spec",
    ] {
        assert!(stderr.contains(message), "{message} not in\n{stderr}");
    }
    assert_eq!(stderr.lines().count(), 5, "{stderr}");
}

#[test]
fn only_a_parameter_can_be_binary() {
    let workspace = Workspace::new();
    workspace.edit("structures/Task.json", |task| task["members"][0]["type"] = json!("binary"));
    let stderr = text(&workspace.run("check").stderr);
    assert!(
        stderr.contains("structures/Task.json#/members/0/type: only a parameter can be binary"),
        "{stderr}"
    );
}

#[test]
fn an_error_about_a_folder_without_specs_has_a_hint() {
    let workspace = Workspace::new();
    fs::remove_file(workspace.folder.path().join("specs/service.json")).unwrap();
    let run = workspace.run("check");
    assert_eq!(run.status.code(), Some(1));
    assert!(
        text(&run.stderr).contains("specs holds no service.json; name the folder of one version")
    );
}

#[test]
fn a_command_outside_a_checkout_requires_folder_options() {
    let folder = tempfile::tempdir().unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_teo-codegen"))
        .current_dir(&folder)
        .arg("check")
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(1));
    assert!(
        text(&run.stderr).contains("pass each folder with its option, such as --specs"),
        "{}",
        text(&run.stderr)
    );
}
