//! Finds the known values that a text lists, and whether another text mentions a value.
//!
//! A text lists a value if the value starts a list item and a punctuation mark or the end of the
//! line follows it. The international edition has `??` in place of some tags.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::text::{ITEM, pattern};

/// Returns the values that a plain text lists.
pub(super) fn listed_values(text: &str) -> BTreeSet<String> {
    static LISTED: LazyLock<Regex> = LazyLock::new(|| {
        let start = format!(r"(?:{ITEM}|(?:^|\n) *(?:[-*+•·] +|\?\?)|\?\?)");
        let value = r"[A-Za-z0-9_*@$][A-Za-z0-9_.\-/+*@$]*";
        let end = r"(?:[：:；;。,，、（(=<\n]|\.(?:[ \n]|$)|$|[ \n]-[ \n])";
        pattern(&format!(
            r#"{start}[ \n]*[`'"“【\[]?(?:\*\*)?[ \n]*(?<value>{value})[`'"”】\]]?[ \n]*(?<end>{end})"#
        ))
    });
    let mut values = BTreeSet::new();
    let mut position = 0;
    while let Some(item) = LISTED.captures_at(text, position) {
        values.insert(item["value"].trim_end_matches(['.', '*']).to_owned());
        // The end of one item can be the start of the next one.
        position = item.name("end").map_or(text.len(), |end| end.start());
    }
    values
        .retain(|value| !value.is_empty() && !["note", "notes"].contains(&&*value.to_lowercase()));
    values
}

/// Returns whether a plain text has a value as a whole word, without regard to case. White space,
/// `_` and `-` count as equal, and may be missing.
pub(super) fn is_mentioned(value: &str, text: &str) -> bool {
    let is_in_word = |c: char| c.is_ascii_alphanumeric();
    text.char_indices().any(|(start, _)| {
        let is_start = !text[..start].ends_with(is_in_word);
        let rest = is_start.then(|| strip_value(value, &text[start..])).flatten();
        rest.is_some_and(|rest| !rest.starts_with(is_in_word))
    })
}

/// Returns the text after a value at its start.
fn strip_value<'a>(value: &str, text: &'a str) -> Option<&'a str> {
    let is_separator = |c: char| matches!(c, ' ' | '\n' | '_' | '-');
    value.split(is_separator).try_fold(text, |rest, word| {
        let (head, tail) = rest.trim_start_matches(is_separator).split_at_checked(word.len())?;
        head.eq_ignore_ascii_case(word).then_some(tail)
    })
}

#[cfg(test)]
mod tests {
    use super::super::text::plain_text;
    use super::{is_mentioned, listed_values};

    #[test]
    fn values_start_a_list_item() {
        for (html, values) in [
            ("可选：<li>red：红色；</li><li> blue ：蓝色。</li>", &["blue", "red"][..]),
            ("One of:<li>red: it is red;</li><li><b>v1.2</b>, the newest.</li>", &["red", "v1.2"]),
            ("One of:\n- red: it is red\n  * `blue`\n+ \"green\" (new)", &["blue", "green", "red"]),
            ("One of:\n• red - it is red\n• **blue**: it is blue", &["blue", "red"]),
            ("One of: ??red: it is red.??blue: it is blue", &["blue", "red"]),
            ("One of:<li>a/b+c=sum</li><li>*.example</li>", &["*.example", "a/b+c"]),
            ("<li>red. It is red.</li><li>blue.</li>", &["blue", "red"]),
            ("<li>a sentence: more</li><li>v1.2 is new</li><li>Note: none</li><li>...</li>", &[]),
            ("red: no item; 1-2: none", &[]),
        ] {
            let listed: Vec<_> = listed_values(&plain_text(html)).into_iter().collect();
            assert_eq!(listed, values, "{html}");
        }
    }

    #[test]
    fn a_mentioned_value_is_a_whole_word_in_any_case_and_with_any_separators() {
        for (value, text, expected) in [
            ("red", "It is red.", true),
            ("red", "红色red的", true),
            ("Red", "(RED)", true),
            ("red", "It is reduced.", false),
            ("red", "red2", false),
            ("dark_red", "dark-red", true),
            ("dark-red", "Dark red", true),
            ("dark_red", "darkred", true),
            ("darkred", "dark_red", false),
            ("a.b", "a-b", false),
            ("*", "a * b", true),
        ] {
            assert_eq!(is_mentioned(value, text), expected, "{value} in {text}");
        }
    }
}
