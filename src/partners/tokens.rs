//! Partners' tokens: one secret a partner, of which only the hash is kept.
//!
//! A token is 128 random bits, so its plain BLAKE3 hash cannot be searched for; a slow hash is for
//! secrets that people choose. The file has a line a partner, `name hash`; whoever is taken out of
//! it is out at the next request.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use blake3::Hash;
use zeroize::Zeroizing;

/// How a token begins, so that one that leaks is recognised.
const PREFIX: &str = "huquq-";
const BYTES: usize = 16;
/// The longest name of a partner.
const NAME_CHARS_MAX: usize = 60;

/// Why a file of tokens cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokensError {
    /// It cannot be read or written.
    Io { path: PathBuf, kind: io::ErrorKind },
    /// A line is not `name hash`.
    Line { path: PathBuf, line: usize },
    /// A name that has a token already.
    Taken { path: PathBuf, name: String },
    /// A name that cannot stand in the file.
    Name,
    /// The system gave no random numbers.
    Random,
}

impl fmt::Display for TokensError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, kind } => write!(
                f,
                "the file of partners' tokens `{}` cannot be used ({kind}): make one by \
                 `huquq partners token NAME`, or give access to it",
                path.display()
            ),
            Self::Line { path, line } => write!(
                f,
                "{}:{line}: a line is a partner's name, a space and a hash: take the line out and \
                 make the partner a new token by `huquq partners token NAME`",
                path.display()
            ),
            Self::Taken { path, name } => write!(
                f,
                "`{name}` has a token in `{}` already: take its line out first, or choose another \
                 name",
                path.display()
            ),
            Self::Name => write!(
                f,
                "a partner's name is at most {NAME_CHARS_MAX} letters, digits, `-` and `_`"
            ),
            Self::Random => f.write_str("the system gave no random numbers: see getrandom(2)"),
        }
    }
}

impl std::error::Error for TokensError {}

/// The partners of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tokens {
    partners: Vec<(String, Hash)>,
}

impl Tokens {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or one of its lines cannot.
    pub fn read(path: &Path) -> Result<Self, TokensError> {
        let text = fs::read_to_string(path).map_err(|error| TokensError::Io {
            path: path.to_owned(),
            kind: error.kind(),
        })?;
        let mut partners = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let partner = line.split_once(' ').and_then(|(name, hash)| {
                let hash = Hash::from_hex(hash.trim()).ok()?;
                is_name(name).then(|| (name.to_owned(), hash))
            });
            partners.push(partner.ok_or_else(|| TokensError::Line {
                path: path.to_owned(),
                line: number,
            })?);
        }
        Ok(Self { partners })
    }

    /// Whether there is nobody in it.
    pub fn is_empty(&self) -> bool {
        self.partners.is_empty()
    }

    /// The hash of a token, if it is a partner's. Takes the same time whatever is wrong with it:
    /// hashes are compared in constant time, and every partner's is.
    pub fn find(&self, token: &str) -> Option<Hash> {
        let hash = blake3::hash(token.trim().as_bytes());
        self.has(hash).then_some(hash)
    }

    /// Whether a hash is a partner's.
    pub fn has(&self, hash: Hash) -> bool {
        let mut is_known = false;
        for (_, known) in &self.partners {
            is_known |= *known == hash;
        }
        is_known
    }
}

fn is_name(name: &str) -> bool {
    let is_fit = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    !name.is_empty() && name.chars().count() <= NAME_CHARS_MAX && name.chars().all(is_fit)
}

/// Makes a partner a token: its hash goes into the file, the token itself is given once.
///
/// # Errors
///
/// When the name is taken or unfit, or the file cannot be written.
pub fn make(path: &Path, name: &str) -> Result<Zeroizing<String>, TokensError> {
    if !is_name(name) {
        return Err(TokensError::Name);
    }
    let known = match Tokens::read(path) {
        Ok(known) => known,
        Err(TokensError::Io {
            kind: io::ErrorKind::NotFound,
            ..
        }) => Tokens::default(),
        Err(error) => return Err(error),
    };
    if known.partners.iter().any(|(taken, _)| taken == name) {
        return Err(TokensError::Taken {
            path: path.to_owned(),
            name: name.to_owned(),
        });
    }
    let mut bytes = Zeroizing::new([0; BYTES]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| TokensError::Random)?;
    let mut token = Zeroizing::new(String::with_capacity(PREFIX.len() + 2 * BYTES));
    token.push_str(PREFIX);
    for byte in bytes.iter() {
        for digit in [byte >> 4, byte & 15] {
            token.extend(char::from_digit(digit.into(), 16));
        }
    }
    append(
        path,
        &format!("{name} {}\n", blake3::hash(token.as_bytes()).to_hex()),
    )
    .map_err(|error| TokensError::Io {
        path: path.to_owned(),
        kind: error.kind(),
    })?;
    Ok(token)
}

fn append(path: &Path, line: &str) -> io::Result<()> {
    use std::io::Write;
    let mut options = fs::OpenOptions::new();
    options.create(true).append(true).read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    // Somebody's editor may have left the last line without its end.
    let text = fs::read_to_string(path)?;
    if !text.is_empty() && !text.ends_with('\n') {
        file.write_all(b"\n")?;
    }
    file.write_all(line.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_hash_and_stands_in_no_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("tokens");
        let first = make(&path, "ministry").unwrap();
        let second = make(&path, "омбудсмен").unwrap();
        assert_ne!(*first, *second);
        assert_eq!(first.len(), "huquq-".len() + 32);
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(first.as_str()) && !text.contains(&first[6..]));
        let tokens = Tokens::read(&path).unwrap();
        assert!(tokens.find(&first).is_some() && tokens.find(&format!(" {}\n", *second)).is_some());
        for wrong in ["", "huquq-", &first[..20], &format!("{}0", *first), &text] {
            assert_eq!(tokens.find(wrong), None);
        }
        // A partner that is taken out of the file is out.
        let (line, _) = text.split_once('\n').unwrap();
        fs::write(&path, text.replace(line, "# nobody")).unwrap();
        assert_eq!(Tokens::read(&path).unwrap().find(&first), None);
        assert!(Tokens::read(&path).unwrap().find(&second).is_some());
    }

    #[test]
    #[cfg(unix)]
    fn the_file_is_its_owners_alone_and_a_name_is_used_once() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("tokens");
        make(&path, "a").unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
        assert!(matches!(make(&path, "a"), Err(TokensError::Taken { .. })));
        for name in ["", "two words", "a\nb", "#a", &"x".repeat(61)] {
            assert_eq!(make(&path, name), Err(TokensError::Name), "{name}");
        }
        fs::write(&path, "a nonsense\n").unwrap();
        let error = Tokens::read(&path).unwrap_err();
        assert!(error.to_string().contains(":1: "), "{error}");
    }
}
