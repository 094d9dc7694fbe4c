//! Decides all Rust names: how a wire name becomes a Rust name, and how two wire names get
//! different Rust names.
//!
//! A Rust name depends on the wire names alone, never on their order, so a member that moves keeps
//! its name.

use std::collections::{BTreeMap, BTreeSet};

/// Words that cannot be split by case alone. A word comes before its prefixes.
const WORDS: [(&str, &[&str]); 13] = [
    ("AWSS3", &["aws", "s3"]),
    ("DDoS", &["ddos"]),
    ("DDos", &["ddos"]),
    ("HTTPS", &["https"]),
    ("IPv4", &["ipv4"]),
    ("IPv6", &["ipv6"]),
    ("IPV4", &["ipv4"]),
    ("IPV6", &["ipv6"]),
    ("URLs", &["urls"]),
    ("APIs", &["apis"]),
    ("IPs", &["ips"]),
    ("IDs", &["ids"]),
    ("TLSv", &["tlsv"]),
];

/// Strict and reserved keywords of all editions.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: [&str; 4] = ["self", "super", "crate", "_"];

/// Names that a setter must not have: methods of the structure or of a common trait, and fields of
/// the structure that belong to no member.
const RESERVED_METHODS: [&str; 18] = [
    "as_ref",
    "borrow",
    "clone",
    "clone_from",
    "default",
    "deserialize",
    "eq",
    "fmt",
    "from",
    "into",
    "ne",
    "new",
    "serialize",
    "set_unknown",
    "to_owned",
    "to_string",
    "unknown",
    "unknown_members",
];

/// Names that the method of an action must not have: what teo-api's client or a generated client has,
/// in public or in private, and the methods of common traits, which an inherent method would hide.
const CLIENT_METHODS: [&str; 30] = [
    "as_ref",
    "block_on",
    "borrow",
    "borrow_mut",
    "builder",
    "call",
    "call_json",
    "clone",
    "clone_from",
    "clone_into",
    "config",
    "default",
    "destination",
    "eq",
    "fmt",
    "for_service",
    "from",
    "from_env",
    "from_parts",
    "into",
    "new",
    "run_in_background",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
    "with_destination",
    "with_endpoint",
    "with_region",
];

/// The type of the generated client.
const CLIENT: &str = "Client";

/// Names of the prelude that generated code uses without a path.
const PRELUDE: [&str; 18] = [
    "Box",
    "Clone",
    "Debug",
    "Default",
    "Err",
    "From",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Some",
    "String",
    "ToString",
    "Vec",
];

/// Returns whether the word is a keyword.
pub(crate) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word) || NEVER_RAW.contains(&word)
}

/// Splits a name into lower-case words: `L4ProxyIds` becomes `l4`, `proxy`, `ids`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in name.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut rest = part;
        while !rest.is_empty() {
            if let Some((parts, length)) = known_word(rest) {
                words.extend(parts.iter().map(|word| (*word).to_owned()));
                rest = &rest[length..];
            } else {
                let length = word_length(rest);
                words.push(rest[..length].to_lowercase());
                rest = &rest[length..];
            }
        }
    }
    words
}

/// Finds a word of [`WORDS`] at the start of the text, if no lower-case letter follows it. Returns
/// the parts of the word, and its length.
fn known_word(text: &str) -> Option<(&'static [&'static str], usize)> {
    WORDS.iter().find_map(|(word, parts)| {
        let rest = text.strip_prefix(word)?;
        (!rest.starts_with(|c: char| c.is_ascii_lowercase())).then_some((*parts, word.len()))
    })
}

/// Returns the length of the word at the start of the text: several capitals, except the last one
/// if a lower-case letter follows, or at most one capital and the lower-case letters after it.
/// Digits belong to the word before them.
fn word_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let capitals = bytes.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let is_lower_case = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_lowercase);
    let mut end = if capitals > 1 && is_lower_case(capitals) { capitals - 1 } else { capitals };
    if capitals <= 1 {
        end += bytes[end..].iter().take_while(|b| b.is_ascii_lowercase()).count();
    }
    end += bytes[end..].iter().take_while(|b| b.is_ascii_digit()).count();
    // `V3ray`: lower-case letters after a digit belong to the same word.
    end += bytes[end..].iter().take_while(|b| b.is_ascii_lowercase()).count();
    end.max(1)
}

/// Returns a name in snake case, such as `zone_id`.
pub(crate) fn snake(name: &str) -> String {
    words(name).join("_")
}

