//! Numbers keep their value through reading and writing, in known members and in unknown ones. The
//! structure here is written by hand as the generator would, since no part of teo that is generated
//! so far has a float.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use serde_json::{Value, json};
use teo_api::Structure;
use teo_api::core::{
    Described, Member, Members, MembersMut, Place, PlaceMut, Reach, Slot, StructureFacts,
    UnknownMembers, View, read, write,
};

#[derive(Default)]
struct Measure {
    whole: i64,
    count: u64,
    share: f64,
    perhaps: Option<f64>,
    name: String,
    unknown_members: UnknownMembers,
}

impl Described for Measure {
    fn facts(&self) -> &'static StructureFacts {
        static FACTS: StructureFacts = StructureFacts::new(
            "Measure",
            &[
                Member::new("Whole").plain(),
                Member::new("Count").plain(),
                Member::new("Share").plain(),
                Member::new("Perhaps"),
                Member::new("Name").plain(),
            ],
        );
        &FACTS
    }
}

impl Members for Measure {
    fn member(&self, index: usize) -> Option<View<'_>> {
        match index {
            0 => self.whole.view(),
            1 => self.count.view(),
            2 => self.share.view(),
            3 => self.perhaps.view(),
            4 => self.name.view(),
            _ => None,
        }
    }

    fn unknown_members(&self) -> &UnknownMembers {
        &self.unknown_members
    }
}

impl MembersMut for Measure {
    fn member_mut(&mut self, index: usize, reach: Reach) -> Option<Slot<'_>> {
        match index {
            0 => self.whole.slot(reach),
            1 => self.count.slot(reach),
            2 => self.share.slot(reach),
            3 => self.perhaps.slot(reach),
            4 => self.name.slot(reach),
            _ => None,
        }
    }

    fn unknown_members_mut(&mut self) -> &mut UnknownMembers {
        &mut self.unknown_members
    }
}

fn measure(text: &str) -> Measure {
    read(&mut serde_json::Deserializer::from_str(text)).unwrap()
}

fn written(measure: &Measure) -> String {
    let mut out = Vec::new();
    write(measure, &mut serde_json::Serializer::new(&mut out)).unwrap();
    String::from_utf8(out).unwrap()
}

/// What is written of the member `name` after it was read as `sent`, both as JSON.
fn through(name: &str, sent: &str) -> String {
    let back = written(&measure(&format!(r#"{{"{name}":{sent}}}"#)));
    let from = back.find(&format!(r#""{name}":"#)).unwrap() + name.len() + 3;
    let rest = &back[from..];
    let end = rest.find([',', '}']).unwrap();
    rest[..end].to_owned()
}

#[test]
fn a_float_is_read_from_whatever_tells_one() {
    for (sent, value) in
        [("0.25", 0.25), ("-7", -7.0), ("7", 7.0), (r#""0.25""#, 0.25), (r#"" -1e3 ""#, -1000.0)]
    {
        let text = format!(r#"{{"Share":{sent},"Perhaps":{sent}}}"#);
        let measure = measure(&text);
        assert_eq!((measure.share, measure.perhaps), (value, Some(value)));
        assert!(Structure::unknown_members(&measure).is_empty());
    }
}

#[test]
fn what_is_no_finite_number_is_kept_where_a_float_belongs() {
    for sent in [json!("NaN"), json!("inf"), json!("1e999"), json!(""), json!(true), json!([1.5])] {
        let measure = measure(&json!({"Share": sent, "Perhaps": sent}).to_string());
        assert_eq!((measure.share, measure.perhaps), (0.0, None));
        assert_eq!(measure.unknown("Share"), Some(&sent));
        assert_eq!(measure.unknown("Perhaps"), Some(&sent));
    }
}

#[test]
fn an_integer_that_a_float_cannot_hold_keeps_its_value() {
    for sent in ["9007199254740993", "-9007199254740993", "18446744073709551615"] {
        let back = through("Share", sent);
        assert_eq!(back, sent);
    }
}

#[test]
fn a_number_in_text_beyond_a_float_s_digits_keeps_its_value() {
    assert_eq!(through("Share", r#""9007199254740993""#), r#""9007199254740993""#);
}

#[test]
fn an_eleventh_keeps_its_last_digit() {
    for name in ["Novel", "Share", "Perhaps"] {
        assert_eq!(through(name, "0.09090909090909091"), "0.09090909090909091", "{name}");
    }
}

#[test]
fn whole_numbers_are_read_only_by_the_type_that_holds_them() {
    let read = measure(r#"{"Whole":9223372036854775807,"Count":18446744073709551615}"#);
    assert_eq!((read.whole, read.count), (i64::MAX, u64::MAX));
    let kept = measure(r#"{"Whole":9223372036854775808.0,"Count":18446744073709551616.0}"#);
    assert_eq!((kept.whole, kept.count), (0, 0));
    assert!(kept.unknown("Whole").is_some() && kept.unknown("Count").is_some());
    let exact = measure(r#"{"Whole":-9007199254740992.0,"Count":9007199254740992.0}"#);
    assert_eq!((exact.whole, exact.count), (-9_007_199_254_740_992, 9_007_199_254_740_992));
    // Beyond 2^53 a float may stand for several integers.
    let kept = measure(r#"{"Whole":-9007199254740994.0,"Count":9007199254740994.0}"#);
    assert!(kept.unknown("Whole").is_some() && kept.unknown("Count").is_some());
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_integer_comes_back_from_every_member(number in prop_oneof![
        (i64::MIN..=i64::MAX).prop_map(i128::from),
        (0..=u64::MAX).prop_map(i128::from),
        -1_000_i128..1_000,
    ]) {
        let sent = number.to_string();
        for name in ["Whole", "Count", "Novel"] {
            prop_assert_eq!(&through(name, &sent), &sent);
            let text = through(name, &format!("\"{sent}\""));
            prop_assert_eq!(text.trim_matches('"'), &sent);
        }
        prop_assert_eq!(through("Name", &sent), format!("\"{sent}\""));
    }

    #[test]
    fn every_finite_float_comes_back_from_every_member(number in prop::num::f64::NORMAL) {
        let sent = json!(number).to_string();
        for name in ["Share", "Perhaps", "Whole", "Count", "Novel"] {
            let back = through(name, &sent);
            let value: f64 = back.parse().unwrap();
            prop_assert_eq!(value, number, "{} came back as {} from {}", sent, back, name);
        }
    }

    #[test]
    fn every_short_float_comes_back_from_every_member(eighths in any::<i32>()) {
        let sent = Value::from(f64::from(eighths) / 8.0).to_string();
        for name in ["Share", "Perhaps", "Whole", "Count", "Novel"] {
            let back: f64 = through(name, &sent).parse().unwrap();
            prop_assert_eq!(back, f64::from(eighths) / 8.0);
        }
    }
}
