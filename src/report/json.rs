//! A release as it is kept: canonical JSON beside its hash, in every language the same.

use crate::counts::release::Release;

/// Writes a release.
pub fn render(release: &Release) -> String {
    let mut text = release.to_json();
    text.push('\n');
    text
}
