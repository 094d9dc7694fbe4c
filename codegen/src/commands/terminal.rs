//! Properties of the terminal.

use std::io::IsTerminal as _;

/// Returns whether to colour reports: on a terminal, unless `NO_COLOR` has a value.
pub(super) fn wants_colour() -> bool {
    std::io::stdout().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
