//! Retries over real sockets: which failures are retried, how each attempt is signed, that nothing
//! is executed twice, and what the error says in the end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use teo_api::teo::{
    CreatePrefetchTaskRequest, DescribePrefetchTasksFilter, DescribePrefetchTasksRequest,
};
use teo_api::{Client, ClientBuilder, Credentials, ErrorKind, RateLimit, RetryPolicy};
use teo_simulator::{Rule, Simulator};
use teo_tests::{Response, Server};

const EMPTY_PAGE: &str = r#"{"Response": {"TotalCount": 0, "Tasks": [], "RequestId": "id-1"}}"#;

/// A policy whose attempts follow each other immediately.
fn without_backoff() -> RetryPolicy {
    RetryPolicy::new().backoff(Duration::ZERO, Duration::ZERO)
}

fn client_for(endpoint: &str, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let credentials = Credentials::new(teo_simulator::SECRET_ID, teo_simulator::SECRET_KEY);
    let builder =
        Client::builder().credentials(credentials).endpoint(endpoint).retry(without_backoff());
    set(builder.rate_limit(RateLimit::Off)).build().unwrap()
}

async fn start() -> (Simulator, Client) {
    let simulator = Simulator::builder().open().start().await.unwrap();
    let client = client_for(&simulator.url(), |builder| builder);
    (simulator, client)
}

fn query() -> DescribePrefetchTasksRequest {
    DescribePrefetchTasksRequest::new().filters([DescribePrefetchTasksFilter::job_id("j")])
}

fn job() -> CreatePrefetchTaskRequest {
    CreatePrefetchTaskRequest::new().zone_id("zone-1").targets(["http://www.example.com/a"])
}

