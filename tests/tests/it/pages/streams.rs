//! Pages and items as streams: they can be dropped, spawned and polled again at any time.

use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, TryStreamExt as _};
use serde_json::json;
use teo_api::runtime::codegen::PagedAction;
use teo_api::{Error, ErrorKind, Items, Pages, RetryPolicy, Validation};
use teo_tests::Response;

use super::lists::{ListKeys, ListZones, Service, key_list, names, read, zone_list};

fn failure(code: &str) -> Response {
    Response::json(json!({"Response": {"Error": {"Code": code, "Message": ""}}}).to_string())
}

fn page(value: serde_json::Value) -> Response {
    Response::json(json!({"Response": value}).to_string())
}

#[test]
fn streams_can_be_sent_and_moved_and_show_no_item() {
    fn assert_stream<S: futures_util::Stream + Send + Unpin + std::fmt::Debug + 'static>() {}
    fn assert_both<A: PagedAction>() {
        assert_stream::<Pages<A>>();
        assert_stream::<Items<A>>();
    }
    assert_both::<ListZones>();
    assert_both::<ListKeys>();
}

#[tokio::test]
async fn debug_shows_the_action_and_the_position() {
    let service = Service::with_zones(25).await;
    let mut items = service.zones_by(10).items();
    items.next().await.unwrap().unwrap();
    let shown = format!("{items:?} {:?}", service.keys_by(1).pages());
    let told = r#"Items { action: "ListZones", position: Position("offset:1:0"), .. } "#.to_owned()
        + r#"Pages { action: "ListKeys", position: Position("cursor:0:"), .. }"#;
    assert_eq!(shown, told);
}

#[tokio::test]
async fn a_stream_works_with_the_methods_of_other_crates() {
    let service = Service::with_zones(25).await;
    let items = service.zones_by(10).items();
    let ids: Vec<_> = items.map_ok(|zone| zone.zone_id).try_collect().await.unwrap();
    assert_eq!(ids, names(0..25));
    let pages = service.zones_by(10).pages();
    let sizes: Vec<_> = pages.map(|page| page.unwrap().zones.len()).collect().await;
    assert_eq!(sizes, [10, 10, 5]);
}

#[tokio::test]
async fn a_next_that_is_dropped_loses_nothing() {
    let service = Service::with_zones(25).await;
    let mut items = service.zones_by(10).items();
    let (mut ids, mut dropped) = (Vec::new(), 0);
    loop {
        tokio::select! {
            biased;
            item = items.next() => match item {
                Some(item) => ids.push(item.unwrap().zone_id),
                None => break,
            },
            () = tokio::task::yield_now() => dropped += 1,
        }
    }
    assert_eq!(ids, names(0..25));
    assert!(dropped >= 3, "only {dropped} were dropped");
    assert_eq!(service.offsets(), [0, 10, 20]);
}

#[tokio::test]
async fn a_stream_that_is_dropped_sends_nothing_more() {
    let service = Service::with_zones(250).await;
    let mut items = service.zones_by(10).items();
    for _ in 0..11 {
        items.next().await.unwrap().unwrap();
    }
    drop(items);
    let mut polled = service.zones_by(10).items();
    tokio::select! {
        biased;
        _ = polled.next() => panic!("a response without a wait"),
        () = tokio::task::yield_now() => {}
    }
    drop(polled);
    drop(service.zones().items());
    tokio::time::sleep(Duration::from_millis(100)).await;
    // The one that was polled may have sent its request.
    assert!((2..=3).contains(&service.requests()), "{:?}", service.offsets());
}

#[tokio::test]
async fn no_page_is_called_for_before_the_last_one_is_used_up() {
    let service = Service::with_zones(25).await;
    let mut items = service.zones_by(10).items();
    for count in 1..=10 {
        items.next().await.unwrap().unwrap();
        assert_eq!(service.requests(), 1, "after {count}");
    }
    items.next().await.unwrap().unwrap();
    assert_eq!(service.requests(), 2);
}

