//! Queries and changes of rows at random, of names that mostly are there.

/// What the statements are about.
pub const SCHEMA: &str = "\
CREATE TABLE people (id int AUTO_INCREMENT PRIMARY KEY, name varchar(40), team int, size int DEFAULT 0, born date);
CREATE TABLE teams (id int AUTO_INCREMENT PRIMARY KEY, title varchar(40), head int, state varchar(9));
CREATE TABLE notes (id int AUTO_INCREMENT PRIMARY KEY, person int, body text, size int, made datetime);
CREATE TABLE links (a int, b int);
CREATE VIEW heads AS SELECT id, name AS title FROM people;
CREATE VIEW sums (person, n) AS SELECT person, count(*) FROM notes GROUP BY person;
";

const TABLES: &[(&str, &[&str])] = &[
    ("people", &["id", "name", "team", "size", "born"]),
    ("teams", &["id", "title", "head", "state"]),
    ("notes", &["id", "person", "body", "size", "made"]),
    ("links", &["a", "b"]),
    ("heads", &["id", "title"]),
    ("sums", &["person", "n"]),
];
/// How many of them are base tables.
const BASE: usize = 4;

/// How often a name is wrong, of a thousand.
const WRONG: usize = 18;

/// Something to select from.
#[derive(Clone)]
struct Source {
    name: String,
    columns: Vec<String>,
}

/// Makes statements.
pub struct Maker {
    state: u64,
    names: usize,
    /// Common table expressions of the statement.
    ctes: Vec<Source>,
}

impl Maker {
    /// The same seed gives the same statements.
    pub fn new(seed: u64) -> Self {
        let state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let (names, ctes) = (0, Vec::new());
        let mut maker = Maker { state, names, ctes };
        for _ in 0..5 {
            maker.below(2);
        }
        maker
    }

