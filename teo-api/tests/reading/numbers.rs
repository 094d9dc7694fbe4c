//! Numbers keep their value when they are read and written, in known members and in unknown ones.
//! The structure is handwritten, with a member of every number type. Its impls are written out, as in
//! generated code that is older than the macro `structure`.

use proptest::prelude::*;
use serde_json::{Value, json};
use teo_api::Structure;
use teo_api::runtime::codegen::{
    Access, Field, FieldMut, Member, Members, MembersMut, Schema, StructureSchema, UnknownMembers,
    ValueMut, ValueRef, deserialize, serialize,
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

impl Schema for Measure {
    fn schema(&self) -> &'static StructureSchema {
        static SCHEMA: StructureSchema = StructureSchema::new(
            "Measure",
            &[
                Member::new("Whole").non_optional(),
                Member::new("Count").non_optional(),
                Member::new("Share").non_optional(),
                Member::new("Perhaps"),
                Member::new("Name").non_optional(),
            ],
        );
        &SCHEMA
    }
}

impl Members for Measure {
    fn member(&self, index: usize) -> Option<ValueRef<'_>> {
        match index {
            0 => self.whole.value(),
            1 => self.count.value(),
            2 => self.share.value(),
            3 => self.perhaps.value(),
            4 => self.name.value(),
            _ => None,
        }
    }

    fn unknown_members(&self) -> &UnknownMembers {
        &self.unknown_members
    }
}

impl MembersMut for Measure {
    fn member_mut(&mut self, index: usize, access: Access) -> Option<ValueMut<'_>> {
        match index {
            0 => self.whole.value_mut(access),
            1 => self.count.value_mut(access),
            2 => self.share.value_mut(access),
            3 => self.perhaps.value_mut(access),
            4 => self.name.value_mut(access),
            _ => None,
        }
    }

    fn unknown_members_mut(&mut self) -> &mut UnknownMembers {
        &mut self.unknown_members
    }
}

fn read_measure(text: &str) -> Measure {
    deserialize(&mut serde_json::Deserializer::from_str(text)).unwrap()
}

fn written(measure: &Measure) -> String {
    let mut out = Vec::new();
    serialize(measure, &mut serde_json::Serializer::new(&mut out)).unwrap();
    String::from_utf8(out).unwrap()
}

/// Reads the member `name` from JSON and returns the JSON that is written for it.
fn read_and_written(name: &str, sent: &str) -> String {
    let back = written(&read_measure(&format!(r#"{{"{name}":{sent}}}"#)));
    let from = back.find(&format!(r#""{name}":"#)).unwrap() + name.len() + 3;
    let rest = &back[from..];
    let end = rest.find([',', '}']).unwrap();
    rest[..end].to_owned()
}

#[test]
fn a_float_is_read_from_numbers_and_from_numbers_in_text() {
    for (sent, value) in
        [("0.25", 0.25), ("-7", -7.0), ("7", 7.0), (r#""0.25""#, 0.25), (r#"" -1e3 ""#, -1000.0)]
    {
        let text = format!(r#"{{"Share":{sent},"Perhaps":{sent}}}"#);
        let measure = read_measure(&text);
        assert_eq!((measure.share, measure.perhaps), (value, Some(value)));
        assert!(measure.unknown_members().is_empty());
    }
}

#[test]
fn a_value_that_is_no_finite_number_is_kept_as_unknown() {
    for sent in [json!("NaN"), json!("inf"), json!("1e999"), json!(""), json!(true), json!([1.5])] {
        let measure = read_measure(&json!({"Share": sent, "Perhaps": sent}).to_string());
        assert_eq!((measure.share, measure.perhaps), (0.0, None));
        assert_eq!(measure.unknown("Share"), Some(&sent));
        assert_eq!(measure.unknown("Perhaps"), Some(&sent));
    }
}

#[test]
fn an_integer_that_a_float_cannot_hold_keeps_its_value() {
    for sent in ["9007199254740993", "-9007199254740993", "18446744073709551615"] {
        let back = read_and_written("Share", sent);
        assert_eq!(back, sent);
    }
}

#[test]
fn a_number_in_text_that_a_float_cannot_hold_keeps_its_value() {
    assert_eq!(read_and_written("Share", r#""9007199254740993""#), r#""9007199254740993""#);
}

#[test]
fn a_float_of_sixteen_digits_keeps_its_last_digit() {
    for name in ["Novel", "Share", "Perhaps"] {
        assert_eq!(read_and_written(name, "0.09090909090909091"), "0.09090909090909091", "{name}");
    }
}

#[test]
fn an_integer_is_read_only_by_a_type_that_can_hold_it() {
    let read = read_measure(r#"{"Whole":9223372036854775807,"Count":18446744073709551615}"#);
    assert_eq!((read.whole, read.count), (i64::MAX, u64::MAX));
    let kept = read_measure(r#"{"Whole":9223372036854775808.0,"Count":18446744073709551616.0}"#);
    assert_eq!((kept.whole, kept.count), (0, 0));
    assert!(kept.unknown("Whole").is_some() && kept.unknown("Count").is_some());
    let exact = read_measure(r#"{"Whole":-9007199254740992.0,"Count":9007199254740992.0}"#);
    assert_eq!((exact.whole, exact.count), (-9_007_199_254_740_992, 9_007_199_254_740_992));
    // Beyond 2^53 a float may stand for several integers.
    let kept = read_measure(r#"{"Whole":-9007199254740994.0,"Count":9007199254740994.0}"#);
    assert!(kept.unknown("Whole").is_some() && kept.unknown("Count").is_some());
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_member_writes_back_every_integer(number in prop_oneof![
        (i64::MIN..=i64::MAX).prop_map(i128::from),
        (0..=u64::MAX).prop_map(i128::from),
        -1_000_i128..1_000,
    ]) {
        let sent = number.to_string();
        for name in ["Whole", "Count", "Novel"] {
            prop_assert_eq!(&read_and_written(name, &sent), &sent);
            let text = read_and_written(name, &format!("\"{sent}\""));
            prop_assert_eq!(text.trim_matches('"'), &sent);
        }
        prop_assert_eq!(read_and_written("Name", &sent), format!("\"{sent}\""));
    }

    #[test]
    fn every_member_writes_back_every_finite_float(number in prop::num::f64::NORMAL) {
        let sent = json!(number).to_string();
        for name in ["Share", "Perhaps", "Whole", "Count", "Novel"] {
            let back = read_and_written(name, &sent);
            let value: f64 = back.parse().unwrap();
            prop_assert_eq!(value, number, "{} came back as {} from {}", sent, back, name);
        }
    }

    #[test]
    fn every_member_writes_back_every_short_float(eighths in any::<i32>()) {
        let sent = Value::from(f64::from(eighths) / 8.0).to_string();
        for name in ["Share", "Perhaps", "Whole", "Count", "Novel"] {
            let back: f64 = read_and_written(name, &sent).parse().unwrap();
            prop_assert_eq!(back, f64::from(eighths) / 8.0);
        }
    }
}
