use super::drift::{has_dialect, not_followed};
use super::{Address, load, open};
use crate::Failure;
use migrate_check::Chain;
use migrate_runtime::{AppliedState, Unrecorded};
use migrate_schema::Schema;
use std::collections::BTreeSet;

/// The state of a live database.
pub(crate) struct Found {
    pub address: Address,
    pub schema: Schema,
    /// The newest applied revisions.
    pub heads: Vec<String>,
    /// All applied revisions, each of which the directory has.
    pub applied: BTreeSet<String>,
    /// Revisions of the directory that are not applied.
    pub pending: Vec<String>,
    /// Applied revisions whose scripts were edited since.
    pub edited: Vec<String>,
    /// Objects and other tools' records that exist although nothing is recorded.
    pub unrecorded: Unrecorded,
}

impl Found {
    /// Reads the state of a database. Revisions that the directory lacks are an error.
    pub fn look(address: Address, chain: &Chain, label: &str) -> Result<Self, Failure> {
        Self::read(address, chain, label, false)
    }

    /// Reads the state of a database to compare it with other revisions than the applied ones.
    pub fn look_whatever_is_recorded(
        address: Address,
        chain: &Chain,
        label: &str,
    ) -> Result<Self, Failure> {
        Self::read(address, chain, label, true)
    }

    fn read(
        address: Address,
        chain: &Chain,
        label: &str,
        whatever_is_recorded: bool,
    ) -> Result<Self, Failure> {
        has_dialect(chain, address.dialect(), label)?;
        load(chain, label);
        let mut session = open(&address)?;
        let current = session.current()?;
        let unknown = current.applied.iter();
        let unknown = unknown.filter(|applied| applied.state == AppliedState::Unknown);
        let unknown: Vec<String> = unknown.map(|it| format!("`{}`", it.id)).collect();
        if !unknown.is_empty() && !whatever_is_recorded {
            let listed = unknown.join(", ");
            let message = format!("the database has revisions that `{label}` has not: {listed}");
            return Err(Failure::new(message)
                .help("update the directory to the one that the database was migrated with"));
        }
        let script = session.schema_script()?;
        let schema = Schema::of_script(&script, address.dialect()).ok_or_else(not_followed)?;
        let is_edited = |state: &AppliedState| matches!(state, AppliedState::Edited { .. });
        let edited = current.applied.iter().filter(|it| is_edited(&it.state));
        let edited = edited.map(|it| it.id.clone()).collect();
        let applied: BTreeSet<String> = current.applied.into_iter().map(|it| it.id).collect();
        let revisions = chain.revisions.iter().map(|revision| revision.id.clone());
        Ok(Self {
            address,
            schema,
            heads: current.heads.into_iter().map(|head| head.id).collect(),
            pending: revisions.filter(|id| !applied.contains(id)).collect(),
            edited,
            unrecorded: current.unrecorded,
            applied,
        })
    }
}
