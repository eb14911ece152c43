//! What the executor has to know of a script's statements: their first words, no more. Where the
//! statements are is known from build time.

/// How a script relates to transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// It has no transaction control.
    Plain,
    /// It is one transaction of its own: the first statement begins it, the last commits it. Both
    /// fall together with the ones that the executor writes around the script.
    Wrapped,
    /// It begins and ends transactions in other ways; it can't run inside another one.
    OwnTransactions,
}

/// Returns how a script relates to transactions.
pub(crate) fn shape(statements: &[&str]) -> Shape {
    let controls: Vec<usize> = (0..statements.len())
        .filter(|&at| opens(statements[at]) || closes(statements[at]))
        .collect();
    let last = statements.len().saturating_sub(1);
    match controls[..] {
        [] => Shape::Plain,
        [0, end] if end == last && opens(statements[0]) && commits(statements[last]) => {
            Shape::Wrapped
        }
        _ => Shape::OwnTransactions,
    }
}

/// Returns how many statements stay when the one of index `failed` fails and whatever transaction
/// of the script's own is open then is rolled back; `implicitly`, where data definition commits.
pub(crate) fn lasting(statements: &[&str], failed: usize, implicitly: bool) -> usize {
    let mut open_since = None;
    for (at, statement) in statements.iter().enumerate().take(failed + 1) {
        if implicitly && may_commit_implicitly(statement) {
            open_since = None;
        }
        if at == failed {
            break;
        }
        if opens(statement) {
            open_since = open_since.or(Some(at));
        } else if closes(statement) {
            open_since = None;
        }
    }
    open_since.unwrap_or(failed)
}

/// Whether MySQL and MariaDB may commit at this statement, whatever transaction is open: all but
/// plain data changes, and the switch of `autocommit`. See the manual, "Statements That Cause an
/// Implicit Commit".
pub(crate) fn may_commit_implicitly(statement: &str) -> bool {
    const DATA_ONLY: [&str; 9] = [
        "INSERT", "UPDATE", "DELETE", "REPLACE", "SELECT", "WITH", "VALUES", "SET", "DO",
    ];
    let first = first_words(statement).0;
    let switches = first == "SET" && statement.to_ascii_lowercase().contains("autocommit");
    switches || !DATA_ONLY.contains(&first.as_str())
}

/// Whether the statement is `COPY`, which needs a message of its own.
#[cfg(feature = "postgres")]
pub(crate) fn is_copy(statement: &str) -> bool {
    first_words(statement).0 == "COPY"
}

/// Whether the statement may change how the strings of those after it are read.
#[cfg(feature = "postgres")]
pub(crate) fn changes_strings(statement: &str) -> bool {
    let is_set = ["SET", "SELECT", "RESET"].contains(&first_words(statement).0.as_str());
    is_set
        && statement
            .to_ascii_lowercase()
            .contains("standard_conforming_strings")
}

/// Whether the statement is `SET TRANSACTION`, before which no query may come.
pub(crate) fn sets_transaction(statement: &str) -> bool {
    let (first, second) = first_words(statement);
    first == "SET" && second == "TRANSACTION"
}

/// Whether the statement begins a transaction.
pub(crate) fn opens(statement: &str) -> bool {
    let (first, second) = first_words(statement);
    match first.as_str() {
        // `BEGIN NOT ATOMIC` is a compound statement of MariaDB.
        "BEGIN" => second != "NOT",
        "START" => second == "TRANSACTION",
        _ => false,
    }
}

/// Whether the statement ends a transaction.
pub(crate) fn closes(statement: &str) -> bool {
    let (first, second) = first_words(statement);
    match first.as_str() {
        "COMMIT" | "END" | "ABORT" => true,
        "PREPARE" => second == "TRANSACTION",
        // `ROLLBACK TO SAVEPOINT a`, `ROLLBACK TRANSACTION TO a`
        "ROLLBACK" => !statement
            .split_ascii_whitespace()
            .any(|word| word.eq_ignore_ascii_case("TO")),
        _ => false,
    }
}

fn commits(statement: &str) -> bool {
    matches!(first_words(statement).0.as_str(), "COMMIT" | "END")
}

/// Returns the first two words in upper case, with comments between them skipped.
pub(crate) fn first_words(statement: &str) -> (String, String) {
    let mut rest = skip_blank(statement);
    let mut next = || {
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = skip_blank(after);
        word.to_ascii_uppercase()
    };
    (next(), next())
}

