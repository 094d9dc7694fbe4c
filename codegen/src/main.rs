//! `cargo codegen`: generates bindings, checks that they are up to date, and maintains the specs.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program prints")]

mod commands;

use std::env;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use self::commands::{check, count, diff, generate, import, update};

/// Generates Rust bindings from API specs.
#[derive(Parser)]
#[command(name = "cargo codegen", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Generate(generate::Arguments),
    Count(count::Arguments),
    Diff(diff::Arguments),
    Import(import::Arguments),
    Update(update::Arguments),
    Check(check::Arguments),
}

fn main() -> ExitCode {
    // The exit status of `diff` states the verdict, so a failure of `diff` has another status.
    let is_diff = env::args().nth(1).is_some_and(|command| command == "diff");
    let cli = Cli::try_parse().unwrap_or_else(|error| {
        let _ = error.print();
        let diff_failed = is_diff && error.exit_code() != 0;
        std::process::exit(if diff_failed { diff::FAILED.into() } else { error.exit_code() })
    });
    match run(&cli.command) {
        Ok(code) => code,
        Err(error) => {
            // Errors are printed without a backtrace, which does not help the author of a spec.
            eprintln!("error: {error}");
            error.chain().skip(1).for_each(|cause| eprintln!("{cause}"));
            if is_diff { diff::FAILED.into() } else { ExitCode::FAILURE }
        }
    }
}

fn run(command: &Command) -> Result<ExitCode> {
    update::finish_interrupted()?;
    match command {
        Command::Generate(arguments) => generate::run(arguments),
        Command::Count(arguments) => count::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::Update(arguments) => update::run(arguments),
        Command::Check(arguments) => check::run(arguments),
    }
}
