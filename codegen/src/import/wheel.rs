//! The package of the vendor's command-line tool: a zip with a folder for each service, and in that
//! one for each version.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::result::ZipError;

use super::metadata_error::MetadataError;

/// Where the services stand in it.
const SERVICES: &str = "tccli/services/";

pub(super) struct Wheel {
    path: PathBuf,
    archive: ZipArchive<File>,
}

impl Wheel {
    pub(super) fn is_one(path: &Path) -> bool {
        path.extension().is_some_and(|extension| extension == "whl")
    }

    pub(super) fn open(path: &Path) -> Result<Self, MetadataError> {
        let file = File::open(path).map_err(|source| unreadable(path, source))?;
        let archive = ZipArchive::new(file).map_err(|error| match error {
            ZipError::Io(source) => unreadable(path, source),
            other => fault(path, format!("is no package of the command-line tool: {other}")),
        })?;
        Ok(Self { path: path.to_owned(), archive })
    }

    /// The text of a description.
    pub(super) fn read(&mut self, service: &str, version: &str) -> Result<String, MetadataError> {
        let versions = self.versions(service)?;
        let folder = version.replace('-', "");
        let inside = format!("{SERVICES}{service}/v{folder}/api.json");
        let mut entry = self.archive.by_name(&inside).map_err(|_| {
            missing(
                &self.path,
                format!("holds no {inside}; of {service} it has {}", versions.join(", ")),
            )
        })?;
        let mut text = String::new();
        match entry.read_to_string(&mut text) {
            Ok(_) => Ok(text),
            Err(error) => Err(fault(&self.path, format!("{inside} cannot be read: {error}"))),
        }
    }

    /// The versions of a service that it has, oldest first; at least one.
    pub(super) fn versions(&self, service: &str) -> Result<Vec<String>, MetadataError> {
        let folder = format!("{SERVICES}{service}/v");
        let files = self.archive.file_names();
        let versions =
            files.filter_map(|name| day(name.strip_prefix(&folder)?.strip_suffix("/api.json")?));
        let mut versions: Vec<String> = versions.collect();
        versions.sort();
        if versions.is_empty() {
            return Err(missing(
                &self.path,
                format!("holds no service {service:?}; its services are the folders of {SERVICES}"),
            ));
        }
        Ok(versions)
    }

    /// Name and version of the package, which its file name begins with.
    pub(super) fn package(&self) -> Option<(String, String)> {
        let name = self.path.file_stem()?.to_str()?;
        let mut parts = name.split('-');
        Some((parts.next()?.replace('_', "-"), parts.next()?.to_owned()))
    }
}

/// `20170312` is `2017-03-12`.
fn day(digits: &str) -> Option<String> {
    let is_day = digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit());
    is_day.then(|| format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]))
}

fn unreadable(path: &Path, source: io::Error) -> MetadataError {
    MetadataError::Read { path: path.to_owned(), source }
}

fn fault(path: &Path, what: String) -> MetadataError {
    MetadataError::Package { path: path.to_owned(), what }
}

fn missing(path: &Path, what: String) -> MetadataError {
    MetadataError::Missing { path: path.to_owned(), what }
}
