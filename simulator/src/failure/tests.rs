#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::SystemTime;

use super::*;
use crate::Simulator;
use crate::server::tests::{BODY, NOW, signed_headers};
use crate::signature::Keys;

/// Everything that the simulator sends until it closes the connection, for one signed request.
async fn exchange(address: SocketAddr) -> String {
    let keys = Keys {
        secret_id: crate::SECRET_ID.to_owned(),
        secret_key: crate::SECRET_KEY.to_owned(),
        token: None,
    };
    let mut head = format!("connection: close\r\ncontent-length: {}\r\n", BODY.len());
    for (name, value) in &signed_headers(&keys, BODY) {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    let request = format!("POST / HTTP/1.1\r\n{head}\r\n{BODY}");
    let exchanged = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // A cut connection may end by a reset, which is an error of its own.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8(answer).unwrap()
    });
    exchanged.await.unwrap()
}

async fn simulator() -> Simulator {
    let now = || SystemTime::UNIX_EPOCH + Duration::from_secs(NOW as u64);
    Simulator::builder().clock(now).start().await.unwrap()
}

#[tokio::test]
async fn a_connection_cut_after_reading_leaves_the_action_carried_out_once_and_unanswered() {
    let simulator = simulator().await;
    simulator.fail_next(Failure::CloseAfterRead);
    assert_eq!(exchange(simulator.address()).await, "");
    let received = simulator.received();
    assert_eq!(received.len(), 1);
    assert!(received[0].executed());
    assert!(exchange(simulator.address()).await.contains("JobId"));
    assert_eq!(simulator.received().len(), 2);
}

#[tokio::test]
async fn a_connection_cut_before_reading_leaves_no_trace() {
    let simulator = simulator().await;
    simulator.fail_next(Failure::CloseBeforeRead);
    assert_eq!(exchange(simulator.address()).await, "");
    assert_eq!(simulator.received(), []);
}

#[tokio::test]
async fn failures_meet_requests_in_the_order_in_which_they_were_ordered() {
    let simulator = simulator().await;
    simulator.fail_next(Failure::code("InternalError", "as ordered"));
    simulator.fail_next(Failure::status(503, "try later"));
    simulator.fail_next(Failure::Delay(Duration::ZERO));
    let first = exchange(simulator.address()).await;
    assert!(first.starts_with("HTTP/1.1 200") && first.contains("InternalError"), "{first}");
    let second = exchange(simulator.address()).await;
    assert!(second.starts_with("HTTP/1.1 503") && second.ends_with("try later"), "{second}");
    assert!(exchange(simulator.address()).await.contains("JobId"));
    let received = simulator.received();
    let errors: Vec<_> = received.iter().map(|received| received.error.as_deref()).collect();
    assert_eq!(errors, [Some("InternalError"), Some("HTTP 503"), None]);
    assert!(!received[0].executed() && !received[1].executed());
}

#[test]
fn a_status_that_does_not_exist_counts_as_500() {
    assert_eq!(answer(99, "").status(), 500);
    assert_eq!(answer(429, "").status(), 429);
}
