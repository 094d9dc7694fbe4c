//! Holds the names that the method of an action avoids to the names that clients have: an action for
//! each function of a client, generated with methods of a client of its own.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::path::{Path, PathBuf};

use teo_codegen::{Options, generate};
use teo_specs::{Action, Site, Spec};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The Rust files below a folder, without generated ones and tests.
fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !["generated", "tests"].contains(&name.as_str()) {
            rust_files(&path, files);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            files.push(path);
        }
    }
}

/// The names of the functions in the blocks of `impl Client`.
fn functions_of_clients(text: &str) -> Vec<String> {
    let blocks = text.split("\nimpl Client {\n").skip(1);
    let bodies = blocks.filter_map(|block| block.split("\n}\n").next());
    let lines = bodies.flat_map(|body| body.lines().map(str::trim_start));
    let names = lines.filter_map(|line| {
        let (before, after) = line.split_once("fn ")?;
        let is_function = before
            .split(' ')
            .all(|word| ["", "pub", "async", "const"].contains(&word) || word.starts_with("pub("));
        let name = after.split(['(', '<']).next()?;
        is_function.then(|| name.to_owned())
    });
    names.collect()
}

fn camel(name: &str) -> String {
    let capitalised = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('_').map(capitalised).collect()
}

#[test]
fn no_method_of_an_action_has_the_name_of_a_function_of_clients() {
    let mut files = Vec::new();
    rust_files(&repository().join("teo-api/src"), &mut files);
    let mut names: Vec<String> = files
        .iter()
        .flat_map(|file| functions_of_clients(&std::fs::read_to_string(file).unwrap()))
        .collect();
    let hostile = repository().join("tests/golden/hostile/specs");
    let mut spec = Spec::load(&hostile).unwrap_or_else(|problems| panic!("{problems}"));
    spec.actions.clear();
    // The client of bindings without an action has what every such client has.
    let options = Options::for_crate("hostile");
    names.extend(functions_of_clients(&generate(&spec, &options).unwrap()["client.rs"]));
    for known in ["builder", "call", "config", "for_service", "from_env", "new", "with_region"] {
        assert!(names.iter().any(|name| name == known), "{known} is not in {names:?}");
    }
    // Methods of traits that clients have, or that every type has.
    for name in ["clone", "clone_from", "fmt", "from", "into", "try_from", "try_into", "type_id"] {
        names.push(name.to_owned());
    }
    for name in &names {
        let mut action = Action::new(&camel(name));
        action.sites = vec![Site::International];
        spec.actions.insert(camel(name), action);
    }
    let files = generate(&spec, &options).unwrap();
    let client = &files["client.rs"];
    for name in &names {
        let method = format!("    pub fn {name}_(");
        assert!(client.contains(&method), "{name} is not in the list of reserved names");
    }
}
