//! Has cargo look at the migrations before each build: it tells a macro nothing about
//! files that are new.

fn main() {
    println!("cargo::rerun-if-changed=../migrations/admaster");
    println!("cargo::rerun-if-changed=../migrations/agent_factory");
    println!("cargo::rerun-if-changed=../migrations/defeah");
    println!("cargo::rerun-if-changed=../migrations/gestorlead");
    println!("cargo::rerun-if-changed=../migrations/reautomation");
}
