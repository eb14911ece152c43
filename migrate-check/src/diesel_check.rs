//! Diesel's schema, as `[schema]` of `migrate.toml` asks for it: printed for `embed!`, and compared
//! with a `schema.rs` that is there.
use crate::config::{MigrateToml, PrintSection, SchemaSection, default_section, read_diesel_toml};
use crate::diagnostic::{Diagnostic, Label};
use crate::layout::Reading;
use crate::located::Located;
use crate::{Dialect, codes};
use migrate_diesel::compare::{Expected, LeftOut, common, compare};
use migrate_diesel::{PrintSchema, Printed, Refusal, SchemaFile, print};
use migrate_schema::Schema;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Diesel's schema after all revisions.
#[derive(Clone, Debug)]
pub struct DieselSchema {
    /// Whether `embed!` is to have it.
    pub emit: bool,
    /// Whether the directory is for several dialects, built in or not.
    of_several: bool,
    /// One for each section of `[print_schema]`.
    pub sections: Vec<DieselSection>,
    /// The schemas after all revisions.
    pub schemas: BTreeMap<Dialect, Schema>,
}

/// What one section of `[print_schema]` prints.
#[derive(Clone, Debug)]
pub struct DieselSection {
    /// Its name: `default` where it has none.
    pub name: String,
    /// What is printed for each dialect.
    printed: BTreeMap<Dialect, Printing>,
    /// The files of `schema.rs` that are named for it, for all dialects or for one.
    pub files: Vec<(Option<Dialect>, String)>,
    options: PrintSchema,
}

/// A schema that is printed when somebody wants to see it: most builds don't.
#[derive(Clone, Debug)]
struct Printing {
    schema: Schema,
    options: PrintSchema,
    printed: OnceLock<Printed>,
}

impl Printing {
    fn get(&self) -> &Printed {
        let print = || print(&self.schema, &self.options);
        self.printed.get_or_init(print)
    }
}

impl DieselSchema {
    /// Returns the dialects that there is a schema for.
    pub fn dialects(&self) -> Vec<Dialect> {
        let printed = self.sections.first().map(|section| section.printed.keys());
        printed.into_iter().flatten().copied().collect()
    }

    /// Returns what `diesel print-schema` prints for a dialect: all sections, one behind the other.
    pub fn text(&self, dialect: Dialect) -> String {
        let printed = self
            .sections
            .iter()
            .filter_map(|section| section.printed.get(&dialect));
        printed.map(|printed| &*printed.get().text).collect()
    }

    /// Returns the tables of which one definition does for all of some dialects, and those that are
    /// left out.
    pub fn common(&self, dialects: &[Dialect]) -> (String, Vec<LeftOut>) {
        let (mut text, mut left_out) = (String::new(), Vec::new());
        for section in &self.sections {
            let (one, without) = section.common(dialects);
            text += &one;
            left_out.extend(without);
        }
        (text, left_out)
    }

    /// Returns why not all is printed for a dialect.
    pub fn refusals(&self, dialect: Dialect) -> impl Iterator<Item = &Refusal> {
        let printed = self.sections.iter();
        let printed = printed.filter_map(move |section| section.printed.get(&dialect));
        printed.flat_map(|printed| &printed.get().refusals)
    }

    /// Returns the Rust of a module for some of the dialects: for one, what is printed for it. For
    /// several, a module for each, named like it, and beside them the tables of which one
    /// definition does for all. A chain of several dialects has the module of a dialect when that
    /// is the only one built in, too, so that queries compile with any features. Several sections
    /// are modules of their names in it.
    pub fn module(&self, dialects: &[Dialect]) -> String {
        let modules = self.sections.iter().map(|section| {
            let source = section.module(dialects, self.of_several);
            match self.sections.len() {
                1 => source,
                _ => in_module(&section.name, &source),
            }
        });
        modules.collect::<Vec<_>>().join("\n")
    }
}

