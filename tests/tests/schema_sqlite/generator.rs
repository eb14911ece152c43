//! Random statements over a few names, so that they meet each other.

/// Makes statements; the same seed makes the same ones.
pub struct Generator {
    state: u64,
}

impl Generator {
    pub fn new(seed: u64) -> Self {
        let mut generator = Self {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        };
        for _ in 0..8 {
            generator.below(2);
        }
        generator
    }

    /// Whether foreign keys are enforced.
    pub fn foreign_keys(&mut self) -> String {
        let value = self.pick(&["ON", "OFF"]);
        format!("PRAGMA foreign_keys = {value}")
    }

    pub fn statement(&mut self) -> String {
        match self.below(40) {
            0..8 => self.create_table(),
            8..12 => self.create_index(),
            12..15 => self.create_view(),
            15..18 => self.create_trigger(),
            18..20 => self.drop(),
            20..22 => {
                let (from, to) = (self.table(), self.table());
                format!("ALTER TABLE {from} RENAME TO {to}")
            }
            22..25 => {
                let (table, from, to) = (self.table(), self.column(), self.column());
                format!("ALTER TABLE {table} RENAME COLUMN {from} TO {to}")
            }
            25..28 => {
                let (table, column) = (self.table(), self.column_definition());
                format!("ALTER TABLE {table} ADD COLUMN {column}")
            }
            28..32 => {
                let (table, column) = (self.table(), self.column());
                format!("ALTER TABLE {table} DROP COLUMN {column}")
            }
            32 => {
                let value = self.pick(&["ON", "OFF", "OFF"]);
                format!("PRAGMA legacy_alter_table = {value}")
            }
            33 => format!("DROP TABLE IF EXISTS {}", self.table()),
            34 => self.rebuild(),
            35 => self.select(),
            _ => self.change(),
        }
    }

    fn create_table(&mut self) -> String {
        let name = self.table();
        let temporary = self.rarely("TEMP ", 20);
        let exists = self.rarely("IF NOT EXISTS ", 4);
        if self.one_in(12) {
            return format!(
                "CREATE {temporary}TABLE {exists}{name} AS {}",
                self.select()
            );
        }
        let mut parts = Vec::new();
        for column in ["a", "b", "c", "d", "e"] {
            if self.below(3) > 0 {
                parts.push(self.column_definition_of(column));
            }
        }
        if parts.is_empty() || self.one_in(20) {
            parts.push(self.column_definition());
        }
        for _ in 0..self.below(3) {
            let name = self.rarely("CONSTRAINT i1 ", 3);
            parts.push(format!("{name}{}", self.table_constraint()));
        }
        let options = self.rarely(" STRICT", 12);
        let options = match self.one_in(12) {
            true => " WITHOUT ROWID".to_owned(),
            false => options,
        };
        let parts = parts.join(", ");
        format!("CREATE {temporary}TABLE {exists}{name} ({parts}){options}")
    }

    fn table_constraint(&mut self) -> String {
        match self.below(6) {
            0 => format!("PRIMARY KEY ({})", self.columns()),
            1 => format!("UNIQUE ({})", self.columns()),
            2 | 3 => format!("CHECK ({})", self.condition()),
            _ => {
                let (own, table) = (self.column(), self.table());
                let target = self.pick(&["", " (a)", " (b)", " (a, b)"]);
                format!("FOREIGN KEY ({own}) REFERENCES {table}{target}")
            }
        }
    }

    fn column_definition(&mut self) -> String {
        let name = self.column();
        self.column_definition_of(name)
    }

