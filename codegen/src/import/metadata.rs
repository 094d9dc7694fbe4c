//! The vendor's description of one service, as its command-line tool carries it: read from the
//! package itself or from the JSON file inside.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// Actions and objects of one version of a service.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    pub(crate) metadata: About,
    pub(crate) actions: BTreeMap<String, VendorAction>,
    pub(crate) objects: BTreeMap<String, VendorObject>,
    /// Name and version of the package that it was read from, if it was one.
    #[serde(skip)]
    pub(crate) package: Option<(String, String)>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct About {
    pub(crate) api_version: String,
    pub(crate) service_short_name: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct VendorAction {
    pub(crate) input: String,
    pub(crate) output: String,
    #[serde(default)]
    pub(crate) status: Option<String>,
    #[serde(default)]
    pub(crate) document: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct VendorObject {
    pub(crate) members: Vec<VendorMember>,
    /// `object` for requests and responses.
    #[serde(default, rename = "type")]
    pub(crate) kind: Option<String>,
    #[serde(default)]
    pub(crate) document: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct VendorMember {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) member: String,
    #[serde(default)]
    pub(crate) document: Option<String>,
    #[serde(default)]
    pub(crate) example: Option<String>,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) disabled: bool,
    #[serde(default)]
    pub(crate) output_required: bool,
    #[serde(default)]
    pub(crate) value_allowed_null: bool,
}

/// Why metadata could not be read.
#[derive(Debug, thiserror::Error)]
pub enum MetadataError {
    /// The file cannot be opened or read.
    #[error("cannot read {}: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The package is none, or lacks the service.
    #[error("{}: {what}", .path.display())]
    Package {
        /// The package.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The JSON is not such a description.
    #[error("{}: {at}: {what}", .path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// Path of keys to the fault.
        at: String,
        /// What is wrong there.
        what: String,
    },
    /// It describes something else.
    #[error("{} describes {found}, not {wanted}", .path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// Service and version that it describes.
        found: String,
        /// Service and version that were asked for.
        wanted: String,
    },
}

impl Metadata {
    /// Reads a service's description from the package of the vendor's command-line tool (`.whl`), or
    /// from an `api.json` out of it.
    ///
    /// # Errors
    ///
    /// When there is no such file or service, or the description is malformed; then with the place.
    pub fn read(path: &Path, service: &str, version: &str) -> Result<Self, MetadataError> {
        let wheel = path.extension().is_some_and(|extension| extension == "whl");
        let text = if wheel { from_wheel(path, service, version)? } else { from_file(path)? };
        let mut json = serde_json::Deserializer::from_str(&text);
        let mut metadata: Self = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let at = error.path().to_string();
            MetadataError::Form { path: path.to_owned(), at, what: error.into_inner().to_string() }
        })?;
        let About { api_version, service_short_name } = &metadata.metadata;
        if (service_short_name.as_str(), api_version.as_str()) != (service, version) {
            return Err(MetadataError::Other {
                path: path.to_owned(),
                found: format!("{service_short_name} {api_version}"),
                wanted: format!("{service} {version}"),
            });
        }
        metadata.package = if wheel { package(path) } else { None };
        Ok(metadata)
    }
}

fn from_file(path: &Path) -> Result<String, MetadataError> {
    std::fs::read_to_string(path)
        .map_err(|source| MetadataError::Read { path: path.to_owned(), source })
}

fn from_wheel(path: &Path, service: &str, version: &str) -> Result<String, MetadataError> {
    let read = |source| MetadataError::Read { path: path.to_owned(), source };
    let package = |what: String| MetadataError::Package { path: path.to_owned(), what };
    let file = File::open(path).map_err(read)?;
    let mut archive = zip::ZipArchive::new(file)
        .map_err(|error| package(format!("is no package of the command-line tool: {error}")))?;
    let folder = version.replace('-', "");
    let inside = format!("tccli/services/{service}/v{folder}/api.json");
    let mut entry = archive
        .by_name(&inside)
        .map_err(|_| package(format!("holds no {inside}; check service and version")))?;
    let mut text = String::new();
    entry.read_to_string(&mut text).map_err(read)?;
    Ok(text)
}

/// Name and version, which a wheel's file name begins with.
fn package(path: &Path) -> Option<(String, String)> {
    let name = path.file_stem()?.to_str()?;
    let mut parts = name.split('-');
    Some((parts.next()?.replace('_', "-"), parts.next()?.to_owned()))
}
