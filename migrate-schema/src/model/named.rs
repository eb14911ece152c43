//! Lists of things with names.
use super::{Column, ColumnId, Constraint, Index, Policy, Trigger};
use crate::Dialect;
use crate::names;
use std::collections::HashMap;
use std::ops::{Deref, DerefMut, Range};
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

/// The columns of a table or view.
pub type Columns = Named<Column>;

/// Something that may have a name.
pub trait HasName {
    /// Its name, if it has one.
    fn name(&self) -> Option<&str>;
}

/// A list in order, of which each thing is found by its name in the same time however many there are.
#[derive(Debug)]
pub struct Named<T> {
    list: Vec<T>,
    /// Where each name is, by [`names::hash`], once somebody has asked often in a long list.
    places: OnceLock<HashMap<u64, Place>>,
    /// How often somebody has asked since the list was another.
    asked: AtomicU32,
}

/// Where things are whose names have one hash.
#[derive(Debug)]
struct Place {
    first: usize,
    is_only: bool,
}

/// One of a list, to be changed.
pub struct NamedMut<'l, T: HasName> {
    all: &'l mut Named<T>,
    place: usize,
    before: Option<u64>,
}

/// In lists that are no longer than this, looking at each is as good.
const FEW: usize = 8;
/// So often each is looked at before it is worth it to note the places.
const OFTEN: u32 = 16;

impl<T> Named<T> {
    /// A list of nothing.
    pub const fn new() -> Self {
        Self {
            list: Vec::new(),
            places: OnceLock::new(),
            asked: AtomicU32::new(0),
        }
    }

    fn forget_places(&mut self) {
        self.places.take();
        *self.asked.get_mut() = 0;
    }
}

impl<T: HasName> Named<T> {
    /// The first of that name, as the engine compares names.
    pub fn named(&self, dialect: Dialect, name: &str) -> Option<&T> {
        self.each_named(dialect, name).next()
    }

    /// All of that name, as the engine compares names.
    pub fn each_named(&self, dialect: Dialect, name: &str) -> impl Iterator<Item = &T> {
        let within = self.list[self.range(name)].iter();
        within.filter(move |one| {
            one.name()
                .is_some_and(|own| names::same(dialect, own, name))
        })
    }

    /// The place of the first of that name, as the engine compares names.
    pub fn position(&self, dialect: Dialect, name: &str) -> Option<usize> {
        let is_it = |one: &T| {
            one.name()
                .is_some_and(|own| names::same(dialect, own, name))
        };
        let range = self.range(name);
        let start = range.start;
        Some(start + self.list[range].iter().position(is_it)?)
    }

    /// Where all of that name are.
    fn range(&self, name: &str) -> Range<usize> {
        let is_seldom = self.places.get().is_none()
            && (self.list.len() <= FEW || self.asked.fetch_add(1, Relaxed) < OFTEN);
        if is_seldom {
            return 0..self.list.len();
        }
        match self.places().get(&names::hash(name)) {
            Some(place) if place.is_only => place.first..place.first + 1,
            Some(place) => place.first..self.list.len(),
            None => 0..0,
        }
    }

    /// The first of that name, as the engine compares names, to be changed.
    pub fn named_mut(&mut self, dialect: Dialect, name: &str) -> Option<NamedMut<'_, T>> {
        let place = self.position(dialect, name)?;
        Some(self.at_mut(place))
    }

    /// Adds one behind the others.
    pub fn push(&mut self, one: T) {
        let hash = one.name().map(names::hash);
        if let (Some(places), Some(hash)) = (self.places.get_mut(), hash) {
            enter(places, hash, self.list.len());
        }
        self.list.push(one);
    }

    /// The one at a place, to be changed.
    pub fn at_mut(&mut self, place: usize) -> NamedMut<'_, T> {
        let before = self.list[place].name().map(names::hash);
        NamedMut {
            all: self,
            place,
            before,
        }
    }

    fn places(&self) -> &HashMap<u64, Place> {
        self.places.get_or_init(|| {
            let mut places = HashMap::with_capacity(self.list.len());
            for (place, one) in self.list.iter().enumerate() {
                if let Some(name) = one.name() {
                    enter(&mut places, names::hash(name), place);
                }
            }
            places
        })
    }
}

fn enter(places: &mut HashMap<u64, Place>, hash: u64, place: usize) {
    let known = places.entry(hash).and_modify(|known| known.is_only = false);
    known.or_insert(Place {
        first: place,
        is_only: true,
    });
}

