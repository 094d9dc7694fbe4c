//! Acceleration domains: they belong to a zone, and are switched off before they are deleted.

use serde_json::{Value, json};

use crate::actions::test_account::TestAccount;

fn creation_body(zone: &str, name: &str) -> Value {
    json!({
        "ZoneId": zone,
        "DomainName": name,
        "OriginInfo": {"OriginType": "IP_DOMAIN", "Origin": format!("origin.{name}")},
        "HttpOriginPort": 8080,
    })
}

fn create(account: &mut TestAccount, name: &str) {
    account.call("CreateAccelerationDomain", creation_body("zone-a", name)).unwrap();
}

fn describe(account: &mut TestAccount, other_members: Value) -> Vec<Value> {
    let mut body = json!({"ZoneId": "zone-a"});
    body.as_object_mut().unwrap().extend(other_members.as_object().unwrap().clone());
    let mut response = account.call("DescribeAccelerationDomains", body).unwrap();
    let Value::Array(mut domains) = response["AccelerationDomains"].take() else {
        panic!("{response}")
    };
    // The domain that was registered with the zone.
    domains.retain(|domain| domain["DomainName"] != "example.com");
    domains
}

fn status(account: &mut TestAccount) -> Value {
    describe(account, json!({}))[0]["DomainStatus"].take()
}

fn status_body(status: &str) -> Value {
    json!({"ZoneId": "zone-a", "DomainNames": ["www.example.com"], "Status": status})
}

#[test]
fn a_new_domain_is_in_process_and_then_online() {
    let mut account = TestAccount::new();
    create(&mut account, "WWW.example.com");
    let domain = &describe(&mut account, json!({}))[0];
    assert_eq!(domain["DomainName"], "www.example.com");
    assert_eq!(domain["DomainStatus"], "process");
    assert_eq!(domain["Cname"], "www.example.com.eo.dnse1.com");
    assert_eq!(domain["OriginDetail"]["OriginType"], "IP_DOMAIN");
    assert_eq!(domain["OriginDetail"]["Origin"], "origin.WWW.example.com");
    assert_eq!(
        (&domain["HttpOriginPort"], &domain["HttpsOriginPort"]),
        (&json!(8080), &json!(443))
    );
    account.wait();
    assert_eq!(status(&mut account), "online");
}

#[test]
fn a_domain_exists_only_once_and_only_in_its_zone() {
    let mut account = TestAccount::new();
    create(&mut account, "www.example.com");
    let mut error_code =
        |zone, name| account.error_code("CreateAccelerationDomain", creation_body(zone, name));
    assert_eq!(error_code("zone-a", "other.test"), "InvalidParameterValue.DomainNotMatchZone");
    assert_eq!(error_code("zone-a", "www.example.com"), "ResourceUnavailable.DomainAlreadyExists");
    assert_eq!(error_code("zone-b", "www.example.com"), "ResourceNotFound");
    account.call("ModifyZoneStatus", json!({"ZoneId": "zone-a", "Paused": true})).unwrap();
    assert_eq!(
        account.error_code("CreateAccelerationDomain", creation_body("zone-a", "a.example.com")),
        "OperationDenied.ErrZoneIsAlreadyPaused"
    );
}

#[test]
fn a_domain_has_the_status_init_until_its_zone_is_active() {
    let mut account = TestAccount::new();
    let response = account.call("CreateZone", json!({"ZoneName": "new.test"})).unwrap();
    let zone = response["ZoneId"].as_str().unwrap();
    account.call("CreateAccelerationDomain", creation_body(zone, "www.new.test")).unwrap();
    let body = json!({"ZoneId": zone});
    let before = account.call("DescribeAccelerationDomains", body.clone()).unwrap();
    assert_eq!(before["AccelerationDomains"][0]["DomainStatus"], "init");
    account.wait();
    let after = account.call("DescribeAccelerationDomains", body).unwrap();
    assert_eq!(after["AccelerationDomains"][0]["DomainStatus"], "online");
}

#[test]
fn a_domain_can_be_deleted_once_it_is_offline_even_with_force() {
    let mut account = TestAccount::new();
    create(&mut account, "www.example.com");
    account.wait();
    let delete = json!({"ZoneId": "zone-a", "DomainNames": ["www.example.com"], "Force": true});
    let action = "DeleteAccelerationDomains";
    assert_eq!(
        account.error_code(action, delete.clone()),
        "InvalidParameterValue.InvalidDomainStatus"
    );
    account.call("ModifyAccelerationDomainStatuses", status_body("offline")).unwrap();
    assert_eq!(status(&mut account), "process");
    assert_eq!(
        account.error_code(action, delete.clone()),
        "InvalidParameterValue.InvalidDomainStatus"
    );
    account.wait();
    assert_eq!(status(&mut account), "offline");
    account.call(action, delete.clone()).unwrap();
    assert_eq!(describe(&mut account, json!({})), [Value::Null; 0]);
    assert_eq!(account.error_code(action, delete), "ResourceUnavailable.DomainNotFound");
}

#[test]
fn a_domain_can_be_switched_off_and_on_again() {
    let mut account = TestAccount::new();
    create(&mut account, "www.example.com");
    account.wait();
    for (target, expected) in [("online", "online"), ("offline", "process")] {
        account.call("ModifyAccelerationDomainStatuses", status_body(target)).unwrap();
        assert_eq!(status(&mut account), expected);
    }
    account.call("ModifyAccelerationDomainStatuses", status_body("online")).unwrap();
    account.wait();
    assert_eq!(status(&mut account), "online");
}

#[test]
fn domains_are_filtered_by_all_or_any_ordered_and_paged() {
    let mut account = TestAccount::new();
    for name in ["b.example.com", "c.example.com", "a.example.com"] {
        create(&mut account, name);
        account.wait();
    }
    let mut names = |query: Value| -> Vec<String> {
        let domains = describe(&mut account, query);
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
fn an_older_word_for_an_origin_type_is_kept_as_the_current_one() {
    let mut account = TestAccount::new();
    let mut body = creation_body("zone-a", "www.example.com");
    body["OriginInfo"]["OriginType"] = json!("ip_domain");
    account.call("CreateAccelerationDomain", body).unwrap();
    assert_eq!(describe(&mut account, json!({}))[0]["OriginDetail"]["OriginType"], "IP_DOMAIN");
}

#[test]
fn a_filter_of_which_the_vendor_does_not_say_whether_it_may_be_fuzzy_matches_parts() {
    let mut account = TestAccount::new();
    create(&mut account, "www.example.com");
    let mut count = |value: &str, fuzzy: bool| {
        let filter = json!({"Name": "origin-type", "Values": [value], "Fuzzy": fuzzy});
        describe(&mut account, json!({"Filters": [filter]})).len()
    };
    assert_eq!(
        (count("IP_DOMAIN", true), count("DOMAIN", true), count("DOMAIN", false)),
        (1, 1, 0)
    );
}

#[test]
fn deleting_a_zone_deletes_its_domains() {
    let mut account = TestAccount::new();
    create(&mut account, "www.example.com");
    account.call("ModifyZoneStatus", json!({"ZoneId": "zone-a", "Paused": true})).unwrap();
    account.wait();
    account.call("DeleteZone", json!({"ZoneId": "zone-a"})).unwrap();
    let body = json!({"ZoneId": "zone-a"});
    assert_eq!(account.error_code("DescribeAccelerationDomains", body), "ResourceNotFound");
    assert_eq!(account.resources.items.all("AccelerationDomain").count(), 0);
}
