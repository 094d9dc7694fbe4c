//! `workflows::certificates`: which list is sent for a host, and what the wait makes of what it reads.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use teo_api::teo::{
    CertificateMode, CertificateStatus, ModifyHostsCertificateRequest, ServerCertInfo,
};
use teo_api::workflows::certificates::{
    Algorithm, BindError, Binding, Certificates, HostBinding, HostState,
};
use teo_api::{Client, Credentials, Error, ErrorKind, RetryPolicy};
use teo_simulator::{Rule, Simulator};
use teo_tests::ScriptedService;

const ZONE: &str = "zone-2noz78a8ev6k";
const WWW: &str = "www.example.com";
const LATER: &str = "2099-01-01T00:00:00Z";

/// An account at the simulator, in which a deployment takes 300 ms.
struct Account {
    simulator: Simulator,
    client: Client,
    certificates: Certificates,
}

impl Account {
    async fn with(domains: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let simulator = Simulator::builder().zone(ZONE, domains).start().await.unwrap();
        let client = client_of(&simulator, RetryPolicy::new());
        let certificates = Certificates::new(&client, ZONE);
        Self { simulator, client, certificates }
    }

    async fn start() -> Self {
        Self::with(["example.com", WWW, "api.example.com"]).await
    }

    /// Gives a host these certificates, and waits until they are deployed.
    async fn give(&self, host: &str, certificates: &[(&str, &str)]) {
        let list = certificates.iter().map(|(id, algorithm)| {
            ServerCertInfo::new().cert_id(*id).sign_algo(*algorithm).expire_time(LATER)
        });
        let request = ModifyHostsCertificateRequest::new()
            .zone_id(ZONE)
            .hosts([host])
            .mode(CertificateMode::SslCertificate)
            .server_cert_info(list);
        self.client.modify_hosts_certificate(request).await.unwrap();
        for (id, _) in certificates {
            let binding = self.certificates.bind(*id, [host]).await.unwrap();
            assert!(binding.is_deployed(), "{binding:?}");
        }
    }

    /// The lists that were sent, as hosts and ids.
    fn sent(&self) -> Vec<(Value, Vec<String>)> {
        let received = self.simulator.received().into_iter();
        let changes = received.filter(|request| request.action == "ModifyHostsCertificate");
        changes.map(|request| sent_list(&serde_json::from_slice(&request.body).unwrap())).collect()
    }

    fn count(&self, action: &str) -> usize {
        self.simulator.received().iter().filter(|request| request.action == action).count()
    }
}

fn client_of(simulator: &Simulator, retry: RetryPolicy) -> Client {
    let credentials = Credentials::new(simulator.secret_id(), simulator.secret_key());
    let builder = Client::builder().credentials(credentials).endpoint(simulator.url());
    builder.retry(retry).build().unwrap()
}

fn sent_list(request: &Value) -> (Value, Vec<String>) {
    let list = request["ServerCertInfo"].as_array().unwrap();
    let ids = list.iter().map(|entry| entry["CertId"].as_str().unwrap().to_owned());
    (request["Hosts"].clone(), ids.collect())
}

fn only(binding: &Binding) -> &HostBinding {
    assert_eq!(binding.hosts.len(), 1, "{binding:?}");
    &binding.hosts[0]
}

#[tokio::test]
async fn an_rsa_certificate_is_bound_beside_the_ecc_certificate_of_a_host() {
    let account = Account::start().await;
    account.give(WWW, &[("rsa-old", "RSA 2048"), ("ecc-old", "ECC 256")]).await;
    let bind = account.certificates.bind("rsa-new", [WWW]).algorithm("RSA");
    let binding = bind.await.unwrap();
    let host = only(&binding);
    assert!(host.is_deployed(), "{host:?}");
    assert_eq!(
        (&host.replaced[..], &host.kept[..]),
        (&["rsa-old".into()][..], &["ecc-old".into()][..])
    );
    assert_eq!(account.sent()[1], (json!([WWW]), vec!["rsa-new".into(), "ecc-old".into()]));
    let list = account.certificates.list().await.unwrap();
    let www = list.iter().find(|host| host.host == WWW).unwrap();
    assert!(www.get("rsa-new").is_some() && www.get("ecc-old").is_some(), "{www:?}");
    assert!(www.get("rsa-old").is_none(), "{www:?}");
}

