#![allow(clippy::unwrap_used)]

mod paging;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, SystemTime};

use serde_json::json;

use super::*;
use crate::server::signature::Keys;
use crate::server::tests::{BODY, NOW, signed_headers};

async fn send_request(address: SocketAddr) -> String {
    send(address, "CreatePrefetchTask", BODY.to_owned()).await
}

/// Sends one signed request and returns everything that the simulator sends until it closes the
/// connection.
async fn send(address: SocketAddr, action: &str, body: String) -> String {
    let keys = Keys {
        secret_id: crate::SECRET_ID.to_owned(),
        secret_key: crate::SECRET_KEY.to_owned(),
        token: None,
    };
    let mut headers = format!("connection: close\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in &signed_headers(&keys, action, &body) {
        headers.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    let request = format!("POST / HTTP/1.1\r\n{headers}\r\n{body}");
    let exchange = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut response = Vec::new();
        // A reset of the connection is an error here, but is expected after a failure.
        let _ = stream.read_to_end(&mut response);
        String::from_utf8(response).unwrap()
    });
    exchange.await.unwrap()
}

async fn start_at_signing_time() -> Simulator {
    let now = || SystemTime::UNIX_EPOCH + Duration::from_secs(NOW as u64);
    Simulator::builder().clock(now).open().start().await.unwrap()
}

/// What `received` says about each request: its error, and whether it was executed.
fn received_by(simulator: &Simulator) -> Vec<(Option<String>, bool)> {
    let received = simulator.received().into_iter();
    received.map(|request| (request.error.clone(), request.executed())).collect()
}

#[tokio::test]
async fn a_state_that_the_test_sets_is_read_at_once_of_the_items_that_it_names() {
    let now = || SystemTime::UNIX_EPOCH + Duration::from_secs(NOW as u64);
    let builder = Simulator::builder().clock(now).task_duration(Duration::MAX);
    let simulator = builder.zone("zone-1", ["a.com", "www.a.com"]).start().await.unwrap();
    let offline =
        json!({"ZoneId": "zone-1", "DomainNames": ["a.com", "www.a.com"], "Status": "offline"});
    send(simulator.address(), "ModifyAccelerationDomainStatuses", offline.to_string()).await;
    let set = |name: &str| {
        let (domain, state) = (json!({"DomainName": name}), json!({"DomainStatus": "forbidden"}));
        simulator.set_members("AccelerationDomain", &domain, &state)
    };
    assert_eq!((set("www.a.com"), set("b.com")), (1, 0));
    let body = json!({"ZoneId": "zone-1"}).to_string();
    let read = send(simulator.address(), "DescribeAccelerationDomains", body).await;
    let count = |status: &str| read.matches(&format!("\"DomainStatus\":\"{status}\"")).count();
    assert_eq!((count("process"), count("forbidden")), (1, 1), "{read}");
}

