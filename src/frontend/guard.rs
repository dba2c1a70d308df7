//! Who may talk to a page of ours: a person who opened it, through our own pages.
//!
//! A page of another site can make a browser send requests to localhost, and a name of its own
//! can point there. The host is therefore checked on every request, the origin on every change.

use std::net::IpAddr;

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERER, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::Url;

/// Headers of every answer.
const HEADERS: [(HeaderName, &str); 5] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // With `no-referrer` a browser would hide the origin of our own forms from us.
    (REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=()",
    ),
];

/// Adds the headers that keep a page to itself, with its policy of what it may load. Pages say
/// more than styles: they are not stored.
pub fn protect(headers: &mut HeaderMap, policy: &'static str) {
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

/// Reads the host the browser believes it talks to, if it is one of ours.
///
/// Only a name can be made to point here by somebody else, so any address in figures is ours;
/// names are `localhost` and those the operator lists.
fn own_host<'a>(headers: &'a HeaderMap, names: &[String]) -> Option<&'a str> {
    let host = headers.get(HOST)?.to_str().ok()?;
    let authority: Authority = host.parse().ok()?;
    if authority.as_str().contains('@') {
        return None;
    }
    let name = authority.host();
    let figures = name.trim_start_matches('[').trim_end_matches(']');
    let is_ours = figures.parse::<IpAddr>().is_ok()
        || name.eq_ignore_ascii_case("localhost")
        || names.iter().any(|own| own.eq_ignore_ascii_case(name));
    is_ours.then_some(host)
}

/// Why a request is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnedAway {
    /// It came under a name that is not ours.
    ForeignName,
    /// Another site's page made it.
    ForeignPage,
}

/// Lets in what a person opened, or one of our own pages sent, and gives the host it came to.
pub fn admit<'a>(
    method: &Method,
    headers: &'a HeaderMap,
    names: &[String],
) -> Result<&'a str, TurnedAway> {
    let host = own_host(headers, names).ok_or(TurnedAway::ForeignName)?;
    let is_allowed = match *method {
        Method::POST => is_from_our_page(headers, host),
        _ => is_opened_by_a_person(headers) && !is_prefetch(headers),
    };
    is_allowed.then_some(host).ok_or(TurnedAway::ForeignPage)
}

/// Whether a form was sent from one of our pages.
///
/// Browsers name the origin of a form; older text browsers name the page they were on.
fn is_from_our_page(headers: &HeaderMap, host: &str) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    if let Some(origin) = text(ORIGIN) {
        return is_at(origin, host);
    }
    if let Some(site) = text(SEC_FETCH_SITE) {
        return site == "same-origin";
    }
    text(REFERER).is_some_and(|page| is_at(page, host))
}

/// Whether a page may be opened: by a person who follows a link or types the address, or by our
/// own script, but not as a picture or frame of another site.
fn is_opened_by_a_person(headers: &HeaderMap) -> bool {
    let is = |name: HeaderName, wanted: &[&str]| {
        headers
            .get(name)
            .is_none_or(|value| wanted.iter().any(|wanted| value == wanted))
    };
    is(SEC_FETCH_SITE, &["same-origin", "none"]) || is(SEC_FETCH_DEST, &["document"])
}

/// Whether a link of another site led here.
pub fn is_from_another_site(headers: &HeaderMap) -> bool {
    headers
        .get(SEC_FETCH_SITE)
        .is_some_and(|site| site == "cross-site" || site == "same-site")
}

/// Whether a browser only fetches the page in case somebody opens it.
fn is_prefetch(headers: &HeaderMap) -> bool {
    headers
        .get(SEC_PURPOSE)
        .is_some_and(|value| value.as_bytes().starts_with(b"prefetch"))
}

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");
const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");

/// Whether an address belongs to a host, with its port. A proxy in front may speak https.
fn is_at(address: &str, host: &str) -> bool {
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    let Ok(own) = Url::parse(&format!("{}://{host}", url.scheme())) else {
        return false;
    };
    matches!(url.scheme(), "http" | "https") && url.origin() == own.origin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_str(value).unwrap(),
                )
            })
            .collect()
    }

    #[test]
    fn only_localhost_figures_and_listed_names_are_ours() {
        let names = ["preview.example".to_owned()];
        for ours in [
            "localhost:8080",
            "LOCALHOST",
            "127.0.0.1:1",
            "[::1]:8080",
            "preview.example",
        ] {
            assert!(
                own_host(&headers(&[("host", ours)]), &names).is_some(),
                "{ours}"
            );
        }
        for other in [
            "evil.example",
            "localhost.evil.example:8080",
            "127.0.0.1.evil.example",
            "a@localhost",
            "",
        ] {
            assert!(
                own_host(&headers(&[("host", other)]), &names).is_none(),
                "{other}"
            );
        }
        assert!(own_host(&HeaderMap::new(), &names).is_none());
    }

    #[test]
    fn a_form_counts_only_from_our_own_page() {
        let from =
            |pairs: &[(&'static str, &str)]| is_from_our_page(&headers(pairs), "localhost:8");
        assert!(from(&[("origin", "http://localhost:8")]));
        assert!(!from(&[("origin", "http://localhost:9")]));
        assert!(!from(&[("origin", "null")]));
        assert!(!from(&[
            ("origin", "http://evil.example"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(from(&[("sec-fetch-site", "same-origin")]));
        assert!(!from(&[("sec-fetch-site", "same-site")]));
        assert!(from(&[("referer", "http://localhost:8/?start=x")]));
        assert!(!from(&[("referer", "http://localhost:8.evil.example/")]));
        assert!(!from(&[]));
    }

    #[test]
    fn a_page_opens_as_a_document_and_not_as_a_picture_of_another_site() {
        let opened = |pairs: &[(&'static str, &str)]| is_opened_by_a_person(&headers(pairs));
        assert!(opened(&[]));
        assert!(opened(&[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-dest", "document")
        ]));
        assert!(opened(&[
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-dest", "empty")
        ]));
        assert!(!opened(&[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-dest", "image")
        ]));
    }
}
