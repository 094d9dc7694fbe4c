//! Three lists as a service has them, and a server that a test makes return any page of them.

use serde_json::{Value, json};
use teo_api::runtime::codegen;
use teo_api::teo::Zone;
use teo_api::{Call, Client, Credentials, Error, Items, RateLimit, RetryPolicy};
use teo_tests::{Response, Server};

static SERVICE: codegen::ServiceSchema = codegen::ServiceSchema::new("teo", "2022-09-01", "today");

/// By offset, with a total.
#[derive(Default)]
pub(super) struct ListZones {
    pub(super) offset: Option<i64>,
    pub(super) limit: Option<u64>,
    pub(super) unknown_members: codegen::UnknownMembers,
}

codegen::structure! { ListZones "ListZonesRequest"
    0 offset: "Offset";
    1 limit: "Limit", maximum(100);
}

#[derive(Default)]
pub(super) struct ZoneList {
    pub(super) total_count: i64,
    pub(super) zones: Vec<Zone>,
    pub(super) unknown_members: codegen::UnknownMembers,
}

codegen::structure! { ZoneList "ListZonesResponse"
    0 total_count: "TotalCount", always_returned, non_optional;
    1 zones: "Zones", always_returned, non_optional;
}

impl codegen::Action for ListZones {
    type Response = ZoneList;
    const SCHEMA: &'static codegen::ActionSchema =
        &codegen::ActionSchema::new(&SERVICE, "ListZones").read_only();
}

impl codegen::PagedAction for ListZones {
    type Item = Zone;
    const PAGING: &'static codegen::Paging =
        &codegen::Paging::by_offset("Offset", "Limit", "Zones").total("TotalCount");

    fn items(response: &mut ZoneList) -> &mut Vec<Zone> {
        &mut response.zones
    }
}

/// By offset, with neither a total nor a largest page.
#[derive(Default)]
pub(super) struct ListIds {
    pub(super) offset: Option<u64>,
    pub(super) limit: Option<i64>,
    pub(super) unknown_members: codegen::UnknownMembers,
}

codegen::structure! { ListIds "ListIdsRequest"
    0 limit: "Limit";
    1 offset: "Offset";
}

#[derive(Default)]
pub(super) struct IdList {
    ids: Vec<String>,
    pub(super) unknown_members: codegen::UnknownMembers,
}

codegen::structure! { IdList "ListIdsResponse"
    0 ids: "Ids", non_optional;
}

impl codegen::Action for ListIds {
    type Response = IdList;
    const SCHEMA: &'static codegen::ActionSchema =
        &codegen::ActionSchema::new(&SERVICE, "ListIds").read_only();
}

impl codegen::PagedAction for ListIds {
    type Item = String;
    const PAGING: &'static codegen::Paging = &codegen::Paging::by_offset("Offset", "Limit", "Ids");

    fn items(response: &mut IdList) -> &mut Vec<String> {
        &mut response.ids
    }
}

/// By cursor.
#[derive(Default)]
pub(super) struct ListKeys {
    pub(super) cursor: Option<String>,
    pub(super) limit: Option<i64>,
    pub(super) unknown_members: codegen::UnknownMembers,
}

codegen::structure! { ListKeys "ListKeysRequest"
    0 cursor: "Cursor";
    1 limit: "Limit", maximum(100);
}

#[derive(Default)]
pub(super) struct KeyList {
    pub(super) keys: Vec<String>,
    pub(super) next_cursor: Option<String>,
    pub(super) unknown_members: codegen::UnknownMembers,
}

codegen::structure! { KeyList "ListKeysResponse"
    0 keys: "Keys", always_returned, non_optional;
    1 next_cursor: "NextCursor";
}

impl codegen::Action for ListKeys {
    type Response = KeyList;
    const SCHEMA: &'static codegen::ActionSchema =
        &codegen::ActionSchema::new(&SERVICE, "ListKeys").read_only();
}

impl codegen::PagedAction for ListKeys {
    type Item = String;
    const PAGING: &'static codegen::Paging =
        &codegen::Paging::by_cursor("Cursor", "Limit", "Keys", "NextCursor");

    fn items(response: &mut KeyList) -> &mut Vec<String> {
        &mut response.keys
    }
}

/// What a request asks for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Query {
    pub(super) offset: Option<usize>,
    pub(super) limit: Option<usize>,
    pub(super) cursor: Option<String>,
}

impl Query {
    fn read(request: &str) -> Self {
        let (_, body) = request.split_once("\r\n\r\n").unwrap();
        let body: Value = serde_json::from_str(body).unwrap();
        let number = |name: &str| body.get(name).map(|value| value.as_u64().unwrap() as usize);
        let cursor = body.get("Cursor").map(|value| value.as_str().unwrap().to_owned());
        Self { offset: number("Offset"), limit: number("Limit"), cursor }
    }

