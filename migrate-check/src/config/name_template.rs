//! Names made of the time and what a revision says: `{year}{month}{day}_{rev}_{slug}`.
use std::ops::Range;

/// A template of ids or names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameTemplate {
    /// In their order.
    pub parts: Vec<NamePart>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamePart {
    /// It stands for itself.
    Text(String),
    /// It is filled in.
    Key(NameKey),
    /// A number that counts up, with this many digits at least.
    Number(usize),
}

/// What a template can be filled in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKey {
    /// The id.
    Rev,
    /// The message as it can stand in a file's name.
    Slug,
    /// The seconds since 1970.
    Epoch,
    /// Four digits.
    Year,
    /// Two digits, as the others of a time.
    Month,
    /// Of the month.
    Day,
    /// From 00 to 23.
    Hour,
    /// From 00 to 59.
    Minute,
    /// From 00 to 59.
    Second,
}

/// The keys and their names, as Alembic calls them.
const KEYS: &[(&str, NameKey)] = &[
    ("rev", NameKey::Rev),
    ("slug", NameKey::Slug),
    ("epoch", NameKey::Epoch),
    ("year", NameKey::Year),
    ("month", NameKey::Month),
    ("day", NameKey::Day),
    ("hour", NameKey::Hour),
    ("minute", NameKey::Minute),
    ("second", NameKey::Second),
];
/// As many digits as a number has where the template does not say.
const DIGITS: usize = 3;

/// What is wrong with a template, and where in it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TemplateError {
    pub(crate) at: Range<usize>,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl NameTemplate {
    /// Reads a template.
    pub(crate) fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let at = text.len() - rest.len();
            let Some(after) = rest.strip_prefix('{') else {
                let end = rest.find(['{', '}']).unwrap_or(rest.len());
                if end == 0 {
                    return Err(unbalanced(at));
                }
                parts.push(NamePart::Text(rest[..end].to_owned()));
                rest = &rest[end..];
                continue;
            };
            let end = after
                .find(['{', '}'])
                .filter(|end| after[*end..].starts_with('}'));
            let Some(end) = end else {
                return Err(unbalanced(at));
            };
            parts.push(part(&after[..end], at..at + end + 2)?);
            rest = &after[end + 1..];
        }
        Ok(Self { parts })
    }

    /// Whether it holds a key.
    pub fn has(&self, key: NameKey) -> bool {
        self.parts.contains(&NamePart::Key(key))
    }

    /// Whether it counts.
    pub fn has_number(&self) -> bool {
        let mut parts = self.parts.iter();
        parts.any(|part| matches!(part, NamePart::Number(_)))
    }
}

fn part(name: &str, at: Range<usize>) -> Result<NamePart, TemplateError> {
    if let Some((_, key)) = KEYS.iter().find(|(known, _)| *known == name) {
        return Ok(NamePart::Key(*key));
    }
    if name == "number" {
        return Ok(NamePart::Number(DIGITS));
    }
    let digits = name
        .strip_prefix("number:")
        .and_then(|digits| digits.parse().ok());
    if let Some(digits) = digits.filter(|digits| (1..=9).contains(digits)) {
        return Ok(NamePart::Number(digits));
    }
    let names = KEYS.iter().map(|(known, _)| *known).chain(["number"]);
    let help = match migrate_sql::spelling::closest(name, names.clone()) {
        Some(meant) => format!("write `{{{meant}}}`"),
        None => {
            let names: Vec<String> = names.map(|known| format!("`{{{known}}}`")).collect();
            format!(
                "the keys are {}; `{{number:4}}` has four digits",
                names.join(", ")
            )
        }
    };
    Err(TemplateError {
        at,
        message: format!("a name has no `{{{name}}}`"),
        help,
    })
}

fn unbalanced(at: usize) -> TemplateError {
    TemplateError {
        at: at..at + 1,
        message: "a brace without its other half".to_owned(),
        help: "write a key as `{rev}`; a name can't hold braces".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_texts_and_keys() {
        let template = NameTemplate::parse("{year}-{number:4}_{slug}").unwrap();
        assert_eq!(
            template.parts,
            [
                NamePart::Key(NameKey::Year),
                NamePart::Text("-".to_owned()),
                NamePart::Number(4),
                NamePart::Text("_".to_owned()),
                NamePart::Key(NameKey::Slug),
            ]
        );
        assert!(template.has_number() && template.has(NameKey::Slug));
        assert!(!template.has(NameKey::Rev));
    }

    #[test]
    fn what_is_no_template() {
        let at = |text: &str| NameTemplate::parse(text).unwrap_err().at;
        assert_eq!(at("{rev}_{slgu}"), 6..12);
        assert_eq!(at("a}"), 1..2);
        assert_eq!(at("a{rev"), 1..2);
        assert_eq!(at("{{rev}}"), 0..1);
        assert_eq!(at("{number:0}"), 0..10);
    }
}
