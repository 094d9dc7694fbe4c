//! Schemas of actions that no generated code has. The pipeline wants a schema that lives as long as
//! the process, so each is made once and kept: as many as there are names, like the queues of a client.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::runtime::error::Error;
use crate::runtime::schema::{ActionSchema, ServiceSchema};

/// The rate that the vendor documents for nearly every action.
const REQUESTS_PER_SECOND: u32 = 20;

/// The schemas that were made so far.
#[derive(Default)]
struct Schemas {
    /// By name and version.
    services: HashMap<(&'static str, &'static str), &'static ServiceSchema>,
    /// By the address of the service's schema, since two crates may know one service differently, the
    /// name, and whether the action is read-only.
    actions: HashMap<(usize, &'static str, bool), &'static ActionSchema>,
}

static SCHEMAS: LazyLock<Mutex<Schemas>> = LazyLock::new(Mutex::default);

/// Returns the schema of a service that no generated code has.
pub(super) fn service(name: &str, version: &str) -> Result<&'static ServiceSchema, Error> {
    check("service", name, "ssl", |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')?;
    check("version", version, "2019-12-05", |c| c.is_ascii_digit() || c == '-')?;
    let mut schemas = SCHEMAS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(schema) = schemas.services.get(&(name, version)) {
        return Ok(schema);
    }
    let host = |rest: &str| keep(&format!("{name}.{rest}"));
    let (name, version) = (keep(name), keep(version));
    let schema = ServiceSchema::new(name, version, version)
        .hosts(host("intl.tencentcloudapi.com"), host("tencentcloudapi.com"));
    let schema: &'static ServiceSchema = Box::leak(Box::new(schema));
    schemas.services.insert((name, version), schema);
    Ok(schema)
}

/// Returns the schema of an action that no generated code has.
pub(super) fn action(
    service: &'static ServiceSchema,
    name: &str,
    read_only: bool,
) -> Result<&'static ActionSchema, Error> {
    check("action", name, "DescribeZones", |c| c.is_ascii_alphanumeric() || c == '_')?;
    let address = std::ptr::from_ref(service).addr();
    let mut schemas = SCHEMAS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(schema) = schemas.actions.get(&(address, name, read_only)) {
        return Ok(schema);
    }
    let name = keep(name);
    let schema = ActionSchema::new(service, name).requests_per_second(REQUESTS_PER_SECOND);
    let schema = if read_only { schema.read_only() } else { schema };
    let schema: &'static ActionSchema = Box::leak(Box::new(schema));
    schemas.actions.insert((address, name, read_only), schema);
    Ok(schema)
}

/// Refuses a name that would end up in a header or a host and cannot be one.
fn check(
    what: &str,
    name: &str,
    example: &str,
    is_allowed: impl Fn(char) -> bool,
) -> Result<(), Error> {
    if name.is_empty() || name.len() > 128 || !name.chars().all(is_allowed) {
        return Err(Error::configuration(format!("{what}: {name:?} is not one such as {example}")));
    }
    Ok(())
}

fn keep(text: &str) -> &'static str {
    Box::leak(Box::<str>::from(text))
}
