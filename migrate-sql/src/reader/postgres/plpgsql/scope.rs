//! The names that a body of PL/pgSQL can use: variables, labels, and what the function gives back.
use crate::statement::{CreateRoutine, Name, TypeName};
use std::collections::BTreeSet;

/// What the function around a body says of it.
pub(in crate::reader::postgres) struct Frame {
    gives: Gives,
    /// The variables that are there before the body declares any.
    names: BTreeSet<String>,
    /// The function, whose name is a label.
    label: Option<String>,
}

/// What a function gives back, and so what may follow its `RETURN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gives {
    /// Nothing: `DO`, `RETURNS void`.
    Nothing,
    /// Nothing, since it is a procedure.
    NothingAsProcedure,
    /// One value.
    Value,
    /// What its `OUT` parameters hold.
    Outputs,
    /// Rows; whether they are what its `OUT` parameters hold.
    Rows(bool),
}

impl Frame {
    /// The frame of a `DO`.
    pub(in crate::reader::postgres) fn of_block() -> Self {
        Self {
            gives: Gives::Nothing,
            names: BTreeSet::from(["found".to_owned()]),
            label: None,
        }
    }

    /// The frame of a function or procedure.
    pub(in crate::reader::postgres) fn of_routine(routine: &CreateRoutine) -> Self {
        const OF_TRIGGERS: &[&str] = &[
            "new",
            "old",
            "tg_argv",
            "tg_level",
            "tg_name",
            "tg_nargs",
            "tg_op",
            "tg_relid",
            "tg_relname",
            "tg_table_name",
            "tg_table_schema",
            "tg_when",
        ];
        let named = routine.arguments.iter();
        let named = named.filter_map(|argument| argument.name.as_ref());
        let columns = routine.returns_table.iter().map(|(name, _)| name);
        let mut names: BTreeSet<String> =
            named.chain(columns).map(|name| name.text.clone()).collect();
        names.insert("found".to_owned());
        if returns(routine, "trigger") {
            names.extend(OF_TRIGGERS.iter().map(|name| (*name).to_owned()));
        }
        if returns(routine, "event_trigger") {
            names.extend(["tg_event", "tg_tag"].map(str::to_owned));
        }
        let is_output = |mode: &str| matches!(mode, "out" | "inout");
        let mut modes = routine.arguments.iter().map(|argument| argument.mode);
        let has_outputs = modes.any(is_output) || !routine.returns_table.is_empty();
        let returns_set = routine.returns.as_ref().is_some_and(|own| own.set_of);
        let gives = if returns_set || !routine.returns_table.is_empty() {
            Gives::Rows(has_outputs)
        } else if returns(routine, "void") || returns(routine, "event_trigger") {
            Gives::Nothing
        } else if has_outputs {
            Gives::Outputs
        } else if routine.what == "procedure" {
            Gives::NothingAsProcedure
        } else {
            Gives::Value
        };
        Self {
            gives,
            names,
            label: Some(routine.name.name.text.clone()),
        }
    }
}

/// Whether a function returns this type of the engine's own.
fn returns(routine: &CreateRoutine, name: &str) -> bool {
    routine.returns.as_ref().is_some_and(|own| {
        let is_own = own
            .name
            .namespace()
            .is_none_or(|it| it.text == "pg_catalog");
        is_own && own.name.name.text == name && own.dimensions == 0 && !own.set_of
    })
}

/// The blocks and loops around a place, the innermost last.
pub(super) struct Scopes {
    pub(super) gives: Gives,
    levels: Vec<Level>,
    /// The types of the variables.
    pub(super) types: Vec<TypeName>,
}

struct Level {
    names: BTreeSet<String>,
    label: Option<String>,
    is_loop: bool,
}

impl Scopes {
    pub(super) fn new(frame: Frame) -> Self {
        Self {
            gives: frame.gives,
            levels: vec![Level {
                names: frame.names,
                label: frame.label,
                is_loop: false,
            }],
            types: Vec::new(),
        }
    }

    /// Enters a block or loop.
    pub(super) fn enter(&mut self, label: Option<Name>, is_loop: bool) {
        self.levels.push(Level {
            names: BTreeSet::new(),
            label: label.map(|name| name.text),
            is_loop,
        });
    }

    /// Leaves the innermost block or loop.
    pub(super) fn leave(&mut self) {
        self.levels.pop();
    }

    /// Adds a variable to the innermost level. Says whether there was none of that name.
    pub(super) fn declare(&mut self, name: &str) -> bool {
        let last = self.levels.last_mut();
        last.is_none_or(|level| level.names.insert(name.to_owned()))
    }

    /// Whether a name may be the start of a variable: one by itself, or the label before one.
    pub(super) fn knows(&self, name: &str, is_qualified: bool) -> bool {
        self.levels.iter().any(|level| {
            level.names.contains(name) || is_qualified && level.label.as_deref() == Some(name)
        })
    }

    /// Whether a block or loop around the place has this label.
    pub(super) fn has_label(&self, name: &str) -> bool {
        let mut labels = self
            .levels
            .iter()
            .filter_map(|level| level.label.as_deref());
        labels.any(|label| label == name)
    }

    /// Whether the place is within a loop.
    pub(super) fn is_in_loop(&self) -> bool {
        self.levels.iter().any(|level| level.is_loop)
    }
}
