//! Reads the spec files of one service before an import, and writes them after it.
//!
//! Files are read more leniently than by `Spec::load`: a key that the importer owns may be missing. It
//! gets a placeholder, which the merge replaces unless the type of the item is frozen.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use teo_specs::{Action, Service, Structure};

use crate::whole_file;

/// The spec files that an import may change.
#[derive(Debug, Clone)]
pub(super) struct SpecFiles {
    pub(super) service: Service,
    pub(super) actions: BTreeMap<String, Action>,
    pub(super) structures: BTreeMap<String, Structure>,
}

/// The reason why spec files could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SpecFilesError {
    /// A file or folder could not be read or written.
    #[error("cannot {operation} {}", .path.display())]
    Io {
        /// Is `read` or `write`.
        operation: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The underlying I/O error.
        source: io::Error,
    },
    /// A file is not a valid spec file.
    #[error("{}: {problem}", .path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with the file.
        problem: String,
    },
}

impl SpecFiles {
    /// Reads the spec files; `None` if the folder is empty or does not exist.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, SpecFilesError> {
        if is_empty(folder)? {
            return Ok(None);
        }
        Ok(Some(Self {
            service: read_service(folder)?,
            actions: read_folder(&folder.join("actions"), complete_action)?,
            structures: read_folder(&folder.join("structures"), complete_structure)?,
        }))
    }

    pub(super) fn new(service: Service) -> Self {
        Self { service, actions: BTreeMap::new(), structures: BTreeMap::new() }
    }

    /// Writes the files that differ, and returns their paths relative to the folder.
    pub(super) fn write(&self, folder: &Path) -> Result<Vec<String>, SpecFilesError> {
        let mut files = vec![("service.json".to_owned(), to_json(&self.service))];
        let actions = self.actions.iter();
        files.extend(actions.map(|(name, spec)| (format!("actions/{name}.json"), to_json(spec))));
        let structures = self.structures.iter();
        files.extend(
            structures.map(|(name, spec)| (format!("structures/{name}.json"), to_json(spec))),
        );
        let mut written = Vec::new();
        for (name, text) in files {
            let path = folder.join(&name);
            if fs::read_to_string(&path).is_ok_and(|existing| existing == text) {
                continue;
            }
            whole_file::write(&path, &text).map_err(|source| SpecFilesError::Io {
                operation: "write",
                path,
                source,
            })?;
            written.push(name);
        }
        Ok(written)
    }
}

/// Reads the `service.json` of the spec in a folder.
///
/// # Errors
///
/// When `service.json` cannot be read or is malformed.
pub fn read_service(folder: &Path) -> Result<Service, SpecFilesError> {
    read_file(&folder.join("service.json"), |_| {})
}

/// Returns whether the folder is empty or does not exist.
fn is_empty(folder: &Path) -> Result<bool, SpecFilesError> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(source) => {
            Err(SpecFilesError::Io { operation: "read", path: folder.to_owned(), source })
        }
    }
}

fn to_json(spec: &impl Serialize) -> String {
    // The types of spec files have string keys, so serialisation does not fail.
    serde_json::to_string_pretty(spec).unwrap_or_default() + "\n"
}

fn read_folder<T: DeserializeOwned>(
    folder: &Path,
    complete: impl Fn(&mut Value),
) -> Result<BTreeMap<String, T>, SpecFilesError> {
    let mut specs = BTreeMap::new();
    let Ok(entries) = fs::read_dir(folder) else { return Ok(specs) };
    for entry in entries {
        let cannot_read =
            |source| SpecFilesError::Io { operation: "read", path: folder.to_owned(), source };
        let path = entry.map_err(cannot_read)?.path();
        if let Some(name) = path.file_name().and_then(|n| n.to_str()?.strip_suffix(".json")) {
            specs.insert(name.to_owned(), read_file(&path, &complete)?);
        }
    }
    Ok(specs)
}

fn read_file<T: DeserializeOwned>(
    path: &Path,
    complete: impl Fn(&mut Value),
) -> Result<T, SpecFilesError> {
    let malformed = |problem: String| SpecFilesError::Malformed { path: path.to_owned(), problem };
    let text = fs::read_to_string(path).map_err(|source| SpecFilesError::Io {
        operation: "read",
        path: path.to_owned(),
        source,
    })?;
    let mut json: Value =
        serde_json::from_str(&text).map_err(|error| malformed(error.to_string()))?;
    complete(&mut json);
    let mut unknown = Vec::new();
    let mut ignored = |path: serde_ignored::Path<'_>| unknown.push(path.to_string());
    let spec =
        serde_ignored::deserialize(&json, &mut ignored).map_err(|e| malformed(e.to_string()))?;
    // The import writes the file without unknown keys, so they would be lost.
    match unknown.first() {
        Some(key) => Err(malformed(format!(
            "unknown key {key}; correct or remove it; spec.schema.json lists the keys"
        ))),
        None => Ok(spec),
    }
}

/// Adds a placeholder for each key of the importer that an action lacks.
fn complete_action(json: &mut Value) {
    add_if_missing(json, "sites", json!([]));
    for list in ["parameters", "response"] {
        add_if_missing(json, list, json!([]));
        complete_members(&mut json[list]);
    }
}

/// Adds a placeholder for each key of the importer that a structure lacks; `direction` becomes `both`.
fn complete_structure(json: &mut Value) {
    add_if_missing(json, "direction", json!("both"));
    add_if_missing(json, "members", json!([]));
    complete_members(&mut json["members"]);
}

fn complete_members(list: &mut Value) {
    for member in list.as_array_mut().into_iter().flatten() {
        add_if_missing(member, "type", json!(""));
    }
}

fn add_if_missing(json: &mut Value, key: &str, value: Value) {
    if let Some(object) = json.as_object_mut() {
        object.entry(key).or_insert(value);
    }
}
