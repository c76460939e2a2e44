//! The binary `search`: runs, tells one error, maps it to an exit code.

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};

mod cli;

use cli::{Exit, Failure};

fn main() {
    // A panic is told below, as one line like every other error.
    set_hook(Box::new(|_| {}));
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    let json = cli::wants_json(&args);
    let exit = match catch_unwind(AssertUnwindSafe(|| cli::run(args))) {
        Ok(Ok(exit)) => exit,
        Ok(Err(failure)) => tell(failure, json),
        Err(panic) => tell(Failure::of_panic(&*panic), json),
    };
    // Flushes standard output and ends at once, without running what is left to drop.
    std::process::exit(exit.code().into());
}

/// Tells a failure and returns how the program ends for it.
fn tell(failure: Failure, json: bool) -> Exit {
    let failure = failure.into_json(json);
    failure.tell();
    failure.exit
}
