//! Waits with every method that waits, against the simulator: the action that starts the state, then the
//! wait, through the states on the way to the end; and each other end that a wait can have.
#![allow(clippy::print_stdout, reason = "CI shows the table")]

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use teo_api::runtime::Action;
use teo_api::teo::{
    BindSecurityTemplateToEntityRequest, CreateAccelerationDomainRequest, CreateAliasDomainRequest,
    CreateConfigGroupVersionRequest, CreateInferenceDomainRequest, CreateInferenceServiceRequest,
    CreateL4ProxyRequest, CreateL4ProxyRulesRequest, CreateLoadBalancerRequest,
    CreateLogAnalysisDownloadTaskRequest, CreateMultiPathGatewayRequest, CreatePrefetchTaskRequest,
    CreatePurgeTaskRequest, CreateZoneRequest, DeployConfigGroupVersionRequest,
    DisableOriginACLRequest, EnableOriginACLRequest, ImportZoneConfigRequest,
    ModifyAccelerationDomainStatusesRequest, ModifyAliasDomainStatusRequest,
    ModifyHostsCertificateRequest, ModifyL4ProxyRulesStatusRequest, ModifyL4ProxyStatusRequest,
    ModifyMultiPathGatewayStatusRequest, ModifyZoneStatusRequest, OperateInferenceDomainRequest,
    OperateInferenceServiceRequest,
};
use teo_api::{Client, Credentials, Wait, WaitErrorKind};
use teo_simulator::Simulator;
use teo_specs::Spec;

use crate::fast_clock::FastClock;

const HOST: &str = "www.example.com";
const URL: &str = "http://www.example.com/a";

const UNKNOWN: &str = "a-state-of-tomorrow";

/// Resources whose items are tasks of a job, which a test cannot set.
const TASKS: [&str; 2] = ["PrefetchTask", "PurgeTask"];

/// Resources of which every item exists in an open account, or exists with its parent.
const NOT_MISSED: [&str; 2] = ["Zone", "OriginACL"];

/// The waits, each with the number of times that it saw something, and the state at the end.
type Rows = Vec<(String, usize, String)>;

/// An account in which each wait is for something of its own, and the table of all waits.
struct Account {
    spec: Spec,
    simulator: Simulator,
    client: Client,
    zone: String,
    rows: Rows,
}

impl Account {
    async fn new() -> Self {
        let simulator = Simulator::builder()
            .open()
            .task_duration(Duration::from_secs(1))
            .start()
            .await
            .unwrap();
        let client = Client::builder()
            .credentials(Credentials::new(simulator.secret_id(), simulator.secret_key()))
            .endpoint(simulator.url())
            .build()
            .unwrap();
        let spec = Spec::embedded("teo", "2022-09-01").unwrap();
        let mut account = Self { spec, simulator, client, zone: String::new(), rows: Vec::new() };
        account.zone = account.call::<CreateZoneRequest>(json!({})).await.zone_id;
        account
    }

