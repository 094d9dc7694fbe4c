//! Members that a structure has no field for, so that nothing the service answers is lost.

use std::mem::ManuallyDrop;

use serde_json::{Map, Value};

/// Members by their wire name. Empty, as it nearly always is, it takes one word and no allocation.
#[derive(Clone, Default, PartialEq)]
pub struct UnknownMembers(ManuallyDrop<Option<Box<Map<String, Value>>>>);

/// Every structure holds one, and dropping it must be next to no code there: a test and a call.
impl Drop for UnknownMembers {
    #[inline]
    fn drop(&mut self) {
        if let Some(members) = self.0.take() {
            release(members);
        }
    }
}

/// Of an ABI that cannot unwind: if it could, every structure would hold code to go on dropping its
/// other members after a panic here.
#[allow(improper_ctypes_definitions, reason = "it is called from Rust alone")]
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

    /// Keeps a value under a name, in place of any that is there.
    pub fn insert(&mut self, name: String, value: Value) {
        self.0.get_or_insert_default().insert(name, value);
    }

    /// Takes the value under a name away.
    pub fn remove(&mut self, name: &str) {
        if let Some(members) = &mut *self.0 {
            members.remove(name);
            if members.is_empty() {
                *self.0 = None;
            }
        }
    }

    /// True if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().flat_map(|members| members.iter()).map(|(name, value)| (name.as_str(), value))
    }
}

/// By name only: what an unknown member holds may be a secret.
impl std::fmt::Debug for UnknownMembers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(|(name, _)| name)).finish()
    }
}
