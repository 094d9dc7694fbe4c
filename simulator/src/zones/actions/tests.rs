#![allow(clippy::unwrap_used)]

use std::time::Duration;

use serde_json::Value;

use super::*;
use crate::stage::Stage;

fn create(stage: &mut Stage, name: &str) -> Value {
    stage.call("CreateZone", json!({"ZoneName": name, "Type": "partial"})).unwrap()["ZoneId"].take()
}

fn listed(stage: &mut Stage, body: Value) -> Vec<String> {
    let answer = stage.call("DescribeZones", body).unwrap();
    let zones = answer["Zones"].as_array().unwrap().iter();
    zones.map(|zone| zone["ZoneName"].as_str().unwrap().to_owned()).collect()
}

fn zone(stage: &mut Stage, id: &Value) -> Value {
    let filter = json!({"Name": "zone-id", "Values": [id]});
    stage.call("DescribeZones", json!({"Filters": [filter]})).unwrap()["Zones"][0].take()
}

#[test]
fn a_new_zone_is_pending_until_its_time_is_over() {
    let mut stage = Stage::new();
    let id = create(&mut stage, "New.test");
    let new = zone(&mut stage, &id);
    assert_eq!((&new["ZoneName"], &new["ZoneId"]), (&json!("new.test"), &id));
    assert_eq!((&new["Status"], &new["CnameStatus"]), (&json!("pending"), &json!("pending")));
    assert_eq!((&new["ActiveStatus"], &new["Paused"]), (&json!("inactive"), &json!(false)));
    assert_eq!(new["CreatedOn"], "2022-02-09T02:28:43Z");
    stage.wait();
    let ready = zone(&mut stage, &id);
    assert_eq!((&ready["Status"], &ready["CnameStatus"]), (&json!("active"), &json!("finished")));
    assert_eq!(ready["ActiveStatus"], "active");
}

#[test]
fn a_name_is_taken_once_unless_an_alias_tells_the_zones_apart() {
    let mut stage = Stage::new();
    assert_eq!(stage.refused("CreateZone", json!({"ZoneName": "EXAMPLE.com"})), "ResourceInUse");
    let other = json!({"ZoneName": "example.com", "AliasZoneName": "other"});
    assert!(stage.call("CreateZone", other.clone()).is_ok());
    assert_eq!(stage.refused("CreateZone", other), "ResourceInUse");
}

#[test]
fn only_a_zone_without_domains_may_be_without_a_name() {
    let mut stage = Stage::new();
    let code = stage.refused("CreateZone", json!({"Type": "full"}));
    assert_eq!(code, "InvalidParameterValue.ZoneNameInvalid");
    for _ in 0..2 {
        assert!(stage.call("CreateZone", json!({"Type": "noDomainAccess"})).is_ok());
    }
}

#[test]
fn a_created_zone_takes_jobs_like_a_registered_one() {
    let mut stage = Stage::new();
    let id = create(&mut stage, "new.test");
    let targets = json!(["https://www.new.test/a", "https://example.com/b"]);
    let body = json!({"ZoneId": id, "Targets": targets});
    let job = stage.call("CreatePrefetchTask", body).unwrap();
    assert_eq!(job["FailedList"][0]["Targets"], json!(["https://example.com/b"]));
    assert_eq!(stage.tasks_of("DescribePrefetchTasks", &job)["TotalCount"], 1);
}

#[test]
fn zones_are_filtered_ordered_and_cut_into_pages() {
    let mut stage = Stage::new();
    for name in ["b.test", "a.test"] {
        stage.now += Duration::from_secs(1);
        create(&mut stage, name);
    }
    assert_eq!(listed(&mut stage, json!({})), ["a.test", "b.test", "example.com"]);
    let by_name = json!({"Order": "zone-name", "Direction": "asc", "Limit": 2, "Offset": 1});
    assert_eq!(listed(&mut stage, by_name), ["b.test", "example.com"]);
    let mut found = |name: &str, value: &str, fuzzy: bool| {
        let filter = json!({"Name": name, "Values": [value], "Fuzzy": fuzzy});
        listed(&mut stage, json!({"Filters": [filter]}))
    };
    assert_eq!(found("zone-id", "zone-a", false), ["example.com"]);
    assert_eq!(found("zone-name", "test", true), ["a.test", "b.test"]);
    assert_eq!(found("zone-name", "test", false), [""; 0]);
    assert_eq!(found("status", "active", false), ["example.com"]);
    assert_eq!(found("zone-type", "partial", false).len(), 3);
}

#[test]
fn zones_are_found_by_their_tags() {
    let mut stage = Stage::new();
    let tags = json!([{"TagKey": "team", "TagValue": "edge"}]);
    stage.call("CreateZone", json!({"ZoneName": "new.test", "Tags": tags})).unwrap();
    let filter = json!({"Name": "tag-value", "Values": ["edge"]});
    assert_eq!(listed(&mut stage, json!({"Filters": [filter]})), ["new.test"]);
}

#[test]
fn a_zone_is_deleted_once_it_has_been_paused() {
    let mut stage = Stage::new();
    let (this, pause) = (json!({"ZoneId": "zone-a"}), json!({"ZoneId": "zone-a", "Paused": true}));
    let not_completed = "OperationDenied.DisableZoneNotCompleted";
    assert_eq!(stage.refused("DeleteZone", this.clone()), not_completed);
    stage.call("ModifyZoneStatus", pause.clone()).unwrap();
    let paused = zone(&mut stage, &json!("zone-a"));
    assert_eq!((&paused["Paused"], &paused["ActiveStatus"]), (&json!(true), &json!("active")));
    assert_eq!(stage.refused("DeleteZone", this.clone()), not_completed);
    stage.wait();
    // Asking for what is there already begins nothing anew.
    stage.call("ModifyZoneStatus", pause).unwrap();
    assert_eq!(zone(&mut stage, &json!("zone-a"))["ActiveStatus"], "paused");
    stage.call("DeleteZone", this.clone()).unwrap();
    assert_eq!(listed(&mut stage, json!({})), [""; 0]);
    assert_eq!(stage.refused("DeleteZone", this), "ResourceNotFound");
}

#[test]
fn a_paused_zone_can_be_resumed() {
    let mut stage = Stage::new();
    for (paused, status) in [(true, "paused"), (false, "active")] {
        stage.call("ModifyZoneStatus", json!({"ZoneId": "zone-a", "Paused": paused})).unwrap();
        stage.wait();
        assert_eq!(zone(&mut stage, &json!("zone-a"))["ActiveStatus"], status);
    }
}

#[test]
fn an_open_account_takes_what_is_asked_of_an_unknown_zone_to_be_right() {
    let mut stage = Stage::open();
    for (action, body) in [
        ("ModifyZoneStatus", json!({"ZoneId": "zone-x", "Paused": true})),
        ("DeleteZone", json!({"ZoneId": "zone-x"})),
    ] {
        assert!(stage.call(action, body).is_ok());
    }
    let id = create(&mut stage, "new.test");
    assert_eq!(
        stage.refused("DeleteZone", json!({"ZoneId": id})),
        "OperationDenied.DisableZoneNotCompleted"
    );
}
