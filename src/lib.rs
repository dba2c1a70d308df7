//! Huquq: rights of migrant families with children in Kazakhstan, told in a chat.
//!
//! The modules in reading order; each may use those above it and none below.

mod in_two;
pub mod language;
pub mod memo;
pub mod memory;
pub mod print;
pub mod problem;
pub mod uzbek;

pub mod config;
pub mod content;
pub mod localization;

pub mod intent;

pub mod conversation;
pub mod understanding;

pub mod counts;
pub mod session;

pub mod notice;

pub mod health;
pub mod report;
pub mod service;

pub mod partners;

pub mod frontend;
pub mod outreach;

pub mod check;
pub mod evaluate;

pub mod sheet;
pub mod simulate;

pub mod commands;
