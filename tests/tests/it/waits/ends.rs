//! What ends a wait, and what does not.

use std::error::Error as _;
use std::future::ready;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use teo_api::teo::{AccelerationDomain, DomainStatus};
use teo_api::{
    BoxFuture, Credentials, CredentialsError, Error, ErrorKind, ProvideCredentials, WaitErrorKind,
};

use super::service::{HOST, JOB, Reply, Service, ZONE, domain, error_of, tasks};

#[tokio::test(start_paused = true)]
async fn a_wait_returns_the_resource_in_the_state_and_pauses_longer_each_time() {
    let mut replies = vec![domain("process"); 11];
    replies.push(domain("online"));
    let (service, client) = Service::in_turn(replies);
    let domain = client.wait_until_acceleration_domain_online(ZONE, HOST).await.unwrap();
    assert_eq!((&*domain.domain_name, domain.domain_status), (HOST, DomainStatus::Online));
    let seconds = service.seconds();
    let expected = [0.0, 2.0, 5.0, 9.5, 16.3, 26.4, 41.6, 64.3, 94.3, 124.3, 154.3, 184.3];
    assert_eq!(seconds.len(), expected.len());
    for (second, expected) in seconds.iter().zip(expected) {
        assert!((second - expected).abs() < 0.2, "{seconds:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_state_that_is_reached_already_takes_one_request_and_no_time() {
    let (service, client) = Service::in_turn(vec![domain("offline")]);
    client.wait_until_acceleration_domain_offline(ZONE, HOST).await.unwrap();
    assert_eq!(service.seconds(), [0.0]);
}

#[tokio::test(start_paused = true)]
async fn a_bad_end_is_an_error_that_holds_the_resource_and_becomes_one_of_its_own_kind() {
    let (service, client) = Service::in_turn(vec![domain("process"), domain("forbidden")]);
    let error = error_of(client.wait_until_acceleration_domain_online(ZONE, HOST).await);
    assert_eq!((error.kind(), service.received().len()), (WaitErrorKind::Failed, 2));
    assert_eq!(error.resource().unwrap().domain_status, DomainStatus::Forbidden);
    assert_eq!(
        error.to_string(),
        "waited for AccelerationDomain ZoneId \"zone-1\", DomainName \"www.example.com\": \
         DomainStatus is \"forbidden\" and will not become \"online\" by itself. Look at the resource \
         in the error, and start the change again"
    );
    let text = error.to_string();
    let error = Error::from(error);
    assert_eq!((error.kind(), error.to_string()), (ErrorKind::Wait, text));
}

#[tokio::test(start_paused = true)]
async fn a_state_that_is_not_known_or_not_passing_is_no_end() {
    let (service, client) =
        Service::in_turn(vec![domain("brand-new"), domain(""), domain("init"), domain("online")]);
    client.wait_until_acceleration_domain_online(ZONE, HOST).await.unwrap();
    assert_eq!(service.received().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_ends_the_wait_with_the_resource_as_it_was_last_seen() {
    let (service, client) = Service::in_turn(vec![domain("process"), domain("brand-new")]);
    let wait = client.wait_until_acceleration_domain_online(ZONE, HOST);
    let error = error_of(wait.timeout(Duration::from_secs(60)).await);
    assert_eq!((error.kind(), error.waited().as_secs()), (WaitErrorKind::Timeout, 60));
    assert_eq!(error.resource().unwrap().domain_status, "brand-new");
    let text = error.to_string();
    assert!(
        text.contains("DomainStatus is still \"brand-new\" after 60s, not \"online\""),
        "{text}"
    );
    assert_eq!(service.seconds().len(), 8);
}

#[tokio::test(start_paused = true)]
async fn the_last_poll_is_at_the_end_of_the_timeout_and_may_be_the_good_one() {
    let replies = || vec![domain("process"), domain("process"), domain("online")];
    let (service, client) = Service::in_turn(replies());
    let wait = client.wait_until_acceleration_domain_online(ZONE, HOST);
    wait.timeout(Duration::from_secs(4)).await.unwrap();
    assert_eq!(service.seconds(), [0.0, 2.0, 4.0]);

    let (service, client) = Service::in_turn(replies());
    let wait = client.wait_until_acceleration_domain_online(ZONE, HOST);
    let error = error_of(wait.timeout(Duration::from_secs(1)).await);
    assert_eq!((error.kind(), error.waited().as_secs()), (WaitErrorKind::Timeout, 1));
    assert_eq!(service.seconds(), [0.0, 1.0]);

    let (service, client) = Service::in_turn(replies());
    let wait = client.wait_until_acceleration_domain_online(ZONE, HOST);
    let error = error_of(wait.timeout(Duration::ZERO).await);
    assert_eq!((error.kind(), service.seconds()), (WaitErrorKind::Timeout, vec![0.0]));
}

#[tokio::test(start_paused = true)]
async fn a_last_poll_that_gets_no_response_ends_with_the_wait() {
    let (service, client) = Service::in_turn(vec![domain("process"), Reply::Silence]);
    let wait = client.wait_until_acceleration_domain_online(ZONE, HOST);
    let error = error_of(wait.timeout(Duration::from_secs(1)).await);
    assert_eq!((error.kind(), error.waited().as_secs()), (WaitErrorKind::Timeout, 11));
    assert_eq!(service.seconds(), [0.0, 1.0]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_without_a_timeout_of_its_own_ends_after_the_usual_time() {
    let (_service, client) = Service::in_turn(vec![domain("process")]);
    let error = error_of(client.wait_until_acceleration_domain_online(ZONE, HOST).await);
    assert_eq!((error.kind(), error.waited().as_secs()), (WaitErrorKind::Timeout, 1800));
    let (_service, client) = Service::in_turn(vec![tasks(&["processing"])]);
    let error = error_of(client.wait_until_purge_tasks_succeeded(ZONE, JOB).await);
    assert_eq!((error.kind(), error.waited().as_secs()), (WaitErrorKind::Timeout, 300));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_fails_for_good_ends_the_wait_and_its_error_comes_out_as_it_is() {
    let denied = Reply::Error("UnauthorizedOperation.CamUnauthorized");
    let (service, client) = Service::in_turn(vec![domain("process"), denied]);
    let error = error_of(client.wait_until_acceleration_domain_online(ZONE, HOST).await);
    assert_eq!((error.kind(), service.received().len()), (WaitErrorKind::Call, 2));
    assert_eq!(error.resource().unwrap().domain_status, DomainStatus::Process);
    let error = Error::from(error);
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.code().unwrap(), "UnauthorizedOperation.CamUnauthorized");
    assert_eq!(error.action(), Some("DescribeAccelerationDomains"));
}

#[tokio::test(start_paused = true)]
async fn an_identifier_that_the_check_refuses_is_an_error_before_anything_is_sent() {
    let (service, client) = Service::in_turn(vec![domain("online")]);
    let error = error_of(client.wait_until_acceleration_domain_online("", HOST).await);
    assert_eq!((error.kind(), service.received().len()), (WaitErrorKind::Call, 0));
    assert_eq!(Error::from(error).violations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn calls_that_may_succeed_later_do_not_end_the_wait() {
    let (service, client) = Service::in_turn(vec![
        Reply::Error("InternalError"),
        Reply::Error("RequestLimitExceeded"),
        domain("process"),
        Reply::Status(502),
        Reply::NoConnection,
        domain("online"),
    ]);
    client.wait_until_acceleration_domain_online(ZONE, HOST).await.unwrap();
    assert_eq!(service.received().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn a_response_that_cannot_be_read_ends_the_wait_only_before_the_first_that_can() {
    let unreadable = Reply::Unreadable;
    let (service, client) =
        Service::in_turn(vec![domain("process"), unreadable.clone(), domain("online")]);
    client.wait_until_acceleration_domain_online(ZONE, HOST).await.unwrap();
    assert_eq!(service.received().len(), 3);

    let (service, client) = Service::in_turn(vec![unreadable, domain("online")]);
    let error = error_of(client.wait_until_acceleration_domain_online(ZONE, HOST).await);
    assert_eq!((error.kind(), service.received().len()), (WaitErrorKind::Call, 1));
    assert_eq!(error.call_error().unwrap().kind(), ErrorKind::UnreadableResponse);
}

/// Credentials that cannot be had at one of the calls.
#[derive(Debug)]
struct Outage {
    at: usize,
    calls: AtomicUsize,
}

impl Outage {
    fn at(at: usize) -> Self {
        Self { at, calls: AtomicUsize::new(0) }
    }
}

impl ProvideCredentials for Outage {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        Box::pin(ready(match number == self.at {
            true => Err(CredentialsError::new("an outage")),
            false => Ok(Credentials::new("AKIDexample", "key")),
        }))
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_that_fail_end_the_wait_only_before_the_first_response() {
    let (service, _) = Service::in_turn(vec![domain("process"), domain("online")]);
    let client = service.client(Outage::at(1));
    client.wait_until_acceleration_domain_online(ZONE, HOST).await.unwrap();
    assert_eq!(service.seconds(), [0.0, 5.0]);

    let client = service.client(Outage::at(0));
    let error = error_of(client.wait_until_acceleration_domain_online(ZONE, HOST).await);
    assert_eq!((error.kind(), service.received().len()), (WaitErrorKind::Call, 2));
    assert_eq!(error.call_error().unwrap().kind(), ErrorKind::Credentials);
}

#[tokio::test(start_paused = true)]
async fn calls_that_fail_until_the_timeout_are_named_in_its_error() {
    let (_service, client) = Service::in_turn(vec![domain("process"), Reply::NoConnection]);
    let error = error_of(client.wait_until_acceleration_domain_online(ZONE, HOST).await);
    assert_eq!(error.kind(), WaitErrorKind::Timeout);
    assert_eq!(error.call_error().unwrap().kind(), ErrorKind::Transport);
    assert!(error.source().is_some());
    let text = error.to_string();
    assert!(text.contains("; the last poll failed: DescribeAccelerationDomains: "), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_job_ends_when_none_of_its_tasks_will_change_any_more() {
    let (service, client) = Service::in_turn(vec![
        tasks(&["success", "canceled", "processing"]),
        tasks(&["success", "canceled", "invalid"]),
    ]);
    let error = error_of(client.wait_until_prefetch_tasks_succeeded(ZONE, JOB).await);
    assert_eq!((error.kind(), service.received().len()), (WaitErrorKind::Failed, 2));
    assert_eq!(error.resource().map(Vec::len), Some(3));
    let text = error.to_string();
    assert!(text.contains("Status of 2 of 3 is \"canceled\" or \"invalid\""), "{text}");
    assert_eq!(error.into_resource().unwrap()[1].status, "canceled");

    let (service, client) =
        Service::in_turn(vec![tasks(&["success", "processing"]), tasks(&["success", "success"])]);
    let done = client.wait_until_purge_tasks_succeeded(ZONE, JOB).await.unwrap();
    assert_eq!((done.len(), service.received().len()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_certificate_is_deployed_when_each_of_its_parts_is() {
    let host = |states: &[&str]| {
        let list: Vec<_> = states.iter().map(|state| json!({"Status": state})).collect();
        let domain = json!({"DomainName": HOST, "Certificate": {"Mode": "sslcert", "List": list}});
        let bare = json!({"DomainName": "bare.example.com"});
        Reply::Response(json!({"TotalCount": 2, "AccelerationDomains": [bare, domain]}))
    };
    let (service, client) = Service::in_turn(vec![
        host(&[]),
        host(&["deployed", "processing"]),
        host(&["deployed", "deployed"]),
    ]);
    let certificate = client.wait_until_host_certificate_deployed(ZONE, HOST).await.unwrap();
    assert_eq!((certificate.list.len(), service.received().len()), (2, 3));

    let (_service, client) = Service::in_turn(vec![host(&["deployed", "failed", "processing"])]);
    let error = error_of(client.wait_until_host_certificate_deployed(ZONE, HOST).await);
    assert_eq!(error.kind(), WaitErrorKind::Failed);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_after_a_wait_is_dropped() {
    let (service, client) = Service::in_turn(vec![domain("process")]);
    let wait = client.wait_until_acceleration_domain_online(ZONE, HOST);
    assert!(tokio::time::timeout(Duration::from_secs(10), wait).await.is_err());
    assert_eq!(service.seconds().len(), 4);
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(service.seconds().len(), 4);
}

#[tokio::test]
async fn a_wait_can_be_spawned_and_moved_and_sends_nothing_before_its_first_poll() {
    fn assert_future<F: Future + Send + Unpin + 'static>(_: &F) {}
    let (service, client) = Service::in_turn(vec![domain("online")]);
    let wait = client.wait_until_acceleration_domain_online(ZONE, HOST);
    assert_future(&wait);
    assert_eq!(service.received().len(), 0);
    assert!(format!("{wait:?}").contains("www.example.com"));
    let domain: AccelerationDomain = tokio::spawn(wait).await.unwrap().unwrap();
    assert_eq!(domain.domain_name, HOST);
}

#[test]
fn a_wait_outside_a_runtime_is_an_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (_service, client) = {
        let _guard = runtime.enter();
        Service::in_turn(vec![domain("online")])
    };
    let mut wait = client.wait_until_acceleration_domain_online(ZONE, HOST);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(result) = std::pin::Pin::new(&mut wait).poll(&mut context) else {
        panic!("the wait is pending");
    };
    let error = Error::from(error_of(result));
    assert_eq!(error.kind(), ErrorKind::Configuration);
}
