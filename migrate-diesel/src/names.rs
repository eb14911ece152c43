//! The names that Diesel gives to what has a name in SQL.
/// What `syn` takes for no identifier, which is the list that diesel_cli asks.
const KEYWORDS: &[&str] = &[
    "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "Self", "self", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
/// Names that `table!` needs for itself.
const RESERVED: &[&str] = &["table", "columns", "is_nullable"];

/// The name of a table, column or schema in Rust. A column may not be called like its table, which is given
/// by its name in Rust.
pub(super) fn rust_name(sql_name: &str, table: Option<&str>) -> String {
    let name = mapped(sql_name);
    let is_reserved = name.is_empty()
        || KEYWORDS.contains(&name.as_str())
        || RESERVED.contains(&name.as_str())
        || (name.starts_with("__") && !name.ends_with('_'));
    match is_reserved || table == Some(name.as_str()) {
        true => name + "_",
        false => name,
    }
}

/// One underscore for every run of characters that are not ASCII letters, digits or underscores,
/// and one before a leading digit.
fn mapped(name: &str) -> String {
    let starts_with_digit = name.starts_with(|first: char| first.is_ascii_digit());
    let mut mapped = String::from(if starts_with_digit { "_" } else { "" });
    let mut in_gap = false;
    for character in name.chars() {
        let is_kept = character.is_ascii_alphanumeric() || character == '_';
        match is_kept {
            true => mapped.push(character),
            false if !in_gap => mapped.push('_'),
            false => {}
        }
        in_gap = !is_kept;
    }
    mapped
}

/// `user_status`, `UserStatus` and `USER-status` are all `UserStatus`: the name of a type, made as
/// the crate `heck` makes it.
pub(super) fn upper_camel_case(name: &str) -> String {
    let mut camel = String::new();
    for part in name.split(|c: char| !c.is_alphanumeric()) {
        for word in words(part) {
            capitalise(word, &mut camel);
        }
    }
    camel
}

/// Splits `mixedCase` and `HTMLPage` before the capital that starts a word.
fn words(part: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    // Whether the last letter of the word so far that has a case is a capital.
    let mut last_is_upper: Option<bool> = None;
    let mut characters = part.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let Some((next_at, next)) = characters.peek().copied() else {
            words.push(&part[start..]);
            break;
        };
        let case = match (character.is_lowercase(), character.is_uppercase()) {
            (true, _) => Some(false),
            (_, true) => Some(true),
            _ => last_is_upper,
        };
        if case == Some(false) && next.is_uppercase() {
            words.push(&part[start..next_at]);
            start = next_at;
            last_is_upper = None;
        } else if last_is_upper == Some(true) && character.is_uppercase() && next.is_lowercase() {
            words.push(&part[start..at]);
            start = at;
            last_is_upper = None;
        } else {
            last_is_upper = case;
        }
    }
    words
}

fn capitalise(word: &str, into: &mut String) {
    let mut characters = word.chars();
    let Some(first) = characters.next() else {
        return;
    };
    into.extend(first.to_uppercase());
    let mut rest = characters.peekable();
    while let Some(character) = rest.next() {
        match character == 'Σ' && rest.peek().is_none() {
            true => into.push('ς'),
            false => into.extend(character.to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sql_name: &str, expect: &str) {
        assert_eq!(rust_name(sql_name, None), expect);
    }

    #[test]
    fn names_that_are_no_identifiers_are_mapped() {
        check("users", "users");
        check("größe", "gr_e");
        check("a--b-_c", "a_b__c");
        check("2fa_codes", "_2fa_codes");
        check("2-2", "_2_2");
        check("漢字", "__");
        check("", "_");
    }

    #[test]
    fn reserved_names_get_an_underscore() {
        check("type", "type_");
        check("Self", "Self_");
        check("columns", "columns_");
        check("__hidden", "__hidden_");
        check("__hidden_", "__hidden_");
        assert_eq!(rust_name("posts", Some("posts")), "posts_");
        assert_eq!(rust_name("posts", None), "posts");
    }

    #[test]
    fn types_are_named_in_camel_case() {
        for (name, expect) in [
            ("user_status", "UserStatus"),
            ("UserStatus", "UserStatus"),
            ("HTMLPage", "HtmlPage"),
            ("int4", "Int4"),
            ("MixedUP_CamelCase, with some", "MixedUpCamelCaseWithSome"),
            ("zażółć gęślą", "ZażółćGęślą"),
            ("ODYSSEUS ΟΔΥΣΣΕΥΣ", "OdysseusΟδυσσευς"),
            ("a1B2", "A1B2"),
        ] {
            assert_eq!(upper_camel_case(name), expect);
        }
    }
}