/// A word of a statement: a name, a quoted text or a sign.
#[cfg(any(feature = "mysql", feature = "sqlite"))]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word<'s> {
    pub(crate) text: &'s str,
}

#[cfg(any(feature = "mysql", feature = "sqlite"))]
impl Word<'_> {
    pub(crate) fn is(self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it may name something: it is no sign.
    #[cfg(feature = "mysql")]
    pub(crate) fn is_name(self) -> bool {
        let first = self.text.chars().next();
        first.is_some_and(|c| c.is_alphanumeric() || "_$`'\"[".contains(c))
    }
}

/// Returns the words of a statement, without comments; what a comment has for a certain server counts.
#[cfg(any(feature = "mysql", feature = "sqlite"))]
pub(crate) fn words(statement: &str) -> Vec<Word<'_>> {
    let (mut words, mut rest) = (Vec::new(), statement);
    loop {
        rest = skip_blank(rest);
        let conditional = rest.strip_prefix("/*!").or(rest.strip_prefix("/*M!"));
        if let Some(conditional) = conditional {
            rest = conditional.trim_start_matches(|c: char| c.is_ascii_digit());
            continue;
        }
        if let Some(end) = rest.strip_prefix("*/") {
            rest = end;
            continue;
        }
        let Some(first) = rest.chars().next() else {
            return words;
        };
        let is_inner = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let length = match first {
            '\'' | '"' | '`' => quoted_length(rest, first),
            '[' => rest.find(']').map_or(rest.len(), |end| end + 1),
            ':' if rest.starts_with(":=") => 2,
            _ if is_inner(first) => rest.find(|c| !is_inner(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (text, after) = rest.split_at(length);
        words.push(Word { text });
        rest = after;
    }
}

/// The length of a quoted text with its quotes; a doubled one is two texts.
#[cfg(any(feature = "mysql", feature = "sqlite"))]
fn quoted_length(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if quote != '`' => is_escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn skip_blank(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        if let Some(comment) = text.strip_prefix("--") {
            text = comment.split_once('\n').map_or("", |(_, rest)| rest);
        } else if let Some(comment) = text
            .strip_prefix("/*")
            .filter(|c| !c.starts_with('!') && !c.starts_with("M!"))
        {
            text = comment.split_once("*/").map_or("", |(_, rest)| rest);
        } else {
            return text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_in_its_own_transaction_is_wrapped() {
        assert_eq!(
            shape(&["begin", "CREATE TABLE a (b)", "commit"]),
            Shape::Wrapped
        );
        assert_eq!(
            shape(&["START TRANSACTION READ WRITE", "SELECT 1", "END"]),
            Shape::Wrapped
        );
    }

    #[test]
    fn savepoints_and_lookalikes_are_no_transaction_control() {
        let statements = [
            "SAVEPOINT a",
            "ROLLBACK /* back */ TO SAVEPOINT a",
            "BEGIN /* x */ NOT ATOMIC SELECT 1; END",
            "PREPARE q AS SELECT 1",
            "START SLAVE",
        ];
        assert_eq!(shape(&statements), Shape::Plain);
        assert_eq!(shape(&[]), Shape::Plain);
    }

    #[test]
    fn other_transaction_control_is_the_scripts_own() {
        for statements in [
            &["BEGIN", "SELECT 1", "COMMIT", "SELECT 2"][..],
            &["SELECT 1", "COMMIT"],
            &["BEGIN"],
            &["BEGIN", "SELECT 1", "ROLLBACK"],
            &["BEGIN", "COMMIT", "BEGIN", "COMMIT"],
        ] {
            assert_eq!(shape(statements), Shape::OwnTransactions, "{statements:?}");
        }
    }

    #[test]
    fn an_open_transaction_does_not_last() {
        let statements = ["PRAGMA a", "BEGIN", "SELECT 1", "COMMIT", "SELECT 2"];
        assert_eq!(lasting(&statements, 1, false), 1);
        assert_eq!(lasting(&statements, 3, false), 1);
        assert_eq!(lasting(&statements, 4, false), 4);
    }

    #[test]
    fn an_implicit_commit_ends_an_open_transaction() {
        let statements = [
            "BEGIN",
            "INSERT INTO a VALUES (1)",
            "CREATE TABLE b (c INT)",
        ];
        assert_eq!(lasting(&statements, 1, true), 0);
        assert_eq!(lasting(&statements, 2, true), 2);
    }
}
