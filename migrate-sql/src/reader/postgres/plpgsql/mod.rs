//! The structure of PL/pgSQL: blocks, conditions, loops, and the statements between them.
//!
//! The server reads it when a function is created. What it would stumble over is found where that is
//! certain; where a text can't be followed any more it is not read.
mod declare;
mod leave;
mod repeat;
mod scope;
mod sql;

use super::variables::Variables;
use super::{Reader, condition, dynamic};
use crate::statement::{Block, BlockStatement, Handler, Name, QualifiedName, Span};
use crate::token::{Token, TokenKind};
pub(super) use scope::Frame;
use scope::Scopes;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

/// Reads the text of a function or `DO`; `None` where it can't be followed.
pub(super) fn read(outer: &Reader<'_>, range: Range<usize>, frame: Frame) -> Option<Block> {
    let mut tokens = crate::postgres::flat_tokens(&outer.text[range.clone()])?;
    for token in &mut tokens {
        token.span = token.span.start + range.start..token.span.end + range.start;
    }
    let mut reader = Reader::new(outer.text, &tokens, outer.dialect);
    reader.depth = outer.depth + 1;
    let mut body = Body {
        variables: Variables::of(&reader),
        scopes: Scopes::new(frame),
        reader,
        noted: OnceCell::new(),
        end: range.end,
    };
    let read = body.all();
    let (statements, problem) = match read {
        Ok(statements) => (statements, None),
        Err(Stop::Problem(span, message)) => {
            (vec![BlockStatement::Anything], Some((span, message)))
        }
        Err(Stop::Unread) => return None,
    };
    Some(Block {
        statements,
        types: body.scopes.types,
        problem: body.noted.into_inner().or(problem),
    })
}

/// Why nothing more is read.
enum Stop {
    /// The server would stumble here.
    Problem(Span, String),
    /// Nothing can be said.
    Unread,
}

type Read<T> = Result<T, Stop>;

struct Body<'a> {
    reader: Reader<'a>,
    /// What its variables may hold.
    variables: Variables,
    /// The blocks and loops around the place.
    scopes: Scopes,
    /// The first problem within a statement, behind which the structure is read on.
    noted: OnceCell<(Span, String)>,
    /// Where the text ends.
    end: usize,
}

/// What may end a list of statements.
const ENDS: &[&str] = &["end", "exception", "else", "elsif", "elseif", "when"];

impl<'a> Body<'a> {
    fn all(&mut self) -> Read<Vec<BlockStatement>> {
        while self.reader.eat_symbol("#") {
            self.reader.at += 2;
        }
        let label = self.label()?;
        let statements = self.block(label)?;
        self.reader.eat_symbol(";");
        match self.reader.is_end() {
            true => Ok(statements),
            false => Err(self.unexpected("the end of the body")),
        }
    }

    /// A block behind its label, up to the one at its end.
    fn block(&mut self, label: Option<Name>) -> Read<Vec<BlockStatement>> {
        if self.reader.depth > 60 {
            return Err(Stop::Unread);
        }
        self.reader.depth += 1;
        self.scopes.enter(label, false);
        if self.reader.is_word("declare") {
            self.declarations()?;
        }
        if !self.reader.eat("begin") {
            return Err(self.unexpected("`BEGIN`"));
        }
        let mut statements = self.statements()?;
        if self.reader.eat("exception") {
            self.scopes.declare("sqlstate");
            self.scopes.declare("sqlerrm");
            let handlers = self.handlers()?;
            statements = vec![BlockStatement::Guarded {
                statements,
                handlers,
            }];
        }
        if !self.reader.eat("end") {
            return Err(self.unexpected("`END`"));
        }
        if !self.reader.is_symbol(";") && !self.reader.is_end() {
            let is_other = self.reader.is_any_word(&["if", "loop", "case"]);
            if is_other || self.reader.name().is_none() {
                return Err(self.unexpected("`;` behind the `END` of the block"));
            }
        }
        self.reader.depth -= 1;
        self.scopes.leave();
        Ok(statements)
    }

