//! The client sends no request that the specs rule out, unless the caller turns validation off. It
//! sends everything that the specs do not know.

use teo_api::teo::{
    AdvancedFilter, CreatePrefetchTaskRequest, DescribePrefetchTasksFilter,
    DescribePrefetchTasksRequest, DescribePurgeTasksFilter, DescribePurgeTasksRequest, Header,
};
use teo_api::{Client, Credentials, Error, ErrorKind, Validation};
use teo_simulator::Simulator;

async fn start() -> (Simulator, Client) {
    let simulator = Simulator::builder().open().start().await.unwrap();
    let credentials = Credentials::new(simulator.secret_id(), simulator.secret_key());
    let client =
        Client::builder().credentials(credentials).endpoint(simulator.url()).build().unwrap();
    (simulator, client)
}

fn one_day() -> DescribePrefetchTasksRequest {
    DescribePrefetchTasksRequest::new()
        .zone_id("zone-z8m9mgx")
        .start_time("2022-02-09T00:00:00+08:00")
        .end_time("2022-02-09T23:59:00+08:00")
}

/// Asserts that the client refuses the request and sends nothing, and returns the violations.
async fn assert_refused(request: DescribePrefetchTasksRequest) -> Vec<String> {
    let (simulator, client) = start().await;
    let error = client.describe_prefetch_tasks(request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!((error.attempts(), error.may_have_executed()), (0, false));
    assert_eq!(simulator.received().len(), 0, "a byte was sent");
    error.violations().iter().map(ToString::to_string).collect()
}

fn all_wrong() -> DescribePrefetchTasksRequest {
    let many: Vec<String> = (0..21).map(|number| format!("{number}.example.com")).collect();
    DescribePrefetchTasksRequest::new()
        .zone_id("zone-z8m9mgx")
        .start_time("2022-02-01T00:00:00Z")
        .end_time("2022-02-08T00:00:01Z")
        .limit(1001)
        .filters([
            DescribePrefetchTasksFilter::domains(many),
            DescribePrefetchTasksFilter::job_id("1379afjk91u32h").fuzzy(true),
        ])
}

#[tokio::test]
async fn all_violations_are_reported_together_before_a_byte_is_sent() {
    assert_eq!(
        assert_refused(all_wrong()).await,
        [
            "Limit is 1001; the maximum is 1000",
            "EndTime is 7 days 1 second after StartTime; the maximum is 7 days",
            "Filters[0].Values has 21 values; the maximum for domains is 20",
            "Filters[1].Fuzzy is set, but job-id matches whole values only",
        ]
    );
}

#[tokio::test]
async fn with_validation_off_the_request_is_sent_unchanged() {
    let (simulator, client) = start().await;
    let error =
        client.describe_prefetch_tasks(all_wrong()).validation(Validation::Off).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api, "{error}");
    let received = simulator.received();
    assert_eq!(received.len(), 1);
    let body: serde_json::Value = serde_json::from_slice(&received[0].body).unwrap();
    assert_eq!(body, serde_json::to_value(all_wrong()).unwrap());
}

#[tokio::test]
async fn validation_can_be_off_for_a_client_and_on_for_a_call() {
    let simulator = Simulator::builder().open().start().await.unwrap();
    let client = Client::builder()
        .credentials(Credentials::new(simulator.secret_id(), simulator.secret_key()))
        .endpoint(simulator.url())
        .validation(Validation::Off)
        .build()
        .unwrap();
    client.describe_prefetch_tasks(all_wrong()).await.unwrap_err();
    assert_eq!(simulator.received().len(), 1);
    let error =
        client.describe_prefetch_tasks(all_wrong()).validation(Validation::On).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(simulator.received().len(), 1);
}

