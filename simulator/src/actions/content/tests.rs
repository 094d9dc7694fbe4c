#![allow(clippy::unwrap_used)]

use std::time::Duration;

use serde_json::Value;

use super::*;
use crate::actions::test_account::TestAccount;

#[test]
fn a_task_of_a_job_is_processing_and_then_succeeds() {
    let mut account = TestAccount::new();
    let job = account.prefetch(&["https://example.com/a"]);
    let response = account.tasks_of_job("DescribePrefetchTasks", &job);
    assert_eq!(response["TotalCount"], 1);
    let expected = json!({
        "JobId": job["JobId"],
        "Target": "https://example.com/a",
        "Type": "prefetch_url",
        "Status": "processing",
        "CreateTime": "2022-02-09T02:28:43Z",
        "UpdateTime": "2022-02-09T02:28:43Z",
    });
    assert_eq!(response["Tasks"][0], expected);
    account.now += Duration::from_secs(10);
    let response = account.tasks_of_job("DescribePrefetchTasks", &job);
    assert_eq!(response["Tasks"][0]["Status"], "success");
}

#[test]
fn refused_targets_are_listed_and_the_others_become_tasks() {
    let mut account = TestAccount::new();
    let job = account.prefetch(&["https://example.com/a", "no url", "https://other.test/"]);
    let failed_list = job["FailedList"].as_array().unwrap();
    assert_eq!(failed_list.len(), 2);
    assert_eq!(failed_list[0]["Targets"], json!(["no url"]));
    assert_eq!(account.tasks_of_job("DescribePrefetchTasks", &job)["TotalCount"], 1);
}

#[test]
fn a_job_needs_targets_but_all_of_them_may_be_refused() {
    let mut account = TestAccount::new();
    let job = account.prefetch(&["no url"]);
    assert_eq!(account.tasks_of_job("DescribePrefetchTasks", &job)["TotalCount"], 0);
    for body in [json!({"ZoneId": "zone-a"}), json!({"ZoneId": "zone-a", "Targets": []})] {
        let error = account.call("CreatePrefetchTask", body).unwrap_err();
        assert_eq!(error.code, "InvalidParameter.Target");
    }
}

#[test]
fn prefetch_and_purge_tasks_are_listed_by_different_actions() {
    let mut account = TestAccount::new();
    let targets = json!({"Targets": ["https://example.com/a"], "Method": "delete"});
    let job = account.purge("zone-a", "purge_url", targets).unwrap();
    assert_eq!(account.tasks_of_job("DescribePrefetchTasks", &job)["TotalCount"], 0);
    let purges = account.tasks_of_job("DescribePurgeTasks", &job);
    assert_eq!(purges["Tasks"][0]["Type"], "purge_url");
    assert_eq!(purges["Tasks"][0]["Method"], "delete");
}

#[test]
fn purging_a_whole_zone_is_one_task() {
    let mut account = TestAccount::new();
    let job = account.purge("zone-a", "purge_all", json!({})).unwrap();
    let purges = account.tasks_of_job("DescribePurgeTasks", &job);
    assert_eq!(purges["TotalCount"], 1);
    assert_eq!(purges["Tasks"][0]["Method"], "invalidate");
    assert_eq!(
        account.purge(ALL, "purge_all", json!({})),
        Err("InvalidParameter.ParameterError".to_owned())
    );
}

#[test]
fn cache_tags_are_looked_for_in_domains_of_the_zone() {
    let mut account = TestAccount::new();
    let mut purge = |domains: Value| {
        let members = json!({"Targets": ["tag"], "CacheTag": {"Domains": domains}});
        account.purge("zone-a", "purge_cache_tag", members)
    };
    assert!(purge(json!(["www.example.com"])).is_ok());
    assert_eq!(purge(json!(["other.test"])), Err("InvalidParameter.DomainNotFound".to_owned()));
    assert_eq!(purge(json!([])), Err("InvalidParameter.ParameterError".to_owned()));
}

