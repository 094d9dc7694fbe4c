//! Documentation comments: our words from the specs, and the facts about each item in plain
//! sentences.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use teo_specs::{Action, Constraint, Member, Site};

use super::Emitter;
use crate::model::{FiltersModel, MemberModel, Shape};

/// Paragraphs of one documentation comment.
#[derive(Default)]
pub(super) struct Docs(Vec<String>);

impl Docs {
    pub(super) fn new(summary: &str, docs: Option<&str>) -> Self {
        let mut all = Self::default();
        // Nobody may have written it yet.
        if !summary.is_empty() {
            all.paragraph(summary);
        }
        if let Some(docs) = docs {
            all.paragraph(docs);
        }
        all
    }

    pub(super) fn paragraph(&mut self, text: impl Into<String>) {
        self.0.push(text.into());
    }

    pub(super) fn list(&mut self, items: impl IntoIterator<Item = String>) {
        let lines: Vec<String> = items.into_iter().map(|item| format!("- {item}")).collect();
        if !lines.is_empty() {
            self.paragraph(lines.join("\n"));
        }
    }

    /// The paragraphs as one text, to stand among others.
    pub(super) fn into_text(self) -> String {
        self.0.join("\n\n")
    }

    pub(super) fn tokens(self) -> TokenStream {
        let lines = self.lines();
        quote!(#(#[doc = #lines])*)
    }

    pub(super) fn inner_tokens(self) -> TokenStream {
        let lines = self.lines();
        quote!(#(#![doc = #lines])*)
    }

    fn lines(self) -> Vec<String> {
        let indented = |line: &str| {
            if line.is_empty() { String::new() } else { format!(" {line}") }
        };
        self.into_text().lines().map(indented).collect()
    }
}

impl Emitter<'_> {
    /// Gives `[`Name`]` in our words its target, where the file itself does not have it: a
    /// structure, values, filters, or an action's request.
    pub(super) fn link(&self, mut docs: Docs) -> Docs {
        let text = docs.0.join("\n");
        let mentioned = mentioned(&text);
        if mentioned.is_empty() {
            return docs;
        }
        let shared =
            self.model.structures.iter().map(|s| (s.spec.name.as_str(), s.rust.rust.as_str()));
        let enums = self.model.enums.iter().map(|e| (e.spec.name.as_str(), e.rust.as_str()));
        let actions =
            self.model.actions.iter().map(|a| (a.spec.name.as_str(), a.request.rust.as_str()));
        let filters = self.model.actions.iter().filter_map(|a| a.filters.as_ref());
        let filters = filters.map(|f| (f.rust.as_str(), f.rust.as_str()));
        let targets: Vec<String> = shared
            .chain(enums)
            .chain(actions)
            .chain(filters)
            .filter(|(name, rust)| *name != *rust || !self.scope.names(rust))
            .filter(|(name, _)| mentioned.contains(name))
            // A type of that very name is what is meant.
            .filter(|(name, rust)| name == rust || self.model.types().all(|other| other != *name))
            .map(|(name, rust)| format!("[`{name}`]: {}{rust}", self.scope.up))
            .collect();
        if !targets.is_empty() {
            docs.paragraph(targets.join("\n"));
        }
        docs
    }

    /// The vendor's words about something, where they were asked for.
    pub(super) fn prose(&self, docs: &mut Docs, about: &str) {
        if let Some(text) = self.options.prose.get(about) {
            docs.paragraph(format!("The vendor says:\n\n{text}"));
        }
    }

    /// `owner` is the structure's wire name, or the request's or response's.
    pub(super) fn member_docs(
        &self,
        owner: &str,
        member: &MemberModel<'_>,
        sent: bool,
    ) -> TokenStream {
        let spec = member.spec;
        let mut docs = Docs::new(&spec.summary, spec.docs.as_deref());
        self.prose(&mut docs, &format!("{owner}.{}", spec.name));
        let request = self.model.actions.iter().find(|action| action.request.rust == owner);
        let filters = request.and_then(|action| action.filters.as_ref());
        if let Some(filters) = filters.filter(|filters| filters.spec.parameter == spec.name) {
            docs.paragraph(format!("[`{}`] makes them.", filters.rust));
        }
        let mut facts = vec![format!("Wire name `{}`", spec.name)];
        facts.extend(presence(member, sent));
        facts.extend(limits(spec));
        if let Some(example) = &spec.example {
            let example = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
            facts.push(format!("for example `{example}`"));
        }
        docs.paragraph(facts.join("; ") + ".");
        self.link(docs).tokens()
    }

    /// Everything about an action that its members do not say.
    pub(super) fn action_docs(&self, action: &Action, filters: Option<&FiltersModel<'_>>) -> Docs {
        let mut docs = Docs::default();
        let mut facts = vec![format!("Action `{}`", action.name)];
        facts.push(if action.reads_only {
            "only reads".to_owned()
        } else {
            "changes something".to_owned()
        });
        if let Some(rate) = action.requests_per_second {
            facts.push(format!("at most {rate} requests a second"));
        }
        if let [only] = action.sites[..] {
            facts.push(format!("on the {} site only", site(only)));
        }
        docs.paragraph(facts.join("; ") + ".");
        docs.list(action.constraints.iter().map(constraint));
        if let Some(filters) = filters {
            docs.paragraph(format!("Filters, made by [`{}`]:", filters.rust));
            docs.list(filters.constructors.iter().map(|(_, filter, values)| {
                let most = filter.max_values.or(filters.spec.max_values);
                let most = most
                    .map(|most| format!(" At most {}.", count(most, "value")))
                    .unwrap_or_default();
                let fuzzy = if filter.fuzzy { " Can match fuzzily." } else { "" };
                let values =
                    values.as_ref().map(|v| format!(" Values: [`{v}`].")).unwrap_or_default();
                format!("`{}`: {}{values}{most}{fuzzy}", filter.name, filter.summary)
            }));
        }
        if !action.errors.is_empty() {
            docs.paragraph(format!(
                "# Errors\n\nCodes documented for this action, beside [those that any may answer]({}error_codes):",
                self.scope.up
            ));
            let known = action.errors.iter().map(|error| {
                let told = !error.summary.is_empty() || error.cure.is_some();
                let shared = self.model.spec.service.error(&error.code).filter(|_| !told);
                shared.unwrap_or(error)
            });
            // Lists can be long: what something can be done about comes first.
            let (cured, others): (Vec<_>, Vec<_>) =
                known.partition(|error| error.cure.is_some() || error.transient);
            docs.list(cured.into_iter().chain(others).map(|error| {
                let transient = if error.transient { " Passes with time." } else { "" };
                let cure = error.cure.as_ref().map(|cure| format!(" {cure}")).unwrap_or_default();
                format!("`{}`: {}{transient}{cure}", error.code, error.summary)
            }));
        }
        let pages = [
            ("international", &action.documentation.international),
            ("China", &action.documentation.china),
        ];
        let mut links: Vec<String> = pages
            .iter()
            .filter_map(|(site, page)| page.as_ref().map(|page| format!("[{site} site]({page})")))
            .collect();
        if let Some(explorer) = &self.model.spec.service.explorer {
            links.push(format!("[API explorer]({})", explorer.replace("{action}", &action.name)));
        }
        if !links.is_empty() {
            docs.paragraph(format!("The vendor's pages: {}.", links.join(", ")));
        }
        docs
    }
}

/// What stands in a text as `[`Name`]`.
fn mentioned(text: &str) -> BTreeSet<&str> {
    let mentions = text
        .match_indices("[`")
        .filter_map(|(at, open)| text[at + open.len()..].split_once("`]").map(|(name, _)| name));
    mentions.collect()
}

fn presence(member: &MemberModel<'_>, sent: bool) -> Vec<String> {
    let spec = member.spec;
    if sent {
        let mut facts = vec![if spec.required { "required" } else { "optional" }.to_owned()];
        if let Some(day) = &spec.announced_required {
            facts.push(format!("announced as required from {day}"));
        }
        return facts;
    }
    match member.shape {
        Shape::Plain => vec!["always returned".to_owned()],
        Shape::List if spec.promised => vec!["always returned".to_owned()],
        _ => vec!["may be missing".to_owned()],
    }
}

fn limits(spec: &Member) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(default) = &spec.default {
        facts.push(format!(
            "default `{}`",
            default.as_str().map_or_else(|| default.to_string(), str::to_owned)
        ));
    }
    if let Some(minimum) = spec.minimum {
        facts.push(format!("minimum {minimum}"));
    }
    if let Some(maximum) = spec.maximum {
        facts.push(format!("maximum {maximum}"));
    }
    if let Some(items) = spec.min_items {
        facts.push(format!("at least {}", count(items, "item")));
    }
    if let Some(items) = spec.max_items {
        facts.push(format!("at most {}", count(items, "item")));
    }
    if let Some(length) = spec.max_length {
        facts.push(format!("at most {}", count(length, "character")));
    }
    if let Some(values) = &spec.values {
        facts.push(format!("values [`{values}`]"));
    }
    if spec.sensitive {
        facts.push("a secret, which Debug does not show".to_owned());
    }
    facts
}

fn count(count: u32, of: &str) -> String {
    if count == 1 { format!("1 {of}") } else { format!("{count} {of}s") }
}

fn constraint(constraint: &Constraint) -> String {
    match constraint {
        Constraint::AnyOf(groups) => {
            let part = |part: &String| match part.split_once(':') {
                Some((_, filter)) => format!("a filter `{filter}`"),
                None => format!("`{part}`"),
            };
            let group =
                |group: &Vec<String>| group.iter().map(part).collect::<Vec<_>>().join(" and ");
            format!("Give {}.", groups.iter().map(group).collect::<Vec<_>>().join(", or "))
        }
        Constraint::Interval(interval) => {
            let longest = interval.longest_seconds.map(|seconds| match seconds {
                s if s % 86_400 == 0 => format!(", at most {} after it", count(s / 86_400, "day")),
                s if s % 3_600 == 0 => format!(", at most {} after it", count(s / 3_600, "hour")),
                s => format!(", at most {} after it", count(s, "second")),
            });
            format!(
                "`{}` is not before `{}`{}.",
                interval.end,
                interval.start,
                longest.unwrap_or_default()
            )
        }
    }
}

fn site(site: Site) -> &'static str {
    match site {
        Site::International => "international",
        Site::China => "China",
    }
}
