//! The vendor's description of one service, as its command-line tool carries it: read from the
//! package itself or from the JSON file inside.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::flag::flag;
use super::metadata_error::MetadataError;
use super::unique::unique;
use super::wheel::Wheel;

/// Actions and objects of one version of a service.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    pub(crate) metadata: About,
    #[serde(deserialize_with = "unique")]
    pub(crate) actions: BTreeMap<String, VendorAction>,
    #[serde(deserialize_with = "unique")]
    pub(crate) objects: BTreeMap<String, VendorObject>,
    /// Name and version of the package that it was read from, if it was one.
    #[serde(skip)]
    pub(crate) package: Option<(String, String)>,
    /// What the package calls the service.
    #[serde(skip)]
    pub(crate) folder: Option<String>,
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
    #[serde(default, deserialize_with = "flag")]
    pub(crate) required: bool,
    #[serde(default, deserialize_with = "flag")]
    pub(crate) disabled: bool,
    #[serde(default, deserialize_with = "flag")]
    pub(crate) output_required: bool,
    #[serde(default, deserialize_with = "flag")]
    pub(crate) value_allowed_null: bool,
}

impl VendorObject {
    /// Whether it has such a member, disabled ones aside.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.name == name && !member.disabled)
    }
}

impl VendorMember {
    /// The spec's spelling of its type; none if it is unknown.
    pub(crate) fn wire_type(&self) -> Option<String> {
        let of = self.member.as_str();
        match self.kind.as_str() {
            "string" | "int" | "float" | "bool" | "binary" => scalar(of).map(str::to_owned),
            "object" => Some(of.to_owned()),
            "list" => Some(format!("[{}]", scalar(of).unwrap_or(of))),
            _ => None,
        }
    }

    /// Whether it holds an object, or a list of them.
    pub(crate) fn names_object(&self) -> bool {
        self.kind == "object" || self.kind == "list" && scalar(&self.member).is_none()
    }
}

/// The spec's spelling of a type that is no object.
fn scalar(of: &str) -> Option<&'static str> {
    Some(match of {
        // Only one of the vendor's three kinds of time says in which form it is written.
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
    /// Reads a service's description from the package of the vendor's command-line tool (`.whl`), or
    /// from an `api.json` out of it. In a package the service is named as its folder is.
    ///
    /// # Errors
    ///
    /// When there is no such file or service, or the description is malformed; then with the place.
    pub fn read(path: &Path, service: &str, version: &str) -> Result<Self, MetadataError> {
        let metadata = if Wheel::is_one(path) {
            let mut wheel = Wheel::open(path)?;
            let mut metadata = Self::parse(path, &wheel.read(service, version)?)?;
            metadata.package = wheel.package();
            metadata.folder = Some(service.to_owned());
            metadata
        } else {
            Self::parse(path, &from_file(path)?)?
        };
        let About { api_version, service_short_name, .. } = &metadata.metadata;
        let named = metadata.folder.as_ref().unwrap_or(service_short_name);
        if (named.as_str(), api_version.as_str()) != (service, version) {
            return Err(MetadataError::Other {
                path: path.to_owned(),
                found: format!("{service_short_name} {api_version}"),
                wanted: format!("{service} {version}"),
            });
        }
        if !is_label(service_short_name) {
            return Err(MetadataError::Form {
                path: path.to_owned(),
                at: "metadata.serviceShortName".to_owned(),
                what: format!("{service_short_name:?} cannot begin a host"),
            });
        }
        Ok(metadata)
    }

    /// As [`read`](Self::read), but a package that lacks the service or version counts as one that has
    /// it without an action: so it is with the international edition, and services of the China site
    /// alone.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), that aside.
    pub fn read_or_none(path: &Path, service: &str, version: &str) -> Result<Self, MetadataError> {
        match Self::read(path, service, version) {
            Err(MetadataError::Missing { .. }) => Ok(Self {
                metadata: About {
                    api_version: version.to_owned(),
                    service_short_name: service.to_owned(),
                    service_name: None,
                },
                actions: BTreeMap::new(),
                objects: BTreeMap::new(),
                package: Wheel::open(path)?.package(),
                folder: Some(service.to_owned()),
            }),
            other => other,
        }
    }

    /// The newest version of a service that the package has; of an `api.json` its own.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn newest_version(path: &Path, service: &str) -> Result<String, MetadataError> {
        if !Wheel::is_one(path) {
            return Ok(Self::parse(path, &from_file(path)?)?.metadata.api_version);
        }
        // There is at least one.
        Ok(Wheel::open(path)?.versions(service)?.pop().unwrap_or_default())
    }

    /// The service's name as it is signed and as its host begins.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.metadata.service_short_name
    }

    /// The version that it describes.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.metadata.api_version
    }

    fn parse(path: &Path, text: &str) -> Result<Self, MetadataError> {
        let mut json = serde_json::Deserializer::from_str(text);
        let form = |at, what| MetadataError::Form { path: path.to_owned(), at, what };
        let metadata = serde_path_to_error::deserialize(&mut json)
            .map_err(|error| form(error.path().to_string(), error.into_inner().to_string()))?;
        json.end().map_err(|error| form("its end".to_owned(), error.to_string()))?;
        Ok(metadata)
    }
}

/// Whether a host may begin with it.
fn is_label(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !name.is_empty() && name.chars().all(fits)
}

fn from_file(path: &Path) -> Result<String, MetadataError> {
    std::fs::read_to_string(path)
        .map_err(|source| MetadataError::Read { path: path.to_owned(), source })
}
