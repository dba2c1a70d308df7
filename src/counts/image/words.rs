//! The memory an image lies in: ordinary, or a mapped file that outlives the process.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering, compiler_fence};

use memmap2::MmapRaw;

/// Memory that the words of an image lie in.
pub(in crate::counts) enum Words {
    /// Ordinary memory, wiped when it is let go.
    Heap(Box<[AtomicU64]>),
    /// A mapped file, which stays when this is let go.
    Mapped(MmapRaw),
}

impl Words {
    /// Blank words in ordinary memory.
    pub fn heap(count: usize) -> Self {
        Self::Heap((0..count).map(|_| AtomicU64::new(0)).collect())
    }

    /// What a file holds, in ordinary memory.
    pub fn copied(bytes: &[u8]) -> Self {
        let words = bytes.as_chunks().0.iter();
        Self::Heap(
            words
                .map(|word| AtomicU64::new(u64::from_ne_bytes(*word)))
                .collect(),
        )
    }

    fn all(&self) -> &[AtomicU64] {
        match self {
            Self::Heap(words) => words,
            // SAFETY: the mapping is page-aligned, lives as long as `self`, is readable and
            // writable, and every bit pattern is a valid u64; other processes that map the file
            // are held off by the store's lock, and even their writes would be atomic words.
            Self::Mapped(map) => unsafe {
                std::slice::from_raw_parts(map.as_mut_ptr() as *const AtomicU64, map.len() / 8)
            },
        }
    }

    pub fn count(&self) -> usize {
        self.all().len()
    }

    pub fn get(&self, at: usize) -> u64 {
        self.all()[at].load(Ordering::Acquire)
    }

    pub fn set(&self, at: usize, value: u64) {
        #[cfg(test)]
        if !kill::survives() {
            return;
        }
        self.all()[at].store(value, Ordering::Release);
    }

    /// Overwrites everything, before a file or memory with a key in it is given up.
    pub fn wipe(&self) {
        for at in 0..self.count() {
            self.set(at, 0);
        }
        compiler_fence(Ordering::SeqCst);
    }
}

impl Drop for Words {
    fn drop(&mut self) {
        if let Self::Heap(_) = self {
            self.wipe();
        }
    }
}

/// Where images live: it makes room for a new one and puts it in the place of the old.
pub(in crate::counts) trait Home: Send {
    /// Blank words that nobody sees yet.
    fn prepare(&mut self, count: usize) -> io::Result<Words>;
    /// Makes complete words the ones that are found after a crash, at once.
    fn install(&mut self) -> io::Result<()>;
    /// Whether what was installed last would still be found.
    fn is_there(&self) -> bool {
        true
    }
    /// What was installed last is not to be found any more: its counts go on elsewhere.
    fn give_up(&mut self) {}
}

/// Ordinary memory: nothing is found after a crash.
pub(in crate::counts) struct HeapHome;

impl Home for HeapHome {
    fn prepare(&mut self, count: usize) -> io::Result<Words> {
        Ok(Words::heap(count))
    }

    fn install(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A process that is killed after a number of stores, for the tests: later stores do not happen.
#[cfg(test)]
pub(in crate::counts) mod kill {
    use std::cell::Cell;

    thread_local! {
        static STORES_LEFT: Cell<Option<usize>> = const { Cell::new(None) };
    }

    pub fn after(stores: Option<usize>) {
        STORES_LEFT.set(stores);
    }

    pub fn survives() -> bool {
        match STORES_LEFT.get() {
            None => true,
            Some(0) => false,
            Some(left) => {
                STORES_LEFT.set(Some(left - 1));
                true
            }
        }
    }
}
