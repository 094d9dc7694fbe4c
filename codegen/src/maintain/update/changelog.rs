//! Drafts changelog entries for the changes that affect callers, and inserts them below
//! `## [Unreleased]`. An entry that the section already has is not inserted again.

use crate::maintain::diff::{Diff, Entry, Kind, Location, Verdict};

const UNRELEASED: &str = "## [Unreleased]";
/// Maximum width of a line of the changelog.
const MAX_WIDTH: usize = 104;

/// Returns headings of Keep a Changelog, each with its drafted sentences.
pub(super) fn draft(
    diff: &Diff,
    release_version: Option<&str>,
) -> Vec<(&'static str, Vec<String>)> {
    let origin = release_version
        .map_or(String::new(), |version| format!(" of the vendor's release {version}"));
    let mut added = Vec::new();
    for (plural, entries) in [
        ("actions", select(diff, |e| e.kind == Kind::Added && is_file(e, "actions/"))),
        (
            "members",
            select(diff, |e| {
                e.kind == Kind::Added
                    && !e.location.steps.is_empty()
                    && !is_wait(e)
                    && !in_new_file(diff, e)
            }),
        ),
        ("waits", select(diff, |e| e.kind == Kind::Added && is_wait(e))),
        (
            "values",
            select(diff, |e| {
                e.kind == Kind::Values
                    && e.before.is_none()
                    && e.location.file.starts_with("values/")
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
            added.push(format!("**teo-api**: {plural}{origin}: {}.", names(&entries)));
        }
    }
    let mut changed = Vec::new();
    for (change, kind) in [
        ("now required", Kind::Required),
        ("no longer required", Kind::Optional),
        ("changed limits", Kind::Limits),
    ] {
        let entries = select(diff, |e| e.kind == kind && e.verdict == Verdict::Additive);
        if !entries.is_empty() {
            changed.push(format!("**teo-api**: {change}: {}.", names(&entries)));
        }
    }
    for entry in diff.entries_with(Verdict::Breaking) {
        changed.push(format!("**Breaking**, {}: {}.", readable_name(&entry.location), entry.why));
    }
    let deprecated = select(diff, |e| e.kind == Kind::Deprecated && e.after.is_some());
    let deprecated = deprecated.iter().map(|entry| {
        let action =
            if entry.location.steps == ["withdrawn"] { "has withdrawn" } else { "advises against" };
        format!("**teo-api**: {}, which the vendor {action}.", readable_name(&entry.location))
    });
    vec![("### Added", added), ("### Changed", changed), ("### Deprecated", deprecated.collect())]
}

fn select(diff: &Diff, condition: impl Fn(&Entry) -> bool) -> Vec<&Entry> {
    diff.entries.iter().filter(|entry| condition(entry)).collect()
}

/// Returns whether an entry is about a whole file in this folder.
fn is_file(entry: &Entry, folder: &str) -> bool {
    entry.location.steps.is_empty() && entry.location.file.starts_with(folder)
}

fn is_wait(entry: &Entry) -> bool {
    entry.location.steps.first().is_some_and(|step| step == "waiters")
}

fn in_new_file(diff: &Diff, entry: &Entry) -> bool {
    diff.entries.iter().any(|e| {
        e.kind == Kind::Added
            && e.location.steps.is_empty()
            && e.location.file == entry.location.file
    })
}

fn names(entries: &[&Entry]) -> String {
    entries.iter().map(|entry| readable_name(&entry.location)).collect::<Vec<_>>().join(", ")
}

/// Returns a readable name for a location, such as `Action.Parameter`.
fn readable_name(location: &Location) -> String {
    let stem = location.file.rsplit('/').next().and_then(|file| file.strip_suffix(".json"));
    let stem = stem.unwrap_or(&location.file);
    let steps: Vec<&str> = location.steps.iter().map(String::as_str).collect();
    match steps[..] {
        ["parameters" | "response" | "members" | "values" | "waiters", item, ..]
        | ["filters", "names", item, ..] => {
            format!("`{stem}.{item}`")
        }
        _ => format!("`{stem}`"),
    }
}

/// Inserts the sentences of the draft that the changelog does not have yet.
pub(super) fn with_draft(changelog: &str, draft: &[(&str, Vec<String>)]) -> String {
    let mut lines: Vec<String> = changelog.lines().map(str::to_owned).collect();
    for (heading, sentences) in draft {
        for sentence in sentences {
            let (start, end) = unreleased_section(&mut lines);
            let normalized = |text: &str| {
                text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ")
            };
            if normalized(&lines[start..end].join(" ")).contains(&normalized(sentence)) {
                continue;
            }
            let index = insertion_index(&mut lines, heading, start, end);
            lines.splice(index..index, wrapped_item(sentence));
        }
    }
    lines.join("\n") + "\n"
}

/// Returns the range of lines of the section, and first adds the section if it does not exist.
fn unreleased_section(lines: &mut Vec<String>) -> (usize, usize) {
    let is_version = |line: &String| line.starts_with("## ");
    let start = match lines.iter().position(|line| line.starts_with(UNRELEASED)) {
        Some(start) => start,
        None => {
            let start = lines.iter().position(is_version).unwrap_or(lines.len());
            lines.splice(start..start, [UNRELEASED.to_owned(), String::new()]);
            start
        }
    };
    let end = lines[start + 1..].iter().position(is_version).map_or(lines.len(), |n| start + 1 + n);
    (start, end)
}

/// Returns the index for a new item below a heading of the section, and first adds the heading if
/// it does not exist.
fn insertion_index(lines: &mut Vec<String>, heading: &str, start: usize, end: usize) -> usize {
    let after_text = |lines: &[String], from: usize, to: usize| {
        (from..to).rev().find(|n| !lines[*n].trim().is_empty()).map_or(from, |n| n + 1)
    };
    if let Some(heading_index) = (start..end).find(|n| lines[*n].trim() == heading) {
        let next_heading =
            (heading_index + 1..end).find(|n| lines[*n].starts_with("### ")).unwrap_or(end);
        return match after_text(lines, heading_index, next_heading) {
            // The heading has no items yet.
            index if index == heading_index + 1 => {
                lines.insert(index, String::new());
                index + 1
            }
            index => index,
        };
    }
    let index = after_text(lines, start, end);
    lines.splice(index..index, [String::new(), heading.to_owned(), String::new()]);
    index + 3
}

/// Returns the lines of a list item, wrapped at [`MAX_WIDTH`].
fn wrapped_item(sentence: &str) -> Vec<String> {
    let mut lines = vec!["-".to_owned()];
    for word in sentence.split_whitespace() {
        let last = lines.len() - 1;
        if lines[last].chars().count() + 1 + word.chars().count() > MAX_WIDTH {
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

    fn with_item(changelog: &str, heading: &'static str, sentence: &str) -> String {
        with_draft(changelog, &[(heading, vec![sentence.to_owned()])])
    }

    #[test]
    fn items_are_inserted_once_below_their_heading() {
        let before = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- One.\n\n## [0.1.0] - 2026-01-01\n\n- Old.\n";
        let once = with_item(before, "### Added", "Two.");
        assert_eq!(once, before.replace("- One.\n", "- One.\n- Two.\n"));
        assert_eq!(with_item(&once, "### Added", "Two."), once);
        let other = with_item(&once, "### Changed", "Three.");
        assert_eq!(other, once.replace("- Two.\n", "- Two.\n\n### Changed\n\n- Three.\n"));
        assert_eq!(
            with_item(&other, "### Added", "Old."),
            other.replace("- Two.\n", "- Two.\n- Old.\n")
        );
    }

    #[test]
    fn a_missing_section_is_added_above_the_versions() {
        for (before, after) in [
            (
                "# Changelog\n\n## [0.1.0]\n\n- Old.\n",
                "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- New.\n\n## [0.1.0]\n\n- Old.\n",
            ),
            ("# Changelog\n", "# Changelog\n## [Unreleased]\n\n### Added\n\n- New.\n"),
        ] {
            assert_eq!(with_item(before, "### Added", "New.").trim_end(), after.trim_end());
        }
    }

    #[test]
    fn long_items_are_wrapped_and_inserted_once() {
        let sentence = "`AVeryLongName`, ".repeat(20);
        let once = with_item("## [Unreleased]\n", "### Added", &sentence);
        assert!(once.lines().all(|line| line.len() <= MAX_WIDTH), "{once}");
        assert_eq!(with_item(&once, "### Added", &sentence), once);
    }
}
