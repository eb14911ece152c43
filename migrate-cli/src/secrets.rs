//! Keeps secrets out of messages: the known secrets of an address, and texts that look like one, since
//! somebody may have typed a URL in place of a revision.

use crate::percent::{escape, unescape};

/// Parts of the names of password options.
const PASSWORDS: [&str; 3] = ["password", "passwd", "pwd"];

/// The example login in our own advice, which is not a secret.
const EXAMPLE: &str = "user:password@host";

/// Returns whether the value of an option is secret.
pub(super) fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    let words = PASSWORDS.iter().chain(&["secret", "scram_"]);
    words.into_iter().any(|word| key.contains(word))
}

/// Returns whether a text contains a password, which the path of a file does not.
pub(super) fn has_password(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let mut found = PASSWORDS.iter().flat_map(|word| {
        let after = |(at, _): (usize, &str)| lower[at + word.len()..].trim_start().to_owned();
        lower.match_indices(word).map(after)
    });
    found.any(|after| after.starts_with('='))
}

/// The secrets of an address, longest first.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    /// Collects the URL and the passwords in it, in all the forms in which messages may repeat them. A
    /// password that equals, say, the user's name is left out: hiding it would hide the name.
    pub fn collect<'p>(
        url: &str,
        passwords: impl Iterator<Item = &'p String>,
        shown: &[Option<&String>],
    ) -> Self {
        let mut secrets = vec![url.to_owned()];
        for password in passwords {
            secrets.extend([password.clone(), escape(password), unescape(password)]);
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

    /// Returns the text without the secrets.
    pub fn hide_in(&self, text: String) -> String {
        let secrets = self.0.iter();
        secrets.fold(text, |said, secret| said.replace(secret.as_str(), "…"))
    }
}

/// Removes the passwords of URLs from a message.
pub(crate) fn without_passwords(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    // A URL that was split at `:`, like a range `a:b`, may lack its scheme or its host.
    while let Some(at) = rest.find("//") {
        let (before, url) = rest.split_at(at + 2);
        let end = url.find(|sign: char| sign.is_whitespace() || sign == '`');
        let (url, after) = url.split_at(end.unwrap_or(url.len()));
        said.push_str(before);
        said.push_str(&without_password(url));
        rest = after;
    }
    hide_values(said + rest)
}

/// Hides the value of `password=PASSWORD`, in libpq's pairs and the connection strings of other programs.
fn hide_values(mut text: String) -> String {
    for word in PASSWORDS {
        let mut from = 0;
        while let Some(at) = text[from..].to_ascii_lowercase().find(word) {
            from += at + word.len();
            let after = text[from..].trim_start();
            let Some(value) = after.strip_prefix('=') else {
                continue;
            };
            let start = text.len() - value.len();
            // In a message, a quoted text ends at its quote and may contain spaces.
            let end = value.find(['`', '\n', '&']).unwrap_or(value.len());
            if !value.starts_with('…') {
                text.replace_range(start..start + end, "…");
            }
        }
    }
    text
}

/// Removes the password from the part after `//`: `user:PASSWORD@host/database?password=PASSWORD`.
fn without_password(url: &str) -> String {
    if url.starts_with(EXAMPLE) {
        return url.to_owned();
    }
    let is_port = |text: &str| {
        let after = text.trim_start_matches(|sign: char| sign.is_ascii_digit());
        after.is_empty() || after.starts_with(['/', '?', '"', '\'', ':', ','])
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
