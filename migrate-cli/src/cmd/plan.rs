use crate::args::{DirectoryArgs, Outcome};
use crate::directory::{Broken, Chain, Directory};
use crate::format::Format;
use crate::listing::{Revisions, step_line};
use crate::{Failure, Terminal};
use clap::error::ErrorKind;
use clap::{Args, ValueEnum};
use migrate_graph::{Direction, Graph, PlanError, RevisionIndex, Step, Target};
use serde_json::json;

/// Shows which revisions a run would apply or undo
///
/// Works on the chain alone: no database is needed, and scripts may be missing or broken. A revision
/// without the key `revises` counts as a base. Targets are those of upgrade and downgrade:
/// head, heads, base, an id or the unique beginning of one, +2, -1, abc123-1, label@head. They need
/// no `--` before them.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Example: cargo migrate plan --from 20241209_100000_002 downgrade -1"
)]
pub(crate) struct Plan {
    #[command(flatten)]
    directory: DirectoryArgs,
    /// The position of the database: its heads, comma separated; by default an empty database
    #[arg(long, value_name = "REV", value_delimiter = ',')]
    from: Vec<String>,
    /// How to write the plan
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The kind of run
    #[arg(value_enum)]
    operation: Operation,
    /// The target; stamp accepts several
    #[arg(required = true, value_name = "TARGET", allow_negative_numbers = true)]
    targets: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Operation {
    /// Runs up scripts
    Upgrade,
    /// Runs down scripts
    Downgrade,
    /// Runs nothing: only the record of what is applied changes
    Stamp,
}

/// Steps to run, and the heads afterwards.
pub(crate) struct Planned {
    pub steps: Vec<Step>,
    pub heads: Vec<RevisionIndex>,
    /// Whether an upgrade has nothing to do because its target lies below the applied revisions.
    pub already_applied: bool,
}

impl Plan {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        self.refuse_several_targets();
        let directory = Directory::new(&self.directory);
        let from: Vec<&str> = self
            .from
            .iter()
            .map(|r| r.trim())
            .filter(|r| !r.is_empty())
            .collect();
        let outcome = directory
            .chain_with_assumed_bases()
            .map_err(Stop::Directory)
            .and_then(|(chain, said)| {
                let planned = plan(&chain.graph, &from, self.operation, &self.targets);
                Ok((chain, planned.map_err(Stop::Plan)?, said))
            });
        match (outcome, self.format) {
            (Ok((chain, planned, _)), Format::Json) => {
                terminal.line(document(&chain.graph, &planned));
                Ok(true)
            }
            (Ok((chain, planned, said)), Format::Text) => {
                if !said.is_empty() {
                    terminal.say(format!("{said}note: it is taken to be a base here\n"));
                }
                show(&chain, &planned, terminal);
                Ok(true)
            }
            (Err(stop), Format::Json) => {
                let (kind, message) = stop.kind_and_message();
                let message = crate::secrets::without_passwords(&message);
                terminal.line(json!({ "error": { "kind": kind, "message": message } }));
                Ok(false)
            }
            (Err(stop), Format::Text) => Err(stop.failure()),
        }
    }

    fn refuse_several_targets(&self) {
        if self.operation != Operation::Stamp && self.targets.len() > 1 {
            let message = "upgrade and downgrade go to one target; only stamp takes several";
            let command = clap::Command::new("plan").bin_name("cargo migrate plan");
            Self::augment_args(command)
                .error(ErrorKind::TooManyValues, message)
                .exit();
        }
    }
}

/// The reason why there is no plan.
enum Stop {
    Directory(Broken),
    Plan(PlanError),
}

impl Stop {
    /// Returns the kind, as the test vectors call it, and one line of text.
    fn kind_and_message(&self) -> (String, String) {
        match self {
            Stop::Directory(broken) => (broken.kind.clone(), broken.message.clone()),
            Stop::Plan(error) => (error.kind().to_owned(), error.to_string()),
        }
    }

    fn failure(self) -> Failure {
        match self {
            Stop::Directory(broken) => broken.into(),
            Stop::Plan(error) => error.into(),
        }
    }
}

/// Plans a run on a database whose heads are `from`.
pub(crate) fn plan(
    graph: &Graph,
    from: &[&str],
    operation: Operation,
    targets: &[String],
) -> Result<Planned, PlanError> {
    let applied = graph.applied_below_known(from);
    let targets: Vec<Target> = targets.iter().map(|target| Target::parse(target)).collect();
    match (operation, &targets[..]) {
        (Operation::Upgrade, [target]) => Ok(graph.upgrade(&applied, target)?.into()),
        (Operation::Downgrade, [target]) => Ok(graph.downgrade(&applied, target)?.into()),
        (_, targets) => {
            let heads = graph.stamp(&applied, targets)?.heads;
            Ok(Planned {
                steps: Vec::new(),
                heads,
                already_applied: false,
            })
        }
    }
}

impl From<migrate_graph::Plan> for Planned {
    fn from(plan: migrate_graph::Plan) -> Self {
        Self {
            steps: plan.steps,
            heads: plan.heads,
            already_applied: plan.already_applied,
        }
    }
}

/// Returns the JSON document: `{"steps":[{"revision","direction"}],"heads":[…]}`.
fn document(graph: &Graph, planned: &Planned) -> serde_json::Value {
    let step = |step: &Step| {
        let revision = graph.id(step.revision).as_str();
        json!({ "revision": revision, "direction": word(step.direction) })
    };
    let steps: Vec<_> = planned.steps.iter().map(step).collect();
    let heads: Vec<_> = planned
        .heads
        .iter()
        .map(|head| graph.id(*head).as_str())
        .collect();
    json!({ "steps": steps, "heads": heads })
}

fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
    }
}

fn show(chain: &Chain<'_>, planned: &Planned, terminal: &mut Terminal) {
    let listing = chain.listing();
    for step in &planned.steps {
        let (message, up) = (
            chain.message(step.revision),
            step.direction == Direction::Up,
        );
        let line = step_line(&chain.graph, message, step.revision, up);
        terminal.line(format!("{:<4}  {line}", word(step.direction)));
    }
    if planned.already_applied {
        terminal.say("note: the target is applied already; `downgrade` goes back to it");
    }
    if planned.steps.is_empty() {
        terminal.line("no script to run");
    }
    let heads: Vec<String> = planned
        .heads
        .iter()
        .map(|head| listing.head_line(*head))
        .collect();
    match &heads[..] {
        [] => terminal.line("then  <base>"),
        heads => terminal.line(format!("then  {}", heads.join(", "))),
    }
}
