//! Tests the first import of a service, which creates a spec with facts but no texts. The spec
//! loads, and code can be generated from it.
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

/// Writes a package with a service whose folder has another name than the service.
fn write_wheel(folder: &Path) -> PathBuf {
    let path = folder.join("tccli-1.2.3-py3-none-any.whl");
    let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    for day in ["2019-05-05", "2020-01-01"] {
        let file = format!("tccli/services/corner_shop/v{}/api.json", day.replace('-', ""));
        archive.start_file(file, SimpleFileOptions::default()).unwrap();
        archive.write_all(metadata(day).to_string().as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    path
}

fn metadata(version: &str) -> Value {
    let member = |name: &str, kind: &str, member: &str| json!({"name": name, "type": kind, "member": member});
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

fn import_new_service() -> (Spec, Report) {
    let temporary = tempfile::tempdir().unwrap();
    let wheel = write_wheel(temporary.path());
    let newest = Metadata::newest_version(&wheel, "corner_shop").unwrap();
    let metadata = Metadata::read(&wheel, "corner_shop", &newest).unwrap();
    let report = import(temporary.path().join("specs"), &metadata, None).unwrap();
    let spec =
        Spec::load(&temporary.path().join("specs")).unwrap_or_else(|problems| panic!("{problems}"));
    (spec, report)
}

#[test]
fn a_new_service_has_hosts_sources_and_common_errors() {
    let service = import_new_service().0.service;
    assert_eq!((service.service.as_str(), service.version.as_str()), ("shop", "2020-01-01"));
    assert_eq!(service.packaged_as.as_deref(), Some("corner_shop"));
    assert_eq!(service.hosts.international, "shop.intl.tencentcloudapi.com");
    assert_eq!(service.hosts.china, "shop.tencentcloudapi.com");
    assert_eq!((service.title.as_str(), service.summary.as_str()), ("Corner Shop", ""));
    assert_eq!(service.sources["tccli"], "1.2.3");
    assert!(service.error("RequestLimitExceeded").unwrap().transient);
}

#[test]
fn offline_actions_are_deprecated_and_secrets_are_sensitive() {
    let spec = import_new_service().0;
    let deprecated: Vec<_> =
        spec.actions.values().filter(|a| a.deprecated).map(|a| &a.name).collect();
    assert_eq!(deprecated, ["Describer"]);
    let read_only: Vec<_> =
        spec.actions.values().filter(|a| a.read_only).map(|a| &a.name).collect();
    assert_eq!(read_only, ["DescribeGoods"]);
    let upload = &spec.actions["UploadPicture"].parameters;
    let secret: Vec<_> = upload.iter().filter(|m| m.sensitive).map(|m| &m.name).collect();
    assert_eq!(secret, ["AlbumPassword"]);
}

#[test]
fn the_report_of_a_new_service_has_counts_without_items() {
    let report = import_new_service().1.to_string();
    assert!(report.contains("added (3)\nchanged (1)\n"), "{report}");
    assert!(report.contains("without a summary (3)\n4 files written"), "{report}");
}

#[test]
fn only_a_time_with_a_defined_format_is_a_timestamp() {
    let spec = import_new_service().0;
    let types: Vec<_> =
        spec.actions["DescribeGoods"].parameters.iter().map(|m| m.wire_type.as_str()).collect();
    assert_eq!(types, ["string", "string", "timestamp", "[timestamp]", "string"]);
    assert!(spec.actions["DescribeGoods"].parameters[4].required, "1 was not read as true");
}

#[test]
fn a_binary_parameter_is_in_the_spec_and_the_docs_but_has_no_field() {
    let (spec, report) = import_new_service();
    assert_eq!(report.binary, ["actions/UploadPicture.json#/parameters/Picture"]);
    assert_eq!(spec.actions["UploadPicture"].parameters[0].wire_type, "binary");
    let code = &generate(&spec, &Options::for_teo_api()).unwrap()["actions/upload_picture.rs"];
    assert!(code.contains("pub title: Option<String>"));
    assert!(!code.contains("pub picture"));
    assert!(code.contains("`Picture` is binary and needs a multipart body"), "{code}");
}

#[test]
fn an_import_into_the_folder_of_another_version_fails() {
    let temporary = tempfile::tempdir().unwrap();
    let wheel = write_wheel(temporary.path());
    let specs = temporary.path().join("specs");
    let read = |version| Metadata::read(&wheel, "corner_shop", version).unwrap();
    import(&specs, &read("2019-05-05"), None).unwrap();
    let error = import(&specs, &read("2020-01-01"), None).unwrap_err().to_string();
    let expected = "describes shop 2019-05-05 and the metadata describes shop 2020-01-01";
    assert!(error.contains(expected), "{error}");
}

#[test]
fn a_service_that_the_international_edition_lacks_has_only_the_china_site() {
    let temporary = tempfile::tempdir().unwrap();
    let wheel = write_wheel(temporary.path());
    let china = Metadata::read(&wheel, "corner_shop", "2020-01-01").unwrap();
    let import_with = |international_service: &str| {
        let intl_wheel = temporary.path().join("tccli_intl_en-4.5.6-py3-none-any.whl");
        let mut archive = zip::ZipWriter::new(fs::File::create(&intl_wheel).unwrap());
        let file = format!("tccli/services/{international_service}/v20200101/api.json");
        archive.start_file(file, SimpleFileOptions::default()).unwrap();
        archive.write_all(metadata("2020-01-01").to_string().as_bytes()).unwrap();
        archive.finish().unwrap();
        let intl = Metadata::read_or_empty(&intl_wheel, "corner_shop", "2020-01-01").unwrap();
        import(temporary.path().join(international_service), &china, Some(&intl)).unwrap();
        Spec::load(&temporary.path().join(international_service)).unwrap()
    };
    let without_service = import_with("another");
    assert_eq!(without_service.actions["DescribeGoods"].sites, [Site::China]);
    assert_eq!(without_service.service.explorer, None);
    let with_service = import_with("corner_shop");
    assert_eq!(with_service.actions["DescribeGoods"].sites, [Site::International, Site::China]);
    assert_eq!(with_service.service.sources["tccli-intl-en"], "4.5.6");
    let explorer = with_service.service.explorer.unwrap();
    assert!(explorer.ends_with("?Product=shop&Version=2020-01-01&Action={action}"), "{explorer}");
}

#[test]
fn the_command_imports_the_newest_version_and_saves_the_folder_name_of_the_service() {
    let temporary = tempfile::tempdir().unwrap();
    let wheel = write_wheel(temporary.path());
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_teo-codegen"))
            .current_dir(temporary.path())
            .args(["import", "--specs", "specs", "--from"])
            .arg(&wheel)
            .args(arguments)
            .output()
            .unwrap();
        String::from_utf8(if output.status.success() { output.stdout } else { output.stderr })
            .unwrap()
    };
    assert!(run(&[]).contains("pass --service to create a new spec"));
    assert!(run(&["--service", "corner_shop"]).ends_with("4 files written\n"));
    assert_eq!(Spec::load(&temporary.path().join("specs")).unwrap().service.version, "2020-01-01");
    assert!(run(&[]).ends_with("0 files written\n"));
    assert!(
        run(&["--service", "corner_shop", "--version", "2019-05-05"])
            .contains("name another folder")
    );
}
