//! `workflows::settings`: what is sent for a change, and what becomes of a change in between.

mod in_company;
mod zone_setting;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use teo_api::teo::{
    CustomRule, DescribeL7AccSettingRequest, ForceRedirectHTTPSParameters, ImageOptimize, Quic,
    SecurityAction, SecurityActionName, SecurityPolicy, Switch,
};
use teo_api::workflows::settings::{self, ChangeError, Policy};
use teo_api::{Client, Credentials, Error, ErrorKind};
use teo_simulator::{Rule, Simulator};
use teo_tests::ScriptedService;

const ZONE: &str = "zone-2noz78a8ev6k";

/// A document that is read and written, and kept as it is sent.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Value>>);

impl Kept {
    fn new(document: Value) -> Self {
        Self(Arc::new(Mutex::new(document)))
    }

    fn get(&self) -> Value {
        self.0.lock().unwrap().clone()
    }

    /// Changes the document as another program does.
    fn set(&self, section: &str, value: Value) {
        self.0.lock().unwrap()[section] = value;
    }

    /// Replaces the sections that were sent; the others stay.
    fn write(&self, sections: &Value) {
        let mut document = self.0.lock().unwrap();
        for (name, value) in sections.as_object().unwrap() {
            document[name] = value.clone();
        }
    }

    /// A service that keeps the security policy of a zone.
    fn policy_service(&self) -> ScriptedService {
        let kept = self.clone();
        ScriptedService::new(move |action, request| {
            Some(match action {
                "DescribeSecurityPolicy" => json!({"SecurityPolicy": kept.get()}),
                "ModifySecurityPolicy" => {
                    kept.write(&request["SecurityPolicy"]);
                    json!({})
                }
                _ => ScriptedService::error("InvalidAction"),
            })
        })
    }
}

fn sent_policies(service: &ScriptedService) -> Vec<Value> {
    let requests = service.received("ModifySecurityPolicy");
    requests.into_iter().map(|request| request["SecurityPolicy"].clone()).collect()
}

fn rule(name: &str) -> Value {
    let condition = format!("${{http.request.uri.path}} in ['/{name}']");
    json!({"Name": name, "Condition": condition, "Action": {"Name": "Deny"}, "Enabled": "on"})
}

fn two_rules() -> Value {
    let (mut one, mut two) = (rule("one"), rule("two"));
    (one["Id"], two["Id"]) = (json!("1"), json!("2"));
    json!({ "Rules": [one, two] })
}

/// Adds the rule that `rule` returns.
fn add_rule(policy: &mut SecurityPolicy, name: &str) {
    let rules = policy.custom_rules.get_or_insert_default().rules.get_or_insert_default();
    rules.push(
        CustomRule::new()
            .name(name)
            .condition(format!("${{http.request.uri.path}} in ['/{name}']"))
            .action(SecurityAction::new().name(SecurityActionName::Deny))
            .enabled(Switch::On),
    );
}

async fn simulated() -> (Simulator, Client) {
    let simulator = Simulator::builder().zone(ZONE, ["example.com"]).start().await.unwrap();
    let credentials = Credentials::new(simulator.secret_id(), simulator.secret_key());
    let builder = Client::builder().credentials(credentials).endpoint(simulator.url());
    let client = builder.build().unwrap();
    (simulator, client)
}

fn bodies(simulator: &Simulator, action: &str) -> Vec<Value> {
    let received = simulator.received().into_iter().filter(|request| request.action == action);
    received.map(|request| serde_json::from_slice(&request.body).unwrap()).collect()
}

#[tokio::test]
async fn only_the_section_that_changed_is_sent_and_the_others_stay() {
    let (simulator, client) = simulated().await;
    for status in [301, 302] {
        let change = settings::change_l7(&client, ZONE, |config| {
            let redirect = ForceRedirectHTTPSParameters::new().switch(Switch::On);
            config.force_redirect_https = Some(redirect.redirect_status_code(status));
            config.grpc.get_or_insert_default().switch = Some(Switch::On);
        })
        .await
        .unwrap();
        let expected: &[&str] =
            if status == 301 { &["ForceRedirectHTTPS", "Grpc"] } else { &["ForceRedirectHTTPS"] };
        assert_eq!(change.sections, expected);
        let redirect = change.after.force_redirect_https.unwrap();
        assert_eq!(redirect.redirect_status_code, Some(status));
    }
    let sent = bodies(&simulator, "ModifyL7AccSetting");
    assert_eq!(
        sent[1]["ZoneConfig"],
        json!({"ForceRedirectHTTPS": {"Switch": "on", "RedirectStatusCode": 302}})
    );
    let request = DescribeL7AccSettingRequest::new().zone_id(ZONE);
    let setting = client.describe_l7_acc_setting(request).await.unwrap().zone_setting.unwrap();
    assert_eq!(setting.zone_config.unwrap().grpc.unwrap().switch, Some(Switch::On));
}

