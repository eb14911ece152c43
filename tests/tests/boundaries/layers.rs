//! The top-level modules of a crate as layers: which module imports which, read from the sources.

use super::sources;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What the modules of a crate import from each other: `module → modules`. The crate's root, for what is
/// defined there, is the module `lib`.
pub type Imports = BTreeMap<String, BTreeSet<String>>;

/// Reads the imports between the top-level modules of the crate in `folder`, its tests left out.
pub fn read_imports(folder: &Path) -> Imports {
    let src = folder.join("src");
    let files = sources(&src).into_iter().map(|file| {
        let text = fs::read_to_string(&file).expect("a readable source file");
        let name = file.strip_prefix(&src).expect("below src");
        let name = name.with_extension("");
        let parts = name.iter().map(|part| part.to_string_lossy().into_owned());
        (parts.collect::<Vec<String>>(), text)
    });
    imports_of(files.collect())
}

/// Lists what breaks the layers, which are given from the lowest to the highest: an import from the same
/// layer or a higher one, a module that no layer has, and a layer's module that doesn't exist.
pub fn find_breaches(imports: &Imports, layers: &[&[&str]]) -> Vec<String> {
    let height = |module: &str| layers.iter().position(|layer| layer.contains(&module));
    let mut breaches = Vec::new();
    for (module, imported) in imports {
        let Some(own) = height(module) else {
            breaches.push(format!("`{module}` is in no layer"));
            continue;
        };
        for other in imported {
            if height(other).is_some_and(|other| other >= own) {
                breaches.push(format!(
                    "`{module}` imports `{other}`, which isn't below it"
                ));
            }
        }
    }
    let listed = layers.iter().flat_map(|layer| layer.iter());
    let gone = listed.filter(|module| !imports.contains_key(**module));
    breaches.extend(gone.map(|module| format!("there is no module `{module}`")));
    breaches
}

/// Returns the cycles: each the modules that reach one another.
pub fn find_cycles(imports: &Imports) -> Vec<Vec<&str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> = imports
        .keys()
        .map(|module| (module.as_str(), reach(imports, module)))
        .collect();
    let mut cycles = BTreeSet::new();
    for (module, others) in &reached {
        let together = others
            .iter()
            .filter(|other| reached[**other].contains(module));
        let cycle: Vec<&str> = together.copied().collect();
        if !cycle.is_empty() {
            cycles.insert(cycle);
        }
    }
    cycles.into_iter().collect()
}

fn reach<'i>(imports: &'i Imports, from: &str) -> BTreeSet<&'i str> {
    let mut reached = BTreeSet::new();
    let mut left = vec![from];
    while let Some(module) = left.pop() {
        for next in imports.get(module).into_iter().flatten() {
            if reached.insert(next.as_str()) {
                left.push(next);
            }
        }
    }
    reached
}

/// The imports of a crate whose files are given as the parts of their paths, without `.rs`.
fn imports_of(files: Vec<(Vec<String>, String)>) -> Imports {
    let files: Vec<(Vec<String>, Vec<Token>)> = files
        .into_iter()
        .filter(|(parts, _)| parts.last().is_some_and(|name| name != "tests"))
        .map(|(parts, text)| (parts, tokens(&text)))
        .collect();
    let is_root = |parts: &[String]| parts.len() == 1 && matches!(&*parts[0], "lib" | "main");
    let roots = files.iter().filter(|(parts, _)| is_root(parts));
    let reexports: BTreeMap<String, String> =
        roots.flat_map(|(_, tokens)| reexports(tokens)).collect();
    let modules: BTreeSet<&str> = files.iter().map(|(parts, _)| parts[0].as_str()).collect();
    let mut imports = Imports::new();
    for (parts, tokens) in &files {
        if is_root(parts) {
            continue;
        }
        let depth = parts.len() - usize::from(parts.last().is_some_and(|name| name == "mod"));
        let imported = imports.entry(parts[0].clone()).or_default();
        for name in names_at_root(tokens, depth) {
            let module = match modules.contains(name.as_str()) {
                true => name,
                // What the root imports from another crate counts as defined in the root.
                false => (reexports.get(&name).cloned())
                    .filter(|module| modules.contains(module.as_str()))
                    .unwrap_or("lib".to_owned()),
            };
            if module != parts[0] {
                imported.insert(module);
            }
        }
    }
    if imports.values().any(|imported| imported.contains("lib")) {
        imports.entry("lib".to_owned()).or_default();
    }
    imports
}

