//! What is selected from: tables, joins, functions, subqueries.
use super::Reader;
use crate::Dialect;
use crate::statement::{ExprNode, FromItem, Name, QualifiedName, TypeName};
use crate::token::TokenKind;

/// Words behind a table that are no other name for it.
const NO_ALIAS: &[&str] = &[
    "as",
    "cross",
    "except",
    "fetch",
    "for",
    "full",
    "group",
    "having",
    "inner",
    "intersect",
    "into",
    "join",
    "left",
    "limit",
    "minus",
    "natural",
    "offset",
    "on",
    "order",
    "returning",
    "right",
    "select",
    "set",
    "straight_join",
    "tablesample",
    "union",
    "using",
    "values",
    "when",
    "where",
    "window",
    "with",
    "default",
    "do",
];

/// What else is none in SQLite and MySQL.
const NO_ALIAS_THERE: &[&str] = &[
    "force",
    "ignore",
    "indexed",
    "lock",
    "not",
    "outer",
    "partition",
    "use",
];

/// More joins in a row than this are given up: the tree would grow too deep for the stack.
const LONGEST: usize = 200;

impl Reader<'_> {
    /// Reads a table, subquery or function with its joins.
    pub(super) fn item_of_from(&mut self) -> Option<FromItem> {
        self.deeper(|reader| {
            let mut left = reader.single_item()?;
            let mut length = 0;
            while let Some(join) = reader.join() {
                left = reader.joined(left, join)?;
                length += 1;
                if length > LONGEST {
                    return None;
                }
            }
            Some(left)
        })
    }

    /// Reads `LEFT JOIN` and its like, if it comes next.
    fn join(&mut self) -> Option<Join> {
        let mut ahead = self.clone();
        let natural = ahead.eat("natural");
        let (mut outer, mut is_cross) = ((false, false), false);
        match ahead.eat_any(&["inner", "cross", "left", "right", "full", "straight_join"]) {
            Some("straight_join") => {
                self.at = ahead.at;
                return Some(Join {
                    natural,
                    outer,
                    is_cross,
                });
            }
            // An outer join makes the columns of the other side null.
            Some("left") => outer = (false, true),
            Some("right") => outer = (true, false),
            Some("full") => outer = (true, true),
            Some("cross") => is_cross = true,
            _ => {}
        }
        ahead.eat("outer");
        if self.dialect == Dialect::Sqlite {
            ahead.eat_any(&["inner", "cross", "left", "natural"]);
        }
        ahead.eat("join").then(|| self.at = ahead.at)?;
        Some(Join {
            natural,
            outer,
            is_cross,
        })
    }

    fn joined(&mut self, left: FromItem, join: Join) -> Option<FromItem> {
        let mut right = self.single_item()?;
        // `a JOIN b JOIN c ON … ON …`: the first condition belongs to the inner join.
        let needs_condition = !join.natural && !join.is_cross;
        if self.dialect == Dialect::Postgres && needs_condition {
            while !self.is_word("on") && !self.is_word("using") {
                let inner = self.join()?;
                right = self.deeper(|reader| reader.joined(right, inner))?;
            }
        }
        let (mut on, mut using, mut alias) = (None, Vec::new(), None);
        if self.is_word("using") && self.is_symbol_at(1, "(") {
            self.at += 1;
            using = self.names_in_brackets()?;
            if self.dialect == Dialect::Postgres && self.eat("as") {
                alias = Some(self.name()?);
            }
        } else if self.is_condition() {
            self.at += 1;
            on = Some(self.node()?);
            while self.dialect != Dialect::Postgres && self.is_condition() {
                self.at += 1;
                let node = self.node()?;
                let span = node.span();
                on = Some(ExprNode::Compound(
                    on.into_iter().chain([node]).collect(),
                    span,
                ));
            }
        }
        Some(FromItem::Join {
            left: Box::new(left),
            right: Box::new(right),
            natural: join.natural,
            on,
            using,
            alias,
            outer: join.outer,
        })
    }

    /// Whether the `ON` of a join comes next, not that of `ON CONFLICT`.
    fn is_condition(&self) -> bool {
        self.is_word("on")
            && (!self.is_word_at(1, "conflict") || self.is_symbol_at(2, "."))
            && !self.is_word_at(1, "duplicate")
    }

    fn single_item(&mut self) -> Option<FromItem> {
        let lateral = self.is_word("lateral")
            && self.dialect != Dialect::Sqlite
            && (self.is_symbol_at(1, "(") || self.dialect == Dialect::Postgres);
        self.at += usize::from(lateral);
        if self.is_symbol("(") {
            return self.item_in_brackets(lateral);
        }
        if self.dialect == Dialect::Postgres
            && self.is_words("rows from")
            && self.is_symbol_at(2, "(")
        {
            let start = self.at;
            self.at += 2;
            self.skip_brackets()?;
            let call = ExprNode::Unknown(self.span_from(start));
            return self.function(call);
        }
        let only =
            self.dialect == Dialect::Postgres && self.is_word("only") && !self.is_symbol_at(1, ".");
        if only {
            self.at += 1;
            if self.is_symbol("(") {
                let name = self.in_brackets(Reader::qualified_name)?;
                return self.table(name);
            }
        }
        let name = self.qualified_name()?;
        if self.is_symbol("(") {
            let call = self.call(name)?;
            return self.function(call);
        }
        self.table(name)
    }

    fn item_in_brackets(&mut self, lateral: bool) -> Option<FromItem> {
        if self.is_query_in_brackets() || self.is_words_in_bracket("values") {
            let query = Box::new(self.query_in_brackets()?);
            let alias = self.alias()?;
            let columns = self.alias_columns(alias.is_some())?;
            return Some(FromItem::Subquery {
                query,
                alias,
                columns,
                lateral,
            });
        }
        let mut items = self.in_brackets(|reader| reader.list(Reader::item_of_from))?;
        let item = items.pop()?;
        let item = items.into_iter().rev().fold(item, cross);
        match self.alias()? {
            Some(alias) => Some(FromItem::Renamed {
                item: Box::new(item),
                alias,
                columns: self.alias_columns(true)?,
            }),
            None => Some(item),
        }
    }

    fn is_words_in_bracket(&self, word: &str) -> bool {
        self.is_word_at(1, word)
    }

    fn table(&mut self, name: QualifiedName) -> Option<FromItem> {
        if self.dialect == Dialect::Postgres {
            self.eat_symbol("*");
        }
        let is_mysql = self.dialect == Dialect::Mysql;
        if is_mysql && self.is_word("partition") && self.is_symbol_at(1, "(") {
            self.at += 1;
            self.skip_brackets()?;
        }
        let alias = self.alias()?;
        let columns = self.alias_columns(alias.is_some() && !is_mysql)?;
        if self.eat("indexed by") {
            self.name()?;
        }
        if self.dialect == Dialect::Sqlite {
            self.eat("not indexed");
        }
        while is_mysql && self.is_any_word(&["use", "ignore", "force"]) {
            self.at += 1;
            self.eat_any(&["index", "key"])?;
            self.eat_any(&["for join", "for order by", "for group by"]);
            self.skip_brackets()?;
            self.eat_symbol(",");
        }
        if self.dialect == Dialect::Postgres && self.eat("tablesample") {
            self.qualified_name()?;
            self.skip_brackets()?;
            if self.eat("repeatable") {
                self.skip_brackets()?;
            }
        }
        Some(FromItem::Table {
            name,
            alias,
            columns,
        })
    }

    /// Reads what stands behind a function.
    fn function(&mut self, call: ExprNode) -> Option<FromItem> {
        let ordinality = self.eat("with ordinality");
        let is_typed = self.is_word("as") && self.is_symbol_at(1, "(");
        let alias = match is_typed {
            true => {
                self.at += 1;
                None
            }
            false => self.alias()?,
        };
        let columns = match self.is_symbol("(") && (is_typed || alias.is_some()) {
            true => self.in_brackets(|reader| reader.list(Reader::function_column))?,
            false => Vec::new(),
        };
        Some(FromItem::Function {
            call,
            alias,
            columns,
            ordinality,
        })
    }

    fn function_column(&mut self) -> Option<(Name, Option<TypeName>)> {
        let name = self.name()?;
        if self.is_symbol(",") || self.is_symbol(")") {
            return Some((name, None));
        }
        let data_type = self.type_name()?;
        if self.eat("collate") {
            self.qualified_name()?;
        }
        Some((name, Some(data_type)))
    }

    /// Reads `AS a` or `a`, if it comes next.
    pub(super) fn alias(&mut self) -> Option<Option<Name>> {
        if self.eat("as") {
            return self.name().map(Some);
        }
        let is_name = self.token(0).is_some_and(|token| match token.kind {
            TokenKind::Word | TokenKind::QuotedName => true,
            TokenKind::String => self.dialect != Dialect::Postgres,
            _ => false,
        });
        let is_other = self.is_any_word(NO_ALIAS)
            || self.dialect != Dialect::Postgres && self.is_any_word(NO_ALIAS_THERE);
        match is_name && !is_other {
            true => self.name().map(Some),
            false => Some(None),
        }
    }

    /// Reads the columns of `AS a (x, y)`.
    fn alias_columns(&mut self, has_alias: bool) -> Option<Vec<Name>> {
        match has_alias && self.is_symbol("(") {
            true => self.names_in_brackets(),
            false => Some(Vec::new()),
        }
    }
}

/// How two are joined.
struct Join {
    natural: bool,
    /// Whether a side may be missing.
    outer: (bool, bool),
    is_cross: bool,
}

/// What a comma between two means.
pub(super) fn cross(right: FromItem, left: FromItem) -> FromItem {
    FromItem::Join {
        left: Box::new(left),
        right: Box::new(right),
        natural: false,
        on: None,
        using: Vec::new(),
        alias: None,
        outer: (false, false),
    }
}
