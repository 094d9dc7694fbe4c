//! Makes an https call to a server with a private root, with the root trusted and without, and
//! prints the results.

use std::error::Error as _;
use std::process::ExitCode;

use teo_api::teo::{DescribePrefetchTasksFilter, DescribePrefetchTasksRequest};
use teo_api::{Client, Credentials, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(endpoint), Some(root)) = (arguments.next(), arguments.next()) else {
        eprintln!("name the endpoint and the file with the root");
        return ExitCode::from(2);
    };
    let root = std::fs::read(root).unwrap_or_default();
    println!("trusted: {}", report(call(&endpoint, Some(root)).await));
    println!("untrusted: {}", report(call(&endpoint, None).await));
    println!("no PEM: {}", report(call(&endpoint, Some(b"no certificate".to_vec())).await));
    println!("real host: {}", report(Client::builder().build().map(|_| "built".to_owned())));
    ExitCode::SUCCESS
}

async fn call(endpoint: &str, root: Option<Vec<u8>>) -> Result<String, Error> {
    let mut builder = Client::builder().credentials(Credentials::new("i", "k")).endpoint(endpoint);
    if let Some(root) = root {
        builder = builder.root_certificates(root);
    }
    let filters = [DescribePrefetchTasksFilter::job_id("j")];
    let request = DescribePrefetchTasksRequest::new().filters(filters);
    let response = builder.build()?.describe_prefetch_tasks(request).await?;
    Ok(format!("returned {}", response.request_id))
}

/// Returns the result, or the error with its sources.
fn report(result: Result<String, Error>) -> String {
    result.unwrap_or_else(|error| {
        let mut text = format!("{:?}: {error}", error.kind());
        let mut source = error.source();
        while let Some(cause) = source {
            text.push_str(&format!(" <- {cause}"));
            source = cause.source();
        }
        text
    })
}
