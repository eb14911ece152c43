//! Where sessions and transactions begin and end, and what ends with them.
use super::model::{ObjectKind, Session};
use super::{Schema, postgres};
use crate::Dialect;
use migrate_sql::statement::TransactionStep;

impl Schema {
    /// Starts a new session: what a revision's script runs in. Whatever the one before it set is as it
    /// was, since the runtime puts it back.
    pub fn start_session(&mut self, in_transaction: bool) {
        self.savepoints.clear();
        if self.session.in_transaction {
            self.drop_on_commit();
        }
        self.session = Session {
            in_transaction,
            ..Session::default()
        };
        // It may be the same session as before, or another one, for the engine.
        for id in self.temporary_objects() {
            if self.dialect == Dialect::Postgres {
                let name = self.object(id).name.clone();
                self.doubt(&name);
            } else {
                self.object_mut(id).is_certain = false;
            }
        }
        if self.dialect == Dialect::Postgres {
            let temporary = self.temporary_objects();
            postgres::end(self, &temporary);
        }
    }

    /// Begins, divides or ends a transaction.
    pub(super) fn transaction(&mut self, step: &TransactionStep) {
        match step {
            TransactionStep::Begin => self.savepoints = vec![(String::new(), self.copied())],
            TransactionStep::Savepoint(name) => {
                self.savepoints.push((name.text.clone(), self.copied()));
            }
            TransactionStep::RollbackTo(name) => {
                let is_it = |(own, _): &(String, Schema)| *own == name.text;
                if let Some(at) = self.savepoints.iter().rposition(is_it) {
                    self.back_to(at);
                    let again = self.copied();
                    self.savepoints.push((name.text.clone(), again));
                }
            }
            TransactionStep::Release(name) => {
                let is_it = |(own, _): &(String, Schema)| *own == name.text;
                if let Some(at) = self.savepoints.iter().rposition(is_it) {
                    self.savepoints.truncate(at);
                }
            }
            TransactionStep::Commit => {
                self.savepoints.clear();
                self.drop_on_commit();
            }
            TransactionStep::Rollback => {
                let begins = self
                    .savepoints
                    .first()
                    .is_some_and(|(name, _)| name.is_empty());
                match begins {
                    true => self.back_to(0),
                    false => self.savepoints.clear(),
                }
            }
            TransactionStep::Other => {}
        }
    }

    /// The schema as it is, to go back to.
    fn copied(&self) -> Schema {
        let mut copied = self.clone();
        copied.savepoints.clear();
        copied
    }

    /// Goes back to a savepoint, which is gone then, as are all that came later.
    fn back_to(&mut self, at: usize) {
        let mut savepoints = std::mem::take(&mut self.savepoints);
        savepoints.truncate(at + 1);
        if let Some((_, schema)) = savepoints.pop() {
            *self = schema;
            self.savepoints = savepoints;
        }
    }

    /// Drops the temporary tables that end with the transaction (`ON COMMIT DROP`).
    fn drop_on_commit(&mut self) {
        if self.dialect != Dialect::Postgres {
            return;
        }
        let mut ended = self.temporary_objects();
        ended.retain(|id| match &self.object(*id).kind {
            ObjectKind::Table(table) => {
                table.options.get("on commit").map(String::as_str) == Some("drop")
            }
            _ => false,
        });
        postgres::end(self, &ended);
    }
}
