//! Counts the contents of a spec.

use teo_specs::{Member, Spec};

/// Counts the items of a spec, each count with its name. An indented name belongs to the unindented
/// name above it.
#[must_use]
pub fn count(spec: &Spec) -> Vec<(&'static str, usize)> {
    let actions = || spec.actions.values();
    let members = || {
        let parameters_and_responses =
            actions().flat_map(|action| action.parameters.iter().chain(&action.response));
        parameters_and_responses
            .chain(spec.structures.values().flat_map(|structure| &structure.members))
    };
    let filters = || actions().filter_map(|action| action.filters.as_ref());
    let has_limit = |member: &&Member| {
        member.minimum.is_some()
            || member.maximum.is_some()
            || member.min_items.is_some()
            || member.max_items.is_some()
            || member.max_length.is_some()
    };
    let errors = || spec.service.errors.iter().chain(&spec.service.specific_errors);
    vec![
        ("actions", spec.actions.len()),
        ("  read-only", actions().filter(|action| action.read_only).count()),
        (
            "  with requests per second",
            actions().filter(|a| a.requests_per_second.is_some()).count(),
        ),
        ("structures", spec.structures.len()),
        (
            "  sent in requests",
            spec.structures
                .values()
                .filter(|s| s.direction != teo_specs::Direction::Response)
                .count(),
        ),
        ("members", members().count()),
        ("  with a summary", members().filter(|member| !member.summary.is_empty()).count()),
        ("  with a default", members().filter(|member| member.default.is_some()).count()),
        ("  with a limit", members().filter(has_limit).count()),
        ("  with an example", members().filter(|member| member.example.is_some()).count()),
        ("  with a secret", members().filter(|member| member.sensitive).count()),
        ("enums", spec.values.len()),
        ("  values", spec.values.values().map(|values| values.values.len()).sum()),
        ("  members with an enum", members().filter(|member| member.values.is_some()).count()),
        ("actions with filters", filters().count()),
        ("  filters", filters().map(|filters| filters.names.len()).sum()),
        ("constraints", actions().map(|action| action.constraints.len()).sum()),
        ("error codes", errors().count()),
        ("  with a hint", errors().filter(|error| error.hint.is_some()).count()),
        ("  documented for an action", actions().map(|action| action.errors.len()).sum()),
    ]
}
