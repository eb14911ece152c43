//! Random queries and changes of rows over a schema that is known, some with a mistake in them.

use migrate_tests::random::Random;

/// What the queries are over.
pub const SCHEMA: &str = "\
CREATE TYPE state AS ENUM ('new', 'done');
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, mail TEXT UNIQUE, age INTEGER);
CREATE TABLE posts (
    id INTEGER PRIMARY KEY, author INTEGER, title TEXT, body TEXT, state state, UNIQUE (author, title)
);
CREATE TABLE tags (post INTEGER, tag TEXT);
CREATE VIEW titles AS SELECT p.title AS t, u.name AS n FROM posts p JOIN users u ON u.id = p.author;
CREATE FUNCTION score(of INTEGER, weight INTEGER DEFAULT 1) RETURNS INTEGER LANGUAGE sql AS 'SELECT 1';
";

const TABLES: &[&str] = &["users", "posts", "tags"];
const READ: &[&str] = &["users", "posts", "tags", "titles"];
const WRONG: &[&str] = &["nope", "idd", "titel", "x9"];

fn columns(table: &str) -> &'static [&'static str] {
    match table {
        "users" => &["id", "name", "mail", "age"],
        "posts" => &["id", "author", "title", "body", "state"],
        "tags" => &["post", "tag"],
        "titles" => &["t", "n"],
        _ => &["k1", "k2"],
    }
}

fn is_number(column: &str) -> bool {
    matches!(column, "id" | "author" | "age" | "post")
}

/// What can be named, and its columns.
type Scope = Vec<(String, Vec<&'static str>)>;

/// Makes a statement.
pub fn statement(random: &mut Random) -> String {
    let mut queries = Queries { random, names: 0 };
    match queries.random.below(20) {
        0..13 => queries.query(0, &Scope::new(), None),
        13..17 => queries.insert(),
        17..19 => queries.update(),
        _ => queries.delete(),
    }
}

struct Queries<'r> {
    random: &'r mut Random,
    names: u32,
}

