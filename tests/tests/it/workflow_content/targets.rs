//! What can be purged and prefetched, and the zone of each target.

use std::collections::BTreeSet;

use serde_json::json;
use teo_api::teo::{PrefetchMode, PurgeMethod};
use teo_api::workflows::content::{NotSubmitted, Prefetch, Purge, TargetState};
use teo_simulator::Rule;

use super::*;
use crate::fast_clock::FastClock;

/// The body of the last submission.
fn last_submission(world: &World) -> Value {
    let received = world.simulator.received();
    let last = received.iter().rfind(|request| request.action.starts_with("Create")).unwrap();
    serde_json::from_slice(&last.body).unwrap()
}

#[tokio::test]
async fn urls_prefixes_hosts_tags_and_everything_are_purged() {
    let world = World::start().await;
    let _clock = FastClock::start();
    let purges = [
        (Purge::urls(["https://www.example.com/a"]), json!({"Type": "purge_url"})),
        (
            Purge::prefixes(["https://www.example.com/a/"]).method(PurgeMethod::Delete),
            json!({"Type": "purge_prefix", "Method": "delete"}),
        ),
        (Purge::hosts(["www.example.com"]), json!({"Type": "purge_host"})),
        (
            Purge::cache_tags(ZONE, ["news"]).domains(["www.example.com"]),
            json!({"Type": "purge_cache_tag", "CacheTag": {"Domains": ["www.example.com"]}}),
        ),
        (Purge::everything(ZONE), json!({"Type": "purge_all", "Targets": null})),
    ];
    for (purge, expected) in purges {
        let outcome = purge.run(&world.client).await.unwrap();
        assert!(outcome.is_success(), "{expected}: {:?}", causes(&outcome));
        let sent = last_submission(&world);
        assert_eq!(sent["ZoneId"], ZONE);
        for (member, value) in expected.as_object().unwrap() {
            assert_eq!(sent[member], *value, "{sent}");
        }
    }
}

#[tokio::test]
async fn a_prefetch_sends_its_mode_headers_and_segments() {
    let world = World::start().await;
    let _clock = FastClock::start();
    let prefetch = Prefetch::urls(urls(1))
        .mode(PrefetchMode::Edge)
        .headers([("User-Agent", "mobile")])
        .media_segments(true);
    let outcome = prefetch.run(&world.client).await.unwrap();
    assert!(outcome.is_success(), "{outcome}");
    let sent = last_submission(&world);
    assert_eq!(sent["Mode"], "edge");
    assert_eq!(sent["Headers"], json!([{"Name": "User-Agent", "Value": "mobile"}]));
    assert_eq!(sent["PrefetchMediaSegments"], "on");
}

#[tokio::test]
async fn a_host_in_no_zone_or_in_two_costs_its_own_targets_alone() {
    let world = World::with(|simulator| {
        simulator.zone("zone-a", ["two.test"]).zone("zone-b", ["two.test"])
    })
    .await;
    let _clock = FastClock::start();
    let targets = [
        "https://www.example.com/a",
        "https://none.test/b",
        "https://www.two.test/c",
        "no host at all",
        "https://www.example.org/d",
    ];
    let outcome = Purge::urls(targets).run(&world.client).await.unwrap();
    let done = ["done", "not submitted", "not submitted", "not submitted", "done"];
    assert_eq!(states(&outcome), done);
    let cause = |target| match state(&outcome, target) {
        TargetState::NotSubmitted { cause, .. } => cause.clone(),
        other => panic!("{target}: {other}"),
    };
    assert!(
        matches!(cause(targets[1]), NotSubmitted::ZoneNotFound { host, .. } if host == "none.test")
    );
    match cause(targets[2]) {
        NotSubmitted::ZoneAmbiguous { zone_ids, .. } => {
            assert_eq!(BTreeSet::from_iter(zone_ids).len(), 2);
        }
        other => panic!("{other}"),
    }
    assert_eq!(cause(targets[3]), NotSubmitted::NoHost);
    assert_eq!(outcome.targets()[4].zone_id.as_deref(), Some("zone-other"));
    assert_eq!(outcome.to_string(), "2 of 5 targets done, 3 not submitted");
}

#[tokio::test]
async fn a_sub_account_that_may_not_look_up_zones_names_its_zone() {
    let world = World::start().await;
    let denied = Rule::error("UnauthorizedOperation.CamUnauthorized", "told by the test");
    world.simulator.add_rule(denied.on("DescribeZones").times(100));
    let _clock = FastClock::start();
    let outcome = Purge::urls(urls(2)).zone(ZONE).run(&world.client).await.unwrap();
    assert!(outcome.is_success(), "{outcome}");
    assert_eq!(world.count("DescribeZones"), 0);

    let error = Purge::urls(urls(2)).run(&world.client).await.unwrap_err();
    assert_eq!(error.code().unwrap(), "UnauthorizedOperation.CamUnauthorized");
    assert_eq!(world.count("CreatePurgeTask"), 1);
}

#[tokio::test]
async fn a_target_that_is_given_twice_is_sent_once_and_told() {
    let world = World::start().await;
    let _clock = FastClock::start();
    let targets = ["https://www.example.com/a", "https://www.example.com/b"];
    let given = [targets[0], targets[1], targets[0], targets[0]];
    let outcome = Purge::urls(given).run(&world.client).await.unwrap();
    assert_eq!(world.executed(), [targets]);
    let duplicates: Vec<_> =
        outcome.duplicates().map(|target| (target.target.as_str(), target.given)).collect();
    assert_eq!(duplicates, [(targets[0], 3)]);
    assert_eq!(outcome.to_string(), "2 of 2 targets done; 2 given again and sent once");
}

#[tokio::test]
async fn no_targets_make_no_call() {
    let world = World::start().await;
    for purge in [Purge::urls([""; 0]), Purge::urls([""; 0]).zone(ZONE)] {
        let outcome = purge.run(&world.client).await.unwrap();
        assert!(outcome.is_success());
    }
    assert!(world.simulator.received().is_empty());
}

#[tokio::test]
async fn if_nothing_could_be_submitted_the_error_is_returned() {
    let world = World::start().await;
    let denied = Rule::error("UnauthorizedOperation.NoPermission", "told by the test");
    world.simulator.add_rule(denied.on("CreatePurgeTask").times(2));
    let both = ["https://www.example.com/a", "https://www.example.org/b"];
    let error = Purge::urls(both).run(&world.client).await.unwrap_err();
    assert_eq!(error.code().unwrap(), "UnauthorizedOperation.NoPermission");
    assert_eq!(error.action(), Some("CreatePurgeTask"));

    // Where one zone can be purged, the other is part of the outcome.
    let denied = Rule::error("UnauthorizedOperation.NoPermission", "told by the test");
    world.simulator.add_rule(denied.on("CreatePurgeTask"));
    let _clock = FastClock::start();
    let outcome = Purge::urls(both).run(&world.client).await.unwrap();
    assert_eq!(states(&outcome), ["not submitted", "done"]);
    assert!(causes(&outcome)[0].contains("UnauthorizedOperation.NoPermission"));
}