    /// The part of this list that is asked for, at most so many items.
    pub(super) fn of<'a>(&self, list: &'a [String], most: usize) -> &'a [String] {
        let rest = list.get(self.offset.unwrap_or(0)..).unwrap_or_default();
        &rest[..rest.len().min(self.limit.unwrap_or(20)).min(most)]
    }
}

/// A service whose pages a test makes.
pub(super) struct Service {
    pub(super) server: Server,
    pub(super) client: Client,
}

impl Service {
    /// Starts a service that responds so to each request, the first one having the number 1.
    pub(super) async fn start(
        mut respond: impl FnMut(&Query, usize) -> Value + Send + 'static,
    ) -> Self {
        let mut number = 0;
        Self::responding(move |query| {
            number += 1;
            Response::json(json!({"Response": respond(query, number)}).to_string())
        })
        .await
    }

    pub(super) async fn responding(
        mut respond: impl FnMut(&Query) -> Response + Send + 'static,
    ) -> Self {
        let server = Server::responding(move |request| respond(&Query::read(request))).await;
        let client = Client::builder()
            .credentials(Credentials::new("id", "hidden-key"))
            .endpoint(server.url())
            .rate_limit(RateLimit::Off)
            .retry(RetryPolicy::none())
            .build()
            .unwrap();
        Self { server, client }
    }

    /// Starts a service that has this many zones and is correct.
    pub(super) async fn with_zones(count: usize) -> Self {
        let zones = names(0..count);
        Self::start(move |query, _| zone_list(query.of(&zones, 100), zones.len())).await
    }

    /// Starts a service that has this many keys and is correct.
    pub(super) async fn with_keys(count: usize) -> Self {
        let keys = names(0..count);
        Self::start(move |query, _| {
            let start = query.cursor.as_deref().map_or(0, |cursor| cursor.parse().unwrap());
            let page = Query { offset: Some(start), ..query.clone() }.of(&keys, 100).to_vec();
            let end = start + page.len();
            key_list(&page, if end < keys.len() { json!(end.to_string()) } else { Value::Null })
        })
        .await
    }

    pub(super) fn zones(&self) -> Call<ListZones> {
        self.client.call(ListZones::default())
    }

    pub(super) fn zones_by(&self, limit: u64) -> Call<ListZones> {
        self.client.call(ListZones { limit: Some(limit), ..Default::default() })
    }

    pub(super) fn ids(&self) -> Call<ListIds> {
        self.client.call(ListIds::default())
    }

    pub(super) fn keys_by(&self, limit: i64) -> Call<ListKeys> {
        self.client.call(ListKeys { limit: Some(limit), ..Default::default() })
    }

    /// What was asked for so far.
    pub(super) fn queries(&self) -> Vec<Query> {
        self.server.requests().iter().map(|request| Query::read(request)).collect()
    }

    pub(super) fn offsets(&self) -> Vec<usize> {
        self.queries().iter().map(|query| query.offset.unwrap()).collect()
    }

    pub(super) fn requests(&self) -> usize {
        self.server.requests().len()
    }
}

/// The name of an item.
pub(super) trait Named {
    fn name(self) -> String;
}

impl Named for String {
    fn name(self) -> String {
        self
    }
}

impl Named for Zone {
    fn name(self) -> String {
        self.zone_id
    }
}

/// Reads a list to its end: the names of all items that come, and then the error, if there is one.
/// It checks that an end is one.
pub(super) async fn read<A>(items: &mut Items<A>) -> (Vec<String>, Option<Error>)
where
    A: codegen::PagedAction<Item: Named>,
{
    let (mut names, mut error) = (Vec::new(), None);
    while let Some(item) = items.next().await {
        assert!(error.is_none(), "an item after {error:?}");
        assert!(names.len() < 100_000, "the list has no end");
        match item {
            Ok(item) => names.push(item.name()),
            Err(end) => error = Some(end),
        }
    }
    assert!(items.next().await.is_none());
    (names, error)
}

pub(super) fn names(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|number| format!("item-{number}")).collect()
}

pub(super) fn zone_list(names: &[String], total: usize) -> Value {
    let zones: Vec<_> = names.iter().map(|name| json!({"ZoneId": name})).collect();
    json!({"TotalCount": total, "Zones": zones, "RequestId": "r"})
}

pub(super) fn key_list(keys: &[String], next: Value) -> Value {
    json!({"Keys": keys, "NextCursor": next, "RequestId": "r"})
}
