//! Lists of which items may be missing: all that came is yielded, then one error says why, and nothing
//! more is sent.

use serde_json::{Value, json};
use teo_api::{Error, ErrorKind};

use super::lists::{Query, Service, key_list, names, read, zone_list};

/// Checks the error at the end of a list, and what it says.
#[track_caller]
fn assert_incomplete(error: Option<Error>, action: &str, told: &str) {
    let error = error.expect("the list ended without an error");
    assert_eq!(error.kind(), ErrorKind::Incomplete);
    assert!(!error.may_have_executed());
    let shown = error.to_string();
    let start = format!("{action}: the list may be incomplete: {told}");
    assert!(shown.starts_with(&start), "{shown}\n{start}");
}

#[tokio::test]
async fn an_empty_page_below_the_total_is_no_end() {
    let zones = names(0..20);
    let service = Service::start(move |query, _| zone_list(query.of(&zones, 100), 25)).await;
    let mut stream = service.zones_by(10).items();
    let (items, error) = read(&mut stream).await;
    assert_eq!(items, names(0..20));
    let told = "20 items came, of a total of 25: the page at offset 20 is empty; resume at";
    assert_incomplete(error, "ListZones", told);
    assert_eq!(service.offsets(), [0, 10, 20]);
    assert_eq!(stream.position().to_string(), "offset:0:20");
}

#[tokio::test]
async fn after_an_empty_page_in_the_middle_another_stream_goes_on() {
    let zones = names(0..30);
    let service = Service::start(move |query, number| {
        let page = if number == 2 { &[] } else { query.of(&zones, 100) };
        zone_list(page, zones.len())
    })
    .await;
    let mut stream = service.zones_by(10).items();
    let (mut items, error) = read(&mut stream).await;
    assert_incomplete(error, "ListZones", "10 items came, of a total of 30: the page at offset 10");
    let (rest, error) = read(&mut service.zones_by(10).items().resume_at(stream.position())).await;
    items.extend(rest);
    assert_eq!((items, error.is_none()), (names(0..30), true));
    assert_eq!(service.offsets(), [0, 10, 10, 20, 30]);
}

#[tokio::test]
async fn a_total_that_is_gone_at_the_end_is_an_error() {
    let service = Service::start(|query, _| {
        if query.offset == Some(0) { zone_list(&names(0..10), 25) } else { json!({"Zones": []}) }
    })
    .await;
    let (items, error) = read(&mut service.zones_by(10).items()).await;
    assert_eq!(items, names(0..10));
    // A total that is missing is 0 in the response, and that is less than before.
    assert_incomplete(error, "ListZones", "10 items came, of a total of 0: the total fell from 25");
}

#[tokio::test]
async fn a_service_that_ignores_the_offset_is_noticed_at_its_second_page() {
    let service = Service::start(|_, _| zone_list(&names(0..10), 25)).await;
    let mut stream = service.zones_by(10).items();
    let (items, error) = read(&mut stream).await;
    assert_eq!(items, names(0..10));
    let told = "10 items came, of a total of 25: the service returned a page for the second time, \
                so it ignores Offset";
    assert_incomplete(error, "ListZones", told);
    assert_eq!(service.requests(), 2);
    assert_eq!(stream.position().to_string(), "offset:0:10");

    let service = Service::start(|_, _| json!({"Ids": names(0..10)})).await;
    let mut pages = service.ids().pages();
    assert!(pages.next().await.unwrap().is_ok());
    let error = pages.next().await.unwrap().err();
    assert_incomplete(
        error,
        "ListIds",
        "10 items came: the service returned a page for the second",
    );
    assert!(pages.next().await.is_none());
    assert_eq!(service.requests(), 2);
}