impl Queries<'_> {
    fn percent(&mut self, percent: u64) -> bool {
        self.random.below(100) < percent
    }

    fn column(&mut self, scope: &Scope, numbers: Option<bool>) -> String {
        let at = usize::try_from(self.random.below(scope.len() as u64)).unwrap();
        let (mut of, all) = scope[at].clone();
        let wanted: Vec<&str> = all
            .iter()
            .copied()
            .filter(|column| numbers.is_none_or(|numbers| is_number(column) == numbers))
            .filter(|column| *column != "state" || numbers.is_none())
            .collect();
        let wanted = if wanted.is_empty() { all } else { wanted };
        let mut column = self.random.pick(&wanted);
        if self.percent(3) {
            column = self.random.pick(WRONG);
        }
        if self.percent(3) {
            of = self.random.pick(&["users", "posts", "zz", "u1"]).to_owned();
        }
        match self.percent(70) {
            true => format!("{of}.{column}"),
            false => column.to_owned(),
        }
    }

    fn expression(&mut self, scope: &Scope, depth: u32) -> String {
        match self.random.below(100) {
            0..48 => self.column(scope, None),
            48..58 => format!("coalesce({}, 1)", self.column(scope, Some(true))),
            58..66 => format!("lower({})", self.column(scope, Some(false))),
            66..70 => format!("score({})", self.column(scope, Some(true))),
            70..78 => format!(
                "CASE WHEN {} THEN 1 ELSE 2 END",
                self.condition(scope, depth + 1)
            ),
            78..86 if depth < 2 => {
                let columns = if self.percent(90) { 1 } else { 2 };
                format!("({} LIMIT 1)", self.query(depth + 1, scope, Some(columns)))
            }
            86..88 => self
                .random
                .pick(&[
                    "scor(1)",
                    "score()",
                    "score(1, 2, 3)",
                    "'done'::state",
                    "'x'::stat",
                ])
                .to_owned(),
            _ => self.random.pick(&["1", "'a'", "now()"]).to_owned(),
        }
    }

    fn condition(&mut self, scope: &Scope, depth: u32) -> String {
        match self.random.below(100) {
            0..35 => format!("{} > 1", self.column(scope, Some(true))),
            35..55 => format!("{} = 'a'", self.column(scope, Some(false))),
            55..65 => format!("{} IS NULL", self.column(scope, None)),
            65..75 if depth < 2 => format!("EXISTS ({})", self.query(depth + 1, scope, None)),
            75..85 if depth < 2 => {
                let own = self.column(scope, Some(true));
                let other = match self.percent(10) {
                    true => "nope",
                    false => self.random.pick(&["id", "age"]),
                };
                format!("{own} IN (SELECT {other} FROM users)")
            }
            _ if depth > 4 => "true".to_owned(),
            _ => {
                let (one, two) = (
                    self.condition(scope, depth + 1),
                    self.condition(scope, depth + 1),
                );
                format!("({one} AND {two})")
            }
        }
    }

    /// A table, view, subquery or common table expression, with its name and columns.
    fn source(&mut self, depth: u32, ctes: &Scope) -> (String, String, Vec<&'static str>) {
        self.names += 1;
        let alias = format!("a{}", self.names);
        if let Some((name, columns)) = ctes.first()
            && self.percent(30)
        {
            return (format!("{name} {alias}"), alias, columns.clone());
        }
        if depth < 2 && self.percent(15) {
            let table = self.random.pick(TABLES);
            let count = 1 + usize::try_from(self.random.below(2)).unwrap();
            let own = self.random.some(columns(table), count);
            let names = &["k1", "k2"][..own.len()];
            let items = own.iter().zip(names);
            let items: Vec<String> = items
                .map(|(own, name)| format!("{own} AS {name}"))
                .collect();
            let text = format!("(SELECT {} FROM {table}) AS {alias}", items.join(", "));
            return (text, alias, names.to_vec());
        }
        let table = self.random.pick(READ);
        let written = match self.percent(3) {
            true => format!("{table}x"),
            false => table.to_owned(),
        };
        let own = columns(table).to_vec();
        match self.percent(30) {
            true => (written.clone(), written, own),
            false => (format!("{written} AS {alias}"), alias, own),
        }
    }

    fn query(&mut self, depth: u32, outer: &Scope, count: Option<usize>) -> String {
        let (mut with, mut ctes) = (String::new(), Scope::new());
        if depth == 0 && self.percent(20) {
            let table = self.random.pick(TABLES);
            let own = self.random.some(columns(table), 2);
            let (names, list) = match self.percent(50) {
                true => (vec!["k1", "k2"], " (k1, k2)"),
                false => (own.clone(), ""),
            };
            with = format!(
                "WITH c{table}{list} AS (SELECT {} FROM {table}) ",
                own.join(", ")
            );
            ctes = vec![(format!("c{table}"), names)];
        }
        let (mut from, name, own) = self.source(depth, &ctes);
        let mut scope: Scope = vec![(name, own)];
        for _ in 0..self.random.pick(&[0, 0, 0, 1, 1, 2]) {
            self.join(depth, &ctes, &mut scope, &mut from);
        }
        let all: Scope = scope.iter().chain(outer).cloned().collect();
        let count = count.unwrap_or_else(|| 1 + usize::try_from(self.random.below(3)).unwrap());
        let mut items = Vec::new();
        for _ in 0..count {
            let visible = if self.percent(30) { &all } else { &scope };
            items.push(self.expression(visible, depth + 1));
        }
        let is_free = depth == 0;
        if is_free && self.percent(15) {
            items = vec![match self.percent(50) {
                true => "*".to_owned(),
                false => format!("{}.*", scope[0].0),
            }];
        } else if is_free && self.percent(20) {
            items[0] += " AS lab";
        }
        let mut text = format!("{with}SELECT {} FROM {from}", items.join(", "));
        if self.percent(50) {
            text += &format!(" WHERE {}", self.condition(&all, depth + 1));
        }
        if !is_free {
            return text;
        }
        if with.is_empty() && self.percent(10) && !text.contains('*') {
            let more = usize::from(self.percent(20));
            return format!(
                "{text} UNION ALL SELECT {}",
                vec!["NULL"; items.len() + more].join(", ")
            );
        }
        if self.percent(10) {
            let by = self.column(&scope, None);
            return format!("{with}SELECT {by}, count(*) FROM {from} GROUP BY {by}");
        }
        if self.percent(30) {
            let by = match text.contains(" AS lab") {
                true => "lab".to_owned(),
                false => self.column(&scope, None),
            };
            text += &format!(" ORDER BY {by}");
        }
        text
    }

    fn join(&mut self, depth: u32, ctes: &Scope, scope: &mut Scope, from: &mut String) {
        let (text, name, own) = self.source(depth, ctes);
        if scope.iter().any(|(other, _)| *other == name) {
            return;
        }
        let common: Vec<&str> = own
            .iter()
            .copied()
            .filter(|column| scope.iter().any(|(_, columns)| columns.contains(column)))
            .collect();
        let using = self
            .random
            .pick(if common.is_empty() { &own } else { &common });
        scope.push((name, own));
        *from += &match self.random.below(100) {
            0..20 => format!(", {text}"),
            20..30 => format!(" NATURAL JOIN {text}"),
            30..45 => format!(" JOIN {text} USING ({using})"),
            _ => {
                let kind = self.random.pick(&["", "LEFT "]);
                format!(" {kind}JOIN {text} ON {}", self.condition(scope, 2))
            }
        };
    }

    fn insert(&mut self) -> String {
        let table = self.random.pick(TABLES);
        let all = columns(table);
        let count = 1 + usize::try_from(self.random.below(all.len() as u64)).unwrap();
        let mut own = self.random.some(all, count);
        if self.percent(6) {
            own[0] = self.random.pick(WRONG);
        }
        if self.percent(4) && count > 1 {
            own[1] = own[0];
        }
        let has_list = self.percent(80);
        let list = match has_list {
            true => format!(" ({})", own.join(", ")),
            false => String::new(),
        };
        let wanted = if has_list { count } else { all.len() };
        let values = match self.random.below(14) {
            0 => wanted + 1,
            1 if wanted > 1 => wanted - 1,
            _ => wanted,
        };
        let values = vec!["NULL"; values].join(", ");
        let written = match self.percent(3) {
            true => format!("{table}z"),
            false => table.to_owned(),
        };
        let scope: Scope = vec![(table.to_owned(), all.to_vec())];
        let mut text = match self.percent(70) {
            true => format!("INSERT INTO {written}{list} VALUES ({values})"),
            false => {
                let users: Scope = vec![("users".to_owned(), columns("users").to_vec())];
                let condition = self.condition(&users, 1);
                format!("INSERT INTO {written}{list} SELECT {values} FROM users WHERE {condition}")
            }
        };
        if self.percent(35) {
            let keys = [
                "id",
                "mail",
                "author, title",
                "author",
                "title, author",
                "tag",
            ];
            let column = self.random.pick(all);
            let both: Scope = vec![scope[0].clone(), ("excluded".to_owned(), all.to_vec())];
            let action = match self.random.below(3) {
                0 => "NOTHING".to_owned(),
                1 => format!("UPDATE SET {column} = excluded.{}", self.random.pick(all)),
                _ => format!(
                    "UPDATE SET {column} = NULL WHERE {} IS NULL",
                    self.column(&both, None)
                ),
            };
            text += &format!(" ON CONFLICT ({}) DO {action}", self.random.pick(&keys));
        }
        if self.percent(20) {
            text += &format!(" RETURNING {}", self.column(&scope, None));
        }
        text
    }

    fn update(&mut self) -> String {
        let table = self.random.pick(TABLES);
        let mut scope: Scope = vec![(table.to_owned(), columns(table).to_vec())];
        let count = 1 + usize::try_from(self.random.below(2)).unwrap();
        let mut own = self.random.some(columns(table), count);
        if self.percent(6) {
            own[0] = self.random.pick(WRONG);
        }
        if self.percent(4) {
            own.push(own[0]);
        }
        let set: Vec<String> = own
            .iter()
            .map(|column| format!("{column} = NULL"))
            .collect();
        let mut text = format!("UPDATE {table} SET {}", set.join(", "));
        if self.percent(30) {
            let other = self.random.pick(TABLES);
            if other != table {
                text += &format!(" FROM {other}");
                scope.push((other.to_owned(), columns(other).to_vec()));
            }
        }
        text += &format!(" WHERE {}", self.condition(&scope, 1));
        if self.percent(20) {
            text += &format!(" RETURNING {}", self.column(&scope, None));
        }
        text
    }

    fn delete(&mut self) -> String {
        let table = self.random.pick(TABLES);
        let scope: Scope = vec![(table.to_owned(), columns(table).to_vec())];
        format!("DELETE FROM {table} WHERE {}", self.condition(&scope, 1))
    }
}
