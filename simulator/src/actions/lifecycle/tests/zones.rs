//! Zones: they become active, are paused before they are deleted, and have unique names.

use std::time::Duration;

use serde_json::{Value, json};

use crate::actions::test_account::TestAccount;

fn create(account: &mut TestAccount, name: &str) -> Value {
    account.call("CreateZone", json!({"ZoneName": name, "Type": "partial"})).unwrap()["ZoneId"]
        .take()
}

fn list_names(account: &mut TestAccount, body: Value) -> Vec<String> {
    let response = account.call("DescribeZones", body).unwrap();
    let zones = response["Zones"].as_array().unwrap().iter();
    zones.map(|zone| zone["ZoneName"].as_str().unwrap().to_owned()).collect()
}

fn describe(account: &mut TestAccount, id: &Value) -> Value {
    let filter = json!({"Name": "zone-id", "Values": [id]});
    account.call("DescribeZones", json!({"Filters": [filter]})).unwrap()["Zones"][0].take()
}

#[test]
fn a_new_zone_is_pending_until_the_change_is_complete() {
    let mut account = TestAccount::new();
    let id = create(&mut account, "New.test");
    let new = describe(&mut account, &id);
    assert_eq!((&new["ZoneName"], &new["ZoneId"]), (&json!("new.test"), &id));
    assert_eq!((&new["Status"], &new["CnameStatus"]), (&json!("pending"), &json!("pending")));
    assert_eq!((&new["ActiveStatus"], &new["Paused"]), (&json!("inactive"), &json!(false)));
    assert_eq!(new["CreatedOn"], "2022-02-09T02:28:43Z");
    account.wait();
    let ready = describe(&mut account, &id);
    assert_eq!((&ready["Status"], &ready["CnameStatus"]), (&json!("active"), &json!("finished")));
    assert_eq!(ready["ActiveStatus"], "active");
}

#[test]
fn a_name_can_be_used_again_only_with_an_alias() {
    let mut account = TestAccount::new();
    assert_eq!(
        account.error_code("CreateZone", json!({"ZoneName": "EXAMPLE.com"})),
        "ResourceInUse"
    );
    let other = json!({"ZoneName": "example.com", "AliasZoneName": "other"});
    assert!(account.call("CreateZone", other.clone()).is_ok());
    assert_eq!(account.error_code("CreateZone", other), "ResourceInUse");
}

#[test]
fn only_a_zone_without_domain_access_needs_no_name() {
    let mut account = TestAccount::new();
    let code = account.error_code("CreateZone", json!({"Type": "full"}));
    assert_eq!(code, "InvalidParameterValue.ZoneNameInvalid");
    for _ in 0..2 {
        assert!(account.call("CreateZone", json!({"Type": "noDomainAccess"})).is_ok());
    }
}

#[test]
fn a_created_zone_accepts_jobs_like_a_registered_one() {
    let mut account = TestAccount::new();
    let id = create(&mut account, "new.test");
    let targets = json!(["https://www.new.test/a", "https://example.com/b"]);
    let body = json!({"ZoneId": id, "Targets": targets});
    let job = account.call("CreatePrefetchTask", body).unwrap();
    assert_eq!(job["FailedList"][0]["Targets"], json!(["https://example.com/b"]));
    assert_eq!(account.tasks_of_job("DescribePrefetchTasks", &job)["TotalCount"], 1);
}

#[test]
fn zones_are_filtered_ordered_and_paged() {
    let mut account = TestAccount::new();
    for name in ["b.test", "a.test"] {
        account.now += Duration::from_secs(1);
        create(&mut account, name);
    }
    assert_eq!(list_names(&mut account, json!({})), ["a.test", "b.test", "example.com"]);
    let by_name = json!({"Order": "zone-name", "Direction": "asc", "Limit": 2, "Offset": 1});
    assert_eq!(list_names(&mut account, by_name), ["b.test", "example.com"]);
    let mut find = |name: &str, value: &str, fuzzy: bool| {
        let filter = json!({"Name": name, "Values": [value], "Fuzzy": fuzzy});
        list_names(&mut account, json!({"Filters": [filter]}))
    };
    assert_eq!(find("zone-id", "zone-a", false), ["example.com"]);
    assert_eq!(find("zone-name", "test", true), ["a.test", "b.test"]);
    assert_eq!(find("zone-name", "test", false), [""; 0]);
    assert_eq!(find("status", "active", false), ["example.com"]);
    assert_eq!(find("zone-type", "partial", false).len(), 3);
}

#[test]
fn zones_are_found_by_their_tags() {
    let mut account = TestAccount::new();
    let tags = json!([{"TagKey": "team", "TagValue": "edge"}]);
    account.call("CreateZone", json!({"ZoneName": "new.test", "Tags": tags})).unwrap();
    let filter = json!({"Name": "tag-value", "Values": ["edge"]});
    assert_eq!(list_names(&mut account, json!({"Filters": [filter]})), ["new.test"]);
}

#[test]
fn a_zone_can_be_deleted_once_it_is_paused() {
    let mut account = TestAccount::new();
    let (delete, pause) =
        (json!({"ZoneId": "zone-a"}), json!({"ZoneId": "zone-a", "Paused": true}));
    let not_completed = "OperationDenied.DisableZoneNotCompleted";
    assert_eq!(account.error_code("DeleteZone", delete.clone()), not_completed);
    account.call("ModifyZoneStatus", pause.clone()).unwrap();
    let paused = describe(&mut account, &json!("zone-a"));
    assert_eq!((&paused["Paused"], &paused["ActiveStatus"]), (&json!(true), &json!("active")));
    assert_eq!(account.error_code("DeleteZone", delete.clone()), not_completed);
    account.wait();
    // Pausing a paused zone does not start another change.
    account.call("ModifyZoneStatus", pause).unwrap();
    assert_eq!(describe(&mut account, &json!("zone-a"))["ActiveStatus"], "paused");
    account.call("DeleteZone", delete.clone()).unwrap();
    assert_eq!(list_names(&mut account, json!({})), [""; 0]);
    assert_eq!(account.error_code("DeleteZone", delete), "ResourceNotFound");
}

#[test]
fn a_paused_zone_can_be_resumed() {
    let mut account = TestAccount::new();
    for (paused, status) in [(true, "paused"), (false, "active")] {
        account.call("ModifyZoneStatus", json!({"ZoneId": "zone-a", "Paused": paused})).unwrap();
        account.wait();
        assert_eq!(describe(&mut account, &json!("zone-a"))["ActiveStatus"], status);
    }
}

#[test]
fn requests_for_an_unknown_zone_succeed_in_an_open_account() {
    let mut account = TestAccount::open();
    for (action, body) in [
        ("ModifyZoneStatus", json!({"ZoneId": "zone-x", "Paused": true})),
        ("DeleteZone", json!({"ZoneId": "zone-x"})),
    ] {
        assert!(account.call(action, body).is_ok());
    }
    let id = create(&mut account, "new.test");
    assert_eq!(
        account.error_code("DeleteZone", json!({"ZoneId": id})),
        "OperationDenied.DisableZoneNotCompleted"
    );
}