#[tokio::test]
async fn a_last_page_that_comes_again_once_the_total_is_reached_is_the_end() {
    // The service ignores the offset, and the limit too in the second list.
    for (count, limit) in [(10, 10), (25, 10)] {
        let service = Service::start(move |_, _| zone_list(&names(0..count), count)).await;
        let (items, error) = read(&mut service.zones_by(limit).items()).await;
        assert_eq!((items, error.is_none()), (names(0..count), true));
        assert_eq!(service.requests(), 2);
    }
}

#[tokio::test]
async fn a_last_page_that_comes_again_is_no_end_if_the_total_fell_or_is_not_reached_any_more() {
    let last = |total| zone_list(&names(10..20), total);
    let service = Service::start(move |_, number| match number {
        1 => zone_list(&names(0..10), 30),
        _ => last(20),
    })
    .await;
    let (items, error) = read(&mut service.zones_by(10).items()).await;
    assert_eq!(items, names(0..20));
    assert_incomplete(
        error,
        "ListZones",
        "20 items came, of a total of 20: the total fell from 30",
    );

    let service = Service::start(move |_, number| match number {
        1 => zone_list(&names(0..10), 20),
        2 => last(20),
        _ => last(25),
    })
    .await;
    let (items, error) = read(&mut service.zones_by(10).items()).await;
    assert_eq!(items, names(0..20));
    let told = "20 items came, of a total of 25: the service returned a page for the second time";
    assert_incomplete(error, "ListZones", told);
}

