//! The table of the build script that says what each workflow uses of the bindings: without one of these
//! the module does not compile, so the build script leaves it out.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

type Names = BTreeSet<String>;

fn teo_api() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../teo-api")
}

/// The texts in quotes.
fn quoted(text: &str) -> Names {
    text.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The workflows of the table, each with its types and lists.
fn table() -> Vec<(String, Names, Names)> {
    let script = fs::read_to_string(teo_api().join("build.rs")).unwrap();
    let (_, table) = script.split_once("const WORKFLOWS").unwrap();
    let (table, _) = table.split_once("\n];").unwrap();
    let rows = table.split("name: ").skip(1).map(|row| {
        let (name, rest) = row.split_once("types: ").unwrap();
        let (types, lists) = rest.split_once("lists: ").unwrap();
        (quoted(name).pop_first().unwrap(), quoted(types), quoted(lists))
    });
    rows.collect()
}

/// The sources of a workflow and of those that it uses, without comments and tests.
fn source(workflow: &str) -> String {
    let folder = teo_api().join("src/workflows");
    let mut files = vec![folder.join(workflow).with_extension("rs")];
    let mut folders = vec![folder.join(workflow)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    let text = files.iter().map(|file| fs::read_to_string(file).unwrap());
    let code: String =
        text.map(|text| text.split("#[cfg(test)]").next().unwrap().to_owned()).collect();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let own = lines.collect::<Vec<_>>().join("\n");
    if workflow != "zones" && own.contains("workflows::zones") {
        own + "\n" + &source("zones")
    } else {
        own
    }
}

/// The types of the bindings that code imports.
fn imported(source: &str) -> Names {
    let imports = source.split("use crate::teo::").skip(1);
    let lists = imports.map(|import| import.split(';').next().unwrap());
    let names = lists.flat_map(|list| list.split(|c: char| !c.is_alphanumeric()));
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[test]
fn the_build_script_names_the_types_and_lists_that_each_workflow_uses() {
    for (workflow, types, lists) in table() {
        let source = source(&workflow);
        assert_eq!(types, imported(&source), "workflows::{workflow}");
        assert_eq!(lists.is_empty(), !source.contains(".items()"), "workflows::{workflow}");
        assert!(lists.is_subset(&types), "workflows::{workflow}");
    }
}

#[test]
fn every_workflow_is_in_the_table_and_depends_on_its_cfg() {
    let declared = fs::read_to_string(teo_api().join("src/workflows.rs")).unwrap();
    let modules = declared.lines().filter_map(|line| line.strip_prefix("pub mod "));
    let modules: BTreeSet<&str> = modules.map(|name| name.trim_end_matches(';')).collect();
    let table = table();
    assert_eq!(modules, table.iter().map(|(name, ..)| name.as_str()).collect());
    for name in modules {
        assert!(declared.contains(&format!("workflow_{name}")), "{name}");
    }
}
