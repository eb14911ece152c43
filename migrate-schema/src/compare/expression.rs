//! Whether two expressions surely differ.
//!
//! The same expression can be written in many ways, and engines rewrite what they keep. So only this
//! is certain: two constants of different value, two functions of different name, constants or columns
//! that one has and the other lacks, and what is [another thing in its place](super::aligned). Casts,
//! brackets and case are not looked at.
use super::{Side, aligned};
use crate::Dialect;
use crate::model::{ColumnId, ObjectId, Piece, StoredExpression};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The tokens of an expression, and the columns that it is over.
pub(super) struct Tokens<'t> {
    list: Vec<Token<'t>>,
    /// The names of its own table's columns in it.
    columns: BTreeSet<Cow<'t, str>>,
    /// Whether these are all.
    are_all: bool,
    keeps_functions: bool,
}

/// A token that counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Token<'t> {
    /// In lower case.
    Word(Cow<'t, str>),
    /// Without quotes.
    Text(Cow<'t, str>),
    Number(Cow<'t, str>),
    Symbol(Cow<'t, str>),
}

impl Token<'_> {
    pub(super) fn into_owned<'o>(self) -> Token<'o> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Token::Word(text) => Token::Word(owned(text)),
            Token::Text(text) => Token::Text(owned(text)),
            Token::Number(text) => Token::Number(owned(text)),
            Token::Symbol(text) => Token::Symbol(owned(text)),
        }
    }
}

/// What an expression is, if it is only one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Single<'t> {
    Literal(Token<'t>),
    /// A function without brackets, or with nothing in them.
    Call(Cow<'t, str>),
}

impl<'s> Side<'s> {
    /// The tokens of an expression over the columns of an object, without casts.
    pub(super) fn tokens(self, of: Option<ObjectId>, stored: &'s StoredExpression) -> Tokens<'s> {
        let table = of.and_then(|of| self.schema.table(of));
        let name = |id: ColumnId| {
            let column = table.and_then(|table| table.column_by_id(id));
            column.map_or("?".into(), |column| lower(&column.name))
        };
        let tokens = stored.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => token(text),
            Piece::Column(id) => Token::Word(name(*id)),
        });
        Tokens {
            list: without_casts(tokens.collect()),
            columns: stored.columns().map(name).collect(),
            are_all: !stored.is_open,
            // MySQL and MariaDB show some functions under another name than they were called by.
            keeps_functions: self.schema.dialect != Dialect::Mysql,
        }
    }
}

/// Whether two expressions surely differ.
pub(super) fn surely_differ(a: &Tokens<'_>, b: &Tokens<'_>) -> bool {
    // The sequence of a `serial` has a name that the engine made up.
    let counts = |tokens: &Tokens<'_>| tokens.list.iter().any(|it| is_word(Some(it), "nextval"));
    if a.list == b.list || counts(a) && counts(b) {
        return false;
    }
    let is_column = |word: &str| a.columns.contains(word) || b.columns.contains(word);
    let words = aligned::Words {
        is_name: &is_column,
        is_noise: &|_| false,
        keeps_functions: a.keeps_functions,
    };
    if a.are_all && b.are_all && a.columns != b.columns {
        return true;
    }
    match (single(&a.list), single(&b.list)) {
        (Some(_), Some(_)) => lists_differ(&a.list, &b.list),
        _ => lists_differ(&a.list, &b.list) || aligned::surely_differ(&a.list, &b.list, words),
    }
}

/// Whether two expressions surely differ by their constants, or by a function that is all there is.
fn lists_differ(a: &[Token<'_>], b: &[Token<'_>]) -> bool {
    match (single(a), single(b)) {
        (Some(Single::Literal(a)), Some(Single::Literal(b))) => literals_differ(&a, &b),
        (Some(Single::Call(a)), Some(Single::Call(b))) => !are_synonyms(&a, &b),
        (Some(Single::Literal(literal)), Some(Single::Call(_)))
        | (Some(Single::Call(_)), Some(Single::Literal(literal))) => match literal {
            // `'now'` is a call where it is cast.
            Token::Text(text) => !text.to_lowercase().starts_with(['n', 't', 'y']),
            _ => true,
        },
        _ => literals(a) != literals(b),
    }
}

/// Whether it is `NULL`, which is the same as nothing.
pub(super) fn is_null(tokens: &Tokens<'_>) -> bool {
    matches!(single(&tokens.list), Some(Single::Literal(Token::Word(word))) if word == "null")
}

/// One token of SQL.
pub(super) fn token(text: &str) -> Token<'_> {
    let first = text.chars().next().unwrap_or(' ');
    let unquoted = text
        .strip_prefix(['e', 'E', 'n', 'N'])
        .filter(|rest| rest.starts_with('\''))
        .unwrap_or(text);
    if let Some(inner) = unquoted.strip_prefix('\'') {
        let inner = replaced(inner.strip_suffix('\'').unwrap_or(inner).into(), "''", "'");
        return Token::Text(match first {
            'e' | 'E' => replaced(inner, "\\\\", "\\"),
            _ => inner,
        });
    }
    if let Some(quote) = ['"', '`'].into_iter().find(|quote| *quote == first) {
        return Token::Word(lower(text.trim_matches(quote)));
    }
    match first {
        '0'..='9' => Token::Number(text.into()),
        c if c.is_alphabetic() || c == '_' => Token::Word(lower(text)),
        _ => Token::Symbol(text.into()),
    }
}

