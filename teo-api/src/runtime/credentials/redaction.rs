//! Finds credentials in a text that comes from elsewhere, such as the body of a response, and hides
//! them. It finds them as they are and as JSON escapes them, also in JSON within JSON, and the start of
//! one at the end of a text that was cut off.

use std::ops::Range;

/// Shorter texts are left alone: they stand in every text, and no key of the service is so short.
const MIN_CHARS: usize = 8;
/// How many backslashes before a character are passed over. JSON within JSON within JSON writes 7, and
/// 8 for each backslash of the secret before it. A limit keeps the search linear.
const MAX_BACKSLASHES: usize = 63;
const REDACTED: &str = "<redacted>";

/// A text to be hidden, and what is shown in its place.
pub(super) struct Secret<'s> {
    text: &'s str,
    shown: String,
}

impl<'s> Secret<'s> {
    /// A key or a token. Nothing of it is shown.
    pub(super) fn new(text: &'s str) -> Self {
        Self { text, shown: REDACTED.to_owned() }
    }

    /// An id. Its first and last characters are shown, so that people see which one it is.
    pub(super) fn id(text: &'s str) -> Self {
        let count = text.chars().count();
        let kept = if count < 12 { 2 } else { 4 };
        let start = text.chars().take(kept);
        let end = text.chars().skip(count.saturating_sub(kept));
        Self { text, shown: start.chain(['…']).chain(end).collect() }
    }
}

/// Replaces the secrets in a text. Where several of them overlap, nothing of them is shown.
pub(super) fn redact(text: &str, secrets: &[Secret<'_>]) -> String {
    let mut found: Vec<(Range<usize>, &str)> = secrets
        .iter()
        .filter(|secret| secret.text.chars().nth(MIN_CHARS - 1).is_some())
        .flat_map(|secret| {
            let is_start = move |letter: char| letter == '\\' || secret.text.starts_with(letter);
            text.match_indices(is_start).filter_map(move |(start, _)| {
                let length = length_at_start(&text[start..], secret.text)?;
                Some((start..start + length, secret.shown.as_str()))
            })
        })
        .collect();
    found.sort_by_key(|(range, _)| range.start);
    let mut redacted = String::with_capacity(text.len());
    let mut end = 0;
    for (range, shown) in merged(found) {
        redacted.push_str(&text[end..range.start]);
        redacted.push_str(shown);
        end = range.end;
    }
    redacted.push_str(&text[end..]);
    redacted
}

/// Joins ranges that overlap, in the order of their starts.
fn merged(found: Vec<(Range<usize>, &str)>) -> Vec<(Range<usize>, &str)> {
    let mut joined: Vec<(Range<usize>, &str)> = Vec::new();
    for (range, shown) in found {
        match joined.last_mut() {
            Some((last, shown_last)) if range.start < last.end => {
                last.end = last.end.max(range.end);
                if *shown_last != shown {
                    *shown_last = REDACTED;
                }
            }
            _ => joined.push((range, shown)),
        }
    }
    joined
}

/// How many bytes of the text the secret takes, if the text starts with it, or if the text is cut off
/// within it.
fn length_at_start(text: &str, secret: &str) -> Option<usize> {
    // What may follow the part of the secret that was read. There are several possibilities only where
    // the secret has a backslash.
    let mut rests = vec![text];
    for (count, wanted) in secret.chars().enumerate() {
        if count >= MIN_CHARS && rests.iter().any(|rest| is_cut_off(rest)) {
            return Some(text.len());
        }
        rests = rests.into_iter().flat_map(|rest| after(rest, wanted)).collect();
        rests.sort_unstable_by_key(|rest| rest.len());
        rests.dedup_by_key(|rest| rest.len());
        if rests.is_empty() {
            return None;
        }
    }
    rests.first().map(|rest| text.len() - rest.len())
}

/// What may follow this character at the start of a text: as it is or behind backslashes, and as JSON
/// writes it by name or by number.
fn after(text: &str, wanted: char) -> impl Iterator<Item = &str> {
    let unescaped = without_backslashes(text);
    // The other backslashes that JSON writes for one are passed over before the next character.
    let literal = if wanted == '\\' { text } else { unescaped };
    let is_escaped = unescaped.len() < text.len();
    let escaped = || after_name(unescaped, wanted).or_else(|| after_number(text, wanted));
    let escaped = is_escaped.then(escaped).flatten();
    literal.strip_prefix(wanted).into_iter().chain(escaped)
}

/// What follows the name of a control character, such as the `n` of `\n`.
fn after_name(unescaped: &str, wanted: char) -> Option<&str> {
    let name = match wanted {
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{c}' => 'f',
        '\r' => 'r',
        _ => return None,
    };
    unescaped.strip_prefix(name)
}

/// What follows the number of a character, such as `\u002f`; two numbers beyond the first 65536.
fn after_number(text: &str, wanted: char) -> Option<&str> {
    let mut rest = text;
    for unit in wanted.encode_utf16(&mut [0; 2]) {
        let unescaped = without_backslashes(rest);
        if unescaped.len() == rest.len() {
            return None;
        }
        let (digits, after) = unescaped.strip_prefix('u')?.split_at_checked(4)?;
        if u16::from_str_radix(digits, 16) != Ok(*unit) {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

fn without_backslashes(text: &str) -> &str {
    let count = text.bytes().take(MAX_BACKSLASHES).take_while(|byte| *byte == b'\\').count();
    &text[count..]
}

/// Returns whether the text ends here, or within an escaped character.
fn is_cut_off(rest: &str) -> bool {
    let unescaped = without_backslashes(rest);
    match unescaped.strip_prefix('u') {
        Some(digits) if unescaped.len() < rest.len() => digits.len() < 4,
        _ => unescaped.is_empty(),
    }
}

#[cfg(test)]
mod tests;
