//! Tests of the resources of teo: which actions they cover, and which parameters give which members.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
#![allow(clippy::print_stdout, reason = "the counts are for people to read")]

use std::collections::{BTreeMap, BTreeSet};

use teo_specs::{Resource, Role, Spec, Step};

fn embedded_spec() -> Spec {
    Spec::embedded("teo", "2022-09-01").unwrap_or_else(|problems| panic!("{problems}"))
}

/// Returns the actions of the steps that change something.
fn modelled_actions(spec: &Spec) -> BTreeSet<&str> {
    let steps = spec.resources.values().flat_map(Resource::steps);
    steps.filter(|step| !step.role.is_read_only()).map(|step| step.action).collect()
}

#[test]
fn every_mutating_action_is_in_a_resource_or_listed_with_a_reason() {
    let spec = embedded_spec();
    let actions = spec.actions.values();
    let mutating: BTreeSet<&str> =
        actions.filter(|action| !action.read_only).map(|action| &*action.name).collect();
    let modelled = modelled_actions(&spec);
    let listed: BTreeSet<&str> = spec.service.not_modelled.keys().map(String::as_str).collect();
    println!(
        "{} resources; of {} mutating actions, {} are in resources and {} are not modelled",
        spec.resources.len(),
        mutating.len(),
        modelled.len(),
        listed.len()
    );
    assert!(mutating.len() >= 144 && spec.resources.len() >= 57);
    assert!(modelled.is_disjoint(&listed));
    assert_eq!(&modelled | &listed, mutating);
}

#[test]
fn every_item_that_is_created_is_listed_or_read() {
    let spec = embedded_spec();
    for resource in spec.resources.values() {
        let is_seen = !resource.list.is_empty() || !resource.read.is_empty();
        assert!(is_seen, "no action returns {}", resource.name);
    }
}

/// Returns the bindings of the only step of an action in a resource, as `parameter > member`.
fn bindings(spec: &Spec, resource: &str, role: Role, action: &str) -> Vec<String> {
    let resource = &spec.resources[resource];
    let steps = resource.steps();
    let is_meant = |step: &&Step<'_>| step.role == role && step.action == action;
    let step = steps.iter().find(is_meant).unwrap();
    let bindings = spec.bindings(resource, step);
    bindings.iter().map(|b| format!("{} > {}", b.parameter, b.member)).collect()
}

#[test]
fn names_of_parameters_say_what_they_give() {
    let spec = embedded_spec();
    for (resource, role, action, expected) in [
        // A member gets the parameter of its name; the service makes the identifier.
        (
            "OriginGroup",
            Role::Create,
            "CreateOriginGroup",
            &[
                "HostHeader > HostHeader",
                "Name > Name",
                "Records > Records",
                "Type > Type",
                "ZoneId > ZoneId",
            ][..],
        ),
        // An identifier is carried under another name or its own.
        (
            "OriginGroup",
            Role::Delete,
            "DeleteOriginGroup",
            &["GroupId > GroupId", "ZoneId > ZoneId"],
        ),
        (
            "DnsRecord",
            Role::Delete,
            "DeleteDnsRecords",
            &["RecordIds > RecordId", "ZoneId > ZoneId"],
        ),
        // The members of an item in a list; the status and the times are output only.
        (
            "DnsRecord",
            Role::Update,
            "ModifyDnsRecords",
            &[
                "DnsRecords.Content > Content",
                "DnsRecords.Location > Location",
                "DnsRecords.Name > Name",
                "DnsRecords.Priority > Priority",
                "DnsRecords.RecordId > RecordId",
                "DnsRecords.TTL > TTL",
                "DnsRecords.Type > Type",
                "DnsRecords.Weight > Weight",
                "ZoneId > ZoneId",
            ],
        ),
        // A number of seconds does not fit a timestamp.
        (
            "KVPair",
            Role::Create,
            "EdgeKVPut",
            &["Key > Key", "Namespace > Namespace", "Value > Value", "ZoneId > ZoneId"],
        ),
        // A value that is converted by `sets` is not given as it is.
        ("Plan", Role::Create, "CreatePlan", &[]),
        (
            "L7AccRule",
            Role::Order,
            "ModifyL7AccRulePriority",
            &["RuleIds > RuleId", "ZoneId > ZoneId"],
        ),
        ("Zone", Role::List, "DescribeZones", &[]),
    ] {
        assert_eq!(bindings(&spec, resource, role, action), expected, "{action}");
    }
}

#[test]
fn a_singleton_has_the_identifiers_of_its_parent() {
    let spec = embedded_spec();
    let own = |name: &str| spec.resources[name].own_identifiers(&spec).len();
    assert_eq!((own("L7AccSetting"), own("HostCertificate")), (0, 0));
    assert_eq!((own("Zone"), own("DnsRecord"), own("PurgeTask")), (1, 1, 2));
}

