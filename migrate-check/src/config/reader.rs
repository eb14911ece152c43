//! What the three files have in common: opening, and taking values of a type.
use super::key::Key;
use crate::diagnostic::{Diagnostic, Label};
use crate::located::Located;
use migrate_sql::codes;
use migrate_sql::conflict::{self, markers};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One TOML file being read.
pub(super) struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// Whether something could not be read, so that what is missing may be there after all.
    pub(super) damaged: bool,
    /// Whether the syntax is wrong: whatever else seems wrong may follow from that.
    pub(super) is_no_toml: bool,
}

/// A key with its value.
pub(super) type KeyValue<'t> = (Located<String>, Spanned<DeValue<'t>>);

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a str, text: &'a str, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Self {
            file,
            text,
            diagnostics,
            damaged: false,
            is_no_toml: false,
        }
    }

    /// Parses the text: every key of the top level, and an error for what is no TOML. After an
    /// error in the syntax the rest is read as well as can be.
    pub(super) fn entries(&mut self) -> Vec<KeyValue<'a>> {
        let (table, mut errors) = DeTable::parse_recoverable(self.text);
        // The parser's order, but for those that were found in the lines first.
        errors.sort_by_key(|error| {
            let start = error.span().map_or(0, |span| span.start);
            self.text
                .bytes()
                .take(start)
                .filter(|byte| *byte == b'\n')
                .count()
        });
        if !errors.is_empty()
            && let Some(marker) = markers(self.text).next()
        {
            (self.damaged, self.is_no_toml) = (true, true);
            let label = Label::at(self.file, marker.span);
            let conflict = Diagnostic::error(codes::TOML_SYNTAX, label, conflict::MESSAGE);
            self.diagnostics.push(conflict.help(conflict::HELP));
            return self.entries_of(table.into_inner());
        }
        for error in errors {
            let is_duplicate = error.message().starts_with("duplicate key");
            if self.is_no_toml {
                break;
            }
            self.is_no_toml = !is_duplicate;
            self.damaged = true;
            let span = error.span().unwrap_or(0..0);
            self.diagnostics.push(match is_duplicate {
                true => self.duplicate_key(span),
                false => self.syntax_error(span, error.message()),
            });
        }
        self.entries_of(table.into_inner())
    }

    fn entries_of(&self, table: DeTable<'a>) -> Vec<KeyValue<'a>> {
        let entries = table.into_iter().map(|(key, value)| {
            let at = Label::at(self.file, key.span());
            let value_of_key = key.into_inner().into_owned();
            (
                Located {
                    value: value_of_key,
                    at,
                },
                value,
            )
        });
        entries.collect()
    }

    fn duplicate_key(&self, span: std::ops::Range<usize>) -> Diagnostic {
        let key = self.text.get(span.clone()).unwrap_or("");
        let message = format!("the key `{key}` is given twice");
        Diagnostic::error(codes::DUPLICATE_KEY, Label::at(self.file, span), message)
            .help(format!("keep one of the two lines with `{key}`"))
    }

    fn syntax_error(&self, span: std::ops::Range<usize>, seen: &str) -> Diagnostic {
        if let Some(bare) = self.bare_value(&span) {
            return bare;
        }
        let seen = seen.trim().replace('\n', ", ");
        let message = format!("this is no TOML: {seen}");
        Diagnostic::error(codes::TOML_SYNTAX, Label::at(self.file, span), message).help(
            "each line is `key = value`: text in double quotes, lists as `[\"a\", \"b\"]`, \
             `true` or `false` without quotes",
        )
    }

    /// A text without quotes, or in quotes that are none to TOML: what the parser says of it is about
    /// numbers, which it tries last.
    fn bare_value(&self, span: &std::ops::Range<usize>) -> Option<Diagnostic> {
        let start = self.text[..span.start].rfind('\n').map_or(0, |end| end + 1);
        let line = self.text[start..].lines().next()?;
        let (key, rest) = line.split_once('=')?;
        let value = rest.split(" #").next()?.trim();
        let is_plain = |c: char| c.is_alphanumeric() || " -_.,:/“”„‘’«»".contains(c);
        if value.is_empty() || !value.chars().all(is_plain) || span.start < start + key.len() {
            return None;
        }
        let at = start + line.len() - rest.len() + rest.find(value)?;
        let text = value.trim_matches(|c: char| !c.is_alphanumeric());
        let help = match text {
            "none" | "None" | "null" | "nil" => {
                format!(
                    "write `{} = []` where there is none, or remove the line",
                    key.trim()
                )
            }
            _ => format!("write `{} = \"{text}\"`", key.trim()),
        };
        let label = Label::at(self.file, at..at + value.len());
        let message = "a text stands in double quotes here";
        Some(Diagnostic::error(codes::TOML_SYNTAX, label, message).help(help))
    }

    pub(super) fn label(&self, value: &Spanned<DeValue<'_>>) -> Label {
        Label::at(self.file, value.span())
    }

    /// The place of a part of a text, where the file writes it as it is; else of all of it.
    pub(super) fn within(
        &self,
        value: &Spanned<DeValue<'_>>,
        text: &str,
        part: std::ops::Range<usize>,
    ) -> Label {
        let span = value.span();
        let written = self.text.get(span.start + 1..span.end.saturating_sub(1));
        if written != Some(text) {
            return self.label(value);
        }
        let start = span.start + 1;
        Label::at(self.file, start + part.start..start + part.end)
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.damaged = true;
        if !self.is_no_toml {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Takes a string.
    pub(super) fn string(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Located<String>> {
        match value.get_ref() {
            DeValue::String(text) => Some(Located {
                value: text.to_string(),
                at: self.label(value),
            }),
            _ => {
                self.wrong_type(key, value, "a string", &format!("`{key} = \"…\"`"));
                None
            }
        }
    }

    /// Takes a string that says something, on one line.
    pub(super) fn line(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Located<String>> {
        let text = self.string(key, value)?;
        let (seen, help) = if text.value.trim().is_empty() {
            (
                "is empty",
                format!("write `{key} = \"…\"`, or remove the line"),
            )
        } else if text.value.contains(['\n', '\r']) {
            ("has several lines", "write it on one line".to_owned())
        } else {
            return Some(text);
        };
        let message = format!("`{key}` {seen}");
        self.report(Diagnostic::error(codes::INVALID_VALUE, text.at, message).help(help));
        None
    }

    /// Takes an array of strings, or one string.
    pub(super) fn strings(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Vec<Located<String>> {
        let expected = "a string or an array of strings";
        let help = format!("`{key} = [\"…\"]`");
        match value.get_ref() {
            DeValue::String(_) => self.string(key, value).into_iter().collect(),
            DeValue::Array(items) => {
                let mut texts = Vec::new();
                for item in items.iter() {
                    match item.get_ref() {
                        DeValue::String(_) => {
                            let text = self.string(key, item);
                            let text = text.and_then(|text| self.not_yet(key, text, &texts));
                            texts.extend(text);
                        }
                        _ => self.wrong_type(key, item, expected, &help),
                    }
                }
                texts
            }
            _ => {
                self.wrong_type(key, value, expected, &help);
                Vec::new()
            }
        }
    }

    /// Refuses what was named before.
    fn not_yet(
        &mut self,
        key: &str,
        text: Located<String>,
        before: &[Located<String>],
    ) -> Option<Located<String>> {
        if before.iter().all(|other| other.value != text.value) {
            return Some(text);
        }
        let message = format!("`{key}` names `{}` twice", text.value);
        let error = Diagnostic::error(codes::INVALID_VALUE, text.at, message);
        self.report(error.help("remove one of the two"));
        None
    }

    /// Takes `true` or `false`.
    pub(super) fn boolean(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Located<bool>> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(Located {
                value: *flag,
                at: self.label(value),
            }),
            _ => {
                let help = format!("`{key} = true` or `{key} = false`");
                self.wrong_type(key, value, "`true` or `false`", &help);
                None
            }
        }
    }

    /// Takes a table: its keys with their values.
    pub(super) fn table(
        &mut self,
        key: &str,
        value: Spanned<DeValue<'a>>,
        example: &str,
    ) -> Vec<KeyValue<'a>> {
        if !matches!(value.get_ref(), DeValue::Table(_)) {
            self.wrong_type(key, &value, "a table", example);
        }
        match value.into_inner() {
            DeValue::Table(table) => self.entries_of(table),
            _ => Vec::new(),
        }
    }

    /// Takes a path of a file, which starts in a folder that is itself one of the migrations
    /// directory. Returns it from there, without `.` and needless `..`.
    pub(super) fn path(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        folder: &str,
    ) -> Option<Located<String>> {
        let path = self.line(key, value)?;
        let is_absolute = path.value.starts_with(['/', '\\']) || path.value.contains(':');
        if is_absolute {
            let message = format!("`{key}` is an absolute path: `{}`", path.value);
            let error = Diagnostic::error(codes::INVALID_VALUE, path.at, message);
            self.report(error.help("write it from the folder of this file: `../src/schema.rs`"));
            return None;
        }
        let mut segments: Vec<&str> = Vec::new();
        for segment in folder.split('/').chain(path.value.split('/')) {
            match (segment, segments.last()) {
                ("" | ".", _) => {}
                ("..", Some(last)) if *last != ".." => _ = segments.pop(),
                _ => segments.push(segment),
            }
        }
        Some(Located {
            value: segments.join("/"),
            at: path.at,
        })
    }

    pub(super) fn wrong_type(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        expected: &str,
        example: &str,
    ) {
        let seen = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        let message = format!("`{key}` must be {expected}, not {seen}");
        let error = Diagnostic::error(codes::WRONG_TYPE, self.label(value), message);
        self.report(error.help(format!("write {example}")));
    }

    /// Refuses a key that means nothing, naming the closest one that does. Returns that one.
    pub(super) fn unknown_key(
        &mut self,
        key: Located<String>,
        known: &[Key],
        aliases: &[(&str, &'static str)],
    ) -> Option<&'static str> {
        let alias = aliases.iter().find(|(alias, _)| *alias == key.value);
        let meant = alias.map(|(_, meant)| *meant).or_else(|| {
            migrate_sql::spelling::closest(&key.value, known.iter().map(|key| key.name))
        });
        let list = known.iter().map(|key| format!("`{}`", key.name));
        let help = match meant {
            Some(meant) => format!("write `{meant}` if that is meant, or remove the key"),
            None => format!(
                "remove it; the keys are {}",
                list.collect::<Vec<_>>().join(", ")
            ),
        };
        let message = format!("unknown key `{}`", key.value);
        let error = Diagnostic::error(codes::UNKNOWN_KEY, key.at, message).help(help);
        if !self.is_no_toml {
            self.diagnostics.push(error);
        }
        meant
    }
}
