//! What the importer owns comes from the metadata, and what a person wrote stays.

use std::fs;

use serde_json::{Value, json};
use teo_codegen::{Options, generate};

use super::workspace::{Workspace, metadata, read};

#[test]
fn imported_metadata_is_a_valid_spec() {
    let workspace = Workspace::new();
    let report = workspace.import(&metadata()).unwrap();
    assert_eq!(report.disabled, ["actions/DescribeGoods.json#/parameters/Old"]);
    assert_eq!(report.added.len(), 3, "{report}");
    let spec = workspace.spec();
    let action = &spec.actions["DescribeGoods"];
    let parameters: Vec<_> = action
        .parameters
        .iter()
        .map(|m| (m.name.as_str(), m.wire_type.as_str(), m.required))
        .collect();
    assert_eq!(
        parameters,
        [
            ("ShopId", "string", true),
            ("Since", "timestamp", false),
            ("Limit", "int64", false),
            ("Filters", "[Filter]", false)
        ]
    );
    let always_returned: Vec<_> =
        action.response.iter().map(|m| (m.name.as_str(), m.always_returned)).collect();
    assert_eq!(always_returned, [("Goods", true), ("Total", false), ("RequestId", true)]);
    assert_eq!(action.parameters[0].example, Some(json!("shop-1")));
    assert_eq!(action.parameters[2].example, Some(json!(20)));
    assert_eq!(
        spec.structures["Good"].members[0].example, None,
        "an example in Chinese was imported"
    );
}

#[test]
fn the_international_edition_decides_the_sites() {
    let workspace = Workspace::new();
    let mut without_action = metadata();
    without_action["actions"] = json!({});
    workspace.import_both(&metadata(), Some(&without_action)).unwrap();
    assert_eq!(
        read(&workspace.specs().join("actions/DescribeGoods.json"))["sites"],
        json!(["china"])
    );
    workspace.import_both(&metadata(), Some(&metadata())).unwrap();
    assert_eq!(
        read(&workspace.specs().join("actions/DescribeGoods.json"))["sites"],
        json!(["international", "china"])
    );
}

#[test]
fn an_import_keeps_all_hand_written_values() {
    let workspace = Workspace::new();
    workspace.import(&metadata()).unwrap();
    let values = json!({"name": "Colour", "summary": "A colour.", "values": [{"value": "red", "summary": "Red."}]});
    fs::create_dir_all(workspace.specs().join("values")).unwrap();
    fs::write(workspace.specs().join("values/Colour.json"), values.to_string()).unwrap();
    workspace.edit("service.json", |service| {
        service["errors"] =
            json!([{"code": "A.B", "summary": "s.", "transient": true, "hint": "c."}]);
        service["specific_errors"] = json!([{"code": "C", "summary": "s."}]);
        service["explorer"] = json!("https://example.com/{action}");
    });
    workspace.edit("structures/Filter.json", |filter| {
        filter["filter"] = json!({"name": "Name", "values": "Values"});
        filter["summary"] = json!("A filter.");
        filter["docs"] = json!("More.");
    });
    workspace.edit("structures/Good.json", |good| {
        good["members"][1]["values"] = json!("Colour");
        good["members"][1]["sensitive"] = json!(true);
        good["members"][0]["max_length"] = json!(9);
    });
    workspace.edit("actions/DescribeGoods.json", |action| {
        action["summary"] = json!("Lists goods.");
        action["docs"] = json!("More.");
        action["area"] = json!("Goods");
        action["documentation"] = json!({"international": "https://example.com/1", "china": "https://example.cn/1"});
        action["read_only"] = json!(true);
        action["requests_per_second"] = json!(20);
        action["constraints"] = json!([{"any_of": [["ShopId"], ["Filters:name"]]}]);
        action["filters"] = json!({"parameter": "Filters", "max_values": 5, "names": [
            {"name": "name", "summary": "By name.", "max_values": 1, "fuzzy": true, "values": "Colour", "operators": ["is"], "example": "red"}
        ]});
        action["errors"] = json!([{"code": "C"}]);
        action["examples"] = json!([{"title": "All", "request": {"ShopId": "shop-2"}, "response": {"RequestId": "r"}}]);
        action["parameters"][0]["summary"] = json!("The shop.");
        action["parameters"][0]["docs"] = json!("More.");
        action["parameters"][0]["announced_required"] = json!("2027-01-01");
        action["parameters"][0]["example"] = json!("shop-3");
        action["parameters"][2]["default"] = json!(20);
        action["parameters"][2]["minimum"] = json!(1);
        action["parameters"][2]["maximum"] = json!(100);
        action["parameters"][3]["min_items"] = json!(1);
        action["parameters"][3]["max_items"] = json!(7);
    });
    let before = workspace.spec();
    let report = workspace.import(&metadata()).unwrap();
    assert_eq!(workspace.spec(), before, "{report}");
    assert!(
        workspace.import(&metadata()).unwrap().written.is_empty(),
        "a second import has written files"
    );
}

