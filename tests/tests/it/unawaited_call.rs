//! A call that was not awaited is told by the compiler, with the remedy. The program is compiled
//! against the teo-api of this test, by the compiler that compiles this test.

use std::path::{Path, PathBuf};
use std::process::Command;

const PROGRAM: &str = r#"
pub async fn zones(client: teo_api::Client) -> Result<u64, teo_api::Error> {
    let response = client.describe_zones(teo_api::teo::DescribeZonesRequest::new())?;
    Ok(response.zones.len() as u64)
}
pub fn forgotten(client: &teo_api::Client) {
    client.describe_zones(teo_api::teo::DescribeZonesRequest::new());
}
"#;

/// The newest compiled teo-api beside this test.
fn library(folder: &Path) -> PathBuf {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let libraries = files.filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("libteo_api-") && name.ends_with(".rlib")
    });
    let newest = libraries.max_by_key(|path| path.metadata().unwrap().modified().unwrap());
    newest.expect("this test depends on teo-api")
}

/// Compiles a program; returns whether it compiles, and what the compiler says.
fn compile(program: &str) -> (bool, String) {
    let test = std::env::current_exe().unwrap();
    let dependencies = test.parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("lib.rs");
    std::fs::write(&root, program).unwrap();
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(compiler)
        .args(["--crate-type=lib", "--emit=metadata", "--edition=2024"])
        .arg("--extern")
        .arg(format!("teo_api={}", library(dependencies).display()))
        .arg("-L")
        .arg(format!("dependency={}", dependencies.display()))
        .arg("--out-dir")
        .args([folder.path(), &root])
        .output()
        .unwrap();
    (output.status.success(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_question_mark_on_a_call_that_was_not_awaited_names_await() {
    let (compiles, stderr) = compile(PROGRAM);
    assert!(!compiles);
    for part in ["the `?` operator can only be applied", "consider `await`ing on the `Future`"] {
        assert!(stderr.contains(part), "{part} not in\n{stderr}");
    }
}

#[test]
fn a_call_that_is_not_used_is_a_warning_that_names_await() {
    let (compiles, stderr) = compile(&PROGRAM.replace("new())?", "new()).await?"));
    assert!(compiles, "{stderr}");
    assert!(stderr.contains("a call is not sent until it is awaited"), "{stderr}");
}
