//! Batches by the quota of the zone, and what the service refuses.

use serde_json::json;
use teo_api::workflows::content::{Jobs, NotSubmitted, Prefetch, Purge, TargetState};
use teo_simulator::Rule;

use super::*;
use crate::fast_clock::FastClock;

fn sizes(submissions: &[Vec<String>]) -> Vec<usize> {
    submissions.iter().map(Vec::len).collect()
}

/// A response that says this of the quota of prefetches.
fn quota(batch: u64, available: u64) -> Rule {
    let quota =
        json!({"Type": "prefetch_url", "Batch": batch, "Daily": 50, "DailyAvailable": available});
    Rule::respond(json!({"PrefetchQuota": [quota], "PurgeQuota": null})).on("DescribeContentQuota")
}

#[tokio::test]
async fn batches_are_as_large_as_the_quota_says_and_keep_the_order() {
    let world = World::with(|simulator| simulator.content_quota(3, 100)).await;
    let _clock = FastClock::start();
    let mut targets = urls(8);
    targets.insert(4, "https://www.example.org/other".to_owned());
    let outcome = Prefetch::urls(&targets).run(&world.client).await.unwrap();
    assert!(outcome.is_success(), "{outcome}");
    let executed = world.executed();
    assert_eq!(sizes(&executed), [3, 3, 2, 1]);
    assert_eq!(executed[..3].concat(), urls(8));
    assert_eq!(world.count("DescribeContentQuota"), 2, "one for each zone");
    assert_eq!(outcome.jobs().len(), 4);
}

#[tokio::test]
async fn what_exceeds_the_quota_of_the_day_is_not_submitted_and_told() {
    let world = World::with(|simulator| simulator.content_quota(3, 5)).await;
    let _clock = FastClock::start();
    let outcome = Prefetch::urls(urls(8)).run(&world.client).await.unwrap();
    assert_eq!(sizes(&world.executed()), [3, 2]);
    assert!(world.submissions(false).is_empty(), "nothing was sent in vain");
    assert_eq!(outcome.to_string(), "5 of 8 targets done, 3 not submitted");
    let left: Vec<_> = outcome.not_submitted().collect();
    assert_eq!(left.iter().map(|target| &*target.target).collect::<Vec<_>>(), urls(8)[5..]);
    assert!(matches!(
        left[0].state,
        TargetState::NotSubmitted {
            cause: NotSubmitted::Quota { available: Some(0), daily: Some(5), .. },
            ..
        }
    ));
}

#[tokio::test]
async fn a_refused_target_leaves_its_quota_to_the_next() {
    let world = World::with(|simulator| simulator.content_quota(3, 4)).await;
    let _clock = FastClock::start();
    let mut targets = urls(5);
    targets.insert(1, "https://elsewhere.test/".to_owned());
    let outcome = Prefetch::urls(targets).zone(ZONE).run(&world.client).await.unwrap();
    assert_eq!(sizes(&world.executed()), [3, 2]);
    assert_eq!(states(&outcome), ["done", "refused", "done", "done", "done", "not submitted"]);
}

#[tokio::test]
async fn a_quota_that_another_caller_used_is_read_again() {
    let world = World::with(|simulator| simulator.content_quota(100, 5)).await;
    world.simulator.add_rule(quota(100, 50));
    let _clock = FastClock::start();
    let outcome = Prefetch::urls(urls(8)).run(&world.client).await.unwrap();
    assert_eq!(sizes(&world.submissions(false)), [8]);
    assert_eq!(sizes(&world.executed()), [5]);
    assert_eq!(outcome.to_string(), "5 of 8 targets done, 3 not submitted");
    assert_eq!(world.count("DescribeContentQuota"), 2);
}

#[tokio::test]
async fn a_quota_that_contradicts_itself_ends_the_submission() {
    let world = World::with(|simulator| simulator.content_quota(100, 5)).await;
    world.simulator.add_rule(quota(100, 50).times(20));
    let _clock = FastClock::start();
    let outcome = Prefetch::urls(urls(8)).run(&world.client).await.unwrap();
    assert_eq!(outcome.to_string(), "0 of 8 targets done, 8 not submitted");
    assert_eq!(world.count("CreatePrefetchTask"), 1);
}

#[tokio::test]
async fn a_batch_that_the_plan_no_longer_allows_is_made_smaller() {
    let world = World::with(|simulator| simulator.content_quota(3, 50)).await;
    world.simulator.add_rule(quota(100, 50));
    let _clock = FastClock::start();
    let outcome = Prefetch::urls(urls(8)).run(&world.client).await.unwrap();
    assert!(outcome.is_success(), "{outcome}");
    assert_eq!(sizes(&world.submissions(false)), [8]);
    assert_eq!(sizes(&world.executed()), [3, 3, 2]);
}

