//! Functions whose arguments have a syntax of their own.
use super::Reader;
use super::operator::OTHER;
use crate::Dialect;
use crate::statement::{Call, ExprNode, QualifiedName, Span};

/// How the arguments of such a function are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// `CAST(a AS t)`.
    Cast,
    /// `EXTRACT(YEAR FROM a)`.
    Field,
    /// `TIMESTAMPDIFF(DAY, a, b)`: the first one is a word.
    Unit,
    /// `CONVERT(a, CHAR(3))`, `CONVERT(a USING utf8)`: only the first one is an expression.
    First,
    /// `TRIM(BOTH a FROM b)`, `POSITION(a IN b)`: words that are reserved stand between them.
    Words,
    /// `JSON_OBJECT('a' VALUE b NULL ON NULL)`: words stand between them that may be names too.
    Clauses,
    /// `RAISE(ABORT, 'text')`.
    Raise,
}

/// How the arguments of this function are written, if not as usual.
pub(super) fn how(name: &str, dialect: Dialect) -> Option<How> {
    let name = name.to_ascii_lowercase();
    let how = match (&*name, dialect) {
        ("cast", _) => How::Cast,
        ("raise", Dialect::Sqlite) => How::Raise,
        (_, Dialect::Sqlite) => return None,
        ("extract", _) => How::Field,
        ("position" | "overlay" | "substring" | "substr" | "trim" | "mid", _) => How::Words,
        ("treat", Dialect::Postgres) => How::First,
        ("timestampdiff" | "timestampadd" | "get_format", Dialect::Mysql) => How::Unit,
        ("convert" | "weight_string" | "column_get", Dialect::Mysql) => How::First,
        ("column_create" | "column_add", Dialect::Mysql) => How::Clauses,
        ("collation", Dialect::Postgres) => How::Words,
        ("normalize" | "xmlroot", Dialect::Postgres) => How::First,
        ("json_value" | "json_table", Dialect::Mysql) => How::Clauses,
        (
            "xmlelement" | "xmlforest" | "xmlpi" | "xmlparse" | "xmlserialize" | "xmlexists"
            | "xmltable" | "json_object" | "json_array" | "json_arrayagg" | "json_objectagg"
            | "json_value" | "json_query" | "json_exists" | "json_table" | "json_scalar"
            | "json_serialize" | "json",
            Dialect::Postgres,
        ) => How::Clauses,
        _ => return None,
    };
    Some(how)
}

impl Reader<'_> {
    /// Reads a call with arguments of a syntax of their own.
    pub(super) fn special_call(&mut self, name: QualifiedName, how: How) -> Option<ExprNode> {
        let start = self.at;
        let mut ahead = self.clone();
        ahead.skip_brackets()?;
        let close = ahead.at - 1;
        let read = self.attempt(|reader| {
            reader.expect_symbol("(")?;
            let read = reader.deeper(|reader| reader.special_arguments(how, close))?;
            (reader.at == close).then_some(read)
        });
        self.at = close + 1;
        let (arguments, others) = match read {
            Some(Special::Cast(cast)) => return Some(cast),
            Some(Special::Arguments(arguments, None)) => (arguments, Vec::new()),
            Some(Special::Arguments(arguments, Some(unknown))) => {
                (arguments, vec![ExprNode::Unknown(unknown)])
            }
            None => (Vec::new(), vec![ExprNode::Unknown(self.span_from(start))]),
        };
        let mut call = Call {
            name,
            arguments,
            star: false,
            special: true,
            others,
        };
        self.behind_call(&mut call)?;
        Some(ExprNode::Call(Box::new(call)))
    }

    fn special_arguments(&mut self, how: How, close: usize) -> Option<Special> {
        let mut nodes = Vec::new();
        let mut unknown = None;
        match how {
            How::Cast => {
                let operand = self.node()?;
                self.expect("as")?;
                let start = self.at;
                // Of MySQL's types for this only one is of interest: MariaDB does not have it.
                let is_json = self.is_word("json") && self.at + 1 == close;
                if (self.dialect != Dialect::Mysql || is_json)
                    && let Some(data_type) = self.attempt(Reader::type_name)
                    && self.at == close
                {
                    return Some(Special::Cast(ExprNode::Cast(Box::new(operand), data_type)));
                }
                self.at = close;
                let nodes = vec![operand];
                let span = self.span_from(start);
                return Some(Special::Cast(ExprNode::Compound(nodes, span)));
            }
            How::Field => {
                self.at += 1;
                self.expect("from")?;
                nodes.push(self.node()?);
            }
            How::Unit => {
                self.at += 1;
                while self.eat_symbol(",") {
                    nodes.push(self.node()?);
                }
            }
            How::First => {
                nodes.push(self.node()?);
                self.at = close;
            }
            How::Raise => {
                self.at += 1;
                if self.eat_symbol(",") {
                    nodes.push(self.node()?);
                }
            }
            How::Words => {
                const WORDS: &[&str] = &[
                    "both", "leading", "trailing", "from", "for", "in", "placing", "similar",
                    "escape",
                ];
                while self.at < close {
                    if self.eat_any(WORDS).is_none() && !self.eat_symbol(",") {
                        nodes.push(self.operators(OTHER, false)?);
                    }
                }
            }
            How::Clauses => self.clauses(close, &mut nodes, &mut unknown)?,
        }
        Some(Special::Arguments(nodes, unknown))
    }

    /// Reads expressions up to the first word that may be a clause's or a name; what follows is not
    /// known.
    fn clauses(
        &mut self,
        close: usize,
        nodes: &mut Vec<ExprNode>,
        unknown: &mut Option<Span>,
    ) -> Option<()> {
        const BEFORE: &[&str] = &[
            "name",
            "document",
            "content",
            "xmlnamespaces",
            "xmlattributes",
        ];
        while self.at < close {
            if self.eat_symbol(",") || self.eat_symbol(":") {
                continue;
            }
            let start = self.at;
            let is_query = self.is_any_word(&["select", "with", "values"]);
            let node = match BEFORE.iter().any(|word| self.is_word(word)) || is_query {
                true => None,
                false => self.attempt(Reader::node),
            };
            let ends = self.at == close || self.is_symbol(",") || self.is_symbol(":");
            match node {
                Some(node) if ends => nodes.push(node),
                _ => {
                    self.at = close;
                    *unknown = Some(self.span_from(start));
                }
            }
        }
        Some(())
    }
}

/// What the arguments were found to be.
enum Special {
    /// A call's arguments, and what of them could not be read.
    Arguments(Vec<ExprNode>, Option<Span>),
    /// Another expression altogether.
    Cast(ExprNode),
}
