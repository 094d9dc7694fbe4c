//! The golden code made from hostile specs compiles, reads, writes and checks.

use serde_json::{Value, json};
use teo_api::{Call, Validation};

use teo_tests::hostile::{
    Await, BoxStructure, Client, Codegen, DescribeTypeFilter, DescribeTypeRequest,
    DescribeTypeRequestStructure, DescribeTypeResponse, Field, Hostile, IntoStructure, Item, Odd,
    OptionStructure, Runtime, Schema, WaitUntilSelfNewRequest,
};

#[test]
fn members_named_like_keywords_methods_and_each_other_are_read_and_written() {
    let names = [
        "Type",
        "Self",
        "New",
        "Default",
        "Clone",
        "From",
        "Find",
        "Each",
        "Value",
        "ValueMut",
        "Schema",
        "Member",
        "MemberMut",
        "ValueRef",
        "Access",
        "Codegen",
        "Runtime",
        "Unknown",
        "SetUnknown",
        "UnknownMembers",
        "UUI",
        "Uui",
        "Topic_Simplification",
        "Secret",
    ];
    let mut object: serde_json::Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), json!(format!("value of {name}")))).collect();
    object.insert("hadAutoFixVul".to_owned(), json!(true));
    object.insert("Next".to_owned(), json!({"Type": "inner", "Many": [{"New": "deep"}, {}]}));
    object
        .insert("Around".to_owned(), json!({"Back": {"Uui": "round"}, "String": {"Not": "known"}}));
    let object = Value::Object(object);
    let read: OptionStructure = serde_json::from_value(object.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), object);
    assert!(read.unknown_members().is_empty());
    assert_eq!(read.uui.as_deref(), Some("value of UUI"));
    assert_eq!(read.uui_2.as_deref(), Some("value of Uui"));
    assert_eq!(read.clone(), read);
    assert!(!format!("{read:?}").contains("value of Secret"));
    let built = OptionStructure::new()
        .new_("n")
        .default_("d")
        .clone_("c")
        .from_("f")
        .unknown_("u")
        .set_unknown_("su")
        .unknown_members_("um")
        .set_unknown("Un", "known")
        .value("v")
        .schema("s");
    assert_eq!(
        serde_json::to_value(built).unwrap(),
        json!({"New": "n", "Default": "d", "Clone": "c", "From": "f", "Unknown": "u", "SetUnknown": "su", "UnknownMembers": "um", "Un": "known", "Value": "v", "Schema": "s"})
    );
}

#[test]
fn an_always_returned_member_of_its_own_structure_may_be_absent() {
    let read: BoxStructure =
        serde_json::from_value(json!({"Inner": {"Inner": {"Depth": 2}, "Depth": 1}})).unwrap();
    let inner = read.inner.unwrap();
    assert_eq!((inner.depth, inner.inner.as_ref().unwrap().depth), (1, 2));
    assert!(inner.inner.unwrap().inner.is_none());
}

#[test]
fn values_that_are_hard_to_name_are_distinct_and_others_are_kept() {
    for (text, value) in [
        ("on", Odd::On),
        ("*", Odd::All),
        ("4xx", Odd::V4xx),
        ("unknown", Odd::UnknownValue),
        ("self", Odd::SelfValue),
        ("err", Odd::Err),
        ("http-2", Odd::Http2),
        ("http_2", Odd::Http2N2),
    ] {
        assert_eq!(Odd::from(text), value);
        assert_eq!(value.as_str(), text);
    }
    let other: Odd = "off".parse().unwrap();
    assert!(matches!(&other, Odd::Unknown(value) if value.as_str() == "off"));
    assert_eq!(other, "off");
    assert_eq!(format!("{other:>5}|"), "  off|");
}

