//! What a user sees when a build fails. `TRYBUILD=overwrite` rewrites the goldens.

#[test]
fn builds_fail_as_their_goldens_say() {
    trybuild::TestCases::new().compile_fail("*.rs");
}
