//! Our side of `interop/oracle.py`, which has the official SDK read what our types write and the
//! other way round. Lines of JSON go in and out: `{"action", "request", "response"}`.
//!
//! - `oracle emit` writes a line for each action, everything set, as our types encode it.
//! - `oracle check` reads what another implementation made of those lines: nothing may be lost.
//! - `oracle read` reads lines that another implementation has made itself: our types must have a
//!   field for all of it and write it again.
//!
//! The last two print each difference with its place, and the counts; they exit 1 if one differs.
#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

#[path = "../every.rs"]
mod every;

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use every::{ACTIONS, ActionTypes, Decode, Fill, Populate, differences};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use teo_specs::Spec;

/// One action, both ways.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    action: String,
    request: Value,
    response: Value,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["emit"] => emit(),
        ["check"] => compare(Some(&emitted()?)),
        ["read"] => compare(None),
        _ => Err("use `oracle emit`, `oracle check` or `oracle read`".into()),
    }
}

fn emit() -> Result<ExitCode, Box<dyn Error>> {
    let mut out = io::stdout().lock();
    for line in emitted()? {
        serde_json::to_writer(&mut out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn emitted() -> Result<Vec<Line>, Box<dyn Error>> {
    let spec = Spec::embedded("teo", "2022-09-01")?;
    let mut populate = Populate::new(&spec, Fill::default());
    let mut lines = Vec::new();
    for types in ACTIONS {
        let action = &spec.actions[types.name];
        let mut ours = |members, decode: Decode| {
            let typed = decode(&populate.instance(members))?;
            match typed.not_in_fields().first() {
                Some(path) => {
                    Err(format!("{}: {path} has no field that takes it", types.name).into())
                }
                None => Ok::<_, Box<dyn Error>>(typed.encode()),
            }
        };
        lines.push(Line {
            action: types.name.to_owned(),
            request: ours(&action.parameters, types.request)?,
            response: ours(&action.response, types.response)?,
        });
    }
    Ok(lines)
}

/// Looks at every line of the input, beside what was emitted if that is where it comes from.
fn compare(emitted: Option<&[Line]>) -> Result<ExitCode, Box<dyn Error>> {
    let mut came: BTreeMap<String, Line> = BTreeMap::new();
    for line in io::stdin().lock().lines() {
        let line: Line = serde_json::from_str(&line?)?;
        if let Some(line) = came.insert(line.action.clone(), line) {
            return Err(format!("{} comes twice", line.action).into());
        }
    }
    let mut tally = Tally::default();
    for types in ACTIONS {
        let origin = emitted.and_then(|lines| lines.iter().find(|line| line.action == types.name));
        tally.action(types, origin, came.remove(types.name).as_ref());
    }
    for action in came.keys() {
        tally.fail(action, "request", &["no such action is known".to_owned()]);
    }
    println!(
        "{} actions, {} requests and responses: {} the same on both sides, {} not",
        ACTIONS.len(),
        tally.same + tally.differ,
        tally.same,
        tally.differ
    );
    Ok(if tally.differ == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[derive(Default)]
struct Tally {
    same: usize,
    differ: usize,
}

impl Tally {
    fn action(&mut self, types: &ActionTypes, origin: Option<&Line>, came: Option<&Line>) {
        let Some(came) = came else {
            for side in ["request", "response"] {
                self.fail(types.name, side, &["nothing came".to_owned()]);
            }
            return;
        };
        let request = origin.map(|line| &line.request);
        let response = origin.map(|line| &line.response);
        self.value(types.name, "request", types.request, request, &came.request);
        self.value(types.name, "response", types.response, response, &came.response);
    }

    fn value(
        &mut self,
        action: &str,
        side: &str,
        decode: Decode,
        origin: Option<&Value>,
        came: &Value,
    ) {
        let mut faults = origin.map(|origin| differences(origin, came)).unwrap_or_default();
        match decode(came) {
            Ok(typed) => {
                let untyped = typed.not_in_fields().into_iter();
                faults.extend(untyped.map(|path| format!("{path} has no field that takes it")));
                let ours = differences(came, &typed.encode()).into_iter();
                faults.extend(ours.map(|fault| format!("{fault}, by our types")));
            }
            Err(error) => faults.push(error.to_string()),
        }
        if faults.is_empty() {
            self.same += 1;
        } else {
            self.fail(action, side, &faults);
        }
    }

    fn fail(&mut self, action: &str, side: &str, faults: &[String]) {
        self.differ += 1;
        for fault in faults {
            println!("FAILED  {action} {side}: {fault}");
        }
    }
}
