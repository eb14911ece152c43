//! Data types of both servers, with what may follow them.
use super::{Parse, Parser};
use crate::token::TokenKind;

/// What may stand after a type's name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Nothing.
    Bare,
    /// `(n)`, if at all.
    Length,
    /// `(n)`, always.
    NeedsLength,
    /// `(n)` or `(n, m)`, if at all; then `UNSIGNED` and the like.
    Numeric,
    /// `(n)`, if at all; then `UNSIGNED` and the like.
    Integer,
    /// `(n, m)`, if at all; then `UNSIGNED` and the like.
    Double,
    /// `(n)`, if at all; then a character set.
    Text,
    /// `(n)`, always; then a character set.
    VarText,
    /// `('a', 'b')`; then a character set.
    Values,
    /// `(n)` or `(n, m)`, if at all; then a reference system (MariaDB).
    Spatial,
    /// Not looked into.
    Opaque,
}

const TYPES: &[(&str, Form)] = &[
    ("INT", Form::Integer),
    ("VARCHAR", Form::VarText),
    ("BIGINT", Form::Integer),
    ("TEXT", Form::Text),
    ("TIMESTAMP", Form::Length),
    ("DATETIME", Form::Length),
    ("CHAR", Form::Text),
    ("TINYINT", Form::Integer),
    ("SMALLINT", Form::Integer),
    ("MEDIUMINT", Form::Integer),
    ("INTEGER", Form::Integer),
    ("INT1", Form::Integer),
    ("INT2", Form::Integer),
    ("INT3", Form::Integer),
    ("INT4", Form::Integer),
    ("INT8", Form::Integer),
    ("MIDDLEINT", Form::Integer),
    ("SERIAL", Form::Bare),
    ("BOOL", Form::Bare),
    ("BOOLEAN", Form::Bare),
    ("BIT", Form::Length),
    ("FLOAT", Form::Numeric),
    ("FLOAT4", Form::Numeric),
    ("FLOAT8", Form::Double),
    ("REAL", Form::Double),
    ("DOUBLE", Form::Double),
    ("DECIMAL", Form::Numeric),
    ("DEC", Form::Numeric),
    ("NUMERIC", Form::Numeric),
    ("FIXED", Form::Numeric),
    ("DATE", Form::Bare),
    ("TIME", Form::Length),
    ("YEAR", Form::Integer),
    ("CHARACTER", Form::Text),
    ("NCHAR", Form::Text),
    ("NVARCHAR", Form::VarText),
    ("VARCHARACTER", Form::VarText),
    ("NATIONAL", Form::Text),
    ("TINYTEXT", Form::Text),
    ("MEDIUMTEXT", Form::Text),
    ("LONGTEXT", Form::Text),
    ("LONG", Form::Text),
    ("BINARY", Form::Length),
    ("VARBINARY", Form::NeedsLength),
    ("TINYBLOB", Form::Bare),
    ("BLOB", Form::Length),
    ("MEDIUMBLOB", Form::Bare),
    ("LONGBLOB", Form::Bare),
    ("ENUM", Form::Values),
    ("SET", Form::Values),
    ("JSON", Form::Text),
    ("GEOMETRY", Form::Spatial),
    ("POINT", Form::Spatial),
    ("LINESTRING", Form::Spatial),
    ("POLYGON", Form::Spatial),
    ("MULTIPOINT", Form::Spatial),
    ("MULTILINESTRING", Form::Spatial),
    ("MULTIPOLYGON", Form::Spatial),
    ("GEOMETRYCOLLECTION", Form::Spatial),
    ("GEOMCOLLECTION", Form::Spatial),
    ("UUID", Form::Bare),
    ("INET4", Form::Bare),
    ("INET6", Form::Bare),
    ("XMLTYPE", Form::Bare),
    ("VECTOR", Form::Length),
    ("CLOB", Form::Opaque),
    ("NUMBER", Form::Opaque),
    ("RAW", Form::Opaque),
    ("VARCHAR2", Form::Opaque),
    ("ROW", Form::Opaque),
    ("TYPE", Form::Opaque),
    ("SYS_REFCURSOR", Form::Opaque),
];

