//! Calls for programs without a runtime.

use super::detailed::Received;
use super::{Call, JsonCall, JsonResponse, UntypedCall, typed};
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::schema::Action;

impl<A: Action> Call<A> {
    /// Sends the call on a background thread of the client, and waits for the response: for a program
    /// without a runtime.
    ///
    /// ```no_run
    /// use teo_api::teo::DescribeZonesRequest;
    ///
    /// # fn example(client: teo_api::Client) -> Result<(), teo_api::Error> {
    /// let zones = client.describe_zones(DescribeZonesRequest::new()).send_blocking()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Do not use it in async code, for the reasons of [`Client::block_on`]; await the call there.
    ///
    /// # Errors
    ///
    /// As with `.await`; also when the call was polled before, when it is sent from the background
    /// thread of a client, or when that cannot be started.
    pub fn send_blocking(self) -> Result<A::Response, Error> {
        self.untyped.send_blocking().map(|received| typed::<A>(received.response))
    }
}

impl JsonCall {
    /// Sends the call on a background thread of the client, and waits for the response: for a program
    /// without a runtime; see [`Call::send_blocking`].
    ///
    /// # Errors
    ///
    /// As with [`Call::send_blocking`].
    pub fn send_blocking(mut self) -> Result<JsonResponse, Error> {
        self.resolve()?;
        let received = self.untyped.send_blocking()?;
        Ok(JsonResponse::from_untyped(received.response))
    }
}

impl UntypedCall {
    fn send_blocking(self) -> Result<Received, Error> {
        let client: Option<Client> = self.unsent.as_ref().map(|unsent| unsent.client.clone());
        match client {
            Some(client) => client.run_in_background(self)?,
            None => Err(Error::configuration("the call was polled before; send a new one")),
        }
    }
}
