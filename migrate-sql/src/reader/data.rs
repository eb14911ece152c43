//! Statements that read or change rows.
use super::Reader;
use super::from::cross;
use crate::Dialect;
use crate::statement::{
    Conflict, ConflictAction, Cte, Delete, ExprNode, FromItem, Insert, InsertSource, Merge,
    MergeAction, Name, QualifiedName, SelectItem, Span, StatementKind, Update, Updated,
};

impl Reader<'_> {
    /// Reads a `SELECT`, `INSERT`, `UPDATE`, `DELETE` or `MERGE`, with what stands before it (`WITH`).
    pub(crate) fn data(&mut self) -> Option<StatementKind> {
        let start = self.at;
        let (with, recursive) = self.with()?;
        if self.is_any_word(&["insert", "replace"]) {
            let insert = self.insert(with)?;
            return Some(StatementKind::Insert(Box::new(insert)));
        }
        if self.eat("update") {
            let update = self.update(with)?;
            return Some(StatementKind::Update(Box::new(update)));
        }
        if self.eat("delete") {
            let delete = self.delete(with)?;
            return Some(StatementKind::Delete(Box::new(delete)));
        }
        if self.eat("merge") {
            let merge = self.merge(with)?;
            return Some(StatementKind::Merge(Box::new(merge)));
        }
        let query = self.query_after(with, recursive, start)?;
        Some(StatementKind::Query(Box::new(query)))
    }

    fn insert(&mut self, with: Vec<Cte>) -> Option<Insert> {
        let is_mysql = self.dialect == Dialect::Mysql;
        self.at += 1;
        self.conflict_resolution()?;
        match is_mysql {
            true => {
                while self
                    .eat_any(&["low_priority", "delayed", "high_priority", "ignore"])
                    .is_some()
                {}
                self.eat("into");
            }
            false => self.expect("into")?,
        }
        let table = self.qualified_name()?;
        if is_mysql && self.is_word("partition") && self.is_symbol_at(1, "(") {
            self.at += 1;
            self.skip_brackets()?;
        }
        let alias = match self.eat("as") {
            true => Some(self.name()?),
            false => None,
        };
        let columns = self.insert_columns()?;
        let overriding = self.eat_any(&["overriding system value", "overriding user value"]);
        let source = self.insert_source()?;
        let mut insert = Insert {
            with,
            table,
            alias,
            columns,
            source,
            conflicts: Vec::new(),
            returning: Vec::new(),
            overriding: overriding.map(|words| words.contains("system")),
            row_alias: None,
        };
        if is_mysql && self.eat("as") {
            let name = self.name()?;
            let columns = match self.is_symbol("(") {
                true => self.names_in_brackets()?,
                false => Vec::new(),
            };
            insert.row_alias = Some((name, columns));
        }
        while self.is_words("on conflict") {
            insert.conflicts.push(self.conflict()?);
        }
        let start = self.at;
        if is_mysql && self.eat("on duplicate key update") {
            let set = self.list(Reader::updated)?;
            insert.conflicts.push(Conflict {
                columns: Vec::new(),
                expressions: Vec::new(),
                predicate: None,
                constraint: None,
                action: ConflictAction::Update(set, None),
                span: self.span_from(start),
            });
        }
        insert.returning = self.returning()?;
        Some(insert)
    }

    /// Reads SQLite's `OR IGNORE` and its like, if it comes next.
    fn conflict_resolution(&mut self) -> Option<()> {
        if self.dialect == Dialect::Sqlite && self.eat("or") {
            self.at += 1;
        }
        Some(())
    }

    fn insert_columns(&mut self) -> Option<Option<Vec<Name>>> {
        let is_values = self.is_symbol("(") && self.is_word_at(1, "values");
        if !self.is_symbol("(") || is_values || self.is_query_in_brackets() {
            return Some(None);
        }
        if self.is_symbol_at(1, ")") {
            self.at += 2;
            return Some(Some(Vec::new()));
        }
        let is_mysql = self.dialect == Dialect::Mysql;
        let column = |reader: &mut Self| match is_mysql {
            // `t.a`
            true => reader.qualified_name().map(|name| name.name),
            false => reader.name(),
        };
        self.in_brackets(|reader| reader.list(column)).map(Some)
    }

    fn insert_source(&mut self) -> Option<InsertSource> {
        if self.eat("default values") {
            return Some(InsertSource::Default);
        }
        if self.dialect == Dialect::Mysql && self.eat("set") {
            return Some(InsertSource::Set(self.list(Reader::updated)?));
        }
        let start = self.at;
        let is_values = self.eat("values") || self.dialect == Dialect::Mysql && self.eat("value");
        if is_values {
            let rows = self.list(Reader::value_row)?;
            const GO_ON: &[&str] = &["union", "except", "intersect", "order", "limit", "offset"];
            if !self.is_any_word(GO_ON) {
                return Some(InsertSource::Values(rows));
            }
            self.at = start;
        }
        let query = self.query()?;
        Some(InsertSource::Query(Box::new(query)))
    }

    /// Reads `(a, DEFAULT, b)`.
    fn value_row(&mut self) -> Option<(Vec<Option<ExprNode>>, Span)> {
        let start = self.at;
        if self.dialect == Dialect::Mysql {
            self.eat("row");
        }
        self.expect_symbol("(")?;
        let mut values = Vec::new();
        while !self.is_symbol(")") {
            values.push(self.value()?);
            if !self.eat_symbol(",") {
                break;
            }
        }
        self.expect_symbol(")")?;
        Some((values, self.span_from(start)))
    }

    /// Reads an expression, or `DEFAULT`, or MariaDB's `IGNORE`.
    fn value(&mut self) -> Option<Option<ExprNode>> {
        if self.dialect == Dialect::Mysql && self.eat("ignore") {
            return Some(None);
        }
        let is_default = self.is_word("default") && !self.is_symbol_at(1, "(");
        if is_default && !self.is_symbol_at(1, ".") && self.dialect != Dialect::Sqlite {
            self.at += 1;
            return Some(None);
        }
        self.node().map(Some)
    }

    fn conflict(&mut self) -> Option<Conflict> {
        self.expect("on conflict")?;
        let start = self.at;
        let mut conflict = Conflict {
            columns: Vec::new(),
            expressions: Vec::new(),
            predicate: None,
            constraint: None,
            action: ConflictAction::Nothing,
            span: self.here(),
        };
        if self.eat("on constraint") {
            conflict.constraint = Some(self.name()?);
            conflict.span = self.span_from(start);
        } else if self.is_symbol("(") {
            let parts = self.in_brackets(|reader| reader.list(Reader::conflict_part))?;
            conflict.span = self.span_from(start);
            for (node, is_plain) in parts {
                match node {
                    ExprNode::Column(column) if is_plain && column.table.is_none() => {
                        conflict.columns.push(column.name);
                    }
                    node => conflict.expressions.push(node),
                }
            }
            if self.eat("where") {
                conflict.predicate = Some(self.node()?);
            }
        }
        self.expect("do")?;
        if self.eat("nothing") {
            return Some(conflict);
        }
        self.expect("update set")?;
        let set = self.list(Reader::updated)?;
        let condition = self.condition()?;
        conflict.action = ConflictAction::Update(set, condition);
        Some(conflict)
    }

    /// Reads one of what a conflict is about, and whether nothing is said of it.
    fn conflict_part(&mut self) -> Option<(ExprNode, bool)> {
        let node = match self.dialect {
            Dialect::Sqlite => self.node()?,
            _ => self.primary_expression()?.root,
        };
        let start = self.at;
        if self.eat("collate") {
            self.qualified_name()?;
        }
        self.eat_any(&["asc", "desc"]);
        if !self.is_symbol(",") && !self.is_symbol(")") {
            self.qualified_name()?;
        }
        Some((node, self.at == start))
    }

    fn condition(&mut self) -> Option<Option<ExprNode>> {
        if !self.eat("where") {
            return Some(None);
        }
        if self.eat("current of") {
            self.name()?;
            return Some(None);
        }
        self.node().map(Some)
    }

    fn returning(&mut self) -> Option<Vec<SelectItem>> {
        match self.eat("returning") {
            true if self.is_word("with") => None,
            true => self.select_items(),
            false => Some(Vec::new()),
        }
    }

    /// Reads `a = 1`, `(a, b) = (1, 2)`, `t.a = DEFAULT`.
    fn updated(&mut self) -> Option<Updated> {
        if self.is_symbol("(") {
            let columns = self.names_in_brackets()?;
            self.expect_symbol("=")?;
            let start = self.at;
            // `(1, DEFAULT)` can't be read as an expression.
            let rows = |reader: &mut Self| {
                reader.eat("row");
                reader.value_row().filter(|_| columns.len() > 1)
            };
            let value = match self.attempt(rows) {
                Some((values, span)) => {
                    let value = |value: Option<ExprNode>| value.unwrap_or(ExprNode::Unknown(span));
                    Some(ExprNode::Row(values.into_iter().map(value).collect(), span))
                }
                None => self.attempt(Reader::node),
            };
            let value = value.or_else(|| {
                self.eat("row");
                self.skip_brackets()?;
                Some(ExprNode::Unknown(self.span_from(start)))
            })?;
            return Some(Updated {
                columns,
                table: None,
                value: Some(value),
                is_part: false,
            });
        }
        let QualifiedName {
            mut qualifiers,
            mut name,
        } = self.qualified_name()?;
        let mut is_part = false;
        let mut table = None;
        match self.dialect {
            Dialect::Postgres => {
                is_part = !qualifiers.is_empty();
                if is_part {
                    name = qualifiers.remove(0);
                }
                while self.eat_symbol("[") {
                    is_part = true;
                    self.skip_until(|_| false);
                    self.expect_symbol("]")?;
                }
                while self.eat_symbol(".") {
                    self.name()?;
                }
            }
            _ => {
                table = qualifiers.pop().map(|table| QualifiedName {
                    qualifiers,
                    name: table,
                });
            }
        }
        if !self.eat_symbol("=") {
            self.expect_symbol(":=")?;
        }
        Some(Updated {
            columns: vec![name],
            table,
            value: self.value()?,
            is_part,
        })
    }

    fn update(&mut self, with: Vec<Cte>) -> Option<Update> {
        self.conflict_resolution()?;
        if self.dialect == Dialect::Mysql {
            self.eat("low_priority");
            self.eat("ignore");
        }
        let target = self.targets()?;
        self.expect("set")?;
        let set = self.list(Reader::updated)?;
        let from = match self.eat("from") {
            true => self.list(Reader::item_of_from)?,
            false => Vec::new(),
        };
        let condition = self.condition()?;
        let mut returning = self.returning()?;
        let others = self.order_and_limit()?;
        if returning.is_empty() {
            returning = self.returning()?;
        }
        Some(Update {
            with,
            target,
            set,
            from,
            condition,
            returning,
            others,
        })
    }

    /// Reads the table that is changed; in MySQL several, joined.
    fn targets(&mut self) -> Option<FromItem> {
        if self.dialect != Dialect::Mysql {
            return self.item_of_from();
        }
        let mut items = self.list(Reader::item_of_from)?;
        let last = items.pop()?;
        Some(items.into_iter().rev().fold(last, cross))
    }

    fn order_and_limit(&mut self) -> Option<Vec<ExprNode>> {
        let mut others = Vec::new();
        if self.eat("order by") {
            others = self.list(Reader::ordered_node)?;
        }
        if self.eat("limit") {
            others.extend(self.list(Reader::node)?);
            if self.eat("offset") {
                others.push(self.node()?);
            }
        }
        Some(others)
    }

    fn delete(&mut self, with: Vec<Cte>) -> Option<Delete> {
        let mut tables = Vec::new();
        if self.dialect == Dialect::Mysql {
            while self.eat_any(&["low_priority", "quick", "ignore"]).is_some() {}
            if !self.is_word("from") {
                tables = self.list(Reader::deleted)?;
            }
        }
        self.expect("from")?;
        if self.dialect == Dialect::Mysql && tables.is_empty() {
            // `DELETE FROM a, b USING a JOIN b …`
            tables = self
                .attempt(|reader| {
                    let tables = reader.list(Reader::deleted)?;
                    reader.eat("using").then_some(tables)
                })
                .unwrap_or_default();
        }
        let target = self.targets()?;
        let using = match self.eat("using") {
            true => self.list(Reader::item_of_from)?,
            false => Vec::new(),
        };
        let condition = self.condition()?;
        let mut returning = self.returning()?;
        let others = self.order_and_limit()?;
        if returning.is_empty() {
            returning = self.returning()?;
        }
        Some(Delete {
            with,
            target,
            using,
            condition,
            returning,
            others,
            tables,
        })
    }

    /// Reads `a`, `s.a`, `a.*` of a `DELETE` from several tables.
    fn deleted(&mut self) -> Option<QualifiedName> {
        let name = self.qualified_name()?;
        if self.eat_symbol(".") {
            self.expect_symbol("*")?;
        }
        Some(name)
    }

    fn merge(&mut self, with: Vec<Cte>) -> Option<Merge> {
        self.expect("into")?;
        let target = self.item_of_from()?;
        self.expect("using")?;
        let source = self.item_of_from()?;
        self.expect("on")?;
        let on = self.node()?;
        let mut actions = Vec::new();
        while self.eat("when") {
            actions.push(self.merge_action()?);
        }
        Some(Merge {
            with,
            target,
            source,
            on,
            actions,
            returning: self.returning()?,
        })
    }

    fn merge_action(&mut self) -> Option<MergeAction> {
        let matched = match self.eat_any(&["not matched by source", "not matched", "matched"])? {
            "matched" => (true, true),
            "not matched" => (false, true),
            _ => (true, false),
        };
        self.eat("by target");
        let mut action = MergeAction {
            matched,
            condition: None,
            set: Vec::new(),
            columns: None,
            values: None,
        };
        if self.eat("and") {
            action.condition = Some(self.node()?);
        }
        self.expect("then")?;
        if self.eat("update set") {
            action.set = self.list(Reader::updated)?;
        } else if self.eat("insert") {
            action.columns = self.insert_columns()?;
            self.eat_any(&["overriding system value", "overriding user value"]);
            if !self.eat("default values") {
                self.expect("values")?;
                action.values = Some(self.value_row()?);
            }
        } else {
            self.eat_any(&["delete", "do nothing"])?;
        }
        Some(action)
    }
}
