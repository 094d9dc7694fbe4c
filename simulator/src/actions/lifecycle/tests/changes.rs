//! What a change does beside its step: a refused one does nothing, ids are not used again, and the account
//! may be large.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::actions::test_account::TestAccount;
use crate::state::item::Item;
use crate::state::items::Identifiers;

fn call(account: &mut TestAccount, action: &str, body: Value) -> Value {
    account.call(action, body).unwrap_or_else(|error| panic!("{action}: {error:?}"))
}

fn create_record(account: &mut TestAccount, content: &str) -> Value {
    let body =
        json!({"ZoneId": "zone-a", "Name": "a.example.com", "Type": "TXT", "Content": content});
    call(account, "CreateDnsRecord", body)["RecordId"].take()
}

fn contents(account: &mut TestAccount) -> Vec<Value> {
    let response = call(account, "DescribeDnsRecords", json!({"ZoneId": "zone-a"}));
    let records = response["DnsRecords"].as_array().unwrap().iter();
    records.map(|record| record["Content"].clone()).collect()
}

#[test]
fn of_a_list_with_one_unknown_id_no_item_is_changed() {
    let mut account = TestAccount::new();
    let (a, b) = (create_record(&mut account, "a"), create_record(&mut account, "b"));
    let change = |id: &Value| json!({"RecordId": id, "Content": "changed"});
    let unknown = json!("record-unknown");
    for ids in [[&a, &b, &unknown], [&unknown, &a, &b], [&a, &unknown, &b]] {
        let records: Vec<_> = ids.iter().map(|id| change(id)).collect();
        for (action, body) in [
            ("ModifyDnsRecords", json!({"ZoneId": "zone-a", "DnsRecords": records})),
            ("ModifyDnsRecordsStatus", json!({"ZoneId": "zone-a", "RecordsToDisable": ids})),
            ("DeleteDnsRecords", json!({"ZoneId": "zone-a", "RecordIds": ids})),
        ] {
            assert_eq!(account.error_code(action, body), "ResourceNotFound", "{action}");
        }
    }
    let response = call(&mut account, "DescribeDnsRecords", json!({"ZoneId": "zone-a"}));
    let records = response["DnsRecords"].as_array().unwrap();
    assert!(records.iter().all(|r| r["Status"] == "enable"), "{records:?}");
    assert_eq!(contents(&mut account), ["a", "b"]);
}

#[test]
fn an_item_of_a_list_must_say_which_one_it_is() {
    let mut account = TestAccount::new();
    let a = create_record(&mut account, "a");
    let records = json!([{"RecordId": a, "Content": "changed"}, {"Content": "of which?"}]);
    let body = json!({"ZoneId": "zone-a", "DnsRecords": records});
    assert_eq!(account.error_code("ModifyDnsRecords", body), "MissingParameter");
    assert_eq!(contents(&mut account), ["a"]);
}

#[test]
fn an_id_that_a_request_repeats_is_deleted_once() {
    let mut account = TestAccount::new();
    let (a, _) = (create_record(&mut account, "a"), create_record(&mut account, "b"));
    call(&mut account, "DeleteDnsRecords", json!({"ZoneId": "zone-a", "RecordIds": [a, a]}));
    assert_eq!(contents(&mut account), ["b"]);
}

#[test]
fn the_id_of_a_deleted_item_is_not_given_to_a_new_one() {
    let mut account = TestAccount::new();
    let old = create_record(&mut account, "old");
    call(&mut account, "DeleteDnsRecords", json!({"ZoneId": "zone-a", "RecordIds": [old]}));
    assert_ne!(create_record(&mut account, "new"), old);
}

#[test]
fn rules_are_listed_in_the_order_that_a_request_gave_them_and_new_ones_after_them() {
    let mut account = TestAccount::new();
    let create = |account: &mut TestAccount, name: &str| {
        let body = json!({"ZoneId": "zone-a", "Rules": [{"RuleName": name}]});
        call(account, "CreateL7AccRules", body)["RuleIds"][0].take()
    };
    let ids = ["a", "b", "c"].map(|name| create(&mut account, name));
    let reversed: Vec<_> = ids.iter().rev().collect();
    call(&mut account, "ModifyL7AccRulePriority", json!({"ZoneId": "zone-a", "RuleIds": reversed}));
    create(&mut account, "d");
    let response = call(&mut account, "DescribeL7AccRules", json!({"ZoneId": "zone-a"}));
    let names = response["Rules"].as_array().unwrap().iter().map(|rule| rule["RuleName"].clone());
    assert_eq!(names.collect::<Vec<_>>(), ["c", "b", "a", "d"]);
}

#[test]
fn a_version_that_is_deployed_again_is_on_its_way_again() {
    let mut account = TestAccount::new();
    let deploy = |account: &mut TestAccount| {
        let version = json!([{"VersionId": "ver-1"}]);
        let body = json!({"ZoneId": "zone-a", "EnvId": "env-1", "ConfigGroupVersionInfos": version, "Description": "d"});
        call(account, "DeployConfigGroupVersion", body);
    };
    let status = |account: &mut TestAccount| {
        call(account, "DescribeEnvironments", json!({"ZoneId": "zone-a"}))["EnvInfos"][0]["Status"]
            .take()
    };
    for _ in 0..2 {
        deploy(&mut account);
        assert_eq!(status(&mut account), "version_deploying");
        account.wait();
        assert_eq!(status(&mut account), "running");
    }
}

#[test]
fn the_tasks_of_a_zone_are_gone_with_it() {
    let mut account = TestAccount::new();
    let job = account.prefetch(&["https://example.com/a"]);
    assert_eq!(account.tasks_of_job("DescribePrefetchTasks", &job)["TotalCount"], 1);
    call(&mut account, "ModifyZoneStatus", json!({"ZoneId": "zone-a", "Paused": true}));
    account.wait();
    call(&mut account, "DeleteZone", json!({"ZoneId": "zone-a"}));
    assert_eq!(account.tasks_of_job("DescribePrefetchTasks", &job)["TotalCount"], 0);
}

#[test]
fn an_account_of_a_hundred_thousand_items_answers_in_time() {
    let mut account = TestAccount::new();
    let resource = &account.spec.resources["DnsRecord"];
    for number in 0..100_000 {
        let id = format!("record-{number}");
        let ids = json!({"ZoneId": "zone-a", "RecordId": id});
        let ids: Identifiers = ids.as_object().unwrap().clone();
        account.resources.items.put(resource, &ids, Item::new(ids.clone()));
    }
    let start = Instant::now();
    for number in 0..100 {
        let id = create_record(&mut account, "a");
        let records = json!([{"RecordId": id, "Content": "b"}]);
        call(&mut account, "ModifyDnsRecords", json!({"ZoneId": "zone-a", "DnsRecords": records}));
        let ids: Vec<_> = (0..900).map(|n| format!("record-{}", number * 900 + n)).collect();
        call(&mut account, "DeleteDnsRecords", json!({"ZoneId": "zone-a", "RecordIds": ids}));
    }
    let page = json!({"ZoneId": "zone-a", "Offset": 10_000, "Limit": 1_000});
    let response = call(&mut account, "DescribeDnsRecords", page);
    assert_eq!(response["TotalCount"], 10_100);
    assert_eq!(response["DnsRecords"].as_array().unwrap().len(), 100);
    let time = start.elapsed();
    println!("300 changes and a page took {time:?}");
    assert!(time < Duration::from_secs(60), "{time:?}");
}
