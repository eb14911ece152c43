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
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::sync::{Arc, OnceLock};

    /// Takes signals for as long as it lives, once; afterwards they end the process, as they do by
    /// default. (Handing the default back can't be done: without an action they would be ignored.)
    /// What the application itself has registered for them is called as well.
    pub(in crate::app) struct Interrupts {
        taken: &'static Taken,
    }

    /// What the handlers write to. They are registered once, as one command may run several times,
    /// and an application several commands.
    struct Taken {
        /// The signal that came, or 0.
        signal: Arc<AtomicUsize>,
        /// The next one ends the process.
        is_last: Arc<AtomicBool>,
    }

    impl Interrupts {
        pub fn listen() -> Self {
            static TAKEN: OnceLock<Taken> = OnceLock::new();
            let taken = TAKEN.get_or_init(Taken::register);
            taken.signal.store(0, Ordering::SeqCst);
            taken.is_last.store(false, Ordering::SeqCst);
            Interrupts { taken }
        }

        /// The signal that came, if one did.
        pub fn signal(&self) -> Option<u8> {
            match self.taken.signal.load(Ordering::SeqCst) {
                0 => None,
                number => u8::try_from(number).ok(),
            }
        }
    }

    impl Drop for Interrupts {
        fn drop(&mut self) {
            self.taken.is_last.store(true, Ordering::SeqCst);
        }
    }

    impl Taken {
        fn register() -> Self {
            let (signal, is_last) = (Arc::new(AtomicUsize::new(0)), Arc::default());
            for number in [SIGINT, SIGTERM, SIGHUP] {
                // Where a signal can't be taken it keeps its meaning: the process ends, and the
                // database rolls back. The second one ends it, hence this order.
                let _ =
                    flag::register_conditional_shutdown(number, 128 + number, Arc::clone(&is_last))
                        .and_then(|_| {
                            flag::register_usize(number, Arc::clone(&signal), number as usize)
                        })
                        .and_then(|_| flag::register(number, Arc::clone(&is_last)));
            }
            Taken { signal, is_last }
        }
    }
}
