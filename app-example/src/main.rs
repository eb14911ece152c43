//! An agent platform that carries its own migrations.

fn main() {}
