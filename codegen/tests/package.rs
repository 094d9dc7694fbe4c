//! Tests `generate --crate`: files that are written once, files that are updated, and names that
//! are rejected. `.ci/services` compiles and runs such a crate, since that needs the crate's
//! dependencies.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use teo_codegen::Package;

/// A temporary folder with the hostile spec, for a crate.
struct Workspace {
    folder: tempfile::TempDir,
}

impl Workspace {
    fn new() -> Self {
        let workspace = Self { folder: tempfile::tempdir().unwrap() };
        let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/hostile/specs");
        copy(&specs, &workspace.folder.path().join("specs"));
        workspace
    }

    fn run(&self, command: &str, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_teo-codegen"))
            .current_dir(self.folder.path())
            .args([command, "--specs", "specs", "--out", "crate", "--crate", "hostile-api"])
            .args(arguments)
            .output()
            .unwrap()
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join("crate").join(file)
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &to) } else { fs::copy(&path, &to).map(|_| ()).unwrap() }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_new_crate_has_all_its_files() {
    let workspace = Workspace::new();
    let run = workspace.run("generate", &[]);
    assert!(run.status.success(), "{}", text(&run.stderr));
    let manifest = workspace.read("Cargo.toml");
    for line in [
        "name = \"hostile-api\"",
        "description = \"Typed Rust bindings of Hostile (`hostile`, version 2000-01-01)\"",
        concat!(
            "teo-api = { version = \"",
            env!("CARGO_PKG_VERSION"),
            "\", default-features = false }"
        ),
        "native-tls = [\"teo-api/native-tls\"]",
    ] {
        assert!(manifest.lines().any(|l| l == line), "{line} not in\n{manifest}");
    }
    for file in ["LICENSE-APACHE", "LICENSE-MIT", "src/lib.rs", "src/generated/client.rs"] {
        assert!(workspace.path(file).is_file(), "{file}");
    }
    let imports = "use hostile_api::teo_api;\nuse hostile_api::{Client, Condition, ";
    assert!(workspace.read("README.md").contains(imports));
    assert!(workspace.read("examples/describe_type.rs").contains(imports));
    let client = workspace.read("src/generated/client.rs");
    for line in [
        "/// use hostile_api::{Condition, DescribeTypeRequest, Odd, OptionStructure};",
        "///     .word(Odd::All)",
        "///     .words([\"*\", \"not among them\"])",
    ] {
        assert!(client.contains(line), "{line} not in\n{client}");
    }
    for file in ["Cargo.toml", "README.md", "src/lib.rs", "examples/describe_type.rs"] {
        let text = workspace.read(file);
        let placeholders = ["{name}", "{description}", "{example}", "{source}", "{rust_version}"];
        assert!(
            !placeholders.iter().any(|placeholder| text.contains(placeholder)),
            "{file}\n{text}"
        );
    }
}

#[test]
fn a_second_run_updates_only_generated_code() {
    let workspace = Workspace::new();
    workspace.run("generate", &[]);
    let edited_files = ["Cargo.toml", "README.md", "src/lib.rs", "examples/describe_type.rs"];
    for file in edited_files {
        fs::write(workspace.path(file), "mine").unwrap();
    }
    fs::remove_file(workspace.path("LICENSE-MIT")).unwrap();
    fs::remove_file(workspace.folder.path().join("specs/actions/DescribePages.json")).unwrap();

    let check = workspace.run("check", &[]);
    assert_eq!(check.status.code(), Some(1));
    assert!(
        text(&check.stdout).contains("left over  actions/describe_pages.rs"),
        "{}",
        text(&check.stdout)
    );
    assert!(workspace.run("generate", &[]).status.success());
    assert_eq!(workspace.run("check", &[]).status.code(), Some(0));
    assert!(!workspace.path("src/generated/actions/describe_pages.rs").exists());
    for file in edited_files {
        assert_eq!(workspace.read(file), "mine", "{file}");
    }
    assert!(!workspace.path("LICENSE-MIT").exists());
}

#[test]
fn a_new_crate_keeps_existing_files() {
    let workspace = Workspace::new();
    fs::create_dir_all(workspace.path("")).unwrap();
    fs::write(workspace.path("README.md"), "mine").unwrap();
    assert!(workspace.run("generate", &[]).status.success());
    assert_eq!(workspace.read("README.md"), "mine");
    assert!(workspace.path("Cargo.toml").is_file());
}

#[test]
fn a_crate_can_depend_on_teo_api_by_path() {
    let workspace = Workspace::new();
    let run = workspace.run("generate", &["--teo-api", "missing"]);
    assert!(text(&run.stderr).contains("--teo-api: there is no crate in missing"));
    assert!(!workspace.path("").exists(), "something was written");
    let teo_api = Path::new(env!("CARGO_MANIFEST_DIR")).join("../teo-api");
    workspace.run("generate", &["--teo-api", teo_api.to_str().unwrap()]);
    let path = teo_api.canonicalize().unwrap();
    let line = format!(
        "teo-api = {{ path = {:?}, default-features = false }}",
        path.display().to_string()
    );
    assert!(workspace.read("Cargo.toml").contains(&line), "{}", workspace.read("Cargo.toml"));
}

#[test]
fn an_invalid_spec_creates_no_crate() {
    let workspace = Workspace::new();
    fs::write(workspace.folder.path().join("specs/structures/Mod.json"), "{").unwrap();
    let run = workspace.run("generate", &[]);
    assert!(text(&run.stderr).contains("structures/Mod.json: not JSON"), "{}", text(&run.stderr));
    assert!(!workspace.path("").exists());
}

#[test]
fn invalid_and_reserved_crate_names_are_rejected() {
    for name in ["", "1st", "a b", "as", "self", "core", "teo-api", "tokio", "../up", "caf\u{e9}"] {
        let error = Package::new(name).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{name:?} cannot be the name of a crate")), "{error}");
    }
    for name in ["cvm", "as-api", "a_b", "ai3d-2025-05-13"] {
        assert!(Package::new(name).is_ok(), "{name}");
    }
}
