//! Generated code of a format that the runtime does not know is one compile error, which says what
//! to do. The macro is compiled alone, by the compiler that compiles this test.

use std::path::Path;
use std::process::{Command, Output};

fn compile(format: &str) -> Output {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../teo-api/src/runtime");
    let macro_file = runtime.join("codegen/format_version.rs");
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("lib.rs");
    let code =
        format!("#[path = {macro_file:?}]\nmod format_version;\n__format_version!({format});\n");
    std::fs::write(&root, code).unwrap();
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    Command::new(compiler)
        .args(["--crate-type=lib", "--emit=metadata", "--error-format=short", "--edition=2024"])
        .arg("--out-dir")
        .args([folder.path(), &root])
        .output()
        .unwrap()
}

#[test]
fn code_of_an_unknown_format_is_one_error_that_says_what_to_do() {
    let output = compile("2");
    let stderr = String::from_utf8(output.stderr).unwrap();
    let errors: Vec<&str> =
        stderr.lines().filter_map(|line| line.split(": error: ").nth(1)).collect();
    assert_eq!(
        errors,
        ["this code was generated in format 2, and this version of teo-api accepts format 1: \
          generate the code again with a teo-codegen of the same major version as teo-api, or \
          update teo-api"],
        "{stderr}"
    );
    assert!(!output.status.success());
}

#[test]
fn code_of_the_present_format_compiles() {
    let output = compile("1");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
