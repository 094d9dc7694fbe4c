//! How tasks end, and what the service says of them on the way.

use serde_json::json;
use teo_api::teo::TaskStatus;
use teo_api::workflows::content::{Prefetch, Progress, Purge, TargetState};
use teo_simulator::Rule;

use super::*;
use crate::fast_clock::FastClock;

const URL: &str = "https://www.example.com/0";

fn tasks(members: Value) -> Rule {
    Rule::respond(members).on("DescribePurgeTasks")
}

#[tokio::test]
async fn every_end_other_than_success_is_a_failure_of_its_target() {
    let world = World::start().await;
    let _clock = FastClock::start();
    let ends = ["failed:accessDenied", "timeout", "canceled", "invalid", "success"];
    let targets = ends.map(|end| format!("{URL}?simulate={end}"));
    let outcome = Prefetch::urls(&targets).run(&world.client).await.unwrap();
    assert_eq!(outcome.to_string(), "1 of 5 targets done, 4 failed");
    let causes = causes(&outcome);
    assert!(causes[0].starts_with("failed, accessDenied: "), "{causes:?}");
    assert!(causes[1].starts_with("failed, timeout, taskFailed: "), "{causes:?}");
    assert_eq!(causes[2..], ["failed, canceled", "failed, invalid", "done"]);
    assert!(matches!(
        state(&outcome, &targets[3]),
        TargetState::Failed { status: TaskStatus::Invalid, .. }
    ));
    assert_eq!(outcome.failures().count(), 4);
}

#[tokio::test]
async fn a_job_of_several_pages_is_read_to_its_last_task() {
    let world = World::with(|simulator| simulator.content_quota(3_000, 10_000)).await;
    let _clock = FastClock::start();
    // The newest task is listed first, so this one is on the last page.
    let mut targets = urls(2_100);
    targets[0] = format!("{URL}?simulate=canceled");
    let outcome = Purge::urls(&targets).run(&world.client).await.unwrap();
    assert_eq!(outcome.to_string(), "2099 of 2100 targets done, 1 failed");
    assert_eq!(states(&outcome)[0], "failed");
    assert_eq!(world.executed().len(), 1);
}

#[tokio::test]
async fn a_job_whose_tasks_are_not_visible_yet_is_waited_for() {
    let world = World::start().await;
    world.simulator.add_rule(tasks(json!({"TotalCount": 0, "Tasks": []})).times(3));
    let _clock = FastClock::start();
    let outcome = Purge::urls([URL]).run(&world.client).await.unwrap();
    assert!(outcome.is_success(), "{outcome}");
    assert!(world.count("DescribePurgeTasks") > 3);
}

#[tokio::test]
async fn an_empty_page_in_the_middle_ends_no_wait() {
    let world = World::start().await;
    world.simulator.add_rule(tasks(json!({"TotalCount": 40, "Tasks": []})).times(2));
    let _clock = FastClock::start();
    let outcome = Purge::urls([URL]).run(&world.client).await.unwrap();
    assert!(outcome.is_success(), "{outcome}");
}

#[tokio::test]
async fn a_status_that_is_not_known_is_no_end() {
    let world = World::start().await;
    let _clock = FastClock::start();
    let mut run = Purge::urls([URL]).run(&world.client).progress();
    while run.next().await.unwrap().running == 0 {}
    let job = run.jobs().outcome().jobs()[0].job_id.clone();
    let task = json!({"JobId": job, "Target": URL, "Status": "pausing"});
    world.simulator.add_rule(tasks(json!({"TotalCount": 1, "Tasks": [task]})).times(3));
    let outcome = run.outcome().await.unwrap();
    assert!(outcome.is_success(), "{outcome}");
    assert!(world.count("DescribePurgeTasks") > 3);
}

