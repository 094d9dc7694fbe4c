//! The spec that unit tests check requests against.

#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use teo_specs::Spec;

/// Returns the embedded spec, loaded once for all tests.
pub(crate) fn embedded() -> &'static Spec {
    static SPEC: LazyLock<Spec> = LazyLock::new(|| Spec::embedded("teo", "2022-09-01").unwrap());
    &SPEC
}
