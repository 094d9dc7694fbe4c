//! The request id of any response, for code that does not know its type.

use serde_json::Value;

use super::structure::Members;
use super::value_ref::ValueRef;

/// Reads the request id of any response. A response of a known type has it as the field `request_id`.
///
/// ```
/// use teo_api::runtime::{Action, RequestId};
/// use teo_api::{Client, Error};
///
/// async fn call_and_log<A: Action>(client: &Client, request: A) -> Result<A::Response, Error> {
///     let response = client.call(request).await?;
///     println!("{}: {:?}", A::SCHEMA.name(), response.request_id());
///     Ok(response)
/// }
/// ```
pub trait RequestId {
    /// The request id; `None` if the response has none.
    fn request_id(&self) -> Option<&str>;
}

impl<T: Members + ?Sized> RequestId for T {
    fn request_id(&self) -> Option<&str> {
        const NAME: &str = "RequestId";
        let index = self.schema().position(NAME, 0);
        let member = index.and_then(|index| self.member(index)).and_then(ValueRef::text);
        let unknown = || self.unknown_members().get(NAME).and_then(Value::as_str);
        member.filter(|id| !id.is_empty()).or_else(unknown)
    }
}
