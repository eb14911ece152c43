//! What SQLite makes of `CREATE`, `ALTER`, `DROP` and the like.
mod column;
mod create;
mod expression;
mod table;
mod trigger;
mod words;

use super::Reader;
use crate::statement::{
    AlterTable, AlterTableAction, Behavior, DropObjects, Kind, ObjectName, StatementKind,
};
use crate::token::TokenKind;

pub(super) use column::data_type;
pub use words::is_keyword;

/// Reads a statement that is none of those that only read or change rows.
pub(super) fn statement(reader: &mut Reader<'_>) -> Option<StatementKind> {
    if reader.eat("create") {
        return create::create(reader);
    }
    if reader.eat("alter table") {
        return alter_table(reader).map(StatementKind::AlterTable);
    }
    if reader.eat("drop") {
        return drop(reader).map(StatementKind::Drop);
    }
    if reader.eat("pragma") {
        return pragma(reader);
    }
    if reader.eat("analyze") {
        return analyze(reader);
    }
    if reader.eat("vacuum") {
        return Some(harmless(reader, Some("VACUUM")));
    }
    // What `REINDEX` names may be a collation of the application's own.
    if reader.eat_any(&["reindex", "explain"]).is_some() {
        return Some(harmless(reader, None));
    }
    if let Some(step) = reader.transaction() {
        return Some(StatementKind::Transaction(step));
    }
    // What is in another file is not known, and hides or adds to what is here.
    if reader.eat_any(&["attach", "detach"]).is_some() {
        reader.at = reader.tokens.len();
        return Some(StatementKind::Anything);
    }
    None
}

fn alter_table(reader: &mut Reader<'_>) -> Option<AlterTable> {
    let name = reader.qualified_name()?;
    let start = reader.at;
    let action = alter_table_action(reader)?;
    Some(AlterTable {
        name,
        if_exists: false,
        only: false,
        actions: vec![(action, reader.span_from(start))],
    })
}

fn alter_table_action(reader: &mut Reader<'_>) -> Option<AlterTableAction> {
    if reader.eat("rename to") {
        let to = reader.qualified_name()?;
        return Some(AlterTableAction::RenameTable { to });
    }
    if reader.eat("rename") {
        let is_column = reader.is_word("column") && !reader.is_word_at(1, "to");
        reader.at += usize::from(is_column);
        let from = reader.name()?;
        reader.expect("to")?;
        let to = reader.name()?;
        return Some(AlterTableAction::RenameColumn {
            from,
            to,
            if_exists: false,
        });
    }
    let is_constraint = reader.is_any_word_at(1, &["constraint", "check"]);
    if reader.is_any_word(&["add", "drop"]) && !is_constraint {
        let adds = reader.is_word("add");
        reader.at += 1;
        reader.eat("column");
        return match adds {
            true => Some(AlterTableAction::AddColumn {
                column: column::definition(reader)?,
                if_not_exists: false,
                position: None,
            }),
            false => Some(AlterTableAction::DropColumn {
                name: reader.name()?,
                if_exists: false,
                cascade: false,
            }),
        };
    }
    Some(constraint_action(reader).unwrap_or_else(|| {
        reader.at = reader.tokens.len();
        AlterTableAction::Unknown
    }))
}

/// Reads what changes the constraints of a table, since SQLite 3.53.
fn constraint_action(reader: &mut Reader<'_>) -> Option<AlterTableAction> {
    let action = if reader.eat("alter") {
        let is_column = reader.is_word("column") && !reader.is_any_word_at(1, &["set", "drop"]);
        reader.at += usize::from(is_column);
        let column = reader.name()?;
        if reader.eat("set not null") {
            AlterTableAction::SetNotNull { column }
        } else {
            reader.expect("drop not null")?;
            AlterTableAction::DropNotNull { column }
        }
    } else if reader.eat("drop constraint") {
        AlterTableAction::DropConstraint {
            name: reader.name()?,
            if_exists: false,
            cascade: false,
        }
    } else {
        reader.expect("add")?;
        AlterTableAction::AddConstraint {
            constraint: table::constraint(reader)??,
            if_not_exists: false,
        }
    };
    reader.is_end().then_some(action)
}

fn drop(reader: &mut Reader<'_>) -> Option<DropObjects> {
    let (kind, word) = match reader.eat_any(&["table", "index", "view", "trigger"])? {
        "table" => (Kind::Table, "table"),
        "index" => (Kind::Index, "index"),
        "view" => (Kind::View, "view"),
        _ => (Kind::Trigger, "trigger"),
    };
    let if_exists = reader.eat("if exists");
    let object = ObjectName {
        kind,
        word,
        name: reader.qualified_name()?,
        arguments: None,
        table: None,
    };
    Some(DropObjects {
        objects: vec![object],
        if_exists,
        behavior: Behavior::default(),
        concurrently: None,
        temporary: false,
    })
}

fn pragma(reader: &mut Reader<'_>) -> Option<StatementKind> {
    let name = reader.qualified_name()?.name.text.to_ascii_lowercase();
    let mut value = String::new();
    if reader.eat_symbol("=") || reader.eat_symbol("(") {
        while let Some(token) = reader.next() {
            let written = &reader.text[token.span.clone()];
            if written != ")" {
                value.push_str(written.trim_matches(['\'', '"', '`', '[', ']']));
            }
        }
    }
    Some(StatementKind::Pragma {
        name,
        value: (!value.is_empty()).then(|| value.to_ascii_lowercase()),
    })
}

fn analyze(reader: &mut Reader<'_>) -> Option<StatementKind> {
    let mut tables = Vec::new();
    if !reader.is_end() {
        let name = reader.qualified_name()?;
        let is_schema = ["main", "temp"].contains(&&*name.name.text.to_ascii_lowercase());
        if !(is_schema && name.qualifiers.is_empty()) {
            tables.push(name);
        }
    }
    Some(StatementKind::Harmless {
        tables,
        not_in_transaction: None,
    })
}

fn harmless(reader: &mut Reader<'_>, not_in_transaction: Option<&'static str>) -> StatementKind {
    reader.at = reader.tokens.len();
    StatementKind::Harmless {
        tables: Vec::new(),
        not_in_transaction,
    }
}

impl Reader<'_> {
    /// Whether one of these keywords comes `n` places on.
    fn is_any_word_at(&self, n: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_word_at(n, word))
    }

    /// Whether a name may come next: a word, a quoted name or a string.
    fn is_name(&self) -> bool {
        self.token(0).is_some_and(|token| {
            matches!(
                token.kind,
                TokenKind::Word | TokenKind::QuotedName | TokenKind::String
            )
        })
    }
}
