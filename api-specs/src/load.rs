//! From files to a checked [`Spec`]: every file read, every problem of every file in one answer.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::check;
use crate::embedded;
use crate::files::{self, Files};
use crate::model::{Service, Spec};
use crate::parse::parse;
use crate::problem::{Place, Problem, Problems};

/// Why a spec could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The folder is no spec.
    #[error(
        "{} holds no service.json; name the folder of one version, such as api-specs/teo/2022-09-01",
        .0.display()
    )]
    NoSpec(PathBuf),
    /// No such spec in this crate.
    #[error("no specs of {service} {version} are embedded; there are {known}")]
    NotEmbedded {
        /// The service that was asked for.
        service: String,
        /// The version that was asked for.
        version: String,
        /// What there is.
        known: String,
    },
    /// A file could not be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The files were read and something is wrong with them.
    #[error(transparent)]
    Problems(#[from] Problems),
}

impl Spec {
    /// Loads the specs of one version of a service from its folder.
    ///
    /// # Errors
    ///
    /// When the folder or a file cannot be read, or with all [`Problems`] of all files.
    pub fn load(folder: &Path) -> Result<Self, LoadError> {
        if !folder.join("service.json").is_file() {
            return Err(LoadError::NoSpec(folder.to_owned()));
        }
        let files = files::read_folder(folder)
            .map_err(|(path, source)| LoadError::Read { path, source })?;
        Ok(from_files(&files)?)
    }

    /// Loads specs that this crate carries.
    ///
    /// # Errors
    ///
    /// When it carries none of that service and version.
    pub fn embedded(service: &str, version: &str) -> Result<Self, LoadError> {
        let files = embedded::files(service, version);
        if files.is_empty() {
            let known = embedded::embedded_services();
            return Err(LoadError::NotEmbedded {
                service: service.to_owned(),
                version: version.to_owned(),
                known: known.iter().map(|(s, v)| format!("{s} {v}")).collect::<Vec<_>>().join(", "),
            });
        }
        Ok(from_files(&files)?)
    }
}

fn from_files(files: &Files) -> Result<Spec, Problems> {
    let mut reading = Reading::default();
    let mut service = None;
    let mut spec = Folders::default();
    for (path, text) in files {
        match path.split_once('/') {
            None if path == "service.json" => service = reading.read::<Service>(path, text),
            Some(("actions", name)) => reading.read_named(&mut spec.actions, path, name, text),
            Some(("structures", name)) => {
                reading.read_named(&mut spec.structures, path, name, text)
            }
            Some(("values", name)) => reading.read_named(&mut spec.values, path, name, text),
            _ => reading.unexpected(path),
        }
    }
    let mut problems = reading.problems;
    if let Some(service) = service {
        let Folders { actions, structures, values } = spec;
        let spec = Spec { service, actions, structures, values };
        let broken = problems.clone();
        // What stands below a broken place was made up to read on; it has no problems of its own.
        let sound = |problem: &Problem| {
            !reading.guessed.contains(&problem.file)
                && !broken.iter().any(|b| {
                    problem.file == b.file
                        && (problem.pointer == b.pointer
                            || problem.pointer.starts_with(&format!("{}/", b.pointer)))
                })
        };
        problems.extend(check::check(&spec, &reading.unread).into_iter().filter(sound));
        if problems.is_empty() {
            return Ok(spec);
        }
    }
    problems.sort();
    problems.dedup();
    Err(Problems(problems))
}

#[derive(Default)]
struct Folders {
    actions: BTreeMap<String, crate::Action>,
    structures: BTreeMap<String, crate::Structure>,
    values: BTreeMap<String, crate::Values>,
}

#[derive(Default)]
struct Reading {
    problems: Vec<Problem>,
    /// Names of files of which nothing could be read: they exist, so a reference to them is no fault.
    unread: Vec<String>,
    /// Files that were read with a guess.
    guessed: Vec<String>,
}

impl Reading {
    fn read<T: DeserializeOwned>(&mut self, path: &str, text: &str) -> Option<T> {
        let parsed = parse(path, text);
        self.problems.extend(parsed.problems);
        if parsed.guessed {
            self.guessed.push(path.to_owned());
        }
        parsed.content
    }

    fn read_named<T: DeserializeOwned>(
        &mut self,
        into: &mut BTreeMap<String, T>,
        path: &str,
        name: &str,
        text: &str,
    ) {
        let Some(name) = name.strip_suffix(".json").filter(|name| !name.contains('/')) else {
            return self.unexpected(path);
        };
        match self.read(path, text) {
            Some(content) => {
                into.insert(name.to_owned(), content);
            }
            None => self.unread.push(name.to_owned()),
        }
    }

    fn unexpected(&mut self, path: &str) {
        self.problems.push(Place::file(path).problem(
            "not a spec",
            "a spec is service.json, actions/<Action>.json, structures/<Name>.json or values/<Name>.json",
        ));
    }
}
