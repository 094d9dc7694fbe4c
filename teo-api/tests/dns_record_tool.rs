//! The example `dns_record` as a program: what it does, what it writes, and its exit status.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use teo_simulator::{Rule, Simulator};

const ZONE: &str = "zone-example";

struct Tool {
    simulator: Simulator,
    home: tempfile::TempDir,
}

impl Tool {
    async fn start() -> Self {
        let simulator = Simulator::builder().zone(ZONE, ["example.com"]).start().await.unwrap();
        Self { simulator, home: tempfile::tempdir().unwrap() }
    }

    /// The program with the credentials and the address of the simulator.
    fn command(&self, arguments: &[&str]) -> Command {
        let url = self.simulator.url();
        let mut command = self.without_account(&[&["--endpoint", &*url], arguments].concat());
        command
            .env("TENCENTCLOUD_SECRET_ID", self.simulator.secret_id())
            .env("TENCENTCLOUD_SECRET_KEY", self.simulator.secret_key());
        command
    }

    fn without_account(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.home.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        finish(self.command(arguments), "")
    }

    /// Runs the program and returns what it wrote, which must have gone well.
    fn lines(&self, arguments: &[&str]) -> Vec<String> {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout).lines().map(str::to_owned).collect()
    }

    fn mutations(&self) -> usize {
        let received = self.simulator.received();
        received.iter().filter(|request| !request.action.starts_with("Describe")).count()
    }
}

/// Cargo builds it beside the tests.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(|deps| deps.parent()).unwrap().join("examples");
    let program = folder.join(format!("dns_record{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "build it first: cargo build -p teo-api --example dns_record");
    program
}

fn finish(mut command: Command, input: &str) -> Output {
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_is_present_then_absent_and_that_of_someone_else_stays() {
    let tool = Tool::start().await;
    let name = "_acme-challenge.example.com";
    tool.lines(&["present", name, "txt", "of someone else"]);
    let created = tool.lines(&["present", name, "txt", "token"]);
    let id = created[0].strip_prefix("created _acme-challenge.example.com TXT ").unwrap();
    let again = tool.lines(&["present", name, "TXT", "token"]);
    assert_eq!(again, [format!("unchanged {name} TXT {id}")]);
    let deleted = tool.lines(&["absent", name, "TXT", "token", "--zone", ZONE]);
    assert_eq!(deleted, [format!("deleted {name} TXT {id}")]);
    let nothing = tool.lines(&["absent", name, "TXT", "token"]);
    assert_eq!(nothing, [format!("absent {name} TXT")]);
    let left = tool.lines(&["list", "example.com"]);
    assert!(left.len() == 1 && left[0].contains("of someone else"), "{left:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_set_is_exactly_what_the_arguments_say() {
    let tool = Tool::start().await;
    let set = ["set", "www.example.com", "A"];
    let two = [&set[..], &["192.0.2.1", "192.0.2.2", "--ttl", "60", "--weight", "-1"]].concat();
    assert_eq!(tool.lines(&two).len(), 2);
    let one = [&set[..], &["192.0.2.3", "--json"]].concat();
    let line: Value = serde_json::from_str(&tool.lines(&one)[0]).unwrap();
    assert_eq!(line["contents"], json!(["192.0.2.3"]));
    let count = |list: &str| line["changes"][list].as_array().unwrap().len();
    assert_eq!((count("changed"), count("deleted"), count("created")), (1, 1, 0));
    assert_eq!(tool.lines(&set).len(), 1);
    assert_eq!(tool.lines(&["list", "example.com"]), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_is_told_and_the_other_lines_are_done() {
    let tool = Tool::start().await;
    let input = "# records\n\nwww.example.com  A 192.0.2.1\nwww.unknown.test A 192.0.2.1\n\
                 example.com TXT v=spf1 -all\n";
    let output = finish(tool.command(&["present", "--from", "-"]), input);
    assert_eq!(output.status.code(), Some(1));
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(stdout.lines().count(), 2, "{stdout}");
    assert!(stderr.contains("\nwww.unknown.test  A     `www.unknown.test` is in no"), "{stderr}");
    let listed = tool.lines(&["list", "example.com", "--json"]);
    let contents: Vec<Value> = listed
        .iter()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["Content"].take())
        .collect();
    assert_eq!(contents, ["192.0.2.1", "v=spf1 -all"]);

    let output = finish(tool.command(&["absent", "--from", "-", "--json"]), input);
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.len() == 3 && lines[1]["error"].is_string(), "{lines:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_content_may_begin_with_a_hyphen() {
    let tool = Tool::start().await;
    let name = "_acme-challenge.example.com";
    let created = tool.lines(&["present", name, "TXT", "-token", "--ttl", "60"]);
    assert!(created[0].starts_with("created "), "{created:?}");
    tool.lines(&["set", name, "TXT", "--ttl", "300", "--", "-token", "-j5"]);
    let left = tool.lines(&["list", "example.com"]).join("\n");
    assert!(
        left.contains("300  ") && left.contains("  -token") && left.contains("  -j5"),
        "{left}"
    );
    tool.lines(&["set", name, "TXT", "--", "--token"]);
    let left = tool.lines(&["list", "example.com"]);
    assert!(left.len() == 1 && left[0].ends_with("--token"), "{left:?}");
    let deleted = tool.lines(&["absent", "--zone", ZONE, "--", name, "TXT", "--token"]);
    assert!(deleted[0].starts_with("deleted "), "{deleted:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_use_has_a_status_of_its_own_and_calls_nothing() {
    let tool = Tool::start().await;
    for arguments in [
        &["present"][..],
        &["present", "www.example.com", "A"],
        &["present", "www.example.com", "A", "192.0.2.1", "--from", "-"],
        &["present", "--from", "no-such-file"],
        &["set", "www.example.com", "A", "192.0.2.1", "--tll", "60"],
        &["present", "www.example.com", "TXT", "--tll=60"],
        &["unknown"],
    ] {
        let output = tool.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
    }
    let output = finish(tool.command(&["present", "--from", "-"]), "www.example.com A\n");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("line 1"));
    assert_eq!(tool.mutations(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_account_it_is_simulated_and_says_so() {
    let tool = Tool::start().await;
    let arguments = ["present", "www.example.com", "A", "192.0.2.1"];
    let output = finish(tool.without_account(&arguments), "");
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).starts_with("created www.example.com A "));
    assert!(text(&output.stderr).contains("simulated"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_has_enough_ends_it_quietly() {
    let tool = Tool::start().await;
    let records: Vec<Value> = (0..999)
        .map(|n| {
            let name = format!("{n}.{}.example.com", "long".repeat(12));
            json!({"RecordId": format!("record-{n}"), "Name": name, "Type": "A", "Content": "192.0.2.1"})
        })
        .collect();
    let page = json!({"TotalCount": 999, "DnsRecords": records});
    tool.simulator.add_rule(Rule::respond(page).on("DescribeDnsRecords"));
    let mut child = tool.command(&["list", "example.com"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("record-0 "));
    drop(lines);
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!((child.wait().unwrap().code(), &*stderr), (Some(0), ""));
}
