//! Arguments in, exit code out; and the memory of the process, which nobody else may read.
//!
//! Memory is overwritten when it is given back: otherwise what people wrote stays readable in it
//! long after it was answered. The process has no core dump and cannot be looked into by other
//! processes of its user, so what is in memory stays there.

use std::process::ExitCode;

use huquq::memory::Memory;

#[global_allocator]
static MEMORY: Memory = Memory;

fn main() -> ExitCode {
    keep_memory_private();
    huquq::commands::run()
}

/// Turns core dumps off, for good, and closes `/proc/<pid>/mem` and `environ` to other processes.
#[cfg(target_os = "linux")]
fn keep_memory_private() {
    use huquq::notice::Notice;
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let has_no_core = setrlimit(Resource::Core, none).is_ok();
    let is_closed = set_dumpable_behavior(DumpableBehavior::NotDumpable).is_ok();
    if !has_no_core || !is_closed {
        Notice::Start(
            "core dumps cannot be turned off: memory, with what people write, may reach a disk \
             if the program fails; set LimitCORE=0",
        )
        .print();
    }
}

#[cfg(not(target_os = "linux"))]
fn keep_memory_private() {}
