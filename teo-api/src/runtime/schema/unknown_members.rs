//! Members for which a structure has no field: they are kept, so that no value of a response is lost.

use std::mem::ManuallyDrop;

use serde_json::{Map, Value};

/// Members by wire name. It is nearly always empty; then it takes one word and no allocation.
#[derive(Clone, Default, PartialEq)]
pub struct UnknownMembers(ManuallyDrop<Option<Box<Map<String, Value>>>>);

/// Every structure holds one, so dropping it must add next to no code there: a test and a call.
impl Drop for UnknownMembers {
    #[inline]
    fn drop(&mut self) {
        if let Some(members) = self.0.take() {
            release(members);
        }
    }
}

/// The ABI cannot unwind. With one that can, every structure would hold code that drops its other
/// members after a panic here.
#[allow(improper_ctypes_definitions, reason = "only Rust calls it")]
#[cold]
#[inline(never)]
extern "C" fn release(members: Box<Map<String, Value>>) {
    drop(members);
}

impl UnknownMembers {
    /// The value under a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.get(name)
    }

    /// Stores a value under a name and replaces an earlier one.
    pub fn insert(&mut self, name: String, value: Value) {
        self.0.get_or_insert_default().insert(name, value);
    }

    /// Removes the value under a name.
    pub fn remove(&mut self, name: &str) {
        if let Some(members) = &mut *self.0 {
            members.remove(name);
            if members.is_empty() {
                *self.0 = None;
            }
        }
    }

    /// Takes all members out.
    pub(crate) fn take(&mut self) -> Map<String, Value> {
        self.0.take().map(|members| *members).unwrap_or_default()
    }

    /// Returns true if there are no unknown members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// All unknown members by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().flat_map(|members| members.iter()).map(|(name, value)| (name.as_str(), value))
    }
}

/// Shows names only, since an unknown member may hold a secret.
impl std::fmt::Debug for UnknownMembers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(|(name, _)| name)).finish()
    }
}
