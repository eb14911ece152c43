use crate::args::{DialectArgs, DirectoryArgs, Outcome};
use crate::cmd::plan::{Operation, plan};
use crate::directory::Directory;
use crate::format::Format;
use crate::listing::step_line;
use crate::{Failure, Terminal};
use clap::Args;
use migrate_check::{Chain, CheckedScript, Dialect};
use migrate_graph::{Direction, PlanError, Step};
use serde_json::{Value, json};

/// Prints scripts in the order in which they run, for review
///
/// An id prints that revision's script alone. A target (head, heads, label@head, +2) prints the scripts
/// that bring an empty database there; with --down, a target (base, -1) prints those that bring the
/// newest schema back there. A range a:b prints the scripts from a to b. The output contains no
/// bookkeeping: don't pipe it into a database.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Example: cargo migrate print-sql 20241208_130000_001:head --dialect sqlite"
)]
pub(crate) struct PrintSql {
    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    dialects: DialectArgs,
    /// Print the downgrades instead
    #[arg(long)]
    down: bool,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// An id, a range a:b, or a target
    #[arg(value_name = "REV|A:B|TARGET", allow_negative_numbers = true)]
    what: String,
}

impl PrintSql {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let chain = directory.checked_chain(&self.dialects)?;
        let steps = self.steps(&chain)?;
        if steps.is_empty() && self.format == Format::Text {
            terminal.say(format!(
                "nothing to print: no script runs for `{}`",
                self.what
            ));
            return Ok(true);
        }
        refuse_irreversible(&chain, &steps)?;
        let dialect = one_dialect(&chain, &steps)?;
        if self.format == Format::Json {
            let steps = steps.iter();
            let steps = steps.map(|step| document(&directory, &chain, *step, dialect));
            let steps: Vec<Value> = steps.collect();
            terminal.line(json!({ "dialect": dialect.name(), "steps": steps }));
            return Ok(true);
        }
        for (position, step) in steps.iter().enumerate() {
            if position > 0 {
                terminal.line("");
            }
            print(&directory, &chain, *step, dialect, terminal);
        }
        Ok(true)
    }

    fn steps(&self, chain: &Chain) -> Result<Vec<Step>, PlanError> {
        let graph = &chain.graph;
        let direction = if self.down {
            Direction::Down
        } else {
            Direction::Up
        };
        if is_id(&self.what) {
            let revisions = graph.resolve(&self.what, None)?;
            let step = |revision| Step {
                revision,
                direction,
            };
            return Ok(revisions.into_iter().map(step).collect());
        }
        let (from, target) = match self.what.split_once(':') {
            Some((from, target)) => (graph.resolve(from, None)?, target),
            None if self.down => (graph.heads(), self.what.as_str()),
            None => (Vec::new(), self.what.as_str()),
        };
        let from: Vec<&str> = from
            .iter()
            .map(|revision| graph.id(*revision).as_str())
            .collect();
        let operation = if self.down {
            Operation::Downgrade
        } else {
            Operation::Upgrade
        };
        Ok(plan(graph, &from, operation, &[target.to_owned()])?.steps)
    }
}

/// Returns whether a text is an id, and not a target or range: ids contain none of `@ + - :`.
fn is_id(what: &str) -> bool {
    !matches!(what, "head" | "heads" | "base") && !what.contains(['@', '+', '-', ':'])
}

fn refuse_irreversible(chain: &Chain, steps: &[Step]) -> Result<(), Failure> {
    for step in steps
        .iter()
        .filter(|step| step.direction == Direction::Down)
    {
        let revision = &chain.revisions[step.revision.get()];
        if let Some(reason) = &revision.irreversible {
            let message = format!("`{}` can't be downgraded: {reason}", revision.id);
            return Err(Failure::new(message));
        }
    }
    Ok(())
}

/// Returns the dialect to print: the only one, or any if all of them run the same files.
fn one_dialect(chain: &Chain, steps: &[Step]) -> Result<Dialect, Failure> {
    let Some((first, others)) = chain.dialects.split_first() else {
        return Err(Failure::new("no dialect is declared")
            .help("declare `dialects` in `migrate.toml`, or add `--dialect`"));
    };
    let files = |dialect: Dialect| -> Vec<Option<&str>> {
        let script = |step: &Step| Some(script(chain, *step, dialect)?.file.as_str());
        steps.iter().map(script).collect()
    };
    if others.iter().all(|other| files(*other) == files(*first)) {
        return Ok(*first);
    }
    let names: Vec<&str> = chain
        .dialects
        .iter()
        .map(|dialect| dialect.name())
        .collect();
    Err(
        Failure::new(format!("the scripts differ between {}", names.join(", ")))
            .help(format!("choose one: `--dialect {}`", first.name())),
    )
}

fn script(chain: &Chain, step: Step, dialect: Dialect) -> Option<&CheckedScript> {
    let scripts = chain.revisions[step.revision.get()].scripts.get(&dialect)?;
    match step.direction {
        Direction::Up => scripts.up.as_ref(),
        Direction::Down => scripts.down.as_ref(),
    }
}

/// Returns a step of the JSON document, `{"dialect","steps":[{"revision","direction","transaction","file",
/// "sql"}]}`. A step without SQL has neither file nor SQL.
fn document(directory: &Directory, chain: &Chain, step: Step, dialect: Dialect) -> Value {
    let revision = &chain.revisions[step.revision.get()];
    let script = script(chain, step, dialect);
    json!({
        "revision": revision.id,
        "direction": match step.direction {
            Direction::Up => "up",
            Direction::Down => "down",
        },
        "transaction": revision.transaction,
        "file": script.map(|script| directory.path_of(&script.file)),
        "sql": script.map(|script| script.text.trim_start_matches('\u{feff}')),
    })
}

fn print(
    directory: &Directory,
    chain: &Chain,
    step: Step,
    dialect: Dialect,
    terminal: &mut Terminal,
) {
    let revision = &chain.revisions[step.revision.get()];
    let verb = match step.direction {
        Direction::Up => "upgrade",
        Direction::Down => "downgrade",
    };
    let up = step.direction == Direction::Up;
    let line = step_line(&chain.graph, &revision.message, step.revision, up);
    terminal.line(format!("-- {verb} {line}"));
    match script(chain, step, dialect) {
        Some(script) => {
            terminal.line(format!("-- {}", directory.path_of(&script.file)));
            if !revision.transaction {
                terminal.line("-- runs outside a transaction");
            }
            terminal.line("");
            terminal.block(script.text.trim_start_matches('\u{feff}'));
        }
        None => match &revision.backfill {
            Some(path) => terminal.line(format!("-- no SQL: runs `{path}`")),
            None => terminal.line("-- no SQL: it joins branches"),
        },
    }
}
