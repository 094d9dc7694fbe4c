//! The role of the machine, over a metadata service on loopback.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use super::server::Server;
use super::{Machine, error, parts};
use crate::core::credentials::{CvmRoleCredentials, ProvideCredentials as _};

fn role(server: &Server) -> CvmRoleCredentials {
    CvmRoleCredentials::new().endpoint(&server.url)
}

#[tokio::test]
async fn the_role_is_asked_for_its_name_and_then_for_its_credentials_once() {
    let server = Server::of_role("purger", 4_102_444_800);
    let provider = role(&server);
    for _ in 0..3 {
        let found = provider.provide().await.unwrap();
        assert_eq!(parts(&found), ("role-id", "role-key", Some("role-token")));
        assert!(found.expires().is_some());
    }
    let path = "/latest/meta-data/cam/security-credentials/";
    assert_eq!(server.paths(), [path.to_owned(), format!("{path}purger")]);
    assert!(server.requests()[0].starts_with("GET "));
    let named = role(&server).role("purger");
    assert!(named.provide().await.is_ok());
    assert_eq!(server.paths().len(), 3);
}

#[tokio::test]
async fn that_a_machine_has_no_role_is_remembered() {
    let server = Server::start(|_| (404, "hidden".to_owned()));
    let provider = role(&server);
    for _ in 0..3 {
        let error = error(&provider).await;
        assert!(error.is_not_found() && error.to_string().contains("no role is bound"), "{error}");
    }
    assert_eq!(server.paths().len(), 1);
}

#[tokio::test]
async fn silence_takes_a_second_and_is_remembered() {
    // Connections wait in its queue and are never taken.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let provider = CvmRoleCredentials::new().endpoint(url);
    let start = Instant::now();
    for _ in 0..3 {
        let error = error(&provider).await;
        assert!(error.is_not_found() && error.to_string().contains("within 1s"), "{error}");
    }
    let took = start.elapsed();
    assert!(Duration::from_secs(1) <= took && took < Duration::from_millis(2900), "{took:?}");
}

#[tokio::test]
async fn nobody_there_a_redirect_or_a_page_mean_that_there_is_no_role() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = CvmRoleCredentials::new().endpoint(format!("http://{address}"));
    let unreachable = error(&nobody).await;
    assert!(unreachable.is_not_found() && unreachable.to_string().contains("refused"));
    let redirect = Server::start(|_| (302, String::new()));
    let error_of_redirect = error(&role(&redirect)).await;
    assert!(error_of_redirect.is_not_found(), "{error_of_redirect}");
    assert_eq!(redirect.paths().len(), 1, "it was followed");
    for body in ["<html>hidden</html>".to_owned(), String::new(), "x".repeat(100_000)] {
        let page = Server::start(move |_| (200, body.clone()));
        assert!(error(&role(&page)).await.is_not_found());
    }
}

#[tokio::test]
async fn a_role_whose_credentials_cannot_be_had_is_broken() {
    for (status, body, told) in [
        (200, r#"{"Code":"Failed"}"#, "answered the code Failed"),
        (200, "hidden", "did not answer with JSON"),
        (500, "hidden", "answered with status 500"),
    ] {
        let server = Server::start(move |request| {
            if request.contains("purger") {
                (status, body.to_owned())
            } else {
                (200, "purger".to_owned())
            }
        });
        let error = error(&role(&server)).await;
        assert!(!error.is_not_found() && error.to_string().contains(told), "{error}");
    }
    let failing = Server::start(|_| (503, "hidden".to_owned()));
    assert!(!error(&role(&failing)).await.is_not_found());
    let server = Server::of_role("purger", 1_000_000_000);
    assert!(error(&role(&server)).await.to_string().contains("expired at 2001-09-09"));
    let elsewhere = role(&server).role("../user-data");
    assert!(error(&elsewhere).await.to_string().contains("is not the name of a role"));
}

#[test]
fn without_a_runtime_there_is_an_error_and_no_panic() {
    let machine = Machine::new();
    let provider = CvmRoleCredentials::within(machine.with(&[]));
    let mut future = provider.provide();
    let waker = std::task::Waker::noop();
    let poll = future.as_mut().poll(&mut std::task::Context::from_waker(waker));
    assert!(matches!(poll, std::task::Poll::Ready(Err(_))));
}