/// A piece of source: a word, `::`, or another sign. Comments and the contents of literals are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Path,
    Sign(char),
}

impl Token {
    fn is(&self, word: &str) -> bool {
        matches!(self, Token::Word(own) if own == word)
    }
}

/// Cuts a source into tokens, up to the module of tests that ends it.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = literal_length(rest) {
            length
        } else if is_word(first) {
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_owned()));
            end
        } else if rest.starts_with("::") {
            tokens.push(Token::Path);
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Sign(first));
            }
            first.len_utf8()
        };
        rest = &rest[length..];
        if tokens.ends_with(&inline_tests()) {
            break;
        }
    }
    tokens
}

/// The tokens with which a module of tests begins: `#[cfg(test)] mod tests {`.
fn inline_tests() -> Vec<Token> {
    let word = |word: &str| Token::Word(word.to_owned());
    let mut tokens = vec![
        Token::Sign('#'),
        Token::Sign('['),
        word("cfg"),
        Token::Sign('('),
    ];
    tokens.extend([word("test"), Token::Sign(')'), Token::Sign(']')]);
    tokens.extend([word("mod"), word("tests"), Token::Sign('{')]);
    tokens
}

/// The length of the literal that a text begins with; a lifetime isn't one.
fn literal_length(text: &str) -> Option<usize> {
    let raw = text.strip_prefix('r').or(text.strip_prefix("br"));
    if let Some(raw) = raw {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let start = text.len() - raw.len() + hashes + 1;
            let end = format!("\"{}", "#".repeat(hashes));
            let length = text[start..].find(&end);
            return Some(length.map_or(text.len(), |length| start + length + end.len()));
        }
    }
    let quote = text.chars().next().filter(|c| *c == '"' || *c == '\'')?;
    let mut characters = text.char_indices().skip(1).peekable();
    if quote == '\'' {
        let second = text.chars().nth(1)?;
        if second != '\\' && text.chars().nth(2) != Some('\'') {
            return None;
        }
    }
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => _ = characters.next(),
            _ if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    Some(text.len())
}

