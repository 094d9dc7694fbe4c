//! A crate of its own around the generated code, on teo-api's core: for every service that teo-api
//! does not carry. What a person will edit is written once, what is generated stays fresh.

use std::path::{Path, PathBuf};

use teo_specs::{Problems, Spec};

use crate::GenerateError;
use crate::emit::{self, Files, Options, Program};
use crate::names;
use crate::resolve::resolve;

/// A crate of bindings.
#[derive(Debug, Clone)]
pub struct Package {
    name: String,
    teo_api: Option<PathBuf>,
}

/// A crate cannot have this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} cannot be the name of a crate with bindings: a letter, then letters, digits, - and _, and \
     neither a keyword nor a crate that it stands on"
)]
pub struct PackageNameError(String);

impl Package {
    /// A crate of this name.
    ///
    /// # Errors
    ///
    /// When no crate can have the name.
    pub fn new(name: &str) -> Result<Self, PackageNameError> {
        let fits = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
        let module = name.replace('-', "_");
        let taken = ["alloc", "core", "proc_macro", "std", "teo_api", "test", "tokio"];
        if !begins
            || !name.chars().all(fits)
            || names::is_keyword(&module)
            || taken.contains(&&*module)
        {
            return Err(PackageNameError(name.to_owned()));
        }
        Ok(Self { name: name.to_owned(), teo_api: None })
    }

    /// Depends on teo-api in this folder, instead of the version released with this generator.
    #[must_use]
    pub fn teo_api(mut self, folder: impl Into<PathBuf>) -> Self {
        self.teo_api = Some(folder.into());
        self
    }

    /// How the code in it is to be generated.
    #[must_use]
    pub fn options(&self) -> Options {
        Options::for_crate(&self.module())
    }

    /// The folder with the generated code, in that of the crate.
    #[must_use]
    pub fn generated(folder: &Path) -> PathBuf {
        folder.join("src/generated")
    }

    /// What a person will edit, by path below that of the crate: its manifest, README, licences, front
    /// door and an example. Written with a new crate, and never again.
    ///
    /// # Errors
    ///
    /// When the specs cannot become Rust.
    pub fn own_files(&self, spec: &Spec) -> Result<Files, GenerateError> {
        let model = resolve(spec).map_err(Problems::from)?;
        let program = emit::program(&model, &self.options())?;
        let service = &spec.service;
        let of = match service.title.as_str() {
            "" => format!("`{}` of Tencent Cloud, version {}", service.service, service.version),
            title => format!("{title} (`{}`, version {})", service.service, service.version),
        };
        let description = format!("Typed Rust bindings of {of}");
        let filled = |template: &str| {
            template.replace("{name}", &self.name).replace("{description}", &description)
        };
        let manifest = filled(include_str!("package/manifest.toml"))
            .replace("{rust_version}", env!("CARGO_PKG_RUST_VERSION"))
            .replace("{source}", &self.source());
        let example = program.as_ref().map(Program::in_readme).unwrap_or_default();
        let readme = filled(include_str!("package/README.md")).replace("{example}", &example);
        let mut files = Files::from([
            ("Cargo.toml".to_owned(), manifest),
            ("LICENSE-APACHE".to_owned(), include_str!("../LICENSE-APACHE").to_owned()),
            ("LICENSE-MIT".to_owned(), include_str!("../LICENSE-MIT").to_owned()),
            ("README.md".to_owned(), readme),
            ("src/lib.rs".to_owned(), include_str!("package/lib.rs.txt").to_owned()),
        ]);
        files.extend(
            program.map(|program| (format!("examples/{}.rs", program.name), program.text())),
        );
        Ok(files)
    }

    /// The name as `use` knows it.
    fn module(&self) -> String {
        self.name.replace('-', "_")
    }

    /// Where teo-api comes from, as the manifest says it.
    fn source(&self) -> String {
        match &self.teo_api {
            // TOML escapes a text as Rust does, in what a path holds.
            Some(folder) => format!("path = {:?}", folder.display().to_string()),
            None => format!("version = {:?}", env!("CARGO_PKG_VERSION")),
        }
    }
}