    fn column_definition_of(&mut self, name: &str) -> String {
        let types = [
            "",
            " INTEGER",
            " INT",
            " TEXT",
            " VARCHAR(10)",
            " REAL",
            " BLOB",
            " ANY",
            " BOOLEAN",
            " DECIMAL(10, 2)",
        ];
        let data_type = self.pick(&types);
        let mut definition = format!("{name}{data_type}");
        for _ in 0..self.below(3) {
            let said = match self.below(16) {
                0..4 => " NOT NULL".to_owned(),
                4 => " UNIQUE".to_owned(),
                5 => " PRIMARY KEY".to_owned(),
                6 => " PRIMARY KEY AUTOINCREMENT".to_owned(),
                7 => format!(" CHECK ({})", self.condition()),
                8 => format!(" CHECK ({name} > 0)"),
                9 => format!(" REFERENCES {}", self.table()),
                10 => format!(" REFERENCES {} (a) ON DELETE CASCADE", self.table()),
                11 => format!(" AS ({})", self.value()),
                12 => " COLLATE nocase".to_owned(),
                13 => format!(
                    " DEFAULT ({})",
                    self.pick(&["1 + 2", "'x'", "b", "random()"])
                ),
                _ => format!(
                    " DEFAULT {}",
                    self.pick(&["1", "'x'", "-1.5", "NULL", "TRUE"])
                ),
            };
            definition.push_str(&said);
        }
        definition
    }

    fn create_index(&mut self) -> String {
        let unique = self.rarely("UNIQUE ", 4);
        let exists = self.rarely("IF NOT EXISTS ", 5);
        let (name, table) = (self.index(), self.table());
        let over = match self.below(4) {
            0 => format!("lower({})", self.column()),
            1 => format!("{} DESC, {}", self.column(), self.value()),
            _ => self.columns(),
        };
        let predicate = match self.one_in(4) {
            true => format!(" WHERE {}", self.condition()),
            false => String::new(),
        };
        format!("CREATE {unique}INDEX {exists}{name} ON {table} ({over}){predicate}")
    }

    fn create_view(&mut self) -> String {
        let exists = self.rarely("IF NOT EXISTS ", 5);
        let temporary = self.rarely("TEMP ", 20);
        let name = self.pick(&["v0", "v1", "v2", "t3"]);
        let columns = self.rarely(" (a, b)", 5);
        let query = match columns.is_empty() {
            true => self.select(),
            false => {
                let (one, other, table) = (self.column(), self.column(), self.table());
                format!("SELECT {one}, {other} FROM {table}")
            }
        };
        format!("CREATE {temporary}VIEW {exists}{name}{columns} AS {query}")
    }

    fn create_trigger(&mut self) -> String {
        let exists = self.rarely("IF NOT EXISTS ", 5);
        let name = self.pick(&["g0", "g1", "g2"]);
        let timing = self.pick(&["AFTER", "BEFORE", "AFTER", "INSTEAD OF"]);
        let event = match self.below(4) {
            0 => format!("UPDATE OF {}", self.column()),
            1 => "UPDATE".to_owned(),
            2 => "DELETE".to_owned(),
            _ => "INSERT".to_owned(),
        };
        let row = match event.as_str() {
            "INSERT" => "new",
            _ => "old",
        };
        let table = self.pick(&["t0", "t1", "t2", "t3", "v0"]);
        let condition = match self.one_in(4) {
            true => format!("WHEN {row}.{} > 0 ", self.column()),
            false => String::new(),
        };
        let (other, column, own) = (self.table(), self.column(), self.column());
        let body = match self.below(5) {
            0 => format!("UPDATE {other} SET {column} = {row}.{own} WHERE {own} = 1"),
            1 => format!("DELETE FROM {other} WHERE {column} = {row}.{own}"),
            2 => format!("INSERT INTO {other} ({column}) VALUES ({row}.{own})"),
            3 => format!(
                "INSERT INTO {other} ({column}) SELECT {own} FROM {}",
                self.table()
            ),
            _ => "SELECT 1".to_owned(),
        };
        format!(
            "CREATE TRIGGER {exists}{name} {timing} {event} ON {table} {condition}BEGIN {body}; END"
        )
    }