/// Returns the name of a field and its setter, in snake case. A keyword becomes a raw identifier; a
/// name that is reserved, or invalid in Rust, gets an underscore.
pub(crate) fn field(name: &str) -> String {
    let snake = snake(name);
    if RESERVED_METHODS.contains(&snake.as_str())
        || NEVER_RAW.contains(&snake.as_str())
        || snake.is_empty()
    {
        return format!("{snake}_");
    }
    if snake.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("_{snake}");
    }
    if KEYWORDS.contains(&snake.as_str()) { format!("r#{snake}") } else { snake }
}

/// Returns the name of a module and of its file, in snake case. A name that has a meaning in Rust
/// gets an underscore.
pub(crate) fn module(name: &str) -> String {
    let snake = snake(name);
    let has_meaning = is_keyword(&snake) || ["lib", "main"].contains(&&*snake);
    if has_meaning { format!("{snake}_") } else { snake }
}

/// Returns the name of a type: the vendor's name in camel case. A name of the prelude, or that of the
/// generated client, gets a suffix.
pub(crate) fn structure(name: &str) -> String {
    let camel = camel(name);
    if PRELUDE.contains(&camel.as_str()) || camel == CLIENT { with_suffix(&camel) } else { camel }
}

/// Returns the vendor's name, converted to camel case if necessary.
pub(crate) fn camel(name: &str) -> String {
    if name.contains('_') || name.starts_with(|c: char| c.is_ascii_lowercase()) {
        name.split('_').map(capitalised).collect()
    } else {
        name.to_owned()
    }
}

/// Returns the name of a structure's type if another type has the plain name.
pub(crate) fn with_suffix(rust_name: &str) -> String {
    format!("{rust_name}Structure")
}

/// Returns the name of a client method.
pub(crate) fn method(name: &str) -> String {
    let snake = snake(name);
    if CLIENT_METHODS.contains(&snake.as_str()) { format!("{snake}_") } else { field(name) }
}

/// Returns the name of a variant of an open enum; `None` if the value has no letter or digit.
pub(crate) fn variant(value: &str) -> Option<String> {
    let camel: String = words(value).iter().map(|word| capitalised(word)).collect();
    match camel.as_str() {
        "" => None,
        // `Unknown` is the catch-all variant, and `Self` is the enum.
        "Unknown" | "Self" => Some(format!("{camel}Value")),
        _ if camel.starts_with(|c: char| c.is_ascii_digit()) => Some(format!("V{camel}")),
        _ => Some(camel),
    }
}

/// Returns the name of the constant for an error code.
pub(crate) fn constant(code: &str) -> String {
    words(code).join("_").to_uppercase()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        .unwrap_or_default()
}

/// Gives each wire name a Rust name that no other one has. If several wire names have the same Rust
/// name, the one that sorts first keeps it, and the others are numbered.
pub(crate) fn disambiguate<'a>(
    names: impl IntoIterator<Item = &'a str>,
    rust_name: impl Fn(&str) -> String,
) -> BTreeMap<&'a str, String> {
    let sorted: BTreeSet<&str> = names.into_iter().collect();
    let preferred_names: BTreeSet<String> =
        sorted.iter().map(|name| rust_name(name).to_lowercase()).collect();
    let mut used_names = BTreeSet::new();
    let mut rust_names = BTreeMap::new();
    for name in sorted {
        let preferred = rust_name(name);
        let mut unique = preferred.clone();
        let mut number = 2;
        // Names are compared in lower case, since some file systems ignore case.
        while used_names.contains(&unique.to_lowercase())
            || (number > 2 && preferred_names.contains(&unique.to_lowercase()))
        {
            unique = numbered(&preferred, number);
            number += 1;
        }
        used_names.insert(unique.to_lowercase());
        rust_names.insert(name, unique);
    }
    rust_names
}

/// Appends a number: `uui_2` in snake case, and `Http2N2` in camel case, where an underscore would
/// not be idiomatic.
fn numbered(name: &str, number: u32) -> String {
    let plain = name.strip_prefix("r#").unwrap_or(name);
    let is_camel_case = plain.starts_with(|c: char| c.is_ascii_uppercase())
        && plain.contains(|c: char| c.is_ascii_lowercase());
    if is_camel_case { format!("{plain}N{number}") } else { format!("{plain}_{number}") }
}

#[cfg(test)]
mod tests;
