//! Everything that is printed, and nothing else that touches a terminal.
//!
//! Results go to standard output, everything said about the work to standard error. A reader that
//! goes away (`cargo migrate history | head -1`) ends the output quietly, whatever the exit code.

use crate::Failure;
use crate::address::without_passwords;
use anstream::{AutoStream, StripStream};
use anstyle::{AnsiColor, Style};
use std::fmt::Display;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

const RED: Style = AnsiColor::Red.on_default().bold();
const CYAN: Style = AnsiColor::Cyan.on_default().bold();

/// Prints what clap says of a command line that it did not take, or help that was asked for. The exit
/// code is 2 or 0.
pub(crate) fn print_usage(said: &clap::Error) -> ExitCode {
    let text = without_passwords(&said.render().ansi().to_string());
    // Nothing is left to be done where even the message can't be written.
    let _ = match said.use_stderr() {
        true => anstream::stderr().write_all(text.as_bytes()),
        false => anstream::stdout().write_all(text.as_bytes()),
    };
    ExitCode::from(u8::from(said.use_stderr()) * 2)
}

/// Where a command writes: the process's own streams, or any two writers.
pub struct Terminal {
    out: BufWriter<Box<dyn Write + Send>>,
    err: Box<dyn Write + Send>,
    /// Standard error is a screen, on which a line can be written again.
    live: bool,
    has_status: bool,
    colour: bool,
    quiet: bool,
    unfinished_line: bool,
    failure: Option<io::Error>,
}

impl Terminal {
    /// Writes to standard output and standard error; in colour when that is a terminal and
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

    /// Writes to two writers of the caller's, without colour.
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

    /// Whether what goes to standard error may be coloured.
    pub fn is_coloured(&self) -> bool {
        self.colour
    }

    /// Whether what is said about the work is left out.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Leaves out from now on what is said about the work; results and errors stay.
    pub fn be_quiet(&mut self) {
        self.quiet = true;
    }

    /// Prints a line of the result.
    pub fn line(&mut self, text: impl Display) {
        let written = writeln!(self.out, "{text}");
        self.remember(written);
    }

    /// Prints a part of the result as it stands, ending it with a line break if it has none.
    pub fn block(&mut self, text: &str) {
        let written = self.out.write_all(text.as_bytes());
        self.remember(written);
        if !text.is_empty() && !text.ends_with('\n') {
            self.line("");
        }
    }

    /// Says what belongs to the answer and not to the result: a line on standard error, whoever asked
    /// for quiet.
    #[cfg(feature = "authoring")]
    pub(crate) fn tell(&mut self, text: impl Display) {
        self.begin_message();
        let written = writeln!(self.err, "{text}");
        self.remember(written);
    }

    /// Says something about the work: a line on standard error.
    pub fn say(&mut self, text: impl Display) {
        if self.quiet {
            return;
        }
        self.begin_message();
        let written = writeln!(self.err, "{text}");
        self.remember(written);
    }

    /// Asks a question that is answered with yes or no; `None` where nobody is there to answer.
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

    /// Begins a line on standard error that [`Terminal::finish_line`] ends. Whatever else is said
    /// in between starts on a line of its own.
    pub fn begin_line(&mut self, text: impl Display) {
        if self.quiet {
            return;
        }
        self.begin_message();
        let written = write!(self.err, "{text}").and_then(|()| self.err.flush());
        self.unfinished_line = true;
        self.remember(written);
    }

    /// Whether a line can be written again.
    pub(crate) fn is_live(&self) -> bool {
        self.live
    }

    /// Whether a line was begun, and nothing else was said since.
    pub(crate) fn is_in_line(&self) -> bool {
        self.unfinished_line || self.quiet
    }

    /// Shows one line, over the one that it showed before. What is said next takes its place. A line
    /// longer than the screen is cut there (DECAWM is off), so that it stays one.
    pub(crate) fn status(&mut self, text: impl Display) {
        if self.quiet {
            return;
        }
        self.begin_message();
        // Not through `err`, which takes the controls out where colours are not wanted.
        let written = write!(io::stderr(), "\x1b[?7l{text}\x1b[?7h");
        self.has_status = true;
        self.remember(written);
    }

    /// Answers to what somebody did: a line on standard error, whoever asked for quiet.
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

    /// Says that the command failed, and what to do about it.
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

    /// Prints the failure, if there is one, and returns the exit code: 0, or what [`Exit`] says.
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

    /// Flushes what is pending. `succeeded` is the command's own outcome; output that could not be
    /// written turns a success into a failure, unless it is the reader who went away.
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

    /// Keeps the order of the two streams, and ends a line that something interrupts.
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