#[test]
fn an_import_restores_deleted_keys_that_it_owns() {
    let workspace = Workspace::new();
    workspace.import(&metadata()).unwrap();
    workspace
        .edit("actions/DescribeGoods.json", |action| action["summary"] = json!("Lists goods."));
    workspace.import(&metadata()).unwrap();
    let before = workspace.spec();
    for file in ["actions/DescribeGoods.json", "structures/Good.json", "structures/Filter.json"] {
        workspace.edit(file, |spec| {
            let spec = spec.as_object_mut().unwrap();
            spec.remove("sites");
            spec.remove("direction");
            for list in ["parameters", "response", "members"] {
                for member in spec.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten()
                {
                    let member = member.as_object_mut().unwrap();
                    member.retain(|key, _| {
                        !["type", "required", "always_returned", "example"].contains(&key.as_str())
                    });
                }
            }
        });
    }
    workspace.import(&metadata()).unwrap();
    assert_eq!(workspace.spec(), before);
}

#[test]
fn drift_is_reported_and_published_types_stay() {
    let workspace = Workspace::new();
    workspace.import(&metadata()).unwrap();
    let mut new_metadata = metadata();
    let objects = &mut new_metadata["objects"];
    objects["Good"]["members"][0]["output_required"] = json!(false);
    objects["Good"]["members"][1]["member"] = json!("int64");
    objects["Good"]["members"][1]["type"] = json!("int");
    objects["Good"]["members"].as_array_mut().unwrap().remove(2);
    objects["DescribeGoodsRequest"]["members"][1]["required"] = json!(true);
    objects["DescribeGoodsRequest"]["members"].as_array_mut().unwrap().push(json!(
        {"name": "Sort", "type": "string", "member": "string"}
    ));
    new_metadata["actions"]["DescribeGoods"]["status"] = json!("deprecated");
    let report = workspace.import(&new_metadata).unwrap();
    assert_eq!(
        report.drifted,
        [
            "structures/Good.json#/members/Name: no longer always returned",
            "structures/Good.json#/members/Colour: type string, now int64"
        ]
    );
    assert_eq!(report.gone, ["structures/Good.json#/members/Parts"]);
    assert_eq!(report.added, ["actions/DescribeGoods.json#/parameters/Sort"]);
    assert_eq!(
        report.changed,
        [
            "actions/DescribeGoods.json: deprecated",
            "actions/DescribeGoods.json#/parameters/Since: required"
        ]
    );
    let spec = workspace.spec();
    let good: Vec<_> = spec.structures["Good"]
        .members
        .iter()
        .map(|m| (m.name.as_str(), m.wire_type.as_str(), m.always_returned))
        .collect();
    assert_eq!(
        good,
        [("Name", "string", true), ("Colour", "string", false), ("Parts", "[Good]", false)]
    );
}

