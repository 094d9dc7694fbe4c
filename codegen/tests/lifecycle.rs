//! Tests that the page of every request links the other actions of its lifecycles.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::{BTreeMap, BTreeSet};

use teo_codegen::{Options, generate};
use teo_specs::Spec;

/// The section of every page that has one, by the type of the request.
fn emit_sections(spec: &Spec) -> BTreeMap<String, String> {
    let files = generate(spec, &Options::for_teo_api()).unwrap();
    let pages = files.iter().filter(|(path, _)| path.starts_with("actions/"));
    let sections = pages.filter_map(|(_, text)| {
        let (_, section) = text.split_once("/// # Lifecycle\n///\n")?;
        let (section, _) = section.split_once("\n///\n")?;
        let (_, after) = text.split_once("pub struct ")?;
        Some((after.split(' ').next()?.to_owned(), section.to_owned()))
    });
    sections.collect()
}

#[test]
fn every_action_of_a_resource_links_all_others_of_it() {
    let spec = Spec::embedded("teo", "2022-09-01").unwrap();
    let sections = emit_sections(&spec);
    let mut expected = BTreeSet::new();
    for resource in spec.resources.values() {
        let actions: BTreeSet<&str> = resource.steps().iter().map(|step| step.action).collect();
        for action in actions.iter().filter(|_| actions.len() > 1) {
            let section = sections.get(&format!("{action}Request")).map_or("", String::as_str);
            let lines = section.lines().filter(|line| line.contains(&resource.summary));
            let lines: Vec<&str> = lines.collect();
            assert_eq!(lines.len(), 1, "{action}: {} in\n{section}", resource.name);
            for other in &actions {
                let is_linked = lines[0].contains(&format!("[`{other}`]"));
                assert_eq!(is_linked, other != action, "{action}, {other}: {}", lines[0]);
            }
            expected.insert(format!("{action}Request"));
        }
    }
    assert_eq!(sections.into_keys().collect::<BTreeSet<_>>(), expected);
    assert!(expected.len() > 150, "{}", expected.len());
}

#[test]
fn an_action_that_is_not_modelled_has_no_section() {
    let spec = Spec::embedded("teo", "2022-09-01").unwrap();
    let sections = emit_sections(&spec);
    assert!(!spec.service.not_modelled.is_empty());
    for action in spec.service.not_modelled.keys() {
        assert!(!sections.contains_key(&format!("{action}Request")), "{action}");
    }
}