/// A text in lower case.
pub(super) fn lower(text: &str) -> Cow<'_, str> {
    let is_lower = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    match text.bytes().all(is_lower) {
        true => text.into(),
        false => text.to_lowercase().into(),
    }
}

fn replaced<'t>(text: Cow<'t, str>, old: &str, new: &str) -> Cow<'t, str> {
    match text.contains(old) {
        true => text.replace(old, new).into(),
        false => text,
    }
}

fn is_symbol(token: Option<&Token<'_>>, wanted: &str) -> bool {
    matches!(token, Some(Token::Symbol(symbol)) if symbol == wanted)
}

fn is_word(token: Option<&Token<'_>>, wanted: &str) -> bool {
    matches!(token, Some(Token::Word(word)) if word == wanted)
}

/// Leaves out `::type` and what `cast(… as type)` adds.
fn without_casts(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let mut kept = Vec::with_capacity(tokens.len());
    // How deep the brackets of each open `cast` are.
    let mut casts: Vec<usize> = Vec::new();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(token) = tokens.get(at) {
        at += 1;
        if is_symbol(Some(token), "(") {
            depth += 1;
        } else if is_symbol(Some(token), ")") {
            if casts.last() == Some(&depth) {
                casts.pop();
            }
            depth = depth.saturating_sub(1);
        } else if is_word(Some(token), "cast") && is_symbol(tokens.get(at), "(") {
            casts.push(depth + 1);
            continue;
        } else if is_symbol(Some(token), "::")
            || is_word(Some(token), "as") && casts.last() == Some(&depth)
        {
            at = behind_type(&tokens, at);
            continue;
        }
        kept.push(token.clone());
    }
    kept
}

/// The place behind a type: words and dots, brackets with numbers.
fn behind_type(tokens: &[Token<'_>], mut at: usize) -> usize {
    const GO_ON: &[&str] = &[
        "varying",
        "precision",
        "with",
        "without",
        "time",
        "zone",
        "unsigned",
    ];
    at += 1;
    loop {
        match tokens.get(at) {
            Some(Token::Symbol(dot)) if dot == "." => at += 2,
            Some(Token::Symbol(open)) if open == "(" || open == "[" => {
                let close = if open == "(" { ")" } else { "]" };
                while at < tokens.len() && !is_symbol(tokens.get(at), close) {
                    at += 1;
                }
                at += 1;
            }
            Some(Token::Word(word)) if GO_ON.contains(&&**word) => at += 1,
            _ => return at.min(tokens.len()),
        }
    }
}

fn single<'t>(tokens: &[Token<'t>]) -> Option<Single<'t>> {
    let is_bracket = |token: &&Token<'t>| matches!(token, Token::Symbol(s) if s == "(" || s == ")");
    let inner: Vec<&Token<'t>> = tokens.iter().filter(|token| !is_bracket(token)).collect();
    match inner.as_slice() {
        [Token::Word(word)] => Some(match &**word {
            "null" | "true" | "false" => Single::Literal(Token::Word(word.clone())),
            _ => Single::Call(word.clone()),
        }),
        [literal @ (Token::Text(_) | Token::Number(_))] => {
            Some(Single::Literal((*literal).clone()))
        }
        [Token::Symbol(sign), Token::Number(number)] if sign == "-" => {
            Some(Single::Literal(Token::Number(format!("-{number}").into())))
        }
        // `DATE '2020-01-01'`.
        [words @ .., text @ Token::Text(_)]
            if words.iter().all(|word| matches!(word, Token::Word(_)))
                && tokens.len() == inner.len() =>
        {
            Some(Single::Literal((*text).clone()))
        }
        _ => None,
    }
}

pub(super) fn literals_differ(a: &Token<'_>, b: &Token<'_>) -> bool {
    let (a, b) = (value(a), value(b));
    if let (Ok(a), Ok(b)) = (a.parse::<f64>(), b.parse::<f64>()) {
        return a != b;
    }
    if let (Some(a), Some(b)) = (truth(&a), truth(&b)) {
        return a != b;
    }
    // So are bytes, and no bytes at all.
    let is_bytes = |text: &str| text.starts_with("\\x");
    let may_be_same = |text: &str| is_time(text) || is_bytes(text);
    a != b && !(may_be_same(&a) || may_be_same(&b))
}

/// Whether a constant may be a time or an interval: those are written in many ways.
fn is_time(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.parse::<f64>().is_err()
}

