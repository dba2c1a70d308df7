//! The only modules that know a channel. Each turns what a person does into an
//! [`Input`](crate::understanding::Input) and a [`Reply`](crate::conversation::Reply) into what
//! the channel can show; none decides what is said.

pub mod browser;
pub mod guard;
pub mod insight;
pub mod partners;
pub mod preview;
pub mod telegram;
pub mod terminal;
pub mod typed;
