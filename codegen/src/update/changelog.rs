//! A draft for the changelog, made of what changed for callers. It is put below `## [Unreleased]`,
//! each line once.

use crate::diff::{Diff, Entry, Kind, Place, Verdict};

const UNRELEASED: &str = "## [Unreleased]";
/// Where a line of the changelog ends at the latest.
const WIDTH: usize = 104;

/// Headings of Keep a Changelog, each with the lines that belong there.
pub(super) fn draft(diff: &Diff, release: Option<&str>) -> Vec<(&'static str, Vec<String>)> {
    let from =
        release.map_or(String::new(), |release| format!(" of the vendor's release {release}"));
    let mut added = Vec::new();
    for (what, entries) in [
        ("actions", select(diff, |e| e.kind == Kind::Added && is_file(e, "actions/"))),
        (
            "members",
            select(diff, |e| {
                e.kind == Kind::Added && !e.place.steps.is_empty() && !in_new_file(diff, e)
            }),
        ),
        (
            "values",
            select(diff, |e| {
                e.kind == Kind::Values && e.before.is_none() && e.place.file.starts_with("values/")
            }),
        ),
        (
            "filters",
            select(diff, |e| {
                e.kind == Kind::Filters && e.before.is_none() && e.verdict == Verdict::Additive
            }),
        ),
    ] {
        if !entries.is_empty() {
            added.push(format!("**teo-api**: {what}{from}: {}.", named(&entries)));
        }
    }
    let mut changed = Vec::new();
    for (what, kind) in [
        ("required now", Kind::Required),
        ("required no more", Kind::Optional),
        ("with other limits", Kind::Limits),
    ] {
        let entries = select(diff, |e| e.kind == kind && e.verdict == Verdict::Additive);
        if !entries.is_empty() {
            changed.push(format!("**teo-api**: {what}: {}.", named(&entries)));
        }
    }
    for entry in diff.of(Verdict::Breaking) {
        changed.push(format!("**Breaking**, {}: {}.", name(&entry.place), entry.why));
    }
    let deprecated = select(diff, |e| e.kind == Kind::Deprecated && e.after.is_some());
    let deprecated = deprecated.iter().map(|entry| {
        let why =
            if entry.place.steps == ["withdrawn"] { "has withdrawn" } else { "advises against" };
        format!("**teo-api**: {}, which the vendor {why}.", name(&entry.place))
    });
    vec![("### Added", added), ("### Changed", changed), ("### Deprecated", deprecated.collect())]
}

fn select(diff: &Diff, which: impl Fn(&Entry) -> bool) -> Vec<&Entry> {
    diff.entries.iter().filter(|entry| which(entry)).collect()
}

fn is_file(entry: &Entry, folder: &str) -> bool {
    entry.place.steps.is_empty() && entry.place.file.starts_with(folder)
}

fn in_new_file(diff: &Diff, entry: &Entry) -> bool {
    diff.entries.iter().any(|e| {
        e.kind == Kind::Added && e.place.steps.is_empty() && e.place.file == entry.place.file
    })
}

fn named(entries: &[&Entry]) -> String {
    entries.iter().map(|entry| name(&entry.place)).collect::<Vec<_>>().join(", ")
}

/// `Action.Parameter`, as people say it.
fn name(place: &Place) -> String {
    let file = place.file.rsplit('/').next().and_then(|file| file.strip_suffix(".json"));
    let file = file.unwrap_or(&place.file);
    let steps: Vec<&str> = place.steps.iter().map(String::as_str).collect();
    match steps[..] {
        ["parameters" | "response" | "members" | "values", item, ..]
        | ["filters", "names", item, ..] => {
            format!("`{file}.{item}`")
        }
        _ => format!("`{file}`"),
    }
}

