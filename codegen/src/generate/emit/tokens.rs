//! Tokens that several emitters need.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

/// Returns an identifier; a raw one if the name begins with `r#`.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => format_ident!("{name}"),
    }
}

/// Returns an attribute by which the search of rustdoc finds an item under its wire name. `None` if
/// the item has that name, or if rustdoc does not accept its characters.
pub(super) fn search_alias(rust_name: &str, wire_name: &str) -> Option<TokenStream> {
    let is_same = rust_name.strip_prefix("r#").unwrap_or(rust_name) == wire_name;
    let is_searchable = !wire_name.contains(|c: char| c.is_whitespace() || c == '"' || c == '\'');
    (!is_same && is_searchable && !wire_name.is_empty()).then(|| quote!(#[doc(alias = #wire_name)]))
}

/// Returns the `#[deprecated]` attribute of a field, a setter or a variant that is deprecated.
pub(super) fn deprecated_attribute(is_deprecated: bool, wire: &str) -> Option<TokenStream> {
    let note = format!("the vendor advises against {wire}");
    is_deprecated.then(|| quote!(#[deprecated(note = #note)]))
}

/// Returns the attribute of a file that uses its own deprecated items, which must not cause
/// warnings.
pub(super) fn allow_deprecated(has_deprecated: bool) -> Option<TokenStream> {
    has_deprecated.then(|| quote!(#![allow(deprecated)]))
}
