//! All printing to the terminal.
//!
//! Results go to standard output, progress and errors to standard error. If the reader goes away
//! (`cargo migrate history | head -1`), output ends quietly.

use crate::Failure;
use crate::secrets::without_passwords;
use anstream::{AutoStream, StripStream};
use anstyle::{AnsiColor, Style};
use serde_json::json;
use std::fmt::Display;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

const RED: Style = AnsiColor::Red.on_default().bold();
const CYAN: Style = AnsiColor::Cyan.on_default().bold();

/// Prints clap's message about an invalid command line, or the requested help. The exit code is 2 or 0.
pub(crate) fn print_usage(said: &clap::Error) -> ExitCode {
    let text = without_passwords(&said.render().ansi().to_string());
    // If even the message can't be written, there is nothing left to do.
    let _ = match said.use_stderr() {
        true => anstream::stderr().write_all(text.as_bytes()),
        false => anstream::stdout().write_all(text.as_bytes()),
    };
    ExitCode::from(u8::from(said.use_stderr()) * 2)
}

/// The output of a command: the process's own streams, or any two writers.
pub struct Terminal {
    out: BufWriter<Box<dyn Write + Send>>,
    err: Box<dyn Write + Send>,
    /// Whether standard error is a screen, on which a line can be rewritten.
    live: bool,
    has_status: bool,
    colour: bool,
    quiet: bool,
    unfinished_line: bool,
    failure: Option<io::Error>,
}

impl Failure {
    /// Prints the failure as the command's JSON document, unless that was done:
    /// `{"error":{"kind","message","notes","help","details"}}`. The returned failure prints nothing more.
    pub(crate) fn told(self, terminal: &mut Terminal) -> Self {
        if self.is_told {
            return self;
        }
        let notes = self.notes.iter().map(|note| without_passwords(note));
        terminal.line(json!({ "error": {
            "kind": self.kind,
            "message": without_passwords(&self.message),
            "notes": notes.collect::<Vec<_>>(),
            "help": self.help.as_deref().map(without_passwords),
            "details": Some(&self.details).filter(|details| !details.is_empty()),
        }}));
        self.without_text()
    }
}

