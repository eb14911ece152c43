//! The shapes of JSON documents as the reference writes them, and what commands have answered.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// `{"a","b":[{"c"}],"d"?}`: keys, and what is below them; `…` or nothing stands for anything.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Anything,
    List(Box<Shape>),
    Object(Vec<Key>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    name: String,
    is_optional: bool,
    shape: Shape,
}

/// What a command has answered.
pub struct Answer {
    pub command: String,
    pub document: Value,
}

impl Answer {
    /// The name that its shape has in the reference: `app upgrade --dry-run`, `error`.
    pub fn shape_name(&self) -> &str {
        match self.document.get("error") {
            Some(_) => "error",
            None => &self.command,
        }
    }
}

/// The table of the reference: rows of `` | `command`, `command` | `shape` | ``.
pub fn shapes(chapter: &str) -> BTreeMap<String, Shape> {
    let (_, table) = chapter.split_once("\n## JSON\n").expect("`## JSON`");
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let mut shapes = BTreeMap::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let mut text = cells[1].trim().trim_matches('`');
        let shape = Shape::read(&mut text).unwrap_or_else(|| panic!("no shape: {row}"));
        assert!(text.is_empty(), "more than a shape: {row}");
        for name in cells[0].split('`').skip(1).step_by(2) {
            shapes.insert(name.to_owned(), shape.clone());
        }
    }
    shapes
}

impl Shape {
    fn read(text: &mut &str) -> Option<Self> {
        if take(text, "…") {
            return Some(Self::Anything);
        }
        if take(text, "[") {
            let shape = Self::read(text)?;
            return take(text, "]").then(|| Self::List(Box::new(shape)));
        }
        if !take(text, "{") {
            return None;
        }
        let mut keys = Vec::new();
        loop {
            let rest = text.strip_prefix('"')?;
            let (name, rest) = rest.split_once('"')?;
            *text = rest;
            keys.push(Key {
                name: name.to_owned(),
                is_optional: take(text, "?"),
                shape: match take(text, ":") {
                    true => Self::read(text)?,
                    false => Self::Anything,
                },
            });
            if take(text, "}") {
                return Some(Self::Object(keys));
            }
            if !take(text, ",") {
                return None;
            }
        }
    }

    /// Whether a document is of this shape; `null` is of any.
    pub fn fits(&self, value: &Value) -> Result<(), String> {
        match (self, value) {
            (Self::Anything, _) | (_, Value::Null) => Ok(()),
            (Self::List(shape), Value::Array(values)) => {
                values.iter().try_for_each(|value| shape.fits(value))
            }
            (Self::Object(keys), Value::Object(fields)) => {
                for key in keys {
                    match fields.get(&key.name) {
                        Some(value) => key.shape.fits(value)?,
                        None if key.is_optional => {}
                        None => return Err(format!("`{}` is missing", key.name)),
                    }
                }
                let known = |name: &&String| keys.iter().any(|key| key.name == **name);
                match fields.keys().find(|name| !known(name)) {
                    Some(name) => Err(format!("`{name}` is not written down")),
                    None => Ok(()),
                }
            }
            _ => Err(format!("this is not {self:?}: {value}")),
        }
    }
}

fn take(text: &mut &str, start: &str) -> bool {
    let rest = text.strip_prefix(start);
    *text = rest.unwrap_or(text);
    rest.is_some()
}

/// Every answer in JSON that a golden has.
pub fn answers(golden: &Path) -> Vec<Answer> {
    let mut answers = Vec::new();
    for folder in std::fs::read_dir(golden).expect("the goldens") {
        let folder = folder.expect("a folder").path();
        for file in std::fs::read_dir(folder).expect("goldens") {
            let text = std::fs::read_to_string(file.expect("a golden").path()).expect("text");
            let mut command = None;
            for line in text.lines() {
                if let Some(typed) = line.strip_prefix("$ ") {
                    command = name_of(typed);
                }
                let document = line.strip_prefix("out| {").zip(command.as_ref());
                if let Some((rest, command)) = document {
                    // Times are different each time, and stand there as `N`.
                    let text = format!("{{{rest}").replace(":N", ":0");
                    let document = serde_json::from_str(&text);
                    answers.push(Answer {
                        command: command.clone(),
                        document: document.unwrap_or_else(|_| panic!("{line}")),
                    });
                }
            }
        }
    }
    answers
}

/// What a command line is called in the reference, if it asks for JSON.
fn name_of(typed: &str) -> Option<String> {
    let words: Vec<&str> = typed.split(' ').collect();
    words.windows(2).find(|two| two == &["--format", "json"])?;
    let at = words
        .iter()
        .position(|word| *word == "migrate" || *word == "application")?;
    let program = if words[at] == "migrate" {
        "cargo migrate"
    } else {
        "app"
    };
    let mut rest = words[at + 1..]
        .iter()
        .filter(|word| **word != "-q" && **word != "--quiet");
    let command = match *rest.next()? {
        "new" => "revision",
        "ensure_version" => "ensure-version",
        command => command,
    };
    let flag = rest.find(|word| matches!(**word, "--dry-run" | "--sql" | "--by-month"));
    let flag = flag
        .filter(|_| program == "app")
        .map_or(String::new(), |flag| format!(" {flag}"));
    Some(format!("{program} {command}{flag}"))
}