#[tokio::test]
async fn an_empty_list_of_hosts_is_refused_and_nothing_is_sent() {
    async fn bind(certificates: &Certificates) -> Result<(), Error> {
        certificates.bind("cert-1", Vec::<String>::new()).await?;
        Ok(())
    }
    let account = Account::start().await;
    let error = bind(&account.certificates).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Workflow);
    let source = std::error::Error::source(&error).unwrap();
    assert!(matches!(source.downcast_ref(), Some(BindError::NoHosts { .. })), "{source:?}");
    assert!(account.simulator.received().is_empty());
}

#[tokio::test]
async fn a_binding_waits_until_the_certificate_is_deployed() {
    let account = Account::start().await;
    let bind = || account.certificates.bind("cert-1", [WWW, "api.example.com"]);
    let binding = bind().without_waiting().await.unwrap();
    let states: Vec<_> = binding.hosts.iter().map(|host| &host.state).collect();
    assert!(matches!(states[..], [HostState::Deploying, HostState::Deploying]), "{states:?}");
    assert!(!binding.is_deployed());
    assert_eq!(account.count("DescribeAccelerationDomains"), 1);

    let binding = bind().await.unwrap();
    assert!(binding.is_deployed(), "{binding:?}");
    assert!(binding.hosts.iter().all(|host| !host.changed), "{binding:?}");
    assert_eq!(account.sent().len(), 2, "a host that has the certificate is not changed again");
}

#[tokio::test]
async fn a_host_that_is_no_domain_of_the_zone_is_told_and_holds_up_no_other() {
    let account = Account::start().await;
    let hosts = ["nowhere.example.com", WWW, "no host", "WWW.Example.com."];
    let binding = account.certificates.bind("cert-1", hosts).await.unwrap();
    let states: Vec<_> =
        binding.hosts.iter().map(|host| (host.host.as_str(), host.state.to_string())).collect();
    let missing = "the zone has no such domain".to_owned();
    let expected = [
        ("nowhere.example.com", missing.clone()),
        (WWW, "deployed".to_owned()),
        ("no host", missing),
    ];
    assert_eq!(states, expected);
    assert_eq!(binding.unfinished().count(), 2);
    assert_eq!(account.sent().len(), 1);
}

#[tokio::test]
async fn a_refused_host_keeps_its_certificates_and_holds_up_no_other() {
    let account = Account::start().await;
    let refusal = Rule::error("InvalidParameter.CertNotMatchDomain", "told by the test");
    account.simulator.add_rule(refusal.on("ModifyHostsCertificate"));
    let binding = account.certificates.bind("cert-1", ["example.com", WWW]).await.unwrap();
    let HostState::Refused { error } = &binding.hosts[0].state else { panic!("{binding:?}") };
    assert_eq!(error.code().unwrap(), &"InvalidParameter.CertNotMatchDomain");
    assert!(!binding.hosts[0].changed);
    assert!(binding.hosts[1].is_deployed(), "{binding:?}");
}

#[tokio::test]
async fn a_change_whose_response_was_lost_is_found_and_not_sent_again() {
    let account = Account::start().await;
    account.simulator.add_rule(Rule::close().on("ModifyHostsCertificate").after_execution());
    let binding = account.certificates.bind("cert-1", [WWW]).await.unwrap();
    assert!(only(&binding).is_deployed(), "{binding:?}");
    assert_eq!(account.sent().len(), 1);
}

#[tokio::test]
async fn a_change_is_not_sent_twice_whatever_the_retry_policy_is() {
    let account = Account::start().await;
    let again = RetryPolicy::new().retry_mutating(true).classifier(|_| Some(true));
    let client = client_of(&account.simulator, again);
    account.simulator.add_rule(Rule::close().on("ModifyHostsCertificate").after_execution());
    let binding = Certificates::new(&client, ZONE).bind("cert-1", [WWW]).await.unwrap();
    assert!(only(&binding).is_deployed(), "{binding:?}");
    assert_eq!(account.sent().len(), 1);
}

