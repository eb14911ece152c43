//! Handles Ctrl-C, a closed terminal, and a supervisor that stops the process: the run finishes its
//! current step and stops. A second signal ends the process at once, and the database rolls back the
//! open transaction.

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

/// Returns the name of a signal, with its usual sender.
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

    /// Handles signals while it lives; afterwards they end the process, as by default. (The default
    /// action can't be restored: without an action, signals would be ignored.) Handlers that the
    /// application has registered are called as well.
    pub(in crate::app) struct Interrupts {
        taken: &'static Taken,
    }

    /// The flags that the handlers set. They are registered once, since an application may run several
    /// commands.
    struct Taken {
        /// The signal received, or 0.
        signal: Arc<AtomicUsize>,
        /// Whether the next signal ends the process.
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

        /// Returns the signal received, if any.
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
                // If a handler can't be registered, the signal keeps its meaning: the process ends, and
                // the database rolls back. The second signal has to end the process, hence this order.
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
