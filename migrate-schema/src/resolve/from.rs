//! What is selected from.
use super::join::has_common;
use super::output::Output;
use super::scope::Scope;
use super::source::{Source, SourceColumn, SourceColumns};
use super::types::Info;
use super::{CommonTable, Resolver, expression, names};
use crate::Dialect;
use crate::lookup::Found;
use crate::model::{ObjectId, ObjectKind, TableKind, Use};
use crate::names::same;
use crate::{Fault, Missing};
use migrate_sql::SESSION_VALUES;
use migrate_sql::spelling::closest;
use migrate_sql::statement::{ExprNode, FromItem, Kind, Name, QualifiedName, TypeName};
use std::collections::HashSet;
use std::rc::Rc;

impl<'s> Resolver<'s> {
    /// Resolves all that is selected from, beside what is there already.
    pub(super) fn from(&mut self, items: &[FromItem], before: Scope<'s>) -> Scope<'s> {
        let mut all = before;
        if self.dialect == Dialect::Mysql && !self.in_view {
            self.one_name_each(items);
        }
        let is_beside = items.len() > 1 || !all.sources.is_empty();
        let outer = std::mem::replace(&mut self.is_beside, is_beside);
        for item in items {
            let scope = self.item_of_from(item, &all);
            all = all.with(scope);
        }
        self.is_beside = outer;
        // In SQLite a comma is a join like the others: what follows it is joined with all before.
        if self.dialect == Dialect::Sqlite && items.len() > 1 && items.iter().any(has_common) {
            all.is_open = true;
        }
        all
    }

    /// Says so where two tables have one name. Of queries the servers differ, and of names that
    /// differ by case.
    fn one_name_each(&mut self, items: &[FromItem]) {
        let mut names: Vec<&Name> = Vec::new();
        let mut items: Vec<&FromItem> = items.iter().rev().collect();
        while let Some(item) = items.pop() {
            match item {
                FromItem::Join { left, right, .. } => items.extend([&**right, &**left]),
                FromItem::Table { name, alias, .. } if name.qualifiers.is_empty() => {
                    let own = &name.name;
                    let is_cte = |cte: &CommonTable| same(self.dialect, &cte.name, &own.text);
                    if !self.ctes.iter().any(is_cte) {
                        names.push(alias.as_ref().unwrap_or(own));
                    }
                }
                _ => {}
            }
        }
        let mut seen = HashSet::new();
        for name in names {
            if !seen.insert(&*name.text) {
                let message = format!("two tables are called `{name}` here");
                let fault = Fault::new(migrate_sql::codes::DUPLICATE_TABLE, name.span, message);
                self.fault(fault.help("give one of them another name with `AS`"));
            }
        }
    }

    /// Resolves a table, subquery, function or join. `before` is what stands before it, for `LATERAL`.
    pub(super) fn item_of_from(&mut self, item: &FromItem, before: &Scope<'s>) -> Scope<'s> {
        match item {
            FromItem::Table {
                name,
                alias,
                columns,
            } => self.table_source(name, alias.as_ref(), columns),
            FromItem::Subquery {
                query,
                alias,
                columns,
                lateral,
            } => {
                let output = match lateral {
                    true => self.beside(before.clone(), |resolver| resolver.query(query)),
                    false => self.query(query),
                };
                let output = output.renamed(columns.iter().map(|name| &*name.text));
                derived(output, alias.as_ref())
            }
            FromItem::Function {
                call,
                alias,
                columns,
                ordinality,
            } => {
                let mut beside = before.clone();
                // SQLite's arguments may be columns of what follows.
                beside.is_open |= self.dialect != Dialect::Postgres;
                beside.has_unknown |= self.dialect != Dialect::Postgres;
                self.beside(beside, |resolver| resolver.node(call));
                self.function(call, alias.as_ref(), columns, *ordinality)
            }
            FromItem::Join { .. } => self.joined(item, before),
            FromItem::Renamed {
                item,
                alias,
                columns,
            } => {
                let inner = self.item_of_from(item, before);
                let mut scope = Scope::of_sources(vec![Source {
                    names: vec![alias.text.clone()],
                    columns: renamed(inner.star(), columns),
                    is_open: inner.is_open || inner.has_unknown,
                    ..Source::default()
                }]);
                // SQLite lets the names of the tables within it stand, too.
                if self.dialect == Dialect::Sqlite {
                    scope.sources.extend(inner.sources.iter().map(|source| {
                        Rc::new(Source {
                            is_hidden: true,
                            ..Source::clone(source)
                        })
                    }));
                    scope.has_unknown |= inner.has_unknown;
                }
                scope
            }
            FromItem::Unknown(_) => {
                self.is_unresolved = true;
                Scope {
                    is_open: true,
                    has_unknown: true,
                    ..Scope::default()
                }
            }
        }
    }

    pub(super) fn beside<T>(
        &mut self,
        scope: Scope<'s>,
        resolve: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.scopes.push(scope);
        let value = resolve(self);
        self.scopes.pop();
        value
    }

    /// Resolves a table, view or common table expression.
    pub(super) fn table_source(
        &mut self,
        name: &QualifiedName,
        alias: Option<&Name>,
        columns: &[Name],
    ) -> Scope<'s> {
        let called = alias.unwrap_or(&name.name).text.clone();
        if name.qualifiers.is_empty() {
            let mut ctes = self.ctes.iter_mut().rev();
            let cte = ctes.find(|cte| same(self.dialect, &cte.name, &name.name.text));
            if let Some(cte) = cte {
                let output = cte.output.clone();
                for fault in std::mem::take(&mut cte.faults) {
                    self.fault(fault);
                }
                let output = output.renamed(columns.iter().map(|name| &*name.text));
                return derived(output, Some(alias.unwrap_or(&name.name)));
            }
        }
        let found = self.relation(name);
        let mut source = Source {
            names: vec![called],
            table: Some(name.name.text.clone()),
            is_open: true,
            ..Source::default()
        };
        match found {
            Some((id, is_certain)) => self.columns_of(id, is_certain, &mut source),
            None => self.is_unresolved = true,
        }
        if !columns.is_empty() {
            source.columns = renamed(source.all_columns(), columns);
        }
        Scope::of_sources(vec![source])
    }

    /// Finds a relation to select from or to change; says so if there is none.
    pub(super) fn relation(&mut self, name: &QualifiedName) -> Option<(ObjectId, bool)> {
        match self.schema.find_relation(name) {
            Found::Known(id) => Some((id, true)),
            Found::Doubtful(id) => id.map(|id| (id, false)),
            Found::Index(_) if self.dialect == Dialect::Postgres => {
                let message = format!("`{name}` is an index, not a table");
                self.fault(Fault::new(
                    migrate_sql::codes::WRONG_KIND,
                    name.span(),
                    message,
                ));
                None
            }
            Found::Index(_) => None,
            Found::Missing => {
                if !self.may_be_hidden(name) {
                    let fault = self.missing_table(name);
                    self.fault(fault);
                }
                None
            }
        }
    }

    /// Whether a table may be there that is not in the schema.
    fn may_be_hidden(&self, name: &QualifiedName) -> bool {
        if names::is_kept_by_a_tool(&name.name.text) {
            return true;
        }
        if self.dialect != Dialect::Sqlite {
            let is_plain = name.qualifiers.is_empty() && !name.name.quoted;
            let is_value = SESSION_VALUES.contains(&&*name.name.text);
            return self.dialect == Dialect::Postgres && is_plain && is_value;
        }
        let text = name.name.text.to_ascii_lowercase();
        // Tables that a virtual table keeps its data in.
        let is_shadow = self.schema.tables().any(|(_, object, table)| {
            matches!(table.kind, TableKind::Virtual(_))
                && text.starts_with(&format!("{}_", object.name.to_ascii_lowercase()))
        });
        is_shadow || names::is_eponymous(&text)
    }

    pub(super) fn missing_table(&self, name: &QualifiedName) -> Fault {
        if self.dialect == Dialect::Postgres {
            return crate::postgres_base::faults::missing(self.schema, Kind::Table, name);
        }
        let message = format!("there is no table `{name}`");
        let fault =
            Fault::new(migrate_sql::codes::UNKNOWN_TABLE, name.span(), message).missing(Missing {
                kind: Kind::Table,
                of: None,
                name: name.name.text.clone(),
            });
        let relations = self.schema.objects().filter(|(_, object)| {
            matches!(object.kind, ObjectKind::Table(_) | ObjectKind::View(_))
        });
        let known = relations.map(|(_, object)| &*object.name);
        match closest(&name.name.text, known) {
            Some(close) => fault.help(format!("the closest one is `{close}`")),
            None => fault,
        }
    }

    /// The columns of a table or view, as they can be named.
    pub(super) fn columns_of(&mut self, id: ObjectId, is_certain: bool, source: &mut Source<'s>) {
        self.uses.insert(Use::Object(id));
        let object = self.schema.object(id);
        let is_open = match &object.kind {
            ObjectKind::Table(table) => {
                table.is_open || matches!(table.kind, TableKind::Virtual(_))
            }
            ObjectKind::View(view) => view.is_open,
            _ => true,
        };
        source.is_open = is_open || !is_certain;
        source.columns = SourceColumns::Table(id, object.columns(), !source.is_open);
        self.is_unresolved |= source.is_open;
    }

    /// `t.*` of what is selected.
    pub(super) fn table_star(&mut self, table: &QualifiedName, output: &mut Output) {
        let mut has_unknown = !table.qualifiers.is_empty();
        for scope in self.scopes.iter().rev() {
            let mut sources = scope.sources.iter();
            let source = sources.find(|source| source.has_name(self.dialect, &table.name.text));
            if let Some(source) = source {
                output.is_open |= source.is_open;
                for column in source.all_columns() {
                    self.uses.extend(&column.uses);
                    output.columns.push(super::output::OutputColumn {
                        name: Some(column.name),
                        info: column.info,
                    });
                }
                return;
            }
            has_unknown |= scope.has_unknown;
        }
        output.is_open = true;
        self.is_unresolved = true;
        if !has_unknown {
            let message = format!("no table is called `{table}` here");
            let fault = Fault::new(migrate_sql::codes::UNKNOWN_TABLE, table.span(), message);
            let scopes = self.scopes.iter().flat_map(|scope| &scope.sources);
            let known = scopes.flat_map(|source| &source.names).map(|name| &**name);
            let fault = match closest(&table.name.text, known) {
                Some(close) => fault.help(format!("the closest one is `{close}`")),
                None => fault,
            };
            self.fault(fault);
        }
    }

    /// What a function gives that is selected from.
    fn function(
        &mut self,
        call: &ExprNode,
        alias: Option<&Name>,
        columns: &[(Name, Option<TypeName>)],
        ordinality: bool,
    ) -> Scope<'s> {
        let is_typed = columns.iter().any(|(_, data_type)| data_type.is_some());
        let own_name = match call {
            ExprNode::Call(call) => Some(&call.name.name),
            _ => None,
        };
        let named = alias.or(own_name);
        let scalar = own_name.is_some_and(|name| {
            const SCALAR: &[&str] = &[
                "generate_series",
                "generate_subscripts",
                "regexp_split_to_table",
                "string_to_table",
                "jsonb_object_keys",
                "json_object_keys",
            ];
            SCALAR.contains(&&*name.text) && self.has_no_routine(&name.text)
        });
        let is_known = is_typed || scalar;
        let mut found: Vec<SourceColumn> = Vec::new();
        for (name, data_type) in columns {
            let data_type = data_type.as_ref();
            found.push(SourceColumn {
                name: name.text.clone(),
                info: Info {
                    data_type: data_type
                        .and_then(|data_type| expression::postgres_type(self.schema, data_type)),
                    ..Info::default()
                },
                uses: Vec::new(),
                own: None,
                is_certain: is_known,
            });
        }
        if scalar
            && found.is_empty()
            && let Some(name) = named
        {
            found.push(SourceColumn {
                name: name.text.clone(),
                info: Info::default(),
                uses: Vec::new(),
                own: None,
                is_certain: true,
            });
        }
        let source = Source {
            names: named.iter().map(|name| name.text.clone()).collect(),
            table: None,
            columns: found.into(),
            is_open: !is_known || ordinality,
            ..Source::default()
        };
        let mut scope = Scope::of_sources(vec![source]);
        scope.has_unknown = named.is_none();
        scope
    }
}

/// A query that is selected from.
fn derived<'s>(output: Output, alias: Option<&Name>) -> Scope<'s> {
    let mut is_open = output.is_open;
    let mut columns = Vec::new();
    for column in output.columns {
        match column.name {
            Some(name) => columns.push(SourceColumn {
                name,
                info: column.info,
                uses: Vec::new(),
                own: None,
                is_certain: !output.is_open,
            }),
            None => is_open = true,
        }
    }
    Scope::of_sources(vec![Source {
        names: alias.iter().map(|name| name.text.clone()).collect(),
        table: None,
        columns: columns.into(),
        is_open,
        ..Source::default()
    }])
}

/// Gives the first columns other names.
fn renamed<'s>(
    columns: impl IntoIterator<Item = SourceColumn>,
    names: &[Name],
) -> SourceColumns<'s> {
    let mut names = names.iter();
    let columns = columns.into_iter().map(|mut column| {
        if let Some(name) = names.next() {
            column.name.clone_from(&name.text);
        }
        column
    });
    columns.collect::<Vec<_>>().into()
}
