//! What PostgreSQL makes of `CREATE`, `ALTER`, `DROP` and the like.
mod alter_object;
mod alter_table;
mod block;
mod column;
mod comment;
mod condition;
mod constraint;
mod create;
mod data_type;
mod drop;
mod dynamic;
mod index;
mod plpgsql;
mod publication;
mod quoted_body;
mod routine;
mod sequence;
mod session;
mod table;
mod trigger;
mod types;
mod variables;
mod view;

pub(super) use data_type::data_type;

use super::Reader;
use crate::statement::StatementKind;

/// Reads a statement that is none of those that only read or change rows. Every reader of this folder
/// stands at the first word of the statement.
pub(super) fn statement(reader: &mut Reader<'_>) -> Option<StatementKind> {
    if reader.is_word("create") {
        return create(reader);
    }
    if reader.is_word("alter") {
        return alter(reader);
    }
    if reader.is_word("drop") {
        return drop::drop(reader);
    }
    if reader.is_word("comment") {
        return comment::comment(reader);
    }
    if reader.is_word("do") {
        return block::anonymous(reader);
    }
    session::statement(reader)
}

fn create(reader: &mut Reader<'_>) -> Option<StatementKind> {
    const TEMPORARY: &[&str] = &[
        "temporary",
        "temp",
        "local temporary",
        "local temp",
        "global temporary",
        "global temp",
        "unlogged",
    ];
    let mut head = reader.clone();
    head.eat("create");
    head.eat("or replace");
    head.eat_any(TEMPORARY);
    let is = |words: &[&str]| words.iter().any(|words| head.is_words(words));
    if is(&["table", "foreign table"]) {
        table::create_table(reader)
    } else if is(&["index", "unique index"]) {
        index::create_index(reader)
    } else if is(&["view", "recursive view", "materialized view"]) {
        view::create_view(reader)
    } else if is(&["sequence"]) {
        sequence::create_sequence(reader)
    } else if is(&["type", "domain"]) {
        types::create_type(reader)
    } else if is(&["function", "procedure", "aggregate"]) {
        routine::create_routine(reader)
    } else if is(&["trigger", "constraint trigger"]) {
        trigger::create_trigger(reader)
    } else if is(&["policy"]) {
        trigger::create_policy(reader)
    } else {
        create::create(reader)
    }
}

fn alter(reader: &mut Reader<'_>) -> Option<StatementKind> {
    if reader.is_words("alter table") || reader.is_words("alter foreign table") {
        return alter_table::alter_table(reader);
    }
    if reader.is_words("alter policy") {
        return trigger::create_policy(reader);
    }
    alter_object::alter_object(reader)
}
