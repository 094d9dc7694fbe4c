//! The request that a call would send, as text and as a curl command: what it shows, what it leaves
//! out, and that a real curl sends it.

use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use serde_json::json;
use teo_api::teo::{CreatePrefetchTaskRequest, DescribeZonesRequest, Header};
use teo_api::{Client, Credentials, ErrorKind, Preview};
use teo_simulator::Simulator;
use teo_tests::{Response, Server};

const ID: &str = "AKIDcanarycanarycanary";
const KEY: &str = "canary-key-canary-key";
const TOKEN: &str = "canary-token-canary-token";

fn client_for(url: &str) -> Client {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_551_113_065);
    Client::builder()
        .credentials(Credentials::new(ID, KEY).with_token(TOKEN))
        .endpoint(url)
        .region("ap-singapore")
        .clock(move || time)
        .build()
        .unwrap()
}

fn with_secret() -> CreatePrefetchTaskRequest {
    let headers =
        [Header::new().name("A").value("canary-value"), Header::new().name("B").value("canary-2")];
    CreatePrefetchTaskRequest::new().zone_id("it's zone-1").targets(["http://a/"]).headers(headers)
}

/// All texts of a preview.
fn texts(preview: &Preview) -> String {
    format!("{preview}\n{}\n{preview:?}", preview.curl())
}

#[tokio::test]
async fn a_preview_shows_the_request_that_is_sent() {
    let server = Server::start(Response::json(r#"{"Response": {"RequestId": "r"}}"#)).await;
    let call = client_for(&server.url()).describe_zones(DescribeZonesRequest::new().limit(5));
    let preview = call.preview().unwrap();
    assert!(server.requests().is_empty());
    let complete = preview.clone().with_signature().await.unwrap();
    call.await.unwrap();

    let requests = server.requests();
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    let lines: Vec<&str> = head.lines().collect();
    let text = preview.to_string();
    let (shown_head, shown_body) = text.split_once("\n\n").unwrap();
    assert_eq!(shown_body, body);
    let secret =
        |line: &&str| !line.starts_with("authorization") && !line.starts_with("x-tc-token");
    for line in shown_head.lines().filter(secret) {
        assert!(lines.contains(&line), "{line} not in {head}");
    }
    assert!(shown_head.contains("authorization: TC3-HMAC-SHA256 <left out>"), "{text}");
    // With the signature, it is the request itself.
    let shown = complete.to_string();
    for line in lines.iter().filter(|line| line.starts_with("x-tc-") || line.starts_with("auth")) {
        assert!(shown.contains(line), "{line} not in {shown}");
    }
}

#[tokio::test]
async fn a_preview_holds_secrets_only_if_it_is_asked_to() {
    let client = client_for("http://127.0.0.1:1");
    let request =
        json!({"ZoneId": "zone-1", "Headers": [null, {"Name": "A", "Value": "canary-value"}]});
    let previews = [
        client.create_prefetch_task(with_secret()).preview().unwrap(),
        client.call_json("CreatePrefetchTask", request).preview().unwrap(),
    ];
    for preview in previews {
        let shown = texts(&preview);
        assert!(!shown.contains("canary"), "{shown}");
        assert!(shown.contains("<redacted>") && shown.contains("zone-1"), "{shown}");
        let complete = preview.with_signature().await.unwrap();
        for text in [complete.to_string(), complete.curl()] {
            for secret in [ID, TOKEN, "canary-value"] {
                assert!(text.contains(secret), "{secret} not in {text}");
            }
            assert!(!text.contains(KEY), "{text}");
        }
        assert!(!format!("{complete:?}").contains("canary"));
    }
}

#[tokio::test]
async fn a_value_that_does_not_fit_its_type_is_shown_to_nobody() {
    let client = client_for("http://127.0.0.1:1");
    let secret = json!({"Name": "Authorization", "Value": "canary"});
    for headers in [secret.clone(), json!([secret, 5]), json!([[secret]]), json!("canary")] {
        let request = json!({"ZoneId": "zone-1", "Targets": ["http://a/"], "Headers": headers});
        let shown = texts(&client.call_json("CreatePrefetchTask", request).preview().unwrap());
        assert!(!shown.contains("canary"), "{shown}");
        assert!(shown.contains("<redacted>") && shown.contains("http://a/"), "{shown}");
    }
}

#[tokio::test]
async fn a_request_that_would_not_be_sent_has_no_preview() {
    let client = client_for("http://127.0.0.1:1");
    let call = client.create_prefetch_task(CreatePrefetchTaskRequest::new());
    let error = call.preview().unwrap_err();
    assert_eq!(
        (error.kind(), error.action()),
        (ErrorKind::InvalidRequest, Some("CreatePrefetchTask"))
    );
    let mut call = client.describe_zones(DescribeZonesRequest::new());
    let _ = futures_util::future::FutureExt::now_or_never(&mut call);
    assert_eq!(call.preview().unwrap_err().kind(), ErrorKind::Configuration);
    let error = client.call_json("Describe Zones", json!({})).preview().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

/// Runs a command by a real shell.
fn shell(command: String) -> Output {
    Command::new("sh").args(["-c", &command]).output().unwrap()
}

#[test]
fn a_shell_reads_a_curl_command_as_its_arguments() {
    let client = client_for("http://127.0.0.1:1");
    let request = json!({"Text": "it's $HOME `id` \\ \" \n ! é", "Empty": ""});
    let preview = client.call_json("DescribeNewThings", request.clone()).preview().unwrap();
    // A function in the place of curl prints its arguments, a line each.
    let output = shell(format!("curl() {{ printf '%s\\n' \"$@\"; }}\n{}", preview.curl()));
    let text = String::from_utf8(output.stdout).unwrap();
    let arguments: Vec<&str> = text.lines().collect();
    assert_eq!(arguments[0], "http://127.0.0.1:1/");
    assert!(arguments.windows(2).any(|pair| pair == ["-H", "x-tc-region: ap-singapore"]), "{text}");
    assert_eq!(arguments[arguments.len() - 2..], ["--data-raw", request.to_string().as_str()]);
}

#[tokio::test(flavor = "multi_thread")]
#[allow(clippy::print_stderr, reason = "says that the machine has no curl")]
async fn curl_sends_a_signed_preview_to_the_simulator() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("passed over: there is no curl");
        return;
    }
    let simulator = Simulator::builder().open().start().await.unwrap();
    let credentials = Credentials::new(simulator.secret_id(), simulator.secret_key());
    let builder = Client::builder().credentials(credentials).endpoint(simulator.url());
    let call = builder.build().unwrap().create_prefetch_task(with_secret());
    let preview = call.preview().unwrap();
    let run = |preview: &Preview| {
        let command = preview.curl().replacen("curl", "curl --silent --noproxy '*'", 1);
        tokio::task::spawn_blocking(|| shell(command))
    };
    let output = run(&preview).await.unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("AuthFailure"), "{text} {}", String::from_utf8_lossy(&output.stderr));
    let output = run(&preview.with_signature().await.unwrap()).await.unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains(r#""JobId""#), "{text} {}", String::from_utf8_lossy(&output.stderr));
}
