use crate::args::{DialectArgs, DirectoryArgs, Outcome};
use crate::directory::Directory;
use crate::{Failure, Terminal};
use clap::Args;
use migrate_check::{Dialect, DieselSchema};
use migrate_diesel::Refusal;

/// Prints Diesel's schema.rs after all revisions, without a database
///
/// For one dialect the output is that of `diesel print-schema` on a server to which all revisions were
/// applied, with the options of [schema] in migrate.toml or of the diesel.toml named there. For
/// several dialects it has the tables that suit all of them; select one with --dialect for its own.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Example: cargo migrate print-schema --dialect sqlite > src/schema.rs"
)]
pub(crate) struct PrintSchema {
    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    dialects: DialectArgs,
}

impl PrintSchema {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let (schema, dialects) = directory.diesel_schema(&self.dialects, terminal)?;
        for dialect in &dialects {
            let refusals = schema.refusals(*dialect);
            for refusal in refusals.filter(|refusal| refusal.is_unknown()) {
                terminal.say(format!("not printed for {dialect}: {refusal}"));
            }
            refuse(&directory, &schema, *dialect)?;
        }
        let text = match dialects[..] {
            [] => {
                return Err(
                    Failure::new("no dialect is declared, so there is no schema")
                        .help("name one: `--dialect postgres`"),
                );
            }
            [only] => schema.text(only),
            _ => {
                let (text, left_out) = schema.common(&dialects);
                for left in left_out {
                    let (table, why) = (&left.table, &left.why);
                    terminal.say(format!("not printed: `{table}`, since {why}"));
                }
                text
            }
        };
        for line in text.lines() {
            terminal.line(line);
        }
        Ok(true)
    }
}

/// Returns an error for a schema that diesel_cli refuses.
fn refuse(directory: &Directory, schema: &DieselSchema, dialect: Dialect) -> Result<(), Failure> {
    let mut refusals = schema.refusals(dialect);
    match refusals.find(|refusal| !refusal.is_unknown()) {
        Some(refusal) => {
            let failure = Failure::new(format!("{refusal} ({dialect})"));
            let mut unknown = schema.refusals(dialect).filter(|it| it.is_unknown());
            Err(match (refusal, unknown.next()) {
                (Refusal::Patch(_), Some(_)) => failure
                    .note("it may be about what is not printed (see above)")
                    .help(format!(
                        "`{}` says which statements could not be followed",
                        directory.command("check --unknown")
                    )),
                _ => failure.help(refusal.help()),
            })
        }
        None => Ok(()),
    }
}
