//! The role of a machine, from a metadata service on loopback to signed calls: renewed once however
//! many wait, kept while a renewal fails, and good for one runtime after the other.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

use std::time::{Duration, SystemTime};

use teo_api::teo::DescribePrefetchTasksRequest;
use teo_api::{Client, CvmRoleCredentials, Error, RateLimit};
use teo_simulator::{Simulator, SimulatorBuilder};
use teo_tests::{Answer, Log, Server};

fn name() -> Answer {
    Answer::http("200 OK", "text/plain", "purger")
}

/// Credentials of the role that end so many seconds from now.
fn issued(id: &str, seconds: u64) -> Answer {
    let end = SystemTime::now() + Duration::from_secs(seconds);
    let end = end.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    Answer::http(
        "200 OK",
        "text/plain",
        format!(
            r#"{{"TmpSecretId":"{id}","TmpSecretKey":"hidden-key","ExpiredTime":{end},"Token":"hidden-token","Code":"Success"}}"#
        ),
    )
}

/// EdgeOne, which takes these credentials alone.
fn edgeone(id: &str) -> SimulatorBuilder {
    Simulator::builder()
        .key(id, "hidden-key")
        .token("hidden-token")
        .rate(100_000, Duration::from_secs(1))
}

fn client(metadata: &Server, simulator: &Simulator) -> Client {
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
async fn a_thousand_callers_with_expired_credentials_make_one_renewal() {
    let metadata =
        Server::in_turn([name(), issued("first", 4), name(), issued("second", 3600)]).await;
    let simulator = edgeone("second").start().await.unwrap();
    let client = client(&metadata, &simulator);
    assert_eq!(metadata.requests().len(), 0, "nothing is looked up before the first call");
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
fn two_runtimes_one_after_the_other_are_answered_through_one_client() {
    let runtime = || tokio::runtime::Runtime::new().unwrap();
    let world = runtime();
    let (metadata, simulator) = world.block_on(async {
        let answers = [name(), issued("first", 4), name(), issued("first", 3600)];
        (Server::in_turn(answers).await, edgeone("first").start().await.unwrap())
    });
    let client = client(&metadata, &simulator);
    let first = runtime();
    first.block_on(call(client.clone())).unwrap();
    drop(first);
    runtime().block_on(call(client.clone())).unwrap();
    assert_eq!(metadata.requests().len(), 2, "credentials outlive the runtime that fetched them");
    std::thread::sleep(Duration::from_millis(4100));
    runtime().block_on(call(client)).unwrap();
    assert_eq!(metadata.requests().len(), 4, "and are renewed in another one");
    drop(simulator);
}

#[test]
fn a_runtime_that_ends_amid_a_renewal_does_not_take_the_client_with_it() {
    let world = tokio::runtime::Runtime::new().unwrap();
    let (metadata, simulator) = world.block_on(async {
        let answers = [Answer::Silence(Vec::new()), name(), issued("first", 3600)];
        (Server::in_turn(answers).await, edgeone("first").start().await.unwrap())
    });
    let client = client(&metadata, &simulator);
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
async fn a_renewal_that_fails_keeps_the_old_pair_while_it_is_valid_and_is_reported() {
    let log = Log::start();
    let broken = Answer::http("500 Internal Server Error", "text/plain", "hidden-page");
    let metadata = Server::in_turn([name(), issued("first", 4), name(), broken]).await;
    let simulator = edgeone("first").start().await.unwrap();
    let client = client(&metadata, &simulator);
    let begun = tokio::time::Instant::now();
    // Calls go through while nine tenths of the life pass, and when the renewal fails.
    while !log.text().contains("renewal failed") {
        call(client.clone()).await.unwrap();
        assert!(begun.elapsed() < Duration::from_secs(4), "no failure was reported");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep_until(begun + Duration::from_secs(4)).await;
    for _ in 0..5 {
        let error = call(client.clone()).await.unwrap_err();
        assert!(error.to_string().contains("answered with status 500"), "{error}");
    }
    assert_eq!(metadata.requests().len(), 5, "one try when the pair ends, and then a pause");
    let log = log.text();
    assert!(log.contains("WARN teo_api::credentials"), "{log}");
    for secret in ["hidden-key", "hidden-token", "hidden-page"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[tokio::test]
async fn off_cloud_a_call_pays_for_the_metadata_service_once() {
    let silent = Server::start(Answer::Silence(Vec::new())).await;
    let simulator = edgeone("first").start().await.unwrap();
    let client = client(&silent, &simulator);
    let begun = std::time::Instant::now();
    for _ in 0..20 {
        let error = call(client.clone()).await.unwrap_err();
        assert!(error.to_string().contains("did not answer within 1s"), "{error}");
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}
