//! How much the specs know, as figures.

use teo_specs::{Member, Spec};

/// What is counted, and how many there are.
#[must_use]
pub fn count(spec: &Spec) -> Vec<(&'static str, usize)> {
    let actions = || spec.actions.values();
    let members = || {
        let of_actions =
            actions().flat_map(|action| action.parameters.iter().chain(&action.response));
        of_actions.chain(spec.structures.values().flat_map(|structure| &structure.members))
    };
    let filters = || actions().filter_map(|action| action.filters.as_ref());
    let limited = |member: &&Member| {
        member.minimum.is_some()
            || member.maximum.is_some()
            || member.min_items.is_some()
            || member.max_items.is_some()
            || member.max_length.is_some()
    };
    let codes = spec.service.errors.len() + spec.service.specific_errors.len();
    let cures = spec.service.errors.iter().chain(&spec.service.specific_errors);
    vec![
        ("actions", spec.actions.len()),
        ("  that only read", actions().filter(|action| action.reads_only).count()),
        (
            "  with requests per second",
            actions().filter(|a| a.requests_per_second.is_some()).count(),
        ),
        ("structures", spec.structures.len()),
        (
            "  sent",
            spec.structures
                .values()
                .filter(|s| s.direction != teo_specs::Direction::Response)
                .count(),
        ),
        ("members", members().count()),
        ("  with words of ours", members().filter(|member| !member.summary.is_empty()).count()),
        ("  with a default", members().filter(|member| member.default.is_some()).count()),
        ("  with a limit", members().filter(limited).count()),
        ("  with an example", members().filter(|member| member.example.is_some()).count()),
        ("  that hold a secret", members().filter(|member| member.sensitive).count()),
        ("enums", spec.values.len()),
        ("  values", spec.values.values().map(|values| values.values.len()).sum()),
        ("  members that use them", members().filter(|member| member.values.is_some()).count()),
        ("actions with filters", filters().count()),
        ("  filters", filters().map(|filters| filters.names.len()).sum()),
        ("constraints", actions().map(|action| action.constraints.len()).sum()),
        ("error codes", codes),
        ("  with a cure", cures.filter(|error| error.cure.is_some()).count()),
        ("  documented for an action", actions().map(|action| action.errors.len()).sum()),
    ]
}