#[test]
fn cache_tags_without_domains_are_looked_for_in_the_whole_zone() {
    let mut account = TestAccount::new();
    let job = account.purge("zone-a", "purge_cache_tag", json!({"Targets": ["tag"]})).unwrap();
    assert_eq!(job["FailedList"], json!([]));
    let in_domain = json!([
        {"Name": "job-id", "Values": [job["JobId"]]},
        {"Name": "domains", "Values": ["example.com"]},
    ]);
    let purges = account.call("DescribePurgeTasks", json!({"Filters": in_domain})).unwrap();
    assert_eq!(purges["TotalCount"], 1);
}

#[test]
fn a_host_with_a_wildcard_is_a_refused_target() {
    let mut account = TestAccount::new();
    let targets = json!({"Targets": ["*.example.com", "www.example.com"]});
    let job = account.purge("zone-a", "purge_host", targets).unwrap();
    assert_eq!(job["FailedList"][0]["Targets"], json!(["*.example.com"]));
    assert_eq!(account.tasks_of_job("DescribePurgeTasks", &job)["TotalCount"], 1);
}

#[test]
fn parameters_that_the_vendor_disabled_are_ignored() {
    let mut account = TestAccount::new();
    let body = json!({
        "ZoneId": "zone-a",
        "Targets": ["https://example.com/a"],
        "EncodeUrl": false,
    });
    assert!(account.call("CreatePrefetchTask", body).is_ok());
}

#[test]
fn a_job_needs_an_existing_zone_or_all_zones() {
    let mut account = TestAccount::new();
    let targets = json!(["https://example.com/a"]);
    let mut create = |zone: &str| {
        let body = json!({"ZoneId": zone, "Targets": targets});
        account.call("CreatePrefetchTask", body).map_err(|error| error.code.into_owned())
    };
    assert_eq!(create("zone-b"), Err("ResourceNotFound".to_owned()));
    let job = create(ALL).unwrap();
    assert_eq!(job["FailedList"], json!([]));
    let query = json!({
        "ZoneId": "zone-a",
        "Filters": [{"Name": "job-id", "Values": [job["JobId"]]}],
    });
    let tasks = account.call("DescribePrefetchTasks", query).unwrap();
    assert_eq!(tasks["TotalCount"], 1);
}

#[test]
fn the_total_count_includes_the_tasks_of_every_page() {
    let mut account = TestAccount::new();
    let urls: Vec<_> = (0..25).map(|n| format!("https://example.com/{n}")).collect();
    let targets: Vec<_> = urls.iter().map(String::as_str).collect();
    account.prefetch(&targets);
    let mut page = |other_members: Value| {
        let mut body = json!({
            "StartTime": "2022-02-09T00:00:00Z",
            "EndTime": "2022-02-10T00:00:00Z",
        });
        let members = body.as_object_mut().unwrap();
        members.extend(other_members.as_object().unwrap().clone());
        account.call("DescribePrefetchTasks", body)
    };
    let first = page(json!({})).unwrap();
    assert_eq!(first["TotalCount"], 25);
    assert_eq!(first["Tasks"].as_array().unwrap().len(), 20);
    assert_eq!(first["Tasks"][0]["Target"], "https://example.com/24");
    let last = page(json!({"Offset": 24, "Limit": 10})).unwrap();
    assert_eq!(last["Tasks"].as_array().unwrap().len(), 1);
    assert_eq!(last["Tasks"][0]["Target"], "https://example.com/0");
    assert!(page(json!({"Offset": -1})).is_err());
}

#[test]
fn every_response_fits_the_spec_of_its_action() {
    let mut account = TestAccount::new();
    let job = account.prefetch(&["https://example.com/?simulate=failed", "no url"]);
    account.now += Duration::from_secs(10);
    let tasks = account.tasks_of_job("DescribePrefetchTasks", &job);
    for (action, response) in [("CreatePrefetchTask", job), ("DescribePrefetchTasks", tasks)] {
        let mut response = response.as_object().unwrap().clone();
        response.insert("RequestId".into(), json!("id"));
        let members = &account.spec.actions[action].response;
        assert_eq!(teo_specs::conform(account.spec, members, &response), []);
    }
}
