//! The client calls the simulator over a real socket. They share no code: each implements the
//! protocol on its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use teo_api::teo::{
    CreatePrefetchTaskRequest, CreatePurgeTaskRequest, CustomRule, DescribePrefetchTasksFilter,
    DescribePrefetchTasksRequest, DescribePurgeTasksFilter, DescribePurgeTasksRequest,
    DescribeSecurityPolicyRequest, FailType, ModifySecurityPolicyRequest, PurgeMethod, PurgeType,
    SecurityAction, SecurityConfig, SecurityPolicy, TaskStatus, TaskType, error_codes,
};
use teo_api::{Client, ClientBuilder, Credentials, Error, ErrorKind, RateLimit, RetryPolicy};
use teo_simulator::{Simulator, SimulatorBuilder};

const ZONE: &str = "zone-z8m9mgx";

/// A clock that moves only when it is told.
#[derive(Clone)]
struct Clock(Arc<AtomicU64>);

impl Clock {
    fn new() -> Self {
        Self(Arc::new(AtomicU64::new(1_644_379_200)))
    }

    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::Relaxed))
    }

    fn pass(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

struct World {
    simulator: Simulator,
    client: Client,
    clock: Clock,
}

impl World {
    async fn start() -> Self {
        Self::with(|simulator| simulator, |client| client).await
    }

    async fn with(
        set_simulator: impl FnOnce(SimulatorBuilder) -> SimulatorBuilder,
        set_client: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        let clock = Clock::new();
        let (theirs, ours) = (clock.clone(), clock.clone());
        let builder = Simulator::builder()
            .clock(move || theirs.now())
            .zone(ZONE, ["example.com"])
            .task_duration(Duration::from_secs(5));
        let simulator = set_simulator(builder).start().await.unwrap();
        let credentials = Credentials::new(simulator.secret_id(), simulator.secret_key());
        let builder = Client::builder()
            .credentials(credentials)
            .endpoint(simulator.url())
            .clock(move || ours.now());
        let client = set_client(builder).build().unwrap();
        Self { simulator, client, clock }
    }

    async fn prefetch(&self, targets: &[&str]) -> String {
        let request =
            CreatePrefetchTaskRequest::new().zone_id(ZONE).targets(targets.iter().copied());
        let response = self.client.create_prefetch_task(request).await.unwrap();
        assert!(!response.request_id.is_empty());
        response.job_id
    }

    fn around_now(&self) -> DescribePrefetchTasksRequest {
        let (now, hour) = (self.clock.now(), Duration::from_secs(3600));
        DescribePrefetchTasksRequest::new()
            .zone_id(ZONE)
            .start_time(now - hour)
            .end_time(now + hour)
    }
}

#[tokio::test]
async fn prefetch_jobs_pass_from_processing_to_their_end() {
    let world = World::start().await;
    let job = world
        .prefetch(&[
            "http://www.example.com/a.txt",
            "http://www.example.com/b.txt?simulate=failed:accessDenied",
        ])
        .await;
    let by_job =
        DescribePrefetchTasksRequest::new().filters([DescribePrefetchTasksFilter::job_id(&*job)]);

    let before = world.client.describe_prefetch_tasks(by_job.clone()).await.unwrap();
    assert_eq!(before.total_count, 2);
    assert!(
        before.tasks.iter().all(|task| task.status == TaskStatus::Processing && task.job_id == job)
    );

    world.clock.pass(5);
    let after = world.client.describe_prefetch_tasks(by_job).await.unwrap();
    let ends: Vec<_> =
        after.tasks.iter().map(|task| (task.status.clone(), task.fail_type.clone())).collect();
    assert!(ends.contains(&(TaskStatus::Success, None)), "{ends:?}");
    assert!(ends.contains(&(TaskStatus::Failed, Some(FailType::AccessDenied))), "{ends:?}");
    let task = &after.tasks[0];
    assert_eq!(task.r#type, TaskType::PrefetchUrl);
    assert_eq!(task.create_time.as_str(), "2022-02-09T04:00:00Z");
    assert_eq!(task.update_time.instant(), Some(world.clock.now()));
}

#[tokio::test]
async fn bad_targets_are_listed_and_the_others_are_prefetched() {
    let world = World::start().await;
    let request = CreatePrefetchTaskRequest::new().zone_id(ZONE).targets([
        "http://www.example.com/good.txt",
        "no URL at all",
        "http://elsewhere.example.org/",
    ]);
    let response = world.client.create_prefetch_task(request).await.unwrap();
    let refused: Vec<&str> = response
        .failed_list
        .iter()
        .flat_map(|reason| &reason.targets)
        .map(String::as_str)
        .collect();
    assert_eq!(refused.len(), 2);
    assert!(
        refused.contains(&"no URL at all") && refused.contains(&"http://elsewhere.example.org/")
    );
    let listed = world.client.describe_prefetch_tasks(world.around_now()).await.unwrap();
    assert_eq!(listed.tasks.len(), 1);
    assert_eq!(listed.tasks[0].target, "http://www.example.com/good.txt");
}

#[tokio::test]
async fn filters_and_pages_narrow_the_response() {
    let with_another = |simulator: SimulatorBuilder| simulator.zone("zone-other", ["example.org"]);
    let world = World::with(with_another, |client| client).await;
    let targets: Vec<String> =
        (0..5).map(|number| format!("http://www.example.com/{number}")).collect();
    world.prefetch(&targets.iter().map(String::as_str).collect::<Vec<_>>()).await;
    world.prefetch(&["http://video.example.com/film?simulate=timeout"]).await;
    world.clock.pass(5);

    let count = async |request: DescribePrefetchTasksRequest| {
        let response = world.client.describe_prefetch_tasks(request).await.unwrap();
        (response.total_count, response.tasks.len())
    };
    let all = world.around_now();
    assert_eq!(count(all.clone()).await, (6, 6));
    assert_eq!(count(all.clone().limit(4)).await, (6, 4));
    assert_eq!(count(all.clone().limit(4).offset(4)).await, (6, 2));
    assert_eq!(count(all.clone().offset(6)).await, (6, 0));
    assert_eq!(count(all.clone().zone_id("zone-other")).await, (0, 0));
    for (filter, matches) in [
        (DescribePrefetchTasksFilter::domains(["video.example.com"]), 1),
        (DescribePrefetchTasksFilter::domains(["video.example.com", "www.example.com"]), 6),
        (DescribePrefetchTasksFilter::statuses([TaskStatus::Timeout]), 1),
        (DescribePrefetchTasksFilter::statuses([TaskStatus::Success, TaskStatus::Timeout]), 6),
        (DescribePrefetchTasksFilter::target("http://www.example.com/3"), 1),
    ] {
        assert_eq!(count(all.clone().filters([filter.clone()])).await.0, matches, "{filter:?}");
    }
    let both = [
        DescribePrefetchTasksFilter::domains(["www.example.com"]),
        DescribePrefetchTasksFilter::statuses([TaskStatus::Timeout]),
    ];
    assert_eq!(count(all.filters(both)).await.0, 0);
    let earlier = world.clock.now() - Duration::from_secs(7200);
    let past = DescribePrefetchTasksRequest::new()
        .start_time(earlier)
        .end_time(earlier + Duration::from_secs(60));
    assert_eq!(count(past).await.0, 0);
}

#[tokio::test]
async fn purges_have_tasks_of_their_own() {
    let world = World::start().await;
    let request = CreatePurgeTaskRequest::new()
        .zone_id(ZONE)
        .r#type(PurgeType::PurgePrefix)
        .method(PurgeMethod::Delete)
        .targets(["http://www.example.com/files/"]);
    let job = world.client.create_purge_task(request).await.unwrap().job_id;
    let filters = [
        DescribePurgeTasksFilter::job_id(job),
        DescribePurgeTasksFilter::r#type(PurgeType::PurgePrefix),
    ];
    let response = world
        .client
        .describe_purge_tasks(DescribePurgeTasksRequest::new().filters(filters))
        .await
        .unwrap();
    assert_eq!(response.tasks.len(), 1);
    assert_eq!(response.tasks[0].method, Some(PurgeMethod::Delete));
    assert_eq!(response.tasks[0].r#type, "purge_prefix");
    assert_eq!(
        world.client.describe_prefetch_tasks(world.around_now()).await.unwrap().total_count,
        0
    );
}

#[tokio::test]
async fn a_list_is_read_extended_and_sent_back() {
    // An open account makes up a policy for a zone that nobody created.
    let world = World::with(|simulator| simulator.open(), |client| client).await;
    let other = "zone-other";
    let read = DescribeSecurityPolicyRequest::new().zone_id(other).entity("ZoneDefaultPolicy");
    let response = world.client.describe_security_policy(read.clone()).await.unwrap();
    assert!(world.simulator.received()[0].made_up());
    let mut rules = response.security_policy.unwrap().custom_rules.unwrap();
    let before = rules.rules.as_ref().unwrap().len();
    assert!(before > 0);
    rules.rules.as_mut().unwrap().push(
        CustomRule::new()
            .name("block-login")
            .condition("${http.request.uri.path} in ['/login']")
            .action(SecurityAction::new().name("Deny"))
            .enabled("on"),
    );

    let change = ModifySecurityPolicyRequest::new()
        .zone_id(other)
        .entity("ZoneDefaultPolicy")
        .security_config(SecurityConfig::new())
        .security_policy(SecurityPolicy::new().custom_rules(rules));
    let sent = serde_json::to_value(&change).unwrap();
    let list = sent.pointer("/SecurityPolicy/CustomRules/Rules").unwrap().as_array().unwrap();
    assert_eq!(list.len(), before + 1);
    assert!(list[0].get("Id").is_some(), "{}", list[0]);
    world.client.modify_security_policy(change).await.unwrap();
    let response = world.client.describe_security_policy(read).await.unwrap();
    let kept = response.security_policy.unwrap().custom_rules.unwrap().rules.unwrap();
    assert_eq!(serde_json::to_value(kept).unwrap(), serde_json::json!(list));
    assert!(!world.simulator.received()[2].made_up());
}

#[tokio::test]
async fn the_simulator_enforces_the_documented_rate() {
    let unlimited =
        |client: ClientBuilder| client.rate_limit(RateLimit::Off).retry(RetryPolicy::none());
    let world = World::with(|simulator| simulator, unlimited).await;
    for _ in 0..20 {
        world.client.describe_prefetch_tasks(world.around_now()).await.unwrap();
    }
    let error = world.client.describe_prefetch_tasks(world.around_now()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert_eq!(error.code().unwrap(), error_codes::REQUEST_LIMIT_EXCEEDED);
    // Each action has a rate of its own.
    world.prefetch(&["http://www.example.com/a"]).await;
}

/// Makes a call with this simulator and client, and returns its error.
async fn call_error(
    set_simulator: impl FnOnce(SimulatorBuilder) -> SimulatorBuilder,
    set_client: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Error {
    let world = World::with(set_simulator, set_client).await;
    world.client.describe_prefetch_tasks(world.around_now()).await.unwrap_err()
}

#[tokio::test]
async fn a_wrongly_signed_request_is_refused() {
    let id = teo_simulator::SECRET_ID;
    let with =
        |credentials: Credentials| move |client: ClientBuilder| client.credentials(credentials);
    let error = call_error(|s| s, with(Credentials::new(id, "wrong"))).await;
    assert_eq!(error.code().unwrap(), error_codes::AUTH_FAILURE_SIGNATURE_FAILURE);
    assert!(error.to_string().contains("Check the secret key"), "{error}");
    let error = call_error(|s| s, with(Credentials::new("AKIDwrong", "wrong"))).await;
    assert_eq!(error.code().unwrap(), error_codes::AUTH_FAILURE_SECRET_ID_NOT_FOUND);
    let error = call_error(|s| s.token("issued"), |client| client).await;
    assert_eq!(error.code().unwrap(), error_codes::AUTH_FAILURE_TOKEN_FAILURE);
    let error =
        call_error(|s| s, |client| client.clock(|| Clock::new().now() + Duration::from_secs(301)))
            .await;
    assert_eq!(error.code().unwrap(), error_codes::AUTH_FAILURE_SIGNATURE_EXPIRE);
    assert!(error.to_string().contains("Set the clock"), "{error}");
}

#[tokio::test]
async fn temporary_credentials_send_their_token() {
    let credentials =
        Credentials::new(teo_simulator::SECRET_ID, teo_simulator::SECRET_KEY).with_token("issued");
    let world = World::with(|s| s.token("issued"), |client| client.credentials(credentials)).await;
    world.prefetch(&["http://www.example.com/a"]).await;
}

#[tokio::test]
async fn clones_on_many_tasks_share_one_client() {
    let unlimited = |client: ClientBuilder| client.rate_limit(RateLimit::Off);
    let world = World::with(|s| s.rate(1000, Duration::from_secs(1)), unlimited).await;
    let calls: Vec<_> = (0..100)
        .map(|_| tokio::spawn(world.client.describe_prefetch_tasks(world.around_now())))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(world.simulator.received().len(), 100);
}

#[tokio::test]
async fn an_explicit_proxy_is_used() {
    let proxy = teo_tests::Server::start(teo_tests::Response::json(
        r#"{"Response": {"TotalCount": 7, "Tasks": [], "RequestId": "from the proxy"}}"#,
    ))
    .await;
    let client = Client::builder()
        .credentials(Credentials::new("i", "k"))
        .endpoint("http://teo.example.com")
        .allow_http(true)
        .proxy(proxy.url())
        .build()
        .unwrap();
    let request =
        DescribePrefetchTasksRequest::new().filters([DescribePrefetchTasksFilter::job_id("j")]);
    assert_eq!(client.describe_prefetch_tasks(request).await.unwrap().request_id, "from the proxy");
    let requests = proxy.requests();
    assert!(
        requests[0].starts_with("POST http://teo.example.com/ HTTP/1.1\r\n"),
        "{}",
        requests[0]
    );
}

#[test]
fn a_call_can_be_blocked_on_spawned_joined_and_buffered_as_it_is() {
    use futures_util::{StreamExt as _, future, stream};

    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let world = runtime.block_on(World::start());
    let call = || world.client.describe_prefetch_tasks(world.around_now());
    runtime.block_on(call()).unwrap();
    runtime.block_on(runtime.spawn(call())).unwrap().unwrap();
    let joined = runtime.block_on(future::join_all([call(), call()]));
    assert!(joined.iter().all(Result::is_ok));
    let buffered = stream::iter([call(), call(), call()]).buffer_unordered(2);
    assert_eq!(runtime.block_on(buffered.collect::<Vec<_>>()).len(), 3);
    assert_eq!(world.simulator.received().len(), 7);
}
