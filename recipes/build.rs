//! Has cargo look at the migrations before each build.

fn main() {
    println!("cargo::rerun-if-changed=../migrations/agent_factory");
}
