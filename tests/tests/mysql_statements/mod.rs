//! Statements at random, of names that mostly exist.
use migrate_schema::model::{ConstraintKind, ObjectKind, Schema, Table};

const TABLES: &[&str] = &["users", "notes", "tags", "teams", "links"];
const COLUMNS: &[&str] = &["id", "name", "owner_id", "team_id", "body", "size", "state"];
const INDEXES: &[&str] = &["ix_a", "ix_b", "ix_c", "name", "owner_id"];
const KEYS: &[&str] = &["fk_a", "fk_b", "fk_c"];
const VIEWS: &[&str] = &["v_one", "v_two", "users"];
const TRIGGERS: &[&str] = &["tr_one", "tr_two", "tr_three"];
const TYPES: &[&str] = &[
    "INT",
    "INT",
    "INT",
    "INT",
    "INT(11)",
    "INT UNSIGNED",
    "BIGINT",
    "BIGINT UNSIGNED",
    "SMALLINT",
    "TINYINT(1)",
    "BOOL",
    "VARCHAR(40)",
    "VARCHAR(40)",
    "CHAR(36)",
    "TEXT",
    "DECIMAL(10, 2)",
    "DATETIME(6)",
    "DATE",
    "JSON",
    "BLOB",
    "DOUBLE",
    "ENUM('a', 'b')",
    "VARBINARY(16)",
];

/// Makes statements.
pub struct Maker {
    state: u64,
}

