//! Makes up ids in the form of the spec's example. They are computed from a counter and do not depend on
//! the seed, so that the same requests give the same ids in every run.

use serde_json::{Value, json};
use teo_specs::Member;

use crate::ids;
use crate::random::Random;

/// Returns the `number`th value of a member: a number, or a text in the form of the example.
pub(crate) fn make(member: &Member, number: u64) -> Value {
    if matches!(member.wire_type.trim_matches(['[', ']']), "int64" | "uint64") {
        return json!(number + 1);
    }
    let example = match &member.example {
        Some(Value::Array(examples)) => examples.first().and_then(Value::as_str),
        Some(example) => example.as_str(),
        None => None,
    };
    let named = format!("{}-00000000", member.name.to_lowercase());
    let example = example.filter(|text| !text.is_empty()).unwrap_or(&named);
    json!(like(example, number))
}

/// Keeps the beginning of an example up to its last dash, and replaces each digit and letter after it.
fn like(example: &str, number: u64) -> String {
    if example.len() == 36 && example.matches('-').count() == 4 {
        return ids::request_id(number);
    }
    if example.contains('.') {
        return host_like(example, number);
    }
    let (beginning, end) = example.split_at(example.rfind('-').map_or(0, |dash| dash + 1));
    let only_digits = end.chars().all(|character| character.is_ascii_digit());
    let mut random = Random::new(0, &["identifier", example], number);
    // A short end would not tell many items apart.
    let end = if end.len() < 6 && only_digits { "00000000" } else { end };
    let end = end.chars().map(|character| match character {
        _ if only_digits => char::from(b'0' + u8::try_from(random.below(10)).unwrap_or(0)),
        c if c.is_ascii_alphanumeric() => random.letters(1).chars().next().unwrap_or(c),
        other => other,
    });
    format!("{beginning}{}", end.collect::<String>())
}

/// Replaces one label of a host name: the first with a digit, since it is not a word, or else the first.
fn host_like(example: &str, number: u64) -> String {
    let mut labels: Vec<_> = example.split('.').map(str::to_owned).collect();
    let has_digit = |label: &String| label.contains(|character: char| character.is_ascii_digit());
    let index = labels.iter().position(has_digit).unwrap_or(0);
    let mut random = Random::new(0, &["identifier", example], number);
    if let Some(label) = labels.get_mut(index) {
        *label = random.letters(label.len().max(8));
    }
    labels.join(".")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::HashSet;

    use super::*;

    fn made(wire_type: &str, example: Option<Value>, number: u64) -> Value {
        let mut member = Member::new("GroupId");
        member.wire_type = wire_type.to_owned();
        member.example = example;
        make(&member, number)
    }

    #[test]
    fn an_id_has_the_form_of_the_example() {
        let zone = made("string", Some(json!("zone-27q0p0bali16")), 3);
        let text = zone.as_str().unwrap();
        assert!(text.starts_with("zone-") && text.len() == "zone-27q0p0bali16".len(), "{text}");
        let number = made("string", Some(json!("4815")), 3);
        assert!(number.as_str().unwrap().bytes().all(|byte| byte.is_ascii_digit()), "{number}");
        let host = made("string", Some(json!("name.225qgrnvbi9w.share.com")), 3);
        let host = host.as_str().unwrap();
        assert!(host.starts_with("name.") && host.ends_with(".share.com"), "{host}");
        assert_eq!(made("int64", Some(json!(17)), 3), json!(4));
        assert!(made("string", None, 3).as_str().unwrap().starts_with("groupid-"));
    }

    #[test]
    fn ids_differ_and_are_the_same_in_every_run() {
        let ids = |_| -> HashSet<String> {
            (0..10_000)
                .map(|n| made("string", Some(json!("rule-abcdefgh")), n).to_string())
                .collect()
        };
        assert_eq!(ids(()).len(), 10_000);
        assert_eq!(ids(()), ids(()));
    }
}