#[tokio::test]
async fn start_and_end_must_both_be_given_readable_and_in_order() {
    let needs = "DescribePrefetchTasks needs StartTime and EndTime, or a filter job-id";
    let start = DescribePrefetchTasksRequest::new().start_time("2022-02-09T00:00:00Z");
    assert_eq!(assert_refused(start.clone()).await, [format!("{needs} (missing: EndTime)")]);
    let end = DescribePrefetchTasksRequest::new().end_time("2022-02-09T00:00:00Z");
    assert_eq!(assert_refused(end).await, [format!("{needs} (missing: StartTime)")]);
    assert_eq!(assert_refused(DescribePrefetchTasksRequest::new()).await, [needs]);
    let reversed = start.clone().end_time("2022-02-08T23:59:59Z");
    assert_eq!(assert_refused(reversed).await, ["EndTime is before StartTime"]);
    let unreadable = start.end_time("tomorrow");
    assert_eq!(
        assert_refused(unreadable).await,
        [r#"EndTime is "tomorrow", not an ISO 8601 time such as 2022-02-09T00:00:00+08:00"#]
    );
}

#[tokio::test]
async fn a_request_at_the_limits_is_sent() {
    let (simulator, client) = start().await;
    let twenty: Vec<String> = (0..20).map(|number| format!("{number}.example.com")).collect();
    let request = DescribePrefetchTasksRequest::new()
        .start_time("2022-02-01T00:00:00+08:00")
        .end_time("2022-02-08T00:00:00+08:00")
        .limit(1000)
        .filters([DescribePrefetchTasksFilter::domains(twenty)]);
    let response = client.describe_prefetch_tasks(request).await.unwrap();
    assert_eq!(response.total_count, 0);
    assert_eq!(simulator.received().len(), 1);
}

#[tokio::test]
async fn a_job_id_needs_no_times() {
    let (_simulator, client) = start().await;
    let request = DescribePrefetchTasksRequest::new()
        .filters([DescribePrefetchTasksFilter::job_id("1379afjk91u32h")]);
    assert_eq!(client.describe_prefetch_tasks(request).await.unwrap().tasks, []);
}

#[tokio::test]
async fn parameters_that_the_specs_do_not_know_are_sent() {
    let (simulator, client) = start().await;
    let unknown_filter = AdvancedFilter::new().name("colour").values(["red"]).fuzzy(true);
    let unknown_status = DescribePrefetchTasksFilter::statuses(["paused"]);
    let newer = one_day().filters([unknown_filter, unknown_status]).set_unknown("NewParameter", 7);
    let error: Error = client.describe_prefetch_tasks(newer).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api, "the client refused it: {error}");
    assert_eq!(simulator.received().len(), 1);
}

#[tokio::test]
async fn rules_apply_to_their_own_action_only() {
    let (_simulator, client) = start().await;
    let week = DescribePurgeTasksRequest::new()
        .start_time("2022-02-01T00:00:00Z")
        .end_time("2022-02-28T00:00:00Z");
    let fuzzy = week.filters([DescribePurgeTasksFilter::target("www.example.com").fuzzy(true)]);
    assert_eq!(client.describe_purge_tasks(fuzzy).await.unwrap().total_count, 0);
}

#[tokio::test]
async fn required_members_are_checked_at_every_depth() {
    let (simulator, client) = start().await;
    let request = CreatePrefetchTaskRequest::new()
        .headers([Header::new().name("User-Agent"), Header::new().value("x")]);
    let error = client.create_prefetch_task(request).await.unwrap_err();
    let violations: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    assert_eq!(
        violations,
        ["ZoneId is required", "Headers[0].Value is required", "Headers[1].Name is required"]
    );
    assert_eq!(simulator.received().len(), 0);
}

#[tokio::test]
async fn a_required_member_set_as_unknown_counts_as_given() {
    let (simulator, client) = start().await;
    let request = CreatePrefetchTaskRequest::new()
        .set_unknown("ZoneId", "zone-1")
        .targets(["http://www.example.com/a"]);
    client.create_prefetch_task(request).await.unwrap();
    let body: serde_json::Value = serde_json::from_slice(&simulator.received()[0].body).unwrap();
    assert_eq!(body["ZoneId"], "zone-1");
}
