//! Files that the bot sends: a `multipart/form-data` body, read as far as tests look at it.

use serde_json::{Value, json};

/// A file that came to a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub chat: i64,
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Reads a body: its plain fields as the method's parameters, and the file.
pub fn read(body: &[u8]) -> Option<(Value, Upload)> {
    let end_of_line = body.windows(2).position(|pair| pair == b"\r\n")?;
    let boundary = body[..end_of_line].to_vec();
    let mut fields = json!({});
    let mut file = None;
    for part in split(body, &boundary) {
        let Some(head_end) = part.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&part[..head_end]).into_owned();
        let content = part[head_end + 4..].strip_suffix(b"\r\n")?.to_vec();
        let named = |key: &str| {
            let (_, rest) = head.split_once(&format!("{key}=\""))?;
            Some(rest.split('"').next()?.to_owned())
        };
        match named(" filename") {
            Some(name) => file = Some((name, content)),
            None => {
                let text = String::from_utf8(content).ok()?;
                // Telegram takes numbers as text.
                let value = text
                    .parse::<i64>()
                    .map_or(json!(text), |number| json!(number));
                fields[named(" name")?] = value;
            }
        }
    }
    let (name, bytes) = file?;
    let chat = fields["chat_id"].as_i64()?;
    Some((fields, Upload { chat, name, bytes }))
}

fn split<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut rest = body;
    while let Some(at) = rest
        .windows(boundary.len())
        .position(|window| window == boundary)
    {
        if at > 0 {
            parts.push(&rest[..at]);
        }
        rest = &rest[at + boundary.len()..];
    }
    parts
}
