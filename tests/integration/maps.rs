//! Where a process may write: the ranges of its memory, as Linux tells them. `tests/memory.rs` is
//! a program of its own and reads its own memory by the same file.

use std::fs;
use std::ops::Range;

/// The ranges of addresses a process can write to, each with its line of `/proc/<pid>/maps`.
pub fn writable(process: u32) -> Vec<(String, Range<u64>)> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).expect("its maps");
    maps.lines().filter_map(writable_range).collect()
}

fn writable_range(line: &str) -> Option<(String, Range<u64>)> {
    let mut fields = line.split_whitespace();
    let (range, rights) = (fields.next()?, fields.next()?);
    if !rights.starts_with("rw") {
        return None;
    }
    let (from, to) = range.split_once('-').expect("a range");
    let address = |text| u64::from_str_radix(text, 16).expect("an address");
    Some((line.to_owned(), address(from)..address(to)))
}
