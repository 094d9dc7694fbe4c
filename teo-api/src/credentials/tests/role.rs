//! The role of the machine, from a metadata service on loopback.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use super::server::Server;
use super::{Machine, parts, provide_error};
use crate::credentials::CvmRoleCredentials;
use crate::runtime::ProvideCredentials as _;

fn provider_at(server: &Server) -> CvmRoleCredentials {
    CvmRoleCredentials::new().endpoint(&server.url)
}

#[tokio::test]
async fn the_provider_fetches_the_name_of_the_role_and_its_credentials_once() {
    let server = Server::for_role("purger", 4_102_444_800);
    let provider = provider_at(&server);
    for _ in 0..3 {
        let found = provider.provide().await.unwrap();
        assert_eq!(parts(&found), ("role-id", "role-key", Some("role-token")));
        assert!(found.expires().is_some());
    }
    let path = "/latest/meta-data/cam/security-credentials/";
    assert_eq!(server.paths(), [path.to_owned(), format!("{path}purger")]);
    assert!(server.requests()[0].starts_with("GET "));
    let named = provider_at(&server).role("purger");
    assert!(named.provide().await.is_ok());
    assert_eq!(server.paths().len(), 3);
}

#[tokio::test]
async fn the_absence_of_a_role_is_cached() {
    let server = Server::start(|_| (404, "hidden".to_owned()));
    let provider = provider_at(&server);
    for _ in 0..3 {
        let error = provide_error(&provider).await;
        assert!(error.is_not_found() && error.to_string().contains("no role is bound"), "{error}");
    }
    assert_eq!(server.paths().len(), 1);
}

#[tokio::test]
async fn a_silent_metadata_service_is_abandoned_after_a_second_and_cached_as_absent() {
    // The listener accepts no connection.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let provider = CvmRoleCredentials::new().endpoint(url);
    let start = Instant::now();
    for _ in 0..3 {
        let error = provide_error(&provider).await;
        assert!(error.is_not_found() && error.to_string().contains("within 1s"), "{error}");
    }
    let took = start.elapsed();
    assert!(Duration::from_secs(1) <= took && took < Duration::from_millis(2900), "{took:?}");
}

#[tokio::test]
async fn a_refused_connection_a_redirect_and_a_page_count_as_no_role() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let unused = CvmRoleCredentials::new().endpoint(format!("http://{address}"));
    let unreachable = provide_error(&unused).await;
    assert!(unreachable.is_not_found() && unreachable.to_string().contains("refused"));
    let redirect = Server::start(|_| (302, String::new()));
    let error_of_redirect = provide_error(&provider_at(&redirect)).await;
    assert!(error_of_redirect.is_not_found(), "{error_of_redirect}");
    assert_eq!(redirect.paths().len(), 1, "it was followed");
    for body in ["<html>hidden</html>".to_owned(), String::new(), "x".repeat(100_000)] {
        let page = Server::start(move |_| (200, body.clone()));
        assert!(provide_error(&provider_at(&page)).await.is_not_found());
    }
}

#[tokio::test]
async fn a_role_without_usable_credentials_is_broken() {
    for (status, body, told) in [
        (200, r#"{"Code":"Failed"}"#, "returned the code Failed"),
        (200, "hidden", "did not return JSON"),
        (500, "hidden", "returned status 500"),
    ] {
        let server = Server::start(move |request| {
            if request.contains("purger") {
                (status, body.to_owned())
            } else {
                (200, "purger".to_owned())
            }
        });
        let error = provide_error(&provider_at(&server)).await;
        assert!(!error.is_not_found() && error.to_string().contains(told), "{error}");
    }
    let failing = Server::start(|_| (503, "hidden".to_owned()));
    assert!(!provide_error(&provider_at(&failing)).await.is_not_found());
    let server = Server::for_role("purger", 1_000_000_000);
    assert!(
        provide_error(&provider_at(&server)).await.to_string().contains("expired at 2001-09-09")
    );
    let elsewhere = provider_at(&server).role("../user-data");
    assert!(provide_error(&elsewhere).await.to_string().contains("is not the name of a role"));
}

#[test]
fn a_call_outside_a_runtime_fails_and_does_not_panic() {
    let machine = Machine::new();
    let provider = CvmRoleCredentials::with_env(machine.env(&[]));
    let mut future = provider.provide();
    let waker = std::task::Waker::noop();
    let poll = future.as_mut().poll(&mut std::task::Context::from_waker(waker));
    assert!(matches!(poll, std::task::Poll::Ready(Err(_))));
}
