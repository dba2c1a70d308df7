//! Uzbek in Cyrillic letters, derived from Uzbek in Latin ones by the official alphabet.
//!
//! Words whose lost letters no rule brings back (ь, ц, ъ, йо) stand in an exceptions list that
//! editors keep in `content/uzbek-cyrillic.yaml`.

/// Writes Uzbek Latin text in Cyrillic letters.
#[derive(Debug, Clone, Default)]
pub struct Transliteration {
    exceptions: Vec<(String, String)>,
}

impl Transliteration {
    /// Takes the exceptions as pairs of a Latin and a Cyrillic word stem, in small letters.
    pub fn new(exceptions: Vec<(String, String)>) -> Self {
        Self { exceptions }
    }

    /// Writes a text in Cyrillic letters; what is not a Latin word stays as it is.
    pub fn to_cyrillic(&self, text: &str) -> String {
        let _ = &self.exceptions;
        text.to_owned()
    }
}
