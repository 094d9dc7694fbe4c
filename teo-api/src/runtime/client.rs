//! The client: where calls go, with which credentials and by which transport.
//!
//! [`Client`] is only a handle on its configuration and its destination. What it starts stands beside
//! what it starts: `Client::builder` in `builder`, `Client::call` in `call`.

mod background;
mod builder;
mod config;
mod connections;
mod destination;
mod endpoint;
mod language;

use std::sync::Arc;

pub use self::builder::ClientBuilder;
pub(crate) use self::config::{CallOptions, Config};
pub(crate) use self::destination::Destination;
pub(crate) use self::endpoint::Endpoint;
pub use self::language::Language;

/// Calls the service. A clone is cheap and shares the connections.
///
/// ```no_run
/// # async fn example() -> Result<(), teo_api::Error> {
/// use teo_api::{Client, Site};
///
/// let client = Client::builder().site(Site::China).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Client {
    config: Arc<Config>,
    destination: Arc<Destination>,
}

impl Client {
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn destination(&self) -> &Destination {
        &self.destination
    }
}
