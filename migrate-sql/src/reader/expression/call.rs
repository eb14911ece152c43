//! Calls of functions.
use super::{Reader, special};
use crate::statement::{Call, ExprNode, QualifiedName};

impl Reader<'_> {
    /// Reads the arguments of a call and what stands behind them.
    pub(crate) fn call(&mut self, name: QualifiedName) -> Option<ExprNode> {
        let start = self.at;
        if name.qualifiers.is_empty()
            && let Some(how) = special::how(&name.name.text, self.dialect)
        {
            return self.special_call(name, how);
        }
        let mut call = Call {
            name,
            arguments: Vec::new(),
            star: false,
            special: false,
            others: Vec::new(),
        };
        let read = self.attempt(|reader| reader.deeper(|reader| reader.arguments(&mut call)));
        if read.is_none() {
            // What stands in the brackets is not known; where they end is.
            self.at = start;
            self.skip_brackets()?;
            call.arguments.clear();
            call.special = true;
            call.others = vec![ExprNode::Unknown(self.span_from(start))];
        }
        self.behind_call(&mut call)?;
        Some(ExprNode::Call(Box::new(call)))
    }

    fn arguments(&mut self, call: &mut Call) -> Option<()> {
        self.expect_symbol("(")?;
        if self.is_symbol("*") && self.is_symbol_at(1, ")") {
            self.at += 2;
            call.star = true;
            return Some(());
        }
        self.eat_any(&["distinct", "all"]);
        while !self.is_symbol(")") && !self.is_words("order by") && !self.is_word("separator") {
            if self.is_query_in_brackets_of_call() {
                let query = self.query()?;
                call.arguments.push(ExprNode::Subquery(Box::new(query)));
                break;
            }
            if self.eat("variadic") {
                call.special = true;
            }
            if self.is_symbol_at(1, "=>") || self.is_symbol_at(1, ":=") {
                // MySQL's `@a := 1` is none.
                if !self.written(0).starts_with('@') {
                    self.at += 2;
                    call.special = true;
                }
            }
            call.arguments.push(self.node()?);
            if !self.eat_symbol(",") {
                break;
            }
        }
        if self.eat("order by") {
            call.others.extend(self.list(Reader::ordered_node)?);
        }
        if self.eat("separator") {
            self.at += 1;
        }
        if self.eat("limit") {
            // MariaDB's `GROUP_CONCAT(… LIMIT 1)`.
            self.skip_until(|_| false);
        }
        if self.eat("using") {
            self.name()?;
        }
        self.eat_any(&["respect nulls", "ignore nulls"]);
        self.expect_symbol(")")
    }

    /// Whether a query without brackets of its own is the argument.
    fn is_query_in_brackets_of_call(&self) -> bool {
        self.is_any_word(&["select", "with"])
            && !self.is_symbol_at(1, "(")
            && !self.is_symbol_at(1, ",")
    }

    /// Reads `WITHIN GROUP`, `FILTER`, `OVER`.
    pub(super) fn behind_call(&mut self, call: &mut Call) -> Option<()> {
        if self.is_words("within group") && self.is_symbol_at(2, "(") {
            self.at += 3;
            self.expect("order by")?;
            call.others.extend(self.list(Reader::ordered_node)?);
            self.expect_symbol(")")?;
        }
        if self.is_word("filter") && self.is_symbol_at(1, "(") && self.is_word_at(2, "where") {
            self.at += 3;
            call.others.push(self.node()?);
            self.expect_symbol(")")?;
        }
        self.eat_any(&["respect nulls", "ignore nulls", "from first", "from last"]);
        if self.is_word("over") {
            if self.is_symbol_at(1, "(") {
                self.at += 1;
                self.window(&mut call.others)?;
            } else {
                self.at += 1;
                self.name()?;
            }
        }
        Some(())
    }

    /// Reads what a window is, in its brackets.
    pub(crate) fn window(&mut self, nodes: &mut Vec<ExprNode>) -> Option<()> {
        const FRAMES: &[&str] = &["rows", "range", "groups"];
        self.expect_symbol("(")?;
        let is_named = !self.is_symbol(")")
            && !self.is_words("partition by")
            && !self.is_words("order by")
            && !FRAMES.iter().any(|word| self.is_word(word));
        if is_named {
            self.name()?;
        }
        if self.eat("partition by") {
            nodes.extend(self.list(Reader::node)?);
        }
        if self.eat("order by") {
            nodes.extend(self.list(Reader::ordered_node)?);
        }
        if self.is_any_word(FRAMES) {
            // No columns can stand in a frame.
            self.skip_until(|_| false);
        }
        self.expect_symbol(")")
    }
}
