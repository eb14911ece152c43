//! Lines and values, written.
use super::values::Kept;
use crate::Schema;
use crate::model::{ColumnId, ObjectId, Piece};
use std::fmt::Write as _;

/// What is written so far.
pub(super) struct Writer<'s> {
    schema: &'s Schema,
    text: String,
    /// Whose columns are meant.
    pub(super) owner: Option<ObjectId>,
}

impl<'s> Writer<'s> {
    pub(super) fn new(schema: &'s Schema) -> Self {
        Self {
            schema,
            text: String::new(),
            owner: None,
        }
    }

    pub(super) fn finish(mut self) -> String {
        self.text.push('\n');
        self.text
    }

    /// Starts a line.
    pub(super) fn line(&mut self, depth: usize, start: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(&"  "[..depth * 2]);
        self.text.push_str(start);
    }

    /// A field that has a value, unless it is what is assumed.
    pub(super) fn value<T: Kept>(&mut self, field: &str, value: &T) {
        if value.is_assumed() {
            return;
        }
        self.flag(field, true);
        if !T::IS_FLAG {
            self.text.push('=');
            value.put(self);
        }
    }

    /// A field that is there or not.
    pub(super) fn flag(&mut self, field: &str, holds: bool) {
        if holds {
            if !self.text.ends_with('{') {
                self.text.push(' ');
            }
            self.text.push_str(field);
        }
    }

    pub(super) fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn number(&mut self, number: u64) {
        _ = write!(self.text, "{number}");
    }

    /// A name or another text.
    pub(super) fn string(&mut self, text: &str) {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if !text.is_empty() && text.bytes().all(is_plain) {
            self.text.push_str(text);
            return;
        }
        self.text.push('"');
        for c in text.chars() {
            match c {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                c => self.text.push(c),
            }
        }
        self.text.push('"');
    }

    /// An object by name and number.
    pub(super) fn object(&mut self, id: ObjectId) {
        match self.schema.get(id) {
            Some(object) => {
                self.string(&object.namespace);
                self.text.push('.');
                self.string(&object.name);
            }
            None => self.text.push_str("gone.gone"),
        }
        _ = write!(self.text, "#{}", id.0);
    }

    /// A column of the owner by name and number.
    pub(super) fn column(&mut self, id: ColumnId) {
        let object = self.owner.and_then(|owner| self.schema.get(owner));
        match object.and_then(|object| object.columns().by_id(id)) {
            Some(column) => self.string(&column.name),
            None => self.text.push_str("gone"),
        }
        _ = write!(self.text, "#{}", id.0);
    }

    /// The tokens of an expression.
    pub(super) fn pieces(&mut self, pieces: &[Piece]) {
        self.text.push('`');
        for (position, piece) in pieces.iter().enumerate() {
            if position > 0 {
                self.text.push(' ');
            }
            match piece {
                Piece::Text(token) => self.token(token),
                Piece::Column(column) => {
                    self.text.push('{');
                    self.column(*column);
                    self.text.push('}');
                }
            }
        }
        self.text.push('`');
    }

    /// A token of an expression: no spaces, nothing that ends it.
    fn token(&mut self, token: &str) {
        if token.is_empty() {
            self.text.push_str("\\e");
        }
        for c in token.chars() {
            match c {
                ' ' => self.text.push_str("\\s"),
                '`' => self.text.push_str("\\q"),
                '{' => self.text.push_str("\\b"),
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                c => self.text.push(c),
            }
        }
    }
}