    /// `<<name>>`, if it comes next.
    fn label(&mut self) -> Read<Option<Name>> {
        if !self.reader.eat_symbol("<<") {
            return Ok(None);
        }
        let name = self.reader.name().ok_or(Stop::Unread)?;
        match self.reader.eat_symbol(">>") {
            true => Ok(Some(name)),
            false => Err(self.unexpected("`>>`")),
        }
    }

    fn statements(&mut self) -> Read<Vec<BlockStatement>> {
        let mut statements = Vec::new();
        while !self.reader.is_end() && !self.is_end_of_list() {
            self.statement(&mut statements)?;
        }
        Ok(statements)
    }

    /// Whether a keyword comes that ends a list of statements. A variable may have the name of one
    /// that is not reserved.
    fn is_end_of_list(&self) -> bool {
        let is_assignment = [":=", "=", ".", "["]
            .iter()
            .any(|symbol| self.reader.is_symbol_at(1, symbol));
        self.reader.is_any_word(ENDS) && (self.reader.is_word("end") || !is_assignment)
    }

    fn statement(&mut self, into: &mut Vec<BlockStatement>) -> Read<()> {
        if let Some(sign) = self.assigned() {
            return self.assignment(sign);
        }
        let label = self.label()?;
        if self.reader.is_any_word(&["declare", "begin"]) {
            let inner = self.block(label)?;
            into.extend(inner);
            return self.semicolon("the `END` of the block");
        }
        if self.reader.eat("if") {
            return self.condition(into);
        }
        if self.reader.eat("case") {
            return self.case(into);
        }
        if self
            .reader
            .is_any_word(&["loop", "while", "for", "foreach"])
        {
            return self.repeat(label, into);
        }
        let start = self.reader.at;
        let what = format!("`{}`", self.reader.written(0));
        match self.reader.is_word("create").then(|| self.end_of_create()) {
            Some(Some(end)) => self.reader.at = end,
            _ => self.until_semicolon(&what)?,
        }
        let tokens = &self.reader.tokens[start..self.reader.at];
        self.reader.at += 1;
        let Some(first) = tokens.first() else {
            // The server takes no empty statement.
            return Err(self.unexpected_at(start, "a statement"));
        };
        self.plain(first, tokens, into)
    }

    /// Finds the end of a `CREATE` that holds statements: a rule's in brackets, those of a function
    /// between `BEGIN ATOMIC` and `END`. Nothing for one that holds none.
    fn end_of_create(&self) -> Option<usize> {
        let (mut depth, mut atomic, mut holds) = (0_usize, 0_usize, false);
        let mut reader = self.reader.clone();
        while !reader.is_end() {
            if reader.is_symbol("(") {
                depth += 1;
            } else if reader.is_symbol(")") {
                depth = depth.checked_sub(1)?;
            } else if reader.is_words("begin atomic") || atomic > 0 && reader.is_word("case") {
                atomic += 1;
            } else if atomic > 0 && reader.is_word("end") {
                atomic -= 1;
            } else if reader.is_symbol(";") {
                if depth == 0 && atomic == 0 {
                    return holds.then_some(reader.at);
                }
                holds = true;
            }
            reader.at += 1;
        }
        None
    }