impl Maker {
    /// The same seed gives the same statements.
    pub fn new(seed: u64) -> Self {
        let state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut maker = Maker { state };
        for _ in 0..5 {
            maker.below(2);
        }
        maker
    }

    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 33) as usize % limit
    }

    /// True in so many of a hundred cases.
    fn often(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }

    fn one_of(&mut self, existing: &[String], otherwise: &[&str]) -> String {
        if !existing.is_empty() && self.often(85) {
            existing[self.below(existing.len())].clone()
        } else {
            self.pick(otherwise).to_owned()
        }
    }

    /// A statement for a schema.
    pub fn statement(&mut self, schema: &Schema) -> String {
        let count = schema.tables().count();
        if count < 2 {
            return self.create_table(schema);
        }
        match self.below(100) {
            0..16 => self.create_table(schema),
            16..66 => self.alter_table(schema),
            66..72 => self.create_index(schema),
            72..76 => {
                let table = self.table(schema);
                let index = self.index(schema, &table);
                format!("DROP INDEX {index} ON {table}")
            }
            76..81 => {
                let exists = if self.often(30) { "IF EXISTS " } else { "" };
                let mut tables = self.table(schema);
                if self.often(20) {
                    tables = format!("{tables}, {}", self.table(schema));
                }
                format!("DROP TABLE {exists}{tables}")
            }
            81..84 => {
                let (from, to) = (self.table(schema), self.pick(TABLES));
                format!("RENAME TABLE {from} TO {to}")
            }
            84..88 => {
                let (view, table) = (self.pick(VIEWS), self.table(schema));
                let replace = if self.often(40) { "OR REPLACE " } else { "" };
                format!("CREATE {replace}VIEW {view} AS SELECT * FROM {table}")
            }
            88..90 => format!("DROP VIEW {}", self.pick(VIEWS)),
            90..92 => format!("TRUNCATE TABLE {}", self.table(schema)),
            92..96 => {
                let (trigger, table) = (self.pick(TRIGGERS), self.table(schema));
                let column = self.column(schema, &table);
                let event = self.pick(&["INSERT", "UPDATE", "DELETE"]);
                let row = self.pick(&["NEW", "OLD"]);
                format!(
                    "CREATE TRIGGER {trigger} AFTER {event} ON {table} FOR EACH ROW SET @x = {row}.{column}"
                )
            }
            96..98 => format!("DROP TRIGGER {}", self.pick(TRIGGERS)),
            98 => format!("SET foreign_key_checks = {}", self.below(2)),
            _ => {
                let (new, old) = (self.pick(TABLES), self.table(schema));
                format!("CREATE TABLE {new} LIKE {old}")
            }
        }
    }

    fn table(&mut self, schema: &Schema) -> String {
        let tables: Vec<String> = schema
            .objects()
            .filter(|(_, object)| {
                matches!(object.kind, ObjectKind::Table(_)) || object.name.starts_with('v')
            })
            .map(|(_, object)| object.name.clone())
            .collect();
        self.one_of(&tables, TABLES)
    }

    fn found<'s>(schema: &'s Schema, name: &str) -> Option<&'s Table> {
        let mut tables = schema.tables();
        tables.find_map(|(_, object, table)| (object.name == name).then_some(table))
    }

    fn column(&mut self, schema: &Schema, table: &str) -> String {
        let columns = Self::found(schema, table).map_or(Vec::new(), |table| {
            table
                .columns
                .iter()
                .map(|column| column.name.clone())
                .collect()
        });
        self.one_of(&columns, COLUMNS)
    }

    fn index(&mut self, schema: &Schema, table: &str) -> String {
        let indexes = Self::found(schema, table).map_or(Vec::new(), |table| {
            table
                .indexes
                .iter()
                .map(|index| index.name.clone())
                .collect()
        });
        self.one_of(&indexes, INDEXES)
    }

    fn foreign_key(&mut self, schema: &Schema, table: &str) -> String {
        let keys = Self::found(schema, table).map_or(Vec::new(), |table| {
            let keys = table
                .constraints
                .iter()
                .filter(|constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_)));
            keys.filter_map(|key| key.name.clone()).collect()
        });
        self.one_of(&keys, KEYS)
    }

    fn create_table(&mut self, schema: &Schema) -> String {
        let name = self.pick(TABLES).to_owned();
        let mut elements = Vec::new();
        let mut columns = Vec::new();
        if self.often(70) {
            elements.push("id INT AUTO_INCREMENT PRIMARY KEY".to_owned());
            columns.push("id".to_owned());
        }
        for _ in 0..=self.below(4) {
            let column = self.pick(COLUMNS).to_owned();
            if !columns.contains(&column) || self.often(10) {
                elements.push(self.definition(&column));
                columns.push(column);
            }
        }
        for _ in 0..self.below(3) {
            let own = |maker: &mut Self| maker.one_of(&columns, COLUMNS);
            elements.push(self.constraint(schema, &name, own));
        }
        let exists = if self.often(10) { "IF NOT EXISTS " } else { "" };
        format!("CREATE TABLE {exists}{name} ({})", elements.join(", "))
    }

    fn definition(&mut self, name: &str) -> String {
        let mut text = format!("{name} {}", self.pick(TYPES));
        if self.often(40) {
            text += " NOT NULL";
        } else if self.often(10) {
            text += " DEFAULT NULL";
        }
        if self.often(8) {
            text += " UNIQUE";
        }
        if self.often(5) {
            text += " AUTO_INCREMENT";
        }
        if self.often(4) {
            text += " PRIMARY KEY";
        }
        text
    }

    fn constraint(
        &mut self,
        schema: &Schema,
        table: &str,
        mut own: impl FnMut(&mut Self) -> String,
    ) -> String {
        let first = own(self);
        let columns = if self.often(30) {
            format!("{first}, {}", own(self))
        } else {
            first.clone()
        };
        match self.below(10) {
            0 => format!("PRIMARY KEY ({columns})"),
            1 => format!("UNIQUE KEY {} ({columns})", self.pick(INDEXES)),
            2 => format!("UNIQUE ({columns})"),
            3 => format!("INDEX {} ({columns})", self.pick(INDEXES)),
            4 => format!("INDEX ({first}(10))"),
            5 => format!("KEY ({columns})"),
            _ => {
                let name = if self.often(50) {
                    format!("CONSTRAINT {} ", self.pick(KEYS))
                } else {
                    String::new()
                };
                let parent = match self.often(10) {
                    true => table.to_owned(),
                    false => self.table(schema),
                };
                let target = match self.often(60) {
                    true => "id".to_owned(),
                    false => self.column(schema, &parent),
                };
                let action = self.pick(&["", "", " ON DELETE CASCADE", " ON DELETE SET NULL"]);
                format!("{name}FOREIGN KEY ({first}) REFERENCES {parent} ({target}){action}")
            }
        }
    }

    fn create_index(&mut self, schema: &Schema) -> String {
        let table = self.table(schema);
        let (first, second) = (self.column(schema, &table), self.column(schema, &table));
        let columns = match self.below(4) {
            0 => format!("{first}, {second}"),
            1 => format!("{first}(10)"),
            _ => first,
        };
        let unique = if self.often(30) { "UNIQUE " } else { "" };
        format!(
            "CREATE {unique}INDEX {} ON {table} ({columns})",
            self.pick(INDEXES)
        )
    }

    fn alter_table(&mut self, schema: &Schema) -> String {
        let table = self.table(schema);
        let mut actions = Vec::new();
        for _ in 0..[1, 1, 1, 2, 3][self.below(5)] {
            actions.push(self.action(schema, &table));
        }
        format!("ALTER TABLE {table} {}", actions.join(", "))
    }

    fn action(&mut self, schema: &Schema, table: &str) -> String {
        let column = self.column(schema, table);
        match self.below(100) {
            0..15 => {
                let name = self.pick(COLUMNS);
                let place = match self.below(4) {
                    0 => " FIRST".to_owned(),
                    1 => format!(" AFTER {column}"),
                    _ => String::new(),
                };
                format!("ADD COLUMN {}{place}", self.definition(name))
            }
            15..28 => format!("DROP COLUMN {column}"),
            28..38 => {
                let place = match self.below(4) {
                    0 => " FIRST".to_owned(),
                    1 => format!(" AFTER {}", self.column(schema, table)),
                    _ => String::new(),
                };
                format!("MODIFY COLUMN {}{place}", self.definition(&column))
            }
            38..45 => {
                let new = self.pick(COLUMNS);
                format!("CHANGE COLUMN {column} {}", self.definition(new))
            }
            45..51 => format!("RENAME COLUMN {column} TO {}", self.pick(COLUMNS)),
            51..55 => format!("ALTER COLUMN {column} DROP DEFAULT"),
            55..80 => {
                let named = table.to_owned();
                let own = |maker: &mut Self| maker.column(schema, &named);
                format!("ADD {}", self.constraint(schema, table, own))
            }
            80..87 => format!("DROP INDEX {}", self.index(schema, table)),
            87..91 => format!("DROP FOREIGN KEY {}", self.foreign_key(schema, table)),
            91..94 => "DROP PRIMARY KEY".to_owned(),
            94..97 => {
                let (from, to) = (self.index(schema, table), self.pick(INDEXES));
                format!("RENAME INDEX {from} TO {to}")
            }
            97..99 => format!("RENAME TO {}", self.pick(TABLES)),
            _ => "COMMENT = 'x'".to_owned(),
        }
    }
}
