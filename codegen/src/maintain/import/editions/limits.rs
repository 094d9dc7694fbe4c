//! Finds the numbers that a text states as limits, and all numbers that a text mentions.
//!
//! A text states a number as a limit in a range (`1-100`, `[1, 100]`), or near words for a bound
//! (`at most`).

use std::sync::LazyLock;

use regex::Regex;

use super::text::pattern;

/// A unit that may follow a number, and the white space around it.
const UNIT: &str = concat!(
    r"[ \n]*(?:(?i-u:ms|bps|KB|MB|[smhdKMw%])|",
    r"万|秒|分钟|小时|天|个字符|字符|个|条|次|字节|％)?[ \n]*"
);

/// A number in a text.
struct Number {
    value: f64,
    /// The place of its first digit.
    start: usize,
    end: usize,
}

/// Returns the numbers that a plain text states as limits, in ascending order. A range in the text
/// of a string counts only beside a unit of length, since others are parts of formats and examples.
pub(super) fn stated_limits(text: &str, is_string: bool) -> Vec<f64> {
    static URL: LazyLock<Regex> = LazyLock::new(|| pattern(r"https?://[^ \n]+"));
    let text = &URL.replace_all(text, "");
    let numbers = numbers(text);
    let mut limits = ranges(text, &numbers, is_string);
    limits.extend(bracketed_ranges(text, is_string));
    limits.extend(bounds(text, &numbers));
    limits.sort_by(f64::total_cmp);
    limits.dedup();
    limits
}

/// Returns all numbers that a plain text mentions, in digits or in words.
pub(super) fn mentioned_numbers(text: &str) -> Vec<f64> {
    let mut mentioned = Vec::new();
    for Number { value, start, end } in numbers(text) {
        let scale = match text[end..].trim_start().chars().next() {
            Some('K' | 'k') => 1e3,
            Some('M') => 1e6,
            Some('W' | 'w' | '万') => 1e4,
            _ => 1.0,
        };
        mentioned.extend([value, value.abs(), value * scale]);
        // In a list of numbers, the commas do not separate thousands.
        let parts = text[start..end].split(',').filter_map(parse);
        mentioned.extend(parts.flat_map(|part| [part, -part]));
    }
    let english = "one two three four five six seven eight nine ten".split(' ');
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    for ((value, english), chinese) in (1..).zip(english).zip("一二三四五六七八九十".chars())
    {
        let is_two = value == 2 && text.contains('两');
        if is_two || text.contains(chinese) || words.iter().any(|w| w.eq_ignore_ascii_case(english))
        {
            mentioned.push(f64::from(value));
        }
    }
    mentioned
}

/// Finds the numbers of a text. A comma separates thousands, or numbers. A part of a version such as
/// 1.2.3 is no number.
fn numbers(text: &str) -> Vec<Number> {
    static DIGITS: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?"));
    static THOUSANDS: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^[1-9][0-9]*(?:,[0-9]{3})+(?:\.|$)"));
    let ends_with_digit = |text: &str| text.ends_with(|c: char| c.is_ascii_digit());
    let mut numbers = Vec::new();
    for found in DIGITS.find_iter(text) {
        let digits = found.as_str();
        let is_one = THOUSANDS.is_match(digits);
        let parts = if is_one { vec![digits] } else { digits.split(',').collect() };
        let mut start = found.start();
        for part in parts {
            let before = &text[..start];
            let is_version = before.strip_suffix('.').is_some_and(ends_with_digit);
            let is_negative = before.strip_suffix('-').is_some_and(|text| !ends_with_digit(text));
            if let Some(value) = parse(part).filter(|_| !is_version) {
                let value = if is_negative { -value } else { value };
                numbers.push(Number { value, start, end: start + part.len() });
            }
            start += part.len() + 1;
        }
    }
    numbers
}

fn parse(digits: &str) -> Option<f64> {
    digits.replace(',', "").parse().ok()
}