#[tokio::test]
async fn a_service_that_falls_silent_does_not_hold_up_the_end_of_the_wait() {
    let account = Account::start().await;
    let (read, change) = ("DescribeAccelerationDomains", "ModifyHostsCertificate");
    for is_lost in [false, true] {
        if is_lost {
            account.simulator.add_rule(Rule::close().on(change).after_execution());
        }
        // The hosts are found, and then there is no more response.
        account.simulator.add_rule(Rule::delay(Duration::ZERO).on(read));
        account.simulator.add_rule(Rule::silence().on(read));
        let before = account.count(read);
        let begun = std::time::Instant::now();
        let certificate = if is_lost { "cert-2" } else { "cert-1" };
        let bind = account.certificates.bind(certificate, [WWW]).algorithm(Algorithm::Rsa);
        let binding = bind.wait(Duration::from_secs(2)).await.unwrap();
        let took = begun.elapsed();
        assert!((2..5).contains(&took.as_secs()), "{took:?}");
        let state = &only(&binding).state;
        let is_told = match state {
            HostState::Unknown { error } => is_lost && error.may_have_executed(),
            _ => !is_lost && matches!(state, HostState::Deploying),
        };
        assert!(is_told, "{state:?}");
        assert_eq!(account.count(read), before + 2);
    }
}

#[tokio::test]
async fn a_change_that_may_have_been_executed_and_does_not_show_is_unknown() {
    let account = Account::start().await;
    account.simulator.add_rule(Rule::close().on("ModifyHostsCertificate").times(2));
    let second = Duration::from_secs(1);
    for bind in [
        account.certificates.bind("cert-1", [WWW]).wait(second),
        account.certificates.bind("cert-1", [WWW]).without_waiting(),
    ] {
        let before = account.sent().len();
        let binding = bind.await.unwrap();
        let HostState::Unknown { error } = &only(&binding).state else { panic!("{binding:?}") };
        assert!(error.may_have_executed(), "{error}");
        assert_eq!(account.sent().len(), before + 1);
    }
}

