//! JSON in and out for every structure: one reader that loses nothing, one writer, and the envelope
//! that wraps each response.

mod any_value;
mod drift;
mod envelope;
mod mismatch;
mod reader;
mod reading;
mod response;
mod scalar;
mod writer;

pub(crate) use envelope::{Envelope, ServiceError};
pub use reader::deserialize;
pub(crate) use reader::fill;
pub(crate) use response::decode;
pub use writer::serialize;
