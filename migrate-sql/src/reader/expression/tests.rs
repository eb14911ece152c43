//! Where expressions end, and what they are.
use super::super::Reader;
use crate::Dialect;
use crate::statement::ExprNode;

fn tokens(text: &str, dialect: Dialect) -> Vec<crate::token::Token> {
    let mut statements = match dialect {
        Dialect::Postgres => crate::postgres::tokens(text),
        Dialect::Sqlite => crate::sqlite::tokens(text),
        Dialect::Mysql => crate::mysql::tokens(text),
    };
    statements.remove(0)
}

/// Reads all of it, and says which columns are in it.
fn all(text: &str, dialect: Dialect) -> String {
    let tokens = tokens(text, dialect);
    let mut reader = Reader::new(text, &tokens, dialect);
    let node = reader
        .node()
        .unwrap_or_else(|| panic!("{text}: stopped at {}", reader.written(0)));
    assert!(reader.is_end(), "{text}: stopped at {}", reader.written(0));
    let mut names = Vec::new();
    columns(&node, &mut names);
    names.join(" ")
}

/// What is left behind the expression.
fn rest(text: &str, dialect: Dialect, read: fn(&mut Reader<'_>) -> bool) -> String {
    let tokens = tokens(text, dialect);
    let mut reader = Reader::new(text, &tokens, dialect);
    assert!(read(&mut reader), "{text}");
    text[reader.here().start as usize..].to_owned()
}

fn columns(node: &ExprNode, names: &mut Vec<String>) {
    match node {
        ExprNode::Column(column) => match &column.table {
            Some(table) => names.push(format!("{table}.{}", column.name)),
            None => names.push(column.name.text.clone()),
        },
        ExprNode::Call(call) => {
            for node in call.arguments.iter().chain(&call.others) {
                columns(node, names);
            }
        }
        ExprNode::Unknown(_) => names.push("?".to_owned()),
        ExprNode::Star(..) => names.push("*".to_owned()),
        ExprNode::Cast(of, _)
        | ExprNode::Unary { operand: of, .. }
        | ExprNode::Field(of, _)
        | ExprNode::AllFields(of, _) => columns(of, names),
        ExprNode::Binary { left, right, .. } => {
            columns(left, names);
            columns(right, names);
        }
        ExprNode::Compound(nodes, _)
        | ExprNode::Predicate(nodes, _)
        | ExprNode::Array(nodes, _)
        | ExprNode::Row(nodes, _) => nodes.iter().for_each(|node| columns(node, names)),
        ExprNode::Subscript(of, nodes, _) => {
            columns(of, names);
            nodes.iter().for_each(|node| columns(node, names));
        }
        ExprNode::Case(case) => {
            for node in case.operand.iter().chain(&case.otherwise) {
                columns(node, names);
            }
            for (condition, value) in &case.branches {
                columns(condition, names);
                columns(value, names);
            }
        }
        ExprNode::InSubquery(left, _) => columns(left, names),
        ExprNode::Literal(..)
        | ExprNode::Subquery(_)
        | ExprNode::Exists(_)
        | ExprNode::ArraySubquery(_) => {}
    }
}

#[test]
fn postgres() {
    let cases = [
        ("a + b * -c ^ 2", "a b c"),
        ("NOT a IS NOT DISTINCT FROM b AND c IS NULL", "a b c"),
        ("a NOT BETWEEN SYMMETRIC b AND c AND d", "a b c d"),
        ("a::text::varchar(10)[] || 'x' COLLATE \"C\" > b", "a b"),
        (
            "now() AT TIME ZONE 'utc' - interval '1' day + INTERVAL(3) '1 s'",
            "",
        ),
        ("timestamp with time zone '2020-01-01' < a", "a"),
        ("a NOT SIMILAR TO b ESCAPE '!' OR c !~* d", "a b c d"),
        ("a OPERATOR(pg_catalog.=) b", "a b"),
        ("(a).b.c[1:2] = ARRAY[b, c] AND (t).* IS NULL", "a b c t"),
        ("a = ANY (ARRAY[1, 2]::int[]) OR b <> ALL ('{1}')", "a b"),
        ("ROW(a, b) OVERLAPS (c, d)", "a b c d"),
        (
            "CASE a WHEN 1 THEN b ELSE CASE WHEN c THEN d END END",
            "a c d b",
        ),
        (
            "count(*) FILTER (WHERE a) OVER (PARTITION BY b ORDER BY c DESC NULLS LAST ROWS 1 PRECEDING)",
            "a b c",
        ),
        ("percentile_cont(0.5) WITHIN GROUP (ORDER BY a)", "a"),
        ("string_agg(DISTINCT a, ',' ORDER BY b) OVER w", "a b"),
        ("f(a => 1, b := c, VARIADIC d)", "c d"),
        ("EXTRACT(year FROM a) + EXTRACT('day' FROM b)", "a b"),
        (
            "SUBSTRING(a FROM 1 FOR b) || TRIM(BOTH 'x' FROM c) || TRIM(d)",
            "a b c d",
        ),
        ("POSITION(a IN b) + OVERLAY(c PLACING d FROM 1)", "a b c d"),
        ("CAST(a AS numeric(10, 2)) IN (b, 1)", "a b"),
        ("json_object('a': b, 'c': d)", "b d"),
        ("json_object('a' VALUE b NULL ON NULL)", "?"),
        ("xmlelement(NAME a, b)", "?"),
        ("CURRENT_TIMESTAMP(3) > a AND CURRENT_USER = b", "a b"),
        ("a ->> 'x' @> b #>> '{a}' ? 'c'", "a b"),
        ("E'a\\'b' || U&'x' UESCAPE '!' || $$a$$ || 'a'\n'b'", ""),
        ("a ISNULL OR b NOTNULL", "a b"),
        ("s.t.a + t.b", "s.t.a t.b"),
        ("count(t.*)", "*"),
        ("$1 + a[$2]", "a"),
        ("x IS NFC NORMALIZED", "x"),
        ("date '2020-01-01' + a", "a"),
        ("date + text", "date text"),
        ("a LIKE ANY (b)", "a b"),
        ("nextval('a'::regclass)", ""),
        ("1 - - 2", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(all(text, Dialect::Postgres), expected, "{text}");
    }
}

#[test]
fn sqlite() {
    let cases = [
        ("a NOT NULL AND b ISNULL", "a b"),
        ("a GLOB b OR c NOT REGEXP d AND e MATCH f", "a b c d e f"),
        ("a IS b AND c IS NOT d", "a b c d"),
        ("a -> 'b' ->> '$.c'", "a"),
        ("\"a\" || [b] || `c` || x'00'", "a b c"),
        ("RAISE(ABORT, 'no')", ""),
        ("a IN t AND b IN () OR c IN (1, d)", "a c d"),
        ("CAST(a AS VARCHAR(10)) == ?1 + :x + @y", "a"),
        ("current_timestamp", ""),
        ("group_concat(a, b ORDER BY c) FILTER (WHERE d)", "a b c d"),
        ("a LIKE b ESCAPE '\\' COLLATE nocase", "a b"),
    ];
    for (text, expected) in cases {
        assert_eq!(all(text, Dialect::Sqlite), expected, "{text}");
    }
}

#[test]
fn mysql() {
    let cases = [
        ("a + INTERVAL b DAY DIV 2 XOR c MOD d", "a b c d"),
        ("DATE_ADD(a, INTERVAL 1 DAY_HOUR)", "a"),
        ("interval(a, 1, 2)", "a"),
        ("@a := @@global.b + `c`", "c"),
        ("BINARY a = _utf8mb4'x' COLLATE utf8mb4_bin", "a"),
        ("MATCH (a, b) AGAINST ('x' IN BOOLEAN MODE)", "a b"),
        ("GROUP_CONCAT(DISTINCT a ORDER BY b SEPARATOR ', ')", "a b"),
        ("CONVERT(a USING utf8) || CONVERT(b, SIGNED) && !c", "a b c"),
        ("a <=> b RLIKE 'x' SOUNDS LIKE c", "a b c"),
        ("TIMESTAMPDIFF(SECOND, a, b)", "a b"),
        ("CAST(a AS UNSIGNED INTEGER) MEMBER OF (b)", "a b"),
        ("IF(a, VALUES(b), LEFT(c, 1))", "a b c"),
        ("CHAR(65 USING utf8mb4)", ""),
        ("a -> '$.b'", "a"),
        ("DATE '2020-01-01' < a", "a"),
    ];
    for (text, expected) in cases {
        assert_eq!(all(text, Dialect::Mysql), expected, "{text}");
    }
}

#[test]
fn where_they_end() {
    let default: fn(&mut Reader<'_>) -> bool = |reader| reader.default_expression().is_some();
    let expression: fn(&mut Reader<'_>) -> bool = |reader| reader.expression().is_some();
    let primary: fn(&mut Reader<'_>) -> bool = |reader| reader.primary_expression().is_some();
    let postgres = Dialect::Postgres;
    assert_eq!(rest("1 NOT NULL", postgres, default), "NOT NULL");
    assert_eq!(rest("'a'::text COLLATE x", postgres, default), "COLLATE x");
    assert_eq!(rest("-1 CHECK (a > 1)", postgres, default), "CHECK (a > 1)");
    assert_eq!(rest("now() NULL", postgres, default), "NULL");
    assert_eq!(rest("1 IS NOT NULL", postgres, default), "IS NOT NULL");
    assert_eq!(rest("a > 1 AS b", postgres, expression), "AS b");
    assert_eq!(rest("a b", postgres, expression), "b");
    assert_eq!(rest("lower(a) COLLATE x", postgres, primary), "COLLATE x");
    assert_eq!(rest("(a || b) x_ops DESC", postgres, primary), "x_ops DESC");
    assert_eq!(rest("a FROM b", Dialect::Mysql, expression), "FROM b");
}

#[test]
fn tokens_are_kept_so_that_they_compare() {
    let kept = |text: &str| {
        let tokens = tokens(text, Dialect::Postgres);
        let mut reader = Reader::new(text, &tokens, Dialect::Postgres);
        let expression = reader.expression().expect("an expression");
        let tokens = expression.tokens.iter().map(|token| &*token.text);
        tokens.collect::<Vec<_>>().join(" ")
    };
    let text = "Lower(\"name\") != 'A' and \"Order\" > \"order\"";
    assert_eq!(
        kept(text),
        "lower ( name ) <> 'A' and \"Order\" > \"order\""
    );
}

#[test]
fn long_chains_and_deep_brackets_fit_on_the_stack() {
    let chain = format!("a{}", " + a".repeat(20_000));
    assert_eq!(all(&chain, Dialect::Postgres).len(), 2 * 20_000 + 1);
    let deep = format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000));
    let tokens = tokens(&deep, Dialect::Sqlite);
    let mut reader = Reader::new(&deep, &tokens, Dialect::Sqlite);
    assert_eq!(reader.node(), None);
}
