//! A wait as a stream of what each poll saw.

use std::time::Duration;

use futures_util::StreamExt;
use teo_api::WaitErrorKind;

use super::service::{HOST, JOB, Service, ZONE, domain, domains, tasks};

#[tokio::test(start_paused = true)]
async fn each_poll_that_sees_the_resource_yields_it_and_the_last_one_is_the_good_end() {
    let (service, client) = Service::in_turn(vec![
        tasks(&[]),
        tasks(&["processing", "processing"]),
        tasks(&["success", "processing"]),
        tasks(&["success", "success"]),
    ]);
    let mut progress = client.wait_until_purge_tasks_succeeded(ZONE, JOB).progress();
    let mut seen = Vec::new();
    while let Some(tasks) = progress.next().await {
        let tasks = tasks.unwrap();
        seen.push(tasks.iter().filter(|task| task.status == "success").count());
    }
    assert_eq!((seen, service.received().len()), (vec![0, 1, 2], 4));
    assert!(progress.next().await.is_none());
    assert_eq!(service.received().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn an_error_ends_the_stream_and_holds_what_was_yielded_last() {
    let (service, client) = Service::in_turn(vec![domain("process"), domain("forbidden")]);
    let wait = client.wait_until_acceleration_domain_online(ZONE, HOST);
    let steps: Vec<_> = StreamExt::collect(wait.progress()).await;
    let [Ok(first), Err(error)] = &steps[..] else { panic!("{steps:?}") };
    assert_eq!((first.domain_status.as_str(), error.kind()), ("process", WaitErrorKind::Failed));

    let (_service, client) = Service::in_turn(vec![domain("process"), domains(&[])]);
    let wait = client.wait_until_acceleration_domain_online(ZONE, HOST);
    let steps: Vec<_> = StreamExt::collect(wait.timeout(Duration::from_secs(30)).progress()).await;
    let [Ok(first), Err(error)] = &steps[..] else { panic!("{steps:?}") };
    assert_eq!((Some(first), error.kind()), (error.resource(), WaitErrorKind::Timeout));
    assert_eq!(service.received().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_next_that_is_dropped_loses_nothing_and_a_dropped_stream_sends_nothing() {
    let (service, client) =
        Service::in_turn(vec![domain("process"), domain("process"), domain("online")]);
    let mut progress = client.wait_until_acceleration_domain_online(ZONE, HOST).progress();
    assert!(progress.next().await.unwrap().is_ok());
    let short = Duration::from_secs(1);
    assert!(tokio::time::timeout(short, progress.next()).await.is_err());
    assert!(progress.next().await.unwrap().is_ok());
    assert_eq!(service.seconds(), [0.0, 2.0]);
    drop(progress);
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(service.received().len(), 2);
}
