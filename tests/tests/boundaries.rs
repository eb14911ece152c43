//! The boundaries between the crates, as ARCHITECTURE.md draws them: what a member may depend on,
//! and what its sources may not mention. Written-down rules rot, so they are run.

#[path = "boundaries/layers.rs"]
mod layers;

use layers::{find_breaches, find_cycles, read_imports};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What one member may know.
struct Member {
    name: &'static str,
    /// Its normal dependencies may only be these.
    may_depend_on: &'static [&'static str],
    /// Its sources (tests left out) may not contain these.
    may_not_mention: &'static [&'static str],
    /// Files that are the one place for something that the rest may not mention.
    except: &'static [&'static str],
}

const MEMBERS: &[Member] = &[
    Member {
        name: "migrate-graph",
        may_depend_on: &[],
        may_not_mention: &[
            "std::fs",
            "std::io",
            "std::path",
            "std::net",
            "std::env",
            "std::time",
            "println!",
            "eprintln!",
            "diesel",
        ],
        except: &[],
    },
    Member {
        name: "migrate-sql",
        may_depend_on: &[
            "siphasher",
            "sqlite3-parser",
            "squawk-lexer",
            "squawk-parser",
            "squawk-syntax",
            "strsim",
        ],
        may_not_mention: &[
            "std::fs",
            "std::path",
            "std::net",
            "std::env",
            "std::process",
            "println!",
            "eprintln!",
            "diesel::",
        ],
        except: &[],
    },
    Member {
        name: "migrate-schema",
        may_depend_on: &["migrate-sql"],
        may_not_mention: &[
            "std::fs",
            "std::path",
            "std::net",
            "std::env",
            "std::process",
            "println!",
            "eprintln!",
            "diesel::",
        ],
        except: &[],
    },
    Member {
        name: "migrate-diesel",
        may_depend_on: &["migrate-schema", "migrate-sql", "regex-lite"],
        may_not_mention: &[
            "std::fs",
            "std::path",
            "std::net",
            "std::env",
            "std::process",
            "println!",
            "eprintln!",
            "diesel::",
        ],
        except: &[],
    },
    Member {
        name: "migrate-ddl",
        may_depend_on: &["migrate-diesel", "migrate-schema", "migrate-sql"],
        may_not_mention: &[
            "std::fs",
            "std::path",
            "std::net",
            "std::env",
            "std::process",
            "println!",
            "eprintln!",
            "diesel::",
        ],
        except: &[],
    },
    Member {
        name: "migrate-check",
        may_depend_on: &[
            "annotate-snippets",
            "migrate-diesel",
            "migrate-graph",
            "migrate-schema",
            "migrate-sql",
            "regex-lite",
            "siphasher",
            "toml",
        ],
        may_not_mention: &[
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "println!",
            "eprintln!",
            "diesel::",
        ],
        except: &["src/source/local.rs"],
    },
    Member {
        name: "migrate-macros",
        may_depend_on: &[
            "migrate-check",
            "migrate-sql",
            "proc-macro2",
            "quote",
            "syn",
        ],
        may_not_mention: &["println!", "eprintln!", "migrate_graph"],
        except: &[],
    },
    Member {
        name: "migrate-runtime",
        may_depend_on: &[
            "diesel",
            "migrate-graph",
            "migrate-macros",
            "once_cell",
            "tracing",
        ],
        may_not_mention: &[
            "std::fs",
            "std::net",
            "std::process",
            "println!",
            "eprintln!",
            "std::io::stdout",
            "migrate_check",
            "syn::",
        ],
        except: &[],
    },
    Member {
        name: "migrate-introspect",
        may_depend_on: &["diesel"],
        may_not_mention: &[
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "println!",
            "eprintln!",
            "migrate_check",
            "migrate_graph",
            "migrate_runtime",
        ],
        except: &[],
    },
    Member {
        name: "migrate-cli",
        may_depend_on: &[
            "anstream",
            "anstyle",
            "clap",
            "clap_complete",
            "clap_mangen",
            "diesel",
            "dotenvy",
            "jiff",
            "libsqlite3-sys",
            "migrate-check",
            "migrate-ddl",
            "migrate-diesel",
            "migrate-graph",
            "migrate-introspect",
            "migrate-runtime",
            "migrate-schema",
            "migrate-sql",
            "mysqlclient-sys",
            "serde_json",
            "signal-hook",
            "tracing",
        ],
        may_not_mention: &[
            "diesel::sql_query",
            "squawk_",
            "sqlite3_parser",
            "sqlparser::",
        ],
        except: &[],
    },
];

