//! `embed!` builds whatever an application calls the runtime crate, and from a crate that re-exports it.
//!
//! The packages are real ones: which crate a path means is decided by cargo and rustc together.

use migrate_tests::package::Package;
use std::fs;
use std::path::Path;

const BUILD_SCRIPT: &str = "fn main() { println!(\"cargo::rerun-if-changed=migrations\"); }";

/// Shadows what generated code may not take from where it happens to stand.
const SHADOWS: &str = r"
#![allow(dead_code, non_camel_case_types)]
pub mod migrate_runtime {}
pub mod migrate_macros {}
pub mod core {}
pub mod std {}
pub struct Result;
pub struct Option;
pub struct String;
pub struct Box;
pub enum Chain {}
";

/// The calls of `embed!`: the name of a package, what it calls the crate that it depends on, and what its
/// `main.rs` says.
const CASES: &[(&str, Dependency, &str)] = &[
    (
        "renamed",
        Dependency::Runtime("mig"),
        "mod migrations { mig::embed!(\"migrations\"); }",
    ),
    (
        "renamed_imported",
        Dependency::Runtime("mig"),
        "mod migrations { use mig::embed; embed! { \"migrations\", watch = true, } }",
    ),
    (
        "facade",
        Dependency::Facade("facade"),
        "mod migrations { facade::embed!(\"migrations\"); }",
    ),
    (
        "facade_module",
        Dependency::Facade("facade"),
        "mod migrations { facade::db::mig::embed!(\"migrations\"); }",
    ),
    (
        "facade_renamed",
        Dependency::Facade("other"),
        "mod migrations { other::embed_renamed!(\"migrations\"); }",
    ),
    (
        "facade_macro",
        Dependency::Facade("facade"),
        "facade::migrations_of!(\"migrations\");",
    ),
    (
        "named_crate",
        Dependency::Facade("facade"),
        "mod migrations { facade::embed!(\"migrations\", crate = ::facade::db::mig); }",
    ),
    (
        "facade_of_facade",
        Dependency::Outer("outer"),
        "mod migrations { outer::embed!(\"migrations\"); }",
    ),
    (
        "facade_glob",
        Dependency::Outer("outer"),
        "use outer::prelude::*; mod migrations { super::embed!(\"migrations\"); }",
    ),
    (
        "facade_used_as",
        Dependency::Facade("facade"),
        "use facade as x; mod migrations { super::x::embed!(\"migrations\"); }",
    ),
    (
        "facade_by_path",
        Dependency::Facade("facade"),
        "mod migrations { ::facade::db::mig::embed!(\"migrations\"); }",
    ),
    (
        "extern_crate",
        Dependency::Facade("facade"),
        "extern crate facade as x; mod migrations { crate::x::embed_renamed!(\"migrations\"); }",
    ),
    (
        "workspace_inherited",
        Dependency::Workspace("mig"),
        "mod migrations { mig::embed!(\"migrations\"); }",
    ),
    (
        "edition_2021",
        Dependency::Runtime("mig"),
        "mod migrations { r#mig::embed!(\"migrations\"); }",
    ),
];

/// What a package depends on, and under which name.
#[derive(Clone, Copy)]
enum Dependency {
    Runtime(&'static str),
    Facade(&'static str),
    /// A crate that re-exports the facade.
    Outer(&'static str),
    /// The runtime under a name that the workspace gives.
    Workspace(&'static str),
}

const OUTER: &str = r#"
pub use facade::embed;
pub mod prelude { pub use facade::embed; }
"#;

const FACADE: &str = r#"
pub use migrate_runtime::embed;
pub use migrate_runtime::embed as embed_renamed;
pub mod db { pub use migrate_runtime as mig; }

#[macro_export]
macro_rules! migrations_of {
    ($directory:literal) => {
        mod migrations { $crate::embed!($directory); }
    };
}
"#;

#[test]
fn the_runtime_may_have_any_name() {
    let facade = package("facade_lib");
    facade.write("src/lib.rs", FACADE);
    let outer = package("outer_lib");
    outer.write("src/lib.rs", OUTER);
    depend_on(&outer, Dependency::Facade("facade"), facade.root());
    for (name, dependency, call) in CASES {
        let package = package(name);
        let library = match dependency {
            Dependency::Outer(_) => outer.root(),
            _ => facade.root(),
        };
        depend_on(&package, *dependency, library);
        let main = format!(
            "{SHADOWS}{call}\n\
             fn main() {{ let _ = migrations::revision::R1; let _ = migrations::MIGRATIONS; }}"
        );
        package.write("src/main.rs", &main);
        let built = package.build();
        assert!(built.is_ok(), "{name}: {}", built.unwrap_err());
    }
    a_mistake_is_one_error();
}

/// Replaces the runtime among the dependencies.
fn depend_on(package: &Package, dependency: Dependency, library: &Path) {
    let manifest = package.root().join("Cargo.toml");
    let text = fs::read_to_string(manifest).expect("a manifest");
    let replaced = match dependency {
        Dependency::Runtime(name) => text.replace(
            "migrate-runtime = {",
            &format!("{name} = {{ package = \"migrate-runtime\","),
        ),
        Dependency::Facade(name) | Dependency::Outer(name) => {
            let (before, _) = text.split_once("migrate-runtime = {").expect("the runtime");
            let crate_name = library.file_name().expect("a folder").display();
            format!(
                "{before}{name} = {{ path = {library:?}, package = \"migrate-{crate_name}-case\" }}\n"
            )
        }
        Dependency::Workspace(name) => {
            let (before, runtime) = text.split_once("migrate-runtime = {").expect("the runtime");
            let (own, rest) = runtime.split_once('\n').unwrap_or((runtime, ""));
            format!(
                "{before}{name}.workspace = true\n{rest}\n[workspace.dependencies]\n\
                 {name} = {{ package = \"migrate-runtime\",{own}\n"
            )
        }
    };
    let edition = match package.root().ends_with("edition_2021") {
        true => "edition = \"2021\"",
        false => "edition = \"2024\"",
    };
    let replaced = replaced.replace("edition = \"2024\"", edition);
    package.write("Cargo.toml", &replaced);
}

/// Errors stand at the directory's literal, not in a macro of another crate.
fn a_mistake_is_one_error() {
    let package = package("renamed");
    package.write("migrations/001_r1/up.sql", "CREATE TABL a (id INT);");
    package.write(
        "src/main.rs",
        "mod migrations { migrate_runtime::embed!(\"migrations\"); }\nfn main() {}",
    );
    let told = package.build().expect_err("a syntax error");
    assert!(told.contains("[sql-syntax]"), "{told}");
    assert!(told.contains("src/main.rs:1:42"), "{told}");
    assert_eq!(told.matches("error: ").count(), 2, "{told}");
}

fn package(name: &str) -> Package {
    let package = Package::create(Path::new(env!("CARGO_TARGET_TMPDIR")), name);
    package.write("build.rs", BUILD_SCRIPT);
    package.write("migrations/migrate.toml", "dialects = [\"sqlite\"]\n");
    for (id, up, down, toml) in [
        (
            "001_r1",
            "CREATE TABLE a (id INT PRIMARY KEY);",
            "DROP TABLE a;",
            "revises = []\n",
        ),
        (
            "002_r2",
            "CREATE TABLE b (id INT PRIMARY KEY);",
            "DROP TABLE b;",
            "revises = \"001\"\n",
        ),
    ] {
        package.write(&format!("migrations/{id}/up.sql"), up);
        package.write(&format!("migrations/{id}/down.sql"), down);
        package.write(&format!("migrations/{id}/revision.toml"), toml);
    }
    package
}