/// Returns how a waiter sees its items, in one line: the action, and what carries each argument.
fn poll(spec: &Spec, resource: &Resource, name: &str) -> String {
    let poll = spec.poll(resource, &resource.waiters[name]).unwrap();
    let arguments =
        poll.arguments.iter().map(|argument| match (&argument.parameter, argument.filter) {
            (Some(parameter), _) => format!("{} in {parameter}", argument.member),
            (None, Some(filter)) => format!("{} by filter {filter}", argument.member),
            (None, None) => format!("{} compared", argument.member),
        });
    let arguments: Vec<_> = arguments.collect();
    format!("{} > {}: {}", poll.action.name, poll.items, arguments.join(", "))
}

#[test]
fn every_passing_state_has_a_waiter_or_a_reason() {
    // The only list is one that the vendor advises against.
    let without = ["ApplicationProxy", "ApplicationProxyRule"];
    let spec = embedded_spec();
    let mut waiters = 0;
    for resource in spec.resources.values() {
        for (member, states) in &resource.states {
            let has_waiter = resource.waiters.values().any(|waiter| waiter.member == *member);
            let is_excepted = states.passing.is_empty() || without.contains(&&*resource.name);
            assert!(has_waiter || is_excepted, "{} {member}", resource.name);
        }
        for name in resource.waiters.keys() {
            println!("{} {name}: {}", resource.name, poll(&spec, resource, name));
            waiters += 1;
        }
    }
    println!("{waiters} waiters");
    assert!(waiters >= 28);
}

#[test]
fn a_waiter_is_told_the_identifiers_and_takes_the_rest_from_its_resource() {
    let spec = embedded_spec();
    let poll_of = |resource: &str, name| poll(&spec, &spec.resources[resource], name);
    for (resource, waiter, expected) in [
        (
            "AccelerationDomain",
            "online",
            "DescribeAccelerationDomains > AccelerationDomains: ZoneId in ZoneId, DomainName by \
             filter domain-name",
        ),
        // The filters of the outer list select the inner items too.
        (
            "HostCertificate",
            "deployed",
            "DescribeAccelerationDomains > AccelerationDomains.Certificate: ZoneId in ZoneId, \
             DomainName by filter domain-name",
        ),
        (
            "PurgeTask",
            "succeeded",
            "DescribePurgeTasks > Tasks: ZoneId in ZoneId, JobId by filter job-id",
        ),
        // A read by the identifiers is preferred to a list that needs to be told more.
        (
            "ConfigGroupVersion",
            "created",
            "DescribeConfigGroupVersionDetail > ConfigGroupVersionInfo: ZoneId in ZoneId, \
             VersionId in VersionId",
        ),
        (
            "Environment",
            "running",
            "DescribeEnvironments > EnvInfos: ZoneId in ZoneId, EnvId compared",
        ),
        (
            "LogAnalysisDownloadTask",
            "completed",
            "DescribeLogAnalysisDownloadTasks > Tasks: ZoneId in ZoneId, TaskId by filter task-id, \
             Area in Area, LogType in LogType",
        ),
        (
            "ZoneConfigImport",
            "succeeded",
            "DescribeZoneConfigImportResult > : ZoneId in ZoneId, TaskId in TaskId",
        ),
    ] {
        assert_eq!(poll_of(resource, waiter), expected);
    }
    let facts = |resource: &str, name: &str| {
        let resource = &spec.resources[resource];
        let waiter = &resource.waiters[name];
        let starts = spec.starts_of(resource, waiter);
        let starts: BTreeSet<_> = starts.iter().map(|(step, _)| step.action).collect();
        let fails = resource.failures_of(waiter).join(", ");
        (Vec::from_iter(starts).join(", "), fails, spec.usual_seconds(resource, waiter))
    };
    let facts = BTreeMap::from([
        ("domain", facts("AccelerationDomain", "online")),
        ("prefetch", facts("PrefetchTask", "succeeded")),
        ("zone", facts("Zone", "paused")),
    ]);
    let text = |text: &str| text.to_owned();
    let domain = text("CreateAccelerationDomain, ModifyAccelerationDomainStatuses");
    let bad = text("failed, timeout, canceled, invalid");
    let expected = BTreeMap::from([
        ("domain", (domain, text("forbidden"), Some(1800))),
        ("prefetch", (text("CreatePrefetchTask"), bad, Some(1800))),
        ("zone", (text("ModifyZoneStatus"), text(""), None)),
    ]);
    assert_eq!(facts, expected);
}
