//! An editor's desk: a copy of the content, with the built binary run beside it.

use std::path::PathBuf;
use std::process::{Command, Output};

use huquq::content::{self, Catalog};
use tempfile::TempDir;

use crate::process::{copy, root};

/// A copy of the content, as after a clone, and a place for files beside it.
pub struct Desk(TempDir);

impl Desk {
    pub fn new() -> Self {
        Self::with("content")
    }

    /// A copy of another content of this repository.
    pub fn with(content: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        copy(&root().join(content), &folder.path().join("content"));
        Self(folder)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn content(&self) -> PathBuf {
        self.path("content")
    }

    pub fn huquq(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_huquq"))
            .args(arguments)
            .current_dir(self.0.path())
            .env_clear()
            .env("HUQUQ_CONTENT", self.content())
            .env("HUQUQ_LOCALES", root().join("locales"))
            .env("HUQUQ_TODAY", "2026-11-26")
            .env("HUQUQ_BOT", "HuquqBot")
            .output()
            .expect("the program starts")
    }

    pub fn works(&self, arguments: &[&str]) -> String {
        let output = self.huquq(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).expect("text")
    }

    pub fn is_refused(&self, arguments: &[&str]) -> String {
        let output = self.huquq(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8(output.stderr).expect("text")
    }

    /// The content as it stands now.
    pub fn catalog(&self) -> Catalog {
        content::load(&self.content()).unwrap_or_else(|problems| panic!("{}", problems[0]))
    }

    /// Adds a campaign and gives its code.
    pub fn add(&self, languages: &str, topic: Option<&str>) -> String {
        self.add_with(languages, topic, &[])
    }

    /// Adds a campaign with more options than it must have.
    pub fn add_with(&self, languages: &str, topic: Option<&str>, options: &[&str]) -> String {
        let mut arguments = vec![
            "outreach",
            "new",
            "--organisation",
            "Родник № 1",
            "--channel",
            "market",
            "--place",
            "Almaty: \"Altyn Orda\"",
            "--audience",
            "400",
            "--printed",
            "500",
            "--languages",
            languages,
        ];
        arguments.extend(topic.map(|_| "--topic").into_iter().chain(topic));
        arguments.extend(options);
        let said = self.works(&arguments);
        said.split(':').next().expect("a code").to_owned()
    }
}
