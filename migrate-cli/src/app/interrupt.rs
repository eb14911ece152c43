//! Ctrl-C, a terminal that closes, a supervisor that stops the process: the step that runs is ended,
//! then the run. A second signal ends the process at once; what was begun in a transaction is then
//! rolled back by the database.

#[cfg(unix)]
pub(super) use unix::Interrupts;

#[cfg(not(unix))]
pub(super) struct Interrupts;

#[cfg(not(unix))]
impl Interrupts {
    pub fn listen() -> Self {
        Interrupts
    }

    pub fn signal(&self) -> Option<u8> {
        None
    }
}

/// The name of a signal, and what sends it.
pub(super) fn name(signal: u8) -> String {
    match signal {
        1 => "SIGHUP (the terminal was closed)".to_owned(),
        2 => "Ctrl-C".to_owned(),
        15 => "SIGTERM".to_owned(),
        other => format!("signal {other}"),
    }
}

#[cfg(unix)]
mod unix {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::flag;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    /// Takes signals for as long as it lives, once; afterwards they end the process, as they do by
    /// default. (Handing the default back can't be done: without an action they would be ignored.)
    /// What the application itself has registered for them is called as well.
    pub(in crate::app) struct Interrupts {
        signal: Arc<AtomicUsize>,
        stopping: Arc<AtomicBool>,
    }

    impl Interrupts {
        pub fn listen() -> Self {
            let (stopping, signal) = (Arc::new(AtomicBool::new(false)), Arc::default());
            for number in [SIGINT, SIGTERM, SIGHUP] {
                // Where a signal can't be taken it keeps its meaning: the process ends, and the
                // database rolls back. The second one ends it, hence this order.
                let status = 128 + number;
                let _ = flag::register_conditional_shutdown(number, status, Arc::clone(&stopping))
                    .and_then(|_| {
                        flag::register_usize(number, Arc::clone(&signal), number as usize)
                    })
                    .and_then(|_| flag::register(number, Arc::clone(&stopping)));
            }
            Interrupts { signal, stopping }
        }

        /// The signal that came, if one did.
        pub fn signal(&self) -> Option<u8> {
            match self.signal.load(Ordering::SeqCst) {
                0 => None,
                number => u8::try_from(number).ok(),
            }
        }
    }

    impl Drop for Interrupts {
        fn drop(&mut self) {
            self.stopping.store(true, Ordering::SeqCst);
        }
    }
}
