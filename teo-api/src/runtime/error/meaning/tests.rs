//! Writes docs/error-codes.md from the table of classes and from the specs, and holds it to them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use teo_specs::Spec;

use super::*;
use crate::runtime::schema::{ActionSchema, ErrorSchema};
use crate::teo::SERVICE;

#[test]
fn the_classes_are_sorted_and_occur_once() {
    assert!(CLASSES.is_sorted_by(|(earlier, _), (later, _)| earlier < later));
}

#[test]
fn a_code_of_an_unknown_class_may_have_been_executed() {
    let action = ActionSchema::new(&SERVICE, "CreateZone");
    for code in
        ["", "Brand.New", "Timeout", "RequestTimeout", "invalidparameter", ".", "InvalidParameterX"]
    {
        assert_eq!(Meaning::of(&code.into(), &action), UNKNOWN, "{code:?}");
    }
    assert_eq!(Meaning::of(&"InvalidParameter.BrandNew".into(), &action), REFUSED);
}

#[test]
fn the_table_in_docs_says_what_each_code_means() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/error-codes.md");
    if !docs.parent().and_then(Path::parent).is_some_and(|root| root.join("api-specs").is_dir()) {
        // The published package has no docs.
        return;
    }
    let made = error_codes_md(&Spec::embedded("teo", "2022-09-01").unwrap());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&docs, &made).unwrap();
    }
    let held = std::fs::read_to_string(&docs).unwrap_or_default();
    assert!(
        held == made,
        "docs/error-codes.md is stale; run: UPDATE_GOLDEN=1 cargo test -p teo-api --lib meaning"
    );
}

fn error_codes_md(spec: &Spec) -> String {
    let mut text = String::from(
        "# What error codes mean for a call\n\n\
        <!-- A test makes this file from the client's table of classes and from the specs. Do not edit it: UPDATE_GOLDEN=1 cargo test -p teo-api --lib meaning -->\n\n\
        The client decides two things by the code that the service returned: whether a mutating action\n\
        may have been executed (`Error::may_have_executed`), and whether a later attempt may succeed. It\n\
        retries a read after every transient code, and a mutating action after a transient code only if\n\
        the service did nothing.\n\n\
        A code is `Class` or `Class.Detail`. A class that is not in the first table counts as unknown:\n\
        the action may have been executed, and the call is not retried.\n\n\
        ## Classes\n\n\
        | class | a mutating action | transient |\n\
        |---|---|---|\n",
    );
    for (class, meaning) in CLASSES {
        let _ = writeln!(text, "| `{class}` | {} | {} |", effect(meaning), transient(meaning));
    }
    text.push_str(
        "\n## Documented codes of EdgeOne that differ from their class\n\n\
        | code | where | a mutating action | transient |\n\
        |---|---|---|---|\n",
    );
    let mut codes_by_class: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (code, place, meaning) in documented(spec) {
        let class = code.split('.').next().unwrap_or_default();
        if meaning != Meaning::of_class(class) || place != EVERYWHERE {
            let (effect, transient) = (effect(meaning), transient(meaning));
            let _ = writeln!(text, "| `{code}` | {place} | {effect} | {transient} |");
        } else {
            codes_by_class.entry(class).or_default().push(code);
        }
    }
    text.push_str("\n## Documented codes of EdgeOne that mean what their class means\n");
    for (class, codes) in codes_by_class {
        let meaning = Meaning::of_class(class);
        let _ = writeln!(
            text,
            "\n### {class}: {}; transient: {}\n",
            effect(meaning),
            transient(meaning)
        );
        codes.iter().for_each(|code| _ = writeln!(text, "- `{code}`"));
    }
    text
}

const EVERYWHERE: &str = "any action";

/// Every code that the specs document, with its meaning: that of the service, and that of each action
/// whose entry differs.
fn documented(spec: &Spec) -> Vec<(&str, String, Meaning)> {
    let any_action = ActionSchema::new(&SERVICE, "Any");
    let of_service = |code: &str| Meaning::of(&code.into(), &any_action);
    let service = spec.service.errors.iter().chain(&spec.service.specific_errors);
    let mut codes: Vec<(&str, String, Meaning)> = service
        .map(|error| (error.code.as_str(), EVERYWHERE.to_owned(), of_service(&error.code)))
        .collect();
    for action in spec.actions.values() {
        for error in action.errors.iter().filter(|error| error.says_anything()) {
            let mut schema = ErrorSchema::new("");
            schema.code = Box::leak(error.code.clone().into_boxed_str());
            schema.transient = error.transient;
            schema.may_have_executed = error.may_have_executed;
            let own: &'static [ErrorSchema] = Box::leak(Box::new([schema]));
            let action_schema = ActionSchema::new(&SERVICE, "Any").errors(own);
            let meaning = Meaning::of(&error.code.as_str().into(), &action_schema);
            if meaning != of_service(&error.code) {
                codes.push((&error.code, format!("`{}`", action.name), meaning));
            }
        }
    }
    codes.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    codes
}

fn effect(meaning: Meaning) -> &'static str {
    if meaning.refused { "was not executed" } else { "may have been executed" }
}

fn transient(meaning: Meaning) -> &'static str {
    match (meaning.throttled, meaning.transient) {
        (true, _) => "yes: called too often",
        (false, true) => "yes",
        (false, false) => "no",
    }
}
