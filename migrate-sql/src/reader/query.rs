//! Queries.
use super::Reader;
use crate::Dialect;
use crate::statement::{
    Cte, CteBody, ExprNode, Name, Query, QueryBody, Select, SelectItem, Span, Statement,
};
use crate::token::TokenKind;

/// More `UNION`s in a row than this are given up: the tree would grow too deep for the stack.
const LONGEST: usize = 500;

/// Words behind an expression that are no name for it.
const NO_LABEL: &[&str] = &[
    "as",
    "except",
    "fetch",
    "for",
    "from",
    "group",
    "having",
    "intersect",
    "into",
    "limit",
    "minus",
    "offset",
    "on",
    "order",
    "returning",
    "union",
    "where",
    "window",
    "procedure",
    "lock",
];

/// What may stand between `SELECT` and the first expression (MySQL).
const MODIFIERS: &[&str] = &[
    "all",
    "distinct",
    "distinctrow",
    "unique",
    "high_priority",
    "straight_join",
    "sql_small_result",
    "sql_big_result",
    "sql_buffer_result",
    "sql_no_cache",
    "sql_cache",
    "sql_calc_found_rows",
];

impl Reader<'_> {
    /// Reads a query: `SELECT`, `VALUES`, `TABLE`, `WITH` of one, and one in brackets.
    pub(crate) fn query(&mut self) -> Option<Query> {
        let start = self.at;
        let (with, recursive) = self.with()?;
        self.query_after(with, recursive, start)
    }

    /// Reads a query in brackets. Where it can't be read, that is all that is known of it.
    pub(crate) fn query_in_brackets(&mut self) -> Option<Query> {
        let start = self.at;
        if let Some(query) = self.attempt(|reader| reader.in_brackets(Reader::query)) {
            return Some(query);
        }
        self.skip_brackets()?;
        Some(unknown(self.span_from(start)))
    }

    /// Reads what follows `WITH …`.
    pub(super) fn query_after(
        &mut self,
        with: Vec<Cte>,
        recursive: bool,
        start: usize,
    ) -> Option<Query> {
        self.deeper(|reader| {
            let body = reader.set_operations()?;
            let mut query = Query {
                with,
                recursive,
                body,
                order_by: Vec::new(),
                limits: Vec::new(),
                span: Span::default(),
            };
            if reader.eat("order by") {
                query.order_by = reader.list(Reader::ordered_node)?;
            }
            while reader.limit(&mut query.limits)? {}
            query.span = reader.span_from(start);
            Some(query)
        })
    }

    /// Reads `WITH`, if it comes next, and whether it is `RECURSIVE`.
    pub(super) fn with(&mut self) -> Option<(Vec<Cte>, bool)> {
        if !self.eat("with") {
            return Some((Vec::new(), false));
        }
        let recursive = self.eat("recursive");
        Some((self.list(Reader::cte)?, recursive))
    }

    fn cte(&mut self) -> Option<Cte> {
        let name = self.name()?;
        let columns = match self.is_symbol("(") {
            true => self.names_in_brackets()?,
            false => Vec::new(),
        };
        self.expect("as")?;
        self.eat_any(&["not materialized", "materialized"]);
        let start = self.at;
        let mut body = match self.attempt(|reader| reader.in_brackets(Reader::cte_body)) {
            Some(body) => body,
            None => {
                self.at = start;
                self.skip_brackets()?;
                CteBody::Unknown(self.span_from(start))
            }
        };
        if self.is_words("search") || self.is_word("cycle") {
            // Adds columns.
            self.skip_until(|reader| {
                reader.is_symbol(",") && !reader.is_in_search()
                    || reader.is_any_word(&["select", "insert", "update", "delete", "merge"])
            });
            body = CteBody::Unknown(self.span_from(start));
        }
        Some(Cte {
            name,
            columns,
            body,
        })
    }

    /// Whether a comma is one of `SEARCH DEPTH FIRST BY a, b SET c`: no `AS (` follows its name.
    fn is_in_search(&self) -> bool {
        !(self.is_word_at(2, "as") || self.is_symbol_at(2, "("))
    }

    fn cte_body(&mut self) -> Option<CteBody> {
        let start = self.at;
        let mut ahead = self.clone();
        ahead.with()?;
        if !ahead.is_any_word(&["insert", "update", "delete", "merge", "replace"]) {
            return Some(CteBody::Query(Box::new(self.query()?)));
        }
        let kind = self.deeper(Reader::data)?;
        Some(CteBody::Data(Box::new(Statement {
            span: self.span_from(start),
            kind,
            is_read: true,
        })))
    }

    fn set_operations(&mut self) -> Option<QueryBody> {
        let mut left = self.term()?;
        let mut length = 0;
        while let Some(operator) = self.eat_any(&["union", "intersect", "except", "minus"]) {
            self.eat_any(&["all", "distinct"]);
            let start = self.at;
            let right = self.term()?;
            left = QueryBody::SetOperation {
                operator: operator.to_owned(),
                left: Box::new(left),
                right: Box::new(right),
                right_span: self.span_from(start),
            };
            length += 1;
            if length > LONGEST {
                return None;
            }
        }
        Some(left)
    }

    fn term(&mut self) -> Option<QueryBody> {
        if self.is_symbol("(") {
            let query = self.in_brackets(Reader::query)?;
            return Some(QueryBody::Nested(Box::new(query)));
        }
        if self.eat("values") {
            let row = |reader: &mut Self| {
                reader.eat("row");
                reader.in_brackets(|reader| reader.list(Reader::node))
            };
            return Some(QueryBody::Values(self.list(row)?));
        }
        if self.eat("table") {
            self.eat("only");
            let table = self.qualified_name()?;
            self.eat_symbol("*");
            return Some(QueryBody::Table(table));
        }
        let select = self.select()?;
        Some(QueryBody::Select(Box::new(select)))
    }

    fn select(&mut self) -> Option<Select> {
        let start = self.at;
        self.expect("select")?;
        let mut select = Select {
            distinct_on: Vec::new(),
            items: Vec::new(),
            into: None,
            from: Vec::new(),
            condition: None,
            group_by: Vec::new(),
            having: None,
            windows: Vec::new(),
            span: Span::default(),
            into_temporary: false,
        };
        if self.eat("distinct") && self.dialect == Dialect::Postgres && self.eat("on") {
            select.distinct_on = self.in_brackets(|reader| reader.list(Reader::node))?;
        }
        match self.dialect {
            Dialect::Mysql => while self.eat_any(MODIFIERS).is_some() {},
            _ => {
                self.eat("all");
            }
        }
        let is_empty = self.is_end()
            || self.is_symbol(")")
            || self.is_any_word(&["from", "where", "union", "into", "limit"]);
        if !is_empty {
            select.items = self.select_items()?;
        }
        self.into(&mut select)?;
        let is_mysql = self.dialect == Dialect::Mysql;
        if self.eat("from") && !(is_mysql && self.eat("dual")) {
            select.from = self.list(Reader::item_of_from)?;
        }
        if self.eat("where") {
            select.condition = Some(self.node()?);
        }
        if self.eat("group by") {
            let is_all = self.eat_any(&["all", "distinct"]) == Some("all");
            const BEHIND: &[&str] = &[
                "having",
                "window",
                "order",
                "limit",
                "offset",
                "fetch",
                "for",
                "union",
                "intersect",
                "except",
            ];
            // `GROUP BY ALL` (PostgreSQL 19): by what is selected.
            let ends = self.is_end() || self.is_symbol(")") || self.is_any_word(BEHIND);
            if !(is_all && ends) {
                select.group_by = self.list(Reader::grouped)?;
            }
            self.eat("with rollup");
        }
        if self.eat("having") {
            select.having = Some(self.node()?);
        }
        if self.eat("window") {
            loop {
                self.name()?;
                self.expect("as")?;
                self.window(&mut select.windows)?;
                if !self.eat_symbol(",") {
                    break;
                }
            }
        }
        if self.dialect == Dialect::Mysql {
            self.into(&mut select)?;
        }
        select.span = self.span_from(start);
        Some(select)
    }

    /// Reads `INTO`, if it comes next.
    fn into(&mut self, select: &mut Select) -> Option<()> {
        if !self.eat("into") {
            return Some(());
        }
        if self.dialect == Dialect::Mysql {
            // Into variables; a file is given up.
            let variable = |reader: &mut Self| {
                let is_one = reader.written(0).starts_with('@');
                reader.name().filter(|_| is_one)
            };
            self.list(variable)?;
            return Some(());
        }
        const TEMPORARY: &[&str] = &[
            "temporary",
            "temp",
            "local temporary",
            "local temp",
            "global temporary",
            "global temp",
        ];
        select.into_temporary = self.eat_any(TEMPORARY).is_some();
        self.eat("unlogged");
        self.eat("table");
        select.into = Some(self.qualified_name()?);
        Some(())
    }

    /// Reads what is selected or returned.
    pub(super) fn select_items(&mut self) -> Option<Vec<SelectItem>> {
        self.list(Reader::select_item)
    }

    fn select_item(&mut self) -> Option<SelectItem> {
        let start = self.at;
        if self.eat_symbol("*") {
            return Some(SelectItem::Star(self.span_from(start)));
        }
        let expression = self.expression()?;
        if let ExprNode::Star(Some(table), span) = expression.root {
            return Some(SelectItem::TableStar(table, span));
        }
        let alias = self.label()?;
        Some(SelectItem::Expression { expression, alias })
    }

    /// Reads `AS a` or `a`, if it comes next.
    fn label(&mut self) -> Option<Option<Name>> {
        if self.eat("as") {
            return self.name().map(Some);
        }
        let is_name = self.token(0).is_some_and(|token| match token.kind {
            TokenKind::Word => true,
            TokenKind::QuotedName => true,
            TokenKind::String => self.dialect != Dialect::Postgres,
            _ => false,
        });
        match is_name && !self.is_any_word(NO_LABEL) {
            true => self.name().map(Some),
            false => Some(None),
        }
    }

    /// Reads one of what is grouped by: an expression, `()`, `ROLLUP (…)`, `GROUPING SETS (…)`.
    fn grouped(&mut self) -> Option<ExprNode> {
        let start = self.at;
        if self.is_symbol("(") && self.is_symbol_at(1, ")") {
            self.at += 2;
            return Some(ExprNode::Compound(Vec::new(), self.span_from(start)));
        }
        let is_set = self.is_words("grouping sets")
            || self.is_any_word(&["rollup", "cube"]) && self.is_symbol_at(1, "(");
        if is_set && self.dialect != Dialect::Sqlite {
            if !self.eat("grouping sets") {
                self.at += 1;
            }
            let sets = self.in_brackets(|reader| reader.list(Reader::grouped))?;
            return Some(ExprNode::Compound(sets, self.span_from(start)));
        }
        // MySQL once took `GROUP BY a DESC`.
        self.ordered_node()
    }

    /// Reads one of `LIMIT`, `OFFSET`, `FETCH`, `FOR UPDATE`, if one comes next.
    fn limit(&mut self, limits: &mut Vec<ExprNode>) -> Option<bool> {
        if self.eat("limit") {
            if self.eat("all") {
                return Some(true);
            }
            limits.push(self.node()?);
            if self.eat_symbol(",") {
                limits.push(self.node()?);
            }
        } else if self.eat("offset") {
            limits.push(self.node()?);
            self.eat_any(&["rows", "row"]);
        } else if self.eat_any(&["fetch first", "fetch next"]).is_some() {
            if !self.is_any_word(&["row", "rows"]) {
                limits.push(self.primary_expression()?.root);
            }
            self.eat_any(&["rows", "row"]);
            self.eat_any(&["only", "with ties"])?;
        } else if self.eat("lock in share mode") {
        } else if self.is_word("for") && self.dialect != Dialect::Sqlite {
            self.at += 1;
            self.eat_any(&["update", "no key update", "share", "key share", "read only"])?;
            if self.eat("of") {
                self.list(Reader::qualified_name)?;
            }
            self.eat_any(&["nowait", "skip locked"]);
        } else {
            return Some(false);
        }
        Some(true)
    }
}

/// A query of which only its place is known.
fn unknown(span: Span) -> Query {
    Query {
        with: Vec::new(),
        recursive: false,
        body: QueryBody::Unknown(span),
        order_by: Vec::new(),
        limits: Vec::new(),
        span,
    }
}
