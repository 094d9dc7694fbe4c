//! The texts of the files of one spec, from a folder or from this crate, before they are parsed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The text of each file, by its path relative to the folder of the spec, with `/` on every system.
pub(crate) type Files = BTreeMap<String, String>;

/// Reads every file below a folder. Skips hidden files and folders, which editors may leave there.
pub(crate) fn read_folder(folder: &Path) -> Result<Files, (PathBuf, io::Error)> {
    let mut files = Files::new();
    collect(folder, "", &mut files)?;
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Files) -> Result<(), (PathBuf, io::Error)> {
    let locate = |error| (folder.to_owned(), error);
    for entry in fs::read_dir(folder).map_err(locate)? {
        let entry = entry.map_err(locate)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = entry.path();
        let relative = format!("{prefix}{name}");
        if path.is_dir() {
            collect(&path, &format!("{relative}/"), files)?;
        } else {
            let text = fs::read_to_string(&path).map_err(|error| (path, error))?;
            files.insert(relative, text);
        }
    }
    Ok(())
}
