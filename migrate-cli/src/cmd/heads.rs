use crate::Terminal;
use crate::authoring::{DirectoryArgs, Outcome};
use crate::directory::Directory;
use clap::Args;

/// Lists the revisions that no other revision revises
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Example: cargo migrate heads --dir migrations/shop --verbose"
)]
pub(crate) struct Heads {
    #[command(flatten)]
    directory: DirectoryArgs,
    /// Show everything known of each
    #[arg(long, short)]
    verbose: bool,
}

impl Heads {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let chain = directory.chain()?;
        chain.listing().show_heads(self.verbose, terminal);
        Ok(true)
    }
}
