//! Two objects of one name.
use super::constraint::{Own, is_comment};
use super::expression::{lower, surely_differ};
use super::table::types_differ;
use super::{Comparison, definition, kind};
use crate::model::{
    Composite, Domain, Enum, Object, ObjectId, ObjectKind, Routine, Sequence, Use, View,
};
use crate::{Missing, Schema};
use migrate_sql::statement::Kind;
use std::borrow::Cow;
use std::collections::BTreeSet;

impl<'s> Comparison<'s> {
    /// Compares an object with the one that has its name on the other side.
    pub(super) fn pair(&mut self, old: ObjectId, new: ObjectId) {
        let (before, after) = (self.before, self.after);
        let (a, b) = (before.schema.object(old), after.schema.object(new));
        let counts = |object: &Object| object.is_certain && !object.is_temporary();
        if !counts(a) || !counts(b) {
            return;
        }
        match (&a.kind, &b.kind) {
            (ObjectKind::Table(table), ObjectKind::Table(other)) => {
                let own = |side, id, table| Own { side, id, table };
                let (own, other) = (own(before, old, table), own(after, new, other));
                self.tables(own, other);
                self.comments((old, a), b);
            }
            (ObjectKind::View(view), ObjectKind::View(other)) => {
                self.views((old, a, view), (new, b, other));
            }
            (ObjectKind::Sequence(sequence), ObjectKind::Sequence(other)) => {
                if self.sequences_differ(sequence, other) {
                    self.whole(Some(old), Some(new));
                }
            }
            (ObjectKind::Enum(values), ObjectKind::Enum(other)) => {
                // Two branches may have added one each: the order is no difference.
                let set = |values: &'s Enum| values.values.iter().collect::<BTreeSet<_>>();
                if set(values) != set(other) {
                    self.whole(Some(old), Some(new));
                }
            }
            (ObjectKind::Domain(domain), ObjectKind::Domain(other)) => {
                if self.domains_differ(domain, other) {
                    self.whole(Some(old), Some(new));
                }
            }
            (ObjectKind::Composite(composite), ObjectKind::Composite(other)) => {
                if self.composites_differ(composite, other) {
                    self.whole(Some(old), Some(new));
                }
            }
            (ObjectKind::Routine(routine), ObjectKind::Routine(other)) => {
                self.routines((old, routine), (new, other));
                self.comments((old, a), b);
            }
            (ObjectKind::Range(_), ObjectKind::Range(_))
            | (ObjectKind::OtherType, _)
            | (_, ObjectKind::OtherType) => {}
            _ => self.whole(Some(old), Some(new)),
        }
    }

    fn comments(&mut self, (id, a): (ObjectId, &Object), b: &Object) {
        let (before, after) = (is_comment(&a.comment), is_comment(&b.comment));
        if before == after {
            return;
        }
        let line = |comment: &str| {
            let text = crate::describe::text_literal(comment);
            format!("comment {text}")
        };
        let what = Missing {
            kind: Kind::Other,
            of: Some(self.before.say.object_name(id)),
            name: format!("comment of the {}", kind(a).name()),
        };
        self.part(id, what, before.map(line), after.map(line));
    }

    fn views(
        &mut self,
        (old, a, view): (ObjectId, &'s Object, &'s View),
        (new, b, other): (ObjectId, &'s Object, &'s View),
    ) {
        let columns_differ = || {
            let names = |view: &'s View| view.columns.iter().map(|column| lower(&column.name));
            // Their order is that of the tables', which is no difference.
            let sorted = |view| {
                let mut all: Vec<_> = names(view).collect();
                all.sort();
                all
            };
            !names(view).eq(names(other)) && sorted(view) != sorted(other)
        };
        let are_known = !view.is_open && !other.is_open;
        if view.materialized != other.materialized || (are_known && columns_differ()) {
            self.whole(Some(old), Some(new));
            return;
        }
        let are_resolved = !view.is_unresolved && !other.is_unresolved;
        let used = |schema: &Schema, uses: &[Use]| -> Option<BTreeSet<String>> {
            let names = uses.iter().map(|used| {
                let object = schema.get(used.object())?;
                Some(object.name.to_lowercase())
            });
            names.collect()
        };
        let uses_differ = || {
            let before = used(self.before.schema, &view.uses);
            let after = used(self.after.schema, &other.uses);
            matches!((before, after), (Some(a), Some(b)) if a != b)
        };
        let (text, other_text) = (&view.definition, &other.definition);
        let queries_differ = || {
            let columns = columns_of(self.before.schema, &view.uses);
            let is_column = |word: &str| columns.contains(word);
            definition::queries_surely_differ(text, other_text, &is_column)
        };
        if text != other_text && (queries_differ() || are_resolved && uses_differ()) {
            let what = Missing {
                kind: kind(a),
                of: None,
                name: self.before.say.object_name(old),
            };
            let line = |text: &str| Some(format!("as {}", text.replace(['\n', '\r'], " ")));
            self.part(old, what, line(text), line(other_text));
        }
        let own = |side, id, table| Own { side, id, table };
        let tables = (
            own(self.before, old, &view.table),
            own(self.after, new, &other.table),
        );
        self.tables(tables.0, tables.1);
        self.comments((old, a), b);
    }

