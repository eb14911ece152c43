//! Passwords in lines of TOML, which a message must not repeat: a line of `migrate.toml` with a URL is
//! shown when something is wrong in it, and build logs are kept.

use std::borrow::Cow;
use std::ops::Range;

/// What stands for a password.
const MASK: &str = "…";

/// A line as it may be shown, and where `span` is in it then.
pub(super) fn hidden(line: Cow<'_, str>, span: Range<usize>) -> (Cow<'_, str>, Range<usize>) {
    let secrets = passwords(&line);
    if secrets.is_empty() {
        return (line, span);
    }
    let mut shown = String::with_capacity(line.len());
    let mut end = 0;
    for secret in &secrets {
        shown.push_str(&line[end..secret.start]);
        shown.push_str(MASK);
        end = secret.end;
    }
    shown.push_str(&line[end..]);
    // What begins or ends within a password begins before its mask, or ends behind it.
    let moved = |at: usize, is_end: bool| {
        let mut to = at;
        for secret in secrets.iter().filter(|secret| secret.start < at) {
            let passed = at.min(secret.end) - secret.start;
            let is_within = at < secret.end;
            to -= passed;
            to += if is_within && !is_end { 0 } else { MASK.len() };
        }
        to
    };
    let span = moved(span.start, false)..moved(span.end, true);
    (Cow::Owned(shown), span)
}

/// Where passwords stand in a line, in their order and apart from each other. The line may be
/// wrong, and a password may hold any sign: in doubt, more is hidden than has to be.
fn passwords(line: &str) -> Vec<Range<usize>> {
    let mut found = in_urls(line);
    found.extend(behind_keys(line));
    found.extend(behind_url(line));
    found.retain(|secret| !secret.is_empty());
    found.sort_by_key(|secret| (secret.start, secret.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for secret in found {
        match apart.last_mut() {
            Some(last) if secret.start <= last.end => last.end = last.end.max(secret.end),
            _ => apart.push(secret),
        }
    }
    apart
}

/// `scheme://user:PASSWORD@host`.
fn in_urls(line: &str) -> Vec<Range<usize>> {
    let starts: Vec<usize> = line.match_indices("://").map(|(at, _)| at + 3).collect();
    let ends = starts.iter().skip(1).copied().chain([line.len()]);
    let password = |(start, end): (usize, usize)| {
        let rest = &line[start..end];
        let colon = rest.find(':')?;
        if let Some(at) = rest.rfind('@') {
            return (colon < at).then(|| start + colon + 1..start + at);
        }
        // Cut off before its `@`, unless it is a port.
        let behind = rest[colon + 1..].trim_start_matches(|sign: char| sign.is_ascii_digit());
        let is_port = behind.is_empty() || behind.starts_with(['/', '?', '"', '\'', ' ', ',']);
        (!is_port).then_some(start + colon + 1..line.len())
    };
    let urls = starts.iter().copied().zip(ends);
    let mut found: Vec<Range<usize>> = urls.filter_map(password).collect();
    // The password itself may have a `://` in it.
    let first = starts
        .first()
        .and_then(|start| Some(start + line[*start..].find(':')? + 1));
    let last = line.rfind('@');
    if let (Some(first), Some(last)) = (first, last)
        && starts
            .last()
            .is_some_and(|start| first <= *start && *start <= last)
    {
        found.push(first..last);
    }
    found
}

/// `url = "user:PASSWORD@host"`, without a scheme or with another program's.
fn behind_url(line: &str) -> Option<Range<usize>> {
    let at = line.rfind('@')?;
    let key = line[..at].find("url")?;
    let value = key + line[key..at].find('=')?;
    let colon = value + line[value..at].find(':')?;
    let is_url = line[colon..].starts_with("://");
    (!is_url).then_some(colon + 1..at)
}

/// `password = "…"`, `?sslpassword=…`.
fn behind_keys(line: &str) -> Vec<Range<usize>> {
    let lower = line.to_ascii_lowercase();
    let words = ["password", "passwd", "pwd"];
    let keys = words.iter().flat_map(|word| lower.match_indices(word));
    let value = |(at, word): (usize, &str)| -> Option<Range<usize>> {
        let rest = line[at + word.len()..].trim_start_matches(['"', '\'']);
        let rest = rest.trim_start().strip_prefix('=')?.trim_start();
        // Where it ends can't be known: it may have quotes, spaces and `&` in it.
        Some(line.len() - rest.len()..line.len())
    };
    keys.filter_map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::hidden;
    use std::borrow::Cow;

    #[test]
    fn passwords_are_hidden_and_the_rest_stays() {
        for (line, shown) in [
            (
                "url = \"postgres://me:secret@host/db\"",
                "url = \"postgres://me:…@host/db\"",
            ),
            (
                "url = \"postgres://me:se\"cr@et@host/db\"",
                "url = \"postgres://me:…@host/db\"",
            ),
            (
                "url = \"redis://me:sec://ret@host/db\"",
                "url = \"redis://me:…",
            ),
            ("url = \"postgres://me:secret", "url = \"postgres://me:…"),
            (
                "url = \"postgres://host:5432/db\"",
                "url = \"postgres://host:5432/db\"",
            ),
            (
                "url = \"postgres://host:5432",
                "url = \"postgres://host:5432",
            ),
            (
                "url = \"postgres://me@host/db\"",
                "url = \"postgres://me@host/db\"",
            ),
            (
                "{ url = 'mysql://a:b@c', x = 'mysql://d:e@f' }",
                "{ url = 'mysql://a:…@f' }",
            ),
            (
                "url = \"postgres://host/db?user=me&password=secret&sslmode=require\"",
                "url = \"postgres://host/db?user=me&password=…",
            ),
            ("password = \"two words\" # why", "password = …"),
            (
                "url = \"Server=h;Uid=u;Pwd=sec ret;x=y\" oops",
                "url = \"Server=h;Uid=u;Pwd=…",
            ),
            (
                "url = \"me:secret@host/db\" oops",
                "url = \"me:…@host/db\" oops",
            ),
            (
                "url = \"jdbc:oracle:thin:u/secret@host\" oops",
                "url = \"jdbc:…@host\" oops",
            ),
            (
                "message = \"ask for the password\"",
                "message = \"ask for the password\"",
            ),
        ] {
            assert_eq!(hidden(Cow::Borrowed(line), 0..0).0, shown);
        }
    }

    #[test]
    fn carets_stay_under_what_they_were_under() {
        let line = "url = \"postgres://me:secret@host/db\" oops";
        let of = |part: &str| {
            let at = line.find(part).expect(part);
            let (shown, span) = hidden(Cow::Borrowed(line), at..at + part.len());
            shown[span].to_owned()
        };
        assert_eq!(of("oops"), "oops");
        assert_eq!(of("url"), "url");
        assert_eq!(of("secret"), "…");
        assert_eq!(of("cre"), "…");
        assert_eq!(
            of("\"postgres://me:secret@host/db\""),
            "\"postgres://me:…@host/db\""
        );
        assert_eq!(of("me:sec"), "me:…");
        assert_eq!(of("ret@host"), "…@host");
    }
}
