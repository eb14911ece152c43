//! Reads `.env` from the working directory or the nearest directory above that has one, as diesel_cli
//! and sqlx do: `${VARIABLE}` is expanded from the environment, otherwise from an earlier line, and the
//! first line that sets a variable wins. The environment is not changed.

use crate::Failure;
use std::path::Path;

/// Returns the value of a variable in the nearest `.env`, if it has one.
///
/// # Errors
///
/// If the line that sets it can't be read. The message does not repeat the line.
pub(super) fn variable(name: &str) -> Result<Option<String>, Failure> {
    let working = std::env::current_dir().ok();
    match working.as_deref().and_then(nearest) {
        Some(text) => value_in(&text, name),
        None => Ok(None),
    }
}

fn nearest(folder: &Path) -> Option<String> {
    let mut folders = folder.ancestors();
    folders.find_map(|folder| std::fs::read_to_string(folder.join(".env")).ok())
}

fn value_in(text: &str, name: &str) -> Result<Option<String>, Failure> {
    let text = text.trim_start_matches('\u{feff}');
    // Other programs read the file as well: lines that only they understand are ignored.
    let entries = dotenvy::from_read_iter(text.as_bytes()).filter_map(Result::ok);
    let mut values = entries.filter(|(key, _)| key == name);
    match values.next() {
        Some((_, value)) => Ok(Some(value)),
        None if text.lines().any(|line| sets(line, name)) => Err(unreadable(name)),
        None => Ok(None),
    }
}

/// Returns whether a line sets the variable, whatever its value looks like.
fn sets(line: &str, name: &str) -> bool {
    let line = line.trim_start();
    let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
    let value = line.strip_prefix(name).map(str::trim_start);
    value.is_some_and(|value| value.starts_with('='))
}

fn unreadable(name: &str) -> Failure {
    Failure::new(format!("the line of `.env` that sets {name} can't be read")).help(
        "put the value into single quotes; without them, a space ends it, and `\\` and `$` have a \
         meaning",
    )
}

#[cfg(test)]
mod tests {
    use super::value_in;

    #[test]
    fn values_as_people_write_them() {
        let text = "\u{feff}# DATABASE_URL=commented\r\n\
                    PLAIN=postgres://me:p#w@h/d # the local one\r\n\
                    export EXPORTED = 'a b' # c\n\
                    DOUBLE=\"a \\\"b\\\" #c\"\n\
                    EMPTY=\n\
                    TWICE=1\nTWICE=2\n\
                    no line of ours\n\
                    WITH SPACES = x\n\
                    TITLE=My shop\n\
                    MIGRATE_T_HOST=db.example\nMIGRATE_T_USER=\"müller\"\n\
                    BRACES=postgres://${MIGRATE_T_USER}@${MIGRATE_T_HOST}/d\n\
                    QUOTED=\"postgres://${MIGRATE_T_HOST}/d\"\n\
                    LITERAL='postgres://${MIGRATE_T_HOST}/d'\n\
                    ESCAPED=postgres://me:a\\$b@h/d\n\
                    HOST=short\nBARE=postgres://$HOST/d\n\
                    UNDEFINED=postgres://h/${MIGRATE_T_NOWHERE}\n\
                    LATER=${MIGRATE_T_LAST}x\nMIGRATE_T_LAST=1\n\
                    LINES='one\ntwo'\n\
                    END=1";
        for (name, value) in [
            ("PLAIN", Some("postgres://me:p#w@h/d")),
            ("EXPORTED", Some("a b")),
            ("DOUBLE", Some("a \"b\" #c")),
            ("EMPTY", Some("")),
            ("TWICE", Some("1")),
            ("DATABASE_URL", None),
            ("BRACES", Some("postgres://müller@db.example/d")),
            ("QUOTED", Some("postgres://db.example/d")),
            ("LITERAL", Some("postgres://${MIGRATE_T_HOST}/d")),
            ("ESCAPED", Some("postgres://me:a$b@h/d")),
            ("UNDEFINED", Some("postgres://h/")),
            ("LATER", Some("x")),
            ("LINES", Some("one\ntwo")),
            ("END", Some("1")),
        ] {
            let read = value_in(text, name).expect(name);
            assert_eq!(read.as_deref(), value, "{name}");
        }
    }

    #[test]
    fn a_line_of_ours_that_cannot_be_read_is_an_error() {
        for text in [
            "URL=postgres://me:my secret@h/d",
            "URL='postgres://me:secret@h/d",
            "export URL=\"postgres://me:sec\\ret@h/d\"",
            "A=1\r\nURL = ${secret\r\nB=2",
            "URL=postgres://me:sec\\ret@h/d",
        ] {
            let failure = value_in(text, "URL").expect_err(text);
            assert_eq!(
                failure.message,
                "the line of `.env` that sets URL can't be read"
            );
            assert!(!format!("{failure:?}").contains("ret"), "{failure:?}");
        }
    }
}