/// Returns both ends of each range that is written like `1-100` or `1 to 100`.
fn ranges(text: &str, numbers: &[Number], is_string: bool) -> Vec<f64> {
    static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(r"^{UNIT}(?:[-~～–—－至到]|(?i-u:to|and)|\.\.)[ \n]*-?$"))
    });
    let mut limits = Vec::new();
    let mut rest = numbers;
    while let [from, to, ..] = rest {
        let between = &text[from.end..to.start];
        let has_length_unit = || {
            ["字符", "字节"].iter().any(|unit| between.contains(unit))
                || is_before_length_unit(&text[to.end..])
        };
        if BETWEEN.is_match(between) {
            if !is_string || has_length_unit() {
                limits.extend([from.value, to.value.abs()]);
            }
            rest = &rest[2..];
        } else {
            rest = &rest[1..];
        }
    }
    limits
}

/// Returns both ends of each range that is written like `[1, 100]`.
fn bracketed_ranges(text: &str, is_string: bool) -> Vec<f64> {
    // The first number is as short as possible, so that the comma of `[1,100]` separates.
    static RANGE: LazyLock<Regex> = LazyLock::new(|| {
        let from = r"(-?[0-9]+(?:,[0-9]{3})*?(?:\.[0-9]+)?)";
        let to = r"-?([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)";
        pattern(&format!(r"[\[(（][ \n]*{from}{UNIT}[,，][ \n]*{to}{UNIT}[\])）]"))
    });
    let is_counted = |range: &regex::Captures<'_>| {
        !is_string || range.get(2).is_some_and(|to| is_before_length_unit(&text[to.end()..]))
    };
    let ranges = RANGE.captures_iter(text).filter(is_counted);
    ranges.flat_map(|range| [parse(&range[1]), parse(&range[2])]).flatten().collect()
}

/// Returns whether a unit of length, such as characters, comes next.
fn is_before_length_unit(text: &str) -> bool {
    static LENGTH: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^[ \n]*[)\]）]?[ \n]*[个位]?[ \n]*(?:字符|字节|(?i-u:char|byte|letters))")
    });
    LENGTH.is_match(text)
}

/// Returns the first number after each word for a bound, and each number before such a word.
fn bounds(text: &str, numbers: &[Number]) -> Vec<f64> {
    static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
        let words = [
            "最[大小](?:支持|长度|可|取?值?)",
            "最[多少长]",
            "[上下]限",
            "不[能得]?超过",
            "不[大小]于",
            "[大小]于等于",
            "不低于",
            "至[多少]",
            "以内",
            "[<>]=",
            "[≤≥]",
        ];
        pattern(&words.join("|"))
    });
    static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
        let words = [
            "maximum",
            "minimum",
            r"max\b\.?",
            r"min\b\.?",
            "at most",
            "at least",
            "up to",
            "no more than",
            "no less than",
            "(?:can)?not exceed(?:ing)?",
            "(?:less|greater) than or equal to",
            "(?:upper|lower) limit",
            "limit(?:ed)? (?:is|to)?",
            "within",
            "longest",
            "shortest",
        ];
        pattern(&format!(r"(?i-u:\b(?:{}))", words.join("|")))
    });
    static AFTER: LazyLock<Regex> =
        LazyLock::new(|| pattern(&format!("^{UNIT}个?(?:字符|字节|个)?[ \\n]*以[内下]")));
    let mut limits = Vec::new();
    for (words, longest_gap) in [(&CHINESE, 12), (&ENGLISH, 60)] {
        for end in words.find_iter(text).map(|words| words.end()) {
            let next = numbers.iter().find(|number| number.start >= end);
            let is_near = |number: &&Number| {
                let gap = &text[end..number.start];
                gap.chars().count() <= longest_gap && !ends_sentence(gap)
            };
            limits.extend(next.filter(is_near).map(|number| number.value));
        }
    }
    let is_bound = |number: &&Number| AFTER.is_match(&text[number.end..]);
    limits.extend(numbers.iter().filter(is_bound).map(|number| number.value));
    limits
}

