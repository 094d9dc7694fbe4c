//! A spec and metadata of a shop, in a temporary folder.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use teo_codegen::import::{Metadata, Report, import};
use teo_specs::Spec;

/// A temporary folder with the spec of a service, and with metadata.
pub(super) struct Workspace {
    pub(super) folder: tempfile::TempDir,
}

impl Workspace {
    pub(super) fn new() -> Self {
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

    pub(super) fn specs(&self) -> PathBuf {
        self.folder.path().join("specs")
    }

    pub(super) fn import(&self, metadata: &Value) -> Result<Report, String> {
        self.import_both(metadata, None)
    }

    pub(super) fn import_both(
        &self,
        china: &Value,
        international: Option<&Value>,
    ) -> Result<Report, String> {
        let read = |name: &str, metadata: &Value| {
            let path = self.folder.path().join(name);
            fs::write(&path, metadata.to_string()).unwrap();
            Metadata::read(&path, "shop", "2020-01-01").map_err(|error| error.to_string())
        };
        let china = read("china.json", china)?;
        let international = international.map(|m| read("international.json", m)).transpose()?;
        import(self.specs(), &china, international.as_ref()).map_err(|error| error.to_string())
    }

    pub(super) fn edit(&self, file: &str, edit: impl FnOnce(&mut Value)) {
        let path = self.specs().join(file);
        let mut json = read(&path);
        edit(&mut json);
        fs::write(path, json.to_string()).unwrap();
    }

    pub(super) fn spec(&self) -> Spec {
        Spec::load(&self.specs()).unwrap_or_else(|problems| panic!("{problems}"))
    }
}

pub(super) fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

pub(super) fn metadata() -> Value {
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