    /// A statement that holds no others.
    fn plain(
        &self,
        first: &Token,
        tokens: &'a [Token],
        into: &mut Vec<BlockStatement>,
    ) -> Read<()> {
        let text = self.reader.text;
        let word = match first.kind {
            TokenKind::Word => text[first.span.clone()].to_ascii_lowercase(),
            TokenKind::QuotedName => return Ok(()),
            _ if first.is_symbol(text, "(") => String::new(),
            _ => return Err(Stop::Unread),
        };
        let mut reader = Reader::new(text, tokens, self.reader.dialect);
        reader.at = 1;
        match &*word {
            "return" if reader.is_any_word(&["next", "query"]) => {
                self.note(self.returned(tokens))?
            }
            "return" => {
                self.note(self.returned(tokens))?;
                into.push(BlockStatement::Leave);
            }
            "exit" | "continue" => {
                self.note(self.left(tokens))?;
                into.push(BlockStatement::Leave);
            }
            "raise" => {
                self.note(self.raised(tokens))?;
                const LEVELS: &[&str] = &["debug", "log", "info", "notice", "warning"];
                if reader.is_end() {
                    into.push(BlockStatement::Again);
                } else if !reader.is_any_word(LEVELS) {
                    into.push(BlockStatement::Fail);
                }
            }
            "fetch" => self.note(self.known_targets(tokens))?,
            "null" | "assert" | "open" | "move" | "close" | "get" => {}
            "commit" | "rollback" => {}
            "perform" => {
                self.note(self.expression(&tokens[1..], first))?;
                into.extend(call(&reader));
            }
            "execute" => {
                self.note(self.executed(tokens))?;
                into.extend(dynamic::execute(&mut reader, &self.variables));
            }
            _ => {
                self.note(self.sql_with_into(tokens))?;
                let tokens = without_into(&reader, &word);
                let statement = super::super::statement(text, &tokens, self.reader.dialect);
                into.push(BlockStatement::Sql(statement));
            }
        }
        Ok(())
    }

    /// How far on the sign of an assignment is, if one comes: `a :=`, `a.b[1] =`.
    fn assigned(&self) -> Option<usize> {
        let mut ahead = self.reader.clone();
        ahead.at += 1;
        loop {
            if ahead.eat_symbol(".") {
                ahead.name()?;
            } else if ahead.eat_symbol("[") {
                ahead.skip_until(|reader| reader.is_symbol(";"));
                ahead.expect_symbol("]")?;
            } else {
                break;
            }
        }
        let is_sign = ahead.is_symbol(":=") || ahead.is_symbol("=");
        is_sign.then_some(ahead.at - self.reader.at)
    }

    /// Reads an assignment whose sign is so far on.
    fn assignment(&mut self, sign: usize) -> Read<()> {
        let what = format!("the value of `{}`", self.reader.written(0));
        let mut target = self.reader.clone();
        self.note(self.target(&mut target).map(|_| ()))?;
        self.reader.at += sign + 1;
        let start = self.reader.at;
        self.until_semicolon(&what)?;
        let value = &self.reader.tokens[start..self.reader.at];
        let mut depth = 0_i32;
        for token in value {
            let is = |symbol| token.is_symbol(self.reader.text, symbol);
            if is("(") || is("[") {
                depth += 1;
            } else if is(")") || is("]") {
                depth -= 1;
            } else if depth == 0 && is(":=") {
                let message = format!("a `;` is missing behind {what}");
                return Err(Stop::Problem(token.span.clone().into(), message));
            }
        }
        // The server takes no value at all for one here.
        if !value.is_empty() {
            self.note(self.expression(value, &self.reader.tokens[start - 1]))?;
        }
        self.reader.at += 1;
        Ok(())
    }

    /// Behind `IF`.
    fn condition(&mut self, into: &mut Vec<BlockStatement>) -> Read<()> {
        let mut branches = Vec::new();
        let first = self.expression_until("then", "`IF`")?;
        let condition = condition::condition(&self.reader, first);
        branches.push((Some(condition), self.statements()?));
        loop {
            if self.reader.eat_any(&["elsif", "elseif"]).is_some() {
                let next = self.expression_until("then", "`ELSIF`")?;
                let condition = condition::condition(&self.reader, next);
                branches.push((Some(condition), self.statements()?));
            } else if self.reader.eat("else") {
                branches.push((None, self.statements()?));
                break;
            } else {
                break;
            }
        }
        self.closing("if", "IF")?;
        into.push(BlockStatement::If(branches));
        Ok(())
    }

