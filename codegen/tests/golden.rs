//! Specs in, code out: what is generated from hostile specs is the golden folder. That it compiles
//! and works is for teo-tests to say, so that this test can rewrite it when it does not.
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
fn the_golden_folder_is_what_the_hostile_specs_become() {
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
fn the_vendors_sentences_stand_below_ours_where_they_are_asked_for() {
    let spec = Spec::load(&folder().join("specs")).unwrap_or_else(|problems| panic!("{problems}"));
    let prose = [("DescribeTypeRequest.Text", "Of a text."), ("Option", "Of an option.")];
    let prose = prose.map(|(about, text)| (about.to_owned(), text.to_owned()));
    let files = generate(&spec, &Options { prose: prose.into(), ..options() }).unwrap();
    let says = |file: &str, text: &str| files[file].contains(&format!("The vendor says:\n{text}"));
    assert!(says("actions/describe_type.rs", "    ///\n    /// Of a text.\n"));
    assert!(says("structures/option.rs", "///\n/// Of an option.\n"));
}
