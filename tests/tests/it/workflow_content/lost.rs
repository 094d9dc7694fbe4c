//! Submissions whose response is lost, and runs that are stopped: nothing is submitted twice.

use futures_util::FutureExt as _;
use teo_api::RetryPolicy;
use teo_api::teo::PurgeMethod;
use teo_api::workflows::content::{Jobs, Prefetch, Purge};
use teo_simulator::Rule;

use super::*;
use crate::fast_clock::FastClock;

/// A run of a second at most is as good as over.
async fn stop<F: Future>(future: F) {
    assert!(tokio::time::timeout(Duration::from_secs(1), future).await.is_err());
}

#[tokio::test]
async fn a_job_whose_response_was_lost_is_found_and_not_sent_again() {
    let world = World::with(|simulator| simulator.content_quota(3, 100)).await;
    let _clock = FastClock::start();
    world.simulator.add_rule(Rule::close().on("CreatePrefetchTask").after_execution());
    let outcome = Prefetch::urls(urls(5)).run(&world.client).await.unwrap();
    assert!(outcome.is_success(), "{:?}", causes(&outcome));
    assert_eq!(world.executed(), [urls(5)[..3].to_vec(), urls(5)[3..].to_vec()]);
    assert_eq!(world.count("CreatePrefetchTask"), 2);
    let adopted = outcome.jobs().iter().map(|job| job.adopted.is_some());
    assert_eq!(adopted.collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn a_client_that_repeats_mutating_calls_does_not_repeat_a_submission() {
    let world = World::start().await;
    let client = client_of(&world.simulator, |client| {
        let always = RetryPolicy::new().retry_mutating(true).classifier(|_| Some(true));
        client.retry(always.attempts(5))
    });
    let _clock = FastClock::start();
    world.simulator.add_rule(Rule::close().on("CreatePurgeTask").after_execution());
    let outcome = Purge::urls(urls(5)).run(&client).await.unwrap();
    assert!(outcome.is_success(), "{:?}", causes(&outcome));
    assert_eq!(world.count("CreatePurgeTask"), 1);
}

#[tokio::test]
async fn a_submission_that_certainly_had_no_effect_is_repeated() {
    let world = World::start().await;
    let _clock = FastClock::start();
    world.simulator.add_rule(Rule::throttle().on("CreatePurgeTask").times(2));
    let outcome = Purge::urls(urls(5)).run(&world.client).await.unwrap();
    assert!(outcome.is_success(), "{:?}", causes(&outcome));
    assert_eq!((world.count("CreatePurgeTask"), world.executed().len()), (3, 1));
}

#[tokio::test]
async fn a_job_that_is_not_found_leaves_its_targets_unknown_and_is_not_sent_again() {
    let world = World::with(|simulator| simulator.content_quota(3, 100)).await;
    let _clock = FastClock::start();
    world
        .simulator
        .add_rule(Rule::error("InternalError", "told by the test").on("CreatePurgeTask"));
    let outcome = Purge::urls(urls(5)).run(&world.client).await.unwrap();
    assert_eq!(states(&outcome), ["unknown", "unknown", "unknown", "done", "done"]);
    assert!(causes(&outcome)[0].contains("InternalError"));
    assert_eq!(world.count("CreatePurgeTask"), 2);
    assert_eq!(outcome.targets()[0].job_id, None);
}

#[tokio::test]
async fn an_earlier_job_of_the_same_targets_is_not_taken_for_the_lost_one() {
    let world = World::start().await;
    let earlier = Purge::urls(urls(2)).submit(&world.client).await.unwrap();
    // Times are told to the second, and some tolerance is given to clocks.
    std::thread::sleep(Duration::from_millis(3_100));
    let _clock = FastClock::start();
    world.simulator.add_rule(Rule::close().on("CreatePurgeTask"));
    let outcome = Purge::urls(urls(2)).run(&world.client).await.unwrap();
    assert_eq!(states(&outcome), ["unknown", "unknown"]);
    assert!(earlier.resume(&world.client).await.unwrap().is_success());
}

#[tokio::test]
async fn a_job_with_other_targets_or_another_method_is_not_taken_for_the_lost_one() {
    let world = World::start().await;
    world.simulator.add_rule(Rule::silence().on("CreatePurgeTask"));
    let hosts = ["www.example.com"];
    let mut run = Purge::hosts(hosts).method(PurgeMethod::Delete).run(&world.client).progress();
    stop(async { while run.next().await.is_some() {} }).await;
    // Meanwhile, others purge the same host: with another one, and in another way.
    let others = [
        Purge::hosts(["www.example.com", "example.com"]).method(PurgeMethod::Delete),
        Purge::hosts(hosts).method(PurgeMethod::Invalidate),
        Purge::urls(["https://www.example.com/"]),
    ];
    for other in others {
        assert_eq!(other.submit(&world.client).await.unwrap().outcome().jobs().len(), 1);
    }
    let _clock = FastClock::start();
    let outcome = run.jobs().resume(&world.client).await.unwrap();
    assert_eq!(states(&outcome), ["unknown"]);
}

#[tokio::test]
async fn a_job_that_deletes_is_not_taken_for_one_with_the_method_of_the_service() {
    let world = World::start().await;
    world.simulator.add_rule(Rule::silence().on("CreatePurgeTask"));
    let mut run = Purge::hosts(["www.example.com"]).run(&world.client).progress();
    stop(async { while run.next().await.is_some() {} }).await;
    let other = Purge::hosts(["www.example.com"]).method(PurgeMethod::Delete);
    let other = other.submit(&world.client).await.unwrap();
    assert_eq!(other.outcome().jobs().len(), 1);
    let _clock = FastClock::start();
    let outcome = run.jobs().resume(&world.client).await.unwrap();
    assert_eq!(states(&outcome), ["unknown"]);
}

#[test]
fn outside_a_runtime_a_resumed_run_is_an_error() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (world, jobs) = runtime.block_on(async {
        let world = World::start().await;
        let jobs = Purge::urls(urls(1)).submit(&world.client).await.unwrap();
        (world, jobs)
    });
    let error = jobs.clone().resume(&world.client).now_or_never().unwrap().unwrap_err();
    assert_eq!(error.kind(), teo_api::ErrorKind::Configuration);
    assert!(error.to_string().contains("Tokio runtime"), "{error}");
    let mut progress = jobs.resume(&world.client).progress();
    while progress.next().now_or_never().unwrap().is_some() {}
    assert!(progress.outcome().now_or_never().unwrap().is_err());
}

#[tokio::test]
async fn a_target_that_the_lost_response_may_have_refused_is_unknown() {
    let world = World::start().await;
    let _clock = FastClock::start();
    world.simulator.add_rule(Rule::close().on("CreatePurgeTask").after_execution());
    let targets = ["https://www.example.com/a", "https://elsewhere.test/b"];
    let outcome = Purge::urls(targets).zone(ZONE).run(&world.client).await.unwrap();
    assert_eq!(states(&outcome), ["done", "unknown"]);
    assert_eq!(world.count("CreatePurgeTask"), 1);
}

#[tokio::test]
async fn jobs_are_waited_for_in_another_process() {
    let world = World::with(|simulator| simulator.content_quota(3, 5)).await;
    let mut targets = urls(8);
    targets[1].push_str("?simulate=failed");
    let jobs = Prefetch::urls(&targets).submit(&world.client).await.unwrap();
    assert_eq!(jobs.outcome().progress().running, 5);
    let text = serde_json::to_string(&jobs).unwrap();

    let client = client_of(&world.simulator, |client| client);
    let _clock = FastClock::start();
    let jobs: Jobs = serde_json::from_str(&text).unwrap();
    let outcome = jobs.resume(&client).await.unwrap();
    assert_eq!(outcome.to_string(), "4 of 8 targets done, 1 failed, 3 not submitted");
    assert_eq!(world.count("CreatePrefetchTask"), 2);
    let written = serde_json::to_value(&outcome).unwrap();
    assert_eq!(written["targets"][1]["state"], "failed");
    assert_eq!(written["targets"][7]["cause"]["kind"], "quota");
}

#[tokio::test]
async fn a_run_that_is_dropped_sends_nothing_more() {
    let world = World::with(|simulator| simulator.content_quota(1, 100)).await;
    world.simulator.add_rule(Rule::delay(Duration::from_millis(300)).on("CreatePurgeTask"));
    stop(async {
        let run = Purge::urls(urls(5)).run(&world.client);
        let _ = tokio::time::timeout(Duration::from_millis(100), run).await;
        std::future::pending::<()>().await;
    })
    .await;
    assert_eq!(world.count("CreatePurgeTask"), 1);
}

#[tokio::test]
async fn a_submission_that_was_under_way_when_the_run_was_stopped_is_found() {
    let world = World::with(|simulator| simulator.content_quota(2, 100)).await;
    world.simulator.add_rule(Rule::silence().on("CreatePurgeTask").after_execution());
    let mut run = Purge::urls(urls(5)).run(&world.client).progress();
    stop(async { while run.next().await.is_some() {} }).await;
    let jobs = run.jobs();
    drop(run);

    let text = serde_json::to_string(&jobs).unwrap();
    let jobs: Jobs = serde_json::from_str(&text).unwrap();
    let _clock = FastClock::start();
    let outcome = jobs.resume(&world.client).await.unwrap();
    let stopped = ["not submitted"; 3];
    assert_eq!(states(&outcome), [&["done"; 2][..], &stopped].concat());
    assert_eq!(world.count("CreatePurgeTask"), 1);
}

#[tokio::test]
async fn two_runs_at_once_of_the_same_targets_each_have_their_own_jobs() {
    let world = World::with(|simulator| simulator.content_quota(2, 100)).await;
    let _clock = FastClock::start();
    let one = Purge::urls(urls(5)).run(&world.client);
    let other = Purge::urls(urls(5)).run(&world.client);
    let (one, other) = tokio::join!(one, other);
    let (one, other) = (one.unwrap(), other.unwrap());
    assert!(one.is_success() && other.is_success());
    assert!(one.jobs().iter().all(|job| !other.jobs().contains(job)));
    assert_eq!(world.executed().len(), 6);
}
