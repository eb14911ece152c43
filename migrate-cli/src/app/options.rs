use crate::address::Address;
use migrate_runtime::UnknownRevisions;

/// Options that an application sets for its embedded commands.
#[derive(Clone, Debug, Default)]
pub struct Options {
    production: Option<bool>,
    unknown: UnknownRevisions,
    leaves_signals: bool,
    second: Option<Address>,
    pub(super) compares: bool,
}

impl Options {
    /// The environment variable that marks a production database, unless the application decides: it is
    /// set, and neither empty nor `0`, `false` or `no`.
    pub const PRODUCTION: &'static str = "MIGRATE_PRODUCTION";

    /// Creates the default options: `MIGRATE_PRODUCTION` decides whether this is production, and unknown
    /// revisions are refused.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets whether the database is in production, where `reset` is refused.
    #[must_use]
    pub fn production(mut self, is_production: bool) -> Self {
        self.production = Some(is_production);
        self
    }

    /// Sets how `upgrade` and `check` treat revisions that this program does not know. The command line
    /// takes precedence.
    #[must_use]
    pub fn unknown_revisions(mut self, policy: UnknownRevisions) -> Self {
        self.unknown = policy;
        self
    }

    /// Leaves signals to the application. By default, commands that run steps handle Ctrl-C, SIGTERM and
    /// SIGHUP: the first signal ends the run after the current step, the second one ends the process.
    #[must_use]
    pub fn without_signals(mut self) -> Self {
        self.leaves_signals = true;
        self
    }

    /// Sets the address of the database, so that a second connection can observe a long step: its current
    /// statement, and the session that it waits for. The connection is opened only when a step has been
    /// running for a while; if that fails, this information is missing.
    #[must_use]
    pub fn second_connection(mut self, address: &Address) -> Self {
        self.second = Some(address.clone());
        self
    }

    pub(super) fn second(&self) -> Option<&Address> {
        self.second.as_ref()
    }

    /// Makes `stamp` compare the database's schema with that of the revisions before it records anything,
    /// and refuse if a table, a column or a type differs, unless called with `--accept-differences`.
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
