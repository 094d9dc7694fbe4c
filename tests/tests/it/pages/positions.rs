//! Where a stream is, as a text with which another one goes on.

use teo_api::{ErrorKind, Position};

use super::lists::{Service, names, read};

/// A position as another process gets it.
fn sent(position: &Position) -> Position {
    let json = serde_json::to_string(position).unwrap();
    let text: String = serde_json::from_str(&json).unwrap();
    assert_eq!(text.parse::<Position>().unwrap(), serde_json::from_str(&json).unwrap());
    text.parse().unwrap()
}

#[tokio::test]
async fn a_list_by_offset_goes_on_after_any_item() {
    let service = Service::with_zones(25).await;
    for count in 0..=25 {
        let mut first = service.zones_by(10).items();
        let mut items = Vec::new();
        for _ in 0..count {
            items.push(first.next().await.unwrap().unwrap().zone_id);
        }
        // A page that is used up is the start of the next one.
        let (start, skip) = if count == 25 { (25, 0) } else { (count / 10 * 10, count % 10) };
        assert_eq!(first.position().to_string(), format!("offset:{skip}:{start}"));
        let mut second = service.zones_by(10).items().resume_at(sent(&first.position()));
        assert_eq!(second.position(), first.position());
        let (rest, error) = read(&mut second).await;
        items.extend(rest);
        assert_eq!((items, error.is_none()), (names(0..25), true), "after {count}");
    }
}

#[tokio::test]
async fn a_list_by_cursor_goes_on_after_any_item() {
    let service = Service::with_keys(25).await;
    for count in 0..=25 {
        let mut first = service.keys_by(10).items();
        let mut items = Vec::new();
        for _ in 0..count {
            items.push(first.next().await.unwrap().unwrap());
        }
        let mut second = service.keys_by(10).items().resume_at(sent(&first.position()));
        assert_eq!(second.position(), first.position());
        // A stream that was resumed can be resumed.
        if let Some(item) = second.next().await {
            items.push(item.unwrap());
        }
        let mut third = service.keys_by(10).items().resume_at(sent(&second.position()));
        let (rest, error) = read(&mut third).await;
        items.extend(rest);
        assert_eq!((items, error.is_none()), (names(0..25), true), "after {count}");
    }
}

#[tokio::test]
async fn pages_go_on_with_the_next_page_or_with_what_items_left_of_one() {
    let service = Service::with_keys(25).await;
    let mut pages = service.keys_by(10).pages();
    pages.next().await.unwrap().unwrap();
    let mut rest = service.keys_by(10).pages().resume_at(sent(&pages.position()));
    assert_eq!(rest.next().await.unwrap().unwrap().keys, names(10..20));

    let mut items = service.keys_by(10).items();
    for _ in 0..13 {
        items.next().await.unwrap().unwrap();
    }
    assert_eq!(items.position().to_string(), "cursor:3:10");
    let mut rest = service.keys_by(10).pages().resume_at(sent(&items.position()));
    assert_eq!(rest.next().await.unwrap().unwrap().keys, names(13..20));
    assert_eq!(rest.next().await.unwrap().unwrap().keys, names(20..25));
    assert!(rest.next().await.is_none());
}

#[tokio::test]
async fn a_position_beyond_a_page_that_has_become_smaller_goes_on_in_the_next_one() {
    let service = Service::with_keys(25).await;
    let position = "cursor:7:".parse().unwrap();
    let (items, error) = read(&mut service.keys_by(5).items().resume_at(position)).await;
    assert_eq!((items, error.is_none()), (names(7..25), true));

    let service = Service::with_zones(25).await;
    let position = "offset:7:0".parse().unwrap();
    let (items, error) = read(&mut service.zones_by(5).items().resume_at(position)).await;
    assert_eq!((items, error.is_none()), (names(7..25), true));
    assert_eq!(service.offsets(), [0, 5, 10, 15, 20, 25]);
}

#[tokio::test]
async fn at_the_end_of_a_list_another_stream_gets_what_was_added_since() {
    let service = Service::with_keys(25).await;
    let mut items = service.keys_by(10).items();
    read(&mut items).await;
    let longer = Service::with_keys(27).await;
    let added = longer.keys_by(10).items().resume_at(items.position()).all().await.unwrap();
    assert_eq!(added, names(25..27));

    let service = Service::with_zones(25).await;
    let mut items = service.zones_by(10).items();
    read(&mut items).await;
    let longer = Service::with_zones(27).await;
    let (added, error) = read(&mut longer.zones_by(10).items().resume_at(items.position())).await;
    assert_eq!((added, error.is_none()), (names(25..27), true));
}

#[tokio::test]
async fn a_position_of_another_kind_is_refused_and_nothing_is_sent() {
    let service = Service::with_zones(25).await;
    let by_cursor = "cursor:0:a".parse().unwrap();
    let (items, error) = read(&mut service.zones().items().resume_at(by_cursor)).await;
    let error = error.unwrap();
    assert_eq!((items.len(), error.kind()), (0, ErrorKind::Configuration));
    let told =
        "ListZones: cannot resume: the position is a cursor, and the list is paged by an offset";
    assert!(error.to_string().starts_with(told), "{error}");

    let by_offset = "offset:0:3".parse().unwrap();
    let mut pages = service.keys_by(10).pages().resume_at(by_offset);
    let error = pages.next().await.unwrap().err().unwrap();
    assert!(
        error.to_string().contains("the position is an offset, and the list is paged by a cursor")
    );
    assert!(pages.next().await.is_none());
    assert_eq!(service.requests(), 0);
}

#[tokio::test]
async fn a_stream_that_was_polled_cannot_be_moved() {
    let service = Service::with_zones(25).await;
    let mut items = service.zones_by(10).items();
    items.next().await.unwrap().unwrap();
    let mut moved = items.resume_at("offset:0:20".parse().unwrap());
    let (items, error) = read(&mut moved).await;
    assert_eq!(items, names(1..10));
    assert!(error.unwrap().to_string().contains("the stream was polled before"));
    assert_eq!(service.requests(), 1);
}
