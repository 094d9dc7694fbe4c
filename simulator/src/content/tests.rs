#![allow(clippy::unwrap_used)]

use std::time::Duration;

use serde_json::Value;

use super::*;
use crate::stage::Stage;

#[test]
fn a_job_is_followed_by_its_id_until_it_ends() {
    let mut stage = Stage::new();
    let job = stage.prefetch(&["https://example.com/a"]);
    let answer = stage.tasks_of("DescribePrefetchTasks", &job);
    assert_eq!(answer["TotalCount"], 1);
    let expected = json!({
        "JobId": job["JobId"],
        "Target": "https://example.com/a",
        "Type": "prefetch_url",
        "Status": "processing",
        "CreateTime": "2022-02-09T02:28:43Z",
        "UpdateTime": "2022-02-09T02:28:43Z",
    });
    assert_eq!(answer["Tasks"][0], expected);
    stage.now += Duration::from_secs(10);
    let answer = stage.tasks_of("DescribePrefetchTasks", &job);
    assert_eq!(answer["Tasks"][0]["Status"], "success");
}

#[test]
fn refused_targets_are_listed_and_the_rest_is_carried_out() {
    let mut stage = Stage::new();
    let job = stage.prefetch(&["https://example.com/a", "no url", "https://other.test/"]);
    let refused = job["FailedList"].as_array().unwrap();
    assert_eq!(refused.len(), 2);
    assert_eq!(refused[0]["Targets"], json!(["no url"]));
    assert_eq!(stage.tasks_of("DescribePrefetchTasks", &job)["TotalCount"], 1);
}

#[test]
fn a_job_may_be_left_without_tasks_but_not_be_made_without_targets() {
    let mut stage = Stage::new();
    let job = stage.prefetch(&["no url"]);
    assert_eq!(stage.tasks_of("DescribePrefetchTasks", &job)["TotalCount"], 0);
    for body in [json!({"ZoneId": "zone-a"}), json!({"ZoneId": "zone-a", "Targets": []})] {
        let fault = stage.call("CreatePrefetchTask", body).unwrap_err();
        assert_eq!(fault.code, "InvalidParameter.Target");
    }
}

#[test]
fn prefetch_and_purge_tasks_are_listed_apart() {
    let mut stage = Stage::new();
    let targets = json!({"Targets": ["https://example.com/a"], "Method": "delete"});
    let job = stage.purge("zone-a", "purge_url", targets).unwrap();
    assert_eq!(stage.tasks_of("DescribePrefetchTasks", &job)["TotalCount"], 0);
    let purges = stage.tasks_of("DescribePurgeTasks", &job);
    assert_eq!(purges["Tasks"][0]["Type"], "purge_url");
    assert_eq!(purges["Tasks"][0]["Method"], "delete");
}

#[test]
fn a_whole_zone_is_one_task_of_one_zone() {
    let mut stage = Stage::new();
    let job = stage.purge("zone-a", "purge_all", json!({})).unwrap();
    let purges = stage.tasks_of("DescribePurgeTasks", &job);
    assert_eq!(purges["TotalCount"], 1);
    assert_eq!(purges["Tasks"][0]["Method"], "invalidate");
    assert_eq!(stage.purge(ALL, "purge_all", json!({})), Err("InvalidParameter.ParameterError"));
}

#[test]
fn tags_are_looked_for_in_domains_of_the_zone() {
    let mut stage = Stage::new();
    let mut purge = |domains: Value| {
        let more = json!({"Targets": ["tag"], "CacheTag": {"Domains": domains}});
        stage.purge("zone-a", "purge_cache_tag", more)
    };
    assert!(purge(json!(["www.example.com"])).is_ok());
    assert_eq!(purge(json!(["other.test"])), Err("InvalidParameter.DomainNotFound"));
    assert_eq!(purge(json!([])), Err("InvalidParameter.ParameterError"));
}

#[test]
fn a_zone_that_does_not_exist_is_refused_but_all_zones_can_be_meant() {
    let mut stage = Stage::new();
    let targets = json!(["https://example.com/a"]);
    let mut create = |zone: &str| {
        let body = json!({"ZoneId": zone, "Targets": targets});
        stage.call("CreatePrefetchTask", body).map_err(|fault| fault.code)
    };
    assert_eq!(create("zone-b"), Err("InvalidParameter.ParameterError"));
    let job = create(ALL).unwrap();
    assert_eq!(job["FailedList"], json!([]));
    let of_zone = json!({
        "ZoneId": "zone-a",
        "Filters": [{"Name": "job-id", "Values": [job["JobId"]]}],
    });
    let tasks = stage.call("DescribePrefetchTasks", of_zone).unwrap();
    assert_eq!(tasks["TotalCount"], 1);
}

#[test]
fn a_page_is_cut_after_counting() {
    let mut stage = Stage::new();
    let targets: Vec<_> = (0..25).map(|n| format!("https://example.com/{n}")).collect();
    let targets: Vec<_> = targets.iter().map(String::as_str).collect();
    stage.prefetch(&targets);
    let mut page = |more: Value| {
        let mut body = json!({
            "StartTime": "2022-02-09T00:00:00Z",
            "EndTime": "2022-02-10T00:00:00Z",
        });
        let members = body.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        stage.call("DescribePrefetchTasks", body)
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
fn every_answer_fits_the_response_of_its_action() {
    let mut stage = Stage::new();
    let job = stage.prefetch(&["https://example.com/?simulate=failed", "no url"]);
    stage.now += Duration::from_secs(10);
    let tasks = stage.tasks_of("DescribePrefetchTasks", &job);
    for (action, answer) in [("CreatePrefetchTask", job), ("DescribePrefetchTasks", tasks)] {
        let mut answer = answer.as_object().unwrap().clone();
        answer.insert("RequestId".into(), json!("id"));
        let members = &stage.spec.actions[action].response;
        assert_eq!(teo_specs::conform(stage.spec, members, &answer), []);
    }
}
