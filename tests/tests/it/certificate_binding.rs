//! `workflows::certificates`: which list is sent for a host, and what the wait makes of what it reads.

mod deployment;

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