    /// Behind `CASE`.
    fn case(&mut self, into: &mut Vec<BlockStatement>) -> Read<()> {
        let mut inner = Vec::new();
        if !self.reader.is_word("when") {
            self.until_word("when", "`CASE`")?;
            self.reader.at -= 1;
        }
        while self.reader.eat("when") {
            self.until_word("then", "`WHEN`")?;
            inner.extend(self.statements()?);
        }
        if self.reader.eat("else") {
            inner.extend(self.statements()?);
        }
        self.closing("case", "CASE")?;
        into.push(BlockStatement::Perhaps(inner));
        Ok(())
    }

    /// A loop behind its label.
    fn repeat(&mut self, label: Option<Name>, into: &mut Vec<BlockStatement>) -> Read<()> {
        self.scopes.enter(label, true);
        let what = format!("`{}`", self.reader.written(0).to_ascii_uppercase());
        let head = self.until_word("loop", &what)?;
        let judged = self.loop_head(head);
        self.note(judged)?;
        let inner = self.statements()?;
        if !self.reader.is_word("end") {
            return Err(self.unexpected("`END LOOP`"));
        }
        self.reader.at += 1;
        if !self.reader.eat("loop") {
            return Err(self.unexpected("`LOOP` behind `END` (a loop is still open)"));
        }
        if !self.reader.is_symbol(";") {
            self.reader.name();
        }
        self.scopes.leave();
        self.semicolon("`END LOOP`")?;
        into.push(BlockStatement::Perhaps(inner));
        Ok(())
    }

    /// `END IF;`.
    fn closing(&mut self, word: &str, shown: &str) -> Read<()> {
        if !self.reader.is_word("end") {
            return Err(self.unexpected(&format!("`END {shown}`")));
        }
        self.reader.at += 1;
        if !self.reader.eat(word) {
            let wanted = format!("`{shown}` behind `END` (`{shown}` is still open)");
            return Err(self.unexpected(&wanted));
        }
        self.semicolon(&format!("`END {shown}`"))
    }

    fn handlers(&mut self) -> Read<Vec<Handler>> {
        let mut handlers = Vec::new();
        while self.reader.eat("when") {
            let range = self.until_word("then", "`WHEN`")?;
            let tokens = self.reader.tokens[range].iter();
            let words = tokens.filter(|token| token.kind != TokenKind::Symbol);
            let words = words.map(|token| {
                let written = &self.reader.text[token.span.clone()];
                written.trim_matches('\'').to_ascii_lowercase()
            });
            let is_name = |word: &String| word != "or" && word != "sqlstate";
            let conditions = words.filter(is_name).collect();
            handlers.push(Handler {
                conditions,
                statements: self.statements()?,
            });
        }
        match handlers.is_empty() {
            true => Err(self.unexpected("`WHEN`")),
            false => Ok(handlers),
        }
    }

    /// Reads an expression up to a keyword, and past that.
    fn expression_until(&mut self, word: &str, what: &str) -> Read<Range<usize>> {
        let range = self.until_word(word, what)?;
        let before = &self.reader.tokens[range.start - 1];
        self.note(self.expression(&self.reader.tokens[range.clone()], before))?;
        Ok(range)
    }

    /// Reads up to the `;` that ends what was begun, and stays before it.
    fn until_semicolon(&mut self, what: &str) -> Read<()> {
        self.until(";", what).map(|_| ())
    }

    /// Reads up to a keyword and past it; what stands before it.
    fn until_word(&mut self, word: &str, what: &str) -> Read<Range<usize>> {
        let range = self.until(word, what)?;
        self.reader.at += 1;
        Ok(range)
    }

