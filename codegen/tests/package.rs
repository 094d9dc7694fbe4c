//! A crate of its own: what is written once, what stays fresh, and what it cannot be called. That it
//! compiles and calls is for a script to say, which needs what the crate stands on.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use teo_codegen::Package;

/// The hostile specs, and a folder for the crate.
struct Workplace {
    folder: tempfile::TempDir,
}

impl Workplace {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/hostile/specs");
        copy(&specs, &place.folder.path().join("specs"));
        place
    }

    fn run(&self, command: &str, more: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_teo-codegen"))
            .current_dir(self.folder.path())
            .args([command, "--specs", "specs", "--out", "crate", "--crate", "hostile-api"])
            .args(more)
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
fn a_crate_is_whole() {
    let place = Workplace::new();
    let run = place.run("generate", &[]);
    assert!(run.status.success(), "{}", text(&run.stderr));
    let manifest = place.read("Cargo.toml");
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
        assert!(place.path(file).is_file(), "{file}");
    }
    let told = "use hostile_api::teo_api::Client;\nuse hostile_api::{Condition, ";
    assert!(place.read("README.md").contains(told));
    assert!(place.read("examples/describe_type.rs").contains(told));
    let client = place.read("src/generated/client.rs");
    for documented in [
        "/// use hostile_api::{Condition, DescribeTypeRequest, HostileApi, Odd, OptionStructure};",
        "///     .word(Odd::All)",
        "///     .words([\"*\", \"not among them\"])",
    ] {
        assert!(client.contains(documented), "{documented} not in\n{client}");
    }
    for file in ["Cargo.toml", "README.md", "src/lib.rs", "examples/describe_type.rs"] {
        let text = place.read(file);
        let placeholder = ["{name}", "{description}", "{example}", "{source}", "{rust_version}"];
        assert!(!placeholder.iter().any(|each| text.contains(each)), "{file}\n{text}");
    }
}

#[test]
fn what_a_person_edited_or_removed_stays_so_and_what_is_generated_is_fresh() {
    let place = Workplace::new();
    place.run("generate", &[]);
    let edited = ["Cargo.toml", "README.md", "src/lib.rs", "examples/describe_type.rs"];
    for file in edited {
        fs::write(place.path(file), "mine").unwrap();
    }
    fs::remove_file(place.path("LICENSE-MIT")).unwrap();
    fs::remove_file(place.folder.path().join("specs/actions/Describetype.json")).unwrap();

    let check = place.run("check", &[]);
    assert_eq!(check.status.code(), Some(1));
    assert!(
        text(&check.stdout).contains("left over  actions/describetype.rs"),
        "{}",
        text(&check.stdout)
    );
    assert!(place.run("generate", &[]).status.success());
    assert_eq!(place.run("check", &[]).status.code(), Some(0));
    assert!(!place.path("src/generated/actions/describetype.rs").exists());
    for file in edited {
        assert_eq!(place.read(file), "mine", "{file}");
    }
    assert!(!place.path("LICENSE-MIT").exists());
}

#[test]
fn a_file_that_stands_where_a_new_crate_comes_is_kept() {
    let place = Workplace::new();
    fs::create_dir_all(place.path("")).unwrap();
    fs::write(place.path("README.md"), "mine").unwrap();
    assert!(place.run("generate", &[]).status.success());
    assert_eq!(place.read("README.md"), "mine");
    assert!(place.path("Cargo.toml").is_file());
}

#[test]
fn a_checkout_of_teo_api_is_depended_on_by_its_path() {
    let place = Workplace::new();
    let nowhere = place.run("generate", &["--teo-api", "nowhere"]);
    assert!(text(&nowhere.stderr).contains("--teo-api: there is no crate in nowhere"));
    assert!(!place.path("").exists(), "something was written");
    let teo_api = Path::new(env!("CARGO_MANIFEST_DIR")).join("../teo-api");
    place.run("generate", &["--teo-api", teo_api.to_str().unwrap()]);
    let path = teo_api.canonicalize().unwrap();
    let line = format!(
        "teo-api = {{ path = {:?}, default-features = false }}",
        path.display().to_string()
    );
    assert!(place.read("Cargo.toml").contains(&line), "{}", place.read("Cargo.toml"));
}

#[test]
fn a_fault_of_the_specs_leaves_no_crate_behind() {
    let place = Workplace::new();
    fs::write(place.folder.path().join("specs/structures/Mod.json"), "{").unwrap();
    let run = place.run("generate", &[]);
    assert!(text(&run.stderr).contains("structures/Mod.json: not JSON"), "{}", text(&run.stderr));
    assert!(!place.path("").exists());
}

#[test]
fn a_crate_is_not_called_what_cargo_or_rust_refuses() {
    for name in ["", "1st", "a b", "as", "self", "core", "teo-api", "tokio", "../up", "caf\u{e9}"] {
        let error = Package::new(name).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{name:?} cannot be the name of a crate")), "{error}");
    }
    for name in ["cvm", "as-api", "a_b", "ai3d-2025-05-13"] {
        assert!(Package::new(name).is_ok(), "{name}");
    }
}
