//! A diff as text for a terminal, as Markdown for a pull request, and as JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Diff;
use super::entry::{Entry, Verdict};
use super::version::Version;

/// How a diff is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines for a person, coloured if so asked.
    Text {
        /// With the colours of a terminal.
        colour: bool,
    },
    /// For a pull request.
    Markdown,
    /// For programs; README has the keys.
    Json,
}

impl Diff {
    /// The whole of it, with the version that may follow `current`.
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
            let entries: Vec<&Entry> = self.of(verdict).collect();
            if entries.is_empty() {
                continue;
            }
            let title = format!("{} ({})", verdict.name(), entries.len());
            let _ = writeln!(text, "{}", paint(colour_of(verdict), &title));
            let widest = entries.iter().map(|entry| entry.kind.name().len()).max().unwrap_or(0);
            for entry in entries {
                let _ = write!(text, "  {:<widest$}  {}", entry.kind.name(), entry.place);
                let _ =
                    writeln!(text, "{}", values(entry).map_or(String::new(), |v| format!(": {v}")));
                for (word, line) in [("why", &entry.why), ("cure", &entry.cure)] {
                    if !line.is_empty() {
                        let _ = writeln!(
                            text,
                            "  {:widest$}  {} {line}",
                            "",
                            paint("2", &format!("{word:<4}"))
                        );
                    }
                }
            }
            text.push('\n');
        }
        let _ = writeln!(text, "{}", self.counts());
        let _ = writeln!(text, "{}", self.next(current));
        text
    }

    fn markdown(&self, current: Version) -> String {
        let mut text = format!("**{}** {}\n", self.counts(), self.next(current));
        for verdict in Verdict::ALL {
            let entries: Vec<&Entry> = self.of(verdict).collect();
            if entries.is_empty() {
                continue;
            }
            let _ = write!(text, "\n### {} ({})\n\n", capitalised(verdict.name()), entries.len());
            let _ = writeln!(text, "| kind | place | change | why and cure |\n|---|---|---|---|");
            for entry in entries {
                let _ = writeln!(
                    text,
                    "| {} | `{}` | {} | {} |",
                    entry.kind.name(),
                    cell(&entry.place.to_string()),
                    values(entry).map_or(String::new(), |values| format!("`{}`", cell(&values))),
                    sentences(entry)
                );
            }
        }
        text
    }

    fn json(&self, current: Version) -> String {
        let changes = self.entries.iter().map(|entry| {
            json!({
                "file": entry.place.file,
                "pointer": entry.place.pointer(),
                "kind": entry.kind.name(),
                "before": entry.before,
                "after": entry.after,
                "verdict": entry.verdict.name(),
                "why": entry.why,
                "cure": entry.cure,
            })
        });
        let changes: Vec<Value> = changes.collect();
        let verdict = self.verdict();
        let report = json!({
            "verdict": verdict.map(Verdict::name),
            "counts": {
                "breaking": self.of(Verdict::Breaking).count(),
                "additive": self.of(Verdict::Additive).count(),
                "documentation": self.of(Verdict::Documentation).count(),
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

    fn counts(&self) -> String {
        let counts: Vec<String> = Verdict::ALL
            .iter()
            .map(|verdict| format!("{} {}", self.of(*verdict).count(), verdict.name()))
            .collect();
        counts.join(", ") + "."
    }

    fn next(&self, current: Version) -> String {
        let next = current.next(self.verdict());
        format!("Next version after {current}: {next}; {}.", self.reason(current))
    }

    /// Why that version: the rule, and the changes that call for it.
    fn reason(&self, current: Version) -> String {
        let Some(verdict) = self.verdict() else { return current.rule(None).to_owned() };
        let places: Vec<String> = self.of(verdict).map(|entry| entry.place.to_string()).collect();
        let shown = places.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
        let more = match places.len() {
            0..=3 => String::new(),
            count => format!(" and {} more", count - 3),
        };
        format!("{}: {shown}{more}", current.rule(Some(verdict)))
    }
}

fn colour_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Breaking => "1;31",
        Verdict::Additive => "1;32",
        Verdict::Documentation => "1",
    }
}

/// `was → is`, each cut to what fits a line.
fn values(entry: &Entry) -> Option<String> {
    let short = |value: &Value| {
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
        (None, Some(is)) => Some(format!("+ {}", short(is))),
        (Some(was), None) => Some(format!("- {}", short(was))),
        (Some(was), Some(is)) => Some(format!("{} → {}", short(was), short(is))),
    }
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('`', "'")
}

/// Sentences in a cell: what stands in angle brackets is a type and no tag.
fn sentences(entry: &Entry) -> String {
    let told = [&entry.why, &entry.cure].into_iter().filter(|line| !line.is_empty());
    let told: Vec<String> = told.map(|line| cell(line).replace('<', "&lt;")).collect();
    told.join("; ")
}

fn capitalised(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}
