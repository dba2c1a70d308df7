//! How long a text message is in the encoding a phone sends it in.
//!
//! 3GPP TS 23.038: a message whose letters are all in the default alphabet holds 160 septets (a
//! few signs take two); any other letter makes the whole message UCS-2, which holds 70 units.

/// The default alphabet of section 6.2.1, without its Greek letters that Latin ones stand for.
const DEFAULT: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                       ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// The extension table of section 6.2.1.1: two septets each.
const EXTENDED: &str = "^{}\\[~]|€\u{c}";

/// A message as it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Gsm,
    Ucs2,
}

/// The length of a text and how much one message holds, in the units of its encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    pub encoding: Encoding,
    pub units: usize,
    pub units_max: usize,
}

impl Length {
    pub fn of(text: &str) -> Self {
        let septets: Option<usize> = text
            .chars()
            .map(|letter| match letter {
                _ if DEFAULT.contains(letter) => Some(1),
                _ if EXTENDED.contains(letter) => Some(2),
                _ => None,
            })
            .sum();
        match septets {
            Some(units) => Self {
                encoding: Encoding::Gsm,
                units,
                units_max: 160,
            },
            None => Self {
                encoding: Encoding::Ucs2,
                units: text.encode_utf16().count(),
                units_max: 70,
            },
        }
    }

    /// Whether it goes as one message.
    pub fn is_one(self) -> bool {
        self.units <= self.units_max
    }
}

/// The same text in letters that a message holds more of: the Uzbek ʻ and ʼ as the apostrophe
/// that people type.
pub fn plain(text: &str) -> String {
    text.replace(['ʻ', 'ʼ', '’', '‘'], "'")
        .replace(['«', '»'], "\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_message_is_as_long_as_its_rarest_letter_makes_it() {
        let length = |text: &str| Length::of(text);
        assert_eq!(length(&"a".repeat(160)).units, 160);
        assert!(length(&"a".repeat(160)).is_one() && !length(&"a".repeat(161)).is_one());
        assert_eq!(length("[€]").units, 6);
        assert_eq!(length("Қ").encoding, Encoding::Ucs2);
        assert!(length(&"Қ".repeat(70)).is_one() && !length(&"Қ".repeat(71)).is_one());
        // An emoji is two units.
        assert_eq!(length("👉").units, 2);
        assert_eq!(length("oʻgʻil").encoding, Encoding::Ucs2);
        assert_eq!(length(&plain("oʻgʻil, maʼno")).encoding, Encoding::Gsm);
        assert_eq!(
            length("t.me/HuquqBot?start=uz_home__R6T8U").encoding,
            Encoding::Gsm
        );
    }
}
