//! Tests of the methods that wait: which are emitted, their names, the links to them, and what `diff`
//! says of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use teo_codegen::diff::{Kind, Verdict, diff};
use teo_codegen::{ClientMethods, Options, generate};
use teo_specs::{Action, Site, Spec};

fn embedded_spec() -> Spec {
    Spec::embedded("teo", "2022-09-01").unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn an_action_that_starts_a_state_links_the_waits_for_it_and_they_link_the_action() {
    let files = generate(&embedded_spec(), &Options::for_teo_api()).unwrap();
    let waits = "Wait with [`wait_until_acceleration_domain_offline`]\
                 (Self::wait_until_acceleration_domain_offline) or \
                 [`wait_until_acceleration_domain_online`](Self::wait_until_acceleration_domain_online).";
    let methods = &files["client/acceleration_domain_management.rs"];
    assert_eq!(methods.matches(waits).count(), 1);
    let request = &files["actions/create_acceleration_domain.rs"];
    let waits = "Wait with [`wait_until_acceleration_domain_online`]\
                 (codegen::Client::wait_until_acceleration_domain_online).";
    assert_eq!(request.matches(waits).count(), 1);
    let started = "The state follows on [`CreateAccelerationDomain`] or \
                   [`ModifyAccelerationDomainStatuses`].";
    assert_eq!(files["waiters.rs"].matches(started).count(), 1);
}

#[test]
fn a_wait_is_emitted_with_the_action_that_it_polls_and_with_client_methods() {
    let mut spec = embedded_spec();
    let options = Options::for_module();
    let own = &generate(&spec, &options).unwrap()["waiters.rs"];
    assert!(own.contains("impl super::Client {") && !own.contains("(self.call("));
    let mut without = options.clone();
    without.client_methods = ClientMethods::None;
    let files = generate(&spec, &without).unwrap();
    assert!(!files.contains_key("waiters.rs") && !files["mod.rs"].contains("mod waiters"));
    assert!(!files["actions/create_zone.rs"].contains("Wait with"));

    spec.actions.remove("DescribeZones");
    let files = generate(&spec, &options).unwrap();
    assert!(!files["waiters.rs"].contains("wait_until_zone_created"));
    assert!(files["waiters.rs"].contains("wait_until_zone_config_import_succeeded"));
    assert!(!files["actions/create_zone.rs"].contains("Wait with"));
}

#[test]
fn a_wait_with_the_name_of_an_action_gets_an_underscore() {
    let mut spec = embedded_spec();
    let mut action = Action::new("WaitUntilZonePaused");
    action.sites = vec![Site::International];
    spec.actions.insert(action.name.clone(), action);
    let files = generate(&spec, &Options::for_module()).unwrap();
    assert!(files["client.rs"].contains("    pub fn wait_until_zone_paused("));
    assert!(files["waiters.rs"].contains("    pub fn wait_until_zone_paused_("));
}

#[test]
fn a_diff_names_the_waits_that_callers_gain_and_lose() {
    let old = embedded_spec();
    let mut new = old.clone();
    let zone = new.resources.get_mut("Zone").unwrap();
    let paused = zone.waiters.remove("paused").unwrap();
    zone.waiters.insert("taken_out".to_owned(), paused);
    zone.waiters.get_mut("created").unwrap().succeeds.pop();
    let entries = diff(&old, &new).unwrap().entries;
    let entries: Vec<_> =
        entries.iter().map(|e| (e.location.pointer(), e.kind, e.verdict, e.why.as_str())).collect();
    let expected = [
        (
            "/waiters/paused".to_owned(),
            Kind::Removed,
            Verdict::Breaking,
            "Client::wait_until_zone_paused is removed",
        ),
        (
            "/waiters/created".to_owned(),
            Kind::Waits,
            Verdict::Additive,
            "a wait ends with other states",
        ),
        ("/waiters/taken_out".to_owned(), Kind::Added, Verdict::Additive, ""),
    ];
    assert_eq!(entries, expected);

    // A wait is lost with the only action that shows its items, and changed with its arguments.
    let mut new = old.clone();
    new.resources.get_mut("Zone").unwrap().list.clear();
    let tasks = new.resources.get_mut("PurgeTask").unwrap().waiters.get_mut("succeeded").unwrap();
    tasks.identifiers.pop();
    let diff = diff(&old, &new).unwrap();
    let breaking: Vec<_> = diff.entries_with(Verdict::Breaking).collect();
    let lost: Vec<_> = breaking.iter().filter(|e| e.kind == Kind::Removed).collect();
    assert_eq!((lost.len(), breaking.len()), (5, 6));
    let changed = breaking.iter().find(|entry| entry.kind == Kind::Waits).unwrap();
    assert!(changed.why.contains("fn(ZoneId, JobId) -> Wait for all Task"), "{}", changed.why);
}
