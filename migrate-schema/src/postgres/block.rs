//! `DO`: what of it is done for certain is done, what may be done makes things uncertain.
use super::called::{Followed, follow};
use super::catalog::holds;
use crate::{Fault, Schema, resolve};
use migrate_sql::statement::{Block, BlockStatement, Handler, Query, Statement, StatementKind};

/// Runs a block.
pub(super) fn run(schema: &mut Schema, block: &Block) -> Vec<Fault> {
    let problem = block.problem.iter();
    let problem = problem.filter(|_| schema.session.check_function_bodies);
    let mut faults: Vec<Fault> = problem
        .map(|(span, message)| Fault::new(migrate_sql::codes::SQL_SYNTAX, *span, message.clone()))
        .collect();
    // Where the block does not hang together, what it was meant to do is not known.
    if block.statements == [BlockStatement::Anything] && !faults.is_empty() {
        return faults;
    }
    // The server looks for all of them before it does anything.
    let mut types = block.types.iter();
    let unknown = types.find_map(|own| super::types::resolve(schema, own).err());
    if faults.is_empty() {
        faults.extend(unknown);
    }
    let mut run = Run {
        faults,
        has_left: false,
    };
    let path = schema.session.search_path.clone();
    run.all(schema, &block.statements);
    if schema.session.search_path != path && run.has_left {
        schema.session.search_path = None;
    }
    run.faults
}

struct Run {
    faults: Vec<Fault>,
    /// Whether the rest may not be done.
    has_left: bool,
}

impl Run {
    fn all(&mut self, schema: &mut Schema, statements: &[BlockStatement]) {
        for statement in statements {
            if self.has_left {
                perhaps(
                    schema,
                    std::slice::from_ref(statement),
                    &mut Followed::new(),
                );
            } else {
                self.one(schema, statement);
            }
        }
    }

    fn one(&mut self, schema: &mut Schema, statement: &BlockStatement) {
        match statement {
            BlockStatement::Sql(statement) => {
                if let StatementKind::Query(query) = &statement.kind {
                    calls(schema, query, &mut Followed::new());
                } else if is_definition(statement) {
                    self.faults.extend(schema.apply(statement));
                }
            }
            BlockStatement::Constant(statement) => self.faults.extend(schema.apply(statement)),
            BlockStatement::If(branches) => self.condition(schema, branches),
            BlockStatement::Guarded {
                statements,
                handlers,
            } => {
                let before = schema.clone();
                let mut tried = Run {
                    faults: Vec::new(),
                    has_left: false,
                };
                tried.all(schema, statements);
                let Some(fault) = tried.faults.first() else {
                    // An error that the block raises itself takes back what it did before.
                    if may_fail(statements) {
                        *schema = before;
                        perhaps(
                            schema,
                            std::slice::from_ref(statement),
                            &mut Followed::new(),
                        );
                    }
                    self.has_left |= tried.has_left;
                    return;
                };
                match handler_of(handlers, fault) {
                    // The error is raised again, whatever else is done.
                    Some(handler) if raises_again(&handler.statements) => {
                        self.faults.push(tried.faults.swap_remove(0));
                        self.has_left = true;
                    }
                    Some(handler) => {
                        *schema = before;
                        self.all(schema, &handler.statements);
                    }
                    // Which error a condition stands for may not be known here.
                    None => perhaps(schema, statements, &mut Followed::new()),
                }
            }
            BlockStatement::Perhaps(statements) => {
                perhaps(schema, statements, &mut Followed::new());
            }
            BlockStatement::Call(name, texts) => {
                follow(schema, name, texts, None, &mut Followed::new());
            }
            BlockStatement::Leave | BlockStatement::Fail | BlockStatement::Again => {
                self.has_left = true;
            }
            BlockStatement::Anything => schema.doubt_everything(),
        }
    }

    fn condition(
        &mut self,
        schema: &mut Schema,
        branches: &[(
            Option<migrate_sql::statement::Condition>,
            Vec<BlockStatement>,
        )],
    ) {
        for (position, (condition, statements)) in branches.iter().enumerate() {
            match condition
                .as_ref()
                .map_or(Some(true), |own| holds(schema, own))
            {
                Some(true) => return self.all(schema, statements),
                Some(false) => {}
                None => {
                    for (_, statements) in &branches[position..] {
                        perhaps(schema, statements, &mut Followed::new());
                        // A check that raises an error where something is wrong.
                        let may_leave = |own: &BlockStatement| matches!(own, BlockStatement::Leave);
                        self.has_left |= statements.iter().any(may_leave);
                    }
                    return;
                }
            }
        }
    }
}

/// A statement whose names can't be variables of the block.
fn is_definition(statement: &Statement) -> bool {
    !matches!(
        statement.kind,
        StatementKind::Query(_)
            | StatementKind::Insert(_)
            | StatementKind::Update(_)
            | StatementKind::Delete(_)
            | StatementKind::Harmless { .. }
            | StatementKind::Granted { .. }
            | StatementKind::Truncate { .. }
            | StatementKind::Anything
    )
}

