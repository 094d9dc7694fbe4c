#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a test shows what it walked")]

mod cases;
mod changes;
mod domains;
mod every_step;
mod requests;
mod seeds;
mod shown;
mod walk;
mod zones;
