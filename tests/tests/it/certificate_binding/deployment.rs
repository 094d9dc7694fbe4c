//! What the wait makes of a deployment, at a service that says what it is told and a clock that stands still.

use super::*;

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
