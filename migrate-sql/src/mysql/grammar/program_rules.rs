//! What both servers refuse of a stored program though its grammar is right: statements that its kind
//! can't have, and names that it does not declare. Each is an error when the program is made
//! (<https://mariadb.com/kb/en/stored-routine-limitations/>, errors 1303 to 1338, 1362, 1415 and 1422);
//! the servers are asked in `tests/tests/refusals.rs`.
use super::{Parse, Parser, Stop};
use crate::token::TokenKind;

/// What kind of stored program a body is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Procedure,
    Function,
    /// Whether it runs after the row has changed.
    Trigger {
        is_after: bool,
    },
    Event,
}

/// The stored program whose body is read.
#[derive(Debug)]
pub(super) struct Program {
    kind: Kind,
    /// The blocks around the position, the parameters' first.
    blocks: Vec<Block>,
    /// The labels around the position; none of a block or loop without one.
    labels: Vec<Label>,
    has_return: bool,
    /// How many handlers are around the position: from there, labels are not in reach.
    handlers: usize,
}

/// What is declared between a `BEGIN` and its `END`, in small letters.
#[derive(Debug, Default)]
struct Block {
    variables: Vec<String>,
    conditions: Vec<String>,
    cursors: Vec<String>,
    has_handler: bool,
}

#[derive(Debug)]
struct Label {
    name: Option<String>,
    is_loop: bool,
}

impl Program {
    /// A program before its body; `parameters` are their names.
    pub fn new(kind: Kind, parameters: Vec<String>) -> Self {
        let outermost = Block {
            variables: parameters,
            ..Block::default()
        };
        Self {
            kind,
            blocks: vec![outermost],
            labels: Vec::new(),
            has_return: false,
            handlers: 0,
        }
    }

    /// Whether it runs within another statement, which it must not end or answer.
    fn is_within_statement(&self) -> bool {
        matches!(self.kind, Kind::Function | Kind::Trigger { .. })
    }

    fn word(&self) -> &'static str {
        match self.kind {
            Kind::Procedure => "procedure",
            Kind::Function => "function",
            Kind::Trigger { .. } => "trigger",
            Kind::Event => "event",
        }
    }

    fn has(&self, of: impl Fn(&Block) -> &Vec<String>, name: &str) -> bool {
        let mut blocks = self.blocks.iter();
        blocks.any(|block| of(block).iter().any(|known| known == name))
    }
}

