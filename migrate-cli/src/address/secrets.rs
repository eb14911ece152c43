//! Passwords in what is said: somebody may have typed a URL where a revision belongs.

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
    for word in ["password", "passwd", "pwd"] {
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
        ] {
            assert_eq!(without_passwords(text), shown);
        }
    }
}
