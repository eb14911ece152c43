use crate::Terminal;
use crate::args::{DirectoryArgs, Outcome};
use crate::directory::Directory;
use crate::format::Format;
use clap::Args;

/// Lists the revisions at which the chain branches, with what they branch into
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Example: cargo migrate branches --verbose"
)]
pub(crate) struct Branches {
    #[command(flatten)]
    directory: DirectoryArgs,
    /// Show everything known about each
    #[arg(long, short)]
    verbose: bool,
    /// How to write the list
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

impl Branches {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let chain = directory.chain()?;
        match self.format {
            Format::Json => terminal.line(chain.document(&chain.graph.branch_points())),
            Format::Text => chain.listing().show_branches(self.verbose, terminal),
        }
        Ok(true)
    }
}