impl Parser<'_> {
    /// A name as it is compared.
    pub(super) fn folded(&self, at: usize) -> String {
        let token = self.tokens.get(at);
        let written = token.map_or("", |token| &self.text[token.span.clone()]);
        written.trim_matches('`').to_lowercase()
    }

    /// The servers refuse what stands at `at`.
    fn fault<T>(&self, at: usize, message: String, help: &'static str) -> Parse<T> {
        let message = Some(message);
        Err(Stop::Refused { at, message, help })
    }

    /// Judges the statement of a body that begins at the position.
    pub(super) fn judge_statement(&mut self) -> Parse {
        let Some(program) = &self.program else {
            return Ok(());
        };
        let (kind, word, at) = (program.kind, program.word(), self.at);
        let is_within = program.is_within_statement();
        if self.peeks(0, "RETURN") && kind != Kind::Function {
            let message = format!("only a function can return, and this is a stored {word}");
            return self.fault(at, message, "leave a labelled block with `LEAVE label`");
        }
        let is_lock =
            self.peeks_any(0, &["LOCK", "UNLOCK"]) && self.peeks_any(1, &["TABLE", "TABLES"]);
        if self.peeks(0, "USE")
            || is_lock
            || (self.peeks(0, "LOAD") && self.peeks_any(1, &["DATA", "XML"]))
        {
            let message = format!("`{}` is not allowed in a stored program", self.upper(at));
            return self.fault(at, message, "write it into the script itself");
        }
        if is_within && self.answers() {
            let message = format!("a {word} can't return rows");
            return self.fault(at, message, "put them into variables: `SELECT … INTO …`");
        }
        if is_within && self.commits() {
            let message = format!(
                "`{}` commits, which is not allowed in a {word}",
                self.upper(at)
            );
            return self.fault(
                at,
                message,
                "write it into a procedure, or into the script itself",
            );
        }
        if is_within && self.peeks_any(0, &["PREPARE", "EXECUTE", "DEALLOCATE"]) {
            let message = format!("a {word} can't run dynamic SQL");
            return self.fault(at, message, "write it into a procedure");
        }
        match kind {
            Kind::Trigger { is_after } if self.peeks(0, "SET") => self.judge_rows(is_after),
            _ => Ok(()),
        }
    }

    /// Judges the query of a view, which begins at the position. MySQL does not look into a common table
    /// expression that nothing selects from.
    pub(super) fn judge_view(&self) -> Parse {
        let is_word = |at: usize, words: &[&str]| words.contains(&&*self.upper(at));
        let begins_cte =
            |at: usize| is_word(at, &["WITH"]) && !is_word(at + 1, &["CASCADED", "LOCAL", "CHECK"]);
        if self.rest_of_statement().any(begins_cte) {
            return Ok(());
        }
        let is_variable = |at: &usize| {
            let token = &self.tokens[*at];
            token.kind == TokenKind::Word && self.text[token.span.clone()].starts_with('@')
        };
        match self.rest_of_statement().find(is_variable) {
            Some(at) => {
                let message = "a view can't have a variable in it".to_owned();
                self.fault(
                    at,
                    message,
                    "write its value, or select it where the view is used",
                )
            }
            None => Ok(()),
        }
    }

    fn upper(&self, at: usize) -> String {
        self.folded(at).to_uppercase()
    }

    /// Whether the statement is a query whose rows go to the client.
    fn answers(&self) -> bool {
        let mut ahead = 0;
        while self.peeks_symbol(ahead, "(") {
            ahead += 1;
        }
        let is_query = self.peeks_any(ahead, &["SELECT", "WITH"]);
        let mut rest = self.rest_of_statement();
        (is_query && !rest.any(|at| self.is_word_at(at, "INTO")) && !self.changes_rows())
            || self.peeks(0, "SHOW")
    }

    /// Whether a statement that begins with `WITH` changes rows.
    fn changes_rows(&self) -> bool {
        let mut rest = self.rest_of_statement();
        rest.any(|at| {
            ["UPDATE", "DELETE", "INSERT"]
                .iter()
                .any(|word| self.is_word_at(at, word))
        }) && !self.peeks(0, "SELECT")
    }

    fn is_word_at(&self, at: usize, word: &str) -> bool {
        self.tokens[at].is_word(self.text, word)
    }

    /// The places of the statement's tokens.
    fn rest_of_statement(&self) -> impl Iterator<Item = usize> + '_ {
        let rest = self.at..self.tokens.len();
        rest.take_while(|at| !self.tokens[*at].is_symbol(self.text, ";"))
    }

    /// Whether the statement ends the transaction.
    fn commits(&self) -> bool {
        let is_back_to = self.peeks(1, "TO") || self.peeks(2, "TO");
        let is_temporary = (1..4).any(|ahead| self.peeks(ahead, "TEMPORARY"));
        self.peeks(0, "COMMIT")
            || (self.peeks(0, "ROLLBACK") && !is_back_to)
            || (self.peeks(0, "START") && self.peeks(1, "TRANSACTION"))
            || (self.peeks_any(0, &["CREATE", "DROP"])
                && !is_temporary
                && !self.peeks(1, "PREPARE"))
            || (self.peeks(0, "ALTER") && self.peeks(1, "TABLE"))
            || self.peeks(0, "TRUNCATE")
    }

    /// Judges what a trigger's `SET` gives a value to.
    fn judge_rows(&self, is_after: bool) -> Parse {
        let mut depth = 0usize;
        let mut begins = false;
        for at in self.rest_of_statement().collect::<Vec<_>>() {
            let token = &self.tokens[at];
            let is = |symbol| token.is_symbol(self.text, symbol);
            depth += usize::from(is("("));
            depth = depth.saturating_sub(usize::from(is(")")));
            let row = self.folded(at);
            let is_row = begins
                && self
                    .tokens
                    .get(at + 1)
                    .is_some_and(|next| next.is_symbol(self.text, "."));
            let is_declared = || {
                let program = self.program.as_ref();
                program.is_some_and(|program| program.has(|block| &block.variables, &row))
            };
            if is_row && row == "old" && !is_declared() {
                let help = "only `NEW` can change, before the row does";
                return self.fault(at, "the old row can't be changed".to_owned(), help);
            }
            if is_row && row == "new" && is_after && !is_declared() {
                let message = "the new row can't be changed after it was written".to_owned();
                return self.fault(at, message, "write a `BEFORE` trigger");
            }
            begins = depth == 0 && (is(",") || self.is_word_at(at, "SET"));
        }
        Ok(())
    }

    /// Enters a block or a loop; `label` is where its label stands.
    pub(super) fn enter(&mut self, label: Option<usize>, is_loop: bool) -> Parse {
        let name = label.map(|at| self.folded(at));
        let Some(program) = &mut self.program else {
            return Ok(());
        };
        let is_again = |known: &Label| known.name.is_some() && known.name == name;
        if program.handlers == 0 && program.labels.iter().any(is_again) {
            let message = format!(
                "there is a label `{}` around this one",
                name.unwrap_or_default()
            );
            return self.fault(label.unwrap_or(self.at), message, "give it another name");
        }
        program.labels.push(Label { name, is_loop });
        program.blocks.push(Block::default());
        Ok(())
    }

    /// Leaves a block or a loop.
    pub(super) fn leave(&mut self) {
        if let Some(program) = &mut self.program {
            program.labels.pop();
            program.blocks.pop();
        }
    }

    /// Judges the label behind an `END`.
    pub(super) fn judge_end_label(&self, at: usize) -> Parse {
        let label = self
            .program
            .as_ref()
            .and_then(|program| program.labels.last());
        match label {
            Some(label) if label.name.as_deref() != Some(&*self.folded(at)) => {
                let message = format!("`{}` is not the label of this block", self.folded(at));
                self.fault(at, message, "write the label before its beginning, or none")
            }
            _ => Ok(()),
        }
    }

    /// Judges the label of `LEAVE` and `ITERATE`, which stands at the position.
    pub(super) fn judge_label(&self, is_iterate: bool) -> Parse {
        let Some(program) = self
            .program
            .as_ref()
            .filter(|program| program.handlers == 0)
        else {
            return Ok(());
        };
        let name = self.folded(self.at);
        let is_it = |label: &Label| label.name.as_deref() == Some(&*name);
        let fits = |label: &Label| is_it(label) && (label.is_loop || !is_iterate);
        if program.labels.iter().any(fits) {
            return Ok(());
        }
        let what = if is_iterate { "loop" } else { "block or loop" };
        let message = format!("no {what} around it has the label `{name}`");
        self.fault(self.at, message, "write `label:` before its beginning")
    }

    /// A handler's statement begins or has ended.
    pub(super) fn in_handler(&mut self, begins: bool) {
        if let Some(program) = &mut self.program {
            program.handlers = if begins {
                program.handlers + 1
            } else {
                program.handlers - 1
            };
        }
    }

    /// A function has returned.
    pub(super) fn returned(&mut self) {
        if let Some(program) = &mut self.program {
            program.has_return = true;
        }
    }

    /// Judges a whole body; `at` is where the program's kind stands.
    pub(super) fn judge_body(&mut self, at: usize) -> Parse {
        let Some(program) = self.program.take() else {
            return Ok(());
        };
        if program.kind == Kind::Function && !program.has_return && self.not_read.is_none() {
            let message = "the function never returns".to_owned();
            return self.fault(at, message, "write `RETURN value` at its end");
        }
        Ok(())
    }

    /// Takes a handler into the innermost block.
    pub(super) fn declare_handler(&mut self) {
        if let Some(block) = self.innermost() {
            block.has_handler = true;
        }
    }

    /// Takes a variable into the innermost block; its name stands at `at`.
    pub(super) fn declare_variable(&mut self, at: usize) -> Parse {
        self.declare_in(at, "variable", |block| &mut block.variables)
    }

    /// Takes a condition in.
    pub(super) fn declare_condition(&mut self, at: usize) -> Parse {
        self.declare_in(at, "condition", |block| &mut block.conditions)
    }

    /// Takes a cursor in.
    pub(super) fn declare_cursor(&mut self, at: usize) -> Parse {
        self.declare_in(at, "cursor", |block| &mut block.cursors)
    }

    fn declare_in(
        &mut self,
        at: usize,
        what: &'static str,
        of: impl Fn(&mut Block) -> &mut Vec<String>,
    ) -> Parse {
        let name = self.folded(at);
        let Some(block) = self.innermost() else {
            return Ok(());
        };
        let is_late = block.has_handler || (what != "cursor" && !block.cursors.is_empty());
        if is_late {
            let message = format!("a {what} is declared after a cursor or a handler");
            let help = "declare variables and conditions first, then cursors, then handlers";
            return self.fault(at, message, help);
        }
        if of(block).contains(&name) {
            let message = format!("there is already a {what} `{name}` in this block");
            return self.fault(at, message, "give it another name");
        }
        of(block).push(name);
        Ok(())
    }

    fn innermost(&mut self) -> Option<&mut Block> {
        self.program.as_mut()?.blocks.last_mut()
    }

    /// Judges the cursor that stands at `at`. In MariaDB 12 it may be a variable.
    pub(super) fn judge_cursor(&self, at: usize) -> Parse {
        let is_known = |program: &Program, name: &str| {
            program.has(|block| &block.cursors, name) || program.has(|block| &block.variables, name)
        };
        self.judge_name(
            at,
            "cursor",
            "declare it: `DECLARE c CURSOR FOR SELECT …`",
            is_known,
        )
    }

    /// Judges the condition at `at`.
    pub(super) fn judge_condition(&self, at: usize) -> Parse {
        let is_known = |program: &Program, name: &str| program.has(|block| &block.conditions, name);
        let help =
            "declare it, `DECLARE c CONDITION FOR SQLSTATE '…'`, or write `SQLSTATE '…'` here";
        self.judge_name(at, "condition", help, is_known)
    }

    /// Judges the variable at `at` that a row is fetched into.
    pub(super) fn judge_variable(&self, at: usize) -> Parse {
        let is_known = |program: &Program, name: &str| program.has(|block| &block.variables, name);
        let help = "declare it at the beginning of the block: `DECLARE a INT`";
        self.judge_name(at, "variable", help, is_known)
    }

    fn judge_name(
        &self,
        at: usize,
        what: &'static str,
        help: &'static str,
        is_known: impl Fn(&Program, &str) -> bool,
    ) -> Parse {
        let is_name = matches!(
            self.tokens.get(at).map(|token| token.kind),
            Some(TokenKind::Word | TokenKind::QuotedName)
        );
        let name = self.folded(at);
        // It may be declared in what was not read.
        let program = self
            .program
            .as_ref()
            .filter(|_| is_name && self.not_read.is_none());
        match program {
            Some(program) if !is_known(program, &name) => {
                self.fault(at, format!("there is no {what} `{name}`"), help)
            }
            _ => Ok(()),
        }
    }
}
