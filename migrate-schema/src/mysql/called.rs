//! What a procedure does that a script calls.
use super::object::routine;
use crate::model::{ObjectId, ObjectKind};
use crate::{Fault, Schema};
use migrate_sql::reader::called_procedure;
use migrate_sql::statement::{Block, BlockStatement, QualifiedName, Statement, StatementKind};
use std::collections::BTreeSet;

/// The procedures that were followed, each with the arguments of the call.
type Followed = BTreeSet<(ObjectId, Vec<Option<String>>)>;

/// `CALL`. What the procedure may do is not known for certain.
pub(super) fn call(
    schema: &mut Schema,
    name: &QualifiedName,
    arguments: &[Option<String>],
) -> Vec<Fault> {
    follow(schema, name, arguments, &mut Followed::new());
    Vec::new()
}

fn follow(
    schema: &mut Schema,
    name: &QualifiedName,
    arguments: &[Option<String>],
    followed: &mut Followed,
) {
    let found = match name.namespace() {
        Some(_) => None,
        None => routine(schema, &name.name.text, "procedure"),
    };
    let Some(id) = found.filter(|id| schema.object(*id).is_certain) else {
        return schema.doubt_everything();
    };
    if !followed.insert((id, arguments.to_vec())) {
        return;
    }
    let ObjectKind::Routine(routine) = &schema.object(id).kind else {
        return schema.doubt_everything();
    };
    let Some(kinds) = called_procedure(&routine.definition, arguments) else {
        return schema.doubt_everything();
    };
    for kind in kinds {
        match kind {
            StatementKind::Call { name, arguments } => {
                follow(schema, &name, &arguments, followed);
            }
            StatementKind::Block(block) => run(schema, &block),
            kind => may(schema, kind),
        }
    }
}

/// Makes uncertain what the statements of a block may change.
pub(super) fn run(schema: &mut Schema, block: &Block) {
    for statement in &block.statements {
        match statement {
            BlockStatement::Constant(statement) => may(schema, statement.kind.clone()),
            _ => schema.doubt_everything(),
        }
    }
}

fn may(schema: &mut Schema, kind: StatementKind) {
    match kind {
        StatementKind::Touches { .. }
        | StatementKind::Makes { .. }
        | StatementKind::ChangesSome(_) => {
            let statement = Statement {
                span: Default::default(),
                kind,
                is_read: true,
            };
            schema.apply(&statement);
        }
        _ => schema.doubt_everything(),
    }
}
