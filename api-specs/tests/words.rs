//! Tests of the texts in the spec: they are English sentences and say more than the names.

use std::collections::BTreeSet;

use teo_specs::Spec;

fn embedded_spec() -> Spec {
    Spec::embedded("teo", "2022-09-01").unwrap_or_else(|problems| panic!("{problems}"))
}

/// Words that add nothing to a name.
const FILLER: [&str; 40] = [
    "a",
    "an",
    "the",
    "of",
    "for",
    "to",
    "in",
    "on",
    "and",
    "or",
    "with",
    "by",
    "this",
    "that",
    "is",
    "are",
    "it",
    "its",
    "one",
    "all",
    "list",
    "lists",
    "information",
    "details",
    "detail",
    "data",
    "describe",
    "describes",
    "description",
    "configuration",
    "config",
    "settings",
    "setting",
    "parameters",
    "parameter",
    "structure",
    "action",
    "query",
    "queries",
    "edgeone",
];

/// Returns the words of a name or a sentence without their endings, so that `Zones` equals `zone`.
fn stems(text: &str) -> BTreeSet<String> {
    let mut spaced = String::new();
    for letter in text.chars() {
        if letter.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(if letter.is_alphanumeric() { letter } else { ' ' });
    }
    let words = spaced.split_whitespace().map(str::to_lowercase);
    words.map(|word| word.trim_end_matches(['s', 'd', 'e']).chars().take(5).collect()).collect()
}

#[test]
fn no_summary_only_repeats_its_name() {
    let spec = embedded_spec();
    let filler: BTreeSet<String> = FILLER.iter().flat_map(|word| stems(word)).collect();
    let actions = spec.actions.values().map(|action| (&action.name, &action.summary));
    let structures =
        spec.structures.values().map(|structure| (&structure.name, &structure.summary));
    let all: Vec<_> = actions.chain(structures).collect();
    assert!(all.len() > 600);
    let mut repetitions = Vec::new();
    for (name, summary) in all {
        let in_summary: BTreeSet<String> =
            stems(summary).into_iter().filter(|word| word.len() > 1).collect();
        let in_name = stems(name);
        let added = in_summary
            .iter()
            .filter(|word| !in_name.contains(*word) && !filler.contains(*word))
            .count();
        if added < 2 {
            repetitions.push(format!("{name}: {summary}"));
        }
    }
    assert_eq!(repetitions, [""; 0], "these summaries say no more than the name");
}

#[test]
fn every_summary_is_ascii_and_ends_with_a_full_stop() {
    let spec = embedded_spec();
    let mut sentences: Vec<(String, &str)> = Vec::new();
    for action in spec.actions.values() {
        sentences.push((action.name.clone(), &action.summary));
        for member in action.parameters.iter().chain(&action.response) {
            sentences.push((format!("{}.{}", action.name, member.name), &member.summary));
        }
    }
    for structure in spec.structures.values() {
        sentences.push((structure.name.clone(), &structure.summary));
        for member in &structure.members {
            sentences.push((format!("{}.{}", structure.name, member.name), &member.summary));
        }
    }
    for values in spec.values.values() {
        sentences.push((values.name.clone(), &values.summary));
        for value in &values.values {
            sentences.push((format!("{}:{}", values.name, value.value), &value.summary));
        }
    }
    for error in spec.service.errors.iter().chain(&spec.service.specific_errors) {
        sentences.push((error.code.clone(), &error.summary));
    }
    for resource in spec.resources.values() {
        sentences.push((resource.name.clone(), &resource.summary));
    }
    for (action, reason) in &spec.service.not_modelled {
        sentences.push((action.clone(), reason));
    }
    let non_empty = sentences.iter().filter(|(_, text)| !text.is_empty());
    let mut count = 0;
    for (place, text) in non_empty {
        count += 1;
        assert!(text.is_ascii(), "{place}: {text:?} is not English");
        assert!(text.ends_with('.'), "{place}: {text:?} does not end with a full stop");
    }
    assert!(count > 2000, "only {count} sentences");
}
