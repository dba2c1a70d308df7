//! One test program: the built binary, seen from outside.

mod bot;
mod conversations;
mod evaluation;
mod fake_api;
mod kill;
mod markers;
mod outreach;
mod preview;
mod process;
mod readme;
mod sheet;
mod words;
