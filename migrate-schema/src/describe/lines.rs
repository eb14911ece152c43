//! Lines, each so many steps in.

/// Lines of a description.
#[derive(Default)]
pub(super) struct Lines {
    text: String,
}

impl Lines {
    pub(super) fn add(&mut self, depth: usize, line: &str) {
        debug_assert!(!line.contains('\n'), "{line}");
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Lines that have no order of their own, sorted.
    pub(super) fn add_sorted(&mut self, depth: usize, mut lines: Vec<String>) {
        lines.sort();
        for line in lines {
            self.add(depth, &line);
        }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}
