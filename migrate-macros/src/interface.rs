//! The public names of the module: the same whether the directory passed or not.
use crate::docs;
use crate::emit::put;
use crate::names::{self, Source};
use migrate_check::{CheckedRevision, Dialect};

/// The public items of the module.
#[derive(Debug)]
pub struct Interface<'a> {
    /// The documentation of `MIGRATIONS` and its type, in Markdown.
    pub documentation: String,
    /// The dialects that it can be used with.
    pub dialects: &'a [Dialect],
    /// Whether Diesel's harness can run it.
    pub diesel: Harness<'a>,
    /// The constants of `revision`.
    pub constants: Vec<Constant<'a>>,
}

/// A constant of the `revision` module.
#[derive(Debug)]
pub struct Constant<'a> {
    /// The name of the constant.
    pub name: String,
    /// The id of the revision.
    pub id: &'a str,
    /// The documentation of the constant, in Markdown.
    pub documentation: String,
}

/// Whether Diesel's harness, which runs migrations in the order of their ids, keeps to the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harness<'a> {
    /// The ids sort along the chain.
    Sorted,
    /// The ids do not sort along the chain.
    Unsorted {
        /// A revision that sorts before what it needs.
        revision: &'a str,
        /// The revision that it needs.
        needs: &'a str,
    },
    /// A revision stands for others, which Diesel would not know of.
    Squashed {
        /// The id of the revision that stands for others.
        revision: &'a str,
    },
}

/// Returns the dialects that this build can embed. The features are passed on by the runtime crate, so
/// that nothing is written that it does not know.
pub fn compiled_in() -> Vec<Dialect> {
    let is_on = |dialect: &Dialect| match dialect {
        Dialect::Postgres => cfg!(feature = "postgres"),
        Dialect::Sqlite => cfg!(feature = "sqlite"),
        Dialect::Mysql => cfg!(feature = "mysql"),
    };
    Dialect::ALL.into_iter().filter(is_on).collect()
}

/// Names and documents the revisions.
pub fn constants(revisions: &[CheckedRevision]) -> Vec<Constant<'_>> {
    let sources: Vec<Source<'_>> = revisions.iter().map(Source::from_revision).collect();
    let names = names::constant_names(&sources);
    let constants = names
        .into_iter()
        .zip(revisions)
        .map(|(name, revision)| Constant {
            name,
            id: &revision.id,
            documentation: docs::describe_revision(revision),
        });
    constants.collect()
}

impl Interface<'_> {
    /// Writes the items, for a module that has the runtime crate as `__runtime` and the chain as
    /// `__chain::CHAIN`.
    pub fn write(&self, source: &mut String) {
        self.write_type(source);
        match self.diesel {
            Harness::Sorted => write_sorted(source),
            Harness::Unsorted { revision, needs } => write_unsorted(revision, needs, source),
            Harness::Squashed { revision } => write_squashed(revision, source),
        }
        self.write_constants(source);
    }

    fn write_type(&self, source: &mut String) {
        source.push_str(
            "#[doc = \"Stands for the chain of revisions: see `Migrations`.\"]\n\
             #[derive(Clone, Copy, Debug)]\npub enum Revisions {}\n\
             impl __runtime::Embedded for Revisions {\n\
             fn chain() -> &'static __runtime::Chain { &__chain::CHAIN } }\n\
             impl __runtime::Supports<__runtime::__private::Nothing> for Revisions {}\n",
        );
        for dialect in self.dialects {
            let name = match dialect {
                Dialect::Postgres => "Postgres",
                Dialect::Sqlite => "Sqlite",
                Dialect::Mysql => "Mysql",
            };
            put!(
                source,
                "impl __runtime::Supports<__runtime::dialect::{name}> for Revisions {{}}\n"
            );
        }
        for (item, name) in [
            ("type", "Migrations = __runtime::Migrations<Revisions>"),
            (
                "const",
                "MIGRATIONS: Migrations = __runtime::Migrations::new()",
            ),
        ] {
            put!(
                source,
                "#[doc = {:?}]\npub {item} {name};\n",
                self.documentation
            );
        }
    }

    fn write_constants(&self, source: &mut String) {
        source.push_str("#[doc = \"The revisions, each as a typed constant.\"]\n");
        source.push_str("pub mod revision { #[allow(unused_imports)] ");
        source.push_str("use super::__runtime::RevisionKey;\n");
        for constant in &self.constants {
            let Constant {
                name,
                id,
                documentation,
            } = constant;
            put!(source, "#[doc = {documentation:?}]\n");
            put!(
                source,
                "pub const {name}: RevisionKey = RevisionKey::new({id:?});\n"
            );
        }
        source.push_str("}\n");
    }
}

fn write_sorted(source: &mut String) {
    source.push_str(
        "impl<DB: __runtime::DieselBackend> __runtime::__private::HarnessOrder<DB> for Revisions \
         where Revisions: __runtime::Supports<DB::Dialect> {}\n",
    );
}

fn write_unsorted(revision: &str, needs: &str, source: &mut String) {
    let message = "Diesel's harness would run these migrations in a wrong order";
    let label = "the ids of these migrations do not sort along their chain";
    let why = format!(
        "Diesel runs migrations in the order of their ids and knows no parents: `{revision}` \
         would run before `{needs}`, which it needs"
    );
    write_refusal(message, label, &why, source);
}

fn write_squashed(revision: &str, source: &mut String) {
    let message = "Diesel's harness would run some of these migrations again";
    let label = "one of these migrations stands for others";
    let why = format!(
        "databases that have the revisions that `{revision}` replaces count as having it, which \
         Diesel does not know"
    );
    write_refusal(message, label, &why, source);
}

/// Writes an implementation of `HarnessOrder` that no backend fits, for the sake of the error that a
/// use of Diesel's harness gives: rustc prints a trait's own message only for a bound that is on
/// another type than the one that was asked for, hence `Ids`.
fn write_refusal(message: &str, label: &str, why: &str, source: &mut String) {
    let instead = "`MIGRATIONS.upgrade(&mut connection)` runs them along the chain";
    put!(
        source,
        "#[doc(hidden)] pub mod __order {{ pub struct Ids;\n\
         #[diagnostic::on_unimplemented(message = {message:?}, label = {label:?}, \
         note = {why:?}, note = {instead:?})]\n\
         pub trait SortAlongTheChain<DB> {{}} }}\n"
    );
    source.push_str(
        "impl<DB: __runtime::DieselBackend> __runtime::__private::HarnessOrder<DB> for Revisions \
         where __order::Ids: __order::SortAlongTheChain<DB> {}\n",
    );
}
