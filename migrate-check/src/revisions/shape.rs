//! Several heads and several bases.
use super::Places;
use crate::codes;
use crate::diagnostic::{Code, Diagnostic, Label, shell_word};
use migrate_graph::RevisionIndex;

impl Places<'_> {
    pub(super) fn several_heads(&self, heads: &[RevisionIndex]) -> Diagnostic {
        let ids = self.listed(heads);
        let words: Vec<String> = heads.iter().map(|it| shell_word(self.id(*it))).collect();
        let message = format!("multiple head revisions are present: {ids}");
        let other = match heads.len() {
            2 => "move one branch on top of the other with `cargo migrate rebase --dir {dir}`",
            _ => "let one branch revise the head of another",
        };
        let help = format!(
            "merge them with `cargo migrate merge {} -m \"merge\" --dir {{dir}}`, or {other}; where \
             several are meant, write `multiple_heads = true` into `{{dir}}/migrate.toml`",
            words.join(" ")
        );
        self.marked(codes::SEVERAL_HEADS, heads, message, help, |id| {
            format!("`{id}` has no child")
        })
    }

    pub(super) fn several_bases(&self, bases: &[RevisionIndex]) -> Diagnostic {
        let ids = self.listed(bases);
        let message = format!("there are {} bases: {ids}", bases.len());
        let help = "let all but one revise something; where several are meant, write \
                    `multiple_bases = true` into `{dir}/migrate.toml`";
        self.marked(
            codes::SEVERAL_BASES,
            bases,
            message,
            help.to_owned(),
            |id| format!("`{id}` has no parent"),
        )
    }

    fn listed(&self, revisions: &[RevisionIndex]) -> String {
        let ids = revisions.iter().map(|r| format!("`{}`", self.id(*r)));
        ids.collect::<Vec<_>>().join(", ")
    }

    /// A diagnostic at the last of some revisions, with the others as related places.
    fn marked(
        &self,
        code: Code,
        revisions: &[RevisionIndex],
        message: String,
        help: String,
        text: impl Fn(&str) -> String,
    ) -> Diagnostic {
        let mut labels = revisions.iter().rev().map(|revision| {
            let found = self.of(*revision);
            found.id.at.clone().text(text(&found.id.value))
        });
        let primary = labels.next().unwrap_or_else(|| Label::whole(""));
        let mut diagnostic = Diagnostic::error(code, primary, message).help(help);
        diagnostic.related.extend(labels);
        diagnostic
    }
}
