//! The filters that an action takes.

/// The filters of an action, and which members of its filter structure hold name, values and the
/// switch for fuzzy matching.
#[derive(Debug)]
pub struct FilterRules {
    pub(crate) parameter: &'static str,
    pub(crate) name: &'static str,
    pub(crate) values: &'static str,
    pub(crate) fuzzy: Option<&'static str>,
    pub(crate) max_values: Option<u32>,
    pub(crate) rules: &'static [FilterRule],
}

impl FilterRules {
    /// Filters in `parameter`, whose structure holds the name and the values of a filter in the
    /// members `name` and `values`.
    #[must_use]
    pub const fn new(
        parameter: &'static str,
        name: &'static str,
        values: &'static str,
        rules: &'static [FilterRule],
    ) -> Self {
        Self { parameter, name, values, fuzzy: None, max_values: None, rules }
    }

    /// Sets the member that asks for fuzzy matching.
    #[must_use]
    pub const fn fuzzy(mut self, member: &'static str) -> Self {
        self.fuzzy = Some(member);
        self
    }

    /// Sets the greatest number of values in any one filter.
    #[must_use]
    pub const fn max_values(mut self, values: u32) -> Self {
        self.max_values = Some(values);
        self
    }
}

/// One filter.
#[derive(Debug, Clone, Copy)]
pub struct FilterRule {
    pub(crate) name: &'static str,
    pub(crate) max_values: Option<u32>,
    pub(crate) exact: bool,
}

impl FilterRule {
    /// A filter of this name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, max_values: None, exact: false }
    }

    /// Sets the greatest number of values.
    #[must_use]
    pub const fn max_values(mut self, values: u32) -> Self {
        self.max_values = Some(values);
        self
    }

    /// Marks the filter as one that matches whole values only, as the vendor says.
    #[must_use]
    pub const fn exact(mut self) -> Self {
        self.exact = true;
        self
    }
}