impl DieselSection {
    /// Returns how the section is printed.
    pub fn options(&self) -> &PrintSchema {
        &self.options
    }

    fn module(&self, dialects: &[Dialect], of_several: bool) -> String {
        if let [only] = dialects {
            let printed = self.printed.get(only);
            let mut source = printed
                .map(|printed| printed.get().text.clone())
                .unwrap_or_default();
            if of_several {
                source += &in_module(only.name(), "pub use super::*;\n");
            }
            return source;
        }
        let (mut source, left_out) = self.common(dialects);
        if !left_out.is_empty() {
            let lines = left_out.iter();
            let lines = lines.map(|left| format!("//! - `{}`: {}\n", left.table, left.why));
            let lines: String = lines.collect();
            source = format!(
                "//! Only in the modules of the dialects, which differ:\n//!\n{lines}{source}"
            );
        }
        for dialect in dialects {
            if let Some(printed) = self.printed.get(dialect) {
                source += &in_module(dialect.name(), &printed.get().text);
            }
        }
        source
    }

    fn common(&self, dialects: &[Dialect]) -> (String, Vec<LeftOut>) {
        let expected = dialects.iter().map(|dialect| {
            let printed = self.printed.get(dialect)?;
            Expected::new(*dialect, printed.get())
        });
        let expected: Option<Vec<Expected>> = expected.collect();
        expected.map(|all| common(&all)).unwrap_or_default()
    }
}

fn in_module(name: &str, source: &str) -> String {
    format!("pub mod {name} {{\n{source}}}\n")
}

/// What is asked for, with the files that it takes.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// Where in `migrate.toml`; `None` where nothing is.
    at: Option<Label>,
    emit: bool,
    of_several: bool,
    sections: Vec<AskedSection>,
}

#[derive(Debug)]
struct AskedSection {
    section: PrintSection,
    /// The files to compare with, for all dialects or for one.
    files: Vec<(Option<Dialect>, Located<String>)>,
}

impl Asked {
    /// Whether the directory asks for anything.
    pub(crate) fn is_any(&self) -> bool {
        self.at.is_some()
    }
}

/// Reads what a directory says of Diesel's schema, and the files that it names: those to compare with
/// may not be there yet where nothing is compared.
pub(crate) fn read_asked(
    reading: &mut Reading<'_>,
    settings: &MigrateToml,
    has_to_be_there: bool,
    of_several: bool,
) -> Asked {
    let asked = settings.schema.as_ref();
    let mut sections = sections(reading, asked);
    for section in &mut sections {
        section.options.mariadb = settings.databases.mariadb;
        section.options.patch = patch(reading, section);
    }
    let with_files = sections.into_iter().map(|section| AskedSection {
        files: files(asked, &section),
        section,
    });
    let asked = Asked {
        sections: with_files.collect(),
        at: asked.map(|asked| asked.at.clone()),
        emit: asked.is_some_and(|asked| asked.emit),
        of_several,
    };
    for (_, file) in asked.sections.iter().flat_map(|section| &section.files) {
        match has_to_be_there {
            // That it can't be read is said even where there is nothing to compare it with.
            true => _ = reading.named(file),
            false => _ = reading.text_if_any(&file.value),
        }
    }
    asked
}

