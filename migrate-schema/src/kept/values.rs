//! How values of all kinds are written and read.
use super::reader::Reader;
use super::writer::Writer;
use crate::model::{
    BaseType, ColumnId, DataType, ForeignKeyTarget, ObjectId, StoredExpression, Use,
};
use std::collections::BTreeMap;

/// A value that can be kept.
pub(super) trait Kept: Sized {
    /// Whether the name of the field is all that is written.
    const IS_FLAG: bool = false;
    fn put(&self, out: &mut Writer<'_>);
    fn get(reader: &mut Reader<'_>) -> Option<Self>;
    /// Whether it is what is assumed where nothing is said.
    fn is_assumed(&self) -> bool {
        false
    }
    fn assumed() -> Option<Self> {
        None
    }
    /// What a field says that is only named.
    fn flagged() -> Option<Self> {
        None
    }
}

/// A value with fields.
pub(super) trait Fields: Sized {
    fn put_fields(&self, out: &mut Writer<'_>);
    fn get_fields(reader: &mut Reader<'_>) -> Option<Self>;
}

/// Keeps all fields of a type, but for those behind `lines`, which are empty until their lines are
/// read.
macro_rules! fields {
    ($name:ident { $($field:ident),* $(,)? } $(lines { $($line:ident),* })?) => {
        impl Fields for $name {
            fn put_fields(&self, out: &mut Writer<'_>) {
                let $name { $($field,)* $($($line: _,)*)? } = self;
                $(out.value(stringify!($field), $field);)*
            }

            fn get_fields(reader: &mut Reader<'_>) -> Option<Self> {
                $(let mut $field = None;)*
                while let Some(word) = reader.word()? {
                    match word {
                        $(stringify!($field) => $field = Some(reader.value()?),)*
                        _ => return None,
                    }
                }
                Some($name {
                    $($field: match $field { Some(value) => value, None => Kept::assumed()? },)*
                    $($($line: Default::default(),)*)?
                })
            }
        }

        impl Kept for $name {
            fn put(&self, out: &mut Writer<'_>) {
                out.raw("{");
                self.put_fields(out);
                out.raw("}");
            }

            fn get(reader: &mut Reader<'_>) -> Option<Self> {
                reader.expect(b'{')?;
                let value = Self::get_fields(reader)?;
                reader.expect(b'}')?;
                Some(value)
            }
        }
    };
}

/// Keeps one of several values by their names.
macro_rules! words {
    ($type:ty { $($value:path = $word:literal),+ $(,)? } assumed $assumed:path) => {
        impl Kept for $type {
            fn put(&self, out: &mut Writer<'_>) {
                out.raw(match self { $($value => $word,)+ });
            }

            fn get(reader: &mut Reader<'_>) -> Option<Self> {
                match reader.plain() { $($word => Some($value),)+ _ => None }
            }

            fn is_assumed(&self) -> bool {
                matches!(self, $assumed)
            }

            fn assumed() -> Option<Self> {
                Some($assumed)
            }
        }
    };
}

pub(super) use {fields, words};

impl Kept for bool {
    const IS_FLAG: bool = true;

    fn put(&self, out: &mut Writer<'_>) {
        out.raw(if *self { "yes" } else { "no" });
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        match reader.plain() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    fn is_assumed(&self) -> bool {
        !*self
    }

    fn assumed() -> Option<Self> {
        Some(false)
    }

    fn flagged() -> Option<Self> {
        Some(true)
    }
}

impl Kept for u32 {
    fn put(&self, out: &mut Writer<'_>) {
        out.number(u64::from(*self));
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        reader.number()?.try_into().ok()
    }

    fn is_assumed(&self) -> bool {
        *self == 0
    }

    fn assumed() -> Option<Self> {
        Some(0)
    }
}

impl Kept for String {
    fn put(&self, out: &mut Writer<'_>) {
        out.string(self);
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        reader.string()
    }

    fn is_assumed(&self) -> bool {
        self.is_empty()
    }

    fn assumed() -> Option<Self> {
        Some(String::new())
    }
}

impl<T: Kept> Kept for Option<T> {
    fn put(&self, out: &mut Writer<'_>) {
        match self {
            Some(value) => value.put(out),
            // In a list.
            None => out.raw("?"),
        }
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        match reader.eat(b'?') {
            true => Some(None),
            false => T::get(reader).map(Some),
        }
    }

    fn is_assumed(&self) -> bool {
        self.is_none()
    }

    fn assumed() -> Option<Self> {
        Some(None)
    }
}

fn put_list<'v, T: Kept + 'v>(values: impl IntoIterator<Item = &'v T>, out: &mut Writer<'_>) {
    out.raw("[");
    for (position, value) in values.into_iter().enumerate() {
        if position > 0 {
            out.raw(" ");
        }
        value.put(out);
    }
    out.raw("]");
}

impl<T: Kept> Kept for Vec<T> {
    fn put(&self, out: &mut Writer<'_>) {
        put_list(self, out);
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        reader.expect(b'[')?;
        let mut values = Vec::new();
        while !reader.eat(b']') {
            if !values.is_empty() {
                reader.expect(b' ')?;
            }
            values.push(T::get(reader)?);
        }
        Some(values)
    }

    fn is_assumed(&self) -> bool {
        self.is_empty()
    }

    fn assumed() -> Option<Self> {
        Some(Vec::new())
    }
}

impl<V: Kept + Clone> Kept for BTreeMap<String, V> {
    fn put(&self, out: &mut Writer<'_>) {
        let pairs = self
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()));
        put_list(&pairs.collect::<Vec<_>>(), out);
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Vec::<(String, V)>::get(reader)?.into_iter().collect())
    }

    fn is_assumed(&self) -> bool {
        self.is_empty()
    }

    fn assumed() -> Option<Self> {
        Some(BTreeMap::new())
    }
}

impl<A: Kept, B: Kept> Kept for (A, B) {
    fn put(&self, out: &mut Writer<'_>) {
        out.raw("(");
        self.0.put(out);
        out.raw(" ");
        self.1.put(out);
        out.raw(")");
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        reader.expect(b'(')?;
        let first = A::get(reader)?;
        reader.expect(b' ')?;
        let second = B::get(reader)?;
        reader.expect(b')')?;
        Some((first, second))
    }

    fn is_assumed(&self) -> bool {
        self.0.is_assumed() && self.1.is_assumed()
    }

    fn assumed() -> Option<Self> {
        Some((A::assumed()?, B::assumed()?))
    }
}

impl Kept for ObjectId {
    fn put(&self, out: &mut Writer<'_>) {
        out.object(*self);
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        reader.object_id()
    }
}

impl Kept for ColumnId {
    fn put(&self, out: &mut Writer<'_>) {
        out.column(*self);
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        reader.column_id()
    }
}

impl Kept for Use {
    fn put(&self, out: &mut Writer<'_>) {
        out.object(self.object());
        if let Use::Column(object, column) = self {
            let owner = out.owner.replace(*object);
            out.raw("/");
            out.column(*column);
            out.owner = owner;
        }
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        let object = reader.object_id()?;
        Some(match reader.eat(b'/') {
            true => Use::Column(object, reader.column_id()?),
            false => Use::Object(object),
        })
    }
}

impl Kept for ForeignKeyTarget {
    fn put(&self, out: &mut Writer<'_>) {
        match self {
            ForeignKeyTarget::Table { table, columns } => {
                out.object(*table);
                let owner = out.owner.replace(*table);
                columns.put(out);
                out.owner = owner;
            }
            ForeignKeyTarget::Named {
                namespace,
                table,
                columns,
            } => {
                out.raw("?");
                namespace.put(out);
                out.raw(".");
                table.put(out);
                columns.put(out);
            }
        }
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        if !reader.eat(b'?') {
            return Some(ForeignKeyTarget::Table {
                table: Kept::get(reader)?,
                columns: Kept::get(reader)?,
            });
        }
        let namespace = Kept::get(reader)?;
        reader.expect(b'.')?;
        Some(ForeignKeyTarget::Named {
            namespace,
            table: Kept::get(reader)?,
            columns: Kept::get(reader)?,
        })
    }
}

impl Kept for DataType {
    fn put(&self, out: &mut Writer<'_>) {
        match &self.base {
            BaseType::BuiltIn(name) => out.string(name),
            BaseType::Named(id) => {
                out.raw("@");
                out.object(*id);
            }
            BaseType::Unknown { namespace, name } => {
                // Not `?`, which stands for a type that is not known at all.
                out.raw("~");
                namespace.put(out);
                out.raw(".");
                out.string(name);
            }
        }
        if !self.modifiers.is_empty() {
            self.modifiers.put(out);
        }
        for _ in 0..self.dimensions {
            out.raw("*");
        }
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        let base = if reader.eat(b'@') {
            BaseType::Named(reader.object_id()?)
        } else if reader.eat(b'~') {
            let namespace = Kept::get(reader)?;
            reader.expect(b'.')?;
            let name = reader.string()?;
            BaseType::Unknown { namespace, name }
        } else {
            BaseType::BuiltIn(reader.string()?)
        };
        let mut data_type = DataType {
            base,
            modifiers: Vec::new(),
            dimensions: 0,
        };
        if let Some(modifiers) = reader.list_if_any()? {
            data_type.modifiers = modifiers;
        }
        while reader.eat(b'*') {
            data_type.dimensions = data_type.dimensions.checked_add(1)?;
        }
        Some(data_type)
    }
}

impl Kept for StoredExpression {
    fn put(&self, out: &mut Writer<'_>) {
        let StoredExpression {
            pieces,
            uses,
            is_open,
        } = self;
        out.pieces(pieces);
        if !uses.is_empty() {
            uses.put(out);
        }
        if *is_open {
            out.raw("!");
        }
    }

    fn get(reader: &mut Reader<'_>) -> Option<Self> {
        Some(StoredExpression {
            pieces: reader.pieces()?,
            uses: reader.list_if_any()?.unwrap_or_default(),
            is_open: reader.eat(b'!'),
        })
    }
}
