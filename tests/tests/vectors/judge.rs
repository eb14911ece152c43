//! Compares what a command did with what a case expects.

use super::application::{Answered, Application};
use super::reading::{Written, sorted, string, strings};
use migrate_runtime::Chain;
use migrate_tests::databases::TestDatabase;
use serde_json::Value;
use std::collections::BTreeSet;

/// What a case expects of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// It succeeds, as the case says.
    Success,
    /// It succeeds in a way of its own: the steps, and the rows at the end.
    Steps(&'static [&'static str], &'static [&'static str]),
    /// It is refused: the kind of the error, and the exit code.
    Refusal(&'static str, u8),
    /// It is refused, in whatever way.
    AnyRefusal,
}

/// A case on a database.
pub struct Trial<'a, D: TestDatabase> {
    pub application: &'a mut Application<D>,
    pub chain: &'static Chain,
    pub written: &'a Written<'a>,
    /// The heads of the graph, for what is said of them.
    pub heads: &'a [&'a str],
    pub case: &'a Value,
    pub expected: Expected,
}

type Verdict = Result<(), String>;

impl<'a, D: TestDatabase> Trial<'a, D> {
    pub fn judge(&mut self) -> Verdict {
        match string(&self.case["op"]) {
            "upgrade" => self.moves("upgrade", "up"),
            "downgrade" => self.moves("downgrade", "down"),
            "stamp" => self.stamp(),
            "current" => self.current(),
            "history" => match self.case["range"].as_str() {
                Some(range) => self.lists(&["history", "-r", range]),
                None => self.lists(&["history"]),
            },
            "resolve" => self.lists(&["show", string(&self.case["target"])]),
            "load" => self.load(),
            other => Err(format!("no such operation: {other}")),
        }
    }

    /// Scripts run, those and no others, and the record says so.
    fn moves(&mut self, command: &str, direction: &str) -> Verdict {
        let words = [command, string(&self.case["target"])];
        let Some(document) = self.document(&words)? else {
            return Ok(());
        };
        let expect = &self.case["expect"];
        let alembics = || expect["steps"].as_array().expect("steps").iter();
        let (expected, has_one_order): (Vec<&str>, bool) = match self.expected {
            Expected::Steps(steps, _) => (steps.to_vec(), true),
            _ => (
                alembics().map(|step| string(&step["revision"])).collect(),
                expect["order"] == "unique",
            ),
        };
        let told = document["steps"].as_array().expect("steps");
        let told: Vec<&str> = told.iter().map(|step| string(&step["revision"])).collect();
        match has_one_order {
            true => same("steps", &told, &expected)?,
            false => {
                same(
                    "steps in any order",
                    &sorted(told.clone()),
                    &sorted(expected),
                )?;
                if !self.written.is_in_order(&told, command == "upgrade") {
                    return Err(format!("a step stands on the wrong side: {told:?}"));
                }
            }
        }
        self.is_at(&document)?;
        let with =
            |word: &str| -> Vec<String> { told.iter().map(|id| format!("{word} {id}")).collect() };
        same(
            "scripts that ran",
            &self.application.ran(),
            &with(direction),
        )?;
        same("the history", &self.application.history(), &with(command))?;
        // Once more from the same place, for people.
        let answered = self.answered(&words);
        same("exit code", &answered.code, &0)?;
        same("results", answered.out.as_str(), "")?;
        let lines: Vec<&str> = answered.err.lines().collect();
        let (last, lines) = lines.split_last().ok_or("nothing is said")?;
        for (line, id) in lines.iter().zip(&told) {
            let names = match command {
                "upgrade" => format!(" -> {id}, message of {id} ("),
                _ => format!(" {id} -> "),
            };
            let verb = format!("Running {command} ");
            if !line.contains(&verb) || !line.contains(&names) {
                return Err(format!("`{id}` is told as {line:?}"));
            }
        }
        same("steps that are told", &lines.len(), &told.len())?;
        let at = self.place();
        let place = match told.is_empty() {
            true => format!("nothing to do: the database is at {at}"),
            false => format!("the database is at {at}"),
        };
        same("the last line", *last, place.as_str())?;
        same(
            "scripts that ran",
            &self.application.ran(),
            &with(direction),
        )
    }