/// The top-level modules of a crate, from the lowest layer to the highest: a module imports only from
/// lower layers.
struct Layered {
    name: &'static str,
    layers: &'static [&'static [&'static str]],
}

const LAYERED: &[Layered] = &[
    Layered {
        name: "migrate-graph",
        layers: &[
            &["declaration", "id", "names", "plan_error", "target"],
            &["edges", "error", "label_sets", "plan"],
            &["cycles", "graph", "order"],
            &["build", "labels", "reach"],
            &["applied", "author", "walk"],
            &["downgrade", "history", "resolve", "stamp", "upgrade"],
        ],
    },
    Layered {
        name: "migrate-sql",
        layers: &[
            &[
                "codes",
                "conflict",
                "cursor",
                "dialect",
                "lib",
                "severity",
                "spelling",
                "statement",
                "token",
            ],
            &[
                "checksum",
                "documentation",
                "lines",
                "nesting",
                "suggestion",
                "transaction_control",
            ],
            &["broken", "guarded", "mysql"],
            &["postgres", "sqlite"],
            &["advice", "allowance", "reader"],
        ],
    },
    Layered {
        name: "migrate-schema",
        layers: &[
            &["deep", "fault", "lib", "made_up_names"],
            &["names"],
            &["model"],
            &["faults", "kept", "lookup"],
            &["postgres_base", "spread"],
            &["describe", "resolve"],
            &["mysql", "postgres", "script", "sqlite"],
            &["apply", "compare", "session"],
        ],
    },
    Layered {
        name: "migrate-diesel",
        layers: &[
            &[
                "lib",
                "names",
                "options",
                "patch",
                "rust_file",
                "text",
                "virtual_table",
            ],
            &["inferred"],
            &[
                "custom_types",
                "foreign_keys",
                "mysql",
                "postgres",
                "sqlite",
            ],
            &["compare", "printer"],
        ],
    },
    Layered {
        name: "migrate-ddl",
        layers: &[
            &["lib", "wanted_types", "words"],
            &[
                "edit",
                "order",
                "parts",
                "postgres_objects",
                "rename",
                "table",
            ],
            &["mysql", "postgres", "sqlite", "sqlite_rebuild", "wanted"],
            &["postgres_types"],
        ],
    },
    Layered {
        name: "migrate-check",
        layers: &[
            &["lib", "source"],
            &["diagnostic", "settings"],
            &["chain", "located"],
            &["revision"],
            &["lint"],
            &["codes"],
            &["analyses", "config", "revisions"],
            &["layout", "reference"],
            &["analyse", "diesel_check", "options"],
            &["load"],
            &["lock"],
            &["allowed", "replay"],
            &["check"],
            &["seal"],
        ],
    },
    Layered {
        name: "migrate-macros",
        layers: &[
            &["docs", "input", "names", "packed", "place"],
            &["steps", "watch"],
            &["analyses", "emit", "report"],
            &["interface"],
            &["fallback"],
            &["expand"],
        ],
    },
    Layered {
        name: "migrate-introspect",
        layers: &[&["lib", "order"], &["mysql", "postgres", "sqlite"]],
    },
    Layered {
        name: "migrate-cli",
        layers: &[
            &["draft", "format", "percent", "timestamp"],
            &["naming", "secrets"],
            &["failure"],
            &["address", "args", "compare_schema", "squash_scripts", "ui"],
            &["adopt", "hooks", "listing", "live"],
            &["app", "directory"],
            &["autogenerate", "drawing", "new_revision", "rewrite"],
            &["cmd"],
            &["authoring"],
        ],
    },
    Layered {
        name: "migrate-runtime",
        layers: &[
            &["backfill", "script", "words"],
            &["found", "observer"],
            &["error"],
            &["embedded"],
            &["report"],
            &["backend"],
            &["record"],
            &["plan", "takeover"],
            &["run"],
            &["migrator"],
            &["migrations"],
        ],
    },
];

#[test]
fn modules_import_only_from_lower_layers() {
    let mut breaches = Vec::new();
    for Layered { name, layers } in LAYERED {
        let imports = read_imports(&root().join(name));
        let cycles = find_cycles(&imports);
        let (modules, count) = (imports.len(), cycles.len());
        println!("{name}: {modules} top-level modules, {count} cycles");
        let cycles = cycles
            .iter()
            .map(|cycle| format!("a cycle: {}", cycle.join(", ")));
        let found = find_breaches(&imports, layers).into_iter().chain(cycles);
        breaches.extend(found.map(|breach| format!("{name}: {breach}")));
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn dependencies_stay_inside_the_boundaries() {
    let mut broken = Vec::new();
    for member in MEMBERS {
        let allowed: BTreeSet<&str> = member.may_depend_on.iter().copied().collect();
        for dependency in normal_dependencies(&root().join(member.name).join("Cargo.toml")) {
            if !allowed.contains(dependency.as_str()) {
                broken.push(format!("{} depends on {dependency}", member.name));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn sources_do_not_mention_what_they_may_not_know() {
    let mut broken = Vec::new();
    let mut read = 0;
    for member in MEMBERS {
        let folder = root().join(member.name);
        for file in sources(&folder.join("src")) {
            let name = file.strip_prefix(&folder).expect("below its folder");
            // A file of its own for the tests of a module reads the goldens.
            let is_tests = name.ends_with("tests.rs");
            if is_tests || member.except.iter().any(|except| name == Path::new(except)) {
                continue;
            }
            let text = fs::read_to_string(&file).expect("a readable source file");
            read += 1;
            for (number, line) in code_lines(&text) {
                // Our own crate of that name is another one.
                let line = without_texts(line).replace("migrate_diesel::", "");
                for word in member.may_not_mention {
                    if line.contains(word) {
                        broken.push(format!(
                            "{}/{}:{number}: mentions {word}",
                            member.name,
                            name.display()
                        ));
                    }
                }
            }
        }
    }
    assert!(read > 20, "only {read} source files were found");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Each of them tells its own source, and none has changed how that is done.
#[test]
fn the_build_scripts_that_tell_the_source_are_the_same() {
    let script = |member: &str| fs::read_to_string(root().join(member).join("build.rs"));
    let first = script("migrate-check").expect("a build script");
    for member in ["migrate-schema", "migrate-sql"] {
        assert_eq!(script(member).expect("a build script"), first, "{member}");
    }
}

/// An application's binary links the runtime and, if it likes, the commands, but no parser.
#[test]
fn an_applications_binary_links_no_parser() {
    let output = std::process::Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--package",
            "app-example",
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
        ])
        .args(["--no-default-features", "--features", "sqlite"])
        .current_dir(root())
        .output()
        .expect("cargo tree runs");
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(tree.contains("migrate-runtime"), "{tree}");
    for parser in [
        "migrate-check",
        "migrate-diesel",
        "migrate-schema",
        "migrate-sql",
        "squawk",
        "sqlite3-parser",
        "sqlparser",
        "toml",
        "annotate-snippets",
        "syn ",
    ] {
        assert!(
            !tree.lines().any(|line| line.starts_with(parser)),
            "app-example links {parser}:\n{tree}"
        );
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names under `[dependencies]`: lines `name = …` or `name.workspace = true`.
fn normal_dependencies(manifest: &Path) -> Vec<String> {
    let text = fs::read_to_string(manifest).expect("a manifest");
    let section = text.split("\n[dependencies]\n").nth(1).unwrap_or("");
    section
        .lines()
        .take_while(|line| !line.starts_with('['))
        .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .map(str::to_owned)
        .collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a source folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Lines of code with their numbers: no comments, and nothing of the `tests` module that ends a
/// file.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(index, line)| (index + 1, line))
}

/// A line without what stands between quotes in it.
fn without_texts(line: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    let mut escaped = false;
    for character in line.chars() {
        if character == '"' && !escaped {
            inside = !inside;
        } else if !inside {
            kept.push(character);
        }
        escaped = character == '\\' && !escaped;
    }
    kept
}