/// The changelog with those lines that are not in it yet.
pub(super) fn with_draft(changelog: &str, draft: &[(&str, Vec<String>)]) -> String {
    let mut lines: Vec<String> = changelog.lines().map(str::to_owned).collect();
    for (heading, sentences) in draft {
        for sentence in sentences {
            let (start, end) = unreleased(&mut lines);
            let words = |text: &str| {
                text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ")
            };
            if words(&lines[start..end].join(" ")).contains(&words(sentence)) {
                continue;
            }
            let at = place_below(&mut lines, heading, start, end);
            let bullet = wrapped(sentence);
            lines.splice(at..at, bullet);
        }
    }
    lines.join("\n") + "\n"
}

/// The lines of the section, which is made if there is none.
fn unreleased(lines: &mut Vec<String>) -> (usize, usize) {
    let is_version = |line: &String| line.starts_with("## ");
    let start = match lines.iter().position(|line| line.starts_with(UNRELEASED)) {
        Some(start) => start,
        None => {
            let first = lines.iter().position(is_version).unwrap_or(lines.len());
            lines.splice(first..first, [UNRELEASED.to_owned(), String::new()]);
            first
        }
    };
    let end = lines[start + 1..].iter().position(is_version).map_or(lines.len(), |n| start + 1 + n);
    (start, end)
}

/// Where the next line below a heading of the section goes; the heading is made if there is none.
fn place_below(lines: &mut Vec<String>, heading: &str, start: usize, end: usize) -> usize {
    let after_text = |lines: &[String], from: usize, to: usize| {
        (from..to).rev().find(|n| !lines[*n].trim().is_empty()).map_or(from, |n| n + 1)
    };
    if let Some(own) = (start..end).find(|n| lines[*n].trim() == heading) {
        let next = (own + 1..end).find(|n| lines[*n].starts_with("### ")).unwrap_or(end);
        return match after_text(lines, own, next) {
            // A heading and nothing below it.
            at if at == own + 1 => {
                lines.insert(at, String::new());
                at + 1
            }
            at => at,
        };
    }
    let at = after_text(lines, start, end);
    lines.splice(at..at, [String::new(), heading.to_owned(), String::new()]);
    at + 3
}

fn wrapped(sentence: &str) -> Vec<String> {
    let mut lines = vec!["-".to_owned()];
    for word in sentence.split_whitespace() {
        let last = lines.len() - 1;
        if lines[last].chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(format!("  {word}"));
        } else {
            lines[last].push(' ');
            lines[last].push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(changelog: &str, heading: &'static str, sentence: &str) -> String {
        with_draft(changelog, &[(heading, vec![sentence.to_owned()])])
    }

    #[test]
    fn lines_go_below_their_heading_and_stand_there_once() {
        let before = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- One.\n\n## [0.1.0] - 2026-01-01\n\n- Old.\n";
        let once = with(before, "### Added", "Two.");
        assert_eq!(once, before.replace("- One.\n", "- One.\n- Two.\n"));
        assert_eq!(with(&once, "### Added", "Two."), once);
        let other = with(&once, "### Changed", "Three.");
        assert_eq!(other, once.replace("- Two.\n", "- Two.\n\n### Changed\n\n- Three.\n"));
        assert_eq!(
            with(&other, "### Added", "Old."),
            other.replace("- Two.\n", "- Two.\n- Old.\n")
        );
    }

    #[test]
    fn a_section_that_is_not_there_is_made_above_the_versions() {
        for (before, after) in [
            (
                "# Changelog\n\n## [0.1.0]\n\n- Old.\n",
                "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- New.\n\n## [0.1.0]\n\n- Old.\n",
            ),
            ("# Changelog\n", "# Changelog\n## [Unreleased]\n\n### Added\n\n- New.\n"),
        ] {
            assert_eq!(with(before, "### Added", "New.").trim_end(), after.trim_end());
        }
    }

    #[test]
    fn long_lines_are_wrapped_and_still_known() {
        let sentence = "`AVeryLongName`, ".repeat(20);
        let told = with("## [Unreleased]\n", "### Added", &sentence);
        assert!(told.lines().all(|line| line.len() <= WIDTH), "{told}");
        assert_eq!(with(&told, "### Added", &sentence), told);
    }
}
