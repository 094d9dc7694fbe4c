//! The spec files of one service as they are before and after an import.
//!
//! They are read more leniently than for generating: what the importer owns may be missing, for it
//! is about to be filled in.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use teo_specs::{Action, Service, Structure};

use crate::whole_file;

/// Everything that an import may change.
#[derive(Debug, Clone)]
pub(super) struct Specs {
    pub(super) service: Service,
    pub(super) actions: BTreeMap<String, Action>,
    pub(super) structures: BTreeMap<String, Structure>,
}

/// Why spec files could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SpecsError {
    /// The system refused.
    #[error("cannot {doing} {}: {source}", .path.display())]
    Io {
        /// Read or write.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is no spec.
    #[error("{}: {what}", .path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}

impl Specs {
    /// None if there is no service yet; then the folder must not hold anything else either.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, SpecsError> {
        if is_empty(folder)? {
            return Ok(None);
        }
        Ok(Some(Self {
            service: read_service(folder)?,
            actions: read_folder(&folder.join("actions"), complete_action)?,
            structures: read_folder(&folder.join("structures"), complete_structure)?,
        }))
    }

    pub(super) fn of_new(service: Service) -> Self {
        Self { service, actions: BTreeMap::new(), structures: BTreeMap::new() }
    }

    /// Writes what differs and tells which files those are.
    pub(super) fn write(&self, folder: &Path) -> Result<Vec<String>, SpecsError> {
        let mut files = vec![("service.json".to_owned(), text(&self.service))];
        let actions = self.actions.iter();
        files.extend(actions.map(|(name, spec)| (format!("actions/{name}.json"), text(spec))));
        let structures = self.structures.iter();
        files
            .extend(structures.map(|(name, spec)| (format!("structures/{name}.json"), text(spec))));
        let mut written = Vec::new();
        for (name, text) in files {
            let path = folder.join(&name);
            if fs::read_to_string(&path).is_ok_and(|held| held == text) {
                continue;
            }
            whole_file::write(&path, &text).map_err(|source| SpecsError::Io {
                doing: "write",
                path,
                source,
            })?;
            written.push(name);
        }
        Ok(written)
    }
}

/// Reads what the specs in a folder say of their service.
///
/// # Errors
///
/// When there are none, or `service.json` is malformed.
pub fn read_service(folder: &Path) -> Result<Service, SpecsError> {
    read_file(&folder.join("service.json"), |_| {})
}

/// Whether there is no such folder or nothing in it.
fn is_empty(folder: &Path) -> Result<bool, SpecsError> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(SpecsError::Io { doing: "read", path: folder.to_owned(), source }),
    }
}

fn text(spec: &impl Serialize) -> String {
    // The types of specs have string keys and no failing parts.
    serde_json::to_string_pretty(spec).unwrap_or_default() + "\n"
}

fn read_folder<T: DeserializeOwned>(
    folder: &Path,
    complete: impl Fn(&mut Value),
) -> Result<BTreeMap<String, T>, SpecsError> {
    let mut specs = BTreeMap::new();
    let Ok(entries) = fs::read_dir(folder) else { return Ok(specs) };
    for entry in entries {
        let locate = |source| SpecsError::Io { doing: "read", path: folder.to_owned(), source };
        let path = entry.map_err(locate)?.path();
        if let Some(name) = path.file_name().and_then(|n| n.to_str()?.strip_suffix(".json")) {
            specs.insert(name.to_owned(), read_file(&path, &complete)?);
        }
    }
    Ok(specs)
}

fn read_file<T: DeserializeOwned>(
    path: &Path,
    complete: impl Fn(&mut Value),
) -> Result<T, SpecsError> {
    let form = |what: String| SpecsError::Form { path: path.to_owned(), what };
    let text = fs::read_to_string(path).map_err(|source| SpecsError::Io {
        doing: "read",
        path: path.to_owned(),
        source,
    })?;
    let mut json: Value = serde_json::from_str(&text).map_err(|error| form(error.to_string()))?;
    complete(&mut json);
    let mut unknown = Vec::new();
    let mut ignored = |path: serde_ignored::Path<'_>| unknown.push(path.to_string());
    let spec = serde_ignored::deserialize(&json, &mut ignored).map_err(|e| form(e.to_string()))?;
    // Writing the file again would lose it.
    match unknown.first() {
        Some(key) => Err(form(format!("unknown key {key}; remove it, or see spec.schema.json"))),
        None => Ok(spec),
    }
}

/// Puts a blank where a key of the importer's own is missing.
fn complete_action(json: &mut Value) {
    blank(json, "sites", json!([]));
    for list in ["parameters", "response"] {
        blank(json, list, json!([]));
        complete_members(&mut json[list]);
    }
}

fn complete_structure(json: &mut Value) {
    blank(json, "direction", json!("both"));
    blank(json, "members", json!([]));
    complete_members(&mut json["members"]);
}

fn complete_members(list: &mut Value) {
    for member in list.as_array_mut().into_iter().flatten() {
        blank(member, "type", json!(""));
    }
}

fn blank(json: &mut Value, key: &str, value: Value) {
    if let Some(object) = json.as_object_mut() {
        object.entry(key).or_insert(value);
    }
}
