//! What is not visible yet, what is missing for a moment, and what is not there.

use teo_api::teo::DomainStatus;
use teo_api::{Error, ErrorKind, WaitErrorKind};

use super::service::{HOST, JOB, Reply, Service, ZONE, domain, domains, error_of, tasks};

#[tokio::test(start_paused = true)]
async fn what_is_visible_late_is_waited_for() {
    let other = [("other.example.com", "online")];
    let (service, client) =
        Service::in_turn(vec![domains(&[]), domains(&other), domain("process"), domain("online")]);
    client.wait_until_acceleration_domain_online(ZONE, HOST).await.unwrap();
    assert_eq!(service.received().len(), 4);

    let (service, client) = Service::in_turn(vec![tasks(&[]), tasks(&[]), tasks(&["success"])]);
    client.wait_until_prefetch_tasks_succeeded(ZONE, JOB).await.unwrap();
    assert_eq!(service.received().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn what_is_never_visible_is_not_found_after_two_minutes() {
    let (service, client) = Service::in_turn(vec![domains(&[("other.example.com", "online")])]);
    let error = error_of(client.wait_until_acceleration_domain_online(ZONE, HOST).await);
    assert_eq!((error.kind(), error.resource()), (WaitErrorKind::NotFound, None));
    assert_eq!(error.waited().as_secs(), 124);
    assert_eq!(service.seconds().len(), 10);
    let text = error.to_string();
    assert!(text.ends_with(": it was not found within 124s. Check the identifiers"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn what_is_missing_for_a_moment_is_not_gone() {
    let (service, client) = Service::in_turn(vec![
        domain("process"),
        domains(&[]),
        domains(&[]),
        domain("process"),
        domains(&[]),
        domain("online"),
    ]);
    client.wait_until_acceleration_domain_online(ZONE, HOST).await.unwrap();
    assert_eq!(service.received().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn what_was_deleted_is_not_found_and_was_seen() {
    let (_service, client) = Service::in_turn(vec![domain("process"), domains(&[])]);
    let error = error_of(client.wait_until_acceleration_domain_online(ZONE, HOST).await);
    assert_eq!(error.kind(), WaitErrorKind::NotFound);
    assert_eq!(error.resource().unwrap().domain_status, DomainStatus::Process);
    let text = error.to_string();
    assert!(text.contains("it is not found any more"), "{text}");
    assert_eq!(Error::from(error).kind(), ErrorKind::Wait);
}

#[tokio::test(start_paused = true)]
async fn failed_calls_say_nothing_about_whether_it_is_there() {
    let mut replies = vec![domains(&[])];
    replies.extend(vec![Reply::NoConnection; 15]);
    replies.push(domain("online"));
    let (service, client) = Service::in_turn(replies);
    client.wait_until_acceleration_domain_online(ZONE, HOST).await.unwrap();
    assert_eq!(service.received().len(), 17);
}

#[tokio::test(start_paused = true)]
async fn an_error_that_says_so_counts_as_not_found() {
    let version = |state: &str| {
        let version = serde_json::json!({"VersionId": "ver-1", "Status": state});
        Reply::Response(serde_json::json!({"ConfigGroupVersionInfo": version}))
    };
    let missing = Reply::Error("ResourceNotFound");
    let (service, client) =
        Service::in_turn(vec![missing.clone(), version("creating"), version("inactive")]);
    client.wait_until_config_group_version_created(ZONE, "ver-1").await.unwrap();
    assert_eq!(service.received().len(), 3);

    let (_service, client) = Service::in_turn(vec![missing]);
    let error = error_of(client.wait_until_config_group_version_created(ZONE, "ver-1").await);
    assert_eq!(error.kind(), WaitErrorKind::NotFound);
    assert_eq!(error.call_error().unwrap().code().unwrap(), "ResourceNotFound");

    for code in ["ResourceUnavailable.HostNotFound", "InvalidParameter.ZoneNotExist"] {
        let (service, client) = Service::in_turn(vec![Reply::Error(code), version("inactive")]);
        client.wait_until_config_group_version_created(ZONE, "ver-1").await.unwrap();
        assert_eq!(service.received().len(), 2, "{code}");
    }
}