/// Makes the schema of each dialect ready to be printed as it is asked for, and if the schemas are right, compares it
/// with the `schema.rs` that is named.
pub(crate) fn check_schema(
    reading: &mut Reading<'_>,
    asked: Asked,
    schemas: &BTreeMap<Dialect, Schema>,
    are_right: bool,
) -> DieselSchema {
    let mut done = DieselSchema {
        emit: asked.emit,
        of_several: asked.of_several,
        sections: Vec::new(),
        schemas: schemas.clone(),
    };
    for AskedSection { section, files } in asked.sections {
        let printed = schemas.iter().map(|(dialect, schema)| {
            let printing = Printing {
                schema: schema.clone(),
                options: section.options.clone(),
                printed: OnceLock::new(),
            };
            (*dialect, printing)
        });
        let printed: BTreeMap<Dialect, Printing> = printed.collect();
        if let Some(at) = asked.at.as_ref().filter(|_| are_right) {
            report_refusals(reading, &section, &printed, at, asked.emit);
        }
        let named = files.iter().map(|(only, file)| (*only, file.value.clone()));
        let named = named.collect();
        for (only, file) in files.into_iter().filter(|_| are_right) {
            let expected = printed.iter();
            let expected =
                expected.filter(|(dialect, _)| only.is_none_or(|only| only == **dialect));
            let expected = expected.filter_map(|(dialect, one)| Expected::new(*dialect, one.get()));
            compare_with(reading, &file.value, &expected.collect::<Vec<_>>());
        }
        done.sections.push(DieselSection {
            name: section.name,
            printed,
            files: named,
            options: section.options,
        });
    }
    done
}

/// The sections of `diesel.toml`, or those in `migrate.toml`, or one without options.
fn sections(reading: &mut Reading<'_>, asked: Option<&SchemaSection>) -> Vec<PrintSection> {
    let Some(asked) = asked else {
        return vec![default_section()];
    };
    if let Some(file) = &asked.diesel_toml {
        let text = reading.named(file).map(str::to_owned);
        return match text {
            Some(text) => read_diesel_toml(&file.value, &text, &mut reading.diagnostics),
            None => Vec::new(),
        };
    }
    match asked.sections.is_empty() {
        true => vec![default_section()],
        false => asked.sections.clone(),
    }
}

fn patch(reading: &mut Reading<'_>, section: &PrintSection) -> Option<String> {
    let file = section.patch_file.as_ref()?;
    reading.named(file).map(str::to_owned)
}

/// The files to compare with: those of `migrate.toml`, else that of the section. Named sections have
/// files of their own.
fn files(
    asked: Option<&SchemaSection>,
    section: &PrintSection,
) -> Vec<(Option<Dialect>, Located<String>)> {
    let named = asked.map_or(&[][..], |asked| &asked.files);
    if section.name == default_section().name && !named.is_empty() {
        return named.to_vec();
    }
    let own = section.file.iter();
    own.map(|file| (None, file.clone())).collect()
}

fn compare_with(reading: &mut Reading<'_>, file: &str, expected: &[Expected]) {
    let Some(text) = reading.text(file) else {
        return;
    };
    let differences = compare(&SchemaFile::read(text), expected);
    for difference in differences {
        let mut at = match difference.span {
            Some(span) => Label::at(file, span),
            None => Label::whole(file),
        };
        at.text = difference.label;
        let error = Diagnostic::error(codes::SCHEMA_DIFFERS, at, difference.message);
        reading.report(error.help(difference.help));
    }
}

/// Says why something is not printed: what is wrong always, what is not known only where it would be
/// missing in a module.
fn report_refusals(
    reading: &mut Reading<'_>,
    section: &PrintSection,
    printed: &BTreeMap<Dialect, Printing>,
    at: &Label,
    emit: bool,
) {
    for (dialect, printed) in printed {
        for refusal in &printed.get().refusals {
            let concerns_all = matches!(refusal, Refusal::NoSuchSchema { .. } | Refusal::Patch(_));
            if !emit && !concerns_all {
                continue;
            }
            reading.report(refused(refusal, *dialect, section, at));
        }
    }
}

fn refused(refusal: &Refusal, dialect: Dialect, section: &PrintSection, at: &Label) -> Diagnostic {
    let place = match (refusal, &section.patch_file) {
        (Refusal::Patch(_), Some(patch)) => Label::whole(patch.value.clone()),
        _ => at.clone(),
    };
    let message = format!("Diesel's schema for {dialect}: {refusal}");
    let make = match refusal.is_unknown() {
        true => Diagnostic::warning,
        false => Diagnostic::error,
    };
    make(codes::SCHEMA_NOT_PRINTED, place, message).help(refusal.help())
}
