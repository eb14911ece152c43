//! The renderer where goldens are clumsy: long lines, labels far apart, odd directories.
use migrate_check::codes;
use migrate_check::diagnostic::{Diagnostic, Label, Severity, Style, render};
use std::collections::BTreeMap;

fn files(text: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("a/up.sql".to_owned(), text.to_owned())])
}

fn error(span: std::ops::Range<usize>) -> Diagnostic {
    Diagnostic::error(
        codes::SQL_SYNTAX,
        Label::at("a/up.sql", span),
        "something is wrong",
    )
}

#[test]
fn a_line_of_megabytes_is_cut_and_its_column_is_right() {
    let text = format!("{}here{}", "ü".repeat(2_500_000), "y".repeat(100));
    let at = text.find("here").unwrap();
    let shown = render(&files(&text), &error(at..at + 4), "m", Style::Plain);
    assert!(shown.contains("--> m/a/up.sql:1:2500001\n"), "{shown}");
    assert!(shown.len() < 700, "{shown}");
    let lines: Vec<&str> = shown.lines().collect();
    let column = |line: &str, wanted: &str| {
        let at = line.find(wanted).unwrap();
        line[..at].chars().count()
    };
    assert_eq!(
        column(lines[3], "here"),
        column(lines[4], "^^^^"),
        "{shown}"
    );
}

#[test]
fn a_span_over_lines_is_shown_on_its_first() {
    let text = "SELECT 1;\nSELECT 'open\nand on\nand on";
    let shown = render(&files(text), &error(17..text.len()), "m", Style::Plain);
    assert!(
        shown.ends_with("2 | SELECT 'open\n  |        ^^^^^"),
        "{shown}"
    );
}

#[test]
fn a_place_behind_the_text_is_its_end() {
    let shown = render(&files("SELECT"), &error(90..99), "m", Style::Plain);
    assert!(shown.contains("m/a/up.sql:1:7"), "{shown}");
}

#[test]
fn places_far_apart_in_one_file_are_both_shown() {
    let text = "x\n".repeat(1000);
    let far = error(0..1).related(Label::at("a/up.sql", 1800..1801).text("and here"));
    let shown = render(&files(&text), &far, "m", Style::Plain);
    assert!(shown.contains("m/a/up.sql:1:1\n"), "{shown}");
    assert!(shown.contains("m/a/up.sql:901:1\n"), "{shown}");
    let near = error(0..1).related(Label::at("a/up.sql", 8..9).text("and here"));
    let shown = render(&files(&text), &near, "m", Style::Plain);
    assert_eq!(shown.matches("a/up.sql").count(), 1, "{shown}");
}

#[test]
fn the_directory_is_named_as_it_was_given() {
    let shown = |dir: &str| {
        let wrong = error(0..1).help("run it with `--dir {dir}`");
        let shown = render(&files("x"), &wrong, dir, Style::Plain);
        let fields = wrong.fields(&files("x"), dir);
        assert!(
            shown.contains(&format!("--> {}:1:1", fields.file)),
            "{shown}"
        );
        (fields.file, fields.help.unwrap())
    };
    let expect = |file: &str, help: &str| (file.to_owned(), help.to_owned());
    assert_eq!(shown("m/"), expect("m/a/up.sql", "run it with `--dir m/`"));
    assert_eq!(shown(""), expect("a/up.sql", "run it with `--dir .`"));
    assert_eq!(shown("/"), expect("/a/up.sql", "run it with `--dir /`"));
    assert_eq!(
        shown("my m"),
        expect("my m/a/up.sql", "run it with `--dir 'my m'`")
    );
}

#[test]
fn machine_readable_fields_have_a_place_always() {
    let whole = Diagnostic::warning(codes::NO_DIALECT, Label::whole(""), "no dialect");
    let fields = whole.fields(&BTreeMap::new(), "m");
    assert_eq!(
        (fields.file.as_str(), fields.line, fields.column),
        ("m", 1, 1)
    );
    assert_eq!((fields.code, fields.severity), ("no-dialect", "warning"));
    let text = "\u{feff}SELECT 1;\r\n\t漢字 x";
    let at = text.find('x').unwrap();
    let fields = error(at..at + 1).fields(&files(text), "m");
    assert_eq!((fields.line, fields.column), (2, 5));
}

#[test]
fn colours_change_no_character() {
    let wrong = error(7..8).help("write 2");
    let plain = render(&files("SELECT 1;"), &wrong, "m", Style::Plain);
    let coloured = render(&files("SELECT 1;"), &wrong, "m", Style::Coloured);
    assert_ne!(plain, coloured);
    let mut stripped = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, escape)) = rest.split_once('\u{1b}') {
        stripped.push_str(before);
        rest = escape.split_once('m').unwrap().1;
    }
    assert_eq!(stripped + rest, plain);
    assert_eq!(wrong.severity, Severity::Error);
}
