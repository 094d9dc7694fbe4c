//! `cargo codegen generate`: updates the stale files of the bindings.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use teo_codegen::{Folder, Stale};

use super::bindings::{Bindings, BindingsArguments, prepare};

/// Write the generated files that are stale and remove the left-over ones; with --crate, also
/// create a crate that does not exist yet
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    bindings: BindingsArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    for Bindings { files, out, initial_files } in prepare(&arguments.bindings)? {
        if let Some(initial_files) = initial_files {
            initial_files.write()?;
        }
        let changes = Folder::new(&out).update(&files)?;
        for change in &changes {
            match change {
                Stale::Changed(path) | Stale::Missing(path) => println!("wrote    {path}"),
                Stale::LeftOver(path) => println!("removed  {path}"),
            }
        }
        println!(
            "{}: {} of {} files written or removed",
            out.display(),
            changes.len(),
            files.len()
        );
    }
    Ok(ExitCode::SUCCESS)
}
