use crate::address::Address;
use migrate_runtime::UnknownRevisions;

/// What an application says of itself to the commands that it embeds.
#[derive(Clone, Debug, Default)]
pub struct Options {
    production: Option<bool>,
    unknown: UnknownRevisions,
    leaves_signals: bool,
    second: Option<Address>,
    pub(super) compares: bool,
}

impl Options {
    /// The variable that says whether this is production, where the application does not: set, and
    /// neither empty nor `0`, `false` or `no`.
    pub const PRODUCTION: &'static str = "MIGRATE_PRODUCTION";

    /// Nothing said: `MIGRATE_PRODUCTION` tells whether this is production, and revisions that this
    /// program does not know are refused.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says whether the database is one in production, on which `reset` is refused.
    #[must_use]
    pub fn production(mut self, is_production: bool) -> Self {
        self.production = Some(is_production);
        self
    }

    /// Says what `upgrade` and `check` make of revisions that this program does not know, where the
    /// command line does not.
    #[must_use]
    pub fn unknown_revisions(mut self, policy: UnknownRevisions) -> Self {
        self.unknown = policy;
        self
    }

    /// Leaves signals to the application. Without this a command that runs steps takes Ctrl-C, SIGTERM
    /// and SIGHUP: it ends the step and then the run, and at the second one the process, as any
    /// later one does.
    #[must_use]
    pub fn without_signals(mut self) -> Self {
        self.leaves_signals = true;
        self
    }

    /// Says where the database is, so that a step which takes long can be looked at from a second
    /// connection: which statement runs, and whom it waits for. It is opened only when a step has been
    /// running for a while; where that fails, nothing is said.
    #[must_use]
    pub fn second_connection(mut self, address: &Address) -> Self {
        self.second = Some(address.clone());
        self
    }

    pub(super) fn second(&self) -> Option<&Address> {
        self.second.as_ref()
    }

    /// Has `stamp` compare the database's schema with what the revisions make, before anything is
    /// recorded, and refuse where a table, a column or a type is another one, unless told
    /// `--accept-differences`.
    #[cfg(feature = "compare")]
    #[must_use]
    pub fn comparing_schemas(mut self) -> Self {
        self.compares = true;
        self
    }

    pub(super) fn takes_signals(&self) -> bool {
        !self.leaves_signals
    }

    pub(super) fn is_production(&self) -> bool {
        self.production.unwrap_or_else(|| {
            let said = std::env::var(Self::PRODUCTION).unwrap_or_default();
            !matches!(
                said.trim().to_ascii_lowercase().as_str(),
                "" | "0" | "false" | "no"
            )
        })
    }

    pub(super) fn policy(&self, tolerate: bool) -> UnknownRevisions {
        match tolerate {
            true => UnknownRevisions::Tolerate,
            false => self.unknown,
        }
    }
}
