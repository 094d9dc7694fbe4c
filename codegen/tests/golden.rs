//! Tests that the code generated from the hostile spec equals the golden folder. teo-tests compiles
//! that folder. This test does not, so that it can rewrite a folder that does not compile.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::path::{Path, PathBuf};

use teo_codegen::{Folder, Options, Stale, generate};
use teo_specs::Spec;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/hostile")
}

fn options() -> Options {
    Options::for_crate("teo_tests::hostile")
}

#[test]
fn the_hostile_spec_generates_the_golden_folder() {
    let spec = Spec::load(&folder().join("specs")).unwrap_or_else(|problems| panic!("{problems}"));
    let files = generate(&spec, &options()).unwrap_or_else(|problems| panic!("{problems}"));
    let golden = Folder::new(folder().join("generated"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        golden.update(&files).unwrap();
    }
    assert_eq!(golden.stale(&files).unwrap(), [] as [Stale; 0], "UPDATE_GOLDEN=1 rewrites it");
    assert_eq!(files, generate(&spec, &options()).unwrap(), "two runs differ");
}

#[test]
fn the_vendors_prose_follows_our_documentation_if_the_options_have_it() {
    let spec = Spec::load(&folder().join("specs")).unwrap_or_else(|problems| panic!("{problems}"));
    let prose = [("DescribeTypeRequest.Text", "Of a text."), ("Option", "Of an option.")];
    let prose = prose.map(|(subject, text)| (subject.to_owned(), text.to_owned()));
    let mut options = options();
    options.prose = prose.into();
    let files = generate(&spec, &options).unwrap();
    let has_prose =
        |file: &str, text: &str| files[file].contains(&format!("The vendor says:\n{text}"));
    assert!(has_prose("actions/describe_type.rs", "    ///\n    /// Of a text.\n"));
    assert!(has_prose("structures/option.rs", "///\n/// Of an option.\n"));
}
