//! Lists page by page, over real sockets: what is asked for, what ends a list, when items may be
//! missing, and where a stream goes on.

mod ends;
mod gaps;
mod lists;
mod positions;
mod streams;
