//! Draws for Graphviz.

use super::Drawing;

/// Writes a directed graph, from each revision to its children.
pub(crate) fn draw(drawing: &Drawing) -> String {
    let mut text = String::from(
        "digraph revisions {\n  rankdir=BT;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n",
    );
    for node in drawing.nodes.iter().rev() {
        let mut label = format!("{}{}", node.id, node.marks());
        if !node.message.is_empty() {
            label.push_str(&format!("\n{}", node.message));
        }
        let style = if node.is_sealed {
            ", style=\"rounded,filled\", fillcolor=\"#dddddd\""
        } else {
            ""
        };
        text.push_str(&format!(
            "  {} [label={}{style}];\n",
            quote(&node.id),
            quote(&label)
        ));
    }
    for node in drawing.nodes.iter().rev() {
        let edges = node.revises.iter().map(|n| (n, ""));
        let others = node
            .depends_on
            .iter()
            .map(|n| (n, " [style=dashed, label=\"needed by\"]"));
        for (other, style) in edges.chain(others) {
            let (from, to) = (quote(&drawing.nodes[*other].id), quote(&node.id));
            text.push_str(&format!("  {from} -> {to}{style};\n"));
        }
    }
    text + "}\n"
}

/// Writes a quoted string of DOT: only `"` ends it, and only `\` begins an escape.
fn quote(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            control if control.is_control() => quoted.push(' '),
            other => quoted.push(other),
        }
    }
    quoted + "\""
}