#[tokio::test]
async fn nothing_is_sent_if_nothing_changed() {
    let kept = Kept::new(json!({"CustomRules": two_rules()}));
    let service = kept.policy_service();
    let client = service.client();
    let change = settings::change_security_policy(&client, ZONE, Policy::Zone, |policy| {
        let rules = policy.custom_rules.as_mut().unwrap().rules.as_mut().unwrap();
        rules[0].enabled = Some(Switch::On);
    })
    .await
    .unwrap();
    assert!(!change.is_changed());
    assert_eq!(change.before, change.after);
    assert_eq!(service.received("DescribeSecurityPolicy").len(), 1);
    assert!(sent_policies(&service).is_empty());
}

#[tokio::test]
async fn a_list_of_rules_is_not_replaced_by_a_part_of_it() {
    let kept = Kept::new(json!({"CustomRules": two_rules(), "RateLimitingRules": {"Rules": []}}));
    let service = kept.policy_service();
    let client = service.client();
    let change = settings::change_security_policy(&client, ZONE, Policy::Zone, |policy| {
        add_rule(policy, "three");
    })
    .await
    .unwrap();
    assert_eq!(change.sections, ["CustomRules"]);
    let mut expected = two_rules();
    let rules = expected["Rules"].as_array_mut().unwrap();
    rules.push(rule("three"));
    assert_eq!(sent_policies(&service), [json!({"CustomRules": expected})]);
    let rules = change.before.custom_rules.unwrap().rules.unwrap();
    assert_eq!(rules.len(), 2, "the document before is returned too");
    assert_eq!(service.received("ModifySecurityPolicy")[0]["SecurityConfig"], json!({}));
}

#[tokio::test]
async fn unknown_members_are_sent_back_as_they_were_read() {
    let mut rules = two_rules();
    rules["Rules"][0]["Novelty"] = json!({"Depth": [1, 2.5, "x"], "Nothing": null});
    rules["NewSwitch"] = json!("on");
    rules["Rules"][1]["Priority"] = json!("not a number");
    let kept = Kept::new(json!({"CustomRules": rules, "NewSection": {"A": [1]}}));
    let service = kept.policy_service();
    let client = service.client();
    settings::change_security_policy(&client, ZONE, Policy::Zone, |policy| {
        add_rule(policy, "three");
    })
    .await
    .unwrap();
    rules["Rules"].as_array_mut().unwrap().push(rule("three"));
    // Nothing is documented about the new section, so it is sent along.
    let expected = json!({"CustomRules": rules, "NewSection": {"A": [1]}});
    assert_eq!(sent_policies(&service), [expected]);
}

#[tokio::test]
async fn a_section_that_the_service_may_not_keep_is_sent_along() {
    let bots = json!({"Enabled": "on"});
    let kept = Kept::new(json!({
        "CustomRules": two_rules(),
        "ExceptionRules": {"Rules": []},
        "BotManagement": bots,
    }));
    let service = kept.policy_service();
    let client = service.client();
    settings::change_security_policy(&client, ZONE, Policy::Zone, |policy| {
        policy.custom_rules.as_mut().unwrap().rules = Some(Vec::new());
    })
    .await
    .unwrap();
    let expected = json!({"CustomRules": {"Rules": []}, "BotManagement": bots});
    assert_eq!(sent_policies(&service), [expected]);
}

#[tokio::test]
async fn what_only_responses_contain_is_not_sent() {
    let control = json!({"Enabled": "off", "Id": "r-1"});
    let kept = Kept::new(json!({
        "ManagedRules": {
            "Enabled": "on",
            "DetectionOnly": "on",
            "AutoUpdate": {"AutoUpdateToLatestVersion": "on", "RulesetVersion": "2026-01-01"},
            "ManagedRuleGroups": [
                {"GroupId": "wafgroup-a", "SensitivityLevel": "strict",
                 "Action": {"Name": "Deny"}, "MetaData": {"GroupName": "a"}},
            ],
            "FrequentScanningProtection": {"Enabled": "off", "Id": "r-2"},
        },
        "HttpDDoSProtection": {
            "AdaptiveFrequencyControl": control,
            "ClientFiltering": control,
            "BandwidthAbuseDefense": control,
            "SlowAttackDefense": control,
        },
        "BotManagement": {"BasicBotSettings": {"BotIntelligence": control}},
    }));
    let service = kept.policy_service();
    let client = service.client();
    let group_name = settings::change_security_policy(&client, ZONE, Policy::Zone, |policy| {
        let managed = policy.managed_rules.as_mut().unwrap();
        managed.detection_only = Some(Switch::Off);
        assert!(managed.managed_rule_groups.as_ref().unwrap()[0].meta_data.is_some());
    });
    assert_eq!(group_name.await.unwrap().sections, ["ManagedRules"]);
    let off = json!({"Enabled": "off"});
    let expected = json!({
        "ManagedRules": {
            "Enabled": "on",
            "DetectionOnly": "off",
            "AutoUpdate": {"AutoUpdateToLatestVersion": "on"},
            "ManagedRuleGroups": [
                {"GroupId": "wafgroup-a", "SensitivityLevel": "strict", "Action": {"Name": "Deny"}},
            ],
            "FrequentScanningProtection": off,
        },
        "HttpDDoSProtection": {
            "AdaptiveFrequencyControl": off,
            "ClientFiltering": off,
            "BandwidthAbuseDefense": off,
            "SlowAttackDefense": off,
        },
        "BotManagement": {"BasicBotSettings": {"BotIntelligence": off}},
    });
    assert_eq!(sent_policies(&service), [expected]);
}

