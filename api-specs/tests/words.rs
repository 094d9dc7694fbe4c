//! The words in the specs: ours, in English, and saying more than the name beside them.

use std::collections::BTreeSet;

use teo_specs::Spec;

fn spec() -> Spec {
    Spec::embedded("teo", "2022-09-01").unwrap_or_else(|problems| panic!("{problems}"))
}

/// Words that say nothing of their own.
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

/// The words of a name or a sentence, each without its ending, so that `Zones` and `zone` are one.
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
fn no_summary_merely_restates_its_name() {
    let spec = spec();
    let filler: BTreeSet<String> = FILLER.iter().flat_map(|word| stems(word)).collect();
    let actions = spec.actions.values().map(|action| (&action.name, &action.summary));
    let structures =
        spec.structures.values().map(|structure| (&structure.name, &structure.summary));
    let all: Vec<_> = actions.chain(structures).collect();
    assert!(all.len() > 600);
    let mut empty = Vec::new();
    for (name, summary) in all {
        let said: BTreeSet<String> =
            stems(summary).into_iter().filter(|word| word.len() > 1).collect();
        let named = stems(name);
        let own =
            said.iter().filter(|word| !named.contains(*word) && !filler.contains(*word)).count();
        if own < 2 {
            empty.push(format!("{name}: {summary}"));
        }
    }
    assert_eq!(empty, [""; 0], "these say no more than the name");
}

#[test]
fn every_sentence_is_english_and_ends() {
    let spec = spec();
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
    let written = sentences.iter().filter(|(_, text)| !text.is_empty());
    let mut count = 0;
    for (place, text) in written {
        count += 1;
        assert!(text.is_ascii(), "{place}: {text:?} is not English");
        assert!(text.ends_with('.'), "{place}: {text:?} has no end");
    }
    assert!(count > 2000, "only {count} sentences");
}
