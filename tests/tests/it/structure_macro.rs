//! The macro that generated structures invoke works in any crate, whatever names stand beside it.

use serde_json::json;
use teo_api::Structure;

/// Names of Rust and of the macro's own expansion, with other meanings.
#[allow(dead_code, reason = "the names are only in the way")]
mod crowded {
    use ::core::fmt;

    use teo_api::runtime::codegen as machinery;

    mod codegen {}
    mod core {}
    mod runtime {}
    mod serde {}
    mod std {}
    enum Option {}
    enum Result {}
    struct String;
    struct Member;
    trait Clone {}
    trait Debug: fmt::Debug {}
    trait From {}
    trait Into {}
    trait PartialEq {}
    trait Schema {
        fn schema(&self) {}
        fn member(&self, _: usize) {}
        fn value(&self) {}
    }
    impl<T> Schema for T {}
    const SCHEMA: () = ();

    /// Called like a type parameter.
    #[derive(Default)]
    pub(super) struct S {
        pub(super) r#type: ::core::option::Option<::std::string::String>,
        pub(super) inner: ::core::option::Option<Box<S>>,
        pub(super) index: i64,
        pub(super) nothing: ::std::vec::Vec<D>,
        unknown_members: machinery::UnknownMembers,
    }

    machinery::structure! { S "Short"
        0 r#type: "Type", required, max_length(5);
        1 inner: "In\"ner";
        2 index: "Index", non_optional, unset(-1), minimum(0);
        3 nothing: "Nothing", always_returned, non_optional;
    }

    /// Has no members.
    #[derive(Default)]
    pub(super) struct D {
        unknown_members: machinery::UnknownMembers,
    }

    machinery::structure! { D "Nothing" }
}

fn unknown_names(structure: &impl Structure) -> Vec<&str> {
    structure.unknown_members().iter().map(|(name, _)| name).collect()
}

#[test]
fn a_structure_among_hostile_names_is_read_written_cloned_compared_and_shown() {
    let wire = json!({
        "Type": "t", "In\"ner": {"Index": 1, "Nothing": [{}]}, "Index": 2, "Nothing": [{"New": 3}]
    });
    let read: crowded::S = serde_json::from_value(wire.clone()).unwrap();
    assert_eq!((read.r#type.as_deref(), read.index), (Some("t"), 2));
    assert_eq!(read.inner.as_ref().unwrap().index, 1);
    assert_eq!(serde_json::to_value(&read).unwrap(), wire);
    assert_eq!(read.clone(), read);
    assert_ne!(read, crowded::S::default());
    let shown = format!("{:?}", read.nothing[0]);
    assert_eq!(shown, r#"Nothing { unknown: {"New"} }"#);
}

#[test]
fn unknown_members_need_no_trait_for_a_structure_and_one_bound_for_any() {
    let none = crowded::D::default();
    assert!(none.unknown_members().is_empty());
    let some = none.set_unknown("New", "n").set_unknown("Newer", 2);
    assert_eq!(some.unknown("New"), Some(&json!("n")));
    assert_eq!(some.unknown("Old"), None);
    assert_eq!(some.unknown_members().iter().count(), 2);
    assert_eq!(unknown_names(&some), ["New", "Newer"]);
    let mut typed = crowded::S::default();
    typed.index = 7;
    let replaced = typed.set_unknown("Index", "seven");
    assert_eq!((replaced.index, replaced.unknown("Index")), (0, Some(&json!("seven"))));
}
