use crate::Terminal;
use crate::args::{DirectoryArgs, Outcome};
use crate::directory::Directory;
use crate::drawing::{Drawing, dot, mermaid, svg, text};
use clap::{Args, ValueEnum};

/// Draws the chain: branches, merges, dependencies, labels, and sealed revisions
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Example: cargo migrate graph --format svg > chain.svg"
)]
pub(crate) struct Graph {
    #[command(flatten)]
    directory: DirectoryArgs,
    /// How to draw it
    #[arg(long, value_enum, default_value_t = DrawingFormat::Text)]
    format: DrawingFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DrawingFormat {
    /// In the terminal, newest first, like `git log --graph`
    Text,
    /// For Graphviz
    Dot,
    /// For Markdown: GitHub and others show it
    Mermaid,
    /// A picture for browsers, on light and dark
    Svg,
    /// For programs: the output of `history --format json`, with the sealed revisions
    Json,
}

impl Graph {
    pub fn is_json(&self) -> bool {
        self.format == DrawingFormat::Json
    }

    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let chain = directory.chain()?;
        let sealed = directory.sealed()?;
        let drawing = Drawing::new(&chain, &sealed);
        match self.format {
            DrawingFormat::Text => {
                chain.listing().say_if_empty(terminal);
                terminal.block(&text::draw(&drawing));
            }
            DrawingFormat::Dot => terminal.block(&dot::draw(&drawing)),
            DrawingFormat::Mermaid => terminal.block(&mermaid::draw(&drawing)),
            DrawingFormat::Svg => terminal.block(&svg::draw(&drawing)),
            DrawingFormat::Json => {
                let newest_first: Vec<_> = chain.graph.order().iter().rev().copied().collect();
                let mut document = chain.document(&newest_first);
                document["sealed"] = serde_json::json!(sealed);
                terminal.line(document);
            }
        }
        Ok(true)
    }
}
