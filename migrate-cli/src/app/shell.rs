//! Shell completions and the manual page.

use crate::{Failure, Terminal};
use clap::{Command, CommandFactory};
pub use clap_complete::Shell;

/// Prints the completion script of an application for a shell, including the application's own commands.
pub fn completions<Application: CommandFactory>(shell: Shell, terminal: &mut Terminal) {
    print_completions(shell, Application::command(), terminal);
}

/// Prints the manual page of an application, with a section for each command.
///
/// # Errors
///
/// If it can't be written.
pub fn manual<Application: CommandFactory>(terminal: &mut Terminal) -> Result<(), Failure> {
    print_manual(Application::command(), terminal)
}

pub(super) fn print_completions(shell: Shell, mut command: Command, terminal: &mut Terminal) {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    terminal.block(&String::from_utf8_lossy(&script));
}

pub(super) fn print_manual(mut command: Command, terminal: &mut Terminal) -> Result<(), Failure> {
    command.build();
    let mut page = Vec::new();
    let written = write_pages(&command, &mut page);
    written.map_err(|error| Failure::new(format!("the manual can't be written: {error}")))?;
    terminal.block(&String::from_utf8_lossy(&page));
    Ok(())
}

/// Writes the page of the program, then the options of each command as sections.
fn write_pages(command: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    clap_mangen::Man::new(command.clone()).render(page)?;
    for below in command
        .get_subcommands()
        .filter(|below| !below.is_hide_set())
    {
        let name = below
            .get_display_name()
            .unwrap_or(below.get_name())
            .to_uppercase();
        page.extend_from_slice(format!(".SH \"{name}\"\n").as_bytes());
        let man = clap_mangen::Man::new(below.clone());
        man.render_synopsis_section(page)?;
        man.render_description_section(page)?;
        man.render_options_section(page)?;
    }
    Ok(())
}
