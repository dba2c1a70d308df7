//! Serves changed texts without a stop: on SIGHUP, and when a file in their folders changes.
//!
//! Files are looked at every few seconds by size and time; a change has to stand still for one
//! look, so that half a `git pull` is not read. What has problems is not used, and the problems
//! are logged: they are the editors' own words.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::UnboundedSender;

use super::{Failure, load};
use crate::config::Folders;
use crate::frontend::telegram::Word;
use crate::health::{Fault, Health};
use crate::notice::Notice;
use crate::service::{Service, Texts};

/// How often the folders are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// How many problems are logged; `huquq check` names all.
const PROBLEMS_MAX: usize = 10;

/// Watches for ever.
pub(super) async fn watch(
    folders: Folders,
    service: Arc<Service>,
    health: Arc<Health>,
    words: UnboundedSender<Word>,
) {
    let Ok(mut hangup) = signal(SignalKind::hangup()) else {
        return;
    };
    let mut served = look(&folders).await;
    let mut seen = served.clone();
    loop {
        let is_asked = tokio::select! {
            _ = hangup.recv() => true,
            () = tokio::time::sleep(LOOK_EVERY) => false,
        };
        let now = look(&folders).await;
        let is_changed = now == seen && now != served;
        seen.clone_from(&now);
        if is_asked || is_changed {
            served = now;
            reload(&folders, &service, &health, &words).await;
        }
    }
}

async fn reload(
    folders: &Folders,
    service: &Arc<Service>,
    health: &Health,
    words: &UnboundedSender<Word>,
) {
    let (folders, service) = (folders.clone(), Arc::clone(service));
    // Reading and learning take a while, and nobody's answer waits for it.
    let reloaded = tokio::task::spawn_blocking(move || try_reload(&folders, &service)).await;
    match reloaded {
        Ok(Ok(topics)) => {
            health.mend(Fault::Content);
            // Whoever listened may be gone at the end.
            let _ = words.send(Word::ContentReloaded { topics });
        }
        Ok(Err(failure)) => {
            refused(failure);
            health.break_down(Fault::Content);
        }
        // A fault in the program; its place is logged by itself.
        Err(_) => health.break_down(Fault::Content),
    }
}

fn try_reload(folders: &Folders, service: &Service) -> Result<usize, Failure> {
    let (catalog, localization) = load(folders)?;
    let topics = catalog.topics().len();
    let texts = Texts::learn(catalog, localization);
    // Nobody's answer is to wait for what is learnt.
    texts.understanding();
    service.replace_texts(texts).map_err(Failure::from)?;
    Ok(topics)
}

fn refused(failure: Failure) {
    let (problems, count) = match failure {
        Failure::Problems(problems) => {
            let lines: Vec<String> = problems
                .iter()
                .take(PROBLEMS_MAX)
                .map(ToString::to_string)
                .collect();
            (lines.join("\n"), problems.len())
        }
        Failure::Sentence(sentence) => (sentence, 1),
    };
    Notice::ContentRefused { problems, count }.print();
}

/// What the folders look like: every file's size and time.
type Look = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

async fn look(folders: &Folders) -> Look {
    let folders = [folders.content.clone(), folders.locales.clone()];
    tokio::task::spawn_blocking(move || {
        let mut look = Look::new();
        for folder in folders {
            look_into(&folder, &mut look);
        }
        look
    })
    .await
    .unwrap_or_default()
}

fn look_into(folder: &Path, look: &mut Look) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => look_into(&path, look),
            Ok(metadata) => {
                look.insert(path, (metadata.len(), metadata.modified().ok()));
            }
            Err(_) => {}
        }
    }
}