#[tokio::test]
async fn a_change_in_between_is_not_overwritten() {
    let kept = Kept::new(json!({"CustomRules": {"Rules": []}}));
    let service = kept.policy_service();
    let client = service.client();
    let mut runs = 0;
    let change = settings::change_security_policy(&client, ZONE, Policy::Zone, |policy| {
        runs += 1;
        if runs == 1 {
            // Somebody else adds their rules while this closure runs.
            kept.set("CustomRules", two_rules());
        }
        add_rule(policy, "three");
    })
    .await
    .unwrap();
    assert_eq!(runs, 2, "the closure runs again on the document as it is now");
    let sent = sent_policies(&service);
    assert_eq!(sent.len(), 1, "the first result is not sent");
    let rules = sent[0]["CustomRules"]["Rules"].as_array().unwrap();
    let names: Vec<_> = rules.iter().map(|rule| rule["Name"].as_str().unwrap()).collect();
    assert_eq!(names, ["one", "two", "three"]);
    assert_eq!(change.before.custom_rules.unwrap().rules.unwrap().len(), 2);
}

#[tokio::test]
async fn changes_in_every_round_are_an_error_and_nothing_is_sent() {
    let kept = Kept::new(json!({"CustomRules": two_rules()}));
    let service = kept.policy_service();
    let client = service.client();
    let mut runs = 0;
    let error = settings::change_security_policy(&client, ZONE, Policy::Zone, |policy| {
        runs += 1;
        kept.set("ExceptionRules", json!({"Rules": [{"Name": format!("run {runs}")}]}));
        add_rule(policy, "three");
    })
    .await
    .unwrap_err();
    assert!(matches!(error, ChangeError::Contended(5)), "{error}");
    assert_eq!(runs, 5);
    assert!(sent_policies(&service).is_empty());
}

#[tokio::test]
async fn an_error_of_the_closure_is_the_source_and_nothing_is_sent() {
    async fn add_to_missing(client: &Client) -> Result<(), Error> {
        settings::change_security_policy(client, ZONE, Policy::Zone, |policy| {
            add_rule(policy, "half of the change");
            policy.managed_rules.as_mut().ok_or("no managed rules")?.enabled = Some(Switch::On);
            Ok::<_, &str>(())
        })
        .await?;
        Ok(())
    }
    let service = Kept::new(json!({"CustomRules": two_rules()})).policy_service();
    let error = add_to_missing(&service.client()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Workflow);
    assert_eq!(error.to_string(), "nothing was changed: no managed rules");
    let source = std::error::Error::source(&error).unwrap();
    assert!(matches!(source.downcast_ref(), Some(ChangeError::Stopped(_))), "{source:?}");
    assert!(sent_policies(&service).is_empty());
}

#[tokio::test]
async fn a_section_cannot_be_taken_away() {
    let service = Kept::new(json!({"CustomRules": two_rules()})).policy_service();
    let client = service.client();
    let change = settings::change_security_policy(&client, ZONE, Policy::Zone, |policy| {
        policy.custom_rules = None;
    });
    let error = change.await.unwrap_err();
    assert!(matches!(&error, ChangeError::NotWritable(names) if *names == ["CustomRules"]));
    assert!(error.to_string().contains("CustomRules"), "{error}");
    assert!(sent_policies(&service).is_empty());
}

#[tokio::test]
async fn a_policy_that_is_not_returned_is_one_without_sections() {
    let service = Kept::default().policy_service();
    let client = service.client();
    let change = settings::change_security_policy(&client, ZONE, Policy::Zone, |policy| {
        assert_eq!(*policy, SecurityPolicy::new());
    });
    assert!(!change.await.unwrap().is_changed());
}

#[tokio::test]
async fn the_policy_of_a_host_and_of_a_template_is_read_and_written() {
    for (policy, members) in [
        (Policy::Host("www.example.com".to_owned()), ("Host", "Host", "www.example.com")),
        (Policy::Template("temp-1".to_owned()), ("Template", "TemplateId", "temp-1")),
    ] {
        let service = Kept::new(json!({})).policy_service();
        let client = service.client();
        let change = settings::change_security_policy(&client, ZONE, policy, |policy| {
            add_rule(policy, "one");
        });
        change.await.unwrap();
        let (entity, member, value) = members;
        for action in ["DescribeSecurityPolicy", "ModifySecurityPolicy"] {
            for request in service.received(action) {
                assert_eq!(request["Entity"], entity);
                assert_eq!(request[member], value);
                assert_eq!(request["ZoneId"], ZONE);
            }
        }
    }
}
