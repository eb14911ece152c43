//! Watches the directories that the tests embed, as every package that embeds one has to.

fn main() {
    println!("cargo::rerun-if-changed=../migrations");
    println!("cargo::rerun-if-changed=chains");
}
