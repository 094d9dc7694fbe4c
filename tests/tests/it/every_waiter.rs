//! Waits with every method that waits, against the simulator: the action that starts the state, then the
//! wait, through the states on the way to the end.
#![allow(clippy::print_stdout, reason = "CI shows the table")]

use std::collections::BTreeSet;
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
use teo_api::{Client, Credentials, Wait};
use teo_simulator::Simulator;
use teo_specs::Spec;

const HOST: &str = "www.example.com";
const URL: &str = "http://www.example.com/a";

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

    /// Waits, and adds the wait to the table.
    async fn wait<T: Serialize>(&mut self, waiter: &str, wait: Wait<T>) {
        let (resource, name) = waiter.split_once(' ').unwrap();
        let spec = &self.spec.resources[resource].waiters[name];
        let state = &spec.member;
        let mut progress = wait.timeout(Duration::from_secs(60)).progress();
        let (mut seen, mut last) = (0, Value::Null);
        while let Some(snapshot) = progress.next().await {
            let snapshot = snapshot.unwrap_or_else(|error| panic!("{waiter}: {error}"));
            seen += 1;
            last = serde_json::to_value(snapshot).unwrap();
        }
        let state = state.split('.').fold(last, |value, name| match value {
            Value::Array(items) => items[0][name].clone(),
            value => value[name].clone(),
        });
        match state.as_str() {
            Some(state) => {
                assert!(spec.succeeds.iter().any(|end| end == state), "{waiter}: {state}")
            }
            None => {
                assert!(state.as_array().is_some_and(|each| !each.is_empty()), "{waiter}: {state}")
            }
        }
        let state = if state.is_array() { "each".to_owned() } else { state.to_string() };
        self.rows.push((waiter.to_owned(), seen, state));
    }
}

async fn zones() -> Rows {
    let mut account = Account::new().await;
    let (client, zone) = (account.client.clone(), account.zone.clone());
    account.wait("Zone created", client.wait_until_zone_created(&zone)).await;
    account.wait("Zone delegated", client.wait_until_zone_delegated(&zone)).await;
    account.wait("Zone cname_verified", client.wait_until_zone_cname_verified(&zone)).await;
    account.wait("Zone active", client.wait_until_zone_active(&zone)).await;
    account.call::<ModifyZoneStatusRequest>(json!({"Paused": true})).await;
    account.wait("Zone paused", client.wait_until_zone_paused(&zone)).await;
    let task = account.call::<ImportZoneConfigRequest>(json!({})).await.task_id.unwrap();
    let wait = client.wait_until_zone_config_import_succeeded(&zone, task);
    account.wait("ZoneConfigImport succeeded", wait).await;
    account.finish()
}

async fn domains() -> Rows {
    let mut account = Account::new().await;
    let (client, zone) = (account.client.clone(), account.zone.clone());
    account.call::<CreateAccelerationDomainRequest>(json!({"DomainName": HOST})).await;
    let wait = client.wait_until_acceleration_domain_online(&zone, HOST);
    account.wait("AccelerationDomain online", wait).await;
    account.call::<ModifyHostsCertificateRequest>(json!({"Hosts": [HOST]})).await;
    let wait = client.wait_until_host_certificate_deployed(&zone, HOST);
    account.wait("HostCertificate deployed", wait).await;
    let changes = json!({"DomainNames": [HOST], "Status": "offline"});
    account.call::<ModifyAccelerationDomainStatusesRequest>(changes).await;
    let wait = client.wait_until_acceleration_domain_offline(&zone, HOST);
    account.wait("AccelerationDomain offline", wait).await;
    let alias = "alias.example.com";
    let changes = json!({"AliasName": alias, "TargetName": HOST});
    account.call::<CreateAliasDomainRequest>(changes).await;
    account.wait("AliasDomain active", client.wait_until_alias_domain_active(&zone, alias)).await;
    let changes = json!({"AliasNames": [alias], "Paused": true});
    account.call::<ModifyAliasDomainStatusRequest>(changes).await;
    account.wait("AliasDomain stopped", client.wait_until_alias_domain_stopped(&zone, alias)).await;
    account.finish()
}

async fn proxies() -> Rows {
    let mut account = Account::new().await;
    let (client, zone) = (account.client.clone(), account.zone.clone());
    let proxy = account.call::<CreateL4ProxyRequest>(json!({})).await.proxy_id;
    account.wait("L4Proxy online", client.wait_until_l4_proxy_online(&zone, &proxy)).await;
    let rules = account.call::<CreateL4ProxyRulesRequest>(json!({"ProxyId": proxy})).await;
    let [rule] = &rules.l4_proxy_rule_ids[..] else { panic!("one rule is made") };
    let wait = client.wait_until_l4_proxy_rule_online(&zone, &proxy, rule);
    account.wait("L4ProxyRule online", wait).await;
    let changes = json!({"ProxyId": proxy, "RuleIds": [rule], "Status": "offline"});
    account.call::<ModifyL4ProxyRulesStatusRequest>(changes).await;
    let wait = client.wait_until_l4_proxy_rule_offline(&zone, &proxy, rule);
    account.wait("L4ProxyRule offline", wait).await;
    let changes = json!({"ProxyId": proxy, "Status": "offline"});
    account.call::<ModifyL4ProxyStatusRequest>(changes).await;
    account.wait("L4Proxy offline", client.wait_until_l4_proxy_offline(&zone, &proxy)).await;
    let balancer = account.call::<CreateLoadBalancerRequest>(json!({})).await.instance_id;
    let wait = client.wait_until_load_balancer_running(&zone, balancer);
    account.wait("LoadBalancer running", wait).await;
    account.finish()
}