#[tokio::test]
async fn close_after_execution_executes_the_action_once_and_sends_nothing() {
    let simulator = start_at_signing_time().await;
    let rule = Rule::close().after_execution();
    simulator.add_rule(rule.clone());
    assert_eq!(send_request(simulator.address()).await, "");
    assert!(send_request(simulator.address()).await.contains("JobId"));
    assert_eq!(received_by(&simulator), [(None, true), (None, true)]);
    let rules: Vec<_> = simulator.received().into_iter().map(|request| request.rule).collect();
    assert_eq!(rules, [Some(rule), None]);
    let day = r#"{"ZoneId": "zone-a", "StartTime": "2022-02-09T00:00:00Z", "EndTime": "2022-02-10T00:00:00Z"}"#;
    let tasks = send(simulator.address(), "DescribePrefetchTasks", day.to_owned()).await;
    assert!(tasks.contains(r#""TotalCount":2"#), "{tasks}");
}

#[tokio::test]
async fn close_executes_nothing() {
    let simulator = start_at_signing_time().await;
    simulator.add_rule(Rule::close());
    assert_eq!(send_request(simulator.address()).await, "");
    assert_eq!(received_by(&simulator), [(None, false)]);
}

#[tokio::test]
async fn each_request_takes_the_oldest_rule() {
    let simulator = start_at_signing_time().await;
    simulator.add_rule(Rule::error("InternalError", "told by the test").times(2));
    simulator.add_rule(Rule::status(503, "try later"));
    simulator.add_rule(Rule::delay(Duration::ZERO));
    for _ in 0..2 {
        let response = send_request(simulator.address()).await;
        assert!(response.starts_with("HTTP/1.1 200") && response.contains("InternalError"));
    }
    let response = send_request(simulator.address()).await;
    assert!(response.starts_with("HTTP/1.1 503") && response.ends_with("try later"), "{response}");
    assert!(send_request(simulator.address()).await.contains("JobId"));
    let error = |text: &str| (Some(text.to_owned()), false);
    let expected =
        [error("InternalError"), error("InternalError"), error("HTTP 503"), (None, true)];
    assert_eq!(received_by(&simulator), expected);
}

#[tokio::test]
async fn a_response_of_ones_own_choice_is_sent_as_it_is() {
    let simulator = start_at_signing_time().await;
    let drift = json!({"JobId": 7, "Brand": {"new": [null]}});
    simulator.add_rule(Rule::respond(drift).on("CreatePrefetchTask"));
    simulator.add_rule(Rule::respond(json!({"RequestId": "own"})).after_execution());
    simulator.add_rule(Rule::respond(json!(["no object"])));
    let mut bodies = Vec::new();
    for _ in 0..3 {
        let response = send_request(simulator.address()).await;
        let (_, body) = response.split_once("\r\n\r\n").unwrap();
        bodies.push(serde_json::from_str::<serde_json::Value>(body).unwrap());
    }
    let request_id = &simulator.received()[0].request_id;
    let members = json!({"JobId": 7, "Brand": {"new": [null]}, "RequestId": request_id});
    assert_eq!(bodies[0], json!({"Response": members}));
    assert_eq!(bodies[1], json!({"Response": {"RequestId": "own"}}));
    assert_eq!(bodies[2], json!({"Response": ["no object"]}));
    assert_eq!(received_by(&simulator), [(None, false), (None, true), (None, false)]);
}

#[tokio::test]
async fn a_rule_of_an_action_leaves_other_actions_alone() {
    let simulator = start_at_signing_time().await;
    simulator.add_rule(Rule::throttle().on("CreatePurgeTask").lasting(Duration::MAX));
    assert!(send_request(simulator.address()).await.contains("JobId"));
    let purge = r#"{"ZoneId": "zone-a", "Type": "purge_all", "Targets": [""]}"#;
    for _ in 0..3 {
        let response = send(simulator.address(), "CreatePurgeTask", purge.to_owned()).await;
        assert!(response.contains("RequestLimitExceeded"), "{response}");
    }
    let executed = simulator.received().iter().filter(|request| request.executed()).count();
    assert_eq!((simulator.received().len(), executed), (4, 1));
}

#[tokio::test]
async fn a_refused_action_is_told_though_its_response_was_lost() {
    let simulator = start_at_signing_time().await;
    simulator.add_rule(Rule::close().after_execution());
    let body = r#"{"ZoneId": "zone-a", "Unknown": 1}"#;
    assert_eq!(send(simulator.address(), "CreatePrefetchTask", body.to_owned()).await, "");
    assert_eq!(received_by(&simulator), [(Some("UnknownParameter".to_owned()), false)]);
}

#[tokio::test]
async fn silence_and_long_delays_last_until_the_simulator_stops() {
    let simulator = start_at_signing_time().await;
    simulator.add_rule(Rule::silence().after_execution());
    simulator.add_rule(Rule::delay(Duration::MAX));
    let mut waiting: Vec<_> =
        (0..2).map(|_| tokio::spawn(send_request(simulator.address()))).collect();
    while simulator.received().len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(received_by(&simulator), [(None, true), (None, true)]);
    assert!(waiting.iter().all(|request| !request.is_finished()));
    simulator.stop().await;
    for request in &mut waiting {
        assert_eq!(request.await.unwrap(), "");
    }
}
