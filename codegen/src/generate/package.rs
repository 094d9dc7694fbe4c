//! A separate crate of bindings that uses teo-api's runtime, for services that teo-api does not
//! include. The initial files are written once, and a person edits them; generated code is updated.

use std::path::{Path, PathBuf};

use teo_specs::{Problems, Spec};

use super::bindings::GenerateError;
use super::emit::{CrateExample, crate_example};
use super::files::Files;
use super::options::Options;
use crate::model::{names, resolve};

/// A crate of bindings.
#[derive(Debug, Clone)]
pub struct Package {
    name: String,
    teo_api: Option<PathBuf>,
}

/// An invalid name for a crate of bindings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} cannot be the name of a crate with bindings: use a letter, followed by letters, digits, - \
     and _, but no keyword, no name of a standard crate and no name of a dependency"
)]
pub struct PackageNameError(String);

impl Package {
    /// Describes a crate of this name.
    ///
    /// # Errors
    ///
    /// When the name is invalid or reserved.
    pub fn new(name: &str) -> Result<Self, PackageNameError> {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        let starts_with_letter = name.starts_with(|c: char| c.is_ascii_alphabetic());
        let module = name.replace('-', "_");
        let reserved = ["alloc", "core", "proc_macro", "std", "teo_api", "test", "tokio"];
        if !starts_with_letter
            || !name.chars().all(is_allowed)
            || names::is_keyword(&module)
            || reserved.contains(&&*module)
        {
            return Err(PackageNameError(name.to_owned()));
        }
        Ok(Self { name: name.to_owned(), teo_api: None })
    }

    /// Sets the folder of the teo-api that the crate depends on. Defaults to the released teo-api
    /// of the same version as this generator.
    #[must_use]
    pub fn teo_api(mut self, folder: impl Into<PathBuf>) -> Self {
        self.teo_api = Some(folder.into());
        self
    }

    /// Returns the options for the generated code of the crate.
    #[must_use]
    pub fn options(&self) -> Options {
        Options::for_crate(&self.module())
    }

    /// Returns the folder of the generated code in the folder of a crate.
    #[must_use]
    pub fn generated_folder(folder: &Path) -> PathBuf {
        folder.join("src/generated")
    }

    /// Returns the files of a new crate apart from the generated code, by path: manifest, README,
    /// licences, lib.rs and an example.
    ///
    /// # Errors
    ///
    /// When Rust code cannot be generated from the spec.
    pub fn initial_files(&self, spec: &Spec) -> Result<Files, GenerateError> {
        let model = resolve(spec).map_err(Problems::from)?;
        let example = crate_example(&model, &self.options())?;
        let service = &spec.service;
        let title = match service.title.as_str() {
            "" => format!("`{}` of Tencent Cloud, version {}", service.service, service.version),
            title => format!("{title} (`{}`, version {})", service.service, service.version),
        };
        let description = format!("Typed Rust bindings of {title}");
        let fill = |template: &str| {
            template.replace("{name}", &self.name).replace("{description}", &description)
        };
        let manifest = fill(include_str!("package/manifest.toml"))
            .replace("{rust_version}", env!("CARGO_PKG_RUST_VERSION"))
            .replace("{source}", &self.teo_api_source());
        let snippet = example.as_ref().map(CrateExample::in_readme).unwrap_or_default();
        let readme = fill(include_str!("package/README.md")).replace("{example}", &snippet);
        let mut files = Files::from([
            ("Cargo.toml".to_owned(), manifest),
            ("LICENSE-APACHE".to_owned(), include_str!("../../LICENSE-APACHE").to_owned()),
            ("LICENSE-MIT".to_owned(), include_str!("../../LICENSE-MIT").to_owned()),
            ("README.md".to_owned(), readme),
            ("src/lib.rs".to_owned(), include_str!("package/lib.rs.txt").to_owned()),
        ]);
        files.extend(
            example.map(|example| (format!("examples/{}.rs", example.name), example.text())),
        );
        Ok(files)
    }

    /// Returns the name of the crate in `use` statements.
    fn module(&self) -> String {
        self.name.replace('-', "_")
    }

    /// Returns the source of teo-api for the manifest.
    fn teo_api_source(&self) -> String {
        match &self.teo_api {
            // TOML and Rust escape the characters of a path in the same way.
            Some(folder) => format!("path = {:?}", folder.display().to_string()),
            None => format!("version = {:?}", env!("CARGO_PKG_VERSION")),
        }
    }
}