impl Terminal {
    /// Creates a terminal on standard output and standard error, in colour if that is a terminal and
    /// `NO_COLOR` is not set.
    pub fn stdio() -> Self {
        let colour = AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never;
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            live: io::stderr().is_terminal() && !is_dumb,
            ..Self::over(
                Box::new(anstream::stdout()),
                Box::new(anstream::stderr()),
                colour,
            )
        }
    }

    /// Creates a terminal on two writers of the caller, without colour.
    pub fn plain(out: impl Write + Send + 'static, err: impl Write + Send + 'static) -> Self {
        let out: Box<dyn Write + Send> = Box::new(out);
        let err: Box<dyn Write + Send> = Box::new(err);
        Self::over(
            Box::new(StripStream::new(out)),
            Box::new(StripStream::new(err)),
            false,
        )
    }

    fn over(out: Box<dyn Write + Send>, err: Box<dyn Write + Send>, colour: bool) -> Self {
        Self {
            out: BufWriter::new(out),
            err,
            live: false,
            has_status: false,
            colour,
            quiet: false,
            unfinished_line: false,
            failure: None,
        }
    }

    /// Returns whether standard error may be coloured.
    pub fn is_coloured(&self) -> bool {
        self.colour
    }

    /// Returns whether progress messages are suppressed.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Suppresses progress messages from now on, but not results and errors.
    pub fn be_quiet(&mut self) {
        self.quiet = true;
    }

    /// Prints a line of the result.
    pub fn line(&mut self, text: impl Display) {
        let written = writeln!(self.out, "{text}");
        self.remember(written);
    }

    /// Prints a part of the result, and ends it with a line break if it has none.
    pub fn block(&mut self, text: &str) {
        let written = self.out.write_all(text.as_bytes());
        self.remember(written);
        if !text.is_empty() && !text.ends_with('\n') {
            self.line("");
        }
    }

    /// Prints a line on standard error that belongs to the answer, so that `--quiet` does not suppress it.
    #[cfg(feature = "authoring")]
    pub(crate) fn tell(&mut self, text: impl Display) {
        self.begin_message();
        let written = writeln!(self.err, "{text}");
        self.remember(written);
    }

    /// Prints a progress message: a line on standard error.
    pub fn say(&mut self, text: impl Display) {
        if self.quiet {
            return;
        }
        self.begin_message();
        let written = writeln!(self.err, "{text}");
        self.remember(written);
    }

    /// Asks a yes-or-no question; returns `None` if nobody can answer.
    pub fn ask(&mut self, question: impl Display) -> Option<bool> {
        use std::io::IsTerminal;
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            return None;
        }
        self.begin_message();
        let written = write!(self.err, "{question} [y/N] ").and_then(|()| self.err.flush());
        self.remember(written);
        let mut answer = String::new();
        match io::stdin().read_line(&mut answer) {
            Ok(read) if read > 0 => Some(matches!(answer.trim(), "y" | "Y" | "yes")),
            _ => None,
        }
    }

    /// Begins a line on standard error that [`Terminal::finish_line`] ends. Other messages in between
    /// start on a line of their own.
    pub fn begin_line(&mut self, text: impl Display) {
        if self.quiet {
            return;
        }
        self.begin_message();
        let written = write!(self.err, "{text}").and_then(|()| self.err.flush());
        self.unfinished_line = true;
        self.remember(written);
    }

    /// Returns whether a line can be rewritten.
    pub(crate) fn is_live(&self) -> bool {
        self.live
    }

    /// Returns whether a line was begun, and no other message followed.
    pub(crate) fn is_in_line(&self) -> bool {
        self.unfinished_line || self.quiet
    }

    /// Shows a status line, which replaces the previous one; the next message replaces it. A line longer
    /// than the screen is cut off (DECAWM is off), so that it stays one line.
    pub(crate) fn status(&mut self, text: impl Display) {
        if self.quiet {
            return;
        }
        self.begin_message();
        // Not through `err`, which removes control sequences if colours are off.
        let written = write!(io::stderr(), "\x1b[?7l{text}\x1b[?7h");
        self.has_status = true;
        self.remember(written);
    }

    /// Prints a reaction to user input: a line on standard error, even with `--quiet`.
    pub(crate) fn answer(&mut self, text: impl Display) {
        self.begin_message();
        let written = writeln!(self.err, "{text}");
        self.remember(written);
    }

    /// Ends the line that [`Terminal::begin_line`] began.
    pub fn finish_line(&mut self, text: impl Display) {
        if self.quiet {
            return;
        }
        self.unfinished_line = false;
        let written = writeln!(self.err, "{text}");
        self.remember(written);
    }

    /// Prints a failure, and what to do about it.
    pub fn error(&mut self, failure: &Failure) {
        self.begin_message();
        let mut text = format!("{RED}error{RED:#}: {}\n", failure.message);
        for note in &failure.notes {
            text.push_str(&format!("{CYAN}note{CYAN:#}: {note}\n"));
        }
        if let Some(help) = &failure.help {
            text.push_str(&format!("{CYAN}help{CYAN:#}: {help}\n"));
        }
        let text = failure.details.clone() + &without_passwords(&text);
        let written = self.err.write_all(text.as_bytes());
        self.remember(written);
    }

    /// Prints the failure, if there is one, and returns the exit code: 0, or that of its [`Exit`].
    ///
    /// [`Exit`]: crate::Exit
    pub fn finish(mut self, outcome: Result<(), Failure>) -> ExitCode {
        if let Err(failure) = &outcome
            && !failure.is_told
        {
            self.error(failure);
        }
        let written = self.exit_code(true);
        match outcome {
            Ok(()) => written,
            Err(failure) => ExitCode::from(failure.exit.code()),
        }
    }

    /// Flushes the output. `succeeded` is the outcome of the command; an output error turns success into
    /// failure, unless the reader went away.
    pub(crate) fn exit_code(mut self, succeeded: bool) -> ExitCode {
        let flushed = self.out.flush();
        self.remember(flushed);
        match self.failure.take() {
            Some(error) if error.kind() != ErrorKind::BrokenPipe => {
                self.error(&Failure::new(format!(
                    "the output can't be written: {error}"
                )));
                ExitCode::FAILURE
            }
            _ if succeeded => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        }
    }

    /// Keeps the order of the two streams, and ends an unfinished line.
    fn begin_message(&mut self) {
        let flushed = self.out.flush();
        self.remember(flushed);
        if std::mem::take(&mut self.has_status) {
            let written = write!(io::stderr(), "\r\x1b[K");
            self.remember(written);
        }
        if std::mem::take(&mut self.unfinished_line) {
            let written = writeln!(self.err);
            self.remember(written);
        }
    }

    fn remember(&mut self, written: io::Result<()>) {
        if let Err(error) = written {
            self.failure.get_or_insert(error);
        }
    }
}
