//! Lines of Rust, laid out as rustfmt lays out what diesel_cli gives it.
//!
//! diesel_cli pipes its output through rustfmt, which leaves the inside of `table!` and `joinable!`
//! as it is, but breaks attributes and `allow_tables_to_appear_in_same_query!` when they get long.
//! The widths here were found by asking rustfmt 1.9 with its default options.

/// How wide a line with `#[derive(…)]` can be.
const DERIVE_WIDTH: usize = 96;
/// How wide the list can be when it is put on a line of its own, its comma included.
const DERIVE_LIST_WIDTH: usize = 101;
/// How wide a line with another attribute can be.
const ATTRIBUTE_WIDTH: usize = 99;
/// How wide the line of `allow_tables_to_appear_in_same_query!(…)` can be, without `,);`.
const SAME_QUERY_WIDTH: usize = 98;
/// Of lists whose items are no longer than this, several go on one line.
const SHORT_ITEM: usize = 10;
/// How wide such a line can be.
const SHORT_ITEMS_WIDTH: usize = 99;
const STEP: usize = 4;

/// A text that grows line by line.
#[derive(Debug, Default)]
pub(super) struct Text {
    text: String,
    indent: usize,
}

impl Text {
    /// Adds a line; an empty one stays without indentation.
    pub(super) fn line(&mut self, line: &str) {
        if !line.is_empty() {
            self.text.extend(std::iter::repeat_n(' ', self.indent));
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Adds several lines.
    pub(super) fn lines(&mut self, lines: &str) {
        for line in lines.lines() {
            self.line(line);
        }
    }

    /// Adds what is inside of brackets.
    pub(super) fn indented(&mut self, write: impl FnOnce(&mut Self)) {
        self.indent += STEP;
        write(self);
        self.indent -= STEP;
    }

    /// Adds `#[derive(…)]`.
    pub(super) fn derive(&mut self, derives: &[&str]) {
        let list = derives.join(", ");
        if self.fits(&format!("#[derive({list})]"), DERIVE_WIDTH) {
            return self.line(&format!("#[derive({list})]"));
        }
        self.line("#[derive(");
        self.indented(
            |text| match text.fits(&format!("{list},"), DERIVE_LIST_WIDTH) {
                true => text.line(&format!("{list},")),
                false => derives.iter().for_each(|one| text.line(&format!("{one},"))),
            },
        );
        self.line(")]");
    }

    /// Adds `#[diesel(name(arguments))]`, given the name and the arguments.
    pub(super) fn attribute(&mut self, parts: &[String]) {
        let [name, arguments @ ..] = parts else {
            return;
        };
        let whole = format!("#[diesel({name}({}))]", arguments.join(", "));
        if self.fits(&whole, ATTRIBUTE_WIDTH) {
            // Diesel indents what is within a string, too.
            return self.lines(&whole);
        }
        self.line(&format!("#[diesel({name}("));
        self.indented(|text| text.lines(&arguments.join(",\n")));
        self.line("))]");
    }

    /// Adds `allow_tables_to_appear_in_same_query!`.
    pub(super) fn same_query(&mut self, tables: &[&str]) {
        const OPENING: &str = "diesel::allow_tables_to_appear_in_same_query!(";
        let whole = format!("{OPENING}{}", tables.join(", "));
        if self.fits(&whole, SAME_QUERY_WIDTH) {
            return self.line(&format!("{whole},);"));
        }
        self.line(OPENING);
        let are_short = tables.iter().all(|table| table.len() <= SHORT_ITEM);
        self.indented(|text| match are_short {
            true => text.filled(tables),
            false => tables
                .iter()
                .for_each(|table| text.line(&format!("{table},"))),
        });
        self.line(");");
    }

    /// Adds a list, as many items on a line as it takes.
    fn filled(&mut self, items: &[&str]) {
        let mut line = String::new();
        for item in items {
            let longer = match line.is_empty() {
                true => format!("{item},"),
                false => format!("{line} {item},"),
            };
            if self.fits(&longer, SHORT_ITEMS_WIDTH) {
                line = longer;
            } else {
                self.line(&line);
                line = format!("{item},");
            }
        }
        self.line(&line);
    }

    /// The text as rustfmt leaves it: without an empty line at the end.
    pub(super) fn finish(self) -> String {
        let mut text = self.text;
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }

    fn fits(&self, line: &str, width: usize) -> bool {
        self.indent + line.chars().count() <= width
    }
}
