//! Builds that have to fail: `<case>.rs` beside `<case>.stderr`, run by `tests/ui.rs`.
//!
//! Cases that are about a directory embed a golden directory of `migrate-check`, so that there is
//! one of each; what belongs to the macro alone has a directory here. Builds that have to pass are
//! in `migrate-tests`, whose `embedded.rs` is compiled with them: trybuild would build each by
//! itself.