impl Columns {
    /// The column, whatever it is called.
    pub fn by_id(&self, id: ColumnId) -> Option<&Column> {
        Some(&self.list[self.place_of(id)?])
    }

    /// The column, to be changed.
    pub fn by_id_mut(&mut self, id: ColumnId) -> Option<NamedMut<'_, Column>> {
        let place = self.place_of(id)?;
        Some(self.at_mut(place))
    }

    fn place_of(&self, id: ColumnId) -> Option<usize> {
        // Nearly always they are in the order in which they were made.
        let guess = self.list.binary_search_by_key(&id, |column| column.id);
        guess
            .ok()
            .or_else(|| self.list.iter().position(|column| column.id == id))
    }
}

impl<T> Deref for Named<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.list
    }
}

/// Whatever is done to the list as a whole: names are looked at anew after it.
impl<T> DerefMut for Named<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        self.forget_places();
        &mut self.list
    }
}

impl<T: HasName> Deref for NamedMut<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.all.list[self.place]
    }
}

impl<T: HasName> DerefMut for NamedMut<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.all.list[self.place]
    }
}

impl<T: HasName> Drop for NamedMut<'_, T> {
    fn drop(&mut self) {
        if self.name().map(names::hash) != self.before {
            self.all.forget_places();
        }
    }
}

impl<T: Clone> Clone for Named<T> {
    fn clone(&self) -> Self {
        self.list.clone().into()
    }
}

impl<T: PartialEq> PartialEq for Named<T> {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> From<Vec<T>> for Named<T> {
    fn from(list: Vec<T>) -> Self {
        Self {
            list,
            ..Self::new()
        }
    }
}

impl<T> FromIterator<T> for Named<T> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        Vec::from_iter(all).into()
    }
}

impl<T> IntoIterator for Named<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'l, T> IntoIterator for &'l Named<T> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl<'l, T> IntoIterator for &'l mut Named<T> {
    type Item = &'l mut T;
    type IntoIter = std::slice::IterMut<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl HasName for String {
    fn name(&self) -> Option<&str> {
        Some(self)
    }
}

impl HasName for Column {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

impl HasName for Constraint {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl HasName for Index {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

impl HasName for Trigger {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

impl HasName for Policy {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> Columns {
        let column = |(id, name): (u32, &&str)| {
            let mut column = Column::new(name, None);
            column.id = ColumnId(id);
            column
        };
        (1..).zip(names).map(column).collect()
    }

    const MANY: [&str; 12] = [
        "a", "b", "C", "c", "d", "e", "f", "g", "h", "\u{c4}", "\u{e4}", "z",
    ];

    #[test]
    fn the_first_of_a_name_is_found_as_the_engine_compares() {
        let all = columns(&MANY);
        let place = |dialect, name| all.position(dialect, name);
        assert_eq!(place(Dialect::Postgres, "c"), Some(3));
        assert_eq!(place(Dialect::Postgres, "C"), Some(2));
        assert_eq!(place(Dialect::Postgres, "A"), None);
        assert_eq!(place(Dialect::Sqlite, "c"), Some(2));
        assert_eq!(place(Dialect::Sqlite, "\u{e4}"), Some(10));
        assert_eq!(place(Dialect::Mysql, "\u{e4}"), Some(9));
        assert_eq!(place(Dialect::Mysql, "y"), None);
    }

    #[test]
    fn what_was_changed_is_found_by_its_new_name() {
        let mut all = columns(&MANY);
        assert_eq!(all.position(Dialect::Sqlite, "z"), Some(11));
        all.by_id_mut(ColumnId(12)).expect("it is there").name = "y".to_owned();
        assert_eq!(all.position(Dialect::Sqlite, "z"), None);
        assert_eq!(all.position(Dialect::Sqlite, "Y"), Some(11));
        all.push(Column::new("z", None));
        assert_eq!(all.position(Dialect::Sqlite, "z"), Some(12));
        all.remove(0);
        assert_eq!(all.position(Dialect::Sqlite, "z"), Some(11));
        for column in &mut all {
            column.name.push('1');
        }
        assert_eq!(all.position(Dialect::Sqlite, "z1"), Some(11));
        assert_eq!(all.position(Dialect::Sqlite, "z"), None);
    }

    #[test]
    fn columns_out_of_order_are_found_by_id() {
        let mut all = columns(&MANY);
        let moved = all.remove(0);
        all.push(moved);
        for n in 1..=12 {
            let found = all.by_id(ColumnId(n)).expect("it is there");
            assert_eq!(found.id, ColumnId(n));
        }
        assert!(all.by_id(ColumnId(13)).is_none());
    }
}
