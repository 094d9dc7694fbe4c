//! The vendor's own sentences, for whoever wants them in rustdoc of their own making. They are kept
//! in a file that is never committed, apart from the specs.

use std::collections::BTreeMap;

use super::metadata::Metadata;

/// Sentences by what they are about: an action, a structure, or `Owner.Member`, where the owner of a
/// parameter is `<Action>Request` and that of an answer's member `<Action>Response`.
pub type Prose = BTreeMap<String, String>;

/// All sentences of the metadata, fit for Markdown.
#[must_use]
pub fn prose(metadata: &Metadata) -> Prose {
    let mut prose = Prose::new();
    let mut keep = |about: String, text: &Option<String>| {
        let text = text.as_deref().map(plain).filter(|text| !text.is_empty());
        prose.extend(text.map(|text| (about, text)));
    };
    for (name, action) in &metadata.actions {
        keep(name.clone(), &action.document);
        for (object, side) in [(&action.input, "Request"), (&action.output, "Response")] {
            for member in metadata.objects.get(object).into_iter().flat_map(|o| &o.members) {
                keep(format!("{name}{side}.{}", member.name), &member.document);
            }
        }
    }
    let shared = metadata.objects.iter().filter(|(_, o)| o.kind.as_deref() != Some("object"));
    for (name, object) in shared {
        keep(name.clone(), &object.document);
        for member in &object.members {
            keep(format!("{name}.{}", member.name), &member.document);
        }
    }
    prose
}

/// Text without its HTML: lists and line ends become lines, other tags go, and what Markdown would
/// take for a link or a tag is escaped.
fn plain(html: &str) -> String {
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
    use super::plain;

    #[test]
    fn html_becomes_lines_of_markdown() {
        let html = "One of:<li>on: yes;</li>\n<li>off: no.</li><br>See [there](x). a < b<b>!</b>";
        assert_eq!(plain(html), "One of:\n- on: yes;\n- off: no.\nSee \\[there\\](x). a !");
        assert_eq!(plain("plain"), "plain");
        assert_eq!(plain("<li>"), "-");
    }
}
