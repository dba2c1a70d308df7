//! What partners get, whatever the way: the same releases, files and words for all of them.
//!
//! A [`Shelf`] gives the releases there are and makes pages and files of them; [`digest`] says a
//! release in a few lines for a chat; [`tokens`] knows partners by the hash of a secret each holds.
//! Chats and browsers are left to the front ends; what is published was decided in `counts`.

pub mod digest;
mod shelf;
pub mod tokens;

pub use shelf::{FileKind, Shelf, ShelfError, Source, Titles};
