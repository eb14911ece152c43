//! The parser's messages in words for people.

/// Says what was expected instead, if the parser knows: `` expected `)` ``.
pub(super) fn expected(message: &str) -> Option<String> {
    let message = message
        .split_once(", found ")
        .map_or(message, |(message, _)| message);
    let message = message
        .split_once(", got ")
        .map_or(message, |(message, _)| message);
    let message = message.trim_end_matches('.');
    if message == "expected command" || message == "Missing semicolon between statements" {
        return Some("expected the end of the statement, or a word that can go on here".to_owned());
    }
    let words: Vec<String> = message.split(' ').map(word).collect();
    let mut message = words.join(" ");
    let is_word = message.chars().nth(1).is_some_and(char::is_lowercase);
    if is_word && let Some(first) = message.get_mut(0..1) {
        first.make_ascii_lowercase();
    }
    Some(message)
}

/// Spells the parser's names of tokens.
fn word(word: &str) -> String {
    let (name, end) = match word.strip_suffix(',') {
        Some(name) => (name, ","),
        None => (word, ""),
    };
    let symbol = match name {
        "R_PAREN" => ")",
        "L_PAREN" => "(",
        "R_BRACK" => "]",
        "L_BRACK" => "[",
        "COMMA" => ",",
        "SEMICOLON" => ";",
        "EQ" => "=",
        "DOT" => ".",
        "FAT_ARROW" => "=>",
        "COLON_EQ" => ":=",
        "IDENT" => return format!("a name{end}"),
        "STRING" => return format!("a string{end}"),
        _ => {
            let keyword = name.strip_suffix("_KW").unwrap_or(name);
            let is_keyword = keyword.len() > 1
                && keyword
                    .bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte == b'_');
            return match is_keyword {
                true => format!("`{keyword}`{end}"),
                false => word.to_owned(),
            };
        }
    };
    format!("`{symbol}`{end}")
}

#[cfg(test)]
mod tests {
    use super::expected;

    #[test]
    fn words() {
        let expect = |message, words: &str| assert_eq!(expected(message).unwrap(), words);
        expect("expected R_PAREN", "expected `)`");
        expect(
            "expected an expression, found SEMICOLON",
            "expected an expression",
        );
        expect(
            "expected OWNER, RENAME, or SET",
            "expected `OWNER`, `RENAME`, or `SET`",
        );
        expect("Join missing condition.", "join missing condition");
        expect("expected name, got R_PAREN", "expected name");
    }
}
