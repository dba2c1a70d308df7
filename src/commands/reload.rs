//! Serves changed texts without a stop: on SIGHUP, and when a file in their folders changes.
//!
//! Files are looked at every few seconds by size and time; a change has to stand still for one
//! look, so that half a `git pull` is not read. What has problems is not used, and the problems
//! are logged: they are the editors' own words. Some pass without a file being changed, so what has
//! problems is tried again.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

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

/// How often texts with problems are tried again.
const RETRY_EVERY: Duration = Duration::from_secs(60);

/// How many problems are logged; `huquq check` names all.
const PROBLEMS_MAX: usize = 10;

/// Watches for ever; `served` is what the folders looked like before the texts were read.
pub(super) async fn watch(
    folders: Folders,
    served: Look,
    service: Arc<Service>,
    health: Arc<Health>,
    words: UnboundedSender<Word>,
) {
    let Ok(mut hangup) = signal(SignalKind::hangup()) else {
        return;
    };
    let mut changes = Changes::since(served);
    let mut refused_at: Option<Instant> = None;
    loop {
        let is_asked = tokio::select! {
            _ = hangup.recv() => true,
            () = tokio::time::sleep(LOOK_EVERY) => false,
        };
        let looked_at = folders.clone();
        let look = tokio::task::spawn_blocking(move || Look::of(&looked_at)).await;
        let are_due = changes.are_due(look.unwrap_or_default(), is_asked);
        let is_retried = refused_at.is_some_and(|at| at.elapsed() >= RETRY_EVERY);
        if are_due || (is_retried && changes.stand_still()) {
            let outcome = reload(&folders, &service).await;
            refused_at = outcome.is_err().then(Instant::now);
            tell(outcome, are_due, &health, &words);
        }
    }
}

/// Why texts were not used; without a failure a fault in the program, whose place is logged by
/// itself.
struct Refused(Option<Failure>);

async fn reload(folders: &Folders, service: &Arc<Service>) -> Result<usize, Refused> {
    let (folders, service) = (folders.clone(), Arc::clone(service));
    // Reading and learning take a while, and nobody's answer waits for it.
    let reloaded = tokio::task::spawn_blocking(move || try_reload(&folders, &service)).await;
    match reloaded {
        Ok(outcome) => outcome.map_err(|failure| Refused(Some(failure))),
        Err(_) => Err(Refused(None)),
    }
}

/// Tells what came of it; problems that were told are not told again.
fn tell(
    outcome: Result<usize, Refused>,
    is_new: bool,
    health: &Health,
    words: &UnboundedSender<Word>,
) {
    match outcome {
        Ok(topics) => {
            health.mend(Fault::Content);
            // Whoever listened may be gone at the end.
            let _ = words.send(Word::ContentReloaded { topics });
        }
        Err(Refused(failure)) => {
            if let Some(failure) = failure.filter(|_| is_new) {
                refused(failure);
            }
            health.break_down(Fault::Content);
        }
    }
}

fn try_reload(folders: &Folders, service: &Service) -> Result<usize, Failure> {
    let (catalog, localization) = load(folders)?;
    let topics = catalog.topics().len();
    let texts = Texts::new(catalog, localization);
    // Nobody's answer is to wait until it is learnt.
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

/// What the folders look like: every file's size, time and who may read it.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Look(BTreeMap<PathBuf, (u64, Option<SystemTime>, u32)>);

impl Look {
    pub(super) fn of(folders: &Folders) -> Self {
        let mut look = Self::default();
        look.add_folder(&folders.content);
        look.add_folder(&folders.locales);
        look
    }

    fn add_folder(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => self.add_folder(&path),
                Ok(metadata) => {
                    let file = (metadata.len(), metadata.modified().ok(), metadata.mode());
                    self.0.insert(path, file);
                }
                Err(_) => {}
            }
        }
    }
}

/// What changed in the folders since the texts were read.
struct Changes {
    served: Look,
    seen: Look,
}

impl Changes {
    fn since(served: Look) -> Self {
        Self {
            seen: served.clone(),
            served,
        }
    }

    /// Whether the texts are to be read again, and takes it that they are.
    fn are_due(&mut self, now: Look, is_asked: bool) -> bool {
        let have_settled = now == self.seen && now != self.served;
        self.seen.clone_from(&now);
        let are_due = is_asked || have_settled;
        if are_due {
            self.served = now;
        }
        are_due
    }

    /// Whether nothing changed since the texts were read.
    fn stand_still(&self) -> bool {
        self.seen == self.served
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn what_changes_before_the_first_look_is_read_once_it_stands_still() {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders {
            content: folder.path().to_owned(),
            locales: folder.path().join("none"),
            today: None,
        };
        let file = folder.path().join("topic.yaml");
        fs::write(&file, "one").unwrap();
        let mut changes = Changes::since(Look::of(&folders));
        fs::write(&file, "three").unwrap();
        let due = [(); 3].map(|()| changes.are_due(Look::of(&folders), false));
        assert_eq!(due, [false, true, false]);
        fs::write(&file, "fourteen").unwrap();
        assert!(
            changes.are_due(Look::of(&folders), true),
            "it was asked for"
        );
        assert!(!changes.are_due(Look::of(&folders), false));
        assert!(changes.stand_still());
        // As after a `chmod` that lets the program read them.
        fs::set_permissions(&file, fs::Permissions::from_mode(0o604)).unwrap();
        let due = [(); 2].map(|()| changes.are_due(Look::of(&folders), false));
        assert_eq!(due, [false, true]);
    }
}