#[test]
fn a_missing_action_is_marked_as_withdrawn_until_the_metadata_has_it_again() {
    let workspace = Workspace::new();
    workspace.import(&metadata()).unwrap();
    let before = workspace.spec();
    let mut without_action = metadata();
    without_action["actions"] = json!({});
    let report = workspace.import(&without_action).unwrap();
    assert_eq!(report.changed, ["actions/DescribeGoods.json: withdrawn"]);
    assert!(report.gone.contains(&"actions/DescribeGoods.json".to_owned()), "{report}");
    let withdrawn = workspace.spec();
    assert_eq!(withdrawn.actions["DescribeGoods"].withdrawn.as_deref(), Some("2026-11-24"));
    let code = generate(&withdrawn, &Options::for_teo_api()).unwrap();
    for file in ["actions/describe_goods.rs", "client/other.rs"] {
        let note = "the vendor has withdrawn DescribeGoods; the next breaking version removes it";
        assert!(code[file].contains("#[deprecated(") && code[file].contains(note), "{file}");
        assert!(code[file].contains("[allow(deprecated)]"), "{file} would cause warnings");
    }

    workspace.edit("service.json", |service| service["spec_date"] = json!("2027-01-01"));
    let again = workspace.import(&without_action).unwrap();
    assert_eq!(again.changed, [] as [String; 0], "the action was marked twice");
    assert_eq!(workspace.spec().actions, withdrawn.actions, "the release of the mark changed");
    let back = workspace.import(&metadata()).unwrap();
    assert_eq!(back.changed, ["actions/DescribeGoods.json: no longer withdrawn"]);
    assert_eq!(workspace.spec().actions, before.actions);
}

#[test]
fn differences_between_the_editions_are_listed_until_the_spec_settles_them() {
    let workspace = Workspace::new();
    let mut china = metadata();
    let request = &mut china["objects"]["DescribeGoodsRequest"]["members"];
    request[1]["required"] = json!(true);
    request[2]["document"] = json!("Between 1 and 100.");
    china["objects"]["Good"]["members"][1]["document"] =
        json!("One of:<li>red: a colour;</li><li>dark_blue: another one.</li>");
    let mut international = china.clone();
    let request = &mut international["objects"]["DescribeGoodsRequest"]["members"];
    request[0]["required"] = json!(false);
    request[1]["required"] = json!(false);
    request[2]["document"] = json!("At most 50, at least one.");
    request[3]["required"] = json!(true);
    request[4]["required"] = json!(true);
    international["objects"]["Good"]["members"][1]["document"] = json!(
        "One of:<li>red: a colour;</li><li>Dark Blue: another one;</li><li>green: a third.</li>"
    );

    let parameters = "actions/DescribeGoods.json#/parameters";
    let optional = "; settled: not required in the spec";
    let report = workspace.import_both(&china, Some(&international)).unwrap();
    assert_eq!(
        report.editions,
        [
            format!("{parameters}/ShopId: required, only China: required; unsettled"),
            format!("{parameters}/Since: required, only China: required; unsettled"),
            format!(
                "{parameters}/Limit: limits, only China: 100, only international: 50; unsettled"
            ),
            format!("{parameters}/Filters: required, only international: required{optional}"),
            format!("{parameters}/Old: required, only international: required; settled: disabled"),
            "structures/Good.json#/members/Colour: values, only international: green; unsettled"
                .to_owned(),
        ]
    );
    let unsettled: Vec<_> =
        report.editions.iter().filter(|line| line.ends_with("unsettled")).collect();
    assert_eq!(report.unsettled.iter().collect::<Vec<_>>(), unsettled);
    assert!(
        report.to_string().ends_with("\n6 differences between the editions, 4 unsettled"),
        "{report}"
    );

    workspace.edit("actions/DescribeGoods.json", |action| {
        action["parameters"][0]["not_enforced"] = json!("Only one edition requires it.");
        action["parameters"][1]["not_enforced"] = json!("Only one edition requires it.");
        action["parameters"][2]["editions"] = json!({"limits": "The wider range holds."});
    });
    workspace.edit("structures/Good.json", |good| {
        good["members"][1]["editions"] = json!({"values": "The longer list holds."});
    });
    let report = workspace.import_both(&china, Some(&international)).unwrap();
    assert_eq!(report.unsettled, [] as [String; 0]);
    let text = report.to_string();
    let limits =
        "Limit: limits, only China: 100, only international: 50; settled: The wider range holds.\n";
    assert!(
        text.contains("differences between the editions (6)\n") && text.contains(limits),
        "{text}"
    );
    assert!(text.ends_with("\n6 differences between the editions, 0 unsettled"), "{text}");

    let report = workspace.import_both(&china, Some(&china)).unwrap();
    assert_eq!(report.editions, [] as [String; 0]);
    assert_eq!(
        report.unsettled,
        [
            format!("{parameters}/Limit: `editions.limits` settles nothing; remove it"),
            "structures/Good.json#/members/Colour: `editions.values` settles nothing; remove it"
                .to_owned(),
        ]
    );
    assert!(workspace.import(&china).unwrap().to_string().ends_with(" files written"));
}
