//! The examples `purge` and `prefetch` as people run them: as programs, against a simulator.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
#![allow(clippy::print_stdout, reason = "a run of the tests shows what became of 12,345 URLs")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use teo_api::teo::ModifyZoneStatusRequest;
use teo_api::{Client, Credentials};
use teo_simulator::{Rule, Simulator};

/// An example, which `cargo test` builds beside the tests. It sees no credentials of this machine.
fn example(name: &str) -> Command {
    let mut program = std::env::current_exe().unwrap();
    program.pop();
    program.pop();
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let program: PathBuf = program.join("examples").join(file);
    assert!(program.exists(), "build it first: cargo build -p teo-api --example {name}");
    let home = std::env::temp_dir().join("no-home");
    let mut command = Command::new(program);
    command.env_clear().env("HOME", home).env("PATH", std::env::var_os("PATH").unwrap());
    command
}

fn run(command: &mut Command, input: &str) -> Output {
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The arguments by which a tool finds a simulator.
fn at<'c>(command: &'c mut Command, simulator: &Simulator) -> &'c mut Command {
    command
        .args(["--endpoint", &simulator.url()])
        .env("TENCENTCLOUD_SECRET_ID", simulator.secret_id())
        .env("TENCENTCLOUD_SECRET_KEY", simulator.secret_key())
}

