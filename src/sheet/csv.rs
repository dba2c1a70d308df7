//! Comma-separated tables, as spreadsheets write and read them: quoted fields, a byte mark, and the
//! semicolon that Russian editions use.

/// Writes rows so that a spreadsheet opens them with a double click.
pub(super) fn write(rows: &[Vec<String>]) -> String {
    let mut text = String::from('\u{feff}');
    for row in rows {
        let fields: Vec<String> = row
            .iter()
            .map(|field| format!("\"{}\"", field.replace('"', "\"\"")))
            .collect();
        text.push_str(&fields.join(","));
        text.push_str("\r\n");
    }
    text
}

/// Reads rows, each with the line it begins on.
pub(super) fn read(text: &str) -> Vec<(usize, Vec<String>)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let heading = text.lines().next().unwrap_or_default();
    let separator = if heading.contains(';') { ';' } else { ',' };
    let mut rows = Vec::new();
    let (mut row, mut field, mut is_quoted) = (Vec::new(), String::new(), false);
    let (mut line, mut begins) = (1, 1);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        line += usize::from(letter == '\n');
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if field.is_empty() => is_quoted = true,
            _ if is_quoted => field.push(letter),
            _ if letter == separator => row.push(std::mem::take(&mut field)),
            '\r' => {}
            '\n' => {
                row.push(std::mem::take(&mut field));
                rows.push((begins, std::mem::take(&mut row)));
                begins = line;
            }
            _ => field.push(letter),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push((begins, row));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn what_was_written_is_read_back() {
        let rows = vec![
            vec!["id".to_owned(), "note".to_owned()],
            vec![
                "a".to_owned(),
                "says \"no\", twice\nand more; so".to_owned(),
            ],
            vec!["b".to_owned(), String::new()],
        ];
        let read: Vec<Vec<String>> = read(&write(&rows))
            .into_iter()
            .map(|(_, row)| row)
            .collect();
        assert_eq!(read, rows);
    }

    #[test]
    fn a_russian_spreadsheets_semicolons_are_read_with_their_lines() {
        let rows = read("id;note\r\na;\"1\n2\"\r\nb;x");
        assert_eq!(rows[1], (2, vec!["a".to_owned(), "1\n2".to_owned()]));
        assert_eq!(rows[2], (4, vec!["b".to_owned(), "x".to_owned()]));
    }
}
