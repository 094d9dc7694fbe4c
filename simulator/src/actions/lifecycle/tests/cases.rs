//! Requests that a simulator without state answers wrongly, by their kinds: state that is forgotten (cases 1,
//! 3, 5, 8), filters that are ignored (1, 2, 5), members that nobody gave (4), ids that are not checked (1, 2,
//! 3, 6). Cases 7 and 9 are what the vendor itself sends, by its SDKs and in its examples.

use serde_json::{Map, Value, json};

use crate::actions::test_account::TestAccount;

fn call(account: &mut TestAccount, action: &str, body: Value) -> Value {
    account.call(action, body).unwrap_or_else(|error| panic!("{action}: {error:?}"))
}

fn record(account: &mut TestAccount, name: &str, content: &str) -> Value {
    let body = json!({"ZoneId": "zone-a", "Name": name, "Type": "TXT", "Content": content});
    call(account, "CreateDnsRecord", body)["RecordId"].take()
}

fn records(account: &mut TestAccount, filters: Value) -> Vec<Value> {
    let body = json!({"ZoneId": "zone-a", "Filters": filters});
    let mut response = call(account, "DescribeDnsRecords", body);
    serde_json::from_value(response["DnsRecords"].take()).unwrap()
}

#[test]
fn case_1_a_dns_record_is_found_by_its_id_or_name_and_a_new_zone_has_none() {
    let mut account = TestAccount::new();
    assert_eq!(records(&mut account, json!([])), [Value::Null; 0]);
    let id = record(&mut account, "_acme-challenge.example.com", "v");
    record(&mut account, "other.example.com", "w");
    for filters in [
        json!([{"Name": "id", "Values": [id]}]),
        json!([
            {"Name": "name", "Values": ["_acme-challenge.example.com"]},
            {"Name": "type", "Values": ["TXT"]},
        ]),
    ] {
        let found = records(&mut account, filters);
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0]["RecordId"], &found[0]["Content"]), (&id, &json!("v")));
    }
}

#[test]
fn case_1_a_dns_record_that_does_not_exist_is_neither_changed_nor_deleted() {
    let mut account = TestAccount::new();
    let id = record(&mut account, "a.example.com", "v");
    let delete = json!({"ZoneId": "zone-a", "RecordIds": [id, "record-unknown"]});
    assert_eq!(account.error_code("DeleteDnsRecords", delete), "ResourceNotFound");
    let changed = json!([{"RecordId": "record-unknown", "Content": "w"}]);
    let modify = json!({"ZoneId": "zone-a", "DnsRecords": changed});
    assert_eq!(account.error_code("ModifyDnsRecords", modify), "ResourceNotFound");
    // What was refused had no effect on the record that exists.
    assert_eq!(records(&mut account, json!([]))[0]["RecordId"], id);
}

#[test]
fn case_2_an_origin_group_is_found_by_its_name_which_is_unique() {
    let mut account = TestAccount::new();
    let create = json!({
        "ZoneId": "zone-a", "Name": "edge-host", "Type": "GENERAL",
        "Records": [{"Record": "192.0.2.1", "Type": "IP_DOMAIN", "Weight": 100}],
    });
    let id = call(&mut account, "CreateOriginGroup", create.clone())["OriginGroupId"].take();
    let by_name = json!([{"Name": "origin-group-name", "Values": ["edge-host"]}]);
    let found =
        call(&mut account, "DescribeOriginGroup", json!({"ZoneId": "zone-a", "Filters": by_name}));
    assert_eq!(found["TotalCount"], 1);
    let group = &found["OriginGroups"][0];
    assert_eq!((&group["GroupId"], &group["Name"]), (&id, &json!("edge-host")));
    assert_eq!(group["Records"][0]["Record"], "192.0.2.1");
    let code = account.error_code("CreateOriginGroup", create);
    assert_eq!(code, "InvalidParameter.OriginNameExists");
    for action in ["ModifyOriginGroup", "DeleteOriginGroup"] {
        let body = json!({"ZoneId": "zone-a", "GroupId": "origin-unknown"});
        assert_eq!(account.error_code(action, body), "ResourceNotFound", "{action}");
    }
}

fn domain(account: &mut TestAccount, name: &str) -> Map<String, Value> {
    let by_name = json!([{"Name": "domain-name", "Values": [name]}]);
    let body = json!({"ZoneId": "zone-a", "Filters": by_name});
    let response = call(account, "DescribeAccelerationDomains", body);
    response["AccelerationDomains"][0].as_object().unwrap().clone()
}

fn create_domain(account: &mut TestAccount) {
    let origin = json!({"OriginType": "IP_DOMAIN", "Origin": "192.0.2.1"});
    let body = json!({"ZoneId": "zone-a", "DomainName": "app.example.com", "OriginInfo": origin});
    call(account, "CreateAccelerationDomain", body);
}