/// Interleaves lists, so that no zone comes as a whole.
fn interleaved(mut lists: Vec<Vec<String>>) -> Vec<String> {
    let mut all = Vec::new();
    lists.iter_mut().for_each(|list| list.reverse());
    while lists.iter().any(|list| !list.is_empty()) {
        all.extend(lists.iter_mut().filter_map(Vec::pop));
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prefetching_12345_urls_tells_exactly_what_became_of_each() {
    let site = |number: usize| format!("site{number}.example");
    let mut builder = Simulator::builder().content_quota(2_000, 3_000);
    for number in 1..=7 {
        builder = builder.zone(format!("zone-{number}"), [site(number)]);
    }
    let simulator = builder.start().await.unwrap();
    let credentials = Credentials::new(simulator.secret_id(), simulator.secret_key());
    let client = Client::builder().credentials(credentials).endpoint(simulator.url());
    let pause = ModifyZoneStatusRequest::new().zone_id("zone-7").paused(true);
    client.build().unwrap().modify_zone_status(pause).await.unwrap();
    // The first response is lost after the job was created.
    simulator.add_rule(Rule::close().on("CreatePrefetchTask").after_execution());

    // One in a hundred fails.
    let url = |host: &str, number: usize| {
        let fails = if number.is_multiple_of(100) { "?simulate=failed" } else { "" };
        format!("https://www.{host}/{number}{fails}")
    };
    let urls = |host: String, count| (0..count).map(|number| url(&host, number)).collect();
    let first: Vec<String> = urls(site(1), 3_300);
    let unknown: Vec<String> = urls("nowhere.example".to_owned(), 45);
    let mut lists = vec![first.clone(), unknown.clone()];
    lists.extend((2..=7).map(|number| urls(site(number), 1_500)));
    let all = interleaved(lists);
    assert_eq!(all.len(), 12_345);

    let mut expected: BTreeMap<&str, &str> = all.iter().map(|url| (url.as_str(), "done")).collect();
    expected.extend(all.iter().filter(|url| url.contains('?')).map(|url| (url.as_str(), "failed")));
    let left = first[3_000..].iter().chain(&unknown);
    expected.extend(left.map(|url| (url.as_str(), "not_submitted")));

    let output = tokio::task::block_in_place(|| {
        run(at(&mut example("prefetch"), &simulator).args(["--json", "-"]), &all.join("\n"))
    });
    let lines = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{lines}");
    let outcome: Value = serde_json::from_slice(&output.stdout).unwrap();
    let targets = outcome["targets"].as_array().unwrap();
    let found: BTreeMap<&str, &str> = targets
        .iter()
        .map(|target| (target["target"].as_str().unwrap(), target["state"].as_str().unwrap()))
        .collect();
    assert_eq!(targets.len(), 12_345);
    assert!(found == expected, "{}", lines.lines().last().unwrap());
    // 30 of the first zone's 3,000, and 15 of each other zone's 1,500.
    let summary = "11880 of 12345 targets done, 120 failed, 345 not submitted";
    assert!(lines.ends_with(&format!("{summary}\n")), "{lines}");
    println!("{summary}");

    let received = simulator.received();
    let created = received.iter().filter(|request| request.action == "CreatePrefetchTask");
    let mut executed = Vec::new();
    for request in created.clone().filter(|request| request.executed()) {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let targets = body["Targets"].as_array().unwrap().iter();
        executed.extend(targets.map(|target| target.as_str().unwrap().to_owned()));
    }
    let distinct: BTreeSet<&String> = executed.iter().collect();
    assert_eq!((created.count(), executed.len(), distinct.len()), (8, 12_000, 12_000));
    println!("executed: 8 submissions of 12000 targets, each once");
    let adopted = outcome["jobs"].as_array().unwrap().iter();
    assert_eq!(adopted.filter(|job| !job["adopted"].is_null()).count(), 1);
}

#[test]
fn without_an_account_the_tools_are_simulated_and_say_so() {
    for (tool, argument) in [
        ("purge", "https://www.example.com/a"),
        ("prefetch", "https://www.example.com/a"),
        ("purge", "--kind=prefix"),
    ] {
        let mut command = example(tool);
        command.arg(argument);
        if argument.starts_with('-') {
            command.arg("https://www.example.com/folder/");
        }
        let output = run(&mut command, "");
        let lines = text(&output.stderr);
        assert!(lines.starts_with("simulated: there are no credentials"), "{lines}");
        assert_eq!(text(&output.stdout), "1 of 1 target done\n", "{lines}");
        assert_eq!(output.status.code(), Some(0));
        // In a pipe, each change is a line.
        assert!(lines.contains("\n0 of 1 target done, 1 running\n"), "{lines}");
    }
}

#[test]
fn failures_are_a_table_and_the_exit_status_is_1() {
    let input =
        "# comment\nhttps://www.example.com/a\nhttps://www.example.com/b?simulate=canceled\n";
    let output = run(example("prefetch").args(["--file", "-"]), input);
    let table = "TARGET                                       ZONE             WHAT BECAME OF IT\n\
         https://www.example.com/b?simulate=canceled  zone-simulated0  failed, canceled\n\
         1 of 2 targets done, 1 failed\n";
    assert_eq!(text(&output.stdout), table);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn wrong_use_has_the_exit_status_2() {
    let wrong: [(&str, &[&str]); 9] = [
        ("purge", &[]),
        ("purge", &["--kind", "everything"]),
        ("purge", &["--kind", "everything", "--zone", "zone-a", "https://www.example.com/"]),
        ("purge", &["--kind", "everything", "--zone", "zone-a", "--file", "-"]),
        ("purge", &["--file", "no-such-file"]),
        ("prefetch", &["--file", "no-such-file"]),
        ("prefetch", &["--resume", "no-such-file"]),
        ("prefetch", &["--mode", "sideways", "https://www.example.com/"]),
        ("prefetch", &["--resume", "jobs.json", "https://www.example.com/"]),
    ];
    for (tool, arguments) in wrong {
        let output = run(example(tool).args(arguments), "");
        assert_eq!(output.status.code(), Some(2), "{tool} {arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_are_resumed_by_another_process() {
    let simulator = Simulator::builder().zone("zone-a", ["example.com"]).start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let jobs = folder.path().join("jobs.json");
    let arguments = ["--no-wait", "https://www.example.com/a", "https://www.example.com/b"];
    let submitted = run(at(&mut example("prefetch"), &simulator).args(arguments), "");
    assert_eq!(submitted.status.code(), Some(0), "{}", text(&submitted.stderr));
    std::fs::write(&jobs, &submitted.stdout).unwrap();

    let resumed = run(at(&mut example("prefetch"), &simulator).arg("--resume").arg(&jobs), "");
    assert_eq!(text(&resumed.stdout), "2 of 2 targets done\n", "{}", text(&resumed.stderr));
    assert_eq!(resumed.status.code(), Some(0));
}

/// A shell command, with the example as `$0`.
#[cfg(unix)]
fn shell(script: &str, name: &str) -> Output {
    let program = example(name);
    let mut shell = Command::new("bash");
    shell.arg("-c").arg(script).arg(program.get_program()).env_clear().env("TERM", "xterm");
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    run(&mut shell, "")
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_ends_a_tool_quietly() {
    // More than a pipe holds.
    let script = "seq -f 'https://www.example.com/%g?simulate=canceled' 3000 | \"$0\" - | head -1; \
                  exit ${PIPESTATUS[1]}";
    let output = shell(script, "purge");
    let errors = text(&output.stderr);
    assert!(!errors.contains("panicked") && !errors.contains("roken pipe"), "{errors}");
    assert_eq!(text(&output.stdout).lines().count(), 1);
    assert_eq!(output.status.code(), Some(1), "{errors}");
}

/// `script`, of util-linux, runs a program on a terminal.
#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_a_bar_moves() {
    let script = "script --quiet --return --command \"$0 https://www.example.com/a\" /dev/null";
    let output = shell(script, "purge");
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    for step in ["0/1", "1/1", "1 of 1 target done"] {
        assert!(shown.contains(step), "{shown:?}");
    }
    assert!(shown.contains('\r'), "{shown:?}");
}
