//! The role of a machine, from a metadata service on loopback to signed calls: many callers share
//! one refresh, the credentials stay in use while a refresh fails, and the client outlives a
//! runtime.
//!
//! A binary of its own: the credentials live for four real seconds, and other tests would delay
//! the calls.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

use std::time::{Duration, SystemTime};

use teo_api::teo::DescribePrefetchTasksRequest;
use teo_api::{Client, CvmRoleCredentials, Error, RateLimit};
use teo_simulator::{Simulator, SimulatorBuilder};
use teo_tests::{Response, Server, record_everything};

fn role_name() -> Response {
    Response::http("200 OK", "text/plain", "purger")
}

/// Credentials of the role that expire in so many seconds.
fn issued(id: &str, seconds: u64) -> Response {
    let end = SystemTime::now() + Duration::from_secs(seconds);
    let end = end.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    Response::http(
        "200 OK",
        "text/plain",
        format!(
            r#"{{"TmpSecretId":"{id}","TmpSecretKey":"hidden-key","ExpiredTime":{end},"Token":"hidden-token","Code":"Success"}}"#
        ),
    )
}

/// A simulator that accepts these credentials alone.
fn simulator_for(id: &str) -> SimulatorBuilder {
    Simulator::builder()
        .key(id, "hidden-key")
        .token("hidden-token")
        .rate(100_000, Duration::from_secs(1))
}

fn client_for(metadata: &Server, simulator: &Simulator) -> Client {
    Client::builder()
        .credentials(CvmRoleCredentials::new().endpoint(metadata.url()))
        .endpoint(simulator.url())
        .rate_limit(RateLimit::Off)
        .build()
        .unwrap()
}

async fn call(client: Client) -> Result<u64, Error> {
    let request = DescribePrefetchTasksRequest::new()
        .start_time(SystemTime::now() - Duration::from_secs(60))
        .end_time(SystemTime::now());
    client.call(request).await.map(|response| response.total_count)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_callers_with_expired_credentials_share_one_refresh() {
    let metadata =
        Server::in_turn([role_name(), issued("first", 4), role_name(), issued("second", 3600)])
            .await;
    let simulator = simulator_for("second").start().await.unwrap();
    let client = client_for(&metadata, &simulator);
    assert_eq!(metadata.requests().len(), 0, "a lookup before the first call");
    let error = call(client.clone()).await.unwrap_err();
    assert_eq!(
        error.code().unwrap(),
        "AuthFailure.SecretIdNotFound",
        "the first pair is not known"
    );
    assert_eq!(metadata.requests().len(), 2);
    tokio::time::sleep(Duration::from_millis(4100)).await;

    let callers: Vec<_> = (0..1000).map(|_| tokio::spawn(call(client.clone()))).collect();
    for caller in callers {
        caller.await.unwrap().unwrap_or_else(|error| panic!("{error:?}"));
    }
    let requests = metadata.requests();
    assert_eq!(requests.len(), 4, "name and credentials, twice: {requests:?}");
    let executed = simulator.received().iter().filter(|request| request.executed()).count();
    assert_eq!(executed, 1000);
}

#[test]
fn one_client_serves_two_runtimes_one_after_the_other() {
    let runtime = || tokio::runtime::Runtime::new().unwrap();
    let world = runtime();
    let (metadata, simulator) = world.block_on(async {
        let responses = [role_name(), issued("first", 4), role_name(), issued("first", 3600)];
        (Server::in_turn(responses).await, simulator_for("first").start().await.unwrap())
    });
    let client = client_for(&metadata, &simulator);
    let first = runtime();
    first.block_on(call(client.clone())).unwrap();
    drop(first);
    runtime().block_on(call(client.clone())).unwrap();
    assert_eq!(
        metadata.requests().len(),
        2,
        "the credentials outlive the runtime that fetched them"
    );
    std::thread::sleep(Duration::from_millis(4100));
    runtime().block_on(call(client)).unwrap();
    assert_eq!(metadata.requests().len(), 4, "another runtime refreshes them");
    drop(simulator);
}

#[test]
fn a_client_survives_a_runtime_that_ends_during_a_refresh() {
    let world = tokio::runtime::Runtime::new().unwrap();
    let (metadata, simulator) = world.block_on(async {
        let responses = [Response::Silence(Vec::new()), role_name(), issued("first", 3600)];
        (Server::in_turn(responses).await, simulator_for("first").start().await.unwrap())
    });
    let client = client_for(&metadata, &simulator);
    let first = tokio::runtime::Runtime::new().unwrap();
    drop(first.spawn(call(client.clone())));
    while metadata.requests().is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    first.shutdown_background();
    tokio::runtime::Runtime::new().unwrap().block_on(call(client)).unwrap();
    drop(simulator);
}

#[tokio::test]
async fn a_failed_refresh_is_logged_and_keeps_the_old_credentials_while_they_are_valid() {
    let recorder = record_everything();
    let broken = Response::http("500 Internal Server Error", "text/plain", "hidden-page");
    let metadata = Server::in_turn([role_name(), issued("first", 4), role_name(), broken]).await;
    let simulator = simulator_for("first").start().await.unwrap();
    let client = client_for(&metadata, &simulator);
    let begun = tokio::time::Instant::now();
    // Calls succeed until nine tenths of the lifetime are over, and when the refresh fails.
    while !recorder.text().contains("the refresh failed") {
        call(client.clone()).await.unwrap();
        assert!(begun.elapsed() < Duration::from_secs(4), "no failure was logged");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep_until(begun + Duration::from_secs(4)).await;
    for _ in 0..5 {
        let error = call(client.clone()).await.unwrap_err();
        assert!(error.to_string().contains("returned status 500"), "{error}");
    }
    assert_eq!(metadata.requests().len(), 5, "one attempt when the pair expires, and then a pause");
    let log = recorder.text();
    assert!(log.contains("WARN teo_api::credentials"), "{log}");
    for secret in ["hidden-key", "hidden-token", "hidden-page"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[tokio::test]
async fn outside_the_cloud_only_one_call_waits_for_the_metadata_service() {
    let silent = Server::start(Response::Silence(Vec::new())).await;
    let simulator = simulator_for("first").start().await.unwrap();
    let client = client_for(&silent, &simulator);
    let begun = std::time::Instant::now();
    for _ in 0..20 {
        let error = call(client.clone()).await.unwrap_err();
        assert!(error.to_string().contains("did not respond within 1s"), "{error}");
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}
