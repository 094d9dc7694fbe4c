//! The report of a diff: text for a terminal, Markdown for a pull request, or JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Diff;
use super::entry::{Entry, Verdict};
use super::version::Version;

/// The format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Lines for a terminal.
    Text {
        /// Whether to use colours.
        colour: bool,
    },
    /// Markdown for a pull request.
    Markdown,
    /// JSON for programs; README.md lists the keys.
    Json,
}

impl Diff {
    /// Returns the report, with the next version after `current`.
    #[must_use]
    pub fn report(&self, format: Format, current: Version) -> String {
        match format {
            Format::Text { colour } => self.text(colour, current),
            Format::Markdown => self.markdown(current),
            Format::Json => self.json(current),
        }
    }

    fn text(&self, colour: bool, current: Version) -> String {
        let paint = |code: &str, text: &str| {
            if colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
        };
        let mut text = String::new();
        for verdict in Verdict::ALL {
            let entries: Vec<&Entry> = self.entries_with(verdict).collect();
            if entries.is_empty() {
                continue;
            }
            let title = format!("{} ({})", verdict.name(), entries.len());
            let _ = writeln!(text, "{}", paint(colour_of(verdict), &title));
            let widest = entries.iter().map(|entry| entry.kind.name().len()).max().unwrap_or(0);
            for entry in entries {
                let _ = write!(text, "  {:<widest$}  {}", entry.kind.name(), entry.location);
                let _ = writeln!(
                    text,
                    "{}",
                    old_and_new(entry).map_or(String::new(), |v| format!(": {v}"))
                );
                for (label, line) in [("why", &entry.why), ("hint", &entry.hint)] {
                    if !line.is_empty() {
                        let _ = writeln!(
                            text,
                            "  {:widest$}  {} {line}",
                            "",
                            paint("2", &format!("{label:<4}"))
                        );
                    }
                }
            }
            text.push('\n');
        }
        let _ = writeln!(text, "{}", self.counts());
        let _ = writeln!(text, "{}", self.next_version(current));
        text
    }

    fn markdown(&self, current: Version) -> String {
        let mut text = format!("**{}** {}\n", self.counts(), self.next_version(current));
        for verdict in Verdict::ALL {
            let entries: Vec<&Entry> = self.entries_with(verdict).collect();
            if entries.is_empty() {
                continue;
            }
            let _ = write!(text, "\n### {} ({})\n\n", capitalised(verdict.name()), entries.len());
            let _ =
                writeln!(text, "| kind | location | change | reason and hint |\n|---|---|---|---|");
            for entry in entries {
                let _ = writeln!(
                    text,
                    "| {} | `{}` | {} | {} |",
                    entry.kind.name(),
                    escape_cell(&entry.location.to_string()),
                    old_and_new(entry)
                        .map_or(String::new(), |values| format!("`{}`", escape_cell(&values))),
                    reason_and_hint(entry)
                );
            }
        }
        text
    }

    fn json(&self, current: Version) -> String {
        let changes = self.entries.iter().map(|entry| {
            json!({
                "file": entry.location.file,
                "pointer": entry.location.pointer(),
                "kind": entry.kind.name(),
                "before": entry.before,
                "after": entry.after,
                "verdict": entry.verdict.name(),
                "why": entry.why,
                "hint": entry.hint,
            })
        });
        let changes: Vec<Value> = changes.collect();
        let verdict = self.verdict();
        let report = json!({
            "verdict": verdict.map(Verdict::name),
            "counts": {
                "breaking": self.entries_with(Verdict::Breaking).count(),
                "additive": self.entries_with(Verdict::Additive).count(),
                "documentation": self.entries_with(Verdict::Documentation).count(),
            },
            "version": {
                "current": current.to_string(),
                "next": current.next(verdict).to_string(),
                "reason": self.reason(current),
            },
            "changes": changes,
        });
        format!("{report:#}\n")
    }

    /// Returns the number of changes with each verdict, as a sentence.
    fn counts(&self) -> String {
        let counts: Vec<String> = Verdict::ALL
            .iter()
            .map(|verdict| format!("{} {}", self.entries_with(*verdict).count(), verdict.name()))
            .collect();
        counts.join(", ") + "."
    }

    /// Returns a sentence with the next version and the reason for it.
    fn next_version(&self, current: Version) -> String {
        let next = current.next(self.verdict());
        format!("Next version after {current}: {next}; {}.", self.reason(current))
    }

    /// Returns the reason for the next version: the rule, and the changes that it applies to.
    fn reason(&self, current: Version) -> String {
        let Some(verdict) = self.verdict() else { return current.rule(None).to_owned() };
        let locations: Vec<String> =
            self.entries_with(verdict).map(|entry| entry.location.to_string()).collect();
        let first = locations.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
        let more = match locations.len() {
            0..=3 => String::new(),
            count => format!(" and {} more", count - 3),
        };
        format!("{}: {first}{more}", current.rule(Some(verdict)))
    }
}

fn colour_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Breaking => "1;31",
        Verdict::Additive => "1;32",
        Verdict::Documentation => "1",
    }
}

/// Returns `old → new`, with each value shortened; `None` if there are no values.
fn old_and_new(entry: &Entry) -> Option<String> {
    let shorten = |value: &Value| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if line.chars().count() <= 60 {
            line
        } else {
            line.chars().take(59).chain(['…']).collect()
        }
    };
    match (&entry.before, &entry.after) {
        (None, None) => None,
        (None, Some(new)) => Some(format!("+ {}", shorten(new))),
        (Some(old), None) => Some(format!("- {}", shorten(old))),
        (Some(old), Some(new)) => Some(format!("{} → {}", shorten(old), shorten(new))),
    }
}

/// Escapes text for a cell of a Markdown table.
fn escape_cell(text: &str) -> String {
    text.replace('|', "\\|").replace('`', "'")
}

/// Returns the reason and the hint for a cell of a Markdown table. Angle brackets are escaped,
/// since they belong to Rust types and would be read as HTML tags.
fn reason_and_hint(entry: &Entry) -> String {
    let lines = [&entry.why, &entry.hint].into_iter().filter(|line| !line.is_empty());
    let lines: Vec<String> = lines.map(|line| escape_cell(line).replace('<', "&lt;")).collect();
    lines.join("; ")
}

fn capitalised(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}
