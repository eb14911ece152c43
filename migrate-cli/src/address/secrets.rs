//! What a secret is, and how it is kept out of what is said: the known ones of an address, and what looks
//! like one in a text, since somebody may have typed a URL where a revision belongs.

use super::percent::{escaped, unescaped};

/// What the name of a password has in it.
const PASSWORDS: [&str; 3] = ["password", "passwd", "pwd"];

/// What stands for a login where we say how to write a URL.
const EXAMPLE: &str = "user:password@host";

/// Whether the value of an option is not to be shown.
pub(super) fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    let words = PASSWORDS.iter().chain(&["secret", "scram_"]);
    words.into_iter().any(|word| key.contains(word))
}

/// Whether something says that it is a password, as no path of a file does.
pub(super) fn has_password(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let mut found = PASSWORDS.iter().flat_map(|word| {
        let behind = |(at, _): (usize, &str)| lower[at + word.len()..].trim_start().to_owned();
        lower.match_indices(word).map(behind)
    });
    found.any(|behind| behind.starts_with('='))
}

/// The secrets of an address, longest first.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    /// The URL and the passwords in it, in all the ways in which they may come back. A password that is
    /// the user's name, say, is shown with it: to hide it would hide that.
    pub fn of<'p>(
        url: &str,
        passwords: impl Iterator<Item = &'p String>,
        shown: &[Option<&String>],
    ) -> Self {
        let mut secrets = vec![url.to_owned()];
        for password in passwords {
            secrets.extend([password.clone(), escaped(password), unescaped(password)]);
        }
        let is_shown = |text: &str| {
            let mut shown = shown.iter().flatten();
            text.is_empty() || shown.any(|shown| shown.contains(text))
        };
        secrets.retain(|secret| !is_shown(secret));
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.dedup();
        Self(secrets)
    }

    /// Adds another URL with the same passwords.
    #[cfg(feature = "authoring")]
    pub fn add_url(&mut self, url: &str) {
        self.0.insert(0, url.to_owned());
    }

    /// The text without them.
    pub fn hidden_in(&self, text: String) -> String {
        let secrets = self.0.iter();
        secrets.fold(text, |said, secret| said.replace(secret.as_str(), "…"))
    }
}

/// A message with the passwords of the URLs in it left out.
pub(crate) fn without_passwords(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    // What a range `a:b` cut into two may lack its scheme, or its host.
    while let Some(at) = rest.find("//") {
        let (before, url) = rest.split_at(at + 2);
        let end = url.find(|sign: char| sign.is_whitespace() || sign == '`');
        let (url, behind) = url.split_at(end.unwrap_or(url.len()));
        said.push_str(before);
        said.push_str(&without_password(url));
        rest = behind;
    }
    hide_values(said + rest)
}

/// `password=PASSWORD`, in the pairs of libpq and the connection strings of other programs.
fn hide_values(mut text: String) -> String {
    for word in PASSWORDS {
        let mut from = 0;
        while let Some(at) = text[from..].to_ascii_lowercase().find(word) {
            from += at + word.len();
            let behind = text[from..].trim_start();
            let Some(value) = behind.strip_prefix('=') else {
                continue;
            };
            let start = text.len() - value.len();
            // In a message, a text ends with its quote; it may have spaces in it.
            let end = value.find(['`', '\n', '&']).unwrap_or(value.len());
            if !value.starts_with('…') {
                text.replace_range(start..start + end, "…");
            }
        }
    }
    text
}

/// What stands behind `//`: `user:PASSWORD@host/database?password=PASSWORD`.
fn without_password(url: &str) -> String {
    if url.starts_with(EXAMPLE) {
        return url.to_owned();
    }
    let is_port = |text: &str| {
        let behind = text.trim_start_matches(|sign: char| sign.is_ascii_digit());
        behind.is_empty() || behind.starts_with(['/', '?', '"', '\'', ':', ','])
    };
    let url = match (url.find(':'), url.rfind('@')) {
        (Some(colon), Some(at)) if colon < at => format!("{}…{}", &url[..=colon], &url[at..]),
        (Some(colon), _) if !is_port(&url[colon + 1..]) => format!("{}…", &url[..=colon]),
        _ => url.to_owned(),
    };
    let mut parts = url.split('&').map(|part| match part.find("password=") {
        Some(key) => format!("{}…", &part[..key + "password=".len()]),
        None => part.to_owned(),
    });
    let first = parts.next().unwrap_or_default();
    parts.fold(first, |shown, part| shown + "&" + &part)
}

#[cfg(test)]
mod tests {
    use super::without_passwords;

    #[test]
    fn nothing_but_the_password_goes() {
        for (text, shown) in [
            (
                "no revision `postgres://me:se'cr@et@host/db` here",
                "no revision `postgres://me:…@host/db` here",
            ),
            ("postgres://host:5432/db", "postgres://host:5432/db"),
            (
                "no branch `postgres://me:secret`",
                "no branch `postgres://me:…`",
            ),
            ("no branch `//me:secret`", "no branch `//me:…`"),
            (
                "mysql://a:b@c and mysql://d:e@f",
                "mysql://a:…@c and mysql://d:…@f",
            ),
            (
                "postgres://h/d?password=x&a=b&sslpassword=y",
                "postgres://h/d?password=…&a=b&sslpassword=…",
            ),
            (
                "no revision `host=h password=my secret` here",
                "no revision `host=h password=…` here",
            ),
            ("`Server=h;Pwd = x;`", "`Server=h;Pwd =…`"),
            ("label@head", "label@head"),
            (
                "write postgres://user:password@host/database, mysql://user:password@host/database",
                "write postgres://user:password@host/database, mysql://user:password@host/database",
            ),
            ("postgres://user:passwords@host", "postgres://user:…@host"),
            (
                "postgres://user:password@host:5432/d?password=x",
                "postgres://user:password@host:5432/d?password=…",
            ),
        ] {
            assert_eq!(without_passwords(text), shown);
        }
    }
}
