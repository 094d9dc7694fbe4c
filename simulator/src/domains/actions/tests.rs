#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use crate::stage::Stage;

fn new(zone: &str, name: &str) -> Value {
    json!({
        "ZoneId": zone,
        "DomainName": name,
        "OriginInfo": {"OriginType": "IP_DOMAIN", "Origin": format!("origin.{name}")},
        "HttpOriginPort": 8080,
    })
}

fn create(stage: &mut Stage, name: &str) {
    stage.call("CreateAccelerationDomain", new("zone-a", name)).unwrap();
}

fn described(stage: &mut Stage, more: Value) -> Vec<Value> {
    let mut body = json!({"ZoneId": "zone-a"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let mut answer = stage.call("DescribeAccelerationDomains", body).unwrap();
    let Value::Array(domains) = answer["AccelerationDomains"].take() else { panic!("{answer}") };
    domains
}

fn status(stage: &mut Stage) -> Value {
    described(stage, json!({}))[0]["DomainStatus"].take()
}

fn switch(status: &str) -> Value {
    json!({"ZoneId": "zone-a", "DomainNames": ["www.example.com"], "Status": status})
}

#[test]
fn a_new_domain_is_in_process_and_then_online() {
    let mut stage = Stage::new();
    create(&mut stage, "WWW.example.com");
    let domain = &described(&mut stage, json!({}))[0];
    assert_eq!(domain["DomainName"], "www.example.com");
    assert_eq!(domain["DomainStatus"], "process");
    assert_eq!(domain["Cname"], "www.example.com.eo.dnse1.com");
    assert_eq!(domain["OriginDetail"]["OriginType"], "IP_DOMAIN");
    assert_eq!(domain["OriginDetail"]["Origin"], "origin.WWW.example.com");
    assert_eq!(
        (&domain["HttpOriginPort"], &domain["HttpsOriginPort"]),
        (&json!(8080), &json!(443))
    );
    stage.wait();
    assert_eq!(status(&mut stage), "online");
}

#[test]
fn a_domain_stands_in_its_zone_and_only_once() {
    let mut stage = Stage::new();
    create(&mut stage, "www.example.com");
    let mut refused = |zone, name| stage.refused("CreateAccelerationDomain", new(zone, name));
    assert_eq!(refused("zone-a", "other.test"), "InvalidParameterValue.DomainNotMatchZone");
    assert_eq!(refused("zone-a", "www.example.com"), "ResourceUnavailable.DomainAlreadyExists");
    assert_eq!(refused("zone-b", "www.example.com"), "ResourceNotFound");
    stage.call("ModifyZoneStatus", json!({"ZoneId": "zone-a", "Paused": true})).unwrap();
    assert_eq!(
        stage.refused("CreateAccelerationDomain", new("zone-a", "a.example.com")),
        "OperationDenied.ErrZoneIsAlreadyPaused"
    );
}

#[test]
fn a_domain_is_without_effect_until_its_zone_is_active() {
    let mut stage = Stage::new();
    let zone = stage.call("CreateZone", json!({"ZoneName": "new.test"})).unwrap();
    let zone = zone["ZoneId"].as_str().unwrap();
    stage.call("CreateAccelerationDomain", new(zone, "www.new.test")).unwrap();
    let body = json!({"ZoneId": zone});
    let before = stage.call("DescribeAccelerationDomains", body.clone()).unwrap();
    assert_eq!(before["AccelerationDomains"][0]["DomainStatus"], "init");
    stage.wait();
    let after = stage.call("DescribeAccelerationDomains", body).unwrap();
    assert_eq!(after["AccelerationDomains"][0]["DomainStatus"], "online");
}

#[test]
fn a_domain_is_deleted_once_it_is_offline_and_force_does_not_change_that() {
    let mut stage = Stage::new();
    create(&mut stage, "www.example.com");
    stage.wait();
    let delete = json!({"ZoneId": "zone-a", "DomainNames": ["www.example.com"], "Force": true});
    let action = "DeleteAccelerationDomains";
    assert_eq!(stage.refused(action, delete.clone()), "InvalidParameterValue.InvalidDomainStatus");
    stage.call("ModifyAccelerationDomainStatuses", switch("offline")).unwrap();
    assert_eq!(status(&mut stage), "process");
    assert_eq!(stage.refused(action, delete.clone()), "InvalidParameterValue.InvalidDomainStatus");
    stage.wait();
    assert_eq!(status(&mut stage), "offline");
    stage.call(action, delete.clone()).unwrap();
    assert_eq!(described(&mut stage, json!({})), [Value::Null; 0]);
    assert_eq!(stage.refused(action, delete), "ResourceUnavailable.DomainNotFound");
}

#[test]
fn a_domain_can_be_switched_on_again_and_what_is_there_already_begins_nothing_anew() {
    let mut stage = Stage::new();
    create(&mut stage, "www.example.com");
    stage.wait();
    for (asked, then) in [("online", "online"), ("offline", "process")] {
        stage.call("ModifyAccelerationDomainStatuses", switch(asked)).unwrap();
        assert_eq!(status(&mut stage), then);
    }
    stage.call("ModifyAccelerationDomainStatuses", switch("online")).unwrap();
    stage.wait();
    assert_eq!(status(&mut stage), "online");
}

#[test]
fn domains_are_filtered_by_all_or_any_ordered_and_cut_into_pages() {
    let mut stage = Stage::new();
    for name in ["b.example.com", "c.example.com", "a.example.com"] {
        create(&mut stage, name);
        stage.wait();
    }
    let mut names = |more: Value| -> Vec<String> {
        let domains = described(&mut stage, more);
        let names = domains.iter().map(|domain| domain["DomainName"].as_str().unwrap());
        names.map(|name| name.replace(".example.com", "")).collect()
    };
    assert_eq!(names(json!({})), ["a", "b", "c"]);
    assert_eq!(names(json!({"Order": "created_on", "Direction": "desc"})), ["a", "c", "b"]);
    assert_eq!(names(json!({"Offset": 1, "Limit": 1})), ["b"]);
    let filters = json!([
        {"Name": "domain-name", "Values": ["a.example.com", "b.example.com"]},
        {"Name": "origin", "Values": ["origin.b.example.com", "origin.c.example.com"]},
    ]);
    assert_eq!(names(json!({"Filters": filters})), ["b"]);
    assert_eq!(names(json!({"Filters": filters, "Match": "any"})), ["a", "b", "c"]);
}

#[test]
fn the_domains_of_a_zone_go_with_it() {
    let mut stage = Stage::new();
    create(&mut stage, "www.example.com");
    stage.call("ModifyZoneStatus", json!({"ZoneId": "zone-a", "Paused": true})).unwrap();
    stage.wait();
    stage.call("DeleteZone", json!({"ZoneId": "zone-a"})).unwrap();
    let mut again = Stage { holdings: stage.holdings, ..Stage::open() };
    again.holdings.zones.register("zone-a".into(), ["example.com".to_owned()], again.now);
    assert_eq!(described(&mut again, json!({})), [Value::Null; 0]);
}