    /// The record changes, and no script runs.
    fn stamp(&mut self) -> Verdict {
        let mut words = vec!["stamp"];
        words.extend(strings(&self.case["targets"]));
        let Some(document) = self.document(&words)? else {
            return Ok(());
        };
        self.is_at(&document)?;
        same("scripts that ran", &self.application.ran(), &vec![])?;
        let answered = self.answered(&words);
        same("exit code", &answered.code, &0)?;
        let last = answered.err.lines().last();
        let place = format!("the database is at {}", self.place());
        same("the last line", &last, &Some(place.as_str()))
    }

    fn current(&mut self) -> Verdict {
        let Some(document) = self.document(&["current"])? else {
            return Ok(());
        };
        // Only where Alembic refuses is there an unknown one.
        let (expected, unknown) = match self.case["expect"]["revisions"].is_null() {
            true => (vec![], strings(&self.case["current"])),
            false => (strings(&self.case["expect"]["revisions"]), vec![]),
        };
        same("tips", &strings(&document["tips"]), &expected)?;
        same("unknown", &strings(&document["unknown"]), &unknown)?;
        let answered = self.answered(&["current"]);
        same("exit code", &answered.code, &0)?;
        let known = expected.iter().map(|id| self.marked(id) + "\n");
        let unknown = unknown
            .iter()
            .map(|id| format!("{id} (unknown to this program)\n"));
        let lines: String = known.chain(unknown).collect();
        same("lines", answered.out.as_str(), lines.as_str())
    }

    /// `history` and `show`, which list revisions.
    fn lists(&mut self, words: &[&str]) -> Verdict {
        let Some(document) = self.document(words)? else {
            return Ok(());
        };
        let expect = &self.case["expect"];
        let listed = document["revisions"].as_array().expect("revisions");
        let ids: Vec<&str> = listed.iter().map(|one| string(&one["revision"])).collect();
        let expected = strings(&expect["revisions"]);
        match expect["order"] == "unique" {
            true => same("revisions", &ids, &expected)?,
            false => {
                same(
                    "revisions in any order",
                    &sorted(ids.clone()),
                    &sorted(expected),
                )?;
                if !self.written.is_in_order(&ids, false) {
                    return Err(format!("a revision stands on the wrong side: {ids:?}"));
                }
            }
        }
        let rows = strings(&self.case["current"]);
        let applied = self.written.applied_below(&rows);
        for (one, id) in listed.iter().zip(&ids) {
            same(id, &(one["is_applied"] == true), &applied.contains(id))?;
        }
        let answered = self.answered(words);
        let lines = answered.out.lines();
        let told: Vec<&str> = match words[0] {
            "show" => lines
                .filter_map(|line| line.strip_prefix("Rev:"))
                .map(|line| line.trim_start().split(" (").next().unwrap_or(line))
                .collect(),
            _ => lines
                .filter_map(|line| line.rsplit_once(", message of "))
                .map(|(_, id)| id)
                .collect(),
        };
        same("lines", &told, &ids)
    }