#[test]
fn case_3_a_change_of_the_origin_of_a_domain_is_seen() {
    let mut account = TestAccount::new();
    create_domain(&mut account);
    let modify = |name: &str| {
        let origin = json!({"OriginType": "IP_DOMAIN", "Origin": "192.0.2.2"});
        json!({"ZoneId": "zone-a", "DomainName": name, "OriginInfo": origin})
    };
    call(&mut account, "ModifyAccelerationDomain", modify("app.example.com"));
    let changed = domain(&mut account, "app.example.com");
    assert_eq!(changed["OriginDetail"]["Origin"], "192.0.2.2");
    assert_eq!(changed["HttpOriginPort"], 80);
    let code = account.error_code("ModifyAccelerationDomain", modify("no.example.com"));
    assert_eq!(code, "ResourceUnavailable.DomainNotFound");
}

#[test]
fn case_4_a_domain_has_no_origin_that_nobody_gave() {
    let mut account = TestAccount::new();
    create_domain(&mut account);
    let created = domain(&mut account, "app.example.com");
    let origin = created["OriginDetail"].as_object().unwrap();
    // What is always returned says nothing; the rest is absent.
    assert_eq!((&origin["BackupOrigin"], &origin["PrivateAccess"]), (&json!(""), &json!("off")));
    for member in ["HostHeader", "PrivateParameters", "VodBucketId", "VodOriginScope"] {
        assert!(!origin.contains_key(member), "{member}");
    }
    assert!(!created.contains_key("Certificate"), "{created:?}");
}

#[test]
fn case_5_a_change_of_the_area_or_alias_of_a_zone_is_seen_and_the_rest_is_kept() {
    let mut account = TestAccount::new();
    let zone =
        |account: &mut TestAccount| call(account, "DescribeZones", json!({}))["Zones"][0].take();
    let mut before = zone(&mut account);
    account.wait();
    let change = json!({"ZoneId": "zone-a", "Area": "mainland", "AliasZoneName": "seven"});
    call(&mut account, "ModifyZone", change);
    let mut after = zone(&mut account);
    assert_eq!((&after["Area"], &after["AliasZoneName"]), (&json!("mainland"), &json!("seven")));
    for zone in [&mut before, &mut after] {
        for changed in ["Area", "AliasZoneName", "ModifiedOn"] {
            zone[changed].take();
        }
    }
    assert_eq!(before, after);
}

#[test]
fn case_5_identifications_are_filtered_by_the_name_of_the_zone() {
    let mut account = TestAccount::new();
    let mut names = |name: &str| -> Vec<Value> {
        let filters = json!([{"Name": "zone-name", "Values": [name]}]);
        let response = call(&mut account, "DescribeIdentifications", json!({"Filters": filters}));
        let found = response["Identifications"].as_array().unwrap().iter();
        found.map(|identification| identification["ZoneName"].clone()).collect()
    };
    assert_eq!(names("example.com"), ["example.com"]);
    assert_eq!(names("no.test"), [Value::Null; 0]);
}

#[test]
fn case_6_a_job_needs_its_zone_and_stays_within_the_quota_of_the_plan() {
    let mut account = TestAccount::new();
    let purge = |zone: &str, count: usize| {
        let urls: Vec<_> = (0..count).map(|n| format!("https://example.com/{n}")).collect();
        json!({"ZoneId": zone, "Type": "purge_url", "Targets": urls})
    };
    assert_eq!(account.error_code("CreatePurgeTask", purge("zone-x", 1)), "ResourceNotFound");
    let code = account.error_code("CreatePurgeTask", purge("zone-a", 3_000));
    assert_eq!(code, "LimitExceeded.BatchQuota");
    let quota = |account: &mut TestAccount| {
        call(account, "DescribeContentQuota", json!({"ZoneId": "zone-a"}))["PurgeQuota"][0].take()
    };
    let (batch, daily) =
        (quota(&mut account)["Batch"].clone(), quota(&mut account)["Daily"].clone());
    assert_eq!((&batch, &daily), (&json!(500), &json!(10_000)));
    for used in (500..=10_000).step_by(500) {
        call(&mut account, "CreatePurgeTask", purge("zone-a", 500));
        assert_eq!(quota(&mut account)["DailyAvailable"], 10_000 - used);
    }
    let code = account.error_code("CreatePurgeTask", purge("zone-a", 1));
    assert_eq!(code, "LimitExceeded.DailyQuota");
}

