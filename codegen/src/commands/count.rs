//! `cargo codegen count`: counts the contents of a spec.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use teo_codegen::count;

use super::checkout;

/// Count the actions, structures, members and other contents of a spec
#[derive(Args)]
pub(crate) struct Arguments {
    /// Folder of the spec [default: api-specs/teo/2022-09-01]
    #[arg(long, value_name = "FOLDER")]
    specs: Option<PathBuf>,
    /// Print the counts as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let specs = checkout::path_or_default(arguments.specs.as_ref(), checkout::SPECS)?;
    let counts = count(&checkout::load(&specs)?);
    if arguments.json {
        let counts: serde_json::Map<_, _> =
            counts.iter().map(|(name, n)| (name.trim().to_owned(), (*n).into())).collect();
        println!("{}", serde_json::to_string_pretty(&counts)?);
    } else {
        counts.iter().for_each(|(name, n)| println!("{name:<28} {n:>6}"));
    }
    Ok(ExitCode::SUCCESS)
}
