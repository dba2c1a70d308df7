//! One test program: the built binary, seen from outside.

mod bot;
mod campaign;
mod conversations;
mod deploy;
mod desk;
mod evaluation;
mod failures;
mod fake_api;
mod health;
mod kill;
mod leaks;
mod load;
mod maps;
mod markers;
mod outreach;
mod paper;
mod partners;
mod preview;
mod process;
mod published;
mod readme;
mod reload;
mod sheet;
mod webhook;
mod words;
