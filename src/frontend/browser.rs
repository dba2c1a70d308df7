//! What our pages in a browser are made of: a random key in a cookie, pages of HTML, redirects,
//! refusals. Who may ask for a page is for `guard` to say.

use std::fmt;
use std::str::FromStr;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// The random key of a talk or a session, as its browser's cookie carries it: 32 hexadecimal
/// digits. Its `Debug` says nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key([u8; 16]);

impl Key {
    /// # Errors
    ///
    /// When the system gives no random bytes.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The key in a browser's cookie of this name.
    pub fn in_cookie(headers: &HeaderMap, name: &str) -> Option<Self> {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(own, _)| *own == name)
            .and_then(|(_, digits)| digits.parse().ok())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// Anything but 32 hexadecimal digits is no key.
impl FromStr for Key {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(());
        }
        u128::from_str_radix(text, 16)
            .map(|number| Self(number.to_be_bytes()))
            .map_err(drop)
    }
}

/// Gives the browser a key, until it is closed. The cookie carries nothing else.
pub fn with_key(response: Response, name: &str, key: Key, is_encrypted: bool) -> Response {
    let secure = if is_encrypted { "; Secure" } else { "" };
    with_cookie(
        response,
        &format!("{name}={key}; Path=/; HttpOnly; SameSite=Strict{secure}"),
    )
}

/// Takes the key from the browser.
pub fn without_key(response: Response, name: &str) -> Response {
    with_cookie(response, &format!("{name}=; Path=/; Max-Age=0"))
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

/// A page.
pub fn html(status: StatusCode, html: String) -> Response {
    (
        status,
        [(CONTENT_TYPE, "text/html; charset=utf-8")],
        Body::from(html),
    )
        .into_response()
}

/// Sends the browser to another page of ours.
pub fn see_other(place: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(place) = HeaderValue::from_str(place) {
        response.headers_mut().insert(LOCATION, place);
    }
    response
}

/// A line of text for whoever asks for what is not given.
pub fn refuse(status: StatusCode, text: &'static str) -> Response {
    (status, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn a_key_comes_back_from_its_digits_and_nothing_else_is_a_key() {
        let key = Key::random().unwrap();
        assert_eq!(key.to_string().parse(), Ok(key));
        for wrong in [
            "",
            "0",
            "00",
            &"g".repeat(32),
            &"é".repeat(16),
            &"0".repeat(33),
        ] {
            assert_eq!(wrong.parse::<Key>().err(), Some(()));
        }
    }
}