    fn routines(
        &mut self,
        (old, routine): (ObjectId, &Routine),
        (new, other): (ObjectId, &Routine),
    ) {
        let returns_differ = match (&routine.returns, &other.returns) {
            (Some(a), Some(b)) => {
                routine.returns_set != other.returns_set
                    || types_differ((self.before, a), (self.after, b))
            }
            _ => false,
        };
        if returns_differ || routine.what != other.what {
            self.whole(Some(old), Some(new));
        } else if definition::surely_differ(&routine.definition, &other.definition) {
            let what = Missing {
                kind: Kind::Routine,
                of: None,
                name: self.before.say.object_name(old),
            };
            // Bodies are long, and differ somewhere: only where they are the same helps nobody.
            let (before, after) =
                definition::around_the_difference(&routine.definition, &other.definition);
            let line = |text: String| Some(format!("as {text}"));
            self.part(old, what, line(before), line(after));
        }
    }

    fn sequences_differ(&self, a: &Sequence, b: &Sequence) -> bool {
        let types_differ = match (&a.data_type, &b.data_type) {
            (Some(a), Some(b)) => types_differ((self.before, a), (self.after, b)),
            _ => false,
        };
        let option = |of: &Sequence, name: &str| {
            let mut options = of.options.iter();
            let found = options.find(|(option, _)| option.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.to_lowercase())
        };
        let options_differ = a.options.iter().any(|(name, value)| {
            !matches!(name.as_str(), "start" | "restart" | "cache")
                && option(b, name).is_some_and(|other| other != value.to_lowercase())
        });
        types_differ || options_differ
    }

    fn domains_differ(&self, a: &Domain, b: &Domain) -> bool {
        let defaults_differ = match (&a.default, &b.default) {
            (Some(a), Some(b)) => {
                let a = self.before.tokens(None, a);
                surely_differ(&a, &self.after.tokens(None, b))
            }
            (None, None) => false,
            _ => true,
        };
        let checks_differ = || {
            let mut checks: Vec<_> = b
                .checks
                .iter()
                .map(|(_, check)| self.after.tokens(None, check))
                .collect();
            let unmatched = a.checks.iter().any(|(_, check)| {
                let own = self.before.tokens(None, check);
                match checks.iter().position(|other| !surely_differ(&own, other)) {
                    Some(at) => {
                        checks.remove(at);
                        false
                    }
                    None => true,
                }
            });
            unmatched || !checks.is_empty()
        };
        types_differ((self.before, &a.base), (self.after, &b.base))
            || a.not_null != b.not_null
            || defaults_differ
            || checks_differ()
    }

    fn composites_differ(&self, a: &Composite, b: &Composite) -> bool {
        let pairs = a.attributes.iter().zip(&b.attributes);
        a.attributes.len() != b.attributes.len()
            || pairs.into_iter().any(|((name, own), (other_name, other))| {
                let differ = match (own, other) {
                    (Some(own), Some(other)) => {
                        types_differ((self.before, own), (self.after, other))
                    }
                    _ => false,
                };
                name != other_name || differ
            })
    }
}

/// The names of the columns of what is used.
fn columns_of<'s>(schema: &'s Schema, uses: &[Use]) -> BTreeSet<Cow<'s, str>> {
    let tables = uses.iter().filter_map(|used| schema.table(used.object()));
    let columns = tables.flat_map(|table| table.columns.iter());
    columns.map(|column| lower(&column.name)).collect()
}
