//! What looks renamed: one gone and one come at the same place, much alike and of near names. It is a
//! guess, told as one, and weighs as much as what is gone.

use std::collections::BTreeSet;

use serde_json::Value;

use super::walk::{Change, What};

/// Makes one change of each such pair.
pub(super) fn pair_renamed(changes: &mut Vec<Change>) {
    let is_gone = |change: &Change| change.what == What::Item && change.after.is_none();
    let mut taken = BTreeSet::new();
    for gone in 0..changes.len() {
        if !is_gone(&changes[gone]) {
            continue;
        }
        let candidates = (0..changes.len()).filter(|come| !taken.contains(come));
        let near = candidates
            .filter(|come| looks_renamed(&changes[gone], &changes[*come]))
            .min_by_key(|come| distance(&name(&changes[gone]), &name(&changes[*come])));
        if let Some(come) = near {
            taken.insert(come);
            changes[gone].what = What::Renamed(name(&changes[come]));
            changes[gone].after = changes[come].after.clone();
        }
    }
    let mut index = 0;
    changes.retain(|_| {
        index += 1;
        !taken.contains(&(index - 1))
    });
}

/// The name that the item goes by.
fn name(change: &Change) -> String {
    let file = || change.place.file.rsplit('/').next()?.strip_suffix(".json");
    change.place.steps.last().map(String::as_str).or_else(file).unwrap_or_default().to_owned()
}

fn looks_renamed(gone: &Change, come: &Change) -> bool {
    let (Some(was), Some(is)) = (&gone.before, &come.after) else { return false };
    if come.what != What::Item || come.before.is_some() {
        return false;
    }
    let (old, new) = (name(gone), name(come));
    let beside = match (gone.place.steps.split_last(), come.place.steps.split_last()) {
        (None, None) => folder(gone) == folder(come),
        (Some((_, old)), Some((_, new))) => gone.place.file == come.place.file && old == new,
        _ => false,
    };
    // What a constraint, an error or an example goes by is not a name that anyone renames.
    let unnamed = ["constraints", "errors", "specific_errors", "examples"];
    let named = gone.place.steps.first().is_none_or(|list| !unnamed.contains(&list.as_str()));
    beside && named && alike(was, is) && distance(&old, &new) * 3 <= old.len().max(new.len())
}

fn folder(change: &Change) -> &str {
    change.place.file.split('/').next().unwrap_or_default()
}

/// Members of one type; files of which most items have the same names.
fn alike(was: &Value, is: &Value) -> bool {
    if was["type"] != is["type"] {
        return false;
    }
    let lists = ["parameters", "response", "members", "values"];
    let names = |item: &Value| -> BTreeSet<String> {
        let items = lists.iter().filter_map(|list| item[list].as_array()).flatten();
        let name = |item: &Value| Some(item.get("name").or(item.get("value"))?.to_string());
        items.filter_map(name).filter(|name| name != "\"RequestId\"").collect()
    };
    let (was, is) = (names(was), names(is));
    was.intersection(&is).count() * 2 >= was.len().max(is.len())
}

/// How many letters must be put in, taken out or changed; case and signs do not count.
fn distance(a: &str, b: &str) -> usize {
    let letters = |text: &str| -> Vec<u8> {
        text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase()).collect()
    };
    let (a, b) = (letters(a), letters(b));
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
    fn names_are_as_far_apart_as_there_are_letters_to_change() {
        for (a, b, letters) in [
            ("ZoneId", "ZoneID", 0),
            ("job-id", "jobId", 0),
            ("ZoneId", "ZoneIds", 1),
            ("Old", "New", 3),
            ("", "Ab", 2),
        ] {
            assert_eq!(distance(a, b), letters, "{a} {b}");
            assert_eq!(distance(b, a), letters, "{b} {a}");
        }
    }
}