    /// One that reads or changes rows, or makes a view.
    pub fn statement(&mut self) -> String {
        self.names = 0;
        self.ctes.clear();
        match self.below(14) {
            0..4 => self.with_query(),
            4 => format!("CREATE VIEW fresh AS {}", self.with_query()),
            5..9 => self.insert(),
            9 | 10 => self.update(),
            11 => self.update_joined(),
            12 => self.delete(),
            _ => self.delete_joined(),
        }
    }

    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 33) as usize % limit
    }

    fn often(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn is_wrong(&mut self) -> bool {
        self.below(1000) < WRONG
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }

    fn fresh(&mut self, start: &str) -> String {
        self.names += 1;
        format!("{start}{}", self.names)
    }

    fn with_query(&mut self) -> String {
        if !self.often(20) {
            return self.query(2, &[]).0;
        }
        let (query, columns) = self.query(1, &[]);
        let name = self.fresh("c");
        let cte = match self.often(30) {
            true => {
                let count = columns.len() + usize::from(self.is_wrong());
                let renamed: Vec<String> = (0..count).map(|n| format!("r{n}")).collect();
                let head = format!("{name} ({})", renamed.join(", "));
                self.ctes.push(Source {
                    name,
                    columns: renamed,
                });
                head
            }
            false => {
                self.ctes.push(Source {
                    name: name.clone(),
                    columns,
                });
                name
            }
        };
        let main = self.query(2, &[]).0;
        format!("WITH {cte} AS ({query}) {main}")
    }

    /// A query, and the names of its columns.
    fn query(&mut self, depth: usize, outer: &[Source]) -> (String, Vec<String>) {
        if !self.often(12) {
            let count = 1 + self.below(3);
            return self.select(depth, outer, count, false);
        }
        let count = 1 + self.below(2);
        let (first, columns) = self.select(depth, outer, count, true);
        let count = columns.len() + usize::from(self.is_wrong());
        let (second, _) = self.select(depth, outer, count, true);
        let kind = self.pick(&["UNION", "UNION ALL", "EXCEPT"]);
        let mut text = format!("{first} {kind} {second}");
        if self.often(30) {
            let by = match self.is_wrong() {
                true => "nowhere".to_owned(),
                false => columns[self.below(columns.len())].clone(),
            };
            text += &format!(" ORDER BY {by}");
        }
        (text, columns)
    }

    /// A `SELECT` of so many columns (or of all, where any number does).
    fn select(
        &mut self,
        depth: usize,
        outer: &[Source],
        count: usize,
        is_exact: bool,
    ) -> (String, Vec<String>) {
        let (from, sources) = self.from(depth);
        let mut within = outer.to_vec();
        within.extend(sources.clone());
        let (mut items, mut columns) = (Vec::new(), Vec::new());
        if !is_exact && self.often(12) {
            let at = self.below(sources.len());
            items.push(match self.is_wrong() {
                true => "nothing.*".to_owned(),
                false => format!("{}.*", sources[at].name),
            });
            columns.extend(sources[at].columns.clone());
        } else {
            for _ in 0..count {
                let expression = self.expression(depth, &within);
                let alias = self.fresh("x");
                items.push(format!("{expression} AS {alias}"));
                columns.push(alias);
            }
        }
        let mut text = format!("SELECT {} FROM {from}", items.join(", "));
        if self.often(50) {
            text += &format!(" WHERE {}", self.condition(depth, &within));
        }
        let alias = columns[self.below(columns.len())].clone();
        // Groups in a query that depends on others brought MariaDB 10.11 down.
        if outer.is_empty() && self.often(12) {
            let by = match self.often(40) {
                true => alias.clone(),
                false => self.column(&sources),
            };
            text += &format!(" GROUP BY {by}");
            if self.often(40) {
                text += &format!(" HAVING {alias} IS NOT NULL AND count(*) > 1");
            }
        }
        if !is_exact && self.often(20) {
            let by = match self.below(4) {
                0 => alias,
                1 => "1".to_owned(),
                _ => self.expression(0, &sources),
            };
            text += &format!(" ORDER BY {by}");
        }
        (text, columns)
    }

    fn from(&mut self, depth: usize) -> (String, Vec<Source>) {
        let (mut text, first) = self.source(depth);
        let mut sources = vec![first];
        while sources.len() < 3 && self.often(35) {
            let (next, source) = self.source(depth);
            let left = sources.clone();
            sources.push(source.clone());
            let shared = left.iter().flat_map(|left| &left.columns);
            let shared = shared.filter(|column| source.columns.contains(column));
            let shared: Vec<String> = shared.cloned().collect();
            match self.below(8) {
                0 => text += &format!(", {next}"),
                1 if shared.len() == 1 => text += &format!(" JOIN {next} USING ({})", shared[0]),
                2 if self.often(30) => text += &format!(" NATURAL JOIN {next}"),
                3 if self.is_wrong() => text += &format!(" JOIN {next} USING (state)"),
                at => {
                    let kind = if at < 5 { "JOIN" } else { "LEFT JOIN" };
                    let on = self.condition(0, &sources);
                    text += &format!(" {kind} {next} ON {on}");
                }
            }
        }
        (text, sources)
    }

    fn source(&mut self, depth: usize) -> (String, Source) {
        if depth > 0 && self.often(12) {
            let (query, columns) = self.query(depth - 1, &[]);
            let name = self.fresh("d");
            return (format!("({query}) AS {name}"), Source { name, columns });
        }
        if !self.ctes.is_empty() && self.often(60) {
            let at = self.below(self.ctes.len());
            let cte = self.ctes[at].clone();
            let name = self.fresh("q");
            let text = format!("{} AS {name}", cte.name);
            return (text, Source { name, ..cte });
        }
        let (table, columns) = TABLES[self.below(TABLES.len())];
        let written = if self.is_wrong() { "nothing" } else { table };
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        if self.often(40) {
            let name = table.to_owned();
            return (written.to_owned(), Source { name, columns });
        }
        let name = self.fresh("t");
        let space = self.pick(&[" ", " AS "]);
        (format!("{written}{space}{name}"), Source { name, columns })
    }

    /// A column of these, mostly one that can't be another's.
    fn column(&mut self, sources: &[Source]) -> String {
        let source = &sources[self.below(sources.len())];
        let column = match self.is_wrong() {
            true => "nowhere".to_owned(),
            false => source.columns[self.below(source.columns.len())].clone(),
        };
        if self.is_wrong() {
            return format!("nothing.{column}");
        }
        let others = sources
            .iter()
            .filter(|other| other.columns.contains(&column));
        if others.count() > 1 && !self.is_wrong() || self.often(50) {
            return format!("{}.{column}", source.name);
        }
        column
    }

    fn expression(&mut self, depth: usize, sources: &[Source]) -> String {
        match self.below(12) {
            0 => self
                .pick(&["1", "'one'", "NULL", "CURRENT_DATE", "@own"])
                .to_owned(),
            1 => {
                let (a, b) = (self.column(sources), self.column(sources));
                let operator = self.pick(&["+", "-", "*", "=", "<", "AND", "<=>"]);
                format!("{a} {operator} {b}")
            }
            2 => format!("lower({})", self.column(sources)),
            3 => format!(
                "coalesce({}, {})",
                self.column(sources),
                self.column(sources)
            ),
            4 => {
                let (a, b) = (self.column(sources), self.column(sources));
                format!("CASE {a} WHEN 1 THEN {b} ELSE 'x' END")
            }
            5 => format!("CAST({} AS CHAR(9))", self.column(sources)),
            6 if depth > 0 => format!("({} LIMIT 1)", self.select(depth - 1, sources, 1, true).0),
            7 => format!("date_add({}, INTERVAL 1 DAY)", self.column(sources)),
            _ => self.column(sources),
        }
    }

    fn condition(&mut self, depth: usize, sources: &[Source]) -> String {
        let column = self.column(sources);
        match self.below(9) {
            0 if depth > 0 => {
                let query = self.select(depth - 1, sources, 1, true).0;
                format!("EXISTS ({query})")
            }
            1 | 2 if depth > 0 => {
                let count = 1 + usize::from(self.is_wrong());
                let query = self.select(depth - 1, sources, count, true).0;
                format!("{column} IN ({query})")
            }
            3 => format!("{column} BETWEEN 1 AND {}", self.column(sources)),
            4 => format!("{column} LIKE 'a%' OR {} IS NULL", self.column(sources)),
            _ => format!("{column} = {}", self.expression(depth, sources)),
        }
    }

    /// A base table, with the name that is written.
    fn base(&mut self) -> (String, Source) {
        let (table, columns) = TABLES[self.below(BASE)];
        let written = if self.is_wrong() { "nothing" } else { table };
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        let name = table.to_owned();
        (written.to_owned(), Source { name, columns })
    }

    /// Some of the columns, each once.
    fn some(&mut self, columns: &[String]) -> Vec<String> {
        let mut some: Vec<String> = Vec::new();
        for column in columns {
            if self.often(60) {
                some.push(match self.is_wrong() {
                    true => "nowhere".to_owned(),
                    false => column.clone(),
                });
            }
        }
        if some.is_empty() {
            some.push(columns[0].clone());
        }
        some
    }

    fn insert(&mut self) -> String {
        let (written, table) = self.base();
        let verb = self.pick(&["INSERT", "INSERT IGNORE", "REPLACE"]);
        let mut count = table.columns.len();
        let mut text = format!("{verb} INTO {written}");
        if self.often(15) {
            let column = &self.some(&table.columns)[0];
            text += &format!(
                " SET {column} = {}",
                self.expression(0, std::slice::from_ref(&table))
            );
            return text;
        }
        if self.often(70) {
            let columns = self.some(&table.columns);
            count = columns.len();
            text += &format!(" ({})", columns.join(", "));
        }
        count += usize::from(self.is_wrong());
        let mut sources = vec![table.clone()];
        if self.often(50) {
            let rows = (0..1 + self.below(2)).map(|_| vec!["DEFAULT"; count].join(", "));
            let rows: Vec<String> = rows.collect();
            text += &format!(" VALUES ({})", rows.join("), ("));
        } else {
            let (query, _) = self.select(1, &[], count, true);
            text += &format!(" {query}");
            sources.clear();
        }
        if verb == "INSERT" && !sources.is_empty() && self.often(40) {
            let column = self.some(&table.columns)[0].clone();
            let value = match self.often(50) {
                true => format!("VALUES({})", self.some(&table.columns)[0]),
                false => self.expression(0, &sources),
            };
            text += &format!(" ON DUPLICATE KEY UPDATE {column} = {value}");
        }
        text
    }

    fn update(&mut self) -> String {
        let (written, table) = self.base();
        let column = self.some(&table.columns)[0].clone();
        let sources = [table];
        let value = self.expression(1, &sources);
        let mut text = format!("UPDATE {written} SET {column} = {value}");
        if self.often(70) {
            text += &format!(" WHERE {}", self.condition(1, &sources));
        }
        if self.often(20) {
            text += &format!(" ORDER BY {} LIMIT 3", self.column(&sources));
        }
        text
    }

    fn update_joined(&mut self) -> String {
        let (written, mut table) = self.base();
        table.name = "u".to_owned();
        let (next, other) = self.source(1);
        let sources = [table, other];
        let column = self.some(&sources[0].columns)[0].clone();
        let (on, value) = (self.condition(0, &sources), self.expression(1, &sources));
        format!("UPDATE {written} AS u JOIN {next} ON {on} SET u.{column} = {value}")
    }

    fn delete(&mut self) -> String {
        let (written, table) = self.base();
        let sources = [table];
        let condition = self.condition(1, &sources);
        let mut text = format!("DELETE FROM {written} WHERE {condition}");
        if self.often(20) {
            text += &format!(" ORDER BY {} LIMIT 3", self.column(&sources));
        }
        text
    }

    fn delete_joined(&mut self) -> String {
        let (written, mut table) = self.base();
        table.name = "u".to_owned();
        let (next, other) = self.source(1);
        let on = self.condition(0, &[table, other]);
        let target = if self.is_wrong() { "nothing" } else { "u" };
        match self.often(50) {
            true => format!("DELETE {target} FROM {written} AS u JOIN {next} ON {on}"),
            false => format!("DELETE FROM {target} USING {written} AS u JOIN {next} ON {on}"),
        }
    }
}
