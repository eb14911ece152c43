//! What squawk-syntax lets through and the server does not.
//!
//! Only what is wrong in every version of the server, whatever the database holds.
use squawk_parser::{SyntaxKind, is_reserved_keyword, is_type_func_name_keyword};
use squawk_syntax::{SyntaxElement, SyntaxNode, SyntaxToken};

/// Finds the first place, as an offset, at which the server stumbles and squawk-syntax does not.
pub(super) fn first_error(root: &SyntaxNode) -> Option<usize> {
    let statements = root.children();
    let dropped = statements.filter_map(|statement| drop_of_nothing(&statement));
    let within = root.descendants().filter_map(|node| error_in(&node));
    dropped.chain(within).min()
}

fn error_in(node: &SyntaxNode) -> Option<usize> {
    match node.kind() {
        SyntaxKind::PREFIX_EXPR => operator_without_left_side(node),
        SyntaxKind::BIN_EXPR => is_without_what(node),
        SyntaxKind::DEFAULT_CONSTRAINT => default_of_not(node),
        SyntaxKind::COMPOSITE_FIELD_DEF => field_without_type(node),
        kind if NAMES.contains(&kind) => reserved_name(node),
        _ => None,
    }
}

/// `!= 0` and the like: of the operators with a name in the grammar only `+` and `-` are prefixes.
fn operator_without_left_side(node: &SyntaxNode) -> Option<usize> {
    let operator = node.first_child_or_token()?;
    let written = match &operator {
        SyntaxElement::Node(node) => node.text().to_string(),
        SyntaxElement::Token(token) => token.text().to_owned(),
    };
    let infix = ["<", ">", "=", "<=", ">=", "<>", "!=", "*", "/", "%", "^"];
    infix
        .contains(&written.as_str())
        .then(|| operator.text_range().start().into())
}

/// `a IS NOT NULLL`, `a IS NOT NOT NULL`.
fn is_without_what(node: &SyntaxNode) -> Option<usize> {
    let mut elements = node
        .children_with_tokens()
        .filter(|element| !element.kind().is_trivia());
    elements.next()?;
    let operator = elements.next()?.kind();
    if !matches!(operator, SyntaxKind::IS_KW | SyntaxKind::IS_NOT) {
        return None;
    }
    let right = elements.next()?;
    let is_wrong = match right.kind() {
        SyntaxKind::PREFIX_EXPR => true,
        SyntaxKind::NAME_REF => {
            let name = right.as_node()?.text().to_string().to_ascii_lowercase();
            let known = [
                "unknown",
                "document",
                "normalized",
                "json",
                "nfc",
                "nfd",
                "nfkc",
                "nfkd",
            ];
            !known.contains(&name.as_str())
        }
        _ => false,
    };
    is_wrong.then(|| right.text_range().start().into())
}

/// `DEFAULT NOT TRUE`, `DEFAULT DEFAULT 1`: the expression of a column's default can't begin so.
fn default_of_not(node: &SyntaxNode) -> Option<usize> {
    let mut elements = node
        .children_with_tokens()
        .filter(|element| !element.kind().is_trivia());
    elements.find(|element| element.kind() == SyntaxKind::DEFAULT_KW)?;
    let expression = elements.next()?;
    let first = match &expression {
        SyntaxElement::Node(node) => node.first_token()?.kind(),
        SyntaxElement::Token(token) => token.kind(),
    };
    let is_wrong = matches!(first, SyntaxKind::NOT_KW | SyntaxKind::DEFAULT_KW);
    is_wrong.then(|| expression.text_range().start().into())
}

/// `CREATE TYPE coin AS (denom, amount text)`.
fn field_without_type(node: &SyntaxNode) -> Option<usize> {
    let mut children = node.children();
    children.next()?;
    let is_name_alone = children.next().is_none();
    let last = node.last_token()?;
    let behind = std::iter::successors(last.next_token(), |token| token.next_token());
    let mut behind = behind.skip_while(|token| token.kind().is_trivia());
    let next = behind.next().filter(|_| is_name_alone)?;
    matches!(next.kind(), SyntaxKind::COMMA | SyntaxKind::R_PAREN)
        .then(|| next.text_range().start().into())
}

/// `DROP TABLE ;`.
fn drop_of_nothing(statement: &SyntaxNode) -> Option<usize> {
    if !format!("{:?}", statement.kind()).starts_with("DROP_") {
        return None;
    }
    let is_named = statement
        .children()
        .any(|child| child.kind() != SyntaxKind::IF_EXISTS);
    let elements = statement.children_with_tokens();
    let last = elements
        .filter(|element| !element.kind().is_trivia())
        .last()?;
    match last.kind() {
        _ if is_named => None,
        SyntaxKind::SEMICOLON => Some(last.text_range().start().into()),
        // Both can be names.
        SyntaxKind::CASCADE_KW | SyntaxKind::RESTRICT_KW => None,
        _ => Some(statement.text_range().end().into()),
    }
}

/// The nodes that begin with a name for which the server takes no reserved word.
const NAMES: &[SyntaxKind] = &[
    SyntaxKind::COLUMN_NAME,
    SyntaxKind::COLUMN_NAME_REF,
    SyntaxKind::CONSTRAINT_NAME,
    SyntaxKind::CONSTRAINT_NAME_REF,
    SyntaxKind::CTE_NAME,
    SyntaxKind::INDEX_REF,
    SyntaxKind::RELATION_NAME,
    SyntaxKind::RELATION_NAME_REF,
    SyntaxKind::TABLE_NAME,
    SyntaxKind::TABLE_NAME_REF,
    SyntaxKind::TRIGGER_REF,
];

/// `DROP COLUMN COLUMN a`: a reserved word as the name of something in a schema.
fn reserved_name(node: &SyntaxNode) -> Option<usize> {
    let token = node.first_token()?;
    // `ONLY` stands before the name.
    let is_reserved = token.kind() != SyntaxKind::ONLY_KW
        && (is_reserved_keyword(token.kind()) || is_type_func_name_keyword(token.kind()));
    (is_reserved && !is_label(&token)).then(|| token.text_range().start().into())
}

/// Behind a dot or `AS` every word is a name.
fn is_label(token: &SyntaxToken) -> bool {
    let before = std::iter::successors(token.prev_token(), |token| token.prev_token());
    let mut before = before.skip_while(|token| token.kind().is_trivia());
    before
        .next()
        .is_some_and(|token| matches!(token.kind(), SyntaxKind::DOT | SyntaxKind::AS_KW))
}
