//! Opens the counts for a front end, and writes them beside it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::runtime;

use super::Failure;
use crate::config::Storage;
use crate::content::Catalog;
use crate::counts::{
    Committed, Counts, MirrorPlace, SteadyCounts, StoreKind, StoreOptions, StoredCounts, Troubles,
    Vocabulary,
};
use crate::health::{Fault, Health};
use crate::notice::Notice;

/// How often the counts are asked whether they want to be written.
const COMMIT_SECONDS: u64 = 1;

/// Where mirrors lie when nobody names a place: a folder in memory on every Linux.
const MIRRORS: &str = "/dev/shm";

/// The word for no mirror.
const NONE: &str = "none";

/// Opens the store of a campaign, or of a trial, and says what its operator should know.
pub(super) fn open(
    storage: &Storage,
    kind: StoreKind,
    catalog: &Catalog,
) -> Result<Arc<dyn Counts>, Failure> {
    let now = Timestamp::now();
    let counts = open_at(storage, kind, catalog, now)?;
    Ok(Arc::new(SteadyCounts::new(counts, now)))
}

/// Opens a store at a moment that need not be the clock's.
pub(super) fn open_at(
    storage: &Storage,
    kind: StoreKind,
    catalog: &Catalog,
    now: Timestamp,
) -> Result<Arc<dyn Counts>, Failure> {
    let options = StoreOptions {
        directory: directory(storage, kind),
        kind,
        mirror: match kind {
            StoreKind::Campaign => mirror(storage),
            // A trial is written at once, a simulation made again: nothing has to outlive a crash.
            StoreKind::Trial | StoreKind::Simulation => None,
        },
    };
    let counts = StoredCounts::open(&options, Vocabulary::of(catalog), now)
        .map_err(|error| Failure::Sentence(error.to_string()))?;
    if kind == StoreKind::Campaign {
        for sentence in counts.status().sentences() {
            Notice::Counts(sentence).print();
        }
    }
    Ok(Arc::new(counts))
}

/// Where a store lies: the trial's in a folder of its own, so that the two never mix.
pub(super) fn directory(storage: &Storage, kind: StoreKind) -> PathBuf {
    match kind {
        StoreKind::Campaign => storage.data.join("counts"),
        StoreKind::Trial => storage.data.join("preview"),
        StoreKind::Simulation => storage.data.join("simulation"),
    }
}

/// Where the mirror lies. Without a place named, each store has one of its own in memory.
pub(super) fn mirror(storage: &Storage) -> Option<MirrorPlace> {
    let path = match &storage.mirror {
        Some(named) if named.as_os_str() == NONE => return None,
        Some(named) => named.clone(),
        None if Path::new(MIRRORS).is_dir() => default_mirror(&storage.data),
        None => return None,
    };
    Some(MirrorPlace {
        path,
        may_be_disk: storage.mirror_on_disk,
    })
}

fn default_mirror(data: &Path) -> PathBuf {
    let absolute = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    let hash = blake3::hash(absolute.as_os_str().as_encoded_bytes()).to_hex();
    Path::new(MIRRORS)
        .join(format!("huquq-{}", &hash[..12]))
        .join("mirror")
}

/// Runs a front end, with a thread beside it that writes the counts when they are due: a disk may
/// take its time, and nobody's answer waits for it.
pub(super) fn with_committing(
    counts: Arc<dyn Counts>,
    health: Option<Arc<Health>>,
    front_end: impl Future<Output = Result<(), Failure>>,
) -> Result<ExitCode, Failure> {
    let runtime = runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Sentence(format!("the program cannot start: {error}")))?;
    let committing = counts.clone();
    let ended = runtime.block_on(async move {
        let committer = tokio::spawn(commit_when_due(committing, health));
        let ended = front_end.await;
        committer.abort();
        ended
    });
    counts.shutdown(Timestamp::now())?;
    Notice::Stopped.print();
    ended.map(|()| ExitCode::SUCCESS)
}

async fn commit_when_due(counts: Arc<dyn Counts>, health: Option<Arc<Health>>) {
    let mut has_failed = false;
    loop {
        tokio::time::sleep(Duration::from_secs(COMMIT_SECONDS)).await;
        let counts = counts.clone();
        let commit = tokio::task::spawn_blocking(move || {
            let now = Timestamp::now();
            (counts.commit_due(now), counts.troubles(now))
        });
        let troubles = match commit.await {
            Ok((Ok(Committed::Written), troubles)) => {
                has_failed = false;
                troubles
            }
            Ok((Ok(Committed::NothingDue), troubles)) => troubles,
            Ok((Err(error), troubles)) => {
                Notice::CountsFailed(error).print();
                has_failed = true;
                troubles
            }
            // A fault in the program; its place is logged by itself.
            Err(_) => {
                has_failed = true;
                Troubles::default()
            }
        };
        if let Some(health) = &health {
            for (fault, is_there) in [
                (Fault::Store, has_failed || troubles.is_store_shut),
                (Fault::Mirror, troubles.is_mirror_missing),
                (Fault::Clock, troubles.is_clock_off),
            ] {
                health.set(fault, is_there);
            }
        }
    }
}
