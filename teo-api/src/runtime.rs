//! The handwritten part of every client. It knows no service.
//!
//! Programs find what they need at the root of the crate. This module adds what generic code needs:
//!
//! - [`Schema`], [`Members`] and [`MembersMut`]: the schema of a structure, and access to its members
//!   by index, as [`ValueRef`] and [`ValueMut`].
//! - [`Action`] and [`ActionSchema`]: everything that the runtime knows about an action.
//! - [`PagedAction`] and [`Paging`]: an action that returns a list in pages.
//! - [`RequestId`]: the request id of any response.
//! - [`sign`]: TC3-HMAC-SHA256 as a pure function.
//!
//! [`codegen`] is for generated code alone.

mod call;
mod check;
mod client;
pub mod codegen;
mod credentials;
mod error;
mod json;
mod schema;
mod timing;
mod transport;

pub use call::{
    Call, DetailedResponse, Items, JsonCall, JsonResponse, Pages, ParsePositionError, Position,
    Preview, Wait, WaitError, WaitErrorKind, WaitProgress, sign,
};
pub use check::{Validation, Violation};
pub use client::{Client, ClientBuilder, Language};
pub use credentials::{Credentials, CredentialsError, ProvideCredentials};
pub use error::{Error, ErrorCode, ErrorKind};
pub use schema::{
    Action, ActionSchema, ListMut, ListRef, Member, Members, MembersMut, PagedAction, Paging,
    ParseSiteError, RequestId, Schema, ServiceSchema, Site, Structure, StructureSchema, Timestamp,
    UnknownMembers, UnknownValue, ValueMut, ValueRef,
};
pub use timing::{RateLimit, RetryPolicy};
pub use transport::{ReqwestTransport, ResponseBody, SendProgress, Transport, TransportError};

pub(crate) use error::root_cause;
pub(crate) use timing::Clock;
pub(crate) use transport::{Proxy, ReqwestOptions};
