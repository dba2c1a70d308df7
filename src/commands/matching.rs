//! `huquq match "text"`: which topics a text finds, and why.

use std::process::ExitCode;

use clap::Args;

use super::{Failure, load};
use crate::config::Folders;
use crate::understanding::{Understanding, UserText};

/// Which topics a text finds, and why
#[derive(Debug, Args)]
#[command(after_help = "Example: huquq match \"ребенка не берут в школу\"")]
pub struct Match {
    /// The text, as a parent would type it
    text: String,
    /// Print the explanation as JSON
    #[arg(long)]
    json: bool,
}

impl Match {
    pub fn run(self, folders: &Folders) -> Result<ExitCode, Failure> {
        let (catalog, _) = load(folders)?;
        let understanding = Understanding::learn(&catalog);
        let explanation = understanding.explain(&UserText::new(self.text));
        if self.json {
            let json = serde_json::to_string_pretty(&explanation)
                .map_err(|error| Failure::Sentence(error.to_string()))?;
            say!("{json}");
        } else {
            say!("{explanation}");
        }
        Ok(ExitCode::SUCCESS)
    }
}
