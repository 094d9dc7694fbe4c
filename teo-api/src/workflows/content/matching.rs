//! Finds the target of a task. The service may write a URL in another way than the caller did, such as
//! with escaped characters or the host in punycode.

use std::collections::HashMap;

use url::Url;

use super::ledger::Ledger;
use crate::workflows::host_name;

/// Targets by their text.
pub(super) struct Matching {
    exact: HashMap<String, Vec<usize>>,
    /// By the form in which two ways to write one URL are equal.
    normal: HashMap<String, Vec<usize>>,
}

impl Matching {
    pub(super) fn new(ledger: &Ledger, targets: &[usize]) -> Self {
        let mut matching = Self { exact: HashMap::new(), normal: HashMap::new() };
        for (index, text) in targets.iter().zip(ledger.texts(targets)) {
            matching.normal.entry(normal_form(&text)).or_default().push(*index);
            matching.exact.entry(text).or_default().push(*index);
        }
        matching
    }

    /// Returns the targets that this text stands for; several if they differ only in how they are
    /// written, and none if it is no target.
    pub(super) fn find(&self, text: &str) -> &[usize] {
        let exact = self.exact.get(text);
        exact.or_else(|| self.normal.get(&normal_form(text))).map_or(&[], Vec::as_slice)
    }
}

fn normal_form(text: &str) -> String {
    let host = || host_name::to_ascii(text).unwrap_or_else(|| text.to_lowercase());
    Url::parse(text).map_or_else(|_| host(), String::from)
}
