//! `BEGIN`, `COMMIT`, `SAVEPOINT` and their like (PostgreSQL, SQLite).
use super::Reader;
use crate::statement::TransactionStep;

impl Reader<'_> {
    /// Reads what begins, divides or ends a transaction, to the end of the statement.
    pub(super) fn transaction(&mut self) -> Option<TransactionStep> {
        const FIRST: &[&str] = &[
            "begin",
            "start transaction",
            "commit",
            "end",
            "rollback",
            "abort",
            "savepoint",
            "release",
            "prepare transaction",
        ];
        let first = self.eat_any(FIRST)?;
        let step = match first {
            "begin" | "start transaction" => TransactionStep::Begin,
            // Of `COMMIT PREPARED` it is not known what it commits.
            "commit" | "rollback" if self.is_word("prepared") => TransactionStep::Other,
            "commit" | "end" => TransactionStep::Commit,
            "prepare transaction" => TransactionStep::Other,
            "savepoint" => self
                .name()
                .map_or(TransactionStep::Other, TransactionStep::Savepoint),
            "release" => {
                self.eat("savepoint");
                self.name()
                    .map_or(TransactionStep::Other, TransactionStep::Release)
            }
            _ => self.rollback(),
        };
        self.at = self.tokens.len();
        Some(step)
    }

    /// Reads what follows `ROLLBACK`, `ABORT`.
    fn rollback(&mut self) -> TransactionStep {
        self.eat_any(&["work", "transaction"]);
        if !self.eat("to") {
            return TransactionStep::Rollback;
        }
        self.eat("savepoint");
        self.name()
            .map_or(TransactionStep::Other, TransactionStep::RollbackTo)
    }
}
