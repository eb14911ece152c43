//! Draws in a terminal, like `git log --graph`.

use super::{Drawing, Lanes, Row};

/// Writes a line for each revision, and lines between them where lanes part or join.
pub(crate) fn draw(drawing: &Drawing) -> String {
    let lanes = Lanes::new(drawing);
    let mut text = String::new();
    for (row, (node, at)) in drawing.nodes.iter().zip(&lanes.rows).enumerate() {
        let width = at.above.len().max(at.below.len()).max(at.lane + 1);
        if let Some(line) = join_line(row, at) {
            push(&mut text, &line);
        }
        let star = |lane: usize| match () {
            () if lane == at.lane && node.is_sealed => '#',
            () if lane == at.lane => '*',
            // A lane that passes by is present above and below.
            () if passes(at, lane, row) => '|',
            () => ' ',
        };
        let star: String = (0..width).flat_map(|lane| [star(lane), ' ']).collect();
        let comma = if node.message.is_empty() { "" } else { ", " };
        let shown: String = node
            .message
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let mut line = format!("{star}{}{}{comma}{shown}", node.id, node.marks());
        if !node.depends_on.is_empty() {
            let ids: Vec<&str> = node
                .depends_on
                .iter()
                .map(|n| &*drawing.nodes[*n].id)
                .collect();
            line.push_str(&format!(" [depends on {}]", ids.join(", ")));
        }
        push(&mut text, &line);
        if let Some(line) = part_line(node.revises.len(), row, at) {
            push(&mut text, &line);
        }
    }
    text
}

fn push(text: &mut String, line: &str) {
    text.push_str(line.trim_end());
    text.push('\n');
}

fn passes(at: &Row, lane: usize, row: usize) -> bool {
    let above = at.above.get(lane).copied().flatten();
    above.is_some_and(|to| to != row)
}

/// Writes the line above a revision with several children: `|/`.
fn join_line(row: usize, at: &Row) -> Option<String> {
    let meets = |lane: usize| lane != at.lane && at.above.get(lane).copied().flatten() == Some(row);
    (0..at.above.len()).any(meets).then(|| {
        let last = (0..at.above.len())
            .filter(|lane| meets(*lane))
            .max()
            .unwrap_or(at.lane);
        let cell = |lane: usize| match () {
            () if meets(lane) => ['/', ' '],
            () if lane > at.lane && lane < last && passes(at, lane, row) => ['|', '_'],
            () if lane == at.lane || passes(at, lane, row) => ['|', ' '],
            () => [' ', ' '],
        };
        let mut line: String = (0..at.above.len()).flat_map(cell).collect();
        // The stroke goes between the lanes.
        line = shift_left(&line, '/');
        line
    })
}

/// Writes the line below a merge: `|\`.
fn part_line(parents: usize, row: usize, at: &Row) -> Option<String> {
    let is_new = |lane: usize| {
        lane != at.lane && at.below.get(lane).copied().flatten().is_some() && !passes(at, lane, row)
    };
    (parents > 1).then(|| {
        let cell = |lane: usize| match () {
            () if is_new(lane) => ['\\', ' '],
            () if lane == at.lane || passes(at, lane, row) => ['|', ' '],
            () => [' ', ' '],
        };
        let line: String = (0..at.below.len()).flat_map(cell).collect();
        shift_left(&line, '\\')
    })
}

/// Moves each stroke half a lane to the left, where there is room.
fn shift_left(line: &str, stroke: char) -> String {
    let mut cells: Vec<char> = line.chars().collect();
    for n in 1..cells.len() {
        if cells[n] == stroke && matches!(cells[n - 1], ' ' | '_') {
            cells.swap(n - 1, n);
        }
    }
    cells
        .iter()
        .map(|c| if *c == '_' { ' ' } else { *c })
        .collect()
}