/// The words that engines take for a boolean.
fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "on" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// A constant without what doesn't count.
fn value<'t>(token: &'t Token<'_>) -> Cow<'t, str> {
    match token {
        Token::Text(text) if text.contains(char::is_whitespace) => {
            text.chars().filter(|c| !c.is_whitespace()).collect()
        }
        Token::Word(text) | Token::Text(text) | Token::Number(text) | Token::Symbol(text) => {
            (&**text).into()
        }
    }
}

/// The constants of an expression, but for those that may go without saying.
pub(super) fn literals<'t>(tokens: &'t [Token<'_>]) -> BTreeSet<Cow<'t, str>> {
    let counts = tokens.iter().filter_map(|token| match token {
        Token::Text(_) => Some(value(token)).filter(|text| !is_time(text)),
        Token::Number(number) => Some((&**number).into()),
        Token::Word(_) | Token::Symbol(_) => None,
    });
    // PostgreSQL keeps `- 1` as `'-1'::integer`: a sign is an operator, which is not looked at.
    let counts = counts.map(|literal| match literal.parse::<f64>() {
        Ok(number) => number.abs().to_string().into(),
        Err(_) => literal,
    });
    // `a = true` is `a = 1` is `a`.
    let counts_for_something = |literal: &Cow<'t, str>| {
        let words = ["0", "1", "t", "f", "true", "false"];
        words.iter().all(|word| !literal.eq_ignore_ascii_case(word))
    };
    counts.filter(counts_for_something).collect()
}

/// Whether two names are of one function.
pub(super) fn are_synonyms(a: &str, b: &str) -> bool {
    const SYNONYMS: &[&[&str]] = &[
        &[
            "now",
            "current_timestamp",
            "localtimestamp",
            "transaction_timestamp",
            "sysdate",
        ],
        &["current_date", "curdate"],
        &["current_time", "curtime", "localtime"],
        &["current_user", "session_user", "user"],
        &["gen_random_uuid", "uuid_generate_v4", "uuidv4"],
        &["substr", "substring"],
        &["length", "char_length", "character_length"],
        &["ceil", "ceiling"],
        &["pow", "power"],
        &["if", "iif"],
        &["format", "printf"],
        &["group_concat", "string_agg"],
        &["coalesce", "ifnull", "nvl"],
    ];
    let has_both = |group: &&[&str]| group.contains(&a) && group.contains(&b);
    a == b || SYNONYMS.iter().any(has_both)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(sql: &str) -> Tokens<'_> {
        Tokens {
            list: without_casts(super::super::definition::tokens(sql)),
            columns: BTreeSet::new(),
            are_all: false,
            keeps_functions: true,
        }
    }

    #[test]
    fn what_surely_differs() {
        for (a, b) in [
            ("0", "1"),
            ("'a'", "'b'"),
            ("- 1", "1"),
            ("true", "false"),
            ("'t'", "false"),
            ("now ( )", "random ( )"),
            ("0", "now ( )"),
            ("a in ( 'x' , 'y' )", "a in ( 'x' )"),
            ("a > 5", "a > 6"),
            ("''", "'x'"),
        ] {
            assert!(surely_differ(&tokens(a), &tokens(b)), "{a} and {b}");
            assert!(surely_differ(&tokens(b), &tokens(a)), "{b} and {a}");
        }
    }

    #[test]
    fn what_may_be_the_same() {
        for (a, b) in [
            ("0", "0.0"),
            ("'0'", "0"),
            ("1", "true"),
            ("'t' :: bool", "true"),
            ("now ( )", "CURRENT_TIMESTAMP"),
            ("'a'", "'a' :: character varying ( 10 )"),
            ("cast ( 'a' as varchar ( 10 ) )", "'a'"),
            ("a = any ( array [ 'x' , 'y' ] )", "a in ( 'y' , 'x' )"),
            ("a > 5", "5 < a"),
            ("a >= - 1", "( a >= '-1' :: integer )"),
            ("a >= - 2.50", "( a >= '-2.5' :: numeric )"),
            ("'2020-01-01'", "'2020-01-01 00:00:00'"),
            ("lower ( a )", "( lower ( a :: text ) )"),
            ("'{}'", "'{ }'"),
            ("''", r"'\x' :: bytea"),
            (
                "a + b * interval '1 second'",
                "a + b * '00:00:01' :: interval",
            ),
            ("'now' :: timestamp", "now ( )"),
            ("nextval ( 'a_seq' )", "nextval ( 'a_seq1' :: regclass )"),
        ] {
            assert!(!surely_differ(&tokens(a), &tokens(b)), "{a} and {b}");
            assert!(!surely_differ(&tokens(b), &tokens(a)), "{b} and {a}");
        }
    }

    #[test]
    fn a_backslash_is_written_twice_in_an_escaped_text() {
        assert_eq!(token(r"E'it''s \\ one'"), token(r"'it''s \ one'"));
    }

    #[test]
    fn null_is_nothing() {
        assert!(is_null(&tokens("NULL")));
        assert!(is_null(&tokens("null :: character varying")));
        assert!(!is_null(&tokens("'null'")));
    }
}
