//! Starting over with a development database: encrypted credentials have no downgrade.

use diesel::prelude::*;

/// A connection that can drop every table of its database.
pub trait DropsTables: Connection {
    /// Drops them, in one transaction.
    ///
    /// # Errors
    ///
    /// What the database says.
    fn drop_tables(&mut self) -> QueryResult<()>;
}

#[cfg(feature = "postgres")]
impl DropsTables for PgConnection {
    fn drop_tables(&mut self) -> QueryResult<()> {
        use diesel::connection::SimpleConnection;
        self.batch_execute(
            "DO $$ DECLARE one record; BEGIN \
             FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() \
             LOOP EXECUTE format('DROP TABLE %I CASCADE', one.name); END LOOP; END $$",
        )
    }
}

#[cfg(feature = "sqlite")]
impl DropsTables for SqliteConnection {
    fn drop_tables(&mut self) -> QueryResult<()> {
        use diesel::connection::SimpleConnection;
        #[derive(QueryableByName)]
        struct Table {
            #[diesel(sql_type = diesel::sql_types::Text)]
            name: String,
        }
        // Else each table would have to go before those that it refers to.
        self.batch_execute("PRAGMA foreign_keys = OFF")?;
        self.transaction(|connection| {
            let tables: Vec<Table> = diesel::sql_query(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
            )
            .load(connection)?;
            for table in tables {
                let name = table.name.replace('"', "\"\"");
                connection.batch_execute(&format!("DROP TABLE \"{name}\""))?;
            }
            Ok(())
        })
    }
}
