//! How plain strings are read at a place of a script: `standard_conforming_strings`, and when a
//! transaction puts it back.
use crate::token::{Token, TokenKind};

/// Whether a backslash escapes in any `'…'`. A session begins without that.
#[derive(Debug, Default)]
pub(super) struct PlainStrings {
    /// Whether it does here.
    pub has_escapes: bool,
    /// Whether it does once a `SET LOCAL` has ended with its transaction.
    in_session: bool,
    /// Whether it did where the transaction began, which a rollback returns to.
    before: Option<bool>,
}

impl PlainStrings {
    /// Goes on behind a statement, given up to its `;`.
    pub fn follow(&mut self, text: &str, tokens: &[Token]) {
        let tokens = tokens
            .iter()
            .filter(|token| token.kind != TokenKind::Comment);
        let mut words = tokens.map(|token| text[token.span.clone()].trim_matches(['\'', '"']));
        let Some(first) = words.next() else {
            return;
        };
        match &*first.to_ascii_lowercase() {
            "begin" | "start" => self.before = Some(self.in_session),
            "commit" | "end" => {
                self.before = None;
                self.has_escapes = self.in_session;
            }
            // `ROLLBACK TO` a savepoint may put it back, too; nobody sets it in between.
            "rollback" | "abort" if !words.any(|word| word.eq_ignore_ascii_case("to")) => {
                self.in_session = self.before.take().unwrap_or(self.in_session);
                self.has_escapes = self.in_session;
            }
            "reset" | "discard" => {
                let is_it = |what: &str| is_name(what) || what.eq_ignore_ascii_case("all");
                if words.next().is_some_and(is_it) {
                    self.set(false, false);
                }
            }
            first @ ("set" | "select") => self.follow_setting(first == "set", words),
            _ => {}
        }
    }

    /// Reads what stands behind `SET` or `SELECT`.
    fn follow_setting<'w>(&mut self, is_set: bool, mut words: impl Iterator<Item = &'w str>) {
        let (mut is_setting, mut is_local) = (is_set, false);
        let name = words.find(|word| {
            is_setting |= word.eq_ignore_ascii_case("set_config");
            is_local |= is_set && word.eq_ignore_ascii_case("local");
            is_name(word)
        });
        // `=`, `TO` or `,` stands between.
        let Some(value) = name.and_then(|_| words.nth(1)).filter(|_| is_setting) else {
            return;
        };
        if !is_set {
            // `set_config(name, value, is_local)`.
            is_local = words.nth(1).is_some_and(|word| !is_off(word));
        }
        self.set(is_off(value), is_local);
    }

    fn set(&mut self, has_escapes: bool, is_local: bool) {
        self.has_escapes = has_escapes;
        if !is_local {
            self.in_session = has_escapes;
        }
    }
}

fn is_name(word: &str) -> bool {
    word.eq_ignore_ascii_case("standard_conforming_strings")
}

fn is_off(value: &str) -> bool {
    const OFF: &[&str] = &[
        "off", "false", "no", "0", "of", "f", "fa", "fal", "fals", "n",
    ];
    OFF.iter().any(|off| off.eq_ignore_ascii_case(value))
}
