//! docs/faults.md: what was observed, for those who decide what to do after an error.

use std::fmt::Write as _;

use crate::fault::Kind;
use crate::observed::Observed;

const OPENING: &str = "\
# What happens when a call fails

<!-- A test makes this file from what it observed. Do not edit it: UPDATE_GOLDEN=1 cargo test -p teo-tests --test faults -->

Each row is one call that meets one fault: what its caller is told, and what the server did by its own
log. Where `may_have_executed` is false, nothing was done, and the call can be sent again; where it is
true, look first at what the action changes. A test makes every call, and it fails if this table or one
of these promises does not hold:

- No mutating action is executed more than once for one call.
- If a mutating action was executed, `may_have_executed` is not false.
- If nothing was sent, `may_have_executed` is not true. Rows in which no client can know whether
  something was sent are marked, with the reason.
- No timeout of a call is overrun by more than a fifth.
- No response makes the process use 200 MiB of memory.

The outcome is a response or an `ErrorKind`. `attempts` counts the requests that the client sent or tried
to send, out of at most 3. `executed` counts the requests that the server executed, by its log. Where a
fault leaves open whether the action was executed, the server executes it first, unless the row says
otherwise. The read-only action is `DescribePrefetchTasks`, the mutating one `CreatePrefetchTask`.
";

/// The whole file.
pub(crate) fn markdown(rows: &[Observed]) -> String {
    let mut text = OPENING.to_owned();
    for rows in rows.chunk_by(|one, next| one.section == next.section) {
        write!(text, "\n## {}\n\n", rows[0].section).unwrap();
        text += "| fault | action | outcome | `attempts` | `may_have_executed` | executed |\n|---|---|---|---|---|---|\n";
        for row in rows {
            let Observed { name, outcome, log, .. } = row;
            let action = if row.kind == Kind::ReadOnly { "read-only" } else { "mutating" };
            let (attempts, told, executed) = (attempts(row), told(row), log.executions);
            writeln!(text, "| {name} | {action} | {outcome} | {attempts} | {told} | {executed} |")
                .unwrap();
        }
        for row in rows.iter().filter(|row| row.kind == Kind::Mutating) {
            if let Some(reason) = row.undecidable {
                write!(text, "\nUndecidable, {}: {reason}.\n", row.name).unwrap();
            }
        }
    }
    text
}

/// An attempt of which it is certain that nothing was sent is followed by another.
fn attempts(row: &Observed) -> String {
    match row.undecidable {
        Some(_) if row.kind == Kind::Mutating => "1 to 3".to_owned(),
        _ => row.attempts.to_string(),
    }
}

fn told(row: &Observed) -> &'static str {
    match (row.may_have_executed, row.undecidable) {
        (None, _) => "–",
        (_, Some(_)) if row.kind == Kind::Mutating => "undecidable",
        (Some(false), _) => "false",
        (Some(true), _) => "true",
    }
}