#[test]
fn targets_of_another_zone_are_refused_each_by_itself_and_do_not_count() {
    let mut account = TestAccount::new();
    let targets = json!(["https://example.com/a", "https://other.test/b", "no url"]);
    let body = json!({"ZoneId": "zone-a", "Type": "purge_url", "Targets": targets});
    let job = call(&mut account, "CreatePurgeTask", body);
    let refused: Vec<_> =
        job["FailedList"].as_array().unwrap().iter().map(|f| &f["Targets"]).collect();
    assert_eq!(refused, [&json!(["https://other.test/b"]), &json!(["no url"])]);
    let quota = call(&mut account, "DescribeContentQuota", json!({"ZoneId": "zone-a"}));
    assert_eq!(quota["PurgeQuota"][0]["DailyAvailable"], 9_999);
}

#[test]
fn case_8_the_domains_of_a_zone_that_was_given_are_listed() {
    let mut account = TestAccount::new();
    let response = call(&mut account, "DescribeAccelerationDomains", json!({"ZoneId": "zone-a"}));
    assert_eq!(response["TotalCount"], 1);
    let domain = &response["AccelerationDomains"][0];
    assert_eq!(
        (&domain["DomainName"], &domain["DomainStatus"]),
        (&json!("example.com"), &json!("online"))
    );
}

#[test]
fn a_security_policy_that_is_read_changed_and_sent_back_has_what_was_added() {
    let mut account = TestAccount::new();
    let mut read = |change: Option<Value>| {
        if let Some(policy) = change {
            let body = json!({
                "ZoneId": "zone-a", "Entity": "ZoneDefaultPolicy", "SecurityConfig": {}, "SecurityPolicy": policy,
            });
            call(&mut account, "ModifySecurityPolicy", body);
        }
        let body = json!({"ZoneId": "zone-a", "Entity": "ZoneDefaultPolicy"});
        call(&mut account, "DescribeSecurityPolicy", body)["SecurityPolicy"].take()
    };
    let mut policy = read(None);
    assert_eq!(policy, json!({}));
    policy["CustomRules"] = json!({"Rules": [{
        "Name": "block", "Condition": "${http.request.ip} in ['192.0.2.1']", "Enabled": "on",
        "Action": {"Name": "Deny"}, "RuleType": "BasicAccessRule",
    }]});
    assert_eq!(read(Some(policy.clone())), policy);
    let managed = json!({"Enabled": "off", "DetectionOnly": "on", "ManagedRuleGroups": []});
    let both = read(Some(json!({"ManagedRules": managed})));
    assert_eq!(both["CustomRules"], policy["CustomRules"]);
    assert_eq!(both["ManagedRules"]["Enabled"], "off");
}

#[test]
fn case_6_a_zone_is_deleted_once() {
    let mut account = TestAccount::new();
    call(&mut account, "ModifyZoneStatus", json!({"ZoneId": "zone-a", "Paused": true}));
    account.wait();
    call(&mut account, "DeleteZone", json!({"ZoneId": "zone-a"}));
    assert_eq!(account.error_code("DeleteZone", json!({"ZoneId": "zone-a"})), "ResourceNotFound");
}

#[test]
fn case_8_a_setting_that_was_switched_off_is_read_as_off_and_the_others_are_kept() {
    let mut account = TestAccount::new();
    let modify = |config: Value| json!({"ZoneId": "zone-a", "ZoneConfig": config});
    let read = |account: &mut TestAccount| {
        call(account, "DescribeL7AccSetting", json!({"ZoneId": "zone-a"}))["ZoneSetting"]["ZoneConfig"].take()
    };
    let hsts =
        json!({"Switch": "on", "Timeout": 86_400, "IncludeSubDomains": "off", "Preload": "off"});
    call(&mut account, "ModifyL7AccSetting", modify(json!({"HSTS": hsts})));
    let force = json!({"Switch": "off", "RedirectStatusCode": 302});
    call(&mut account, "ModifyL7AccSetting", modify(json!({"ForceRedirectHTTPS": force})));
    for _ in 0..2 {
        assert_eq!(read(&mut account), json!({"HSTS": hsts, "ForceRedirectHTTPS": force}));
    }
}

#[test]
fn case_8_a_certificate_that_was_bound_is_deployed_after_a_while() {
    let mut account = TestAccount::new();
    let body = json!({
        "ZoneId": "zone-a", "Hosts": ["example.com"], "Mode": "sslcert",
        "ServerCertInfo": [{"CertId": "cert-1"}],
    });
    call(&mut account, "ModifyHostsCertificate", body.clone());
    let bound = domain(&mut account, "example.com");
    assert_eq!(bound["Certificate"]["List"][0]["CertId"], "cert-1");
    assert_eq!(bound["Certificate"]["List"][0]["Status"], "processing");
    account.wait();
    let deployed = domain(&mut account, "example.com");
    assert_eq!(deployed["Certificate"]["List"][0]["Status"], "deployed");
    let mut unknown = body;
    unknown["Hosts"] = json!(["no.example.com"]);
    let code = account.error_code("ModifyHostsCertificate", unknown);
    assert_eq!(code, "ResourceUnavailable.HostNotFound");
}

