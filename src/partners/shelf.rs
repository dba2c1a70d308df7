//! The releases there are, and files made of them.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::content::Catalog;
use crate::counts::{OpenError, Period, RangeError, Releases, range};
use crate::localization::ReportWords;
use crate::partners::digest;
use crate::problem::Problem;
use crate::report::{self, Labels, Page, Tongue};

/// Gives the releases there are now.
pub type Source = Box<dyn Fn() -> Result<Releases, OpenError> + Send + Sync>;

/// Gives the texts that titles are taken from now: they may change while the program runs.
pub type Titles = Box<dyn Fn() -> Arc<Catalog> + Send + Sync>;

/// The releases and what is needed to write them down. Nothing on it is of one partner.
pub struct Shelf {
    source: Source,
    titles: Titles,
    /// In the order of [`Tongue::ALL`].
    words: [ReportWords; 3],
}

/// A file a partner may take away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Page,
    /// The page as one sheet of paper.
    Sheet,
    Csv,
    Xlsx,
    Json,
    Datapackage,
}

impl FileKind {
    pub const ALL: [Self; 6] = [
        Self::Page,
        Self::Sheet,
        Self::Csv,
        Self::Xlsx,
        Self::Json,
        Self::Datapackage,
    ];

    /// The end of its name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Page => "html",
            Self::Sheet => "pdf",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            Self::Datapackage => "datapackage.json",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Page => "text/html; charset=utf-8",
            Self::Sheet => "application/pdf",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json | Self::Datapackage => "application/json",
        }
    }

    /// Reads the end of a name.
    pub fn of_extension(extension: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.extension() == extension)
    }
}

/// Why nothing can be taken from the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShelfError {
    /// The store cannot be read.
    Store(OpenError),
    /// There is no such release.
    NoRelease,
    /// The weeks cannot be added up.
    Range(RangeError),
    /// The spreadsheet or the sheet of paper could not be written.
    File,
}

impl fmt::Display for ShelfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::NoRelease => f.write_str("there is no such release"),
            Self::Range(error) => error.fmt(f),
            Self::File => f.write_str("the file could not be made"),
        }
    }
}

impl std::error::Error for ShelfError {}

impl Shelf {
    /// Reads the words of every language of reports.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    pub fn new(source: Source, titles: Titles, locales: &Path) -> Result<Self, Problem> {
        let words = |tongue: Tongue| ReportWords::load(locales, tongue.tag());
        let [ru, kk, en] = Tongue::ALL;
        Ok(Self {
            source,
            titles,
            words: [words(ru)?, words(kk)?, words(en)?],
        })
    }

    /// The releases there are now.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub fn releases(&self) -> Result<Releases, ShelfError> {
        (self.source)().map_err(ShelfError::Store)
    }

    /// Words and titles in a language.
    pub fn with_labels<T>(&self, tongue: Tongue, write: impl FnOnce(&Labels<'_>) -> T) -> T {
        let place = Tongue::ALL.iter().position(|known| *known == tongue);
        let catalog = (self.titles)();
        write(&Labels {
            words: &self.words[place.unwrap_or(0)],
            label: &|labelled| tongue.title(&catalog, labelled),
        })
    }

    /// Says a release in a few lines.
    pub fn digest(&self, releases: &Releases, period: Period, tongue: Tongue) -> Option<String> {
        let page = Page::of(releases, period, None)?;
        Some(self.with_labels(tongue, |labels| digest::render(&page, labels)))
    }

    /// Puts a period beside what it is compared with, and writes that.
    fn with_page<T>(
        &self,
        releases: &Releases,
        period: Period,
        tongue: Tongue,
        write: impl FnOnce(&Page<'_>, &Labels<'_>) -> T,
    ) -> Result<T, ShelfError> {
        let write = |page: &Page<'_>| self.with_labels(tongue, |labels| write(page, labels));
        match period {
            Period::Range { from, to } => {
                let sum = range(releases, from, to).map_err(ShelfError::Range)?;
                let plan = report::planned(&(self.titles)());
                Ok(write(&Page::of_range(releases, &sum, &plan, None)))
            }
            _ => {
                let page = Page::of(releases, period, None).ok_or(ShelfError::NoRelease)?;
                Ok(write(&page))
            }
        }
    }

    /// Writes the page of a period into a frame.
    ///
    /// # Errors
    ///
    /// When there is no such release, or weeks cannot be added up.
    pub fn page(
        &self,
        releases: &Releases,
        period: Period,
        tongue: Tongue,
        frame: report::html::Frame<'_>,
    ) -> Result<String, ShelfError> {
        self.with_page(releases, period, tongue, |page, labels| {
            report::html::render_in(page, labels, tongue.tag(), frame)
        })
    }

    /// Writes a file of a period.
    ///
    /// # Errors
    ///
    /// When there is no such release, or weeks cannot be added up, or the file cannot be made.
    pub fn file(
        &self,
        releases: &Releases,
        period: Period,
        tongue: Tongue,
        kind: FileKind,
    ) -> Result<Vec<u8>, ShelfError> {
        self.with_page(releases, period, tongue, |page, labels| {
            file(page, labels, tongue, kind)
        })?
    }
}

fn file(
    page: &Page<'_>,
    labels: &Labels<'_>,
    tongue: Tongue,
    kind: FileKind,
) -> Result<Vec<u8>, ShelfError> {
    let release = page.release;
    Ok(match kind {
        FileKind::Page => report::html::render(page, labels, tongue.tag()).into_bytes(),
        FileKind::Sheet => {
            report::pdf::render(page, labels, tongue.tag()).map_err(|_| ShelfError::File)?
        }
        FileKind::Csv => report::csv::render(release, labels).into_bytes(),
        FileKind::Datapackage => report::datapackage::render(release, labels).into_bytes(),
        FileKind::Xlsx => {
            report::xlsx::render(release, labels, page.plan).map_err(|_| ShelfError::File)?
        }
        FileKind::Json => report::json::render(release).into_bytes(),
    })
}
