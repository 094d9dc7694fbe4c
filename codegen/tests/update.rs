//! The whole way of a release, from a package of the vendor's tool to a changed checkout: what is
//! written, what is told, and that an update which is killed leaves everything or nothing.
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
const RUN: &[&str] = &["update", "--from", "tccli-3.1.2.1-py2.py3-none-any.whl"];

/// A checkout of our form with a small service in it, and packages beside it.
struct Checkout(tempfile::TempDir);

impl Checkout {
    /// At the state of a first release of the metadata, all of it committed.
    fn new(first: &Value) -> Self {
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
        checkout.package("3.1.1.1", first);
        checkout.succeeds(&["import", "--from", "tccli-3.1.1.1-py2.py3-none-any.whl"]);
        checkout.succeeds(&["generate", "--specs", SPECS, "--out", "teo-api/src/generated"]);
        checkout.commit("One");
        checkout
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Packs metadata as the vendor does.
    fn package(&self, version: &str, metadata: &Value) {
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

    fn succeeds(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert!(run.status.success(), "{arguments:?}: {}", text(&run.stderr));
        text(&run.stdout)
    }

    fn fails(&self, arguments: &[&str]) -> String {
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

    /// Everything that git would see.
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

fn member(name: &str, of: &str) -> Value {
    json!({"name": name, "type": "string", "member": of})
}

fn action(metadata: &mut Value, name: &str, input: Value) {
    let (request, response) = (format!("{name}Request"), format!("{name}Response"));
    metadata["actions"][name] = json!({"input": request, "output": response, "status": "online"});
    metadata["objects"][request] = json!({"type": "object", "members": input});
    metadata["objects"][response] =
        json!({"type": "object", "members": [member("RequestId", "string")]});
}

fn first() -> Value {
    let mut metadata = json!({
        "metadata": {"apiVersion": "2022-09-01", "serviceShortName": "teo"}, "actions": {}, "objects": {}
    });
    action(&mut metadata, "DescribeGoods", json!([member("ShopId", "string")]));
    action(&mut metadata, "CreateOrder", json!([member("GoodId", "string")]));
    metadata
}

/// A parameter required, one added with values in the vendor's words, an action added, one gone.
fn second() -> Value {
    let mut metadata = first();
    let mut colour = member("Colour", "string");
    colour["document"] =
        json!("Of a colour.<li>red: it is red;</li><li>dark_blue: it is not.</li>");
    let mut shop = member("ShopId", "string");
    shop["required"] = json!(true);
    action(&mut metadata, "DescribeGoods", json!([shop, colour]));
    action(&mut metadata, "DescribeShops", json!([]));
    metadata["actions"].as_object_mut().unwrap().remove("CreateOrder");
    metadata
}

#[test]
fn a_release_becomes_specs_code_a_changelog_and_a_version() {
    let checkout = Checkout::new(&first());
    checkout.package("3.1.2.1", &second());
    let told = checkout.succeeds(RUN);
    for part in [
        "import\ngenerate\ncompare\nwrite\n",
        "  added       actions/DescribeShops.json: + DescribeShops\n",
        "0 breaking, 4 additive, 1 documentation.\nNext version after 0.3.1: 0.3.2;",
        "    actions/DescribeGoods.json#/parameters/Colour: red, dark_blue (no set yet)\n",
        "  withdrawn: stays for one version, deprecated (1)\n    actions/CreateOrder.json\n",
        "nothing is committed\nnext: ",
    ] {
        assert!(told.contains(part), "{part:?} is not in\n{told}");
    }
    assert!(checkout.read(&format!("{SPECS}/service.json")).contains("\"tccli\": \"3.1.2.1\""));
    let code = checkout.read("teo-api/src/generated/actions/create_order.rs");
    assert!(code.contains("the vendor has withdrawn CreateOrder"));
    assert_eq!(
        checkout.read("CHANGELOG.md"),
        "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A shop.\n\
         - **teo-api**: actions of the vendor's release 3.1.2.1: `DescribeShops`.\n\
         - **teo-api**: members of the vendor's release 3.1.2.1: `DescribeGoods.Colour`.\n\n\
         ### Changed\n\n- **teo-api**: required now: `DescribeGoods.ShopId`.\n\n\
         ### Deprecated\n\n- **teo-api**: `CreateOrder`, which the vendor has withdrawn.\n"
    );
    checkout.succeeds(&["check", "--specs", SPECS]);
    assert!(!checkout.path().join(".codegen-update").exists());

    let refused = checkout.fails(RUN);
    assert!(refused.contains("has changes that are not committed"), "{refused}");
    checkout.commit("Two");
    let before = checkout.tree();
    let again = checkout.succeeds(RUN);
    assert!(again.contains("everything is up to date; nothing was written"), "{again}");
    assert_eq!(checkout.tree(), before);
}

#[test]
fn what_was_released_as_withdrawn_may_be_removed() {
    let checkout = Checkout::new(&first());
    checkout.package("3.1.2.1", &second());
    let removable = "released as withdrawn: may be removed now, which breaks callers (1)\n    actions/CreateOrder.json";
    assert!(!checkout.succeeds(RUN).contains("released as withdrawn"));
    checkout.commit("Two");
    checkout.git(&["tag", "v0.3.2"]);
    let told = checkout.succeeds(RUN);
    assert!(told.contains(removable), "{told}");
}

#[test]
fn a_dry_run_tells_the_same_and_writes_nothing() {
    let checkout = Checkout::new(&first());
    checkout.package("3.1.2.1", &second());
    let before = checkout.tree();
    let dry = checkout.succeeds(&[RUN, &["--dry-run"]].concat());
    assert_eq!(checkout.tree(), before);
    let wet = checkout.succeeds(RUN);
    let report = |told: &str| {
        told.split("would write").next().unwrap().split("wrote").next().unwrap().to_owned()
    };
    assert_eq!(report(&dry), report(&wet).replace("write\n", ""));
}

#[test]
fn what_cannot_be_used_changes_nothing() {
    let checkout = Checkout::new(&first());
    let mut spoilt = second();
    spoilt["objects"]["DescribeGoodsRequest"]["members"][1]["type"] = json!("map");
    checkout.package("3.1.2.1", &spoilt);
    let before = checkout.tree();
    let error = checkout.fails(RUN);
    assert!(
        error.contains(
            "api.json#/objects/DescribeGoodsRequest/members/1/type: type map of string is unknown"
        ),
        "{error}"
    );
    assert_eq!(checkout.tree(), before);

    checkout.package("3.1.2.1", &second());
    fs::write(checkout.path().join(".codegen-update"), "in the way").unwrap();
    let error = checkout.fails(RUN);
    assert!(error.contains("cannot") && error.contains(".codegen-update"), "{error}");
    assert_eq!(checkout.tree(), before);
}

#[test]
fn there_must_be_a_package() {
    let checkout = Checkout::new(&first());
    let error = checkout.fails(&["update", "--from", "none.whl"]);
    assert!(error.contains("cannot read none.whl"), "{error}");
}

/// Enough files that moving them takes a while.
fn many() -> Value {
    let mut metadata = second();
    for number in 0..40 {
        action(&mut metadata, &format!("DescribeShelf{number}"), json!([member("Row", "string")]));
    }
    metadata
}

/// The tree before, the finished one, and how long that took.
fn both(checkout: &Checkout) -> (BTreeMap<PathBuf, String>, BTreeMap<PathBuf, String>, Duration) {
    let before = checkout.tree();
    let start = Instant::now();
    checkout.succeeds(RUN);
    let (took, after) = (start.elapsed(), checkout.tree());
    undo(checkout);
    assert_eq!(checkout.tree(), before);
    (before, after, took)
}

fn undo(checkout: &Checkout) {
    checkout.git(&["checkout", "--quiet", "."]);
    checkout.git(&["clean", "--quiet", "-d", "--force"]);
}

fn start(checkout: &Checkout) -> Child {
    checkout.command(RUN).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn kill(mut child: Child) {
    let _ = child.kill();
    child.wait().unwrap();
}

#[test]
fn killed_at_any_moment_it_has_changed_nothing_or_the_next_command_finishes_it() {
    let checkout = Checkout::new(&first());
    checkout.package("3.1.2.1", &many());
    let (before, after, took) = both(&checkout);
    const TIMES: u32 = 24;
    let mut ends = [0, 0];
    for time in 0..TIMES {
        let child = start(&checkout);
        sleep(took * time / TIMES);
        kill(child);
        checkout.succeeds(&["count"]);
        let tree = checkout.tree();
        assert!(
            tree == before || tree == after,
            "killed after {:?} of {took:?}",
            took * time / TIMES
        );
        ends[usize::from(tree == after)] += 1;
        undo(&checkout);
    }
    assert!(ends[0] > 0, "never killed before it wrote: {ends:?}");
}

#[test]
fn killed_while_it_writes_it_is_finished_by_the_next_command() {
    let checkout = Checkout::new(&first());
    checkout.package("3.1.2.1", &many());
    let (_, after, _) = both(&checkout);
    let journal = checkout.path().join(".codegen-update/journal");
    for _ in 0..60 {
        let mut child = start(&checkout);
        while !journal.exists() && child.try_wait().unwrap().is_none() {
            sleep(Duration::from_micros(50));
        }
        kill(child);
        let left = journal.exists();
        let told = text(&checkout.run(&["count"]).stderr);
        assert_eq!(checkout.tree(), after);
        assert_eq!(told.contains("finished an update that was interrupted"), left, "{told}");
        if left {
            return;
        }
        undo(&checkout);
    }
    panic!("none of 60 was killed while it wrote");
}