#[test]
fn every_member_type_is_written_in_its_wire_form() {
    let request = DescribeTypeRequest::new()
        .text("t")
        .int(-1)
        .uint(u64::MAX)
        .float(1.5)
        .bool(false)
        .time("2022-02-09T00:00:00Z")
        .word(Odd::All)
        .texts(["a"])
        .ints([1, -2])
        .uints([1])
        .floats([2.5])
        .bools([true])
        .times(["2022-02-09T00:00:00Z"])
        .words([Odd::On, "else".into()])
        .object(OptionStructure::new().next(OptionStructure::new()).r#type("t"))
        .conditions([
            DescribeTypeFilter::new_(Odd::On, "n"),
            DescribeTypeFilter::r#type("off", Odd::V4xx),
        ]);
    let wire = json!({
        "Text": "t", "Int": -1, "Uint": u64::MAX, "Float": 1.5, "Bool": false, "Time": "2022-02-09T00:00:00Z",
        "Word": "*", "Texts": ["a"], "Ints": [1, -2], "Uints": [1], "Floats": [2.5], "Bools": [true],
        "Times": ["2022-02-09T00:00:00Z"], "Words": ["on", "else"], "Object": {"Type": "t", "Next": {}},
        "Conditions": [{"Type": "new", "Operator": "on", "Value": "n"}, {"Type": "type", "Operator": "off", "Value": "4xx"}]
    });
    assert_eq!(serde_json::to_value(&request).unwrap(), wire);
    assert_eq!(serde_json::from_value::<DescribeTypeRequest>(wire).unwrap(), request);
}

#[tokio::test]
async fn a_response_may_have_an_error_member_of_its_own() {
    let body = r#"{"Response": {"Error": "mine", "Box": {"Depth": 3}, "RequestId": "r"}}"#;
    let server = teo_tests::Server::start(teo_tests::Response::json(body)).await;
    let client = teo_api::Client::builder()
        .credentials(teo_api::Credentials::new("i", "k"))
        .endpoint(server.url())
        .build()
        .unwrap();
    let response: DescribeTypeResponse =
        client.call(DescribeTypeRequest::new().text("t")).await.unwrap();
    assert_eq!((response.error.as_deref(), response.r#box.unwrap().depth), (Some("mine"), 3));
    assert!(
        server.requests()[0].contains("/hostile/tc3_request"),
        "the service is not the action's own"
    );
}

#[tokio::test]
async fn limits_of_every_kind_and_the_site_are_checked() {
    let client = teo_api::Client::builder()
        .credentials(teo_api::Credentials::new("i", "k"))
        .build()
        .unwrap();
    let request = DescribeTypeRequest::new()
        .text("六字 six")
        .int(-6)
        .uint(9_007_199_254_740_994)
        .float(f64::NAN)
        .texts(Vec::<String>::new())
        .ints([5, 6])
        .times(["2022-02-09T00:00:00Z", "never"]);
    let error = client.call(request).validation(Validation::On).await.unwrap_err();
    let violations: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    assert_eq!(
        violations,
        [
            "DescribeType exists on the China site only",
            "Text has 6 characters; the maximum is 5",
            "Int is -6; the minimum is -5",
            "Uint is 9007199254740994; the maximum is 9007199254740993",
            "Float is NaN, which JSON cannot hold",
            "Texts has 0 items; the minimum is 1",
            "Ints[1] is 6; the maximum is 5",
            "Times[1] is \"never\", not an ISO 8601 time such as 2022-02-09T00:00:00+08:00",
        ]
    );
}

#[tokio::test]
async fn structures_named_like_a_request_or_the_service_coexist_with_them() {
    let request = DescribeTypeRequestStructure::new().into_(IntoStructure::new().texts(["t"]));
    let response = DescribeTypeResponse::new().request(request);
    let json = serde_json::to_value(response).unwrap();
    assert_eq!(json["Request"]["Into"]["Texts"], json!(["t"]));
    assert_eq!(Hostile::default().text, None);
    let client = teo_api::Client::builder().endpoint("http://127.0.0.1:9").build().unwrap();
    let call: Call<DescribeTypeRequest> =
        Client::new(&client).describe_type(DescribeTypeRequest::new());
    assert!(!call.await.unwrap_err().violations().is_empty());
}

#[tokio::test]
async fn a_wait_has_parameters_named_like_keywords_and_gives_way_to_an_action() {
    let awaits = json!([{"Type": "t", "Self": "other", "Status": "old"},
        {"Type": "t", "Self": "s", "Status": "newer"}]);
    let body = json!({"Response": {"Awaits": awaits, "RequestId": "r"}}).to_string();
    let server = teo_tests::Server::start(teo_tests::Response::json(body)).await;
    let client = teo_api::Client::builder()
        .credentials(teo_api::Credentials::new("i", "k"))
        .endpoint(server.url())
        .build()
        .unwrap();
    let client = Client::new(&client);
    let found = client.wait_until_self_new_("i", "t", "s", Odd::All).await.unwrap();
    assert_eq!(found.status.as_deref(), Some("newer"));
    let sent = r#"{"ItemId":"i","Type":"t","Request":"*","Offset":0,"Limit":5}"#;
    assert!(server.requests()[0].ends_with(sent), "{:?}", server.requests());
    let action: Call<WaitUntilSelfNewRequest> =
        client.wait_until_self_new(WaitUntilSelfNewRequest::new());
    drop(action);
    let all: teo_api::Wait<Vec<Await>> = client.wait_until_selfs_default("i", "t", "on");
    assert!(format!("{all:?}").contains(r#"identifiers: ["i", "t"], timeout: 1800s"#), "{all:?}");
    let one: teo_api::Wait<Item> = client.wait_until_item_started("i", "n");
    assert!(format!("{one:?}").contains(r#"identifiers: ["i"], timeout: 90s"#), "{one:?}");
}

#[test]
fn structures_named_like_the_runtime_read_and_write() {
    let wire = json!({
        "Fields": [{"Value": "v", "Codegen": {"Runtime": {"Codegen": [{"Access": ["a"]}]}}}],
        "Schema": {"Fields": []}
    });
    let codegen = Codegen::new().access(["a"]);
    let field =
        Field::new().value("v").codegen(Codegen::new().runtime(Runtime::new().codegen([codegen])));
    let none: [Field; 0] = [];
    let built = Schema::new().fields([field]).schema(Schema::new().fields(none));
    assert_eq!(serde_json::to_value(&built).unwrap(), wire);
    assert_eq!(serde_json::from_value::<Schema>(wire).unwrap(), built);
}
