//! A program that makes one call: the example of a crate, and how one sees that the crate works.

use super::Emitter;
use super::example::Sending;
use crate::model::ActionModel;

/// The program, for a crate of bindings that re-exports teo-api.
pub(crate) struct Program {
    /// Of its file, without the ending.
    pub(crate) name: String,
    action: String,
    /// The crate, as `use` knows it.
    public: String,
    sending: Sending,
}

impl Emitter<'_> {
    /// None without a path under which it finds the types, or without an action that the vendor does
    /// not advise against.
    pub(super) fn program(&self) -> Option<Program> {
        let public = self.options.public.clone()?;
        let action = self.easiest()?;
        let request = match action.spec.examples.first() {
            Some(example) => example.request.clone(),
            None => self.least(&action.request, 3),
        };
        let sending = self.sending(&public, action, &request);
        Some(Program {
            name: action.module.clone(),
            action: action.spec.name.clone(),
            public,
            sending,
        })
    }

    /// The action that asks least of who tries it: one that only reads, with few required parameters
    /// and a short name.
    fn easiest(&self) -> Option<&ActionModel<'_>> {
        let required = |action: &ActionModel<'_>| {
            action.spec.parameters.iter().filter(|parameter| parameter.required).count()
        };
        let advised = self
            .model
            .actions
            .iter()
            .filter(|action| super::action::deprecated(action.spec).is_none());
        advised.min_by_key(|action| {
            let spec = action.spec;
            (!spec.reads_only, required(action), spec.name.len(), &spec.name)
        })
    }
}

impl Program {
    pub(crate) fn text(&self) -> String {
        let Self { action, public, sending: Sending { uses, method, .. }, .. } = self;
        let request = self.request_in_function();
        format!(
            r#"//! Calls {action} and prints the answer. Credentials come from where the vendor's own tools look for
//! them, such as TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment. The region is
//! the first argument; the second is an endpoint instead of the service's own, such as that of
//! teo-simulator.

use {public}::teo_api::Client;
{uses}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let mut arguments = std::env::args().skip(1);
    let mut client = Client::builder();
    if let Some(region) = arguments.next() {{
        client = client.region(region);
    }}
    if let Some(endpoint) = arguments.next() {{
        client = client.endpoint(endpoint);
    }}
    let client = client.build()?;

    {request}
    let response = client.{method}(request).await?;
    println!("{{response:#?}}");
    Ok(())
}}
"#
        )
    }

    fn request_in_function(&self) -> String {
        self.sending.request.replace('\n', "\n    ")
    }

    /// The gist of it, as a block of Markdown between empty lines.
    pub(crate) fn in_readme(&self) -> String {
        let Self { public, sending: Sending { uses, method, .. }, .. } = self;
        let request = self.request_in_function();
        format!(
            r#"
```rust,no_run
use {public}::teo_api::Client;
{uses}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let client = Client::builder().region("ap-singapore").build()?;
    {request}
    let response = client.{method}(request).await?;
    println!("{{response:#?}}");
    Ok(())
}}
```
"#
        )
    }
}
