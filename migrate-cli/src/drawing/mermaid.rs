//! Draws for Mermaid.

use super::Drawing;

/// Writes a flowchart, from each revision to its children. Nodes have generated names, because ids may
/// contain Mermaid syntax.
pub(crate) fn draw(drawing: &Drawing) -> String {
    let mut text = String::from("flowchart BT\n");
    let last = drawing.nodes.len();
    let name = |row: usize| format!("r{}", last - row);
    for (row, node) in drawing.nodes.iter().enumerate().rev() {
        let mut label = escape(&format!("{}{}", node.id, node.marks()));
        if !node.message.is_empty() {
            label.push_str(&format!("<br/>{}", escape(&node.message)));
        }
        text.push_str(&format!("  {}[\"{label}\"]\n", name(row)));
    }
    for (row, node) in drawing.nodes.iter().enumerate().rev() {
        for parent in &node.revises {
            text.push_str(&format!("  {} --> {}\n", name(*parent), name(row)));
        }
        for needed in &node.depends_on {
            text.push_str(&format!("  {} -.-> {}\n", name(*needed), name(row)));
        }
    }
    let sealed = drawing
        .nodes
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, node)| node.is_sealed);
    let sealed: Vec<String> = sealed.map(|(row, _)| name(row)).collect();
    if !sealed.is_empty() {
        text.push_str("  classDef sealed stroke-width:3px\n");
        text.push_str(&format!("  class {} sealed\n", sealed.join(",")));
    }
    text
}

/// Escapes the text of a label: Mermaid has no backslash escapes, but numeric entities, with `#` for `&#`.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '"' | '#' | '<' | '>' | '&' | ';' | '`' | '\\' | '[' | ']' | '{' | '}' | '|' | '*'
            | '_' => {
                escaped.push_str(&format!("#{};", u32::from(character)));
            }
            control if control.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}
