//! One test program: the built binary, seen from outside.

mod bot;
mod conversations;
mod deploy;
mod evaluation;
mod fake_api;
mod health;
mod kill;
mod load;
mod markers;
mod preview;
mod process;
mod readme;
mod reload;
mod sheet;
mod webhook;
mod words;
