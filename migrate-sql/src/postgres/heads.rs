//! How statements begin, where squawk-syntax only says that it knows no such statement.

/// What can follow `ALTER`, `CREATE` and `DROP`, up to the first word that is a name or optional.
/// Words that are optional in the middle are spelled out.
const HEADS: &[(&str, &[&str])] = &[
    (
        "ALTER",
        &[
            "AGGREGATE",
            "COLLATION",
            "CONVERSION",
            "DATABASE",
            "DEFAULT PRIVILEGES",
            "DOMAIN",
            "EVENT TRIGGER",
            "EXTENSION",
            "FOREIGN DATA WRAPPER",
            "FOREIGN TABLE",
            "FUNCTION",
            "GROUP",
            "INDEX",
            "LANGUAGE",
            "LARGE OBJECT",
            "MATERIALIZED VIEW",
            "OPERATOR",
            "POLICY",
            "PROCEDURAL LANGUAGE",
            "PROCEDURE",
            "PUBLICATION",
            "ROLE",
            "ROUTINE",
            "RULE",
            "SCHEMA",
            "SEQUENCE",
            "SERVER",
            "STATISTICS",
            "SUBSCRIPTION",
            "SYSTEM",
            "TABLE",
            "TABLESPACE",
            "TEXT SEARCH CONFIGURATION",
            "TEXT SEARCH DICTIONARY",
            "TEXT SEARCH PARSER",
            "TEXT SEARCH TEMPLATE",
            "TRIGGER",
            "TYPE",
            "USER",
            "VIEW",
        ],
    ),
    (
        "CREATE",
        &[
            "ACCESS METHOD",
            "AGGREGATE",
            "CAST",
            "COLLATION",
            "CONSTRAINT TRIGGER",
            "CONVERSION",
            "DATABASE",
            "DEFAULT CONVERSION",
            "DOMAIN",
            "EVENT TRIGGER",
            "EXTENSION",
            "FOREIGN DATA WRAPPER",
            "FOREIGN TABLE",
            "FUNCTION",
            "GLOBAL TEMP TABLE",
            "GLOBAL TEMPORARY TABLE",
            "GROUP",
            "INDEX",
            "LANGUAGE",
            "LOCAL TEMP TABLE",
            "LOCAL TEMPORARY TABLE",
            "MATERIALIZED VIEW",
            "OPERATOR",
            "OR REPLACE AGGREGATE",
            "OR REPLACE CONSTRAINT TRIGGER",
            "OR REPLACE FUNCTION",
            "OR REPLACE LANGUAGE",
            "OR REPLACE PROCEDURAL LANGUAGE",
            "OR REPLACE PROCEDURE",
            "OR REPLACE RECURSIVE VIEW",
            "OR REPLACE RULE",
            "OR REPLACE TEMP RECURSIVE VIEW",
            "OR REPLACE TEMP VIEW",
            "OR REPLACE TEMPORARY RECURSIVE VIEW",
            "OR REPLACE TEMPORARY VIEW",
            "OR REPLACE TRANSFORM",
            "OR REPLACE TRIGGER",
            "OR REPLACE TRUSTED LANGUAGE",
            "OR REPLACE TRUSTED PROCEDURAL LANGUAGE",
            "OR REPLACE VIEW",
            "POLICY",
            "PROCEDURAL LANGUAGE",
            "PROCEDURE",
            "PUBLICATION",
            "RECURSIVE VIEW",
            "ROLE",
            "RULE",
            "SCHEMA",
            "SEQUENCE",
            "SERVER",
            "STATISTICS",
            "SUBSCRIPTION",
            "TABLE",
            "TABLESPACE",
            "TEMP RECURSIVE VIEW",
            "TEMP SEQUENCE",
            "TEMP TABLE",
            "TEMP VIEW",
            "TEMPORARY RECURSIVE VIEW",
            "TEMPORARY SEQUENCE",
            "TEMPORARY TABLE",
            "TEMPORARY VIEW",
            "TEXT SEARCH CONFIGURATION",
            "TEXT SEARCH DICTIONARY",
            "TEXT SEARCH PARSER",
            "TEXT SEARCH TEMPLATE",
            "TRANSFORM",
            "TRIGGER",
            "TRUSTED LANGUAGE",
            "TRUSTED PROCEDURAL LANGUAGE",
            "TYPE",
            "UNIQUE INDEX",
            "UNLOGGED SEQUENCE",
            "UNLOGGED TABLE",
            "USER",
            "VIEW",
        ],
    ),
    (
        "DROP",
        &[
            "ACCESS METHOD",
            "AGGREGATE",
            "CAST",
            "COLLATION",
            "CONVERSION",
            "DATABASE",
            "DOMAIN",
            "EVENT TRIGGER",
            "EXTENSION",
            "FOREIGN DATA WRAPPER",
            "FOREIGN TABLE",
            "FUNCTION",
            "GROUP",
            "INDEX",
            "LANGUAGE",
            "MATERIALIZED VIEW",
            "OPERATOR",
            "OWNED",
            "POLICY",
            "PROCEDURAL LANGUAGE",
            "PROCEDURE",
            "PUBLICATION",
            "ROLE",
            "ROUTINE",
            "RULE",
            "SCHEMA",
            "SEQUENCE",
            "SERVER",
            "STATISTICS",
            "SUBSCRIPTION",
            "TABLE",
            "TABLESPACE",
            "TEXT SEARCH CONFIGURATION",
            "TEXT SEARCH DICTIONARY",
            "TEXT SEARCH PARSER",
            "TEXT SEARCH TEMPLATE",
            "TRANSFORM",
            "TRIGGER",
            "TYPE",
            "USER",
            "VIEW",
        ],
    ),
];

/// Finds how many words of a statement, which its parser does not know, begin some statement. The
/// server stumbles over the one behind them.
pub(super) fn understood<'t>(words: impl IntoIterator<Item = &'t str>) -> usize {
    let mut words = words.into_iter();
    let Some((_, heads)) = words.next().and_then(|first| {
        HEADS
            .iter()
            .find(|(head, _)| head.eq_ignore_ascii_case(first))
    }) else {
        return 0;
    };
    let mut rest: Vec<_> = heads.iter().map(|head| head.split(' ')).collect();
    let mut understood = 1;
    for word in words {
        rest.retain_mut(|head| {
            head.next()
                .is_some_and(|next| next.eq_ignore_ascii_case(word))
        });
        if rest.is_empty() {
            break;
        }
        understood += 1;
    }
    understood
}

#[cfg(test)]
mod tests {
    use super::understood;

    #[test]
    fn words() {
        let understood = |statement: &str| understood(statement.split(' '));
        assert_eq!(understood("CREATE TABEL users ("), 1);
        assert_eq!(understood("create or replace veiw users"), 3);
        assert_eq!(understood("DROP DROP TABLE users"), 1);
        assert_eq!(understood("ALTER FOREIGN users"), 2);
        assert_eq!(understood("SELCT 1"), 0);
    }
}
