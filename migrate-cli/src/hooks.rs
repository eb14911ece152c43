//! Commands that a project runs on new scripts, such as a formatter.

use crate::{Failure, Terminal};
use std::process::Command;

/// Runs each hook on each script. The files are kept if a hook fails.
pub(crate) fn run(
    hooks: &[String],
    files: &[String],
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    for hook in hooks {
        for file in files.iter().filter(|file| file.ends_with(".sql")) {
            run_one(hook, file, terminal)?;
        }
    }
    Ok(())
}

/// Runs one hook. The path of the file replaces `{file}`, or is appended to the command.
fn run_one(hook: &str, file: &str, terminal: &mut Terminal) -> Result<(), Failure> {
    let mut words: Vec<String> = words(hook);
    let mut has_file = false;
    for word in &mut words {
        has_file |= word.contains("{file}");
        *word = word.replace("{file}", file);
    }
    if !has_file {
        words.push(file.to_owned());
    }
    let failure = |what: String| {
        Failure::new(format!("the hook `{hook}` {what}"))
            .note(format!(
                "`{file}` is written, and stays as the hook left it"
            ))
            .help("run the hook by hand, or change `hooks` under `[new]` in migrate.toml")
    };
    let output = Command::new(&words[0]).args(&words[1..]).output();
    let output = output.map_err(|error| failure(format!("can't be run: {error}")))?;
    for said in [&output.stdout, &output.stderr] {
        let said = String::from_utf8_lossy(said);
        if !said.trim().is_empty() {
            terminal.say(said.trim_end());
        }
    }
    match output.status.success() {
        true => Ok(()),
        false => Err(failure(format!("failed: {}", output.status))),
    }
}

/// Splits a command line at spaces outside quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let (mut quote, mut is_begun) = (None, false);
    for character in command.trim().chars() {
        match quote {
            Some(end) if character == end => quote = None,
            Some(_) => push(&mut words, character),
            None if matches!(character, '"' | '\'') => quote = Some(character),
            None if character.is_whitespace() => {
                if std::mem::take(&mut is_begun) {
                    words.push(String::new());
                }
                continue;
            }
            None => push(&mut words, character),
        }
        is_begun = true;
    }
    words
}

fn push(words: &mut [String], character: char) {
    if let Some(word) = words.last_mut() {
        word.push(character);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_split_at_spaces_outside_of_quotes() {
        let words = super::words(" sh -c 'echo \"a b\"'  {file} \"\" ");
        assert_eq!(words, ["sh", "-c", "echo \"a b\"", "{file}", ""]);
    }
}
