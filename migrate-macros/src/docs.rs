//! The documentation of what is generated, in Markdown.
use migrate_check::{Chain, CheckedRevision, Dialect};

/// Documents a chain: where it comes from, how long it is, where it ends.
pub fn describe_chain(chain: &Chain, dialects: &[Dialect], directory: &str) -> String {
    let count = chain.revisions.len();
    let revisions = if count == 1 { "revision" } else { "revisions" };
    let heads = chain.graph.heads();
    let heads = heads
        .iter()
        .map(|&head| code(chain.graph.id(head).as_str()));
    let heads: Vec<String> = heads.collect();
    let dialects: Vec<&str> = dialects.iter().map(|dialect| dialect.name()).collect();
    format!(
        "The migrations of {}: {count} {revisions} up to {}, for {}.",
        code(directory),
        heads.join(" and "),
        if dialects.is_empty() {
            "no dialect of this build".to_owned()
        } else {
            dialects.join(", ")
        },
    )
}

/// Documents a revision: its message, its comment, its id and its parents.
pub fn describe_revision(revision: &CheckedRevision) -> String {
    let mut documentation = escape(&revision.message);
    if let Some(comment) = &revision.documentation {
        documentation.push_str("\n\n");
        documentation.push_str(&fence(comment));
    }
    documentation.push_str("\n\nRevision ");
    documentation.push_str(&code(&revision.id));
    if !revision.revises.is_empty() {
        let parents: Vec<String> = revision.revises.iter().map(|id| code(id)).collect();
        documentation.push_str(", revises ");
        documentation.push_str(&parents.join(" and "));
    }
    documentation.push('.');
    documentation
}

/// Escapes what has a meaning in Markdown, and puts the text on one line.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.trim().chars() {
        match character {
            '\n' | '\r' => escaped.push(' '),
            // `:` too: a bare address would be a lint's matter.
            _ if character.is_ascii_punctuation() && !".,'\"-;()?!".contains(character) => {
                escaped.extend(['\\', character]);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Puts lines into a block of text whose fence is longer than any in them.
fn fence(text: &str) -> String {
    let fence = "`".repeat(longest_run_of_backticks(text).max(2) + 1);
    format!("{fence}text\n{text}\n{fence}")
}

/// Puts a name in backticks.
pub fn code(name: &str) -> String {
    let fence = "`".repeat(longest_run_of_backticks(name) + 1);
    let pad = if name.starts_with('`') || name.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{name}{pad}{fence}")
}

fn longest_run_of_backticks(text: &str) -> usize {
    // Most have none, and the search for one runs optimised.
    if !text.contains('`') {
        return 0;
    }
    text.split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_message_is_markdown() {
        assert_eq!(
            escape("drop `a[0]` <b>\nnow"),
            "drop \\`a\\[0\\]\\` \\<b\\> now"
        );
        assert_eq!(
            escape("add user's profile (again)"),
            "add user's profile (again)"
        );
        assert_eq!(escape("see https://x.y"), "see https\\:\\/\\/x.y");
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(fence("a"), "```text\na\n```");
        assert_eq!(fence("```sql"), "````text\n```sql\n````");
        assert_eq!(code("a`b"), "``a`b``");
    }
}