#[test]
fn case_9_what_the_vendor_itself_sends_is_accepted() {
    let mut account = TestAccount::new();
    create_domain(&mut account);
    let time = |hour: u32| format!("2022-02-09T{hour:02}:00:00Z");
    let hsts = json!({"Switch": "off", "Timeout": 0, "IncludeSubDomains": "off", "Preload": "off"});
    let checker = json!({"Type": "NoCheck", "Port": 0, "Interval": 0, "Timeout": 0, "HealthThreshold": 0, "CriticalThreshold": 0});
    let fuzzy = |name: &str| json!([{"Name": name, "Values": ["DOMAIN"], "Fuzzy": true}]);
    let older_word = json!({"OriginType": "ip_domain", "Origin": "192.0.2.2"});
    let groups = json!([{"Priority": "priority_1", "OriginGroupId": "origin-1"}]);
    let lb = json!({"ZoneId": "zone-a", "Name": "lb", "Type": "HTTP", "OriginGroups": groups});
    let lb = call(&mut account, "CreateLoadBalancer", lb)["InstanceId"].take();
    for (action, body) in [
        (
            "CreatePrefetchTask",
            json!({"ZoneId": "zone-a", "Targets": ["https://example.com/"], "EncodeUrl": true}),
        ),
        (
            "CreatePurgeTask",
            json!({"ZoneId": "zone-a", "Type": "purge_cache_tag", "Targets": ["tag"]}),
        ),
        (
            "ModifyAccelerationDomain",
            json!({"ZoneId": "zone-a", "DomainName": "app.example.com", "OriginInfo": older_word}),
        ),
        ("DescribeSecurityPolicy", json!({"ZoneId": "zone-a", "Entity": "app.example.com"})),
        (
            "DescribeDDoSAttackTopData",
            json!({
                "StartTime": time(0), "EndTime": time(1), "MetricName": "ddos_attackFlux_protocol", "AttackType": "UDPFLOOD",
            }),
        ),
        (
            "CreateRealtimeLogDeliveryTask",
            json!({
                "ZoneId": "zone-a", "TaskName": "t", "TaskType": "s3", "EntityList": ["app.example.com"],
                "LogType": "domain", "Area": "overseas", "Fields": ["ServiceID"], "Sample": 0,
            }),
        ),
        ("ModifyL7AccSetting", json!({"ZoneId": "zone-a", "ZoneConfig": {"HSTS": hsts}})),
        (
            "ModifyLoadBalancer",
            json!({"ZoneId": "zone-a", "InstanceId": lb, "HealthChecker": checker}),
        ),
        (
            "DescribeAccelerationDomains",
            json!({"ZoneId": "zone-a", "Filters": fuzzy("origin-type")}),
        ),
        ("DescribeSharedCNAME", json!({"ZoneId": "zone-a", "Filters": fuzzy("shared-cname")})),
        ("DownloadL7Logs", json!({"StartTime": time(0), "EndTime": time(23)})),
    ] {
        call(&mut account, action, body);
    }
    let origin = domain(&mut account, "app.example.com")["OriginDetail"].clone();
    assert_eq!(origin["OriginType"], "IP_DOMAIN");
}

#[test]
fn case_9_what_the_words_of_the_vendor_rule_out_is_refused() {
    let mut account = TestAccount::new();
    let job = account.purge("zone-a", "purge_host", json!({"Targets": ["*.example.com"]})).unwrap();
    assert_eq!(job["FailedList"][0]["Targets"], json!(["*.example.com"]));
    let specific =
        json!({"ZoneId": "zone-a", "L7EnableMode": "specific", "L4EnableMode": "specific"});
    assert_eq!(account.error_code("EnableOriginACL", specific), "InvalidParameter");
}

#[test]
fn case_9_a_zero_of_a_switch_that_is_off_and_a_switch_that_is_not_sent_are_accepted() {
    let mut account = TestAccount::open();
    let rule = json!({
        "Protocol": "TCP", "PortRange": ["80"], "OriginType": "IP_DOMAIN", "OriginValue": ["192.0.2.1"],
        "OriginPortRange": "80", "SessionPersist": "off", "SessionPersistTime": 0,
    });
    let body = json!({"ZoneId": "zone-1", "ProxyId": "sid-1", "L4ProxyRules": [rule]});
    call(&mut account, "CreateL4ProxyRules", body);
    let slow = json!({"Enabled": "off", "RequestBodyTransferTimeout": {"IdleTimeout": "5s"}});
    let body = json!({
        "ZoneId": "zone-1", "Entity": "ZoneDefaultPolicy", "SecurityConfig": {},
        "SecurityPolicy": {"HttpDDoSProtection": {"SlowAttackDefense": slow}},
    });
    call(&mut account, "ModifySecurityPolicy", body);
}
