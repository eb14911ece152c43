//! The checksum of a script: a stable format.
//!
//! SipHash-1-3 with 128 bits and the keys [`KEYS`], over the tokens in their order, without the
//! comments: for each its length in bytes as a little-endian `u64`, then its bytes. The two halves
//! of the hash make a `u128`, the first half low. Tokens count as they are written (`select` is not
//! `SELECT`: folding would need to know which words are names that the server keeps as they are),
//! except that CR LF within a token is LF: a string or a function body over several lines is the
//! same in a checkout on Windows.
//!
//! The values are stored in databases and lock files: neither this format nor what is a token can
//! change without losing them all.
use super::Checksum;
use super::token::{Token, TokenKind};
use siphasher::sip128::{Hasher128, SipHasher13};
use std::hash::Hasher;

/// "migrate-check" and "sql checksum 1", as far as they fit into eight bytes.
const KEYS: (u64, u64) = (
    u64::from_le_bytes(*b"migrate-"),
    u64::from_le_bytes(*b"sqlsum-1"),
);

/// Computes the checksum of a script over its tokens.
pub(crate) fn checksum(text: &str, tokens: &[Token]) -> Checksum {
    let mut hasher = SipHasher13::new_with_keys(KEYS.0, KEYS.1);
    let has_carriage_returns = text.contains('\r');
    for token in tokens
        .iter()
        .filter(|token| token.kind != TokenKind::Comment)
    {
        let written = &text[token.span.clone()];
        if !has_carriage_returns {
            hasher.write(&(written.len() as u64).to_le_bytes());
            hasher.write(written.as_bytes());
            continue;
        }
        let carriage_returns = written.matches("\r\n").count();
        let length = written.len() - carriage_returns;
        hasher.write(&(length as u64).to_le_bytes());
        for (position, piece) in written.split("\r\n").enumerate() {
            if position > 0 {
                hasher.write(b"\n");
            }
            hasher.write(piece.as_bytes());
        }
    }
    Checksum(hasher.finish128().as_u128())
}

#[cfg(test)]
mod tests {
    use crate::{Dialect, analyse};

    fn checksum(text: &str) -> u128 {
        analyse(text, Dialect::Postgres).checksum.0
    }

    #[test]
    fn the_format_is_stable() {
        let of = |text| format!("{:032x}", checksum(text));
        assert_eq!(of(""), "007a435fc258056f7e38921132888ac3");
        assert_eq!(of("SELECT 1;"), "2eb50ddb410902cbfee4633d4a6dbf3e");
        assert_eq!(
            of("CREATE TABLE \"Straße\" (x text DEFAULT 'a\r\nb');"),
            "caa082c5438c3c53ba9a2a0621e5507d"
        );
    }

    #[test]
    fn comments_and_white_space_do_not_matter() {
        let plain = checksum("SELECT a, 'x  y' FROM t;");
        assert_eq!(
            plain,
            checksum("-- why\r\nSELECT a ,\r\n\t'x  y' /* that */ FROM t ;\r\n")
        );
        assert_eq!(plain, checksum("\u{feff}SELECT a, 'x  y' FROM t;"));
    }

    #[test]
    fn everything_else_matters() {
        let plain = checksum("SELECT a, 'x  y' FROM t;");
        for other in [
            "SELECT A, 'x  y' FROM t;",
            "SELECT a, 'x y' FROM t;",
            "SELECT a 'x  y' FROM t;",
            "SELECT a, 'x  y' FROM t",
            "SELECT a, 'x  ' 'y' FROM t;",
        ] {
            assert_ne!(plain, checksum(other), "{other}");
        }
        assert_ne!(checksum("SELECT ab c"), checksum("SELECT a bc"));
        assert_ne!(checksum("SELECT 1 <= 2"), checksum("SELECT 1 < = 2"));
    }

    #[test]
    fn line_endings_do_not_matter_even_in_strings_and_bodies() {
        let body = "DO $x$\nBEGIN\n  PERFORM 'a\nb';\nEND\n$x$;\n";
        assert_eq!(checksum(body), checksum(&body.replace('\n', "\r\n")));
        assert_ne!(checksum(body), checksum(&body.replace('\n', " ")));
    }
}