/// The names in the crate's root that paths begin with: after `crate::`, and after as many `super::` as
/// lead there from a file at this depth.
fn names_at_root(tokens: &[Token], depth: usize) -> Vec<String> {
    let mut names = Vec::new();
    // Whether each brace that is open is that of an inline module.
    let mut braces: Vec<bool> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let before = at.checked_sub(1).map(|before| &tokens[before]);
        match &tokens[at] {
            Token::Sign('{') => {
                let is_module = at >= 2 && tokens[at - 2].is("mod");
                braces.push(is_module);
            }
            Token::Sign('}') => _ = braces.pop(),
            word if word.is("crate") && tokens.get(at + 1) == Some(&Token::Path) => {
                names.extend(first_names(&tokens[at + 2..]));
            }
            word if word.is("super") && before != Some(&Token::Path) => {
                let mut end = at;
                while tokens.get(end).is_some_and(|token| token.is("super"))
                    && tokens.get(end + 1) == Some(&Token::Path)
                {
                    end += 2;
                }
                let inline = braces.iter().filter(|is_module| **is_module).count();
                if (end - at) / 2 == depth + inline {
                    names.extend(first_names(&tokens[end..]));
                }
                at = end.max(at + 1);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    names
}

/// The first name of a path, or of each path in the braces that it begins with.
fn first_names(tokens: &[Token]) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0;
    let mut is_first = true;
    for token in tokens {
        match token {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => depth -= 1,
            Token::Sign(',') if depth == 1 => is_first = true,
            Token::Word(name) if is_first => {
                names.push(name.clone());
                is_first = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

/// The names that the crate's root re-exports, each with the module that it comes from.
fn reexports(tokens: &[Token]) -> Vec<(String, String)> {
    let mut names = Vec::new();
    let uses = tokens.split(|token| *token == Token::Sign(';'));
    for statement in uses {
        let Some(start) = statement.iter().rposition(|token| token.is("use")) else {
            continue;
        };
        let path = &statement[start + 1..];
        let skipped = match path.first() {
            Some(first) if first.is("crate") || first.is("self") => 2,
            _ => 0,
        };
        let Some(Token::Word(module)) = path.get(skipped) else {
            continue;
        };
        // A name is what stands before a comma, a brace or the end.
        for (at, token) in path.iter().enumerate() {
            let ends = matches!(path.get(at + 1), None | Some(Token::Sign(',' | '}')));
            if let (Token::Word(name), true) = (token, ends) {
                names.push((name.clone(), module.clone()));
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(files: &[(&str, &str)]) -> Vec<String> {
        let files = files.iter().map(|(path, text)| {
            let parts = path.split('/').map(str::to_owned).collect();
            (parts, (*text).to_owned())
        });
        let imports = imports_of(files.collect());
        let lines = imports.iter().flat_map(|(module, others)| {
            others
                .iter()
                .map(move |other| format!("{module} -> {other}"))
        });
        lines.collect()
    }

    #[test]
    fn paths_are_followed_to_the_top_level_module() {
        let files = [
            (
                "lib",
                "mod a; mod b; mod c; mod d; pub use d::deep::{Thing, Other as Renamed};",
            ),
            ("a", "use crate::{b::x, c::{y, z}};"),
            (
                "b/mod",
                "mod inner; use super::c; fn f() { let _ = inner::g; }",
            ),
            ("b/inner", "use super::own; use super::super::d::x;"),
            ("c", "mod inline { use super::own; use super::super::d; }"),
            ("d", "fn f(x: crate::a::X) {}"),
        ];
        let expected = ["a -> b", "a -> c", "b -> c", "b -> d", "c -> d", "d -> a"];
        assert_eq!(imports(&files), expected);
    }

    #[test]
    fn a_re_export_counts_for_the_module_that_it_comes_from() {
        let root = (
            "lib",
            "pub use b::deep::{Thing, Other as Renamed}; pub fn run() {}",
        );
        let text = "use crate::Thing; use crate::run;";
        assert_eq!(
            imports(&[root, ("a", text), ("b", "")]),
            ["a -> b", "a -> lib"]
        );
        assert_eq!(
            imports(&[root, ("a", "use crate::Renamed;"), ("b", "")]),
            ["a -> b"]
        );
    }

    #[test]
    fn comments_literals_and_tests_do_not_count() {
        let text = r####"
            //! [`crate::b`]
            /* crate::b */
            const A: &str = "crate::b \" crate::b";
            const B: &str = r#"crate::b " crate::b"#;
            fn f<'a>(_: &'a str) -> char { '"' }
            #[cfg(test)]
            mod helpers;
            use crate::c;
            #[cfg(test)]
            mod tests { use crate::b; }
        "####;
        let files = [
            ("a", text),
            ("a/tests", "use crate::b;"),
            ("b", ""),
            ("c", ""),
        ];
        assert_eq!(imports(&files), ["a -> c"]);
    }

    #[test]
    fn breaches_and_cycles_are_found() {
        let files = [
            ("a", "use crate::b;"),
            ("b", "use crate::c;"),
            ("c", "use crate::a;"),
        ];
        let files = files.map(|(path, text)| (vec![path.to_owned()], text.to_owned()));
        let imports = imports_of(files.to_vec());
        assert_eq!(find_cycles(&imports), [["a", "b", "c"]]);
        let breaches = find_breaches(&imports, &[&["c", "x"], &["b"]]);
        let expected = ["`a` is in no layer", "there is no module `x`"];
        assert_eq!(breaches, expected);
        let breaches = find_breaches(&imports, &[&["c"], &["b"], &["a"]]);
        assert_eq!(breaches, ["`c` imports `a`, which isn't below it"]);
    }
}
