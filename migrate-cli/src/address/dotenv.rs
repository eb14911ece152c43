//! `.env`: lines of `KEY=value`, from the working directory or the nearest one above that has such
//! a file. It is read, and the environment is left as it is.

use std::path::Path;

/// The value of a variable in the nearest `.env`, if it has one.
pub(super) fn variable(name: &str) -> Option<String> {
    let working = std::env::current_dir().ok()?;
    let text = nearest(&working)?;
    value_in(&text, name)
}

fn nearest(folder: &Path) -> Option<String> {
    let mut folders = folder.ancestors();
    folders.find_map(|folder| std::fs::read_to_string(folder.join(".env")).ok())
}

/// The last one wins, as in a shell.
fn value_in(text: &str, name: &str) -> Option<String> {
    let entries = text.lines().rev().filter_map(entry);
    let mut values = entries.filter(|(key, _)| *key == name);
    values.next().map(|(_, value)| value)
}

/// `KEY=value`, `export KEY="value"`, with or without a comment; `None` for any other line.
fn entry(line: &str) -> Option<(&str, String)> {
    let line = line.trim_start_matches('\u{feff}').trim();
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (key, value) = line.split_once('=')?;
    let (key, value) = (key.trim(), value.trim());
    if key.starts_with('#') {
        return None;
    }
    let value = match value.chars().next() {
        Some('\'') => value[1..].split('\'').next().unwrap_or("").to_owned(),
        Some('"') => in_double_quotes(&value[1..]),
        // In a URL, `#` begins no comment unless a space is before it.
        _ => match value.find(" #") {
            Some(comment) => value[..comment].trim_end().to_owned(),
            None => value.to_owned(),
        },
    };
    Some((key, value))
}

fn in_double_quotes(text: &str) -> String {
    let mut value = String::new();
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => break,
            '\\' => match signs.next() {
                Some('n') => value.push('\n'),
                Some(escaped) => value.push(escaped),
                None => value.push('\\'),
            },
            sign => value.push(sign),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::value_in;

    #[test]
    fn values_as_people_write_them() {
        let text = "# DATABASE_URL=commented\r\n\
                    PLAIN=postgres://me:p#w@h/d # the local one\r\n\
                    export EXPORTED = 'a b' # c\n\
                    DOUBLE=\"a \\\"b\\\" #c\"\n\
                    EMPTY=\n\
                    TWICE=1\nTWICE=2\n\
                    no line of ours\n";
        for (name, value) in [
            ("PLAIN", Some("postgres://me:p#w@h/d")),
            ("EXPORTED", Some("a b")),
            ("DOUBLE", Some("a \"b\" #c")),
            ("EMPTY", Some("")),
            ("TWICE", Some("2")),
            ("DATABASE_URL", None),
        ] {
            assert_eq!(value_in(text, name).as_deref(), value, "{name}");
        }
    }
}
