//! The INI of credential files: sections with names and values, as the vendor's SDKs read it. What a
//! person may leave in such a file is tolerated; a fault is told by its line and never by its text.

/// One section's entries, each with the line that it stands in.
#[derive(Default)]
pub(super) struct Section<'t> {
    entries: Vec<(usize, String, &'t str)>,
}

/// What is wrong, and in which line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub(super) struct IniError {
    line: usize,
    fault: String,
}

impl<'t> Section<'t> {
    /// The value of a name; one that is empty counts as missing.
    pub(super) fn get(&self, name: &str) -> Option<&'t str> {
        let entry = self.entries.iter().find(|(_, key, _)| key == name);
        entry.map(|(_, _, value)| *value).filter(|value| !value.is_empty())
    }
}

/// The section of this name; `None` if the file has none. Faults in other sections do not matter.
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
        // Its first line is repeated, not its text: a value may have got in place of the name.
        if let Some((first, ..)) = section.entries.iter().find(|(_, key, _)| *key == name) {
            return Err(fault(&format!("gives again what line {first} gives; remove one")));
        }
        section.entries.push((index + 1, name, unquoted(value.trim())));
    }
    Ok(found)
}

/// Cuts off `#` and `;` with what follows, where they begin a line or come after a space: keys and
/// tokens hold no spaces.
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
    fn an_empty_value_is_none() {
        let found = section("[default]\nsecret_id =\nsecret_key = \"\"", "default").unwrap();
        let found = found.unwrap();
        assert_eq!((found.get("secret_id"), found.get("secret_key")), (None, None));
    }

    #[test]
    fn a_fault_is_told_by_its_line_and_without_its_text() {
        for (text, told) in [
            ("[default]\nsecret_id = i\nhunter2\n", "line 3: neither a [section]"),
            ("# one\n[hunter2\nsecret_id = i\n", "line 2: a section's name"),
            ("[default]\nhunter2 = 1\n\nhunter2 = 2\n", "line 4: gives again what line 2 gives"),
        ] {
            let error = section(text, "default").err().unwrap().to_string();
            assert!(error.starts_with(told) && !error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_fault_in_another_section_does_not_matter() {
        let text = "stray\n[other]\nno assignment\n[default]\nsecret_id = i\n";
        assert_eq!(section(text, "default").unwrap().unwrap().get("secret_id"), Some("i"));
    }
}