/// Makes uncertain what these would change.
pub(super) fn perhaps(schema: &mut Schema, statements: &[BlockStatement], followed: &mut Followed) {
    for statement in statements {
        match statement {
            BlockStatement::Sql(statement) | BlockStatement::Constant(statement) => {
                if let StatementKind::Query(query) = &statement.kind {
                    calls(schema, query, followed);
                } else if is_definition(statement) {
                    super::touched::touch(schema, statement);
                }
            }
            BlockStatement::If(branches) => {
                for (_, statements) in branches {
                    perhaps(schema, statements, followed);
                }
            }
            BlockStatement::Guarded {
                statements,
                handlers,
            } => {
                perhaps(schema, statements, followed);
                for handler in handlers {
                    perhaps(schema, &handler.statements, followed);
                }
            }
            BlockStatement::Perhaps(statements) => perhaps(schema, statements, followed),
            BlockStatement::Call(name, texts) => follow(schema, name, texts, None, followed),
            BlockStatement::Leave | BlockStatement::Fail | BlockStatement::Again => {}
            BlockStatement::Anything => schema.doubt_everything(),
        }
    }
}

/// Follows the schema's own functions that a query calls. Others change nothing.
fn calls(schema: &mut Schema, query: &Query, followed: &mut Followed) {
    resolve::called_functions(query, |name, texts| {
        let is_own = !schema.find_routines(name).0.is_empty();
        if is_own || name.name.text == "set_config" {
            follow(schema, name, texts, None, followed);
        }
    });
}

/// The handler that catches a fault; `None` where that can't be known, or there is none.
fn handler_of<'h>(handlers: &'h [Handler], fault: &Fault) -> Option<&'h Handler> {
    for handler in handlers {
        let conditions = handler.conditions.iter();
        let catch: Vec<Option<bool>> = conditions
            .map(|condition| catches(condition, fault))
            .collect();
        if catch.contains(&Some(true)) {
            return Some(handler);
        }
        if catch.contains(&None) {
            return None;
        }
    }
    None
}

/// Whether statements may come to a `RAISE EXCEPTION` of their own.
fn may_fail(statements: &[BlockStatement]) -> bool {
    statements.iter().any(|own| match own {
        BlockStatement::Fail | BlockStatement::Again => true,
        BlockStatement::If(branches) => branches.iter().any(|(_, inner)| may_fail(inner)),
        BlockStatement::Perhaps(inner) => may_fail(inner),
        BlockStatement::Guarded {
            statements,
            handlers,
        } => may_fail(statements) || handlers.iter().any(|handler| may_fail(&handler.statements)),
        _ => false,
    })
}

/// Whether statements come to `RAISE;` for certain.
fn raises_again(statements: &[BlockStatement]) -> bool {
    let plain = statements.iter().take_while(|own| {
        matches!(
            own,
            BlockStatement::Again | BlockStatement::Sql(_) | BlockStatement::Call(..)
        )
    });
    plain.into_iter().any(|own| *own == BlockStatement::Again)
}

/// Whether a handler is for a fault, by the names that PL/pgSQL has for errors; `None` for those that
/// are not known here.
fn catches(condition: &str, fault: &Fault) -> Option<bool> {
    Some(match condition {
        "others" => true,
        "duplicate_object" | "42710" => matches!(
            fault.code,
            migrate_sql::codes::DUPLICATE_TYPE
                | migrate_sql::codes::DUPLICATE_CONSTRAINT
                | migrate_sql::codes::DUPLICATE_OBJECT
                | migrate_sql::codes::DUPLICATE_TRIGGER
                | migrate_sql::codes::DUPLICATE_TABLE
        ),
        "duplicate_table" | "42p07" => matches!(
            fault.code,
            migrate_sql::codes::DUPLICATE_TABLE
                | migrate_sql::codes::DUPLICATE_INDEX
                | migrate_sql::codes::DUPLICATE_CONSTRAINT
        ),
        "duplicate_column" | "42701" => fault.code == migrate_sql::codes::DUPLICATE_COLUMN,
        "duplicate_function" | "42723" => fault.code == migrate_sql::codes::DUPLICATE_FUNCTION,
        "duplicate_schema" | "42p06" => fault.code == migrate_sql::codes::DUPLICATE_OBJECT,
        "undefined_table" | "42p01" => {
            matches!(
                fault.code,
                migrate_sql::codes::UNKNOWN_TABLE
                    | migrate_sql::codes::UNKNOWN_INDEX
                    | migrate_sql::codes::UNKNOWN_OBJECT
            )
        }
        "undefined_column" | "42703" => fault.code == migrate_sql::codes::UNKNOWN_COLUMN,
        "undefined_object" | "42704" => fault.code.name().starts_with("unknown-"),
        "undefined_function" | "42883" => fault.code == migrate_sql::codes::UNKNOWN_FUNCTION,
        "invalid_table_definition" | "42p16" => {
            matches!(
                fault.code,
                migrate_sql::codes::INVALID_DEFINITION | migrate_sql::codes::SEVERAL_PRIMARY_KEYS
            )
        }
        "dependent_objects_still_exist" | "2bp01" => fault.code == migrate_sql::codes::STILL_NEEDED,
        _ => return None,
    })
}
