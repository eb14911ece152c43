//! What a statement may have done that the server refuses for its syntax.
//!
//! Its first words bound it, as those of a statement that could not be read do ([`super::unread`]). But
//! here the words themselves may be wrong, and where a `;` is missing, one statement is two.
use super::{Reader, tokens, unread};
use crate::Dialect;
use crate::statement::{HOLE, QualifiedName, StatementKind};
use crate::token::{Token, TokenKind};

/// The words that a statement starts with in one of the engines.
const HEADS: &[&str] = &[
    "abort",
    "alter",
    "analyse",
    "analyze",
    "attach",
    "begin",
    "call",
    "check",
    "checkpoint",
    "close",
    "cluster",
    "comment",
    "commit",
    "copy",
    "create",
    "deallocate",
    "declare",
    "delete",
    "desc",
    "describe",
    "detach",
    "discard",
    "do",
    "explain",
    "drop",
    "end",
    "execute",
    "explain",
    "fetch",
    "flush",
    "go",
    "grant",
    "import",
    "insert",
    "kill",
    "listen",
    "load",
    "lock",
    "merge",
    "move",
    "notify",
    "optimize",
    "pragma",
    "prepare",
    "reassign",
    "refresh",
    "reindex",
    "release",
    "rename",
    "repair",
    "replace",
    "reset",
    "revoke",
    "rollback",
    "savepoint",
    "security",
    "select",
    "set",
    "show",
    "start",
    "table",
    "truncate",
    "unlisten",
    "unlock",
    "update",
    "use",
    "vacuum",
    "values",
    "with",
];

/// The heads that a misspelt one is taken for. None of these statements does more than its names say.
const OFTEN: &[&str] = &[
    "alter", "comment", "create", "delete", "drop", "grant", "insert", "revoke", "select", "update",
];

/// Functions that change nothing which the model holds.
const PLAIN_FUNCTIONS: &[&str] = &[
    "any",
    "array",
    "as",
    "avg",
    "cast",
    "coalesce",
    "count",
    "currval",
    "exists",
    "extract",
    "from",
    "greatest",
    "in",
    "lastval",
    "least",
    "length",
    "lower",
    "max",
    "min",
    "nextval",
    "now",
    "nullif",
    "over",
    "row",
    "setval",
    "substring",
    "sum",
    "trim",
    "upper",
    "using",
    "values",
];

/// Returns what a refused statement may have done; `None` where its end can't be known, nor what
/// comes after it.
///
/// `goes_on`: the statement before was refused too, so this may be the rest of it.
pub fn broken(text: &str, dialect: Dialect, goes_on: bool) -> Option<Vec<StatementKind>> {
    let text = &without_signs_of_editors(text);
    let tokens = tokens(text, dialect).concat();
    let statement = Broken {
        reader: Reader::new(text, &tokens, dialect),
        head: head(text, &tokens, goes_on),
    };
    let can_tell = statement.head != Head::Unknown
        && !statement.hides_its_end()
        && !statement.sets_something();
    can_tell.then(|| statement.effects())
}

/// Takes out what looks like white space, or like nothing, and is part of a word for the engines.
fn without_signs_of_editors(text: &str) -> String {
    let is_hidden = |c: &char| !matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    let visible = text.chars().filter(is_hidden);
    let spaced = visible.map(|c| {
        if c.is_whitespace() && !c.is_ascii() {
            ' '
        } else {
            c
        }
    });
    spaced.collect()
}

/// Whether a statement starts as none does: the rest of one that a `;` in the wrong place cut in two.
pub fn starts_as_none(text: &str, dialect: Dialect) -> bool {
    let tokens = tokens(text, dialect).concat();
    let is_bracket = tokens
        .first()
        .is_some_and(|token| token.is_symbol(text, "("));
    !is_bracket && !HEADS.contains(&&*first_word(text, &tokens))
}

/// How a statement starts.
#[derive(PartialEq)]
enum Head {
    Known,
    /// What is meant can be told, or it is the rest of another statement.
    Bounded,
    Unknown,
}

fn head(text: &str, tokens: &[Token], goes_on: bool) -> Head {
    let first = first_word(text, tokens);
    if HEADS.contains(&&*first) {
        Head::Known
    } else if goes_on || OFTEN.iter().any(|head| is_near(&first, head)) {
        Head::Bounded
    } else {
        Head::Unknown
    }
}

/// Whether a word is the misspelt head.
fn is_near(word: &str, head: &str) -> bool {
    word.len() > 3 && strsim::damerau_levenshtein(head, word) <= 1
}