    fn until(&mut self, wanted: &str, what: &str) -> Read<Range<usize>> {
        let start = self.reader.at;
        let (mut depth, mut has_case) = (0_usize, false);
        while let Some(token) = self.reader.token(0) {
            let reader = &self.reader;
            if depth == 0 && (reader.is_word(wanted) || reader.is_symbol(wanted)) {
                return Ok(start..reader.at);
            }
            if reader.is_symbol(";") {
                let message = match depth {
                    0 => format!("there is no `{}` behind {what}", wanted.to_uppercase()),
                    _ => format!("a bracket is still open where {what} ends"),
                };
                return Err(Stop::Problem(token.span.clone().into(), message));
            }
            has_case |= reader.is_word("case");
            let ends = reader.is_words("end if") || reader.is_words("end loop");
            if wanted == ";" && depth == 0 && !has_case && reader.at > start && ends {
                let message = format!("a `;` is missing behind {what}");
                return Err(Stop::Problem(token.span.clone().into(), message));
            }
            if reader.is_symbol("(") || reader.is_symbol("[") {
                depth += 1;
            } else if reader.is_symbol(")") || reader.is_symbol("]") {
                if depth == 0 {
                    return Err(Stop::Problem(
                        token.span.clone().into(),
                        format!("a bracket is closed in {what} that was not opened"),
                    ));
                }
                depth -= 1;
            }
            self.reader.at += 1;
        }
        Err(self.unexpected(&format!("`{}` behind {what}", wanted.to_uppercase())))
    }

    fn semicolon(&mut self, behind: &str) -> Read<()> {
        match self.reader.eat_symbol(";") {
            true => Ok(()),
            false => Err(self.unexpected(&format!("`;` behind {behind}"))),
        }
    }

    /// Takes note of a problem within a statement, and reads on.
    fn note(&self, judged: Read<()>) -> Read<()> {
        match judged {
            Err(Stop::Problem(span, message)) => {
                _ = self.noted.set((span, message));
                Ok(())
            }
            other => other,
        }
    }

    fn unexpected(&self, wanted: &str) -> Stop {
        self.unexpected_at(self.reader.at, wanted)
    }

    fn unexpected_at(&self, at: usize, wanted: &str) -> Stop {
        match self.reader.tokens.get(at) {
            Some(token) => {
                let written = &self.reader.text[token.span.clone()];
                let message = format!("expected {wanted}, found `{written}`");
                Stop::Problem(token.span.clone().into(), message)
            }
            None => {
                let last = self.reader.tokens.last().map(|token| token.span.clone());
                let span = last.unwrap_or(self.end..self.end);
                Stop::Problem(
                    span.into(),
                    format!("the body ends here: expected {wanted}"),
                )
            }
        }
    }
}

/// A query's tokens without `INTO a, b`, which names variables.
fn without_into<'a>(reader: &Reader<'a>, word: &str) -> Cow<'a, [Token]> {
    let tokens = reader.tokens;
    if !matches!(word, "select" | "with") {
        return Cow::Borrowed(tokens);
    }
    let mut ahead = reader.clone();
    ahead.skip_until(|reader| {
        let before = reader.tokens.get(reader.at.wrapping_sub(1));
        let is_target = before.is_some_and(|token| {
            ["insert", "merge"]
                .iter()
                .any(|word| token.is_word(reader.text, word))
        });
        reader.is_word("into") && !is_target
    });
    let start = ahead.at;
    if !ahead.eat("into") {
        return Cow::Borrowed(tokens);
    }
    ahead.eat("strict");
    let targets = ahead.list(|reader| {
        reader.qualified_name()?;
        while reader.eat_symbol("[") {
            reader.skip_until(|reader| reader.is_symbol("]"));
            reader.expect_symbol("]")?;
        }
        Some(())
    });
    match targets {
        Some(_) => Cow::Owned([&tokens[..start], &tokens[ahead.at..]].concat()),
        None => Cow::Borrowed(tokens),
    }
}

/// What `PERFORM` calls.
fn call(reader: &Reader<'_>) -> Option<BlockStatement> {
    let mut ahead = reader.clone();
    let name: QualifiedName = ahead.qualified_name()?;
    if !ahead.is_symbol("(") {
        return None;
    }
    let mut texts = Vec::new();
    while !ahead.is_end() {
        match ahead.string() {
            Some(text) => texts.push(text),
            None => ahead.at += 1,
        }
    }
    Some(BlockStatement::Call(name, texts))
}