fn executed(simulator: &Simulator) -> usize {
    simulator.received().iter().filter(|received| received.executed()).count()
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_for_every_one_of_several_first_calls() {
    const HOUR: Duration = Duration::from_secs(3600);
    let clocks: [fn() -> SystemTime; 2] =
        [|| SystemTime::now() - HOUR, || SystemTime::now() + HOUR];
    for (clock, calls) in clocks.into_iter().flat_map(|clock| [2, 10, 50, 200].map(|n| (clock, n)))
    {
        // Which call corrects the clock, and when the others learn of it, differs from run to run.
        for _ in 0..5 {
            let simulator =
                Simulator::builder().rate(100_000, Duration::from_secs(1)).start().await.unwrap();
            let client = client_for(&simulator.url(), |builder| builder.clock(clock));
            let mut tasks = tokio::task::JoinSet::new();
            for _ in 0..calls {
                let client = client.clone();
                tasks.spawn(async move { client.describe_prefetch_tasks(query()).await });
            }
            let results = tasks.join_all().await;
            let failed = results.iter().filter(|result| result.is_err()).count();
            assert_eq!(failed, 0, "of {calls} calls");
            let requests = simulator.received().len();
            assert!(requests <= 2 * calls, "{calls} calls made {requests} requests");
        }
    }
}

#[tokio::test]
async fn a_read_only_action_is_retried_until_it_succeeds() {
    for rule in [
        Rule::error("RequestLimitExceeded", "too often"),
        Rule::error("RequestLimitExceeded.UinLimitExceeded", "too often"),
        Rule::error("InternalError", "inside"),
        Rule::error("InvalidParameter.ActionInProgress", "wait"),
        Rule::status(502, "<html>"),
        Rule::status(503, ""),
        Rule::close(),
        Rule::close().after_execution(),
    ] {
        let (simulator, client) = start().await;
        simulator.add_rule(rule.clone().times(2));
        let response = client.describe_prefetch_tasks(query()).await;
        assert!(response.is_ok(), "{rule:?}: {}", response.unwrap_err());
        assert_eq!(simulator.received().len(), 3, "{rule:?}");
    }
}

#[tokio::test]
async fn a_permanent_failure_is_not_retried() {
    for rule in [
        Rule::error("InvalidParameter.ParameterError", "wrong"),
        Rule::error("UnauthorizedOperation.CamUnauthorized", "no"),
        Rule::error("AuthFailure.SignatureFailure", "no"),
        Rule::error("ResourceInUse.OthersHost", "taken"),
        Rule::status(404, "nothing here"),
    ] {
        let (simulator, client) = start().await;
        simulator.add_rule(rule.clone());
        let error = client.describe_prefetch_tasks(query()).await.unwrap_err();
        assert_eq!((error.attempts(), error.earlier().len()), (1, 0), "{rule:?}: {error}");
    }
}

#[tokio::test]
async fn a_mutating_action_is_retried_only_if_it_was_certainly_not_executed() {
    for rule in [
        Rule::error("RequestLimitExceeded", "too often"),
        Rule::error("InvalidParameter.ActionInProgress", "wait"),
    ] {
        let (simulator, client) = start().await;
        simulator.add_rule(rule.clone());
        let response = client.create_prefetch_task(job()).await;
        assert!(response.is_ok(), "{rule:?}: {}", response.unwrap_err());
        assert_eq!(executed(&simulator), 1, "{rule:?}");
    }
    for rule in [
        Rule::error("InternalError", "inside"),
        Rule::error("Brand.New", "what"),
        Rule::error("Timeout", "late"),
        Rule::error("", ""),
        Rule::status(502, "<html>"),
        Rule::status(429, "too often"),
    ] {
        let (simulator, client) = start().await;
        simulator.add_rule(rule.clone());
        let error = client.create_prefetch_task(job()).await.unwrap_err();
        assert_eq!((error.attempts(), error.may_have_executed()), (1, true), "{rule:?}");
    }
}

#[tokio::test]
async fn a_job_whose_connection_is_closed_is_created_once_and_the_error_says_so() {
    let (simulator, client) = start().await;
    simulator.add_rule(Rule::close().after_execution());
    let error = client.create_prefetch_task(job()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.may_have_executed());
    assert!(error.to_string().contains("may have been executed"), "{error}");
    assert_eq!((simulator.received().len(), executed(&simulator)), (1, 1));
}

#[tokio::test]
async fn a_caller_may_retry_mutating_actions_or_classify_errors() {
    let (simulator, client) = start().await;
    simulator.add_rule(Rule::close().after_execution());
    client.create_prefetch_task(job()).retry(without_backoff().retry_mutating(true)).await.unwrap();
    assert_eq!(executed(&simulator), 2);

    simulator.add_rule(Rule::error("OperationDenied", "not now"));
    let classify = |error: &teo_api::Error| Some(error.message() == Some("not now"));
    client.create_prefetch_task(job()).retry(without_backoff().classifier(classify)).await.unwrap();

    simulator.add_rule(Rule::error("InternalError", "inside"));
    let never = without_backoff().classifier(|_| Some(false));
    client.describe_prefetch_tasks(query()).retry(never).await.unwrap_err();
    let none = client.describe_prefetch_tasks(query()).retry(RetryPolicy::none());
    simulator.add_rule(Rule::error("InternalError", "inside"));
    assert_eq!(none.await.unwrap_err().attempts(), 1);
}

#[tokio::test]
async fn each_attempt_has_a_signature_of_its_own() {
    let simulator = Simulator::builder().open().start().await.unwrap();
    let ticks = Arc::new(AtomicU64::new(0));
    let client = client_for(&simulator.url(), |builder| {
        builder.clock(move || {
            SystemTime::now() + Duration::from_secs(ticks.fetch_add(2, Ordering::Relaxed))
        })
    });
    simulator.add_rule(Rule::error("InternalError", "inside"));
    simulator.add_rule(Rule::error("InternalError", "inside"));
    client.describe_prefetch_tasks(query()).await.unwrap();
    let received = simulator.received();
    let signatures: std::collections::BTreeSet<_> =
        received.iter().map(|request| request.header("authorization").unwrap()).collect();
    assert_eq!((received.len(), signatures.len()), (3, 3));
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_once_for_all_clones() {
    let hour = Duration::from_secs(3600);
    for ahead in [true, false] {
        let simulator = Simulator::builder().open().start().await.unwrap();
        let clock = move || if ahead { SystemTime::now() + hour } else { SystemTime::now() - hour };
        let client = client_for(&simulator.url(), |builder| builder.clock(clock));
        client.clone().create_prefetch_task(job()).await.unwrap();
        assert_eq!((simulator.received().len(), executed(&simulator)), (2, 1));
        client.create_prefetch_task(job()).await.unwrap();
        assert_eq!(simulator.received().len(), 3, "the offset was not kept");
    }
}

#[tokio::test]
async fn a_service_that_always_rejects_the_time_is_called_twice() {
    let expired = r#"{"Response": {"Error": {"Code": "AuthFailure.SignatureExpire", "Message": "m"}, "RequestId": "r"}}"#;
    let headers = [("date", "Mon, 25 Feb 2019 16:44:25 GMT")];
    let server = Server::start(Response::with_headers("200 OK", &headers, expired)).await;
    let error =
        client_for(&server.url(), |b| b).describe_prefetch_tasks(query()).await.unwrap_err();
    assert_eq!((error.attempts(), server.requests().len()), (2, 2));
    assert!(server.requests()[1].contains("x-tc-timestamp: 15511130"), "{}", server.requests()[1]);
}

#[tokio::test]
async fn a_call_waits_for_retry_after_unless_its_timeout_is_shorter() {
    let busy = Response::with_headers("503 Service Unavailable", &[("retry-after", "1")], "");
    let server = Server::in_turn([busy.clone(), Response::json(EMPTY_PAGE)]).await;
    let begun = Instant::now();
    client_for(&server.url(), |b| b).describe_prefetch_tasks(query()).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());

    let server = Server::start(busy).await;
    let call = client_for(&server.url(), |b| b).describe_prefetch_tasks(query());
    let error = call.timeout(Duration::from_millis(900)).await.unwrap_err();
    assert_eq!((error.status(), error.attempts()), (Some(503), 1));
}

#[tokio::test]
async fn an_attempt_that_hangs_is_abandoned_for_another() {
    let server = Server::in_turn([Response::Silence(Vec::new()), Response::json(EMPTY_PAGE)]).await;
    let client = client_for(&server.url(), |b| b.attempt_timeout(Duration::from_millis(200)));
    client.describe_prefetch_tasks(query()).await.unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn the_retry_budget_limits_retries_during_an_outage() {
    let server =
        Server::start(Response::http("500 Internal Server Error", "text/html", "out")).await;
    let client = client_for(&server.url(), |builder| builder);
    for _ in 0..200 {
        client.describe_prefetch_tasks(query()).await.unwrap_err();
    }
    // 200 calls, and 100 retries from the budget that all clones share.
    assert_eq!(server.requests().len(), 300);
}

#[tokio::test]
async fn the_last_error_shows_attempts_time_and_each_cause_in_order() {
    let (simulator, client) = start().await;
    simulator.add_rule(Rule::error("InternalError", "first"));
    simulator.add_rule(Rule::status(502, "second"));
    simulator.add_rule(Rule::error("RequestLimitExceeded", "third"));
    let error = client.describe_prefetch_tasks(query()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Throttled, 3));
    let causes: Vec<ErrorKind> = error.earlier().iter().map(teo_api::Error::kind).collect();
    assert_eq!(causes, [ErrorKind::Api, ErrorKind::Http]);
    assert!(error.elapsed() > Duration::ZERO);
    let text = error.to_string();
    let places = [
        "third",
        "attempt 3",
        "1. InternalError: first",
        "2. status 502 without an API response: second",
    ]
    .map(|part| text.find(part).unwrap_or_else(|| panic!("{part} not in {text}")));
    assert!(places.is_sorted(), "{text}");
}

#[tokio::test]
async fn dropping_the_future_stops_the_retries() {
    // The service asks for the wait, since a backoff may be as short as zero.
    let busy = Response::with_headers("503 Service Unavailable", &[("retry-after", "5")], "");
    let server = Server::start(busy).await;
    let call = client_for(&server.url(), |b| b).describe_prefetch_tasks(query());
    let stopped = tokio::time::timeout(Duration::from_millis(300), call).await;
    assert!(stopped.is_err(), "it did not wait before its second attempt");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(server.requests().len(), 1);
}
