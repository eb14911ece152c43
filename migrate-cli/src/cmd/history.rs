use crate::Terminal;
use crate::args::{DirectoryArgs, Outcome};
use crate::directory::{Directory, without_database};
use crate::format::Format;
use clap::Args;

/// Lists the revisions, newest first
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Example: cargo migrate history -r 20241208_130000_001:head --verbose"
)]
pub(crate) struct History {
    #[command(flatten)]
    directory: DirectoryArgs,
    /// Only these: a:b, a: or :b
    #[arg(long, short, value_name = "RANGE", allow_hyphen_values = true)]
    range: Option<String>,
    /// Show everything known about each
    #[arg(long, short)]
    verbose: bool,
    /// How to write the list
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

impl History {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let chain = directory.chain()?;
        let revisions = chain
            .graph
            .history(self.range.as_deref(), None)
            .map_err(without_database)?;
        match self.format {
            Format::Json => terminal.line(chain.document(&revisions)),
            Format::Text => {
                let listing = chain.listing();
                listing.show_history(&revisions, self.verbose, terminal);
            }
        }
        Ok(true)
    }
}
