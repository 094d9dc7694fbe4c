//! What is asked for page by page, and what ends a list well.

use serde_json::{Value, json};

use super::lists::{
    ListIds, ListKeys, ListZones, Query, Service, key_list, names, read, zone_list,
};

#[tokio::test]
async fn all_items_come_by_the_largest_page_and_a_short_page_that_reaches_the_total_is_the_last() {
    let service = Service::with_zones(250).await;
    let zones = service.zones().items().all().await.unwrap();
    assert_eq!(zones.into_iter().map(|zone| zone.zone_id).collect::<Vec<_>>(), names(0..250));
    let query = |offset| Query { offset: Some(offset), limit: Some(100), cursor: None };
    assert_eq!(service.queries(), [query(0), query(100), query(200)]);
}

#[tokio::test]
async fn a_full_page_that_reaches_the_total_is_followed_by_one_more_request() {
    let service = Service::with_zones(20).await;
    let (items, error) = read(&mut service.zones_by(10).items()).await;
    assert_eq!((items, error.is_none()), (names(0..20), true));
    assert_eq!(service.offsets(), [0, 10, 20]);
}

#[tokio::test]
async fn items_after_a_total_that_is_out_of_date_come_too() {
    let zones = names(0..34);
    let service = Service::start(move |query, _| zone_list(query.of(&zones, 100), 20)).await;
    let (items, error) = read(&mut service.zones_by(10).items()).await;
    assert_eq!((items, error.is_none()), (names(0..34), true));
    assert_eq!(service.offsets(), [0, 10, 20, 30, 34]);
}

#[tokio::test]
async fn an_empty_list_is_one_page() {
    let service = Service::with_zones(0).await;
    let mut pages = service.zones().pages();
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!((page.total_count, page.zones.len()), (0, 0));
    assert!(pages.next().await.is_none());
    assert!(service.zones().items().all().await.unwrap().is_empty());
    assert_eq!(service.requests(), 2);
}

#[tokio::test]
async fn without_a_total_only_an_empty_page_is_the_last() {
    let ids = names(0..25);
    let service = Service::start(move |query, _| json!({"Ids": query.of(&ids, 100)})).await;
    let request = ListIds { limit: Some(10), ..Default::default() };
    let items = service.client.call(request).items().all().await.unwrap();
    assert_eq!(items, names(0..25));
    assert_eq!(service.offsets(), [0, 10, 20, 25]);
}

#[tokio::test]
async fn the_service_decides_the_size_of_a_page_that_is_set_nowhere() {
    let ids = names(0..30);
    let service = Service::start(move |query, _| json!({"Ids": query.of(&ids, 100)})).await;
    assert_eq!(service.ids().items().all().await.unwrap(), names(0..30));
    assert_eq!(service.offsets(), [0, 20, 30]);
    assert!(service.queries().iter().all(|query| query.limit.is_none()));
}

#[tokio::test]
async fn the_limit_and_the_start_are_those_of_the_request() {
    let service = Service::with_zones(50).await;
    let request = ListZones { offset: Some(31), limit: Some(8), ..Default::default() };
    let (items, error) = read(&mut service.client.call(request).items()).await;
    assert_eq!((items, error.is_none()), (names(31..50), true));
    assert_eq!(service.offsets(), [31, 39, 47]);
    // As members that this version does not know they count too.
    let request = ListZones::default().set_unknown("Offset", 45).set_unknown("Limit", 3);
    let (items, error) = read(&mut service.client.call(request).items()).await;
    assert_eq!((items, error.is_none()), (names(45..50), true));
    assert_eq!(service.offsets()[3..], [45, 48]);
    assert_eq!(service.queries()[4].limit, Some(3));

    let service = Service::with_keys(50).await;
    let request = ListKeys { cursor: Some("31".to_owned()), ..Default::default() };
    assert_eq!(service.client.call(request).items().all().await.unwrap(), names(31..50));
    assert_eq!(service.queries()[0].cursor.as_deref(), Some("31"));
}

#[tokio::test]
async fn pages_that_the_service_caps_below_the_limit_leave_nothing_out() {
    let zones = names(0..95);
    let service = Service::start(move |query, _| zone_list(query.of(&zones, 30), 95)).await;
    let (items, error) = read(&mut service.zones().items()).await;
    assert_eq!((items, error.is_none()), (names(0..95), true));
    assert_eq!(service.offsets(), [0, 30, 60, 90]);
    // Nor do they where the total says nothing.
    let zones = names(0..95);
    let service = Service::start(move |query, _| zone_list(query.of(&zones, 30), 0)).await;
    let (items, error) = read(&mut service.zones().items()).await;
    assert_eq!((items, error.is_none()), (names(0..95), true));
    assert_eq!(service.offsets(), [0, 30, 60, 90, 95]);
}

#[tokio::test]
async fn pages_above_the_limit_leave_nothing_out_and_repeat_nothing() {
    let zones = names(0..95);
    let whole = move |query: &Query, _| {
        let query = Query { limit: Some(40), ..query.clone() };
        zone_list(query.of(&zones, 100), 95)
    };
    let service = Service::start(whole).await;
    let (items, error) = read(&mut service.zones_by(10).items()).await;
    assert_eq!((items, error.is_none()), (names(0..95), true));
    assert_eq!(service.offsets(), [0, 40, 80, 95]);
}

#[tokio::test]
async fn a_list_by_cursor_ends_with_a_page_without_another_cursor() {
    for end in [Value::Null, json!("")] {
        let service = Service::start(move |query, number| match number {
            1 => key_list(&names(0..2), json!("a")),
            2 => key_list(&names(2..4), json!("b")),
            _ => key_list(&names(4..query.limit.unwrap()), end.clone()),
        })
        .await;
        let items = service.keys_by(5).items().all().await.unwrap();
        assert_eq!(items, names(0..5));
        let cursors: Vec<_> = service.queries().into_iter().map(|query| query.cursor).collect();
        assert_eq!(cursors, [None, Some("a".to_owned()), Some("b".to_owned())]);
    }
    let service = Service::start(|_, _| json!({"Keys": []})).await;
    assert!(service.keys_by(5).items().all().await.unwrap().is_empty());
    assert_eq!(service.requests(), 1);
}

#[tokio::test]
async fn an_item_that_is_inserted_before_the_position_may_come_twice_and_none_is_missed() {
    let mut zones = names(0..25);
    let service = Service::start(move |query, number| {
        if number == 2 {
            zones.insert(0, "new".to_owned());
        }
        zone_list(query.of(&zones, 100), zones.len())
    })
    .await;
    let (items, error) = read(&mut service.zones_by(10).items()).await;
    assert!(error.is_none());
    assert_eq!(items, [names(0..10), names(9..25)].concat());
}

#[tokio::test]
async fn each_page_is_a_whole_response() {
    let service = Service::with_keys(25).await;
    let mut pages = service.keys_by(10).pages();
    let mut seen = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert_eq!(page.unknown("New"), None);
        seen.push((page.keys.len(), page.next_cursor));
    }
    let cursor = |cursor: &str| Some(cursor.to_owned());
    assert_eq!(seen, [(10, cursor("10")), (10, cursor("20")), (5, None)]);
}
