//! Tests `import`: facts of the metadata are applied, hand-written text stays, and drift is
//! reported.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use teo_codegen::import::{Metadata, Report, import};
use teo_codegen::{Options, generate};
use teo_specs::{Paging, Spec};

/// A temporary folder with the spec of a service, and with metadata.
struct Workspace {
    folder: tempfile::TempDir,
}

impl Workspace {
    fn new() -> Self {
        let workspace = Self { folder: tempfile::tempdir().unwrap() };
        let service = json!({
            "service": "shop", "version": "2020-01-01", "title": "Shop", "summary": "A shop.",
            "hosts": {"international": "shop.example.com", "china": "shop.example.cn"},
            "spec_date": "2026-11-24"
        });
        fs::create_dir_all(workspace.specs()).unwrap();
        fs::write(workspace.specs().join("service.json"), service.to_string()).unwrap();
        workspace
    }

    fn specs(&self) -> PathBuf {
        self.folder.path().join("specs")
    }

    fn import(&self, metadata: &Value) -> Result<Report, String> {
        self.import_both(metadata, None)
    }

    fn import_both(&self, china: &Value, international: Option<&Value>) -> Result<Report, String> {
        let read = |name: &str, metadata: &Value| {
            let path = self.folder.path().join(name);
            fs::write(&path, metadata.to_string()).unwrap();
            Metadata::read(&path, "shop", "2020-01-01").map_err(|error| error.to_string())
        };
        let china = read("china.json", china)?;
        let international = international.map(|m| read("international.json", m)).transpose()?;
        import(self.specs(), &china, international.as_ref()).map_err(|error| error.to_string())
    }

    fn edit(&self, file: &str, edit: impl FnOnce(&mut Value)) {
        let path = self.specs().join(file);
        let mut json = read(&path);
        edit(&mut json);
        fs::write(path, json.to_string()).unwrap();
    }

    fn spec(&self) -> Spec {
        Spec::load(&self.specs()).unwrap_or_else(|problems| panic!("{problems}"))
    }
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn metadata() -> Value {
    json!({
        "metadata": {"apiVersion": "2020-01-01", "serviceShortName": "shop"},
        "actions": {
            "DescribeGoods": {"input": "DescribeGoodsRequest", "output": "DescribeGoodsResponse", "status": "online"}
        },
        "objects": {
            "DescribeGoodsRequest": {"type": "object", "members": [
                {"name": "ShopId", "type": "string", "member": "string", "required": true, "example": "shop-1"},
                {"name": "Since", "type": "string", "member": "datetime_iso"},
                {"name": "Limit", "type": "int", "member": "int64", "example": "20"},
                {"name": "Filters", "type": "list", "member": "Filter"},
                {"name": "Old", "type": "string", "member": "string", "disabled": true}
            ]},
            "DescribeGoodsResponse": {"type": "object", "members": [
                {"name": "Goods", "type": "list", "member": "Good", "output_required": true, "value_allowed_null": false},
                {"name": "Total", "type": "int", "member": "uint64", "output_required": true, "value_allowed_null": true},
                {"name": "RequestId", "type": "string", "member": "string"}
            ]},
            "Filter": {"members": [
                {"name": "Name", "type": "string", "member": "string", "required": true},
                {"name": "Values", "type": "list", "member": "string", "required": true}
            ]},
            "Good": {"members": [
                {"name": "Name", "type": "string", "member": "string", "output_required": true, "example": "\u{82f9}\u{679c}"},
                {"name": "Colour", "type": "string", "member": "string"},
                {"name": "Parts", "type": "list", "member": "Good"}
            ]}
        }
    })
}

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

/// Returns the metadata with an offset, so that the list of goods is paged.
fn paged_metadata() -> Value {
    let mut paged = metadata();
    paged["objects"]["DescribeGoodsRequest"]["members"]
        .as_array_mut()
        .unwrap()
        .push(json!({"name": "Offset", "type": "int", "member": "uint64"}));
    paged
}

#[test]
fn only_a_new_action_gets_a_guess_of_its_paging() {
    let workspace = Workspace::new();
    workspace.import(&metadata()).unwrap();
    assert_eq!(workspace.spec().actions["DescribeGoods"].paging, None, "a limit alone is no page");
    let mut with_new_action = paged_metadata();
    with_new_action["actions"]["ListGoods"] =
        json!({"input": "DescribeGoodsRequest", "output": "DescribeGoodsResponse"});
    let report = workspace.import(&with_new_action).unwrap();
    assert!(report.added.contains(&"actions/ListGoods.json".to_owned()), "{report}");
    let spec = workspace.spec();
    let mut guess = Paging::by_offset("Offset", "Limit", "Goods");
    guess.total = Some("Total".to_owned());
    assert_eq!(spec.actions["ListGoods"].paging, Some(guess));
    assert_eq!(spec.actions["DescribeGoods"].paging, None, "the action was not new");

    workspace.edit("actions/ListGoods.json", |action| {
        action["paging"].as_object_mut().unwrap().remove("total").unwrap();
    });
    let corrected = workspace.spec();
    workspace.import(&with_new_action).unwrap();
    assert_eq!(workspace.spec(), corrected, "the correction of a person was changed");
}

#[test]
fn a_member_of_paging_that_the_metadata_no_longer_has_is_reported_and_stays() {
    let workspace = Workspace::new();
    workspace.import(&paged_metadata()).unwrap();
    let before = workspace.spec();
    assert!(before.actions["DescribeGoods"].paging.is_some());
    let report = workspace.import(&metadata()).unwrap();
    assert_eq!(report.gone, ["actions/DescribeGoods.json#/parameters/Offset"]);
    assert_eq!(workspace.spec(), before);
    let mut disabled = paged_metadata();
    disabled["objects"]["DescribeGoodsRequest"]["members"][5]["disabled"] = json!(true);
    let report = workspace.import(&disabled).unwrap();
    assert_eq!(report.gone, ["actions/DescribeGoods.json#/parameters/Offset"]);
    assert_eq!(
        workspace.spec().actions["DescribeGoods"].paging,
        before.actions["DescribeGoods"].paging
    );
}

#[test]
fn resources_stay_and_a_member_of_theirs_that_is_gone_is_reported() {
    let workspace = Workspace::new();
    workspace.import(&metadata()).unwrap();
    let resource = json!({
        "name": "Good",
        "summary": "Thing that is sold.",
        "identifiers": ["Name"],
        "structure": "Good",
        "output_only": ["Parts"],
        "list": [{"action": "DescribeGoods", "items": "Goods"}],
    });
    fs::create_dir(workspace.specs().join("resources")).unwrap();
    fs::write(workspace.specs().join("resources/Good.json"), resource.to_string()).unwrap();
    let before = workspace.spec();
    let mut new_metadata = metadata();
    new_metadata["objects"]["Good"]["members"].as_array_mut().unwrap().remove(2);
    let report = workspace.import(&new_metadata).unwrap();
    assert_eq!(report.gone, ["structures/Good.json#/members/Parts"]);
    assert!(report.written.iter().all(|file| !file.starts_with("resources/")), "{report}");
    assert_eq!(workspace.spec().resources, before.resources);
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
