//! Detects items that look renamed: one item was removed, and a similar one was added to the same
//! list or folder. The report says that a rename is a guess, and gives it the same verdict as a
//! removal.

use std::collections::BTreeSet;

use serde_json::Value;

use super::compare::{Change, Difference};

/// Merges each removal and the addition that looks like its new name into one change.
pub(super) fn merge_renames(changes: &mut Vec<Change>) {
    let is_removal =
        |change: &Change| change.difference == Difference::Item && change.after.is_none();
    let mut merged_indexes = BTreeSet::new();
    for removed_index in 0..changes.len() {
        let removed = &changes[removed_index];
        if !is_removal(removed) {
            continue;
        }
        let closest_index = (0..changes.len())
            .filter(|index| !merged_indexes.contains(index))
            .filter(|index| looks_renamed(removed, &changes[*index]))
            .min_by_key(|index| distance(&item_name(removed), &item_name(&changes[*index])));
        if let Some(added_index) = closest_index {
            merged_indexes.insert(added_index);
            let new_name = item_name(&changes[added_index]);
            changes[removed_index].difference = Difference::Renamed(new_name);
            changes[removed_index].after = changes[added_index].after.clone();
        }
    }
    let mut index = 0;
    changes.retain(|_| {
        index += 1;
        !merged_indexes.contains(&(index - 1))
    });
}

/// Returns the name of the item or file that a change adds or removes.
fn item_name(change: &Change) -> String {
    let file_stem = || change.location.file.rsplit('/').next()?.strip_suffix(".json");
    let last_step = change.location.steps.last().map(String::as_str);
    last_step.or_else(file_stem).unwrap_or_default().to_owned()
}

fn looks_renamed(removed: &Change, added: &Change) -> bool {
    let (Some(before), Some(after)) = (&removed.before, &added.after) else { return false };
    if added.difference != Difference::Item || added.before.is_some() {
        return false;
    }
    let (old_name, new_name) = (item_name(removed), item_name(added));
    let (old_location, new_location) = (&removed.location, &added.location);
    let same_parent = match (old_location.steps.split_last(), new_location.steps.split_last()) {
        (None, None) => folder(removed) == folder(added),
        (Some((_, old_parent)), Some((_, new_parent))) => {
            old_location.file == new_location.file && old_parent == new_parent
        }
        _ => false,
    };
    // Constraints, errors and examples are identified by their content, so they are never reported
    // as renamed.
    let identified_by_content = ["constraints", "errors", "specific_errors", "examples"];
    let list = old_location.steps.first();
    same_parent
        && list.is_none_or(|list| !identified_by_content.contains(&list.as_str()))
        && are_similar(before, after)
        && distance(&old_name, &new_name) * 3 <= old_name.len().max(new_name.len())
}

fn folder(change: &Change) -> &str {
    change.location.file.split('/').next().unwrap_or_default()
}

/// Returns whether two items have the same type and share at least half of their parameters,
/// members or values by name.
fn are_similar(before: &Value, after: &Value) -> bool {
    if before["type"] != after["type"] {
        return false;
    }
    let lists = ["parameters", "response", "members", "values"];
    let item_names = |value: &Value| -> BTreeSet<String> {
        let items = lists.iter().filter_map(|list| value[list].as_array()).flatten();
        let item_name = |item: &Value| Some(item.get("name").or(item.get("value"))?.to_string());
        items.filter_map(item_name).filter(|name| name != "\"RequestId\"").collect()
    };
    let (old_names, new_names) = (item_names(before), item_names(after));
    let shared = old_names.intersection(&new_names).count();
    shared * 2 >= old_names.len().max(new_names.len())
}

/// Returns the Levenshtein distance of two names, ignoring case and punctuation.
fn distance(a: &str, b: &str) -> usize {
    let alphanumerics = |text: &str| -> Vec<u8> {
        text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase()).collect()
    };
    let (a, b) = (alphanumerics(a), alphanumerics(b));
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let cheapest =
                (row[j] + 1).min(row[j + 1] + 1).min(diagonal + usize::from(letter != other));
            diagonal = row[j + 1];
            row[j + 1] = cheapest;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn the_distance_counts_inserted_removed_and_changed_letters() {
        for (a, b, expected) in [
            ("ZoneId", "ZoneID", 0),
            ("job-id", "jobId", 0),
            ("ZoneId", "ZoneIds", 1),
            ("Old", "New", 3),
            ("", "Ab", 2),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
            assert_eq!(distance(b, a), expected, "{b} {a}");
        }
    }
}
