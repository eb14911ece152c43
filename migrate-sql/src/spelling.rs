//! Names that were nearly right.

/// The known name that is closest to a misspelt one, if any is close.
pub fn closest<'n>(seen: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let seen = seen.to_lowercase();
    let allowed = (seen.chars().count() / 3).clamp(1, 4);
    let scored = known.into_iter().map(|name| {
        let distance = strsim::damerau_levenshtein(&seen, &name.to_lowercase());
        (distance, name)
    });
    // A name of which nothing is left has not been misspelt.
    let near = scored.filter(|(distance, name)| {
        *distance <= allowed && *distance < name.chars().count().min(seen.chars().count())
    });
    near.min().map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn finds_the_nearest_or_none() {
        assert_eq!(closest("revise", ["revises", "revision"]), Some("revises"));
        assert_eq!(closest("abc124", ["zzz", "abc123"]), Some("abc123"));
        assert_eq!(closest("colour", ["revises", "revision"]), None);
        assert_eq!(closest("", ["a"]), None);
    }
}
