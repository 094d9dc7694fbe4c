//! The vendor's metadata of one service, read from the package of the vendor's command-line tool or
//! from the `api.json` inside that package.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::bool_or_int::bool_or_int;
use super::duplicate_keys::without_duplicate_keys;
use super::metadata_error::MetadataError;
use super::wheel::Wheel;

/// The vendor's metadata of one version of a service: its actions and objects.
#[derive(Debug)]
pub struct Metadata {
    pub(crate) about: About,
    pub(crate) actions: BTreeMap<String, VendorAction>,
    pub(crate) objects: BTreeMap<String, VendorObject>,
    /// Name and version of the package, if the metadata was read from one.
    pub(crate) package: Option<(String, String)>,
    /// Name of the service's folder in the package, if the metadata was read from one.
    pub(crate) folder: Option<String>,
}

/// An `api.json`. Not [`Metadata`] itself, whose public API would then have the vendor's format.
#[derive(Deserialize)]
struct ApiJson {
    #[serde(rename = "metadata")]
    about: About,
    #[serde(deserialize_with = "without_duplicate_keys")]
    actions: BTreeMap<String, VendorAction>,
    #[serde(deserialize_with = "without_duplicate_keys")]
    objects: BTreeMap<String, VendorObject>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct About {
    pub(crate) api_version: String,
    pub(crate) service_short_name: String,
    #[serde(default, rename = "serviceNameCN")]
    pub(crate) service_name: Option<String>,
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
    /// Is `object` for requests and responses.
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
    #[serde(default, deserialize_with = "bool_or_int")]
    pub(crate) required: bool,
    #[serde(default, deserialize_with = "bool_or_int")]
    pub(crate) disabled: bool,
    #[serde(default, deserialize_with = "bool_or_int")]
    pub(crate) output_required: bool,
    #[serde(default, deserialize_with = "bool_or_int")]
    pub(crate) value_allowed_null: bool,
}

impl VendorObject {
    /// Returns whether the object has a member of this name that is not disabled.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.name == name && !member.disabled)
    }
}

impl VendorMember {
    /// Returns the type in the notation of specs; `None` if the type is unknown.
    pub(crate) fn wire_type(&self) -> Option<String> {
        let type_name = self.member.as_str();
        match self.kind.as_str() {
            "string" | "int" | "float" | "bool" | "binary" => scalar(type_name).map(str::to_owned),
            "object" => Some(type_name.to_owned()),
            "list" => Some(format!("[{}]", scalar(type_name).unwrap_or(type_name))),
            _ => None,
        }
    }

    /// Returns whether the member is an object or a list of objects.
    pub(crate) fn references_object(&self) -> bool {
        self.kind == "object" || self.kind == "list" && scalar(&self.member).is_none()
    }
}

/// Returns a scalar type in the notation of specs; `None` if the type is not scalar.
fn scalar(type_name: &str) -> Option<&'static str> {
    Some(match type_name {
        // Only one of the vendor's three time types has a defined format.
        "string" | "datetime" | "date" => "string",
        "datetime_iso" => "timestamp",
        "int64" => "int64",
        "uint64" => "uint64",
        "float" => "float",
        "bool" => "bool",
        "binary" => "binary",
        _ => return None,
    })
}

impl Metadata {
    /// Reads the metadata of a service from the package of the vendor's command-line tool (`.whl`),
    /// or from an `api.json`. `service` is the name of the service's folder in the package, or the
    /// short name of the service in the `api.json`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, has no such service or version, or is malformed. The error for
    /// malformed metadata has the location of the problem.
    pub fn read(path: &Path, service: &str, version: &str) -> Result<Self, MetadataError> {
        let metadata = if Wheel::is_wheel(path) {
            let mut wheel = Wheel::open(path)?;
            let mut metadata = Self::parse(path, &wheel.read(service, version)?)?;
            metadata.package = wheel.package();
            metadata.folder = Some(service.to_owned());
            metadata
        } else {
            Self::parse(path, &read_file(path)?)?
        };
        let About { api_version, service_short_name, .. } = &metadata.about;
        let found_service = metadata.folder.as_ref().unwrap_or(service_short_name);
        if (found_service.as_str(), api_version.as_str()) != (service, version) {
            return Err(MetadataError::DifferentService {
                path: path.to_owned(),
                found: format!("{service_short_name} {api_version}"),
                expected: format!("{service} {version}"),
            });
        }
        if !is_host_label(service_short_name) {
            return Err(MetadataError::Malformed {
                path: path.to_owned(),
                keys: "metadata.serviceShortName".to_owned(),
                problem: format!("{service_short_name:?} cannot be the first label of a host name"),
            });
        }
        Ok(metadata)
    }

    /// Reads metadata like [`read`](Self::read), but returns metadata without actions if the
    /// package lacks the service or version: the international edition lacks some services of the
    /// China site.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read), except for a package without the service or version.
    pub fn read_or_empty(path: &Path, service: &str, version: &str) -> Result<Self, MetadataError> {
        match Self::read(path, service, version) {
            Err(MetadataError::Missing { .. }) => Ok(Self {
                about: About {
                    api_version: version.to_owned(),
                    service_short_name: service.to_owned(),
                    service_name: None,
                },
                actions: BTreeMap::new(),
                objects: BTreeMap::new(),
                package: Wheel::open(path)?.package(),
                folder: Some(service.to_owned()),
            }),
            result => result,
        }
    }

    /// Returns the newest version of a service in the package, or the version of an `api.json`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or is malformed, or the package lacks the service.
    pub fn newest_version(path: &Path, service: &str) -> Result<String, MetadataError> {
        if !Wheel::is_wheel(path) {
            return Ok(Self::parse(path, &read_file(path)?)?.about.api_version);
        }
        // `versions` returns at least one version.
        Ok(Wheel::open(path)?.versions(service)?.pop().unwrap_or_default())
    }

    /// Returns the short name of the service, as signatures and hosts contain it.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.about.service_short_name
    }

    /// Returns the version that the metadata describes.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.about.api_version
    }

    fn parse(path: &Path, text: &str) -> Result<Self, MetadataError> {
        let mut json = serde_json::Deserializer::from_str(text);
        let malformed =
            |keys, problem| MetadataError::Malformed { path: path.to_owned(), keys, problem };
        let ApiJson { about, actions, objects } = serde_path_to_error::deserialize(&mut json)
            .map_err(|error| malformed(error.path().to_string(), error.into_inner().to_string()))?;
        json.end().map_err(|error| malformed("end of file".to_owned(), error.to_string()))?;
        Ok(Self { about, actions, objects, package: None, folder: None })
    }
}

/// Returns whether the name can be the first label of a host name.
fn is_host_label(name: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !name.is_empty() && name.chars().all(is_allowed)
}

fn read_file(path: &Path) -> Result<String, MetadataError> {
    std::fs::read_to_string(path)
        .map_err(|source| MetadataError::Read { path: path.to_owned(), source })
}
