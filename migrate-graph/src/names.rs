//! A table from names to entries. The names are stored elsewhere, so the table holds only their
//! positions and costs one allocation.

/// Finds entries by name. The caller provides the name of an entry.
#[derive(Debug)]
pub(crate) struct NameTable {
    /// Open addressing: an entry plus one, or zero. At most half full.
    slots: Vec<u32>,
}

impl NameTable {
    /// Creates a table for `count` names.
    pub fn for_names(count: usize) -> Self {
        Self {
            slots: vec![0; (count * 2).next_power_of_two()],
        }
    }

    /// Finds a name's entry.
    pub fn find<'n>(&self, name: &str, called: impl Fn(u32) -> &'n str) -> Option<u32> {
        self.slots[self.slot(name, called)].checked_sub(1)
    }

    /// Adds an entry, or returns the existing entry of that name.
    pub fn insert<'n>(
        &mut self,
        name: &str,
        entry: u32,
        called: impl Fn(u32) -> &'n str,
    ) -> Option<u32> {
        let slot = self.slot(name, called);
        let first = self.slots[slot].checked_sub(1);
        if first.is_none() {
            self.slots[slot] = entry + 1;
        }
        first
    }

    /// Returns the slot that holds a name, or where it would go.
    fn slot<'n>(&self, name: &str, called: impl Fn(u32) -> &'n str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(name) as usize & mask;
        while let Some(entry) = self.slots[slot].checked_sub(1) {
            if called(entry) == name {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// Computes FNV-1a, folded so that the low bits depend on all bits; the result is the same on every
/// machine.
fn hash(name: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in name.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_the_first_of_a_name_stays() {
        let names: Vec<String> = (0..1000).map(|number| format!("n{number}")).collect();
        let called = |entry: u32| names[entry as usize].as_str();
        let mut table = NameTable::for_names(names.len());
        for (entry, name) in (0..).zip(&names) {
            assert_eq!(table.insert(name, entry, called), None);
        }
        for (entry, name) in (0..).zip(&names) {
            assert_eq!(table.find(name, called), Some(entry));
            assert_eq!(table.insert(name, 7, called), Some(entry));
        }
        assert_eq!(table.find("n1000", called), None);
    }

    #[test]
    fn a_table_for_no_names_finds_nothing() {
        assert_eq!(NameTable::for_names(0).find("a", |_| ""), None);
    }
}
