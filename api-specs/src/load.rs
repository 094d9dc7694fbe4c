//! Loads the files of a spec into a checked [`Spec`], or reports every problem of every file.

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

/// The reason why a spec could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The folder has no service.json.
    #[error(
        "{} holds no service.json; name the folder of one version, such as api-specs/teo/2022-09-01",
        .0.display()
    )]
    NoSpec(PathBuf),
    /// No spec of this service and version is embedded.
    #[error("no spec of {service} {version} is embedded; the embedded specs are {known}")]
    NotEmbedded {
        /// The requested service.
        service: String,
        /// The requested version.
        version: String,
        /// The services and versions of the embedded specs.
        known: String,
    },
    /// A file could not be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The underlying I/O error.
        source: io::Error,
    },
    /// The files were read and have problems.
    #[error(transparent)]
    Problems(#[from] Problems),
}

impl Spec {
    /// Loads the spec of one version of a service from its folder.
    ///
    /// # Errors
    ///
    /// Fails if the folder has no service.json, if a file cannot be read, or if the files have
    /// [`Problems`].
    pub fn load(folder: &Path) -> Result<Self, LoadError> {
        if !folder.join("service.json").is_file() {
            return Err(LoadError::NoSpec(folder.to_owned()));
        }
        let files = files::read_folder(folder)
            .map_err(|(path, source)| LoadError::Read { path, source })?;
        Ok(from_files(&files)?)
    }

    /// Loads an embedded spec.
    ///
    /// # Errors
    ///
    /// Fails if no spec of this service and version is embedded.
    pub fn embedded(service: &str, version: &str) -> Result<Self, LoadError> {
        let files = embedded::files_for(service, version);
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
    let mut reader = Reader::default();
    let mut service = None;
    let mut folders = Folders::default();
    for (path, text) in files {
        match path.split_once('/') {
            None if path == "service.json" => service = reader.read::<Service>(path, text),
            Some(("actions", name)) => reader.read_named(&mut folders.actions, path, name, text),
            Some(("structures", name)) => {
                reader.read_named(&mut folders.structures, path, name, text)
            }
            Some(("values", name)) => reader.read_named(&mut folders.values, path, name, text),
            Some(("resources", name)) => {
                reader.read_named(&mut folders.resources, path, name, text)
            }
            _ => reader.report_unexpected(path),
        }
    }
    let mut problems = reader.problems;
    if let Some(service) = service {
        let Folders { actions, structures, values, resources } = folders;
        let spec = Spec { service, actions, structures, values, resources };
        let form_problems = problems.clone();
        // The parser replaced the values at these places, so a problem there is not in the file.
        let is_in_file = |problem: &Problem| {
            !reader.guessed_files.contains(&problem.file)
                && !form_problems.iter().any(|form_problem| {
                    problem.file == form_problem.file
                        && (problem.pointer == form_problem.pointer
                            || problem.pointer.starts_with(&format!("{}/", form_problem.pointer)))
                })
        };
        problems
            .extend(check::check(&spec, &reader.unreadable_names).into_iter().filter(is_in_file));
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
    resources: BTreeMap<String, crate::Resource>,
}

/// Reads the files of a spec and collects their problems.
#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
    /// Names of files that could not be parsed. They exist, so a reference to them is no problem.
    unreadable_names: Vec<String>,
    /// Paths of files in which the parser guessed a value.
    guessed_files: Vec<String>,
}

impl Reader {
    fn read<T: DeserializeOwned>(&mut self, path: &str, text: &str) -> Option<T> {
        let parsed = parse(path, text);
        self.problems.extend(parsed.problems);
        if parsed.has_guess {
            self.guessed_files.push(path.to_owned());
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
            return self.report_unexpected(path);
        };
        match self.read(path, text) {
            Some(content) => {
                into.insert(name.to_owned(), content);
            }
            None => self.unreadable_names.push(name.to_owned()),
        }
    }

    fn report_unexpected(&mut self, path: &str) {
        self.problems.push(Place::for_file(path).problem(
            "not a spec file",
            "a spec file is service.json, or <Name>.json in actions, structures, values or resources",
        ));
    }
}
