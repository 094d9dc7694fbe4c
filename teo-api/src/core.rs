//! What generated code stands on: handwritten, and knowing no service.
//!
//! Programs find what they need at the top of the crate; the names here are for code that the
//! generator emits, in this crate or in yours.
//!
//! - [`Structure`] with [`Slot`] and [`View`]: the tables of a type. One reader, one writer, one
//!   Debug and one check stand behind all of them.
//! - [`Action`] and [`ActionFacts`]: all that the pipeline knows of an action.
//! - [`Client`], [`Call`] and the pipeline between them: check, credentials, sign, send, decode.
//! - [`sign`]: TC3-HMAC-SHA256 as a pure function.

mod action;
mod builder;
mod call;
mod check;
mod client;
mod clock;
mod config;
mod copy;
mod credentials;
mod debug;
mod drift;
mod endpoint;
mod envelope;
mod error;
mod error_code;
mod exchange;
mod pipeline;
mod rate;
mod read;
mod retry;
mod scalar;
pub mod sign;
mod site;
mod slot;
mod structure;
mod timestamp;
mod transport;
mod unknown;
mod unread;
mod view;
mod word;
mod write;

pub use action::{
    Action, ActionFacts, Constraint, ErrorFacts, FilterRule, FilterRules, Part, ServiceFacts,
};
pub use builder::ClientBuilder;
pub use call::{Call, ResponseFuture};
pub use check::{Validation, Violation};
pub use client::Client;
pub use copy::{copy, equal};
#[cfg(feature = "sts")]
pub use credentials::{AssumeRoleCredentials, TkeOidcCredentials};
pub use credentials::{
    BoxFuture, CliProfileCredentials, Credentials, CredentialsChain, CredentialsError,
    CvmRoleCredentials, DefaultCredentials, EnvironmentCredentials, ProfileCredentials,
    ProvideCredentials, Renewing,
};
pub use debug::debug;
pub use error::{Error, ErrorKind};
pub use error_code::ErrorCode;
pub use rate::RateLimit;
pub use read::read;
pub use retry::RetryPolicy;
pub use site::{Language, Site};
pub use slot::{ListSlot, PlaceMut, Reach, Slot};
pub use structure::{Described, Member, Members, MembersMut, Structure, StructureFacts};
pub use timestamp::Timestamp;
pub use transport::{Body, ReqwestTransport, Transport, TransportError};
pub use unknown::UnknownMembers;
pub use view::{ListView, Place, View};
pub use word::{UnknownValue, Word};
pub use write::write;

/// For generated code: its crate then needs no dependency of its own on serde.
#[doc(hidden)]
pub use serde;