/// The first word in lower case, without signs that an editor put before or behind it.
fn first_word(text: &str, tokens: &[Token]) -> String {
    let written = tokens.first().map_or("", |token| &text[token.span.clone()]);
    let mut words = written.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let word = words.find(|word| !word.is_empty());
    word.unwrap_or("").to_lowercase()
}

/// A refused statement.
struct Broken<'a> {
    reader: Reader<'a>,
    head: Head,
}

impl Broken<'_> {
    /// Whether a `;` may be within it that was taken for its end, or the other way round: in a body,
    /// or where a quote is lost. MySQL reads what follows by its `sql_mode`.
    fn hides_its_end(&self) -> bool {
        let strings = self
            .reader
            .tokens
            .iter()
            .filter(|token| matches!(token.kind, TokenKind::String | TokenKind::QuotedName));
        let mut strings = strings.map(|token| &self.reader.text[token.span.clone()]);
        let loses_a_quote = strings.any(|text| !text.starts_with('$') && text.contains(';'));
        let words: &[&str] = match self.reader.dialect {
            Dialect::Postgres => &["atomic"],
            Dialect::Sqlite => &["function", "pragma", "procedure", "trigger"],
            Dialect::Mysql => &[
                "delimiter",
                "event",
                "function",
                "loop",
                "procedure",
                "repeat",
                "sql_mode",
                "then",
                "trigger",
                "while",
            ],
        };
        let has_body = self.has(words) || self.has_later(&["begin"]);
        let is_dollar =
            || self.reader.dialect != Dialect::Postgres && self.reader.text.contains("$$");
        loses_a_quote || has_body || is_dollar()
    }

    /// Whether it may set what the session goes on with.
    fn sets_something(&self) -> bool {
        const SETTINGS: &[&str] = &[
            "check_function_bodies",
            "constraints",
            "role",
            "schema",
            "search_path",
            "session",
            "session_replication_role",
            "standard_conforming_strings",
        ];
        let sets = self.reader.is_any_word(&["set", "reset"]);
        match self.reader.dialect {
            Dialect::Postgres => sets && self.has(SETTINGS),
            Dialect::Sqlite => sets,
            // A temporary table hides others as long as the session lasts.
            Dialect::Mysql => sets || self.has(&["temporary"]),
        }
    }

    fn effects(&self) -> Vec<StatementKind> {
        if self.may_do_anything() {
            return vec![StatementKind::Anything];
        }
        let reader = &self.reader;
        let own = match self.is_alone() {
            true if self.makes_an_index() => StatementKind::Makes {
                names: self.names(),
            },
            true => match unread::unread(reader.text, reader.tokens, reader.dialect) {
                StatementKind::Makes { .. } => StatementKind::Makes {
                    names: self.names(),
                },
                StatementKind::Touches { .. } => StatementKind::Touches {
                    names: self.names(),
                },
                other => other,
            },
            false => StatementKind::Touches {
                names: self.names(),
            },
        };
        let made_along = StatementKind::Makes {
            names: self.made_along(),
        };
        let mut effects = vec![own, made_along];
        if self.reader.dialect == Dialect::Postgres {
            // Publications and statistics are no objects of their own.
            effects.extend(["publication", "statistics"].map(|what| {
                let names = self.names();
                StatementKind::Releases { what, names }
            }));
        }
        effects
    }

    /// Whether it is one statement, of a kind that can be told.
    fn is_alone(&self) -> bool {
        let reader = &self.reader;
        // It may hide what has its name.
        let is_temporary = self.has(&["temp", "temporary"]);
        let gives_rights = reader.is_any_word(&["grant", "revoke"]);
        let has_another = match reader.is_word("alter") {
            true => self.has_later(&["create"]),
            false => self.has_later(&["alter", "create", "drop", "rename"]),
        };
        !is_temporary && self.head == Head::Known && (gives_rights || !has_another)
    }

    fn may_do_anything(&self) -> bool {
        let reader = &self.reader;
        let heads: &[&str] = &[
            "call",
            "discard",
            "do",
            "explain",
            "execute",
            "import",
            "load",
            "start",
            "begin",
            "commit",
            "end",
            "rollback",
            "abort",
            "release",
            "savepoint",
        ];
        let drops = self.has(&["drop", "truncate"]);
        let turns_elsewhere = match reader.dialect {
            Dialect::Postgres => false,
            Dialect::Sqlite => self.has(&["attach", "detach"]),
            // `EXECUTE` may run another text than the one that is known.
            Dialect::Mysql => self.has(&["prepare", "use"]),
        };
        reader.is_any_word(heads)
            || self.has(&["extension", "search_path"])
            || drops && self.has(&["cascade", "owned", "database"])
            || !reader.is_word("create") && self.has(&["schema"])
            || turns_elsewhere
            || self.calls_something()
            || self.runs_a_block()
    }

    /// Whether a query of PostgreSQL's calls a function, which may change the schema.
    fn calls_something(&self) -> bool {
        let reader = &self.reader;
        let is_query = reader.is_any_word(&["select", "with"])
            || is_near(&first_word(reader.text, reader.tokens), "select");
        if reader.dialect != Dialect::Postgres || !is_query {
            return false;
        }
        let is_call = |n: &usize| reader.is_symbol_at(n + 1, "(") && !self.is_symbol_token(*n);
        let mut calls = (0..reader.tokens.len()).filter(is_call);
        calls.any(|n| {
            !PLAIN_FUNCTIONS
                .iter()
                .any(|plain| reader.is_word_at(n, plain))
        })
    }

    fn is_symbol_token(&self, n: usize) -> bool {
        let token = self.reader.token(n);
        token.is_some_and(|token| matches!(token.kind, TokenKind::Symbol | TokenKind::Number))
    }

    /// Whether a `DO` or `CALL` stands behind another statement, with no `;` between them.
    fn runs_a_block(&self) -> bool {
        let reader = &self.reader;
        (1..reader.tokens.len()).any(|n| {
            let next = reader.token(n + 1);
            let is_text = next.is_some_and(|next| next.kind == TokenKind::String);
            reader.is_word_at(n, "call") || reader.is_word_at(n, "do") && is_text
        })
    }

    /// Whether all that it makes is an index with a name, which refuses no row.
    fn makes_an_index(&self) -> bool {
        let mut reader = self.reader.clone();
        let is_index = reader.eat("create index") && reader.dialect != Dialect::Mysql;
        while reader
            .eat_any(&["concurrently", "if", "not", "exists"])
            .is_some()
        {}
        is_index && !reader.is_word("on")
    }

    /// All that may be a name. Words in strings too, since a quote may stand where none is meant, and
    /// those that signs of an editor stand within.
    fn names(&self) -> Vec<QualifiedName> {
        let mut names = self.reader.clone().all_names();
        let Some(any) = names.first().cloned() else {
            return names;
        };
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        for token in self.reader.tokens {
            let written = &self.reader.text[token.span.clone()];
            let is_plain = match token.kind {
                TokenKind::String => written.starts_with('$'),
                TokenKind::Word | TokenKind::QuotedName => written.chars().all(is_part),
                _ => true,
            };
            if !is_plain {
                let whole: String = written.chars().filter(|c| is_part(*c)).collect();
                let words = written.split(|c| !is_part(c)).chain([&*whole]);
                let words = words.filter(|word| !word.is_empty());
                names.extend(words.map(|word| named(&any, word)));
            }
        }
        names
    }

    /// What PostgreSQL makes along with a table: `t_pkey`, `t_id_seq`, a type `_t`.
    fn made_along(&self) -> Vec<QualifiedName> {
        const BEFORE: &[&str] = &["if", "not", "exists", "only", "concurrently"];
        if self.reader.dialect != Dialect::Postgres {
            return Vec::new();
        }
        let is_index = self.has(&["index"]);
        let mut names = Vec::new();
        for at in 0..self.reader.tokens.len() {
            let mut reader = self.reader.clone();
            reader.at = at;
            if !(reader.eat("table") || is_index && reader.eat("on")) {
                continue;
            }
            while reader.eat_any(BEFORE).is_some() {}
            if let Some(name) = reader.qualified_name() {
                names.push(named(&name, &format!("{}_{HOLE}", name.name.text)));
            }
        }
        names
    }

    fn has(&self, words: &[&str]) -> bool {
        let is_one = |n: usize| words.iter().any(|word| self.reader.is_word_at(n, word));
        (0..self.reader.tokens.len()).any(is_one)
    }

    fn has_later(&self, words: &[&str]) -> bool {
        let is_one = |n: usize| words.iter().any(|word| self.reader.is_word_at(n, word));
        (1..self.reader.tokens.len()).any(is_one)
    }
}

/// Another name in the same place.
fn named(like: &QualifiedName, text: &str) -> QualifiedName {
    let mut name = like.clone();
    text.clone_into(&mut name.name.text);
    name
}
