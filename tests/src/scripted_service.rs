//! A service in memory: a transport that makes each response from the action and the request. It lies as a
//! test wants, and with a paused clock it is there at once, which a socket is not.

use std::fmt;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use serde_json::{Value, json};
use teo_api::{
    BoxFuture, Client, Credentials, ResponseBody, SendProgress, Transport, TransportError,
};

/// Makes the members of the response to an action; `None` loses the response.
type Respond = dyn FnMut(&str, &Value) -> Option<Value> + Send;

/// The service. Clones share what was received.
#[derive(Clone)]
pub struct ScriptedService {
    respond: Arc<Mutex<Respond>>,
    received: Arc<Mutex<Vec<(String, Value)>>>,
}

impl ScriptedService {
    /// A service that makes each response by this function.
    pub fn new(respond: impl FnMut(&str, &Value) -> Option<Value> + Send + 'static) -> Self {
        Self { respond: Arc::new(Mutex::new(respond)), received: Arc::default() }
    }

    /// The members of a response that is an error.
    pub fn error(code: &str) -> Value {
        json!({"Error": {"Code": code, "Message": "told by the test"}})
    }

    /// A client of the service.
    pub fn client(&self) -> Client {
        let credentials = Credentials::new("id-of-a-test", "key-of-a-test");
        Client::builder().credentials(credentials).transport(self.clone()).build().unwrap()
    }

    /// The requests of an action so far.
    pub fn received(&self, action: &str) -> Vec<Value> {
        let received = self.received.lock().unwrap();
        received.iter().filter(|(name, _)| name == action).map(|(_, body)| body.clone()).collect()
    }
}

impl Transport for ScriptedService {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: SendProgress,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        let action = request.headers()["x-tc-action"].to_str().unwrap().to_owned();
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        self.received.lock().unwrap().push((action.clone(), body.clone()));
        let response = (*self.respond.lock().unwrap())(&action, &body);
        Box::pin(async move {
            let lost = || TransportError::MaybeSent("the response was lost".into());
            let mut members = response.ok_or_else(lost)?;
            members["RequestId"] = json!("r");
            let body = json!({ "Response": members }).to_string();
            Ok(http::Response::new(body.into()))
        })
    }
}

impl fmt::Debug for ScriptedService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScriptedService")
    }
}
