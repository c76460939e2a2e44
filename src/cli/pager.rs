//! A pager as git uses one: `$SEARCH_PAGER`, `$PAGER`, or `less`, which gets `LESS=FRX` unless the
//! user has set it.

use std::io::Write;
use std::process::{Command, Stdio};

use super::environment;

/// Shows an answer in the pager; `false` if there is none, and nothing was shown.
pub fn show(answer: &[u8]) -> bool {
    let Some(command) = choose(environment::variable) else { return false };
    // A pager that nobody chose may be missing without a word; what was chosen is the shell's.
    let mut pager = if command == "less" {
        Command::new("less")
    } else {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(&command);
        shell
    };
    pager.stdin(Stdio::piped());
    if environment::variable("LESS").is_none() {
        pager.env("LESS", "FRX");
    }
    let Ok(mut child) = pager.spawn() else { return false };
    if let Some(mut stdin) = child.stdin.take() {
        // Leaving the pager early closes the pipe, which is fine.
        let _ = stdin.write_all(answer);
    }
    // The shell says 127 if there is no such program, 126 if it cannot be run.
    child.wait().is_ok_and(|status| !matches!(status.code(), Some(126 | 127)))
}

/// Returns the command of the pager; `None` if the user wants none.
fn choose(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let command =
        variable("SEARCH_PAGER").or_else(|| variable("PAGER")).unwrap_or_else(|| "less".to_owned());
    let command = command.trim();
    (command != "cat" && !command.is_empty()).then(|| command.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_choice_comes_first() {
        let from = |set: &'static [(&str, &str)]| {
            choose(move |name| {
                set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(from(&[]).as_deref(), Some("less"));
        assert_eq!(from(&[("PAGER", "more")]).as_deref(), Some("more"));
        assert_eq!(from(&[("PAGER", "more"), ("SEARCH_PAGER", "cat")]), None);
    }
}
