//! The word lists beside this module: text files for people to read and to mend.
//!
//! A line is an entry, `#` begins a comment line, `[name]` begins a section.

/// The entries of a list, each with the section it stands in (empty before the first).
pub(super) fn entries(list: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut section = "";
    list.lines().map(str::trim).filter_map(move |line| {
        if line.is_empty() || line.starts_with('#') {
            return None;
        }
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            section = name;
            return None;
        }
        Some((section, line))
    })
}

#[cfg(test)]
mod tests {
    use super::entries;

    #[test]
    fn comments_and_empty_lines_are_no_entries_and_sections_are_kept() {
        let list = "# what it is\nfirst\n\n[two]\n second \n# more\nthird";
        let read: Vec<(&str, &str)> = entries(list).collect();
        assert_eq!(read, [("", "first"), ("two", "second"), ("two", "third")]);
    }
}
