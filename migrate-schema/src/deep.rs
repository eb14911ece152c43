//! Work that goes deep: views over views, brackets in brackets.
use std::thread;

/// The stack of a thread that replays a script, in bytes; only what is used of it is ever taken.
pub const STACK: usize = 1 << 26;

/// Works on a stack that is deep enough; `None` where it panics.
pub fn deep<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK);
        thread.spawn_scoped(scope, work).ok()?.join().ok()
    })
}