/// Returns whether a sentence or a line ends in the text. The dot of an abbreviation or a name does
/// not end a sentence.
fn ends_sentence(text: &str) -> bool {
    text.contains(['。', '；', ';', '\n']) || text.contains(". ")
}

#[cfg(test)]
mod tests {
    use super::{mentioned_numbers, stated_limits};

    #[test]
    fn limits_are_the_ends_of_ranges() {
        for (text, limits) in [
            ("Between 1 and 20.", &[1.0, 20.0][..]),
            ("1-20, or 30 ~ 40", &[1.0, 20.0, 30.0, 40.0]),
            ("范围：-5到1,000。", &[-5.0, 1000.0]),
            ("取值 1KB～2,000,000 KB", &[1.0, 2_000_000.0]),
            ("0.5 .. 9.5, 10..20", &[0.5, 9.5, 10.0, 20.0]),
            ("[1,100]", &[1.0, 100.0]),
            ("（1，100,000）", &[1.0, 100_000.0]),
            ("[1 s, 2 d]", &[1.0, 2.0]),
            ("1.2.3-1.2.4", &[]),
            ("5 apples, 6 pears", &[]),
            ("See https://example.com/1-2/3", &[]),
        ] {
            assert_eq!(stated_limits(text, false), limits, "{text}");
        }
    }

    #[test]
    fn a_range_in_the_text_of_a_string_needs_a_unit_of_length() {
        for (text, limits) in [
            ("1-20 characters", &[1.0, 20.0][..]),
            ("(1-20) Bytes", &[1.0, 20.0]),
            ("长度为 1-20 个字符", &[1.0, 20.0]),
            ("2个字符到9个", &[2.0, 9.0]),
            ("[2, 9] letters", &[2.0, 9.0]),
            ("[2, 9]", &[]),
            ("0-9 and a-z", &[]),
            ("at most 30", &[30.0]),
        ] {
            assert_eq!(stated_limits(text, true), limits, "{text}");
        }
    }

    #[test]
    fn limits_are_near_words_for_a_bound() {
        for (text, limits) in [
            ("At most 20 goods, at least 2.", &[2.0, 20.0][..]),
            ("The maximum number of goods in one shop of the-shop.example is -3.", &[-3.0]),
            ("max. 5; min: 3", &[3.0, 5.0]),
            ("The minutes are 5, and the maximum is high. Order 9 goods.", &[]),
            ("up to 1,000", &[1000.0]),
            ("It cannot exceed `30`.", &[30.0]),
            ("最多支持20个，最少 2 个", &[2.0, 20.0]),
            ("最大长度不超过：20", &[20.0]),
            ("最大的商品的名称在这里可以是任意的内容 20", &[]),
            ("20 个字符以内，3秒以下", &[3.0, 20.0]),
            ("数量 <= 7，价格≥0.5", &[0.5, 7.0]),
            ("20 goods", &[]),
        ] {
            assert_eq!(stated_limits(text, false), limits, "{text}");
        }
    }

    #[test]
    fn numbers_are_mentioned_in_digits_units_and_words() {
        for (text, number, expected) in [
            ("1,000,000 goods", 1_000_000.0, true),
            ("2K", 2000.0, true),
            ("3 M", 3_000_000.0, true),
            ("4w", 40_000.0, true),
            ("5万", 50_000.0, true),
            ("-6", -6.0, true),
            ("-6", 6.0, true),
            ("at most Seven.", 7.0, true),
            ("phone", 1.0, false),
            ("八个", 8.0, true),
            ("两个", 2.0, true),
            ("0.25", 0.25, true),
            ("0.25", 25.0, false),
            ("1000", 100.0, false),
            ("[0,65535]", 65_535.0, true),
            ("10,200,300", 200.0, true),
            ("10,200,300", 10_200_300.0, true),
        ] {
            assert_eq!(mentioned_numbers(text).contains(&number), expected, "{number} in {text}");
        }
    }
}
