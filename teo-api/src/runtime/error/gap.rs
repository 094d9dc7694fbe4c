//! Why items of a list may be missing, and what the caller can do.

/// Why items of a list may be missing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Gap {
    #[error(
        "the page at offset {offset} is empty; resume at the position of the stream, or list again"
    )]
    EmptyPage { offset: u64 },
    #[error(
        "a page is empty and has a cursor for the next one; resume at the position of the stream, or \
         list again"
    )]
    EmptyPageWithCursor,
    #[error(
        "the service returned a page for the second time, so it ignores {parameter} or begins again; \
         list less at once, such as with filters, or set the limit so that one page holds the list"
    )]
    RepeatedPage { parameter: &'static str },
    #[error(
        "the service returned a cursor for the second time, so following it would never end; list \
         less at once, or set the limit so that one page holds the list"
    )]
    RepeatedCursor,
    #[error(
        "the total fell from {from} to {to} on the way, and items that moved up into earlier pages \
         were not seen; list again while nothing is deleted"
    )]
    TotalFell { from: u64, to: u64 },
    #[error(
        "{member} of a page cannot be read; look at it page by page, with `pages()` and the \
         response's `unknown(\"{member}\")`"
    )]
    Unreadable { member: &'static str },
}
