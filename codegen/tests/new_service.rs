//! The first import of a service: specs of facts alone, which load and become code as they are.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use teo_codegen::import::{Metadata, Report, import};
use teo_codegen::{Options, generate};
use teo_specs::{Site, Spec};
use zip::write::SimpleFileOptions;

/// A package with a service whose folder is called otherwise than the service itself.
fn wheel(folder: &Path) -> PathBuf {
    let path = folder.join("tccli-1.2.3-py3-none-any.whl");
    let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    for day in ["2019-05-05", "2020-01-01"] {
        let inside = format!("tccli/services/corner_shop/v{}/api.json", day.replace('-', ""));
        archive.start_file(inside, SimpleFileOptions::default()).unwrap();
        archive.write_all(metadata(day).to_string().as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    path
}

fn metadata(version: &str) -> Value {
    let member =
        |name: &str, kind: &str, of: &str| json!({"name": name, "type": kind, "member": of});
    let request_id = member("RequestId", "string", "string");
    json!({
        "metadata": {"apiVersion": version, "serviceShortName": "shop", "serviceNameCN": "Corner Shop"},
        "actions": {
            "DescribeGoods": {"input": "DescribeGoodsRequest", "output": "DescribeGoodsResponse", "status": "online"},
            "Describer": {"input": "DescriberRequest", "output": "DescribeGoodsResponse", "status": "offline"},
            "UploadPicture": {"input": "UploadPictureRequest", "output": "DescribeGoodsResponse"}
        },
        "objects": {
            "DescribeGoodsRequest": {"type": "object", "members": [
                member("On", "string", "date"),
                member("At", "string", "datetime"),
                member("Since", "string", "datetime_iso"),
                member("Times", "list", "datetime_iso"),
                {"name": "Colour", "type": "string", "member": "string", "required": 1}
            ]},
            "DescriberRequest": {"type": "object", "members": []},
            "UploadPictureRequest": {"type": "object", "members": [
                {"name": "Picture", "type": "binary", "member": "binary", "required": true},
                member("Title", "string", "string"),
                member("AlbumPassword", "string", "string")
            ]},
            "DescribeGoodsResponse": {"type": "object", "members": [request_id]}
        }
    })
}

fn imported() -> (Spec, Report) {
    let place = tempfile::tempdir().unwrap();
    let wheel = wheel(place.path());
    let newest = Metadata::newest_version(&wheel, "corner_shop").unwrap();
    let metadata = Metadata::read(&wheel, "corner_shop", &newest).unwrap();
    let report = import(place.path().join("specs"), &metadata, None).unwrap();
    let spec =
        Spec::load(&place.path().join("specs")).unwrap_or_else(|problems| panic!("{problems}"));
    (spec, report)
}

#[test]
fn a_service_gets_what_every_service_is_told() {
    let service = imported().0.service;
    assert_eq!((service.service.as_str(), service.version.as_str()), ("shop", "2020-01-01"));
    assert_eq!(service.packaged_as.as_deref(), Some("corner_shop"));
    assert_eq!(service.hosts.international, "shop.intl.tencentcloudapi.com");
    assert_eq!(service.hosts.china, "shop.tencentcloudapi.com");
    assert_eq!((service.title.as_str(), service.summary.as_str()), ("Corner Shop", ""));
    assert_eq!(service.sources["tccli"], "1.2.3");
    assert!(service.error("RequestLimitExceeded").unwrap().transient);
}

#[test]
fn what_is_offline_is_advised_against_and_a_secret_is_kept_from_debug() {
    let spec = imported().0;
    let deprecated: Vec<_> =
        spec.actions.values().filter(|a| a.deprecated).map(|a| &a.name).collect();
    assert_eq!(deprecated, ["Describer"]);
    let reads: Vec<_> = spec.actions.values().filter(|a| a.reads_only).map(|a| &a.name).collect();
    assert_eq!(reads, ["DescribeGoods"]);
    let upload = &spec.actions["UploadPicture"].parameters;
    let secret: Vec<_> = upload.iter().filter(|m| m.sensitive).map(|m| &m.name).collect();
    assert_eq!(secret, ["AlbumPassword"]);
}

#[test]
fn of_a_new_service_the_report_counts_what_it_would_list() {
    let told = imported().1.to_string();
    assert!(told.contains("added (3)\nchanged (1)\n"), "{told}");
    assert!(told.contains("without words of ours (3)\n4 files written"), "{told}");
}

#[test]
fn a_time_is_one_only_where_the_vendor_says_how_it_is_written() {
    let spec = imported().0;
    let types: Vec<_> =
        spec.actions["DescribeGoods"].parameters.iter().map(|m| m.wire_type.as_str()).collect();
    assert_eq!(types, ["string", "string", "timestamp", "[timestamp]", "string"]);
    assert!(spec.actions["DescribeGoods"].parameters[4].required, "1 is not taken for true");
}

#[test]
fn bytes_stand_in_the_spec_and_the_docs_but_in_no_field() {
    let (spec, report) = imported();
    assert_eq!(report.binary, ["actions/UploadPicture.json#/parameters/Picture"]);
    assert_eq!(spec.actions["UploadPicture"].parameters[0].wire_type, "binary");
    let code = &generate(&spec, &Options::for_teo_api()).unwrap()["actions/upload_picture.rs"];
    assert!(code.contains("pub title: Option<String>"));
    assert!(!code.contains("pub picture"));
    assert!(code.contains("`Picture` holds bytes that travel in a multipart body"), "{code}");
}

#[test]
fn the_same_folder_takes_no_other_service() {
    let place = tempfile::tempdir().unwrap();
    let wheel = wheel(place.path());
    let specs = place.path().join("specs");
    let read = |version| Metadata::read(&wheel, "corner_shop", version).unwrap();
    import(&specs, &read("2019-05-05"), None).unwrap();
    let error = import(&specs, &read("2020-01-01"), None).unwrap_err().to_string();
    let told = "holds specs of shop 2019-05-05, and the metadata describes shop 2020-01-01";
    assert!(error.contains(told), "{error}");
}

#[test]
fn a_service_that_the_international_edition_lacks_is_on_the_china_site_alone() {
    let place = tempfile::tempdir().unwrap();
    let wheel = wheel(place.path());
    let china = Metadata::read(&wheel, "corner_shop", "2020-01-01").unwrap();
    let specs = |international: &str| {
        let intl = place.path().join("tccli_intl_en-4.5.6-py3-none-any.whl");
        let mut archive = zip::ZipWriter::new(fs::File::create(&intl).unwrap());
        let inside = format!("tccli/services/{international}/v20200101/api.json");
        archive.start_file(inside, SimpleFileOptions::default()).unwrap();
        archive.write_all(metadata("2020-01-01").to_string().as_bytes()).unwrap();
        archive.finish().unwrap();
        let intl = Metadata::read_or_none(&intl, "corner_shop", "2020-01-01").unwrap();
        import(place.path().join(international), &china, Some(&intl)).unwrap();
        Spec::load(&place.path().join(international)).unwrap()
    };
    let lacking = specs("another");
    assert_eq!(lacking.actions["DescribeGoods"].sites, [Site::China]);
    assert_eq!(lacking.service.explorer, None);
    let having = specs("corner_shop");
    assert_eq!(having.actions["DescribeGoods"].sites, [Site::International, Site::China]);
    assert_eq!(having.service.sources["tccli-intl-en"], "4.5.6");
    let explorer = having.service.explorer.unwrap();
    assert!(explorer.ends_with("?Product=shop&Version=2020-01-01&Action={action}"), "{explorer}");
}

#[test]
fn the_command_takes_the_newest_version_and_remembers_how_the_package_calls_the_service() {
    let place = tempfile::tempdir().unwrap();
    let wheel = wheel(place.path());
    let run = |more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_teo-codegen"))
            .current_dir(place.path())
            .args(["import", "--specs", "specs", "--from"])
            .arg(&wheel)
            .args(more)
            .output()
            .unwrap();
        String::from_utf8(if output.status.success() { output.stdout } else { output.stderr })
            .unwrap()
    };
    assert!(run(&[]).contains("name a service with --service"));
    assert!(run(&["--service", "corner_shop"]).ends_with("4 files written\n"));
    assert_eq!(Spec::load(&place.path().join("specs")).unwrap().service.version, "2020-01-01");
    assert!(run(&[]).ends_with("0 files written\n"));
    assert!(
        run(&["--service", "corner_shop", "--version", "2019-05-05"])
            .contains("name another folder")
    );
}
