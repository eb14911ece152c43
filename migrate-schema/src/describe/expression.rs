//! Expressions, as people write them.
use super::Describer;
use super::name::escaped;
use crate::model::{ObjectId, ObjectKind, Piece, StoredExpression};

/// Words behind which a bracket is not that of a call.
const NO_CALL: &[&str] = &[
    "in", "and", "or", "not", "any", "all", "some", "exists", "as", "is", "like", "ilike",
    "between", "then", "when", "else", "case", "over", "where", "from", "select", "on", "by",
    "values", "filter",
];

impl Describer<'_> {
    /// An expression over the columns of an object, without brackets around it.
    pub(super) fn expression(self, of: Option<ObjectId>, stored: &StoredExpression) -> String {
        let mut text = String::new();
        let mut before: Option<String> = None;
        for piece in &stored.pieces {
            let token = match piece {
                Piece::Text(token) => self.token(of, token),
                Piece::Column(column) => match of {
                    Some(of) => self.column_name(of, *column),
                    None => "?".to_owned(),
                },
            };
            let is_word = !matches!(piece, Piece::Column(_));
            if let Some(before) = before
                && needs_space(&before, &token)
            {
                text.push(' ');
            }
            text.push_str(&token);
            // Behind a column no bracket is that of a call.
            before = Some(if is_word { token } else { "in".to_owned() });
        }
        text
    }

    /// An expression in brackets, with its marks.
    pub(super) fn bracketed(self, of: Option<ObjectId>, stored: &StoredExpression) -> String {
        let text = self.expression(of, stored);
        // Those that it has may not be the whole: `(a) + (b)`.
        format!("({text})")
    }

    /// An expression behind `default`: without brackets where it is one token or one call.
    pub(super) fn default(self, of: Option<ObjectId>, stored: &StoredExpression) -> String {
        match is_simple(stored) {
            true => self.expression(of, stored),
            false => self.bracketed(of, stored),
        }
    }

    /// What only the model needs to know of an expression.
    pub(super) fn expression_marks(self, line: &mut String, stored: &StoredExpression) {
        self.uses(line, &stored.uses);
        self.mark(line, stored.is_open, "open");
    }

    fn token(self, of: Option<ObjectId>, token: &str) -> String {
        let token = escaped(token);
        let is_column = self.full && of.is_some_and(|of| self.has_column_named(of, &token));
        match is_column {
            true => format!("\\{token}"),
            false => token,
        }
    }

    fn has_column_named(self, of: ObjectId, token: &str) -> bool {
        let columns = match self.schema.get(of).map(|object| &object.kind) {
            Some(ObjectKind::Table(table)) => &table.columns,
            Some(ObjectKind::View(view)) => &view.columns,
            _ => return false,
        };
        columns
            .iter()
            .any(|column| self.name(&column.name) == token)
    }
}

/// Whether it is one token, or a name with brackets behind it and nothing else.
fn is_simple(stored: &StoredExpression) -> bool {
    let pieces: Vec<&str> = stored
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.as_str(),
            // A name like any other, but not that of a function.
            Piece::Column(_) => "",
        })
        .collect();
    match pieces.as_slice() {
        [one] => *one != "(",
        [name, "(", inside @ .., ")"] => {
            let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '"');
            let mut depth = 0_usize;
            let stays_inside = inside.iter().all(|token| {
                match *token {
                    "(" => depth += 1,
                    ")" if depth == 0 => return false,
                    ")" => depth -= 1,
                    _ => {}
                }
                true
            });
            is_name && stays_inside
        }
        _ => false,
    }
}

/// Whether two tokens of an expression are written with a space between them.
pub fn needs_space(before: &str, token: &str) -> bool {
    if matches!(before, "(" | "[" | "." | "::") || matches!(token, ")" | "]" | "," | "." | "::") {
        return false;
    }
    let is_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"');
    match token {
        "(" => !is_word || NO_CALL.iter().any(|word| before.eq_ignore_ascii_case(word)),
        "[" => !is_word && !matches!(before, ")" | "]"),
        _ => true,
    }
}