    /// Calls an action with the request of its first example, changed as told.
    async fn call<A: Action + DeserializeOwned>(&self, changes: Value) -> A::Response {
        let name = A::SCHEMA.name();
        let examples = &self.spec.actions[name].examples;
        let mut request =
            examples.first().map(|e| Value::from(e.request.clone())).unwrap_or_default();
        if name != "CreateZone" {
            request["ZoneId"] = json!(self.zone);
        }
        for (parameter, value) in changes.as_object().unwrap() {
            request[parameter] = value.clone();
        }
        let request: A = serde_json::from_value(request).unwrap();
        self.client.call(request).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Returns the table. The polls kept to the rates of their actions.
    fn finish(self) -> Rows {
        let received = self.simulator.received();
        assert!(received.iter().all(|request| request.error.is_none()), "{received:?}");
        self.rows
    }

    /// Waits for the item with this id, adds the wait to the table, and tries its other ends.
    async fn wait<T: Serialize + Debug>(
        &mut self,
        waiter: &str,
        id: &str,
        make: impl Fn(&str) -> Wait<T>,
    ) {
        let (resource, name) = waiter.split_once(' ').unwrap();
        let member = self.spec.resources[resource].waiters[name].member.clone();
        // The simulator's states pass as time does, and the clock of the wait is faster.
        let mut progress = make(id).timeout(Duration::from_secs(4 * 3600)).progress();
        let (mut seen, mut last) = (0, Value::Null);
        while let Some(snapshot) = progress.next().await {
            let snapshot = snapshot.unwrap_or_else(|error| panic!("{waiter}: {error}"));
            seen += 1;
            last = serde_json::to_value(snapshot).unwrap();
        }
        let state = member.split('.').fold(last, |value, name| match value {
            Value::Array(items) => items[0][name].clone(),
            value => value[name].clone(),
        });
        let ends = self.other_ends(resource, &member, id, &make).await;
        self.set_state(resource, &member, &state);
        let state = if state.is_array() { "each".to_owned() } else { state.to_string() };
        self.rows.push((waiter.to_owned(), seen, format!("{state}; then {}", ends.join(", "))));
    }

    /// Tries each bad end, a state that nobody knows, a wait that is dropped, and an item that is not there.
    async fn other_ends<T: Debug>(
        &self,
        resource: &str,
        member: &str,
        id: &str,
        make: impl Fn(&str) -> Wait<T>,
    ) -> Vec<String> {
        let mut ends = Vec::new();
        if self.set_state(resource, member, &json!(UNKNOWN)) == 0 {
            assert!(TASKS.contains(&resource), "{resource}");
            return vec!["tasks have tests of their own".to_owned()];
        }
        let before = self.simulator.received().len();
        let error = make(id).timeout(Duration::from_secs(4)).await.unwrap_err();
        assert_eq!(error.kind(), WaitErrorKind::Timeout, "{resource}: {error}");
        assert!(error.resource().is_some(), "{resource}: {error}");
        let requests = self.simulator.received().len() - before;
        assert!((2..=3).contains(&requests), "{resource}: {requests} requests in 4 s");
        ends.push("unknown".to_owned());

        tokio::select! {
            end = make(id) => panic!("{resource}: {end:?}"),
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
        let before = self.simulator.received().len();
        tokio::time::sleep(Duration::from_secs(20)).await;
        assert_eq!(self.simulator.received().len(), before, "{resource}: it was dropped");
        ends.push("dropped".to_owned());

        for failed in &self.spec.resources[resource].states[member].failed {
            self.set_state(resource, member, &json!(failed));
            let error = make(id).await.unwrap_err();
            assert_eq!(error.kind(), WaitErrorKind::Failed, "{resource}: {error}");
            assert!(error.resource().is_some(), "{resource}: {error}");
            ends.push(failed.clone());
        }
        if !NOT_MISSED.contains(&resource) {
            let missing = if id.contains('.') { "missing.example.com" } else { "missing-1" };
            let error = make(missing).await.unwrap_err();
            assert_eq!(error.kind(), WaitErrorKind::NotFound, "{resource}: {error}");
            ends.push("not found".to_owned());
        }
        ends
    }

    fn set_state(&self, resource: &str, member: &str, state: &Value) -> usize {
        self.simulator.set_members(resource, &json!({}), &json!({ member: state }))
    }
}

async fn zones() -> Rows {
    let mut account = Account::new().await;
    let (client, zone) = (account.client.clone(), account.zone.clone());
    account.wait("Zone created", &zone, |id| client.wait_until_zone_created(id)).await;
    account.wait("Zone delegated", &zone, |id| client.wait_until_zone_delegated(id)).await;
    account
        .wait("Zone cname_verified", &zone, |id| client.wait_until_zone_cname_verified(id))
        .await;
    account.wait("Zone active", &zone, |id| client.wait_until_zone_active(id)).await;
    account.call::<ModifyZoneStatusRequest>(json!({"Paused": true})).await;
    account.wait("Zone paused", &zone, |id| client.wait_until_zone_paused(id)).await;
    let task = account.call::<ImportZoneConfigRequest>(json!({})).await.task_id.unwrap();
    account
        .wait("ZoneConfigImport succeeded", &task, |id| {
            client.wait_until_zone_config_import_succeeded(&zone, id)
        })
        .await;
    account.finish()
}

async fn domains() -> Rows {
    let mut account = Account::new().await;
    let (client, zone) = (account.client.clone(), account.zone.clone());
    account.call::<CreateAccelerationDomainRequest>(json!({"DomainName": HOST})).await;
    account
        .wait("AccelerationDomain online", HOST, |id| {
            client.wait_until_acceleration_domain_online(&zone, id)
        })
        .await;
    account.call::<ModifyHostsCertificateRequest>(json!({"Hosts": [HOST]})).await;
    account
        .wait("HostCertificate deployed", HOST, |id| {
            client.wait_until_host_certificate_deployed(&zone, id)
        })
        .await;
    let changes = json!({"DomainNames": [HOST], "Status": "offline"});
    account.call::<ModifyAccelerationDomainStatusesRequest>(changes).await;
    account
        .wait("AccelerationDomain offline", HOST, |id| {
            client.wait_until_acceleration_domain_offline(&zone, id)
        })
        .await;
    let alias = "alias.example.com";
    let changes = json!({"AliasName": alias, "TargetName": HOST});
    account.call::<CreateAliasDomainRequest>(changes).await;
    account
        .wait("AliasDomain active", &alias, |id| client.wait_until_alias_domain_active(&zone, id))
        .await;
    let changes = json!({"AliasNames": [alias], "Paused": true});
    account.call::<ModifyAliasDomainStatusRequest>(changes).await;
    account
        .wait("AliasDomain stopped", &alias, |id| client.wait_until_alias_domain_stopped(&zone, id))
        .await;
    account.finish()
}

async fn proxies() -> Rows {
    let mut account = Account::new().await;
    let (client, zone) = (account.client.clone(), account.zone.clone());
    let proxy = account.call::<CreateL4ProxyRequest>(json!({})).await.proxy_id;
    account.wait("L4Proxy online", &proxy, |id| client.wait_until_l4_proxy_online(&zone, id)).await;
    let rules = account.call::<CreateL4ProxyRulesRequest>(json!({"ProxyId": proxy})).await;
    let [rule] = &rules.l4_proxy_rule_ids[..] else { panic!("one rule is made") };
    account
        .wait("L4ProxyRule online", &rule, |id| {
            client.wait_until_l4_proxy_rule_online(&zone, &proxy, id)
        })
        .await;
    let changes = json!({"ProxyId": proxy, "RuleIds": [rule], "Status": "offline"});
    account.call::<ModifyL4ProxyRulesStatusRequest>(changes).await;
    account
        .wait("L4ProxyRule offline", &rule, |id| {
            client.wait_until_l4_proxy_rule_offline(&zone, &proxy, id)
        })
        .await;
    let changes = json!({"ProxyId": proxy, "Status": "offline"});
    account.call::<ModifyL4ProxyStatusRequest>(changes).await;
    account
        .wait("L4Proxy offline", &proxy, |id| client.wait_until_l4_proxy_offline(&zone, id))
        .await;
    let balancer = account.call::<CreateLoadBalancerRequest>(json!({})).await.instance_id;
    account
        .wait("LoadBalancer running", &balancer, |id| {
            client.wait_until_load_balancer_running(&zone, id)
        })
        .await;
    account.finish()
}

async fn inference() -> Rows {
    let mut account = Account::new().await;
    let (client, zone) = (account.client.clone(), account.zone.clone());
    let service = account.call::<CreateInferenceServiceRequest>(json!({})).await.service_id;
    account
        .wait("InferenceService running", &service, |id| {
            client.wait_until_inference_service_running(&zone, id)
        })
        .await;
    let domain = json!({"ServiceId": service, "Domain": HOST});
    account.call::<CreateInferenceDomainRequest>(domain.clone()).await;
    account
        .wait("InferenceDomain online", HOST, |id| {
            client.wait_until_inference_domain_online(&zone, &service, id)
        })
        .await;
    let mut stop = domain;
    stop["Operation"] = json!("Stop");
    account.call::<OperateInferenceDomainRequest>(stop).await;
    account
        .wait("InferenceDomain offline", HOST, |id| {
            client.wait_until_inference_domain_offline(&zone, &service, id)
        })
        .await;
    let stop = json!({"ServiceId": service, "Operation": "Stop"});
    account.call::<OperateInferenceServiceRequest>(stop).await;
    account
        .wait("InferenceService stopped", &service, |id| {
            client.wait_until_inference_service_stopped(&zone, id)
        })
        .await;
    account.finish()
}

async fn tasks_and_versions() -> Rows {
    let mut account = Account::new().await;
    let (client, zone) = (account.client.clone(), account.zone.clone());
    account.call::<CreateAccelerationDomainRequest>(json!({"DomainName": HOST})).await;
    let job = account.call::<CreatePrefetchTaskRequest>(json!({"Targets": [URL]})).await.job_id;
    account
        .wait("PrefetchTask succeeded", &job, |id| {
            client.wait_until_prefetch_tasks_succeeded(&zone, id)
        })
        .await;
    let changes = json!({"Type": "purge_url", "Targets": [URL]});
    let job = account.call::<CreatePurgeTaskRequest>(changes).await.job_id;
    account
        .wait("PurgeTask succeeded", &job, |id| client.wait_until_purge_tasks_succeeded(&zone, id))
        .await;
    let task = account.call::<CreateLogAnalysisDownloadTaskRequest>(json!({})).await.task_id;
    account
        .wait("LogAnalysisDownloadTask completed", &task, |id| {
            client.wait_until_log_analysis_download_task_completed(
                &zone,
                id,
                "mainland",
                "l7-access-logs",
            )
        })
        .await;
    let version = account.call::<CreateConfigGroupVersionRequest>(json!({})).await.version_id;
    account
        .wait("ConfigGroupVersion created", &version, |id| {
            client.wait_until_config_group_version_created(&zone, id)
        })
        .await;
    let changes = json!({"EnvId": "env-1", "ConfigGroupVersionInfos": [{"VersionId": version}]});
    let record = account.call::<DeployConfigGroupVersionRequest>(changes).await.record_id;
    account
        .wait("DeployRecord succeeded", &record, |id| {
            client.wait_until_deploy_record_succeeded(&zone, "env-1", id)
        })
        .await;
    account
        .wait("Environment running", "env-1", |id| client.wait_until_environment_running(&zone, id))
        .await;
    account.finish()
}

async fn others() -> Rows {
    let mut account = Account::new().await;
    let (client, zone) = (account.client.clone(), account.zone.clone());
    let gateway = account.call::<CreateMultiPathGatewayRequest>(json!({})).await.gateway_id;
    account
        .wait("MultiPathGateway online", &gateway, |id| {
            client.wait_until_multi_path_gateway_online(&zone, id)
        })
        .await;
    let changes = json!({"GatewayId": gateway, "GatewayStatus": "offline"});
    account.call::<ModifyMultiPathGatewayStatusRequest>(changes).await;
    account
        .wait("MultiPathGateway offline", &gateway, |id| {
            client.wait_until_multi_path_gateway_offline(&zone, id)
        })
        .await;
    account.call::<EnableOriginACLRequest>(json!({})).await;
    account.wait("OriginACL online", &zone, |id| client.wait_until_origin_acl_online(id)).await;
    account.call::<DisableOriginACLRequest>(json!({})).await;
    account.wait("OriginACL offline", &zone, |id| client.wait_until_origin_acl_offline(id)).await;
    let changes = json!({"Entities": [HOST], "TemplateId": "temp-1"});
    account.call::<BindSecurityTemplateToEntityRequest>(changes).await;
    account
        .wait("SecurityTemplateBinding online", "temp-1", |id| {
            client.wait_until_security_template_binding_online(&zone, HOST, id)
        })
        .await;
    account.finish()
}

#[tokio::test]
async fn every_waiter_ends_as_its_resource_does() {
    let _clock = FastClock::start();
    let (zones, domains, proxies) = tokio::join!(zones(), domains(), proxies());
    let (inference, tasks, others) = tokio::join!(inference(), tasks_and_versions(), others());
    let mut rows = [zones, domains, proxies, inference, tasks, others].concat();
    rows.sort();
    for (waiter, seen, state) in &rows {
        println!("{waiter}: seen {seen} times, at last {state}");
    }
    let spec = Spec::embedded("teo", "2022-09-01").unwrap();
    let resources = spec.resources.values();
    let names =
        resources.flat_map(|r| r.waiters.keys().map(move |name| format!("{} {name}", r.name)));
    let waited: BTreeSet<String> = rows.iter().map(|(waiter, ..)| waiter.clone()).collect();
    assert_eq!(waited, names.collect::<BTreeSet<_>>());
}