#[tokio::test]
async fn tasks_of_other_jobs_are_passed_over() {
    let world = World::start().await;
    let other = json!({"JobId": "another", "Target": URL, "Status": "failed"});
    world.simulator.add_rule(tasks(json!({"TotalCount": 1, "Tasks": [other]})).times(2));
    let _clock = FastClock::start();
    let outcome = Purge::urls([URL]).run(&world.client).await.unwrap();
    assert!(outcome.is_success(), "{outcome}");
}

#[tokio::test]
async fn a_list_that_fails_for_a_while_ends_no_wait() {
    let world = World::start().await;
    for code in ["InternalError", "InvalidParameter.ActionInProgress"] {
        let failing = Rule::error(code, "told by the test").on("DescribePurgeTasks");
        world.simulator.add_rule(failing.times(10));
    }
    let page_of_a_proxy = Rule::status(200, "<html>").on("DescribePurgeTasks");
    world.simulator.add_rule(page_of_a_proxy.times(2));
    let _clock = FastClock::start();
    let outcome = Purge::urls([URL]).run(&world.client).await.unwrap();
    assert!(outcome.is_success(), "{outcome}");
}

#[tokio::test]
async fn a_list_that_may_not_be_read_leaves_its_targets_unknown() {
    let world = World::start().await;
    let denied = Rule::error("UnauthorizedOperation.NoPermission", "told by the test");
    world.simulator.add_rule(denied.on("DescribePurgeTasks").times(100));
    let outcome = Purge::urls(urls(2)).run(&world.client).await.unwrap();
    assert_eq!(states(&outcome), ["unknown", "unknown"]);
    assert!(causes(&outcome)[0].contains("UnauthorizedOperation.NoPermission"));
    assert_eq!(world.count("DescribePurgeTasks"), 1);
    assert!(outcome.targets()[0].job_id.is_some());
}

#[tokio::test]
async fn jobs_that_could_not_be_read_are_read_when_they_are_resumed() {
    let world = World::start().await;
    let expired = Rule::error("AuthFailure.TokenFailure", "told by the test");
    world.simulator.add_rule(expired.on("DescribePurgeTasks").times(1));
    let mut run = Purge::urls(urls(2)).run(&world.client).progress();
    while run.next().await.is_some() {}
    let jobs = run.jobs();
    assert_eq!(states(jobs.outcome()), ["unknown", "unknown"]);

    let _clock = FastClock::start();
    let outcome = jobs.resume(&world.client).await.unwrap();
    assert!(outcome.is_success(), "{:?}", causes(&outcome));
    assert_eq!(world.count("CreatePurgeTask"), 1);
}

#[tokio::test]
async fn the_timeout_leaves_what_has_not_ended_running() {
    let world = World::start().await;
    let _clock = FastClock::start();
    let targets = [format!("{URL}?simulate=processing"), URL.to_owned()];
    let purge = Purge::urls(targets).timeout(Duration::from_secs(60));
    let outcome = purge.run(&world.client).await.unwrap();
    assert_eq!(states(&outcome), ["running", "done"]);
    let looks = world.count("DescribePurgeTasks");
    assert!((5..30).contains(&looks), "{looks} looks in a minute");
}

#[tokio::test]
async fn the_progress_adds_up_and_leads_to_the_outcome() {
    let world = World::with(|simulator| simulator.content_quota(2, 100)).await;
    let _clock = FastClock::start();
    let mut run = Purge::urls(urls(5)).run(&world.client).progress();
    let mut seen: Vec<Progress> = Vec::new();
    while let Some(progress) = run.next().await {
        let Progress { total, waiting, running, done, unknown, .. } = progress;
        assert_eq!((total, waiting + running + done + unknown), (5, 5), "{progress}");
        seen.push(progress);
    }
    assert!(seen.iter().any(|progress| progress.waiting == 3 && progress.running == 2));
    assert!(seen.iter().any(|progress| progress.running == 5));
    let last = *seen.last().unwrap();
    assert_eq!((last.done, last.over()), (5, 5));
    assert_eq!(run.outcome().await.unwrap().progress(), last);
}
