//! Search terms that mean the same, by what is nearest to their embeddings; and which package a server
//! lacks where it has no `vector`.

use super::migrations::schema;
use diesel::prelude::*;

/// How many numbers an embedding has.
pub const DIMENSIONS: usize = 384;

/// A connection to search terms and their embeddings.
pub trait Terms: Connection {
    /// Writes the embedding of a search term.
    ///
    /// # Errors
    ///
    /// What the database says; so with the others.
    fn embed(&mut self, term: i32, numbers: &[f32]) -> QueryResult<usize>;
    /// Returns the search terms of which the embeddings are nearest to these numbers, nearest first.
    fn similar(&mut self, numbers: &[f32], limit: usize) -> QueryResult<Vec<String>>;
    /// Returns Debian's package with pgvector for this server, if it takes one.
    fn vector_package(&mut self) -> QueryResult<Option<String>>;
}

#[cfg(feature = "postgres")]
mod postgres {
    use super::schema::postgres::sql_types::Vector;
    use super::schema::postgres::{search_term_embeddings, search_terms};
    use super::{QueryResult, Terms};
    use diesel::expression::AsExpression;
    use diesel::pg::Pg;
    use diesel::prelude::*;
    use diesel::serialize::{self, IsNull, Output, ToSql};
    use diesel::sql_types::{Double, Integer};
    use std::io::Write;

    diesel::infix_operator!(CosineDistance, " <=> ", Double, backend: Pg);

    /// Numbers, as pgvector takes them: how many, two bytes for later use, and each in four bytes.
    #[derive(Debug, AsExpression)]
    #[diesel(sql_type = Vector)]
    struct Numbers<'n>(&'n [f32]);

    impl ToSql<Vector, Pg> for Numbers<'_> {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
            out.write_all(&u16::try_from(self.0.len())?.to_be_bytes())?;
            out.write_all(&[0, 0])?;
            for number in self.0 {
                out.write_all(&number.to_be_bytes())?;
            }
            Ok(IsNull::No)
        }
    }

    impl Terms for PgConnection {
        fn embed(&mut self, term: i32, numbers: &[f32]) -> QueryResult<usize> {
            diesel::update(search_term_embeddings::table.find(term))
                .set(search_term_embeddings::embedding.eq(Numbers(numbers)))
                .execute(self)
        }

        fn similar(&mut self, numbers: &[f32], limit: usize) -> QueryResult<Vec<String>> {
            let numbers = Numbers(numbers).into_sql::<diesel::sql_types::Nullable<Vector>>();
            search_terms::table
                .inner_join(search_term_embeddings::table)
                .filter(search_term_embeddings::embedding.is_not_null())
                .order(CosineDistance::new(
                    search_term_embeddings::embedding,
                    numbers,
                ))
                .limit(i64::try_from(limit).unwrap_or(i64::MAX))
                .select(search_terms::term)
                .load(self)
        }

        fn vector_package(&mut self) -> QueryResult<Option<String>> {
            let number = diesel::dsl::sql::<Integer>("current_setting('server_version_num')::int");
            let number: i32 = diesel::select(number).get_result(self)?;
            Ok(Some(format!("postgresql-{}-pgvector", number / 10_000)))
        }
    }
}

/// SQLite keeps the numbers as they lie in memory, and has no index over them: all are looked at.
#[cfg(feature = "sqlite")]
mod sqlite {
    use super::schema::sqlite::{search_term_embeddings, search_terms};
    use super::{QueryResult, Terms};
    use diesel::prelude::*;

    impl Terms for SqliteConnection {
        fn embed(&mut self, term: i32, numbers: &[f32]) -> QueryResult<usize> {
            let bytes: Vec<u8> = numbers.iter().flat_map(|it| it.to_le_bytes()).collect();
            diesel::update(search_term_embeddings::table.find(term))
                .set(search_term_embeddings::embedding.eq(bytes))
                .execute(self)
        }

        fn similar(&mut self, numbers: &[f32], limit: usize) -> QueryResult<Vec<String>> {
            let mut terms: Vec<(String, Vec<u8>)> = search_terms::table
                .inner_join(search_term_embeddings::table)
                .filter(search_term_embeddings::embedding.is_not_null())
                .select((
                    search_terms::term,
                    search_term_embeddings::embedding.assume_not_null(),
                ))
                .load(self)?;
            terms.sort_by(|(_, a), (_, b)| distance(numbers, a).total_cmp(&distance(numbers, b)));
            terms.truncate(limit);
            Ok(terms.into_iter().map(|(term, _)| term).collect())
        }

        fn vector_package(&mut self) -> QueryResult<Option<String>> {
            Ok(None)
        }
    }

    /// The cosine distance, which pgvector writes `<=>`.
    fn distance(numbers: &[f32], bytes: &[u8]) -> f32 {
        let others = bytes.chunks_exact(4);
        let others = others.map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        let (mut product, mut square, mut other_square) = (0.0, 0.0, 0.0);
        for (number, other) in numbers.iter().zip(others) {
            product += number * other;
            square += number * number;
            other_square += other * other;
        }
        1.0 - product / (square * other_square).sqrt()
    }
}