    /// Everything that is listed of a graph; or of one that the build would have refused, why.
    fn load(&mut self) -> Verdict {
        if self.expected != Expected::Success {
            for words in [
                &["upgrade", "heads"][..],
                &["current"],
                &["history"],
                &["heads"],
            ] {
                self.document(words)?;
            }
            return Ok(());
        }
        let expect = &self.case["expect"];
        let ids_of = |document: Value| -> Vec<String> {
            let revisions = document["revisions"].as_array().cloned();
            let revisions = revisions.expect("revisions").into_iter();
            revisions
                .map(|one| string(&one["revision"]).to_owned())
                .collect()
        };
        for (words, key) in [
            (&["heads"][..], "heads"),
            (&["heads", "--resolve-dependencies"], "effective_heads"),
            (&["branches"], "branch_points"),
        ] {
            let listed = self.document(words)?.map(ids_of).expect("success");
            same(key, &sorted(listed.clone()), &sorted(owned(&expect[key])))?;
            let answered = self.answered(words);
            let line = |line: &str| !line.starts_with(' ');
            let told: Vec<&str> = answered.out.lines().filter(|l| line(l)).collect();
            let own = |(line, id): (&&str, &String)| {
                line.strip_prefix(id.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',']))
            };
            let mut in_order = listed.clone();
            if key == "branch_points" {
                in_order.sort_by_key(|id| told.iter().position(|line| own((line, id))));
            }
            if told.len() != listed.len() || !told.iter().zip(&in_order).all(own) {
                return Err(format!("{key}: {listed:?} are told as {told:?}"));
            }
        }
        let all = self.document(&["history"])?.expect("success");
        let all = all["revisions"].as_array().expect("revisions");
        let which = |wanted: &dyn Fn(&Value) -> bool| -> Vec<String> {
            let found = all.iter().filter(|one| wanted(one));
            sorted(
                found
                    .map(|one| string(&one["revision"]).to_owned())
                    .collect(),
            )
        };
        let parents = |one: &Value| strings(&one["revises"]).len();
        let bases = which(&|one| parents(one) == 0);
        same("bases", &bases, &sorted(owned(&expect["bases"])))?;
        let merges = which(&|one| parents(one) > 1);
        same("merge_points", &merges, &owned(&expect["merge_points"]))?;
        for one in all {
            let labels = owned(&expect["labels"][string(&one["revision"])]);
            same("labels", &owned(&one["branch_labels"]), &labels)?;
        }
        Ok(())
    }

    /// The document that a command prints, on the case's database; `None` where it was refused as
    /// it had to be, for programs and for people, and changed nothing.
    fn document(&mut self, words: &[&str]) -> Result<Option<Value>, String> {
        let answered = self.answered(&[words, &["--format", "json"]].concat());
        let document: Value = serde_json::from_str(&answered.out)
            .map_err(|error| format!("no JSON document ({error}): {answered:?}"))?;
        let (kind, code) = match self.expected {
            Expected::Success | Expected::Steps(..) => {
                return match answered.code {
                    0 => Ok(Some(document)),
                    _ => Err(format!("fails: {}", answered.out)),
                };
            }
            Expected::Refusal(kind, code) => (kind, code),
            Expected::AnyRefusal => ("", 1),
        };
        let error = &document["error"];
        if !kind.is_empty() {
            same("kind", &error["kind"].as_str(), &Some(kind))?;
        }
        same("exit code", &answered.code, &code)?;
        same("messages", answered.err.as_str(), "")?;
        self.nothing_happened()?;
        let told = self.answered(words);
        let message = format!("error: {}\n", string(&error["message"]));
        if told.code != code || !told.out.is_empty() || !told.err.starts_with(&message) {
            return Err(format!("{error} is told as {told:?}"));
        }
        self.nothing_happened()?;
        Ok(None)
    }

    /// Runs a command where the case begins.
    fn answered(&mut self, words: &[&str]) -> Answered {
        let rows = strings(&self.case["current"]);
        let applied = self.written.applied_below(&rows);
        self.application.put_at(self.chain, &applied);
        self.application.run(words)
    }

    fn nothing_happened(&mut self) -> Verdict {
        same("scripts that ran", &self.application.ran(), &vec![])?;
        same("the history", &self.application.history(), &vec![])?;
        let before = self.written.applied_below(&strings(&self.case["current"]));
        self.record_is(&before)
    }

    /// The document and the record say that the database is where the case ends.
    fn is_at(&mut self, document: &Value) -> Verdict {
        let rows = self.rows();
        same("heads", &strings(&document["heads"]), &rows)?;
        let applied = self.written.applied_below(&rows);
        self.record_is(&applied)
    }

    fn record_is(&mut self, applied: &BTreeSet<&str>) -> Verdict {
        let found = self.application.record();
        let found = found.iter().map(String::as_str).collect();
        same("the record", &found, applied)
    }

    /// Alembic's rows at the end, or the right ones where it is wrong.
    fn rows(&self) -> Vec<&'a str> {
        let expect = &self.case["expect"];
        match self.expected {
            Expected::Steps(_, rows) => rows.to_vec(),
            _ => strings(expect.get("rows_model").unwrap_or(&expect["rows"])),
        }
    }

    /// Where the database is at the end, as people are told.
    fn place(&self) -> String {
        let names: Vec<String> = self.rows().iter().map(|id| self.marked(id)).collect();
        match names.as_slice() {
            [] => "the base: nothing is applied".to_owned(),
            names => names.join(", "),
        }
    }

    fn marked(&self, id: &str) -> String {
        match self.heads.contains(&id) {
            true => format!("{id} (head)"),
            false => id.to_owned(),
        }
    }
}

fn owned(value: &Value) -> Vec<String> {
    strings(value).into_iter().map(str::to_owned).collect()
}

fn same<T: PartialEq + std::fmt::Debug + ?Sized>(what: &str, found: &T, expected: &T) -> Verdict {
    match found == expected {
        true => Ok(()),
        false => Err(format!("{what}: expected {expected:?}, found {found:?}")),
    }
}
