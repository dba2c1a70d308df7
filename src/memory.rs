//! The heap: what is given back to it is overwritten first, and it gives back to the system at once.
//!
//! jemalloc with one heap, set up in `.cargo/config.toml`, under [`ZeroAlloc`], which overwrites.

use std::alloc::{GlobalAlloc, Layout};

use tikv_jemallocator::Jemalloc;
use zeroizing_alloc::ZeroAlloc;

/// The allocator of the program; tests about what is left in memory use it, too.
pub struct Memory;

const HEAP: ZeroAlloc<Jemalloc> = ZeroAlloc(Jemalloc);

// SAFETY: each call goes on, unchanged, to an allocator that keeps the promises of `GlobalAlloc`;
// both give and take memory of the same heap.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { HEAP.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { HEAP.dealloc(memory, layout) }
    }

    /// The system gives pages that are zero until they are touched: `ZeroAlloc` alone would touch
    /// them, 20 MiB of them for the store's tables.
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        unsafe { Jemalloc.alloc_zeroed(layout) }
    }
}
