//! What a night costs in which nothing changed, before anything is compared: the walk, and the
//! fingerprints of all settings.
//!
//! `cargo run --release --example walk_cost -- FOLDER…`
//!
//! Does both once and tells the time of each, so that the whole process can be held against
//! `find FOLDER -printf '%s %T@ %p\n' > /dev/null`, in turns and with warm caches. With `--plain` it
//! walks without fingerprints.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;
use std::{env, hint};

use news_search::corpus::read::{ReadOptions, Reader};
use news_search::corpus::walk::{name_roots, walk, walk_folders};

fn main() -> ExitCode {
    let (plain, paths): (Vec<String>, Vec<String>) =
        env::args().skip(1).partition(|arg| arg == "--plain");
    if paths.is_empty() {
        eprintln!("usage: walk_cost [--plain] FOLDER...");
        return ExitCode::from(2);
    }
    let roots = name_roots(&paths.iter().map(PathBuf::from).collect::<Vec<_>>());
    let (mut files, mut left) = (Vec::new(), 0);
    let began = Instant::now();
    if !plain.is_empty() {
        walk(&roots, false, &mut |found| found.map_or_else(|_| left += 1, |file| files.push(file)));
        println!("{} files, {left} left alone, walked in {:.1?}", files.len(), began.elapsed());
        return ExitCode::SUCCESS;
    }
    let reader = Reader::new(ReadOptions::default());
    walk_folders(
        &roots,
        false,
        &mut |found| found.map_or_else(|_| left += 1, |file| files.push(file)),
        &mut |folder, facts| reader.know(folder, facts),
    );
    let walked = began.elapsed();
    let hashes = hint::black_box(reader.settings_hashes(&files));
    let broken = hashes.iter().filter(|hash| hash.is_none()).count();
    println!(
        "{} files, {left} left alone, {broken} with broken settings, walked in {walked:.1?}, \
         fingerprints in {:.1?}",
        files.len(),
        began.elapsed() - walked,
    );
    ExitCode::SUCCESS
}
