use crate::Terminal;
use crate::args::{DirectoryArgs, Outcome};
use crate::directory::{Directory, without_database};
use crate::format::Format;
use clap::Args;

/// Shows everything known about a revision, and where its scripts are
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Example: cargo migrate show 20241209_100000_002"
)]
pub(crate) struct Show {
    #[command(flatten)]
    directory: DirectoryArgs,
    /// An id, the unique beginning of one, head, heads or label@head
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    revision: String,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

impl Show {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let chain = directory.chain()?;
        let revisions = chain
            .graph
            .resolve(&self.revision, None)
            .map_err(without_database)?;
        match self.format {
            Format::Json => terminal.line(chain.document(&revisions)),
            Format::Text => chain.listing().show_details(&revisions, terminal),
        }
        Ok(true)
    }
}