impl Parser<'_> {
    /// A data type, its signedness and character set included.
    pub(super) fn data_type(&mut self) -> Parse {
        // MariaDB lets a type of a schema be named: `mariadb_schema.date`.
        if self.peeks_symbol(1, ".") {
            return self.unknown();
        }
        let Some(&(name, form)) = TYPES.iter().find(|(name, _)| self.is(name)) else {
            return self.wrong();
        };
        if name == "TYPE" && !self.peeks(1, "OF") {
            return self.wrong();
        }
        if form == Form::Opaque {
            return self.unknown();
        }
        self.at += 1;
        let form = self.longer_name(name, form);
        self.arguments_of(form)?;
        match form {
            Form::Integer | Form::Numeric | Form::Double => {
                while self.eat_any(&["UNSIGNED", "SIGNED", "ZEROFILL"]) {}
            }
            Form::Text | Form::VarText | Form::Values => self.character_set()?,
            Form::Spatial => self.reference_system()?,
            _ => {}
        }
        Ok(())
    }

    /// The rest of a type's name: `DOUBLE PRECISION`, `NATIONAL CHARACTER VARYING`.
    fn longer_name(&mut self, name: &str, form: Form) -> Form {
        match name {
            "DOUBLE" => {
                self.eat("PRECISION");
            }
            "CHAR" | "CHARACTER" | "NCHAR" | "NATIONAL" | "LONG" => {
                let base = name != "NATIONAL" && name != "LONG"
                    || self.eat_any(&["CHAR", "CHARACTER", "VARCHAR", "VARCHARACTER", "VARBINARY"]);
                let second = &self.text[self.tokens[self.at - 1].span.clone()];
                let varying = base && self.eat_any(&["VARYING", "VARCHAR", "VARCHARACTER"]);
                let long = name == "LONG";
                if !long && (varying || second.to_ascii_uppercase().starts_with("VAR")) {
                    return Form::VarText;
                }
            }
            _ => {}
        }
        form
    }

    fn arguments_of(&mut self, form: Form) -> Parse {
        let opens = self.peeks_symbol(0, "(");
        match form {
            Form::Bare | Form::Opaque => Ok(()),
            Form::Length | Form::Integer | Form::Text if !opens => Ok(()),
            Form::Numeric | Form::Double | Form::Spatial if !opens => Ok(()),
            Form::Length | Form::NeedsLength | Form::Integer | Form::Text | Form::VarText => {
                self.sizes(1, 1)
            }
            Form::Numeric | Form::Spatial => self.sizes(1, 2),
            Form::Double => self.sizes(2, 2),
            Form::Values => self.parenthesised(|parser| {
                if parser.word().is_some_and(|word| word.starts_with('_')) {
                    parser.at += 1;
                }
                if parser.eat_number() {
                    Ok(())
                } else {
                    parser.string()
                }
            }),
        }
    }

    fn reference_system(&mut self) -> Parse {
        if self.eat("REF_SYSTEM_ID") {
            self.need_symbol("=")?;
            if !self.eat_number() {
                return self.wrong();
            }
        }
        Ok(())
    }

    pub(super) fn sizes(&mut self, least: usize, most: usize) -> Parse {
        self.need_symbol("(")?;
        for count in 0..most {
            if count > 0 {
                if count >= least && !self.peeks_symbol(0, ",") {
                    break;
                }
                self.need_symbol(",")?;
            }
            if !self.eat_number() {
                return self.wrong();
            }
        }
        self.need_symbol(")")
    }

    fn character_set(&mut self) -> Parse {
        loop {
            if self.eat("CHARSET") || (self.peeks(1, "SET") && self.eat_any(&["CHARACTER", "CHAR"]))
            {
                self.eat("SET");
                self.character_set_name()?;
            } else if !self.eat_any(&["ASCII", "UNICODE", "BYTE", "BINARY", "COMPRESSED"]) {
                return Ok(());
            }
        }
    }

    /// A character set's name, without quotes or with any.
    pub(super) fn character_set_name(&mut self) -> Parse {
        if self.eat("BINARY") || self.eat("DEFAULT") || self.eat("ASCII") {
            return Ok(());
        }
        match self.kind(0) {
            Some(TokenKind::String) => self.string(),
            _ => self.name(),
        }
    }
}
