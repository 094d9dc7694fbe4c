//! What is kept does not depend on the seed, nor on the run.

use serde_json::{Value, json};
use teo_specs::Resource;

use super::every_step::WALKED_ELSEWHERE;
use super::walk::Walk;
use crate::actions::test_account::TestAccount;

/// Makes three items of a resource and returns what all its lists and reads say, whole: its ids and times,
/// which come from counters and from the clock of the account, too.
fn reads_of(resource: &Resource, seed: u64) -> Vec<Value> {
    let mut walk = Walk::new(resource);
    walk.account.seed = seed;
    let ids = walk.make_three(None).unwrap_or_else(|fault| panic!("{}: {fault}", resource.name));
    let steps = resource.steps();
    let views = steps.iter().filter(|step| step.role.is_read_only());
    let mut reads = Vec::new();
    for view in views {
        let request = walk.view_request(view, &ids[1]);
        reads.push(Value::Object(walk.call(view.action, &request).unwrap()));
    }
    reads
}

/// Submits jobs and returns what the lists of tasks, the quota and the identifications say.
fn reads_of_jobs(seed: u64) -> [Value; 4] {
    let mut account = TestAccount::new();
    account.seed = seed;
    let prefetch = account.prefetch(&["https://example.com/a", "no url"]);
    let targets = json!({"Targets": ["https://example.com/b"]});
    let purge = account.purge("zone-a", "purge_url", targets).unwrap();
    [
        account.tasks_of_job("DescribePrefetchTasks", &prefetch),
        account.tasks_of_job("DescribePurgeTasks", &purge),
        account.call("DescribeContentQuota", json!({"ZoneId": "zone-a"})).unwrap(),
        account.call("DescribeIdentifications", json!({"Filters": []})).unwrap(),
    ]
}

#[test]
fn the_same_requests_give_the_same_state_for_every_seed_and_in_every_run() {
    let spec = crate::test_spec::embedded();
    let mut count = reads_of_jobs(1).len();
    for seed in [1, 2] {
        assert_eq!(reads_of_jobs(seed), reads_of_jobs(1));
    }
    let is_walked = |resource: &&Resource| !WALKED_ELSEWHERE.contains(&resource.name.as_str());
    for resource in spec.resources.values().filter(is_walked) {
        let first = reads_of(resource, 1);
        count += first.len();
        for seed in [1, 2] {
            assert_eq!(reads_of(resource, seed), first, "{} with seed {seed}", resource.name);
        }
    }
    println!("{count} reads of {} resources are the same for two seeds", spec.resources.len());
    assert!(count >= spec.resources.len());
}
