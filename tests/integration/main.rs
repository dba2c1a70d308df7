//! One test program: the built binary, seen from outside.

mod bot;
mod conversations;
mod deploy;
mod desk;
mod disk;
mod evaluation;
mod failures;
mod fake_api;
mod faults;
mod health;
mod kill;
mod leaks;
mod load;
mod maps;
mod markers;
mod outreach;
mod partners;
mod preview;
mod process;
mod published;
mod readme;
mod reload;
mod sheet;
mod webhook;
mod words;
