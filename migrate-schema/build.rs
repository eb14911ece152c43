//! Tells the crate what its own source is (`SOURCE`), so that nothing that another version of it has
//! found out is taken for its own: `migrate-check/src/analyses/format.rs` asks for it.
//!
//! The same file in each crate whose code such a finding depends on.
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src");
    let root = env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let mut hasher = DefaultHasher::new();
    for file in files(&Path::new(&root).join("src"))? {
        file.hash(&mut hasher);
        fs::read(file)?.hash(&mut hasher);
    }
    println!("cargo::rustc-env=SOURCE={:016x}", hasher.finish());
    Ok(())
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => files.extend(self::files(&path)?),
            false => files.push(path),
        }
    }
    files.sort();
    Ok(files)
}
