//! Our side of `interop/resource_steps.py`, in which the official SDK walks resources through their steps.
//! The walk writes a line of JSON for each call, `{"endpoint", "action", "request"}`, and reads a line with
//! its `{"response"}` or `{"code", "message"}`. The table and the faults are on stderr; it exits 1 if there
//! is a fault.
#![allow(clippy::print_stderr, reason = "its output is its purpose")]

use std::error::Error;
use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use serde::Deserialize;
use serde_json::json;
use teo_specs::Spec;
use teo_tests::resource_walk::{Carrier, Object, Refusal, TWENTY, walk};

/// The program at the other end of stdin and stdout.
struct OtherProgram;

#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Success { response: Object },
    Failure { code: String, message: String },
}

impl Carrier for OtherProgram {
    fn call(&mut self, endpoint: &str, action: &str, request: &Object) -> Result<Object, Refusal> {
        let line = json!({"endpoint": endpoint, "action": action, "request": request});
        let answer = exchange(&line.to_string()).map_err(Refusal::of_client)?;
        match serde_json::from_str(&answer).map_err(Refusal::of_client)? {
            Answer::Success { response } => Ok(response),
            Answer::Failure { code, message } => Err(Refusal { code, message }),
        }
    }
}

fn exchange(line: &str) -> io::Result<String> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer)
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let spec = Spec::embedded("teo", "2022-09-01")?;
    let report = walk(&spec, |name| TWENTY.contains(&name), &mut OtherProgram);
    eprint!("{report}");
    for fault in &report.faults {
        eprintln!("{fault}");
    }
    for step in &report.not_walked {
        eprintln!("not walked: {step}");
    }
    let steps = report.steps();
    let all = steps + report.faults.len();
    eprintln!("{steps} of {all} steps of {} resources", report.resources());
    let is_whole = report.faults.is_empty() && report.resources() == TWENTY.len();
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
