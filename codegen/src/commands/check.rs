//! `cargo codegen check`: lists the stale files of the bindings.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use teo_codegen::Folder;

use super::bindings::{Bindings, BindingsArguments, prepare};

/// List the stale generated files; the exit status is 1 if there are any
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    bindings: BindingsArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    for Bindings { files, out, .. } in prepare(&arguments.bindings)? {
        let stale = Folder::new(&out).stale(&files)?;
        if stale.is_empty() {
            println!("{}: {} files, all up to date", out.display(), files.len());
            continue;
        }
        stale.iter().for_each(|file| println!("{file}"));
        eprintln!(
            "{}: {} of {} files are stale; run `cargo codegen generate`",
            out.display(),
            stale.len(),
            files.len()
        );
        code = ExitCode::FAILURE;
    }
    Ok(code)
}