#[tokio::test]
async fn items_that_are_equal_are_no_gap_below_the_total() {
    let zones = vec!["same".to_owned(); 5];
    let service = Service::start(move |query, _| zone_list(query.of(&zones, 100), 5)).await;
    let (items, error) = read(&mut service.zones_by(1).items()).await;
    assert_eq!((items.len(), error.is_none()), (5, true));
    assert_eq!(service.offsets(), [0, 1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn a_circle_of_pages_of_any_length_is_noticed() {
    for length in [1, 2, 3, 7, 20] {
        let zones = names(0..10 * length);
        let service = Service::start(move |query, _| {
            let offset = query.offset.unwrap() % zones.len();
            let query = Query { offset: Some(offset), ..query.clone() };
            zone_list(query.of(&zones, 100), 1_000_000)
        })
        .await;
        let (items, error) = read(&mut service.zones_by(10).items()).await;
        assert_eq!(items[..10 * length], names(0..10 * length));
        let told = format!(
            "{} items came, of a total of 1000000: the service returned a page for the second time",
            items.len()
        );
        assert_incomplete(error, "ListZones", &told);
        assert!(service.requests() <= 4 * length + 2, "{length}: {}", service.requests());
    }
}

#[tokio::test]
async fn pages_that_differ_in_one_member_that_is_not_known_are_different_pages() {
    let service = Service::start(|_, number| match number {
        1..=4 => json!({"TotalCount": 4, "Zones": [{"ZoneId": "same", "New": {"Number": number}}]}),
        _ => zone_list(&[], 4),
    })
    .await;
    let zones = service.zones_by(1).items().all().await.unwrap();
    let new: Vec<_> =
        zones.iter().map(|zone| zone.unknown("New").unwrap()["Number"].clone()).collect();
    assert_eq!(new, [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_total_that_falls_on_the_way_is_an_error_at_the_end() {
    let mut zones = names(0..30);
    let service = Service::start(move |query, number| {
        if number == 2 {
            zones.drain(0..5);
        }
        zone_list(query.of(&zones, 100), zones.len())
    })
    .await;
    let (items, error) = read(&mut service.zones_by(10).items()).await;
    assert_eq!(items, [names(0..10), names(15..30)].concat());
    let told = "25 items came, of a total of 25: the total fell from 30 to 25 on the way";
    assert_incomplete(error, "ListZones", told);
    assert_eq!(service.offsets(), [0, 10, 20]);
}

#[tokio::test]
async fn a_cursor_that_comes_again_is_not_followed() {
    // Each list names a cursor for the pages after the first, again and again.
    for (cursors, most) in [(&["a"][..], 2), (&["a", "b"], 4), (&["a", "b", "c", "d", "e"], 16)] {
        let service = Service::start(move |_, number| {
            let next = cursors[(number - 1) % cursors.len()];
            key_list(&names(number..number + 1), json!(next))
        })
        .await;
        let mut stream = service.keys_by(10).items();
        let (items, error) = read(&mut stream).await;
        // Its page differs from all others, so it is yielded.
        assert_eq!(items, names(1..service.requests() + 1));
        let told =
            format!("{} items came: the service returned a cursor for the second", items.len());
        assert_incomplete(error, "ListKeys", &told);
        assert!(service.requests() > cursors.len() && service.requests() <= most);
        let last = service.queries().pop().unwrap().cursor.unwrap();
        assert_eq!(stream.position().to_string(), format!("cursor:1:{last}"));
    }
}

#[tokio::test]
async fn the_cursor_at_which_a_stream_began_counts_as_one_that_came() {
    let service = Service::start(|_, _| key_list(&names(0..3), json!("a"))).await;
    let mut stream = service.keys_by(3).items().resume_at("cursor:1:a".parse().unwrap());
    let (items, error) = read(&mut stream).await;
    assert_eq!(items, names(1..3));
    assert_incomplete(error, "ListKeys", "2 items came: the service returned a cursor");
    assert_eq!(service.requests(), 1);
}

#[tokio::test]
async fn pages_that_come_again_under_new_cursors_are_noticed() {
    let service =
        Service::start(|_, number| key_list(&names(0..3), json!(number.to_string()))).await;
    let (items, error) = read(&mut service.keys_by(3).items()).await;
    assert_eq!(items, names(0..3));
    let told =
        "3 items came: the service returned a page for the second time, so it ignores Cursor";
    assert_incomplete(error, "ListKeys", told);
    assert_eq!(service.requests(), 2);
}

#[tokio::test]
async fn an_empty_page_with_another_cursor_is_no_end() {
    let service = Service::start(|_, number| match number {
        1 => key_list(&names(0..3), json!("a")),
        2 => key_list(&[], json!("b")),
        _ => key_list(&names(3..5), Value::Null),
    })
    .await;
    let mut stream = service.keys_by(3).items();
    let (items, error) = read(&mut stream).await;
    assert_eq!(items, names(0..3));
    assert_incomplete(error, "ListKeys", "3 items came: a page is empty and has a cursor");
    assert_eq!(service.requests(), 2);
    let (rest, error) = read(&mut service.keys_by(3).items().resume_at(stream.position())).await;
    assert_eq!((rest, error.is_none()), (names(3..5), true));
    assert_eq!(service.queries()[2].cursor.as_deref(), Some("a"));
}

#[tokio::test]
async fn a_page_whose_items_or_cursor_cannot_be_read_is_no_end() {
    let service = Service::start(|query, _| match query.offset.unwrap() {
        0 => zone_list(&names(0..10), 0),
        _ => json!({"TotalCount": 0, "Zones": [{"ZoneId": "a"}, "b"]}),
    })
    .await;
    let mut stream = service.zones_by(10).items();
    let (items, error) = read(&mut stream).await;
    assert_eq!(items, names(0..10));
    let told =
        "10 items came, of a total of 0: Zones of a page cannot be read; look at it page by page";
    assert_incomplete(error, "ListZones", told);
    assert_eq!(service.requests(), 2);
    // As the error says.
    let mut pages = service.zones_by(10).pages().resume_at(stream.position());
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!(page.unknown("Zones").unwrap()[1], "b");
    assert_eq!(pages.next().await.unwrap().err().unwrap().kind(), ErrorKind::Incomplete);

    let service = Service::start(|_, _| key_list(&names(0..3), json!({"Next": "a"}))).await;
    let (items, error) = read(&mut service.keys_by(3).items()).await;
    assert_eq!(items, names(0..3));
    assert_incomplete(error, "ListKeys", "3 items came: NextCursor of a page cannot be read");
}
