//! An error in full, on several lines: for people.

use super::Error;
use diesel::result::Error as DieselError;
use std::error::Error as StdError;
use std::fmt;

/// An error in full, from [`Error::explain`].
///
/// Displays the message, the causes with the database's own words, the state that the database is in,
/// and the next step, on several lines.
#[derive(Clone, Copy, Debug)]
pub struct Explanation<'e> {
    error: &'e Error,
}

/// Prints the whole explanation: this is what `unwrap` in a test, and a `main` that returns the error, show.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.explain(), f)
    }
}

impl Error {
    /// Explains the error in full, for people to read: what happened and why, in which state the
    /// database is, and what to do next.
    ///
    /// `Display` of the error itself says what happened in one line, without its causes.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use diesel::{Connection, SqliteConnection, connection::SimpleConnection};
    /// # mod migrations { migrate_runtime::embed!("migrations/notes", watch = false); }
    /// # use migrations::MIGRATIONS;
    /// # let mut connection = SqliteConnection::establish(":memory:")?;
    /// connection.batch_execute("CREATE TABLE notes (id INTEGER)")?; // by hand
    /// let error = MIGRATIONS.upgrade(&mut connection).unwrap_err();
    ///
    /// println!("{}", error.explain());
    /// # let explanation = error.explain().to_string();
    /// # assert!(explanation.starts_with(&format!("{error}\n  statement: CREATE TABLE notes")));
    /// # assert_eq!(format!("{error:?}"), explanation);
    /// # assert!(explanation.contains("\n  database: table notes already exists\n  state: rolled back"));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sqlite"))]
    /// # fn main() {}
    /// ```
    ///
    /// ```text
    /// could not upgrade `20260101090000`: statement 1 of 1 failed at migrations/notes/20260101090000_create_notes/up.sql:2
    ///   statement: CREATE TABLE notes ( id INTEGER PRIMARY KEY, body TEXT NOT NULL )
    ///   database: table notes already exists
    ///   state: rolled back: the database is at the base, with nothing applied
    ///   next: …
    /// ```
    pub fn explain(&self) -> Explanation<'_> {
        Explanation { error: self }
    }

    /// Writes what belongs to the message and takes lines of its own.
    fn write_details(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines =
            |lines: &[String]| lines.iter().try_for_each(|line| write!(f, "\n  {line}"));
        match self {
            Error::InvalidChain { problems } => {
                let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
                lines(&problems)
            }
            Error::NotInitialized { found } => lines(found.seen().as_slice()),
            Error::Edited {
                recorded, embedded, ..
            } => lines(&[
                format!("applied:  checksum {recorded}"),
                format!("embedded: checksum {embedded}"),
            ]),
            Error::CantTakeOver { problems, .. } => lines(problems),
            Error::Step(error) => {
                let site = error.site.as_ref();
                let statement = site.map(|site| format!("statement: {}", shorten(site.statement)));
                lines(statement.as_slice())
            }
            _ => Ok(()),
        }
    }

    /// Writes the causes.
    fn write_causes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(cause) = self.source() else {
            return Ok(());
        };
        match (self, cause.downcast_ref::<DieselError>()) {
            (_, Some(error)) => write_database_words(f, error)?,
            (Error::Target { .. }, _) => write!(f, ": {cause}")?,
            _ => write!(f, "\n  error: {cause}")?,
        }
        // Many errors repeat their cause in their own text.
        let mut said = cause.to_string();
        let mut deeper = cause.source();
        while let Some(cause) = deeper {
            let text = cause.to_string();
            if !said.contains(&text) {
                write!(f, "\n  cause: {text}")?;
            }
            said = text;
            deeper = cause.source();
        }
        Ok(())
    }
}

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = self.error;
        write!(f, "{error}")?;
        error.write_details(f)?;
        error.write_causes(f)?;
        if let Some(state) = error.database_state() {
            write!(f, "\n  state: {state}")?;
        }
        match error.next_step() {
            Some(next) => write!(f, "\n  next: {next}"),
            None => Ok(()),
        }
    }
}

/// Writes the database's own words: message, detail and hint, each on a line.
fn write_database_words(f: &mut fmt::Formatter<'_>, error: &DieselError) -> fmt::Result {
    let DieselError::DatabaseError(_, information) = error else {
        return write!(f, "\n  database: {error}");
    };
    write!(f, "\n  database: {}", information.message().trim_end())?;
    if let Some(detail) = information.details() {
        write!(f, "\n  detail: {detail}")?;
    }
    if let Some(hint) = information.hint() {
        write!(f, "\n  hint: {hint}")?;
    }
    Ok(())
}

/// Puts a statement on one line of at most 80 characters.
fn shorten(statement: &str) -> String {
    const LIMIT: usize = 80;
    let mut line = String::new();
    for word in statement.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.chars().count() > LIMIT {
            return line.chars().take(LIMIT - 1).chain(['…']).collect();
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::super::{After, BackfillError, Error};
    use std::error::Error as StdError;
    use std::fmt;

    /// An error of an application, which may repeat its cause in its own text, or not.
    #[derive(Debug)]
    struct Layer(&'static str, Option<Box<Layer>>);

    impl fmt::Display for Layer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl StdError for Layer {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            self.1.as_deref().map(|cause| cause as _)
        }
    }

    fn explain(source: Layer) -> (String, String) {
        let error = Error::from(BackfillError {
            revision: "a1",
            path: "fill",
            batch: 3,
            script_stays: true,
            kept: 2,
            cursor: Some("20".to_owned()),
            recording: false,
            after: After::RolledBack { heads: vec![] },
            source: source.into(),
        });
        (error.to_string(), error.explain().to_string())
    }

    #[test]
    fn the_message_is_one_level_and_the_explanation_has_all_of_them() {
        let deepest = Layer("no route", None);
        let source = Layer("the key can't be fetched", Some(Box::new(deepest)));
        let (message, explanation) = explain(source);
        assert_eq!(
            message,
            "could not upgrade `a1`: batch 3 of `fill` failed, after the cursor `20`"
        );
        let rest = explanation
            .strip_prefix(&message)
            .expect("the message first");
        assert!(
            rest.starts_with(
                "\n  error: the key can't be fetched\n  cause: no route\n  state: the batch was"
            ),
            "{rest}"
        );
    }

    #[test]
    fn a_cause_that_was_said_is_not_said_again() {
        let deepest = Layer("no route", None);
        let source = Layer("can't be fetched: no route", Some(Box::new(deepest)));
        let (_, explanation) = explain(source);
        assert!(!explanation.contains("cause:"), "{explanation}");
    }
}
