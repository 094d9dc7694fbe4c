//! One module for each command, and the modules that several commands share.

pub(crate) mod check;
pub(crate) mod count;
pub(crate) mod diff;
pub(crate) mod generate;
pub(crate) mod import;
pub(crate) mod update;

mod bindings;
mod checkout;
mod package;
mod terminal;