    fn drop(&mut self) -> String {
        let exists = self.rarely("IF EXISTS ", 4);
        match self.below(6) {
            0 => format!("DROP INDEX {exists}{}", self.index()),
            1 => format!("DROP VIEW {exists}{}", self.pick(&["v0", "v1", "v2", "t0"])),
            2 => format!("DROP TRIGGER {exists}{}", self.pick(&["g0", "g1", "g2"])),
            _ => format!(
                "DROP TABLE {exists}{}",
                self.pick(&["t0", "t1", "t2", "t3", "v0"])
            ),
        }
    }

    /// The way to change what `ALTER TABLE` can't; each statement of it by itself elsewhere.
    fn rebuild(&mut self) -> String {
        let table = self.table();
        format!(
            "DROP TABLE IF EXISTS fresh; CREATE TABLE fresh (a INTEGER PRIMARY KEY, b, c); DROP TABLE IF EXISTS {table}; ALTER TABLE fresh RENAME TO {table}"
        )
    }

    fn select(&mut self) -> String {
        let (table, other) = (self.table(), self.table());
        let (one, two) = (self.column(), self.column());
        match self.below(6) {
            0 => format!("SELECT * FROM {table}"),
            1 => format!(
                "SELECT x.{one}, y.{two} AS n FROM {table} x JOIN {other} AS y ON x.a = y.b"
            ),
            2 => format!("SELECT {table}.{one}, count(*) FROM {table} GROUP BY 1"),
            3 => format!("SELECT {one} FROM {table} WHERE {two} IN (SELECT {one} FROM {other})"),
            4 => format!("SELECT a FROM v0 UNION SELECT {one} FROM {table}"),
            _ => format!("SELECT {one}, {two} FROM {table} WHERE {one} IS NOT NULL"),
        }
    }

    fn change(&mut self) -> String {
        let (table, column, other) = (self.table(), self.column(), self.column());
        match self.below(5) {
            0 => format!("UPDATE {table} SET {column} = {other}"),
            1 => format!("DELETE FROM {table} WHERE {column} = 1"),
            2 => format!("INSERT INTO {table} ({column}) VALUES (1)"),
            3 => format!("INSERT INTO {table} VALUES (1, 2, 3)"),
            _ => format!("INSERT INTO {table} ({column}, {other}) SELECT 1, 2"),
        }
    }

    fn condition(&mut self) -> String {
        let (one, two) = (self.column(), self.column());
        match self.below(4) {
            0 => format!("{one} IS NOT NULL"),
            1 => format!("{one} IN (1, 2) OR {two} LIKE 'x%'"),
            2 => format!("length({one}) < 10"),
            _ => format!("{one} > {two}"),
        }
    }

    fn value(&mut self) -> String {
        let (one, two) = (self.column(), self.column());
        match self.below(3) {
            0 => format!("{one} + 1"),
            1 => format!("{one} || {two}"),
            _ => format!("coalesce({one}, 0)"),
        }
    }

    fn columns(&mut self) -> String {
        match self.below(3) {
            0 => format!("{}, {}", self.column(), self.column()),
            _ => self.column().to_owned(),
        }
    }

    fn table(&mut self) -> &'static str {
        self.pick(&[
            "t0", "t1", "t2", "t3", "t0", "t1", "T2", "v0", "i0", "\"t1\"",
        ])
    }

    fn column(&mut self) -> &'static str {
        self.pick(&["a", "b", "c", "d", "e", "a", "b", "c", "A", "[b]"])
    }

    fn index(&mut self) -> &'static str {
        self.pick(&["i0", "i1", "i2", "i3", "t3", "I1"])
    }

    fn rarely(&mut self, text: &str, one_in: u64) -> String {
        match self.one_in(one_in) {
            true => text.to_owned(),
            false => String::new(),
        }
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        let length = u64::try_from(from.len()).unwrap();
        from[usize::try_from(self.below(length)).unwrap()]
    }

    fn one_in(&mut self, number: u64) -> bool {
        self.below(number) == 0
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) % bound
    }
}
