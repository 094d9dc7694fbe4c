//! The vendor's prose: the summaries and descriptions in the metadata, for people who generate
//! rustdoc with them for their own use. Prose is saved outside the spec files, in a file that is
//! never committed.

use std::collections::BTreeMap;

use super::metadata::Metadata;

/// The vendor's prose by its subject: an action, a structure, or `Owner.Member`. The owner of a
/// parameter is `<Action>Request`, and the owner of a member of a response is `<Action>Response`.
pub type Prose = BTreeMap<String, String>;

/// Returns the prose of the metadata as Markdown.
#[must_use]
pub fn prose(metadata: &Metadata) -> Prose {
    let mut prose = Prose::new();
    let mut add = |subject: String, html: &Option<String>| {
        let text = html.as_deref().map(html_to_markdown).filter(|text| !text.is_empty());
        prose.extend(text.map(|text| (subject, text)));
    };
    for (name, action) in &metadata.actions {
        add(name.clone(), &action.document);
        for (object_name, side) in [(&action.input, "Request"), (&action.output, "Response")] {
            for member in metadata.objects.get(object_name).into_iter().flat_map(|o| &o.members) {
                add(format!("{name}{side}.{}", member.name), &member.document);
            }
        }
    }
    let structures = metadata.objects.iter().filter(|(_, o)| o.kind.as_deref() != Some("object"));
    for (name, object) in structures {
        add(name.clone(), &object.document);
        for member in &object.members {
            add(format!("{name}.{}", member.name), &member.document);
        }
    }
    prose
}

/// Converts HTML into Markdown: list items, paragraphs and line breaks become lines, other tags are
/// removed, and characters of Markdown's links and tags are escaped.
fn html_to_markdown(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let tag = &rest[open..];
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        match tag[..end].to_lowercase().as_str() {
            "<li>" => text.push_str("\n- "),
            "<br>" | "<br/>" | "<br />" | "<p>" | "</p>" => text.push('\n'),
            _ => {}
        }
        rest = &tag[end..];
    }
    text.push_str(rest);
    let escaped = text.replace('[', "\\[").replace(']', "\\]").replace('<', "\\<");
    let lines = escaped.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::html_to_markdown;

    #[test]
    fn html_becomes_lines_of_markdown() {
        let html = "One of:<li>on: yes;</li>\n<li>off: no.</li><br>See [there](x). a < b<b>!</b>";
        assert_eq!(
            html_to_markdown(html),
            "One of:\n- on: yes;\n- off: no.\nSee \\[there\\](x). a !"
        );
        assert_eq!(html_to_markdown("plain"), "plain");
        assert_eq!(html_to_markdown("<li>"), "-");
    }
}
