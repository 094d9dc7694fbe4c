//! The package of the vendor's command-line tool: a zip archive with a folder for each service, and
//! in that a folder for each version.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::result::ZipError;

use super::metadata_error::MetadataError;

/// The folder that contains the folders of the services.
const SERVICES: &str = "tccli/services/";

pub(super) struct Wheel {
    path: PathBuf,
    archive: ZipArchive<File>,
}

impl Wheel {
    pub(super) fn is_wheel(path: &Path) -> bool {
        path.extension().is_some_and(|extension| extension == "whl")
    }

    pub(super) fn open(path: &Path) -> Result<Self, MetadataError> {
        let file = File::open(path).map_err(|source| read_error(path, source))?;
        let archive = ZipArchive::new(file).map_err(|error| match error {
            ZipError::Io(source) => read_error(path, source),
            error => {
                package_error(path, format!("is not a package of the command-line tool: {error}"))
            }
        })?;
        Ok(Self { path: path.to_owned(), archive })
    }

    /// Reads the `api.json` of a version of a service.
    pub(super) fn read(&mut self, service: &str, version: &str) -> Result<String, MetadataError> {
        let versions = self.versions(service)?;
        let folder = version.replace('-', "");
        let file = format!("{SERVICES}{service}/v{folder}/api.json");
        let mut entry = self.archive.by_name(&file).map_err(|_| {
            missing_error(
                &self.path,
                format!(
                    "contains no {file}; the versions of {service} are {}",
                    versions.join(", ")
                ),
            )
        })?;
        let mut text = String::new();
        match entry.read_to_string(&mut text) {
            Ok(_) => Ok(text),
            Err(error) => Err(package_error(
                &self.path,
                format!("contains {file}, which cannot be read: {error}"),
            )),
        }
    }

    /// Returns the versions of a service, oldest first; at least one.
    pub(super) fn versions(&self, service: &str) -> Result<Vec<String>, MetadataError> {
        let folder = format!("{SERVICES}{service}/v");
        let files = self.archive.file_names();
        let versions = files
            .filter_map(|name| dashed_date(name.strip_prefix(&folder)?.strip_suffix("/api.json")?));
        let mut versions: Vec<String> = versions.collect();
        versions.sort();
        if versions.is_empty() {
            return Err(missing_error(
                &self.path,
                format!(
                    "contains no service {service:?}; its services are the folders in {SERVICES}"
                ),
            ));
        }
        Ok(versions)
    }

    /// Returns the name and version of the package, from the start of its file name.
    pub(super) fn package(&self) -> Option<(String, String)> {
        let name = self.path.file_stem()?.to_str()?;
        let mut parts = name.split('-');
        Some((parts.next()?.replace('_', "-"), parts.next()?.to_owned()))
    }
}

/// Converts `20170312` into `2017-03-12`.
fn dashed_date(digits: &str) -> Option<String> {
    let is_date = digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit());
    is_date.then(|| format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]))
}

fn read_error(path: &Path, source: io::Error) -> MetadataError {
    MetadataError::Read { path: path.to_owned(), source }
}

fn package_error(path: &Path, problem: String) -> MetadataError {
    MetadataError::Package { path: path.to_owned(), problem }
}

fn missing_error(path: &Path, problem: String) -> MetadataError {
    MetadataError::Missing { path: path.to_owned(), problem }
}
