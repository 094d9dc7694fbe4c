//! The INI format of profile files: sections with names and values, as the vendor's SDKs read it. It
//! tolerates comments, spaces and quotes. A message names the line of a fault and never shows its
//! text.

/// The entries of one section, each with its line number.
#[derive(Default)]
pub(super) struct Section<'t> {
    entries: Vec<(usize, String, &'t str)>,
}

/// A fault and its line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub(super) struct IniError {
    line: usize,
    fault: String,
}

impl<'t> Section<'t> {
    /// The value of a name. An empty value counts as missing.
    pub(super) fn get(&self, name: &str) -> Option<&'t str> {
        let entry = self.entries.iter().find(|(_, key, _)| key == name);
        entry.map(|(_, _, value)| *value).filter(|value| !value.is_empty())
    }
}

/// Parses the section of this name; `None` if the file has none. It ignores faults in other sections.
pub(super) fn section<'t>(text: &'t str, wanted: &str) -> Result<Option<Section<'t>>, IniError> {
    let mut found: Option<Section<'t>> = None;
    let mut inside = false;
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let fault = |fault: &str| IniError { line: index + 1, fault: fault.to_owned() };
        let line = without_comment(line).trim();
        if line.is_empty() {
            continue;
        }
        if let Some(rest) = line.strip_prefix('[') {
            let name = rest
                .strip_suffix(']')
                .ok_or_else(|| fault("a section's name stands in brackets, such as [default]"))?;
            inside = name.trim() == wanted;
            if inside {
                found.get_or_insert_default();
            }
            continue;
        }
        let Some(section) = found.as_mut().filter(|_| inside) else {
            continue;
        };
        let (name, value) = line
            .split_once(['=', ':'])
            .ok_or_else(|| fault("neither a [section], nor name = value, nor a comment"))?;
        let name = name.trim().to_lowercase();
        // The message shows no name, since a value may stand in its place.
        if let Some((first, ..)) = section.entries.iter().find(|(_, key, _)| *key == name) {
            return Err(fault(&format!("repeats the name of line {first}; remove one")));
        }
        section.entries.push((index + 1, name, unquoted(value.trim())));
    }
    Ok(found)
}

/// Removes a comment: `#` or `;` at the start of the line or after a space. Keys and tokens hold no
/// spaces.
fn without_comment(line: &str) -> &str {
    let mut before = ' ';
    for (index, letter) in line.char_indices() {
        if (letter == '#' || letter == ';') && before.is_whitespace() {
            return &line[..index];
        }
        before = letter;
    }
    line
}

fn unquoted(value: &str) -> &str {
    ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::section;

    #[test]
    fn spaces_comments_quotes_line_ends_and_a_byte_order_mark_are_tolerated() {
        let text = "\u{feff}# mine\r\n\r\n [ default ] ; the usual\r\n Secret_ID = i#1 # the id\r\n\
                    secret_key:k=2\r\n token = \"t;3\" ;old\r\n[other]\r\nsecret_id = x\r\n";
        let found = section(text, "default").unwrap().unwrap();
        let values = ["secret_id", "secret_key", "token"].map(|name| found.get(name));
        assert_eq!(values, [Some("i#1"), Some("k=2"), Some("t;3")]);
        assert_eq!(section(text, "other").unwrap().unwrap().get("secret_id"), Some("x"));
        assert!(section(text, "third").unwrap().is_none());
    }

    #[test]
    fn an_empty_value_counts_as_missing() {
        let found = section("[default]\nsecret_id =\nsecret_key = \"\"", "default").unwrap();
        let found = found.unwrap();
        assert_eq!((found.get("secret_id"), found.get("secret_key")), (None, None));
    }

    #[test]
    fn a_message_names_the_line_of_a_fault_and_not_its_text() {
        for (text, told) in [
            ("[default]\nsecret_id = i\nhunter2\n", "line 3: neither a [section]"),
            ("# one\n[hunter2\nsecret_id = i\n", "line 2: a section's name"),
            ("[default]\nhunter2 = 1\n\nhunter2 = 2\n", "line 4: repeats the name of line 2"),
        ] {
            let error = section(text, "default").err().unwrap().to_string();
            assert!(error.starts_with(told) && !error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_fault_in_another_section_is_ignored() {
        let text = "stray\n[other]\nno assignment\n[default]\nsecret_id = i\n";
        assert_eq!(section(text, "default").unwrap().unwrap().get("secret_id"), Some("i"));
    }
}
