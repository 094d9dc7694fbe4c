//! The example `certificate` as people run it: as a program, against a simulator.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use teo_simulator::{Rule, Simulator};

const ZONE: &str = "zone-a";
const BIND: [&str; 5] = ["bind", "--zone", ZONE, "--certificate", "cert-1"];

/// The example, which `cargo test` builds beside the tests. It sees no credentials of this machine.
fn example() -> Command {
    let mut program = std::env::current_exe().unwrap();
    program.pop();
    program.pop();
    let file = format!("certificate{}", std::env::consts::EXE_SUFFIX);
    let program: PathBuf = program.join("examples").join(file);
    assert!(program.exists(), "build it first: cargo build -p teo-api --example certificate");
    let home = std::env::temp_dir().join("no-home");
    let mut command = Command::new(program);
    command.env_clear().env("HOME", home).env("PATH", std::env::var_os("PATH").unwrap());
    command
}

fn run(command: &mut Command, input: &str) -> Output {
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap();
    // A program that was used wrongly does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The example with the account of a simulator.
fn at(simulator: &Simulator) -> Command {
    let mut command = example();
    command
        .env("TENCENTCLOUD_SECRET_ID", simulator.secret_id())
        .env("TENCENTCLOUD_SECRET_KEY", simulator.secret_key());
    command
}

/// A simulator. The tests have a thread for it while they wait for the program.
async fn simulator(domains: &[&str]) -> Simulator {
    let domains = domains.iter().copied();
    Simulator::builder().zone(ZONE, domains).start().await.unwrap()
}

#[test]
fn without_an_account_a_binding_is_simulated_and_says_so() {
    let output = run(example().args(BIND).arg("www.example.com"), "");
    let errors = text(&output.stderr);
    assert!(errors.starts_with("simulated: "), "{errors}");
    let table = "HOST             REPLACED  KEPT  STATE\n\
                 www.example.com  -         -     deployed\n";
    assert_eq!(text(&output.stdout), table, "{errors}");
    assert_eq!(output.status.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_host_is_in_the_table_and_the_exit_status_is_1() {
    let simulator = simulator(&["example.com", "www.example.com"]).await;
    let refusal = Rule::error("InvalidParameter.CertNotMatchDomain", "told by the test");
    simulator.add_rule(refusal.on("ModifyHostsCertificate"));
    let mut command = at(&simulator);
    command.args(BIND).args(["--endpoint", &simulator.url(), "-"]);
    let output = run(&mut command, "example.com\n\nwww.example.com\nwww.example.net\n");
    let table = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let lines: Vec<_> = table.lines().skip(1).collect();
    assert_eq!(lines.len(), 3, "{table}");
    assert!(lines[0].starts_with("example.com") && lines[0].contains("CertNotMatchDomain"));
    assert!(lines[1].starts_with("www.example.com") && lines[1].ends_with("deployed"), "{table}");
    assert!(lines[2].ends_with("the zone has no such domain"), "{table}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_outcome_and_the_list_are_json_for_programs() {
    let simulator = simulator(&["example.com", "www.example.com"]).await;
    let endpoint = simulator.url();
    let mut command = at(&simulator);
    let arguments = ["--endpoint", &endpoint, "--no-wait", "--json", "www.example.com"];
    let output = run(command.args(BIND).args(arguments), "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let outcome: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(outcome["hosts"][0]["state"], "deploying");

    let mut command = at(&simulator);
    command.args(["list", "--zone", ZONE, "--json", "--endpoint", &endpoint]);
    let output = run(&mut command, "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let list: Value = serde_json::from_slice(&output.stdout).unwrap();
    let hosts: Vec<_> = list.as_array().unwrap().iter().map(|host| &host["host"]).collect();
    assert_eq!(hosts, ["example.com", "www.example.com"]);
    assert_eq!(list[0]["certificates"], json!([]));
    assert_eq!(list[1]["certificates"][0]["id"], "cert-1");
}

#[test]
fn wrong_use_has_the_exit_status_2() {
    let wrong: [&[&str]; 5] = [
        &["bind", "--zone", ZONE, "www.example.com"],
        &["bind", "--zone", ZONE, "--certificate", "cert-1"],
        &["list"],
        &["bind", "--zone", ZONE, "--certificate", "c", "--no-wait", "--timeout", "3", "a.com"],
        &["bind", "--zone", ZONE, "--certificate", "c", "--file", "no-such-file"],
    ];
    for arguments in wrong {
        let output = run(example().args(arguments), "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_fails_has_the_exit_status_1_and_its_error() {
    let simulator = simulator(&["example.com"]).await;
    let refusal = Rule::error("UnauthorizedOperation.NoPermission", "told by the test");
    simulator.add_rule(refusal.on("DescribeAccelerationDomains"));
    let mut command = at(&simulator);
    command.args(["list", "--zone", ZONE, "--endpoint", &simulator.url()]);
    let output = run(&mut command, "");
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.starts_with("error: DescribeAccelerationDomains: "), "{errors}");
    assert!(output.stdout.is_empty());
}

/// A shell command, with the example as `$0`.
#[cfg(unix)]
fn shell(script: &str, program: &Command) -> Output {
    let mut shell = Command::new("bash");
    shell.arg("-c").arg(script).arg(program.get_program()).env_clear().env("TERM", "xterm");
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    run(&mut shell, "")
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_goes_away_ends_the_tool_quietly() {
    // The list is more than a pipe holds.
    let hosts = (0..2_000).map(|number| format!("a-host-with-a-long-name-{number}.example.com"));
    let simulator = Simulator::builder().zone(ZONE, hosts).start().await.unwrap();
    let list = format!("\"$0\" list --zone {ZONE} --endpoint {}", simulator.url());
    let output = shell(&format!("{list} | head -1; exit ${{PIPESTATUS[0]}}"), &at(&simulator));
    let errors = text(&output.stderr);
    assert!(!errors.contains("panicked") && !errors.contains("roken pipe"), "{errors}");
    assert_eq!(text(&output.stdout).lines().count(), 1);
    assert_eq!(output.status.code(), Some(0), "{errors}");
}

/// `script`, of util-linux, runs a program on a terminal.
#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_it_shows_that_it_waits() {
    let bind = "$0 bind --zone zone-a --certificate cert-1 www.example.com";
    let script = format!("script --quiet --return --command \"{bind}\" /dev/null");
    let output = shell(&script, &example());
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    assert!(shown.contains("binding, for") && shown.contains('\r'), "{shown:?}");
    assert!(shown.contains("deployed"), "{shown:?}");
}
