//! The stub that stands in for a module whose directory has errors.
//!
//! Code that uses the module must have no errors of its own on top of the real ones. So the stub
//! is generous: it has every constant whose name could be found out, can be used with every
//! dialect that is compiled in, and by Diesel's harness.
use crate::interface::{self, Harness, Interface};
use migrate_check::CheckedRevision;

/// Writes the stub, with what the revisions say of themselves.
pub fn write_stub(revisions: &[CheckedRevision], source: &mut String) {
    source.push_str("mod __chain { use super::__runtime as runtime; ");
    source.push_str("pub(super) static CHAIN: runtime::Chain = runtime::Chain::new(&[]); }\n");
    let interface = Interface {
        documentation: "Stands in for migrations that have errors.".to_owned(),
        dialects: &interface::compiled_in(),
        diesel: Harness::Sorted,
        constants: interface::constants(revisions),
    };
    interface.write(source);
}
