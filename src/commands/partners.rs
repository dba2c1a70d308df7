//! `huquq partners`: tokens for partners, and their page alone; and what `serve` does for them.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};

use super::{Failure, content_of, counting};
use crate::config::{Folders, PartnerWays, Storage};
use crate::counts::{self, Counts, StoreKind};
use crate::frontend::partners::{self as page, Options};
use crate::frontend::telegram::Reports;
use crate::partners::{Shelf, tokens};
use crate::service::Service;

/// Tokens for partners, and their page alone
#[derive(Debug, Subcommand)]
pub enum Partners {
    /// Make a partner a token: it is shown once, the file keeps its hash
    #[command(after_help = "Example: huquq partners token ministry --tokens partners.tokens")]
    Token(MakeToken),
    /// Serve the partners' page from the store on disk, in a process that knows no account
    #[command(
        after_help = "Example: huquq partners page --listen 127.0.0.1:8090 --tokens partners.tokens"
    )]
    Page(ServePage),
}

#[derive(Debug, Args)]
pub struct MakeToken {
    /// The partner: letters, digits, `-` and `_`
    name: String,
    /// File of partners' tokens
    #[arg(long, env = "HUQUQ_PARTNERS_TOKENS", value_name = "FILE")]
    tokens: PathBuf,
}

#[derive(Debug, Args)]
pub struct ServePage {
    /// Address of the page, behind a proxy with TLS
    #[arg(long, env = "HUQUQ_PARTNERS", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// File of partners' tokens
    #[arg(long, env = "HUQUQ_PARTNERS_TOKENS", value_name = "FILE")]
    tokens: PathBuf,
    /// Let other computers reach the page: a proxy with TLS stands in front of it
    #[arg(long = "partners-remote", env = "HUQUQ_PARTNERS_REMOTE")]
    remote: bool,
    /// A host name under which the page is opened
    #[arg(
        long = "partners-name",
        env = "HUQUQ_PARTNERS_NAMES",
        value_delimiter = ',',
        value_name = "NAME"
    )]
    names: Vec<String>,
    /// Show what `huquq simulate` made
    #[arg(long)]
    simulation: bool,
    #[command(flatten)]
    storage: Storage,
}

impl Partners {
    pub fn run(self, folders: &Folders) -> Result<ExitCode, Failure> {
        match self {
            Self::Token(MakeToken { name, tokens }) => {
                let token = tokens::make(&tokens, &name)
                    .map_err(|error| Failure::Sentence(error.to_string()))?;
                say!("{}", *token);
                eprintln!(
                    "give `{name}` this token by a safe way; it is shown once and kept nowhere"
                );
                Ok(ExitCode::SUCCESS)
            }
            Self::Page(serve) => serve.run(folders),
        }
    }
}

impl ServePage {
    fn run(self, folders: &Folders) -> Result<ExitCode, Failure> {
        let kind = match self.simulation {
            true => StoreKind::Simulation,
            false => StoreKind::Campaign,
        };
        let directory = counting::directory(&self.storage, kind);
        // A store that is not there yet is told now, not at the first visit.
        counts::read(&directory).map_err(|error| Failure::Sentence(error.to_string()))?;
        let catalog = Arc::new(content_of(folders)?);
        let source = move || counts::read(&directory).map(|stored| stored.releases);
        let shelf = shelf(
            Box::new(source),
            Box::new(move || Arc::clone(&catalog)),
            &folders.locales,
        )?;
        let options = Options {
            address: self.listen,
            tokens: self.tokens,
            allow_remote: self.remote,
            names: self.names,
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::Sentence(format!("the program cannot start: {error}")))?;
        runtime
            .block_on(page::serve(shelf, options))
            .map_err(|error| Failure::Sentence(error.to_string()))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn shelf(
    source: crate::partners::Source,
    catalog: crate::partners::Titles,
    locales: &Path,
) -> Result<Arc<Shelf>, Failure> {
    Shelf::new(source, catalog, locales)
        .map(Arc::new)
        .map_err(|problem| Failure::Problems(vec![problem]))
}

/// What `serve` does for partners beside the conversation.
pub(super) struct Ways {
    page: Option<(Arc<Shelf>, Options)>,
    pub reports: Option<Arc<Reports>>,
}

impl Ways {
    /// Prepares what was asked for; nothing by default.
    pub fn prepare(
        ways: PartnerWays,
        folders: &Folders,
        service: &Arc<Service>,
        counts: &Arc<dyn Counts>,
    ) -> Result<Self, Failure> {
        let PartnerWays {
            partners,
            partners_tokens,
            partners_remote,
            partners_names,
            report_chats,
        } = ways;
        let releases = Arc::clone(counts);
        let titles = Arc::clone(service);
        let shelf = shelf(
            Box::new(move || Ok(releases.releases())),
            Box::new(move || titles.catalog()),
            &folders.locales,
        )?;
        let options = partners
            .zip(partners_tokens)
            .map(|(address, tokens)| Options {
                address,
                tokens,
                allow_remote: partners_remote,
                names: partners_names,
            });
        let reports = (!report_chats.is_empty())
            .then(|| Reports::new(Arc::clone(&shelf), Arc::clone(counts), &report_chats));
        Ok(Self {
            page: options.map(|options| (shelf, options)),
            reports: reports.map(Arc::new),
        })
    }

    /// Serves the page for as long as the front end runs; where the page cannot be served, the
    /// program says so and ends.
    pub async fn beside(
        self,
        front_end: impl Future<Output = Result<(), Failure>>,
    ) -> Result<(), Failure> {
        let Some((shelf, options)) = self.page else {
            return front_end.await;
        };
        tokio::select! {
            ended = front_end => ended,
            failed = page::serve(shelf, options) => {
                failed.map_err(|error| Failure::Sentence(error.to_string()))
            }
        }
    }
}
