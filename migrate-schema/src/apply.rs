//! One statement after the other.
use super::model::{ObjectId, Relation};
use super::{Fault, Schema, mysql, names, postgres, resolve, spread, sqlite};
use crate::Dialect;
use migrate_sql::statement::{HOLE, Statement, StatementKind};

impl Schema {
    /// Does what the engine does with a statement, and returns what it would refuse it for; nothing
    /// where it is fine, or where that can't be known.
    ///
    /// After a fault the schema is what was most likely meant, so that no other faults follow from
    /// the one.
    pub fn apply(&mut self, statement: &Statement) -> Vec<Fault> {
        if self.session.other_language && !matches!(statement.kind, StatementKind::Pragma { .. }) {
            self.doubt_everything();
            return Vec::new();
        }
        match &statement.kind {
            StatementKind::Anything => self.doubt_everything(),
            StatementKind::Touches { names } => {
                for name in names {
                    self.doubt(&name.name.text);
                }
            }
            StatementKind::Makes { names } => {
                for name in names {
                    self.expect(&name.name.text);
                }
            }
            StatementKind::ChangesSome(kind) => postgres::some(self, *kind),
            StatementKind::Insert(_)
            | StatementKind::Update(_)
            | StatementKind::Delete(_)
            | StatementKind::Merge(_) => {
                let faults = self.data(statement);
                match self.dialect {
                    Dialect::Postgres => postgres::catalog_changed(self, statement),
                    Dialect::Sqlite => sqlite::rows_changed(self, statement),
                    Dialect::Mysql => {}
                }
                return faults;
            }
            // The others may make something of it: a table's copy, for one.
            StatementKind::Query(query) => {
                let faults = self.data(statement);
                match self.dialect {
                    Dialect::Postgres => postgres::effects_of_query(self, query),
                    Dialect::Sqlite => sqlite::effects_of_query(self, query),
                    // Functions can't change the schema.
                    Dialect::Mysql => {}
                }
                return faults;
            }
            _ => {
                return match self.dialect {
                    Dialect::Postgres => self.on_postgres(statement),
                    Dialect::Sqlite => sqlite::apply(self, statement),
                    Dialect::Mysql => mysql::apply(self, statement),
                };
            }
        }
        Vec::new()
    }

    fn on_postgres(&mut self, statement: &Statement) -> Vec<Fault> {
        let mut made = spread::made_of(statement);
        made.retain(|(source, _)| self.is_uncertain(source));
        let faults = postgres::apply(self, statement);
        for (_, name) in made {
            self.doubt_made(name);
        }
        faults
    }

    /// Prepares for a script, of which all statements are known.
    pub fn start_script(&mut self, statements: &[Statement]) {
        if self.dialect == Dialect::Sqlite {
            sqlite::start_script(self, statements);
        }
    }

    /// Resolves a statement that reads or changes rows.
    fn data(&self, statement: &Statement) -> Vec<Fault> {
        let faults = resolve::data(self, statement);
        if !faults.is_empty() || self.dialect != Dialect::Sqlite {
            return faults;
        }
        sqlite::refused_data(self, statement).into_iter().collect()
    }

    /// Finds what is odd about the schema at the end of a script, although the engine has refused
    /// none of it.
    pub fn left_odd(&self) -> Vec<Fault> {
        match self.dialect {
            Dialect::Sqlite => sqlite::left_odd(self),
            Dialect::Postgres | Dialect::Mysql => Vec::new(),
        }
    }

    /// Says that there may be something new of this name, which may hold a [`HOLE`], in any schema. What
    /// is there stays as it is.
    pub(crate) fn expect(&mut self, name: &str) {
        let key = names::key(self.dialect, name);
        match key.split_once(HOLE) {
            Some(("", _)) => self.is_complete = false,
            Some((prefix, _)) => drop(self.doubtful_prefixes.insert(prefix.to_owned())),
            None => drop(self.doubtful.insert(key.into_owned())),
        }
    }

    /// Makes uncertain whatever has this name, in any schema, and whether anything has. Of an index of
    /// PostgreSQL, its table is meant.
    pub(crate) fn doubt(&mut self, name: &str) {
        let dialect = self.dialect;
        let ids = self
            .objects()
            .filter(|(_, object)| names::same(dialect, &object.name, name))
            .map(|(id, _)| id);
        let key = names::key(dialect, name).into_owned();
        let indexes = self
            .namespaces
            .values()
            .filter_map(|own| match own.relations.get(&key)? {
                Relation::Index(table) if dialect == Dialect::Postgres => Some(*table),
                _ => None,
            });
        let mut ids: Vec<ObjectId> = ids.chain(indexes).collect();
        ids.extend(self.parts_of(&ids));
        for id in ids {
            self.object_mut(id).is_certain = false;
        }
        self.doubtful.insert(key);
    }
}