#[tokio::test]
async fn ten_streams_at_once_do_not_disturb_each_other() {
    let zones = names(0..255);
    let service =
        Service::start(move |query, _| zone_list(query.of(&zones, 100), zones.len())).await;
    let mut tasks = tokio::task::JoinSet::new();
    for limit in 10..20 {
        tasks.spawn(service.zones_by(limit).items().all());
    }
    for zones in tasks.join_all().await {
        let ids: Vec<_> = zones.unwrap().into_iter().map(|zone| zone.zone_id).collect();
        assert_eq!(ids, names(0..255));
    }
}

#[tokio::test]
async fn an_error_ends_a_stream_and_another_one_goes_on_where_it_stopped() {
    let zones = names(0..25);
    let mut number = 0;
    let service = Service::responding(move |query| {
        number += 1;
        match number {
            2 => failure("UnauthorizedOperation"),
            _ => page(zone_list(query.of(&zones, 100), 25)),
        }
    })
    .await;
    let mut stream = service.zones_by(10).items();
    let (mut ids, mut errors) = (Vec::new(), Vec::new());
    // A loop that passes over errors ends.
    while let Some(item) = stream.next().await {
        match item {
            Ok(zone) => ids.push(zone.zone_id),
            Err(error) => errors.push(error.code().unwrap().to_string()),
        }
    }
    assert_eq!((ids.len(), &errors[..]), (10, &["UnauthorizedOperation".to_owned()][..]));
    let rest = service.zones_by(10).items().resume_at(stream.position());
    ids.extend(rest.all().await.unwrap().into_iter().map(|zone| zone.zone_id));
    assert_eq!(ids, names(0..25));
    assert_eq!(service.offsets(), [0, 10, 10, 20]);
}

#[tokio::test]
async fn a_request_that_is_refused_ends_the_stream_at_once() {
    let service = Service::responding(|_| failure("InternalError")).await;
    let results: Vec<_> = service.zones_by(101).items().collect().await;
    assert_eq!(results.len(), 1);
    assert_eq!(service.requests(), 0);
}

#[tokio::test]
async fn all_returns_the_first_error() {
    let service = Service::responding(|query| match query.cursor {
        None => page(key_list(&names(0..3), json!("a"))),
        Some(_) => failure("OperationDenied"),
    })
    .await;
    let error = service.keys_by(3).items().all().await.unwrap_err();
    assert_eq!(error.code().unwrap(), "OperationDenied");
    assert_eq!(service.requests(), 2);
}

#[tokio::test]
async fn the_settings_of_the_call_hold_for_each_page() {
    let zones = names(0..20);
    let service = Service::responding(move |query| match query.offset {
        Some(0) => page(zone_list(query.of(&zones, 100), 20)),
        _ => Response::Silence(Vec::new()),
    })
    .await;
    let call = service.zones_by(10).timeout(Duration::from_millis(500));
    let mut items = call.items();
    for _ in 0..10 {
        items.next().await.unwrap().unwrap();
    }
    // The timeout is that of one page, so it counts from here.
    tokio::time::sleep(Duration::from_millis(600)).await;
    let started = Instant::now();
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(started.elapsed() >= Duration::from_millis(400), "{:?}", started.elapsed());

    let mut number = 0;
    let service = Service::responding(move |_| {
        number += 1;
        if number == 1 { failure("InternalError") } else { page(zone_list(&[], 0)) }
    })
    .await;
    let retry = RetryPolicy::new().backoff(Duration::ZERO, Duration::ZERO);
    let call = service.zones_by(500).retry(retry).validation(Validation::Off);
    assert!(call.items().all().await.unwrap().is_empty());
    assert_eq!(service.requests(), 2);
    let error: Error = service.zones_by(500).items().all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(service.requests(), 2);
}

#[tokio::test]
async fn a_call_that_was_polled_gives_an_error_instead_of_a_stream() {
    let service = Service::with_zones(25).await;
    let mut call = service.zones();
    (&mut call).await.unwrap();
    let (items, error) = read(&mut call.items()).await;
    assert_eq!((items.len(), service.requests()), (0, 1));
    assert!(error.unwrap().to_string().contains("ListZones: the call was polled before"));
}
