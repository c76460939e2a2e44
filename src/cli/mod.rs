//! The binary's own room: arguments, settings, what each command does, exit codes. Nobody imports
//! it; only here are environment, clock, terminal and standard streams touched.

/// Says one line on standard error; that nobody listens is no error.
macro_rules! say {
    ($($part:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($part)*);
    }};
}

mod args;
mod args_explain;
mod args_measuring;
mod batch;
mod completions;
mod copies;
mod diff;
mod environment;
mod eval;
mod eval_report;
mod exit;
mod explain;
mod extract;
mod fields;
mod find;
mod formats;
mod generations;
mod index;
mod log_line;
mod metrics;
mod names;
mod night;
mod open;
mod operations;
mod output;
mod pager;
mod progress;
mod quoting;
mod report;
mod settings;
mod settings_file;
mod settings_typed;
mod show;
mod split;
mod timer;
mod topics;
mod values;

use std::ffi::OsString;
use std::path::Path;

pub use exit::{Exit, Failure};
use news_search::query::suggest::nearest;
pub use split::wants_json;
use split::{Call, split};

/// Does what the arguments (without the program's name) ask for.
pub fn run(args: Vec<OsString>) -> Result<Exit, Failure> {
    match split(args) {
        Call::Query { options, words } => find::run(options, words),
        Call::Command { name, args } => command(name, args),
        Call::Planned { name } => Err(Failure::unbuilt(&format!("search {name}"))
            .help(format!("to look for the word, type: search -- {name}"))),
        Call::Help => {
            let help = args::whole_command().render_help().to_string();
            output::Output::plain(true).write(help.as_bytes())?;
            Ok(Exit::Done)
        }
        Call::Version => {
            let version = concat!("search ", env!("CARGO_PKG_VERSION"), "\n");
            output::write_stdout(version.as_bytes())?;
            Ok(Exit::Done)
        }
    }
}

fn command(name: &'static str, args: Vec<OsString>) -> Result<Exit, Failure> {
    hint(name, &args);
    match name {
        "index" => with(name, args, index::run),
        "show" => with(name, args, show::run),
        "explain" => with(name, args, explain::run),
        "extract" => with(name, args, extract::run),
        "fields" => with(name, args, fields::run),
        "batch" => with(name, args, batch::run),
        "eval" => with(name, args, eval::run),
        "completions" => with(name, args, completions::shell),
        _ => with(name, args, completions::manual),
    }
}

/// Reads the arguments of a subcommand and runs it; its help alone is done at once.
fn with<T: clap::Args>(
    name: &'static str,
    args: Vec<OsString>,
    run: impl Fn(T) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    match args::of_command(name, args)? {
        Some(args) => run(args),
        None => Ok(Exit::Done),
    }
}

/// Says how to look for a word that is also a subcommand, where it may have been meant so: on a
/// terminal, and where what follows is neither an option, nor a file, nor an action.
fn hint(name: &str, args: &[OsString]) {
    let meant = args.iter().all(|arg| {
        let text = arg.to_string_lossy();
        !text.starts_with('-')
            && !index::ACTIONS.contains(&text.as_ref())
            && !Path::new(arg).exists()
    });
    // An id, a path or a shell is what these commands want.
    let wanted = match name {
        "explain" => args.len() > 1,
        _ => matches!(name, "show" | "completions" | "extract") && args.len() == 1,
    };
    if meant && !wanted && environment::stderr_is_terminal() {
        say!("note: {name} is a command; to look for the word, type: search -- {name}");
    }
}
