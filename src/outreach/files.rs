//! Everything a campaign is handed out with, as files in memory.

use super::guide::guide;
use super::link::{address, share_address};
use super::sheets::{Sheet, picture};
use super::{Kit, messages};
use crate::language::Language;
use crate::print::{self, About, Page, PrintError};

/// A file of the kit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it lies in the folder: `uz/poster-a4.pdf`.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Pixels of a picture's width, as channels and statuses show it.
const PICTURE_PIXELS: u32 = 1080;
/// Pixels of a code that is put into somebody's own poster.
const CODE_PIXELS: u32 = 1200;
/// The folder of the sheets that several languages share.
const TOGETHER: &str = "together";

/// Makes all files of a kit; the same kit gives the same bytes.
///
/// # Errors
///
/// When a text does not fit its sheet or has a letter the fonts lack; nothing is made in part.
pub fn files(kit: &Kit<'_>) -> Result<Vec<File>, PrintError> {
    let mut files = vec![
        File::text("README.txt", guide(kit)),
        File::text("messages.txt", messages(kit)),
        File::text("links.txt", links(kit)),
    ];
    let languages = &kit.campaign.languages;
    for language in languages {
        let folder = language.tag();
        add_code(&mut files, kit, folder, Some(*language))?;
        add_sheets(&mut files, kit, folder, &[*language])?;
        for (name, height) in [("square", 108.0), ("status", 192.0)] {
            let page = picture(kit, *language, height)?;
            files.push(File {
                path: format!("{folder}/picture-{name}.png"),
                bytes: print::png(&page, PICTURE_PIXELS)?,
            });
        }
    }
    if languages.len() > 1 {
        add_code(&mut files, kit, TOGETHER, None)?;
        add_sheets(&mut files, kit, TOGETHER, languages)?;
    }
    Ok(files)
}

impl File {
    fn text(path: &str, text: String) -> Self {
        Self {
            path: path.to_owned(),
            bytes: text.into_bytes(),
        }
    }
}

fn add_code(
    files: &mut Vec<File>,
    kit: &Kit<'_>,
    folder: &str,
    language: Option<Language>,
) -> Result<(), PrintError> {
    let code = kit.code(language)?;
    files.push(File::text(&format!("{folder}/qr.svg"), code.to_svg()));
    files.push(File {
        path: format!("{folder}/qr.png"),
        bytes: code.to_png(CODE_PIXELS)?,
    });
    Ok(())
}

fn add_sheets(
    files: &mut Vec<File>,
    kit: &Kit<'_>,
    folder: &str,
    languages: &[Language],
) -> Result<(), PrintError> {
    for sheet in Sheet::ALL {
        let pages: Vec<Page> = sheet.pages(kit, languages)?;
        let title = format!("{} {}", kit.headline(languages[0]), kit.campaign_code());
        let about = About {
            title: &title,
            language: languages[0].tag(),
        };
        files.push(File {
            path: format!("{folder}/{}.pdf", sheet.file()),
            bytes: print::pdf(&pages, about)?,
        });
    }
    Ok(())
}

/// The links one by one, to be copied.
fn links(kit: &Kit<'_>) -> String {
    let mut text = String::new();
    for language in &kit.campaign.languages {
        let token = kit.token(Some(*language));
        let sentence = kit.sentence(*language);
        text += &format!(
            "{}\n  {}\n  ➜ {}\n\n",
            language.own_name(),
            address(kit.bot, &token),
            share_address(kit.bot, &token, &sentence)
        );
    }
    let any: Vec<&str> = kit
        .campaign
        .languages
        .iter()
        .map(|l| l.own_name())
        .collect();
    text += &format!(
        "{}\n  {}\n",
        any.join(" / "),
        address(kit.bot, &kit.token(None))
    );
    text
}
