//! Tests `update`, from a package of the vendor's tool to an updated checkout: its files, its
//! output, and that a killed update has changed all files or none.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const SPECS: &str = "api-specs/teo/2022-09-01";
const UPDATE: &[&str] = &["update", "--from", "tccli-3.1.2.1-py2.py3-none-any.whl"];

/// A checkout with the layout of this repository, a small service and packages of the vendor's
/// tool.
struct Checkout(tempfile::TempDir);

impl Checkout {
    /// Creates a checkout that is up to date with the metadata, and commits all files.
    fn new(metadata: &Value) -> Self {
        let checkout = Self(tempfile::tempdir().unwrap());
        let service = json!({
            "service": "teo", "version": "2022-09-01", "title": "Shop", "summary": "A shop.",
            "hosts": {"international": "shop.example.com", "china": "shop.example.cn"},
            "spec_date": "2026-11-24"
        });
        for (file, text) in [
            (&*format!("{SPECS}/service.json"), &*service.to_string()),
            ("teo-api/src/lib.rs", ""),
            ("Cargo.toml", "[workspace.package]\nversion = \"0.3.1\"\n"),
            ("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A shop.\n"),
            (".gitignore", "*.whl\n/.codegen-update/\n"),
        ] {
            let path = checkout.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        checkout.git(&["init", "--quiet"]);
        checkout.write_package("3.1.1.1", metadata);
        checkout.assert_success(&["import", "--from", "tccli-3.1.1.1-py2.py3-none-any.whl"]);
        checkout.assert_success(&["generate", "--specs", SPECS, "--out", "teo-api/src/generated"]);
        checkout.commit("One");
        checkout
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a package like the vendor's.
    fn write_package(&self, version: &str, metadata: &Value) {
        let name = format!("tccli-{version}-py2.py3-none-any.whl");
        let mut wheel = zip::ZipWriter::new(File::create(self.path().join(name)).unwrap());
        let options = zip::write::SimpleFileOptions::default();
        wheel.start_file("tccli/services/teo/v20220901/api.json", options).unwrap();
        wheel.write_all(metadata.to_string().as_bytes()).unwrap();
        wheel.finish().unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_teo-codegen"));
        command.current_dir(self.path()).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn assert_success(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert!(run.status.success(), "{arguments:?}: {}", text(&run.stderr));
        text(&run.stdout)
    }

    fn assert_failure(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert_eq!(run.status.code(), Some(1), "{arguments:?}: {}", text(&run.stdout));
        text(&run.stderr)
    }

    fn git(&self, arguments: &[&str]) {
        let run = Command::new("git")
            .arg("-C")
            .arg(self.path())
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", text(&run.stderr));
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "."]);
        self.git(&["commit", "--quiet", "-m", message]);
    }

    /// Returns the text of every file that git does not ignore.
    fn tree(&self) -> BTreeMap<PathBuf, String> {
        let mut tree = BTreeMap::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                let name = path.file_name().unwrap().to_str().unwrap();
                if name == ".git" || name == ".codegen-update" || name.ends_with(".whl") {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                } else {
                    tree.insert(path.clone(), fs::read_to_string(&path).unwrap());
                }
            }
        }
        tree
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn member(name: &str, type_name: &str) -> Value {
    json!({"name": name, "type": "string", "member": type_name})
}

fn insert_action(metadata: &mut Value, name: &str, input: Value) {
    let (request, response) = (format!("{name}Request"), format!("{name}Response"));
    metadata["actions"][name] = json!({"input": request, "output": response, "status": "online"});
    metadata["objects"][request] = json!({"type": "object", "members": input});
    metadata["objects"][response] =
        json!({"type": "object", "members": [member("RequestId", "string")]});
}

fn first_metadata() -> Value {
    let mut metadata = json!({
        "metadata": {"apiVersion": "2022-09-01", "serviceShortName": "teo"}, "actions": {}, "objects": {}
    });
    insert_action(&mut metadata, "DescribeGoods", json!([member("ShopId", "string")]));
    insert_action(&mut metadata, "CreateOrder", json!([member("GoodId", "string")]));
    metadata
}

/// Metadata in which one parameter becomes required, one is new and has values in the vendor's
/// prose, one action is new and one is missing.
fn second_metadata() -> Value {
    let mut metadata = first_metadata();
    let mut colour = member("Colour", "string");
    colour["document"] =
        json!("Of a colour.<li>red: it is red;</li><li>dark_blue: it is not.</li>");
    let mut shop = member("ShopId", "string");
    shop["required"] = json!(true);
    insert_action(&mut metadata, "DescribeGoods", json!([shop, colour]));
    insert_action(&mut metadata, "DescribeShops", json!([]));
    metadata["actions"].as_object_mut().unwrap().remove("CreateOrder");
    metadata
}

#[test]
fn an_update_writes_specs_code_and_changelog_and_proposes_a_version() {
    let checkout = Checkout::new(&first_metadata());
    checkout.write_package("3.1.2.1", &second_metadata());
    let output = checkout.assert_success(UPDATE);
    for part in [
        "import\ngenerate\ncompare\nwrite\n",
        "  added       actions/DescribeShops.json: + DescribeShops\n",
        "0 breaking, 4 additive, 1 documentation.\nNext version after 0.3.1: 0.3.2;",
        "    actions/DescribeGoods.json#/parameters/Colour: red, dark_blue (no set yet)\n",
        "  withdrawn: kept for one version, deprecated (1)\n    actions/CreateOrder.json\n",
        "nothing is committed\nnext: ",
    ] {
        assert!(output.contains(part), "{part:?} is not in\n{output}");
    }
    assert!(checkout.read(&format!("{SPECS}/service.json")).contains("\"tccli\": \"3.1.2.1\""));
    let code = checkout.read("teo-api/src/generated/actions/create_order.rs");
    assert!(code.contains("the vendor has withdrawn CreateOrder"));
    assert_eq!(
        checkout.read("CHANGELOG.md"),
        "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A shop.\n\
         - **teo-api**: actions of the vendor's release 3.1.2.1: `DescribeShops`.\n\
         - **teo-api**: members of the vendor's release 3.1.2.1: `DescribeGoods.Colour`.\n\n\
         ### Changed\n\n- **teo-api**: now required: `DescribeGoods.ShopId`.\n\n\
         ### Deprecated\n\n- **teo-api**: `CreateOrder`, which the vendor has withdrawn.\n"
    );
    checkout.assert_success(&["check", "--specs", SPECS]);
    assert!(!checkout.path().join(".codegen-update").exists());

    let error = checkout.assert_failure(UPDATE);
    assert!(error.contains("has changes that are not committed"), "{error}");
    checkout.commit("Two");
    let before = checkout.tree();
    let again = checkout.assert_success(UPDATE);
    assert!(again.contains("everything is up to date; nothing was written"), "{again}");
    assert_eq!(checkout.tree(), before);
}

#[test]
fn an_action_released_as_withdrawn_is_reported_as_removable() {
    let checkout = Checkout::new(&first_metadata());
    checkout.write_package("3.1.2.1", &second_metadata());
    let removable = "released as withdrawn: can be removed in a breaking version (1)\n    actions/CreateOrder.json";
    assert!(!checkout.assert_success(UPDATE).contains("released as withdrawn"));
    checkout.commit("Two");
    checkout.git(&["tag", "v0.3.2"]);
    let output = checkout.assert_success(UPDATE);
    assert!(output.contains(removable), "{output}");
}

#[test]
fn a_dry_run_prints_the_same_and_writes_nothing() {
    let checkout = Checkout::new(&first_metadata());
    checkout.write_package("3.1.2.1", &second_metadata());
    let before = checkout.tree();
    let dry_output = checkout.assert_success(&[UPDATE, &["--dry-run"]].concat());
    assert_eq!(checkout.tree(), before);
    let output = checkout.assert_success(UPDATE);
    let report = |output: &str| {
        output.split("would write").next().unwrap().split("wrote").next().unwrap().to_owned()
    };
    assert_eq!(report(&dry_output), report(&output).replace("write\n", ""));
}

#[test]
fn a_failed_update_changes_nothing() {
    let checkout = Checkout::new(&first_metadata());
    let mut invalid = second_metadata();
    invalid["objects"]["DescribeGoodsRequest"]["members"][1]["type"] = json!("map");
    checkout.write_package("3.1.2.1", &invalid);
    let before = checkout.tree();
    let error = checkout.assert_failure(UPDATE);
    assert!(
        error.contains(
            "api.json#/objects/DescribeGoodsRequest/members/1/type: the combination of type \"map\" and member \"string\" is unknown"
        ),
        "{error}"
    );
    assert_eq!(checkout.tree(), before);

    checkout.write_package("3.1.2.1", &second_metadata());
    fs::write(checkout.path().join(".codegen-update"), "in the way").unwrap();
    let error = checkout.assert_failure(UPDATE);
    assert!(error.contains("cannot") && error.contains(".codegen-update"), "{error}");
    assert_eq!(checkout.tree(), before);
}

#[test]
fn an_update_from_a_missing_package_fails() {
    let checkout = Checkout::new(&first_metadata());
    let error = checkout.assert_failure(&["update", "--from", "missing.whl"]);
    assert!(error.contains("cannot read missing.whl"), "{error}");
}

/// Metadata with many actions, so that moving their files takes some time.
fn large_metadata() -> Value {
    let mut metadata = second_metadata();
    for number in 0..40 {
        insert_action(
            &mut metadata,
            &format!("DescribeShelf{number}"),
            json!([member("Row", "string")]),
        );
    }
    metadata
}

/// Runs an update and undoes it. Returns the tree before, the tree after, and the duration.
fn update_and_undo(
    checkout: &Checkout,
) -> (BTreeMap<PathBuf, String>, BTreeMap<PathBuf, String>, Duration) {
    let before = checkout.tree();
    let start = Instant::now();
    checkout.assert_success(UPDATE);
    let (duration, after) = (start.elapsed(), checkout.tree());
    undo(checkout);
    assert_eq!(checkout.tree(), before);
    (before, after, duration)
}

fn undo(checkout: &Checkout) {
    checkout.git(&["checkout", "--quiet", "."]);
    checkout.git(&["clean", "--quiet", "-d", "--force"]);
}

fn start_update(checkout: &Checkout) -> Child {
    checkout.command(UPDATE).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn kill(mut child: Child) {
    let _ = child.kill();
    child.wait().unwrap();
}

#[test]
fn the_next_command_completes_a_killed_update_or_no_file_has_changed() {
    let checkout = Checkout::new(&first_metadata());
    checkout.write_package("3.1.2.1", &large_metadata());
    let (before, after, duration) = update_and_undo(&checkout);
    const RUNS: u32 = 24;
    let mut outcomes = [0, 0];
    for run in 0..RUNS {
        let child = start_update(&checkout);
        sleep(duration * run / RUNS);
        kill(child);
        checkout.assert_success(&["count"]);
        let tree = checkout.tree();
        assert!(
            tree == before || tree == after,
            "killed after {:?} of {duration:?}",
            duration * run / RUNS
        );
        outcomes[usize::from(tree == after)] += 1;
        undo(&checkout);
    }
    assert!(outcomes[0] > 0, "no update was killed before it wrote: {outcomes:?}");
}

#[test]
fn the_next_command_completes_an_update_killed_while_it_writes() {
    let checkout = Checkout::new(&first_metadata());
    checkout.write_package("3.1.2.1", &large_metadata());
    let (_, after, _) = update_and_undo(&checkout);
    let journal = checkout.path().join(".codegen-update/journal");
    for _ in 0..60 {
        let mut child = start_update(&checkout);
        while !journal.exists() && child.try_wait().unwrap().is_none() {
            sleep(Duration::from_micros(50));
        }
        kill(child);
        let has_journal = journal.exists();
        let output = text(&checkout.run(&["count"]).stderr);
        assert_eq!(checkout.tree(), after);
        assert_eq!(
            output.contains("finished an update that was interrupted"),
            has_journal,
            "{output}"
        );
        if has_journal {
            return;
        }
        undo(&checkout);
    }
    panic!("none of 60 updates was killed while it wrote");
}