async fn inference() -> Rows {
    let mut account = Account::new().await;
    let (client, zone) = (account.client.clone(), account.zone.clone());
    let service = account.call::<CreateInferenceServiceRequest>(json!({})).await.service_id;
    let wait = client.wait_until_inference_service_running(&zone, &service);
    account.wait("InferenceService running", wait).await;
    let domain = json!({"ServiceId": service, "Domain": HOST});
    account.call::<CreateInferenceDomainRequest>(domain.clone()).await;
    let wait = client.wait_until_inference_domain_online(&zone, &service, HOST);
    account.wait("InferenceDomain online", wait).await;
    let mut stop = domain;
    stop["Operation"] = json!("Stop");
    account.call::<OperateInferenceDomainRequest>(stop).await;
    let wait = client.wait_until_inference_domain_offline(&zone, &service, HOST);
    account.wait("InferenceDomain offline", wait).await;
    let stop = json!({"ServiceId": service, "Operation": "Stop"});
    account.call::<OperateInferenceServiceRequest>(stop).await;
    let wait = client.wait_until_inference_service_stopped(&zone, &service);
    account.wait("InferenceService stopped", wait).await;
    account.finish()
}

async fn tasks_and_versions() -> Rows {
    let mut account = Account::new().await;
    let (client, zone) = (account.client.clone(), account.zone.clone());
    account.call::<CreateAccelerationDomainRequest>(json!({"DomainName": HOST})).await;
    let job = account.call::<CreatePrefetchTaskRequest>(json!({"Targets": [URL]})).await.job_id;
    let wait = client.wait_until_prefetch_tasks_succeeded(&zone, job);
    account.wait("PrefetchTask succeeded", wait).await;
    let changes = json!({"Type": "purge_url", "Targets": [URL]});
    let job = account.call::<CreatePurgeTaskRequest>(changes).await.job_id;
    account.wait("PurgeTask succeeded", client.wait_until_purge_tasks_succeeded(&zone, job)).await;
    let task = account.call::<CreateLogAnalysisDownloadTaskRequest>(json!({})).await.task_id;
    let wait = client.wait_until_log_analysis_download_task_completed(
        &zone,
        task,
        "mainland",
        "l7-access-logs",
    );
    account.wait("LogAnalysisDownloadTask completed", wait).await;
    let version = account.call::<CreateConfigGroupVersionRequest>(json!({})).await.version_id;
    let wait = client.wait_until_config_group_version_created(&zone, &version);
    account.wait("ConfigGroupVersion created", wait).await;
    let changes = json!({"EnvId": "env-1", "ConfigGroupVersionInfos": [{"VersionId": version}]});
    let record = account.call::<DeployConfigGroupVersionRequest>(changes).await.record_id;
    let wait = client.wait_until_deploy_record_succeeded(&zone, "env-1", record);
    account.wait("DeployRecord succeeded", wait).await;
    account
        .wait("Environment running", client.wait_until_environment_running(&zone, "env-1"))
        .await;
    account.finish()
}

async fn others() -> Rows {
    let mut account = Account::new().await;
    let (client, zone) = (account.client.clone(), account.zone.clone());
    let gateway = account.call::<CreateMultiPathGatewayRequest>(json!({})).await.gateway_id;
    let wait = client.wait_until_multi_path_gateway_online(&zone, &gateway);
    account.wait("MultiPathGateway online", wait).await;
    let changes = json!({"GatewayId": gateway, "GatewayStatus": "offline"});
    account.call::<ModifyMultiPathGatewayStatusRequest>(changes).await;
    let wait = client.wait_until_multi_path_gateway_offline(&zone, &gateway);
    account.wait("MultiPathGateway offline", wait).await;
    account.call::<EnableOriginACLRequest>(json!({})).await;
    account.wait("OriginACL online", client.wait_until_origin_acl_online(&zone)).await;
    account.call::<DisableOriginACLRequest>(json!({})).await;
    account.wait("OriginACL offline", client.wait_until_origin_acl_offline(&zone)).await;
    let changes = json!({"Entities": [HOST], "TemplateId": "temp-1"});
    account.call::<BindSecurityTemplateToEntityRequest>(changes).await;
    let wait = client.wait_until_security_template_binding_online(&zone, HOST, "temp-1");
    account.wait("SecurityTemplateBinding online", wait).await;
    account.finish()
}

#[tokio::test]
async fn every_waiter_ends_well_after_the_action_that_starts_its_state() {
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
