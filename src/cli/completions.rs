//! `search completions SHELL` and `search man`.

use super::args::{CompletionsArgs, ManArgs, whole_command};
use super::exit::{Exit, Failure};
use super::output;

/// Prints completions for a shell.
pub fn shell(args: CompletionsArgs) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut whole_command(), "search", &mut script);
    output::write_stdout(&script)?;
    Ok(Exit::Done)
}

/// Prints the manual page, in roff.
pub fn manual(_: ManArgs) -> Result<Exit, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(whole_command()).render(&mut page)?;
    output::write_stdout(&page)?;
    Ok(Exit::Done)
}
