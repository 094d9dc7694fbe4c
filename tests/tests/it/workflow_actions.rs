//! The table of the build script that says which methods of the client each workflow calls: without one
//! of these, the module does not compile, so the build script leaves it out.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn teo_api() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../teo-api")
}

/// The workflows of the table, each with its methods.
fn table() -> Vec<(String, BTreeSet<String>)> {
    let script = fs::read_to_string(teo_api().join("build.rs")).unwrap();
    let (_, table) = script.split_once("const WORKFLOWS").unwrap();
    let (table, _) = table.split_once("];").unwrap();
    // The first text in each tuple is the workflow, the others are its methods.
    let workflows = table.split_once('=').unwrap().1.split('(').skip(1);
    let texts = |tuple: &str| tuple.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    let tuples = workflows.map(|tuple| -> Vec<String> { texts(tuple) });
    tuples.map(|texts| (texts[0].clone(), texts[1..].iter().cloned().collect())).collect()
}

/// The source of a workflow, without its comments and tests.
fn source(workflow: &str) -> String {
    let folder = teo_api().join("src/workflows");
    let mut files = vec![folder.join(workflow).with_extension("rs")];
    let mut folders = vec![folder.join(workflow)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    let text = files.iter().map(|file| fs::read_to_string(file).unwrap());
    let code = text.map(|text| text.split("#[cfg(test)]").next().unwrap().to_owned());
    let code: String = code.collect();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_build_script_names_the_methods_that_each_workflow_calls() {
    let actions = fs::read_dir(teo_api().join("src/generated/actions")).unwrap();
    let methods: Vec<String> = actions
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert!(methods.len() > 200, "{}", methods.len());
    for (workflow, named) in table() {
        let source = source(&workflow);
        let is_called = |method: &&String| source.contains(&format!(".{method}("));
        let called: BTreeSet<String> = methods.iter().filter(is_called).cloned().collect();
        assert_eq!(named, called, "workflows::{workflow}");
    }
}

#[test]
fn every_workflow_is_in_the_table_and_depends_on_its_cfg() {
    let declared = fs::read_to_string(teo_api().join("src/workflows.rs")).unwrap();
    let modules = declared.lines().filter_map(|line| line.strip_prefix("pub mod "));
    let modules: BTreeSet<&str> = modules.map(|name| name.trim_end_matches(';')).collect();
    let table = table();
    assert_eq!(modules, table.iter().map(|(name, _)| name.as_str()).collect());
    for name in modules {
        assert!(declared.contains(&format!("workflow_{name}")), "{name}");
    }
}
