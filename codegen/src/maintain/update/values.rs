//! Finds the values that the vendor's prose lists for a member. Only the values are used, since
//! they are facts; a person decides whether they are valid.

/// Returns the value before the colon in each list item, such as `on` in `<li>on：…</li>`.
pub(super) fn listed_values(document: &str) -> Vec<String> {
    let items = document.split("<li>").skip(1);
    let text = |item: &str| without_tags(item.split("</li>").next().unwrap_or_default());
    let value = |item: &str| {
        let text = text(item);
        let (value, _) = text.split_once([':', '\u{ff1a}'])?;
        let value = value.trim();
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        // A single letter is usually a unit, and a number is usually an index.
        let is_likely = value.len() > 1 && value.len() <= 64 && value.chars().all(is_allowed);
        (is_likely && value.contains(|c: char| c.is_ascii_alphabetic())).then(|| value.to_owned())
    };
    items.filter_map(value).collect()
}

fn without_tags(text: &str) -> String {
    let mut parts = text.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('>').map_or("", |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::listed_values;

    #[test]
    fn values_precede_a_colon_in_a_list_item() {
        for (document, values) in [
            ("State.<li>on: it is on;</li><li>off\u{ff1a}it is off.</li>", &["on", "off"][..]),
            ("<ul><li><b>TLSv1.2</b> : old</li><li>purge_url：one", &["TLSv1.2", "purge_url"]),
            ("<li>s: seconds</li><li>80: a port</li><li>a sentence: more</li><li>none</li>", &[]),
            ("no list: at all", &[]),
        ] {
            assert_eq!(listed_values(document), values, "{document}");
        }
    }
}
