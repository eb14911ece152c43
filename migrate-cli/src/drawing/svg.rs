//! Draws an SVG picture.

use super::{Drawing, Lanes, Node};

const ROW: usize = 28;
const LANE: usize = 20;
const MARGIN: usize = 16;
/// The approximate width of a letter: the picture has to be wide enough, and browsers differ.
const LETTER: usize = 8;

/// Draws lanes as lines and revisions as dots, newest on top. Colours are those of the surrounding page:
/// `currentColor` works on light and dark, and a picture on its own sets it.
pub(crate) fn draw(drawing: &Drawing) -> String {
    let lanes = Lanes::new(drawing);
    let text_at = 2 * MARGIN + lanes.width * LANE;
    let longest = drawing
        .nodes
        .iter()
        .map(|node| label(drawing, node).chars().count())
        .max();
    let width = text_at + longest.unwrap_or(0) * LETTER + MARGIN;
    let height = 2 * MARGIN + drawing.nodes.len() * ROW;
    let x = |lane: usize| MARGIN + lane * LANE + LANE / 2;
    let y = |row: usize| MARGIN + row * ROW + ROW / 2;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} \
         {height}\" role=\"img\">\n<title>revisions</title>\n<style>\n  svg {{ color: #1f2328; font: 14px \
         ui-monospace, monospace; }}\n  @media (prefers-color-scheme: dark) {{ svg {{ color: #e6edf3; }} \
         }}\n  text {{ fill: currentColor; dominant-baseline: central; }}\n  path {{ fill: none; stroke: \
         currentColor; stroke-width: 2; opacity: 0.6; }}\n  path.needs {{ stroke-dasharray: 4 3; }}\n  \
         circle {{ fill: currentColor; stroke: currentColor; stroke-width: 2; }}\n  circle.open {{ \
         fill-opacity: 0.15; }}\n</style>\n"
    );
    for (row, node) in drawing.nodes.iter().enumerate() {
        for (n, parent) in node.revises.iter().enumerate() {
            let (from, to) = (lanes.rows[row].lane, lanes.rows[*parent].lane);
            let through = lane_of(&lanes, row, *parent, n);
            let (x1, y1, x2, y2) = (x(from), y(row), x(to), y(*parent));
            let bend = x(through);
            let (top, bottom) = (y1 + ROW / 2, y2 - ROW / 2);
            svg.push_str(&format!(
                "<path d=\"M{x1} {y1} Q{bend} {y1} {bend} {top} V{bottom} Q{bend} {y2} {x2} {y2}\"/>\n"
            ));
        }
        for needed in &node.depends_on {
            let (x1, y1) = (x(lanes.rows[row].lane), y(row));
            let (x2, y2) = (x(lanes.rows[*needed].lane), y(*needed));
            let side = x(lanes.width);
            svg.push_str(&format!(
                "<path class=\"needs\" d=\"M{x1} {y1} C{side} {y1} {side} {y2} {x2} {y2}\"/>\n"
            ));
        }
    }
    for (row, node) in drawing.nodes.iter().enumerate() {
        let class = if node.is_sealed {
            ""
        } else {
            " class=\"open\""
        };
        let (cx, cy) = (x(lanes.rows[row].lane), y(row));
        svg.push_str(&format!(
            "<circle{class} cx=\"{cx}\" cy=\"{cy}\" r=\"5\"/>\n"
        ));
        let text = escape(&label(drawing, node));
        svg.push_str(&format!(
            "<text x=\"{text_at}\" y=\"{cy}\" xml:space=\"preserve\">{text}</text>\n"
        ));
    }
    svg + "</svg>\n"
}

/// Returns the lane in which a line to a parent goes down: the lane below the child that leads to it.
fn lane_of(lanes: &Lanes, row: usize, parent: usize, n: usize) -> usize {
    let at = &lanes.rows[row];
    if n == 0 {
        return at.lane;
    }
    let leads = |lane: &usize| {
        at.below[*lane] == Some(parent) && at.above.get(*lane) != Some(&Some(parent))
    };
    (0..at.below.len())
        .filter(|lane| *lane != at.lane)
        .find(leads)
        .unwrap_or(at.lane)
}

fn label(drawing: &Drawing, node: &Node) -> String {
    let comma = if node.message.is_empty() { "" } else { ", " };
    let needs = node.depends_on.iter().map(|n| &*drawing.nodes[*n].id);
    let needs = match needs.collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => none,
        ids => format!(" [depends on {ids}]"),
    };
    format!("{}{}{comma}{}{needs}", node.id, node.marks(), node.message)
}

/// Escapes text for XML, which can't contain control characters.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            control if control.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}
