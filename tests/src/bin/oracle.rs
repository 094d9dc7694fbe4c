//! Our side of `interop/oracle.py`, in which the official SDK reads what our types write, and our
//! types read what the SDK writes. Lines of JSON go in and out: `{"action", "request",
//! "response"}`.
//!
//! - `oracle emit` writes a line for each action with every member set, as our types encode it.
//! - `oracle check` reads those lines again from another implementation, which must have lost
//!   nothing.
//! - `oracle read` reads lines that another implementation made: our types must have a field for
//!   each value and write it again.
//!
//! The last two print each difference with its path, and the counts, and exit 1 if there is one.
#![allow(clippy::print_stdout, reason = "its output is its purpose")]

#[path = "../every_type.rs"]
mod every_type;

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use every_type::{ACTIONS, ActionTypes, Decode, Fill, InstanceMaker};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use teo_tests::differences;

/// A request and a response of an action.
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
    let spec = every_type::spec()?;
    let mut instances = InstanceMaker::new(&spec, Fill::default());
    let mut lines = Vec::new();
    for types in ACTIONS {
        let action = &spec.actions[types.name];
        let mut encoded = |members, decode: Decode| {
            let typed = decode(&instances.instance(members))?;
            match typed.unknown_members().first() {
                Some(path) => {
                    Err(format!("{}: {path} has no field that takes it", types.name).into())
                }
                None => Ok::<_, Box<dyn Error>>(typed.encode()),
            }
        };
        lines.push(Line {
            action: types.name.to_owned(),
            request: encoded(&action.parameters, types.request)?,
            response: encoded(&action.response, types.response)?,
        });
    }
    Ok(lines)
}

/// Checks every line of the input, and compares it with the emitted one if there are any.
fn compare(emitted: Option<&[Line]>) -> Result<ExitCode, Box<dyn Error>> {
    let mut actual: BTreeMap<String, Line> = BTreeMap::new();
    for line in io::stdin().lock().lines() {
        let line: Line = serde_json::from_str(&line?)?;
        if let Some(line) = actual.insert(line.action.clone(), line) {
            return Err(format!("{} occurs twice", line.action).into());
        }
    }
    let mut tally = Tally::default();
    for types in ACTIONS {
        let origin = emitted.and_then(|lines| lines.iter().find(|line| line.action == types.name));
        tally.action(types, origin, actual.remove(types.name).as_ref());
    }
    for action in actual.keys() {
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
    fn action(&mut self, types: &ActionTypes, origin: Option<&Line>, actual: Option<&Line>) {
        let Some(actual) = actual else {
            for side in ["request", "response"] {
                self.fail(types.name, side, &["the input has no line for it".to_owned()]);
            }
            return;
        };
        let request = origin.map(|line| &line.request);
        let response = origin.map(|line| &line.response);
        self.value(types.name, "request", types.request, request, &actual.request);
        self.value(types.name, "response", types.response, response, &actual.response);
    }

    fn value(
        &mut self,
        action: &str,
        side: &str,
        decode: Decode,
        origin: Option<&Value>,
        actual: &Value,
    ) {
        let mut faults = origin.map(|origin| differences(origin, actual)).unwrap_or_default();
        match decode(actual) {
            Ok(typed) => {
                let unknown = typed.unknown_members().into_iter();
                faults.extend(unknown.map(|path| format!("{path} has no field that takes it")));
                let lost = differences(actual, &typed.encode()).into_iter();
                faults.extend(lost.map(|fault| format!("{fault}, by our types")));
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
