//! The vendor's HTML as plain text, in which the other modules find values and limits.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Marks the start of a list item in plain text.
pub(super) const ITEM: char = '\u{1}';

/// Converts HTML into plain text: [`ITEM`] precedes each list item, paragraphs and line breaks
/// become lines, other tags are removed, and other white space becomes spaces.
pub(super) fn plain_text(html: &str) -> String {
    static TAG: LazyLock<Regex> = LazyLock::new(|| pattern("<(/?)([A-Za-z]+)[^>]*>"));
    // `&amp;` is first, since some texts are escaped twice.
    let entities = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
    ];
    let html = entities.iter().fold(html.to_owned(), |text, (from, to)| text.replace(from, to));
    let text = TAG.replace_all(&html, |tag: &Captures<'_>| {
        match (tag[2].to_ascii_lowercase().as_str(), tag[1].is_empty()) {
            ("li", true) => format!("\n{ITEM}"),
            ("br" | "p" | "li" | "ul" | "ol", _) => "\n".to_owned(),
            _ => String::new(),
        }
    });
    let text = text.replace("\\*", "*").replace("\\_", "_");
    text.chars().map(|c| if c.is_whitespace() && c != '\n' { ' ' } else { c }).collect()
}

/// Compiles a pattern of this program.
#[expect(clippy::expect_used, reason = "the tests of the modules use each pattern")]
pub(super) fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is valid")
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn html_becomes_plain_text() {
        for (html, text) in [
            (
                "<p>One of:</p><ul><li class=\"a\">on</li>\n<LI>off",
                "\nOne of:\n\n\n\u{1}on\n\n\n\u{1}off",
            ),
            ("a<br />b<BR>c <b>d</b><link x>", "a\nb\nc d"),
            ("a\u{a0}b\tc\u{3000}d", "a b c d"),
            ("&amp;quot;a&amp;quot; &lt;b&gt; &#39;c&#39; &version", "\"a\"  'c' &version"),
            ("a\\_b \\*", "a_b *"),
            ("3 < 4 > 2", "3 < 4 > 2"),
        ] {
            assert_eq!(plain_text(html), text, "{html}");
        }
    }
}