#[tokio::test]
async fn an_algorithm_that_no_domain_shows_must_be_named() {
    let account = Account::start().await;
    account.give(WWW, &[("rsa-old", "RSA"), ("ecc-old", "ECC")]).await;
    let sent = account.sent().len();
    let error = account.certificates.bind("new", ["example.com", WWW]).await.unwrap_err();
    let BindError::AlgorithmUnknown { certificate_id, host, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!((certificate_id.as_str(), host.as_str()), ("new", WWW));
    assert_eq!(account.sent().len(), sent, "the other host is not changed either");
    assert!(error.to_string().contains("Bind::algorithm"), "{error}");
}

#[tokio::test]
async fn an_algorithm_is_found_at_a_domain_on_the_last_page() {
    let many = (0..430).map(|index| format!("h{index:03}.example.com"));
    let account = Account::with(std::iter::once("example.com".to_owned()).chain(many)).await;
    account.give("h429.example.com", &[("ecc-new", "ECC 256")]).await;
    account.give("h000.example.com", &[("rsa-old", "RSA"), ("ecc-old", "ECC")]).await;
    let binding = account.certificates.bind("ecc-new", ["h000.example.com"]).await.unwrap();
    assert!(binding.is_deployed(), "{binding:?}");
    assert_eq!(only(&binding).kept, ["rsa-old"]);
    assert_eq!(only(&binding).replaced, ["ecc-old"]);
}

#[tokio::test]
async fn the_list_has_every_domain_with_its_certificates_until_they_expire() {
    let many = (0..430).map(|index| format!("h{index:03}.example.com"));
    let account = Account::with(many).await;
    account.give("h429.example.com", &[("rsa", "RSA 2048"), ("ecc", "ECC 256")]).await;
    let list = account.certificates.list().await.unwrap();
    assert_eq!(list.len(), 430);
    let last = list.iter().find(|host| host.host == "h429.example.com").unwrap();
    assert_eq!(last.mode, Some(CertificateMode::SslCertificate));
    let rsa = last.get("rsa").unwrap();
    assert_eq!(rsa.algorithm, Some(Algorithm::Rsa));
    assert_eq!(rsa.expires.as_ref().unwrap().as_str(), LATER);
    assert_eq!(rsa.status, Some(CertificateStatus::Deployed));
    let without = list.iter().filter(|host| host.certificates.is_empty()).count();
    assert_eq!(without, 429);
}

#[tokio::test]
async fn two_callers_at_once_bind_one_certificate_without_an_error() {
    let account = Account::start().await;
    let bind = || account.certificates.bind("cert-1", [WWW]).into_future();
    let (one, other) = tokio::join!(bind(), bind());
    assert!(one.unwrap().is_deployed() && other.unwrap().is_deployed());
}

#[tokio::test]
async fn a_dropped_binding_changes_no_further_host() {
    let account = Account::start().await;
    let delay = Rule::delay(Duration::from_secs(1)).on("ModifyHostsCertificate");
    account.simulator.add_rule(delay);
    let bind = account.certificates.bind("cert-1", ["example.com", WWW]).into_future();
    assert!(tokio::time::timeout(Duration::from_millis(500), bind).await.is_err());
    assert_eq!(account.sent().len(), 1);
    // Nor once the service has answered.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(account.sent().len(), 1);
}

#[test]
fn a_binding_can_be_spawned() {
    fn assert_send<T: Future + Send + 'static>(_: T) {}
    let client = ScriptedService::new(|_, _| None).client();
    assert_send(Certificates::new(&client, ZONE).bind("cert-1", [WWW]).into_future());
}

/// A domain of the scripted service.
fn domain(host: &str, list: Value) -> Value {
    json!({
        "ZoneId": ZONE,
        "DomainName": host,
        "DomainStatus": "online",
        "Certificate": {"Mode": "sslcert", "List": list},
    })
}

fn page(domains: Value) -> Option<Value> {
    Some(json!({"TotalCount": domains.as_array().unwrap().len(), "AccelerationDomains": domains}))
}

/// A service with one domain, whose list of certificates is made from the one that was last sent, if any,
/// and the number of the read after that.
fn one_domain(
    before: Value,
    mut after: impl FnMut(usize) -> Value + Send + 'static,
) -> ScriptedService {
    let mut reads = None;
    ScriptedService::new(move |action, _| {
        if action == "ModifyHostsCertificate" {
            reads = Some(0);
            return Some(json!({}));
        }
        let list = match &mut reads {
            None => before.clone(),
            Some(reads) => {
                *reads += 1;
                after(*reads)
            }
        };
        page(json!([domain(WWW, list)]))
    })
}

fn entry(id: &str, algorithm: &str, status: &str) -> Value {
    json!({"CertId": id, "SignAlgo": algorithm, "Status": status, "ExpireTime": LATER})
}

async fn bind_new(service: &ScriptedService) -> Binding {
    let certificates = Certificates::new(&service.client(), ZONE);
    certificates.bind("new", [WWW]).algorithm(Algorithm::Rsa).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_wait_takes_half_an_hour_and_polls_slowly_unless_told_otherwise() {
    let service = one_domain(json!([]), |_| json!([entry("new", "RSA", "processing")]));
    let begun = tokio::time::Instant::now();
    let binding = bind_new(&service).await;
    let took = begun.elapsed().as_secs();
    assert!((1800..1815).contains(&took), "{took} s");
    assert!(matches!(only(&binding).state, HostState::Deploying), "{binding:?}");
    let reads = service.received("DescribeAccelerationDomains").len();
    assert!((100..140).contains(&reads), "{reads} reads");
}

#[tokio::test(start_paused = true)]
async fn a_deployment_of_25_minutes_is_awaited_past_statuses_that_are_not_known() {
    let begun = tokio::time::Instant::now();
    let service = one_domain(json!([]), move |_| {
        let status = match begun.elapsed().as_secs() {
            0..600 => "processing",
            600..1500 => "pondering",
            _ => "deployed",
        };
        json!([entry("new", "RSA", status)])
    });
    assert!(bind_new(&service).await.is_deployed());
    let took = begun.elapsed().as_secs();
    assert!((1500..1520).contains(&took), "{took} s");
}

#[tokio::test(start_paused = true)]
async fn a_deployment_that_fails_ends_the_wait_at_once() {
    for (status, expected) in
        [("failed", CertificateStatus::Failed), ("issued", CertificateStatus::BindingFailed)]
    {
        let service = one_domain(json!([]), move |read| {
            json!([entry("new", "RSA", if read < 3 { "processing" } else { status })])
        });
        let binding = bind_new(&service).await;
        let HostState::Failed { status } = &only(&binding).state else { panic!("{binding:?}") };
        assert_eq!(*status, expected);
        assert_eq!(service.received("DescribeAccelerationDomains").len(), 4);
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_certificate_is_sent_again_and_its_old_failure_is_not_the_end() {
    let service = one_domain(json!([entry("new", "RSA", "issued")]), |read| {
        let status = match read {
            1 | 2 => "issued",
            3 => "processing",
            _ => "deployed",
        };
        json!([entry("new", "RSA", status)])
    });
    let binding = bind_new(&service).await;
    assert!(only(&binding).is_deployed() && only(&binding).changed, "{binding:?}");
}

#[tokio::test(start_paused = true)]
async fn a_certificate_that_somebody_else_replaces_is_missing() {
    let service = one_domain(json!([]), |read| match read {
        1 => json!([]),
        2 => json!([entry("new", "RSA", "processing")]),
        _ => json!([entry("theirs", "RSA", "processing")]),
    });
    let begun = tokio::time::Instant::now();
    let binding = bind_new(&service).await;
    assert!(matches!(only(&binding).state, HostState::Missing), "{binding:?}");
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn a_change_that_never_shows_does_not_take_the_whole_wait() {
    let service = one_domain(json!([]), |_| json!([]));
    let begun = tokio::time::Instant::now();
    let binding = bind_new(&service).await;
    assert!(matches!(only(&binding).state, HostState::Missing), "{binding:?}");
    assert!(begun.elapsed() < Duration::from_secs(200));
}

#[tokio::test(start_paused = true)]
async fn a_kept_certificate_that_is_lost_is_told() {
    let before = json!([entry("rsa", "RSA", "deployed"), entry("ecc", "ECC", "deployed")]);
    let service = one_domain(before, |_| json!([entry("new", "RSA", "deployed")]));
    let binding = bind_new(&service).await;
    let host = only(&binding);
    assert_eq!((&host.kept, &host.missing), (&vec!["ecc".to_owned()], &vec!["ecc".to_owned()]));
    assert!(!binding.is_deployed());
    assert!(host.to_string().contains("ecc"), "{host}");
    let sent = sent_list(&service.received("ModifyHostsCertificate")[0]);
    assert_eq!(sent, (json!([WWW]), vec!["new".to_owned(), "ecc".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn a_read_that_fails_for_a_while_does_not_end_the_wait() {
    let mut reads = 0;
    let service = ScriptedService::new(move |action, _| {
        if action == "ModifyHostsCertificate" {
            return Some(json!({}));
        }
        reads += 1;
        match reads {
            1 => page(json!([domain(WWW, json!([]))])),
            2..40 => None,
            40..60 => Some(ScriptedService::error("InternalError.ProxyServer")),
            _ => page(json!([domain(WWW, json!([entry("new", "RSA", "deployed")]))])),
        }
    });
    assert!(bind_new(&service).await.is_deployed());
}

#[tokio::test(start_paused = true)]
async fn a_read_that_is_refused_leaves_the_outcome_of_every_host() {
    let mut reads = 0;
    let service = ScriptedService::new(move |action, _| {
        if action == "ModifyHostsCertificate" {
            return Some(json!({}));
        }
        reads += 1;
        if reads > 1 {
            return Some(ScriptedService::error("UnauthorizedOperation.NoPermission"));
        }
        page(json!([domain(WWW, json!([]))]))
    });
    let binding = bind_new(&service).await;
    let HostState::Unknown { error } = &only(&binding).state else { panic!("{binding:?}") };
    assert_eq!(error.code().unwrap(), &"UnauthorizedOperation.NoPermission");
    assert!(only(&binding).changed);
}

#[tokio::test(start_paused = true)]
async fn names_compare_in_every_form_and_the_service_gets_its_own() {
    let certificates = Arc::new(Mutex::new(json!([])));
    let service = ScriptedService::new(move |action, request| {
        let mut certificates = certificates.lock().unwrap();
        if action == "ModifyHostsCertificate" {
            assert_eq!(request["Hosts"], json!(["*.bücher.example"]));
            *certificates = json!([entry("new", "RSA", "deployed")]);
            return Some(json!({}));
        }
        // The filter is fuzzy, against what it was told.
        let other = domain("a.*.bücher.example", json!([]));
        page(json!([other, domain("*.bücher.example", certificates.clone())]))
    });
    let certificates = Certificates::new(&service.client(), ZONE);
    let bind = certificates.bind("new", ["*.xn--bcher-kva.Example", "*.bücher.example."]);
    let binding = bind.await.unwrap();
    assert!(only(&binding).is_deployed(), "{binding:?}");
    assert_eq!(service.received("ModifyHostsCertificate").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_outcome_is_json_for_tools() {
    let service = one_domain(json!([]), |_| json!([entry("new", "RSA", "failed")]));
    let outcome = serde_json::to_value(bind_new(&service).await).unwrap();
    let expected = json!({
        "certificate_id": "new",
        "hosts": [{
            "host": WWW,
            "state": "failed",
            "status": "failed",
            "changed": true,
            "replaced": [],
            "kept": [],
            "missing": [],
        }],
    });
    assert_eq!(outcome, expected);
}
