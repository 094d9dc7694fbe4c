//! Writes the table of a structure or an enum: an invocation of the runtime's macro `structure` or
//! `open_enum`, with a line for each member or value. These are the items that are written as text and
//! not as tokens: prettyplease would join the lines, and a member would no longer have a line of its
//! own.

use crate::model::{EnumModel, MemberModel, Shape, TypeModel};

/// Returns the table. `wire` is the vendor's name for the structure.
pub(super) fn table(structure: &TypeModel<'_>, wire: &str) -> String {
    let name = &structure.rust_name;
    let members = structure.members.iter().enumerate();
    let lines: String = members.map(|(index, member)| line(index, member)).collect();
    let end = if lines.is_empty() { " " } else { "\n" };
    format!("codegen::structure! {{ {name} {wire:?}{end}{lines}}}\n")
}

/// Returns the table of an enum.
pub(super) fn values_table(enumeration: &EnumModel<'_>) -> String {
    let variants = enumeration.variants.iter();
    let lines: String =
        variants.map(|(variant, value)| format!("    {variant} {:?};\n", value.value)).collect();
    let end = if lines.is_empty() { " " } else { "\n" };
    format!("codegen::open_enum! {{ {}{end}{lines}}}\n", enumeration.rust_name)
}

/// Returns the line of a member. After its names come the methods of `codegen::Member` that describe
/// it.
fn line(index: usize, model: &MemberModel<'_>) -> String {
    let member = model.spec;
    let flags = [
        (member.is_enforced(), "required"),
        (member.always_returned, "always_returned"),
        (matches!(model.shape, Shape::Plain | Shape::List), "non_optional"),
        (member.sensitive, "sensitive"),
        (member.identifier, "identifier"),
    ];
    // For a timestamp, the empty string is written as 0.
    let unset = member.unset.as_ref().map(|unset| unset.as_i64().unwrap_or(0));
    let limits = [
        (unset, "unset"),
        (member.minimum, "minimum"),
        (member.maximum, "maximum"),
        (member.min_items.map(i64::from), "min_items"),
        (member.max_items.map(i64::from), "max_items"),
        (member.max_length.map(i64::from), "max_length"),
    ];
    let mut line = format!("    {index} {}: {:?}", model.field, member.name);
    for (_, flag) in flags.iter().filter(|(is_set, _)| *is_set) {
        line.push_str(&format!(", {flag}"));
    }
    for (limit, name) in limits {
        if let Some(limit) = limit {
            line.push_str(&format!(", {name}({limit})"));
        }
    }
    line + ";\n"
}

#[cfg(test)]
mod tests {
    use teo_specs::{Direction, Member};

    use super::*;
    use crate::model::Base;

    fn table_of(wire: &str, members: &[(&str, Shape, Member)]) -> String {
        let members = members.iter().map(|(field, shape, spec)| MemberModel {
            spec,
            field: (*field).to_owned(),
            base: Base::Text,
            shape: *shape,
            boxed: false,
        });
        let structure = TypeModel {
            rust_name: "Thing".to_owned(),
            direction: Direction::Both,
            members: members.collect(),
        };
        let table = table(&structure, wire);
        let file: syn::File = syn::parse_str(&table).unwrap();
        assert!(matches!(file.items[..], [syn::Item::Macro(_)]), "{table}");
        table
    }

    #[test]
    fn a_member_is_one_line_with_all_that_the_spec_says() {
        let mut flagged = Member::new("Flagged");
        flagged.required = true;
        flagged.always_returned = true;
        flagged.sensitive = true;
        flagged.identifier = true;
        let mut limited = Member::new("Limited");
        limited.unset = Some((-1).into());
        limited.minimum = Some(i64::MIN);
        limited.maximum = Some(i64::MAX);
        limited.min_items = Some(0);
        limited.max_items = Some(u32::MAX);
        limited.max_length = Some(5);
        let mut time = Member::new("Time");
        time.required = true;
        time.not_enforced = Some("It has a default.".to_owned());
        time.unset = Some("".into());
        for (field, shape, member, line) in [
            ("plain", Shape::Optional, Member::new("Plain"), "plain: \"Plain\""),
            ("r#type", Shape::OptionalList, Member::new("Type"), "r#type: \"Type\""),
            ("_4xx", Shape::List, Member::new("4xx"), "_4xx: \"4xx\", non_optional"),
            (
                "quoted",
                Shape::Optional,
                Member::new("\"Quoted\"\\'\n"),
                r#"quoted: "\"Quoted\"\\'\n""#,
            ),
            (
                "flagged",
                Shape::Plain,
                flagged,
                "flagged: \"Flagged\", required, always_returned, non_optional, sensitive, identifier",
            ),
            (
                "limited",
                Shape::Optional,
                limited,
                "limited: \"Limited\", unset(-1), minimum(-9223372036854775808), \
                 maximum(9223372036854775807), min_items(0), max_items(4294967295), max_length(5)",
            ),
            ("time", Shape::Optional, time, "time: \"Time\", unset(0)"),
        ] {
            let first = ("first", Shape::Optional, Member::new("First"));
            let table = table_of("Thing", &[first, (field, shape, member)]);
            let lines: Vec<&str> = table.lines().collect();
            assert_eq!(
                lines,
                [
                    "codegen::structure! { Thing \"Thing\"",
                    "    0 first: \"First\";",
                    &format!("    1 {line};"),
                    "}"
                ]
            );
        }
    }

    #[test]
    fn a_structure_without_members_is_one_line() {
        assert_eq!(table_of("Th\"ing", &[]), "codegen::structure! { Thing \"Th\\\"ing\" }\n");
    }
}