#[tokio::test]
async fn a_batch_is_made_smaller_too_if_the_service_does_not_say_its_size() {
    let world = World::with(|simulator| simulator.content_quota(3, 50)).await;
    let nothing = json!({"PrefetchQuota": null, "PurgeQuota": null});
    world.simulator.add_rule(Rule::respond(nothing).on("DescribeContentQuota").times(20));
    let _clock = FastClock::start();
    let outcome = Prefetch::urls(urls(8)).run(&world.client).await.unwrap();
    assert!(outcome.is_success(), "{outcome}");
    assert_eq!(world.executed().concat(), urls(8));
}

#[tokio::test]
async fn one_target_for_which_the_service_refuses_all_is_found() {
    let world = World::start().await;
    let bad = Rule::error("InvalidParameter.Target", "one of the targets is wrong");
    // Eight, four, two, one: then the others are accepted.
    world.simulator.add_rule(bad.on("CreatePurgeTask").times(4));
    let _clock = FastClock::start();
    let outcome = Purge::urls(urls(8)).run(&world.client).await.unwrap();
    assert_eq!(outcome.to_string(), "7 of 8 targets done, 1 refused");
    assert_eq!(states(&outcome)[0], "refused");
    assert_eq!(world.executed().concat(), urls(8)[1..]);
}

#[tokio::test]
async fn a_refused_target_has_its_reason_and_the_others_go_on() {
    let world = World::start().await;
    let _clock = FastClock::start();
    let targets = ["https://www.example.com/a", "https://elsewhere.test/b", "no URL"];
    let outcome = Purge::urls(targets).zone(ZONE).run(&world.client).await.unwrap();
    assert_eq!(
        causes(&outcome),
        [
            "done",
            "refused: the host does not belong to the zone",
            "refused: not a whole http or https URL"
        ]
    );
}

#[tokio::test]
async fn if_all_are_refused_nothing_is_waited_for() {
    let world = World::start().await;
    let outcome = Purge::urls(["no URL"]).zone(ZONE).run(&world.client).await.unwrap();
    assert_eq!(states(&outcome), ["refused"]);
    assert_eq!(world.count("DescribePurgeTasks"), 0);
}

/// The response to a submission: which texts were refused.
fn refusing(job_id: &str, refused: &[&str]) -> Rule {
    let refused = json!([{"Reason": "told by the test", "Targets": refused}]);
    Rule::respond(json!({"JobId": job_id, "FailedList": refused})).on("CreatePurgeTask")
}

#[tokio::test]
async fn refusals_in_another_text_are_those_of_the_targets_that_are_left() {
    for (targets, refused) in [
        (&["www.Bücher.example"][..], &["www.xn--bcher-kva.example"][..]),
        (&["www.example.com"], &["elsewhere"]),
        (&["www.example.com"], &[]),
        (&["www.example.com", "example.com"], &["example.com", "elsewhere"]),
    ] {
        let world = World::start().await;
        world.simulator.add_rule(refusing("", refused));
        let outcome =
            Purge::hosts(targets.iter().copied()).zone(ZONE).run(&world.client).await.unwrap();
        let expected = vec!["refused: told by the test"; targets.len()];
        assert_eq!(causes(&outcome), expected, "{refused:?}");
        assert_eq!(world.count("DescribePurgeTasks"), 0);
    }
}

#[tokio::test]
async fn a_target_without_a_task_is_the_one_that_was_refused_in_another_text() {
    let world = World::start().await;
    world.simulator.add_rule(refusing("job-a", &["elsewhere"]));
    let task = json!({"JobId": "job-a", "Target": "example.com", "Status": "success"});
    let tasks = json!({"TotalCount": 1, "Tasks": [task]});
    world.simulator.add_rule(Rule::respond(tasks).on("DescribePurgeTasks").times(100));
    let jobs = Purge::hosts(["www.example.com", "example.com"]).submit(&world.client);
    let text = serde_json::to_string(&jobs.await.unwrap()).unwrap();
    let jobs: Jobs = serde_json::from_str(&text).unwrap();
    let _clock = FastClock::start();
    let outcome = jobs.resume(&world.client).await.unwrap();
    assert_eq!(causes(&outcome), ["refused: told by the test", "done"]);
}
