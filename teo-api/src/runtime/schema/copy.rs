//! Copies a structure by write access alone. A response is read through that half of its tables, so a
//! program that only receives a structure compiles nothing more for this.

use super::string_scalar::StringScalar;
use super::structure::MembersMut;
use super::value_mut::{Access, ValueMut};
use super::value_ref::{Field, ValueRef};

/// Copies all members into a new structure of the same type.
pub(crate) fn copy(from: &mut dyn MembersMut, to: &mut dyn MembersMut) {
    for index in 0..from.schema().members.len() {
        if let Some(value) = from.member_mut(index, Access::Get) {
            copy_value(value, to.member_mut(index, Access::Insert));
        }
    }
    *to.unknown_members_mut() = from.unknown_members_mut().clone();
}

/// Writes a value into a field that holds its default and has the same type.
fn copy_value(from: ValueMut<'_>, to: Option<ValueMut<'_>>) {
    let Some(to) = to else {
        return debug_assert!(false, "Access::Insert always returns the field");
    };
    match (from, to) {
        (ValueMut::Text(text), ValueMut::Text(field)) => text.clone_into(field),
        (ValueMut::StringScalar(value), ValueMut::StringScalar(field)) => {
            field.set(text_of(value).unwrap_or_default());
        }
        (ValueMut::Int(value), ValueMut::Int(field)) => *field = *value,
        (ValueMut::Uint(value), ValueMut::Uint(field)) => *field = *value,
        (ValueMut::Float(value), ValueMut::Float(field)) => *field = *value,
        (ValueMut::Bool(value), ValueMut::Bool(field)) => *field = *value,
        (ValueMut::Object(from), ValueMut::Object(to)) => copy(from, to),
        (ValueMut::List(from), ValueMut::List(to)) => {
            for index in 0..from.len() {
                if let Some(item) = from.item(index) {
                    copy_value(item, to.push());
                }
            }
        }
        _ => debug_assert!(false, "both fields have one type"),
    }
}

/// The text of an open enum or a timestamp.
pub(crate) fn text_of(scalar: &dyn StringScalar) -> Option<&str> {
    Field::value(scalar).and_then(ValueRef::text)
}

#[cfg(all(test, feature = "teo"))]
mod tests {
    use super::*;
    use crate::teo::AccelerationDomain;

    #[test]
    fn a_copy_equals_its_original_with_every_kind_of_member() {
        let text = r#"{"ZoneId": "z", "DomainStatus": "newer", "HttpOriginPort": 80,
            "CreatedOn": "2026-01-01T00:00:00Z", "Brand": {"new": [1]},
            "Certificate": {"List": [{"CertId": "c", "Status": "deployed"}, {"Status": "new"}]},
            "OriginDetail": {"PrivateParameters": [{"Name": "n", "Value": 7}]}}"#;
        let mut original: AccelerationDomain = serde_json::from_str(text).unwrap();
        let mut made = AccelerationDomain::default();
        copy(&mut original, &mut made);
        assert_eq!(made, original);
        assert_eq!(
            serde_json::to_string(&made).unwrap(),
            serde_json::to_string(&original).unwrap()
        );
    }
}
