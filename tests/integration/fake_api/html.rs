//! Telegram's HTML, as strictly as its server takes it; and stricter with a bare `&`, which the
//! server forgives and which shows that a text was not escaped.

const TAGS: [&str; 15] = [
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "code",
    "pre",
    "a",
    "blockquote",
    "tg-spoiler",
    "span",
];

/// A text without its markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    pub text: String,
    /// The tags that were opened, in order.
    pub tags: Vec<String>,
}

/// Takes the markup out of a text, or says why the server would refuse it.
pub fn parse(html: &str) -> Result<Parsed, String> {
    let mut text = String::new();
    let mut tags = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(index) = rest.find(['<', '&']) {
        text.push_str(&rest[..index]);
        rest = &rest[index..];
        if rest.starts_with('&') {
            let end = rest.find(';').ok_or("a bare ampersand")?;
            text.push(entity(&rest[1..end])?);
            rest = &rest[end + 1..];
            continue;
        }
        let end = rest.find('>').ok_or("unclosed start tag")?;
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        match tag.strip_prefix('/') {
            Some(name) => {
                let expected = open.pop().ok_or("unexpected end tag")?;
                if name != expected {
                    return Err(format!("unmatched end tag, expected \"</{expected}>\""));
                }
            }
            None => {
                let name = start_tag(tag)?;
                if name == "blockquote" && open.iter().any(|known| known == name) {
                    return Err("nested blockquotes".to_owned());
                }
                open.push(name.to_owned());
                tags.push(tag.to_owned());
            }
        }
    }
    if let Some(name) = open.pop() {
        return Err(format!(
            "can't find end tag corresponding to start tag {name}"
        ));
    }
    text.push_str(rest);
    Ok(Parsed { text, tags })
}

fn start_tag(tag: &str) -> Result<&str, String> {
    let (name, attribute) = tag.split_once(' ').unwrap_or((tag, ""));
    let is_allowed = match name {
        "a" => attribute.starts_with("href=\"") && attribute.ends_with('"'),
        "blockquote" => matches!(attribute, "" | "expandable"),
        "span" => attribute == "class=\"tg-spoiler\"",
        _ => attribute.is_empty(),
    };
    if TAGS.contains(&name) && is_allowed {
        Ok(name)
    } else {
        Err(format!("unsupported start tag \"{tag}\""))
    }
}

fn entity(name: &str) -> Result<char, String> {
    match name {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "quot" => Ok('"'),
        _ => Err(format!(
            "an entity that is not known: {} letters",
            name.len()
        )),
    }
}

/// The length the server limits.
pub fn units(text: &str) -> usize {
    text.trim().encode_utf16().count()
}

#[test]
fn markup_is_taken_out_and_wrong_markup_is_refused() {
    let parsed = parse("<b>а &amp; б</b>\n<blockquote expandable>в</blockquote>").unwrap();
    assert_eq!(parsed.text, "а & б\nв");
    assert_eq!(parsed.tags, ["b", "blockquote expandable"]);
    for wrong in [
        "<b>а",
        "а</b>",
        "<b><i>а</b></i>",
        "<p>а</p>",
        "а & б",
        "&nbsp;",
        "1 < 2",
        "<blockquote><blockquote>а</blockquote></blockquote>",
        "<blockquote open>а</blockquote>",
    ] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}
