//! Whatever is written around a secret and however JSON escapes it, it is hidden, and a text without
//! it stays as it is.

use proptest::prelude::*;

use super::{MIN_CHARS, Secret, redact};

const KEY: &str = "k3y/With+Signs=\"and\\more";
const ID: &str = "AKIDz8krbsJ5yKBZQEXAMPLE";

fn without_key(text: &str) -> String {
    redact(text, &[Secret::new(KEY), Secret::id(ID)])
}

/// Every character as its number.
fn by_numbers(text: &str, digits: fn(u16) -> String) -> String {
    text.encode_utf16().map(|unit| format!("\\u{}", digits(unit))).collect()
}

fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

#[test]
fn a_secret_is_found_as_it_is_and_in_every_escaping_of_json() {
    let twice = in_json(&in_json(KEY));
    for written in [
        KEY.to_owned(),
        in_json(KEY),
        in_json(KEY).replace('/', "\\/"),
        in_json(KEY).replace('/', "\\u002f"),
        in_json(KEY).replace('/', "\\u002F"),
        by_numbers(KEY, |unit| format!("{unit:04x}")),
        by_numbers(KEY, |unit| format!("{unit:04X}")),
        in_json(&by_numbers(KEY, |unit| format!("{unit:04x}"))),
        in_json(&in_json(KEY).replace('/', "\\/")),
        in_json(&twice),
        twice,
    ] {
        let text = format!("{{\"before\": \"{written}\", \"after\": 1}}");
        assert_eq!(without_key(&text), "{\"before\": \"<redacted>\", \"after\": 1}", "{written}");
    }
}

#[test]
fn a_start_of_a_secret_is_hidden_where_the_text_is_cut_off() {
    for escaped in [KEY.to_owned(), in_json(KEY), by_numbers(KEY, |unit| format!("{unit:04x}"))] {
        let eight = if escaped.starts_with('\\') { MIN_CHARS * 6 } else { MIN_CHARS };
        for end in 1..=escaped.len() {
            let start = &escaped[..end];
            let shown = if end < eight { start } else { "<redacted>" };
            assert_eq!(without_key(&format!("body: {start}")), format!("body: {shown}"));
        }
    }
    let elsewhere = format!("{} and more", &KEY[..12]);
    assert_eq!(without_key(&elsewhere), elsewhere, "the text goes on, so it is another word");
}

#[test]
fn an_id_is_shortened() {
    assert_eq!(without_key(&format!("no such id: {ID}.")), "no such id: AKID…MPLE.");
    assert_eq!(without_key(&format!("no such id: {}", &ID[..12])), "no such id: AKID…MPLE");
    for (id, shown) in
        [("AKID4567", "AK…67"), ("AKID4567890", "AK…90"), ("AKID45678901", "AKID…8901")]
    {
        assert_eq!(redact(id, &[Secret::id(id)]), shown);
    }
}

#[test]
fn a_text_shorter_than_eight_characters_is_no_secret() {
    for short in ["", "k", "key4567", "ключ567", "\\\\\\\\"] {
        let text = format!("the key {short} is in the {short}word, {short}");
        assert_eq!(redact(&text, &[Secret::new(short), Secret::id(short)]), text);
    }
}

#[test]
fn secrets_that_overlap_or_hold_each_other_leave_nothing() {
    let both = [Secret::new("abcdefghij"), Secret::id("ghijklmnop"), Secret::new("bcdefghi")];
    assert_eq!(redact("-abcdefghijklmnop-", &both), "-<redacted>-");
    assert_eq!(redact("aaaaaaaaaaaa", &[Secret::new("aaaaaaaa")]), "<redacted>");
    let two = redact("abcdefghijabcdefghij", &both[..1]);
    assert_eq!(two, "<redacted><redacted>");
}

#[test]
fn a_text_of_backslashes_is_searched_quickly() {
    let text = "\\".repeat(100_000);
    let secrets = [r"/\\/abcdef", KEY].map(Secret::new);
    let begun = std::time::Instant::now();
    assert_eq!(redact(&text, &secrets), text);
    assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
}

/// Ways to write a character, of which the first is always right in a text that is not JSON.
fn written(letter: char, way: u8) -> String {
    let mut units = [0; 2];
    let units = letter.encode_utf16(&mut units);
    match way {
        0 => letter.to_string(),
        1 => in_json(&letter.to_string()),
        2 if "\"\\/".contains(letter) => format!("\\{letter}"),
        3 => units.iter().map(|unit| format!("\\u{unit:04X}")).collect(),
        _ => units.iter().map(|unit| format!("\\u{unit:04x}")).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_escaping_of_a_secret_survives(
        secret in prop_oneof!["[ -~]{8,40}", "[/\\\\\"u0-9a-f]{8,20}", ".{8,20}"],
        ways in prop::collection::vec(0_u8..5, 40),
        depth in 0..3,
        before in "[ -~]{0,20}",
        after in "[ -~]{0,20}",
    ) {
        let mut text: String =
            secret.chars().zip(ways).map(|(letter, way)| written(letter, way)).collect();
        for _ in 0..depth {
            text = in_json(&text);
        }
        let redacted = redact(&format!("{before}{text}{after}"), &[Secret::new(&secret)]);
        prop_assert!(redacted.contains("<redacted>"), "{}", redacted);
        prop_assert!(!redacted.contains(&text), "{}", redacted);
        prop_assert!(!redacted.contains(&secret), "{}", redacted);
    }

    #[test]
    fn a_text_without_the_secret_is_unchanged(text in "[abc\\\\]{0,60}") {
        const SECRET: &str = "abcabcabca";
        let bare = text.replace('\\', "");
        prop_assume!(!bare.contains(SECRET));
        prop_assume!((MIN_CHARS..SECRET.len()).all(|length| !bare.ends_with(&SECRET[..length])));
        prop_assert_eq!(redact(&text, &[Secret::new(SECRET), Secret::id(SECRET)]), text);
    }

    #[test]
    fn no_text_and_no_secret_panics(text in ".{0,60}", secret in ".{0,12}") {
        redact(&text, &[Secret::new(&secret), Secret::id(&secret)]);
        redact(&(secret.clone() + &text), &[Secret::new(&secret), Secret::id(&secret)]);
    }
}
