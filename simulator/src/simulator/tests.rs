#![allow(clippy::unwrap_used)]

mod paging;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, SystemTime};

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
    Simulator::builder().clock(now).start().await.unwrap()
}

#[tokio::test]
async fn close_after_read_executes_the_action_once_and_sends_nothing() {
    let simulator = start_at_signing_time().await;
    simulator.fail_next(Failure::CloseAfterRead);
    assert_eq!(send_request(simulator.address()).await, "");
    let received = simulator.received();
    assert_eq!(received.len(), 1);
    assert!(received[0].executed());
    assert!(send_request(simulator.address()).await.contains("JobId"));
    assert_eq!(simulator.received().len(), 2);
}

#[tokio::test]
async fn close_before_read_executes_and_records_nothing() {
    let simulator = start_at_signing_time().await;
    simulator.fail_next(Failure::CloseBeforeRead);
    assert_eq!(send_request(simulator.address()).await, "");
    assert_eq!(simulator.received(), []);
}

#[tokio::test]
async fn each_request_takes_the_oldest_failure() {
    let simulator = start_at_signing_time().await;
    simulator.fail_next(Failure::code("InternalError", "injected by the test"));
    simulator.fail_next(Failure::status(503, "try later"));
    simulator.fail_next(Failure::Delay(Duration::ZERO));
    let first = send_request(simulator.address()).await;
    assert!(first.starts_with("HTTP/1.1 200") && first.contains("InternalError"), "{first}");
    let second = send_request(simulator.address()).await;
    assert!(second.starts_with("HTTP/1.1 503") && second.ends_with("try later"), "{second}");
    assert!(send_request(simulator.address()).await.contains("JobId"));
    let received = simulator.received();
    let errors: Vec<_> = received.iter().map(|request| request.error.as_deref()).collect();
    assert_eq!(errors, [Some("InternalError"), Some("HTTP 503"), None]);
    assert!(!received[0].executed() && !received[1].executed());
}
