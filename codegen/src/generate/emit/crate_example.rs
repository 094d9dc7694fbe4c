//! Emits the example program of a crate, which sends one request to show that the crate works.

use super::context::Context;
use super::request_example::CallSnippet;
use crate::model::ActionModel;

/// An example program for a crate of bindings that re-exports teo-api.
pub(in crate::generate) struct CrateExample {
    /// Name of the program's file, without the extension.
    pub(in crate::generate) name: String,
    action: String,
    /// Name of the crate in `use` statements.
    crate_name: String,
    call: CallSnippet,
}

impl Context<'_> {
    /// Returns the example; `None` if every action is deprecated, or if the options have no path
    /// for its imports.
    pub(super) fn crate_example(&self) -> Option<CrateExample> {
        let crate_name = self.options.public_path.clone()?;
        let action = self.easiest_action()?;
        let request = match action.spec.examples.first() {
            Some(example) => example.request.clone(),
            None => self.minimal_request(&action.request, 3),
        };
        let call = self.call_snippet(&crate_name, action, &request, &["Client"]);
        Some(CrateExample {
            name: action.module.clone(),
            action: action.spec.name.clone(),
            crate_name,
            call,
        })
    }

    /// Returns the action that is easiest to try: a read-only one with few required parameters and
    /// a short name.
    fn easiest_action(&self) -> Option<&ActionModel<'_>> {
        let required_count = |action: &ActionModel<'_>| {
            action.spec.parameters.iter().filter(|parameter| parameter.required).count()
        };
        let candidates = self
            .model
            .actions
            .iter()
            .filter(|action| super::action::deprecated_attribute(action.spec).is_none());
        candidates.min_by_key(|action| {
            let spec = action.spec;
            (!spec.read_only, required_count(action), spec.name.len(), &spec.name)
        })
    }
}

impl CrateExample {
    /// Returns the text of the program.
    pub(in crate::generate) fn text(&self) -> String {
        let Self { action, crate_name, call: CallSnippet { uses, method, .. }, .. } = self;
        let request = self.indented_request();
        format!(
            r#"//! Calls {action} and prints the response. Credentials are read from the places that the vendor's
//! own tools use, such as the environment variables TENCENTCLOUD_SECRET_ID and
//! TENCENTCLOUD_SECRET_KEY. The optional first argument is the region. The optional second argument
//! is an endpoint that replaces the endpoint of the service, such as the address of teo-simulator.

use {crate_name}::teo_api;
{uses}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let mut client = Client::new(&teo_api::Client::new()?);
    let mut arguments = std::env::args().skip(1);
    if let Some(region) = arguments.next() {{
        client = client.with_region(region)?;
    }}
    if let Some(endpoint) = arguments.next() {{
        client = client.with_endpoint(endpoint)?;
    }}

    {request}
    let response = client.{method}(request).await?;
    println!("{{response:#?}}");
    Ok(())
}}
"#
        )
    }

    fn indented_request(&self) -> String {
        self.call.request.replace('\n', "\n    ")
    }

    /// Returns the program without the parsing of arguments, as a Markdown code block between empty
    /// lines.
    pub(in crate::generate) fn in_readme(&self) -> String {
        let Self { crate_name, call: CallSnippet { uses, method, .. }, .. } = self;
        let request = self.indented_request();
        format!(
            r#"
```rust,no_run
use {crate_name}::teo_api;
{uses}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let client = Client::new(&teo_api::Client::new()?).with_region("ap-singapore")?;
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
