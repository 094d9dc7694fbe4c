//! What was done to the records of a name.

use serde::Serialize;

/// What was done, by the ids of the records. Records that are not meant are in none of the lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Changes {
    /// Records that were there already as they are wanted.
    pub unchanged: Vec<String>,
    /// Records that were created.
    pub created: Vec<String>,
    /// Records that were there and were changed or switched on.
    pub changed: Vec<String>,
    /// Records that were deleted.
    pub deleted: Vec<String>,
}

impl Changes {
    /// Returns true if nothing was done, since all was as it is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.created.is_empty() && self.changed.is_empty() && self.deleted.is_empty()
    }

    pub(super) fn names(&self, id: &String) -> bool {
        let lists = [&self.unchanged, &self.created, &self.changed, &self.deleted];
        lists.into_iter().any(|ids| ids.contains(id))
    }
}
