//! A typed client for Tencent Cloud EdgeOne.
pub mod core;
#[doc(inline)]
pub use crate::core::{
    Body, BoxFuture, Call, Client, ClientBuilder, Credentials, CredentialsError,
    EnvironmentCredentials, Error, ErrorCode, ErrorKind, Language, ProvideCredentials, Site,
    Structure, Timestamp, Transport, TransportError, UnknownValue, Validation, Violation,
};

#[cfg(feature = "teo")]
#[path = "generated/mod.rs"]
#[rustfmt::skip]
pub mod teo;
