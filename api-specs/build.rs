//! Lists the spec files for `src/embedded.rs`. Cargo runs this script again when a file is added,
//! but would not expand a macro that walks the folder again.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::current_dir()?;
    println!("cargo::rerun-if-changed=.");
    let mut files = Vec::new();
    for entry in fs::read_dir(&root)? {
        let path = entry?.path();
        if path.is_dir() && holds_specs(&path)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            collect(&path, &name, &mut files)?;
        }
    }
    files.sort();
    let mut source = String::from("static SPECS: &[(&str, &str)] = &[\n");
    for file in &files {
        let path = root.join(file);
        writeln!(source, "    ({file:?}, include_str!({path:?})),").map_err(io::Error::other)?;
    }
    source.push_str("];\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("embedded.rs"), source)
}

/// Returns true for a service's folder: it holds folders of versions, each with a `service.json`.
fn holds_specs(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        if entry?.path().join("service.json").is_file() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &name, files)?;
        } else if name.ends_with(".json") {
            files.push(name);
        }
    }
    Ok(())
}
