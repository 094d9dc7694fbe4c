//! The default chain in real environments: this program starts itself once for each case, with the
//! variables and the home folder of the case.

use std::fs;
use std::process::Command;
use std::time::{Duration, SystemTime};

use teo_api::teo::DescribePrefetchTasksRequest;
use teo_api::{Client, ErrorKind};
use teo_simulator::Simulator;

/// Variable with the endpoint that the other process calls.
const ENDPOINT: &str = "TEO_TESTS_ENDPOINT";

fn request() -> DescribePrefetchTasksRequest {
    let now = SystemTime::now();
    DescribePrefetchTasksRequest::new().start_time(now - Duration::from_secs(60)).end_time(now)
}

/// The test that the other process runs. Without the variable it does nothing.
#[tokio::test]
async fn another_process_makes_a_call() {
    let Ok(endpoint) = std::env::var(ENDPOINT) else { return };
    if endpoint.is_empty() {
        let client = Client::new().expect("a new client looks nothing up");
        let error = client.describe_prefetch_tasks(request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        panic!("{error}");
    }
    let client = Client::builder().endpoint(endpoint).build().unwrap();
    client.describe_prefetch_tasks(request()).await.unwrap_or_else(|error| panic!("{error}"));
}

const TEST: &str = "credentials_environment::another_process_makes_a_call";

/// Runs the other process. Returns whether its call succeeded, and its output.
fn run(endpoint: &str, home: &std::path::Path, variables: &[(&str, &str)]) -> (bool, String) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", TEST, "--nocapture"])
        .env_clear()
        .env("HOME", home)
        .env(ENDPOINT, endpoint)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credentials_are_found_where_the_tools_of_the_vendor_keep_them() {
    let edgeone = Simulator::builder().key("the-id", "hidden-key").token("the-token");
    let edgeone = edgeone.start().await.unwrap();
    let home = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = home.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    };
    let assert_succeeds = |variables: &[(&str, &str)]| {
        let (success, text) = run(&edgeone.url(), home.path(), variables);
        assert!(success, "{text}");
    };
    assert_succeeds(&[
        ("TENCENTCLOUD_SECRET_ID", "the-id"),
        ("TENCENTCLOUD_SECRET_KEY", "hidden-key"),
        ("TENCENTCLOUD_TOKEN", "the-token"),
    ]);
    let pair = "[default]\r\nsecret_id = the-id\r\nsecret_key = hidden-key ; mine\r\ntoken = the-token\r\n";
    let elsewhere = write("elsewhere", pair);
    assert_succeeds(&[("TENCENTCLOUD_CREDENTIALS_FILE", elsewhere.to_str().unwrap())]);
    let cli = r#"{"type":"oauth","secretId":"the-id","secretKey":"hidden-key","token":"the-token","expiresAt":4102444800}"#;
    write(".tccli/work.credential", cli);
    assert_succeeds(&[("TCCLI_PROFILE", "work")]);
    write(".tccli/default.credential", cli);
    assert_succeeds(&[]);
    write(".tencentcloud/credentials", pair);
    assert_succeeds(&[]);

    write(".tencentcloud/credentials", "[default]\nsecret_id = the-id\n");
    let (success, text) = run(&edgeone.url(), home.path(), &[]);
    assert!(!success && text.contains("has no secret_key in section [default]"), "{text}");
    assert!(!text.contains("hidden"), "{text}");
}

#[test]
fn a_client_without_usable_credentials_fails_at_its_first_call() {
    let home = tempfile::tempdir().unwrap();
    let (success, text) = run("", home.path(), &[("TENCENTCLOUD_SECRET_KEY", "hidden-key")]);
    assert!(!success, "{text}");
    assert!(text.contains("and no TENCENTCLOUD_SECRET_ID; set both or neither"), "{text}");
    assert!(!text.contains("hidden-key"), "{text}");
}
