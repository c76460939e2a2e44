//! `search index timer`: a service and a timer for systemd and a line for cron that bring the index up to
//! date every night, for the paths in use.
//!
//! Prints texts and installs nothing. The job names everything by absolute path, the settings file
//! too, so that it does the same from any folder and for any user. A run that publishes nothing ends
//! with another code than 0 and has to be seen: as a failed unit, or in cron's mail.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use news_search::render::json::write_line;
use news_search::render::sanitize;
use serde::Serialize;

use super::args::IndexArgs;
use super::exit::{Exit, Failure};
use super::index::absolute;
use super::output::Output;
use super::quoting::{
    cron_command, shell_word, systemd_argument, systemd_listed_path, systemd_starts, systemd_word,
};
use super::settings::Settings;
use super::{environment, open};

/// What the kernel may hold for it beside that, in MiB: pages of files that were read and written, which
/// it gives back when it has to.
const BESIDE: u64 = 512;

/// Runs a program whose path systemd does not take as the first word.
const BY_SHELL: &str = "/bin/sh -c \"exec \\\"$$0\\\" \\\"$$@\\\"\"";

/// When the job starts, by the clock of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    hour: u8,
    minute: u8,
}

/// Reads `HH:MM`.
pub fn at(text: &str) -> Result<At, String> {
    let two = |part: &str, below: u8| {
        let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        part.parse().ok().filter(|number| digits && *number < below)
    };
    let read = text
        .split_once(':')
        .and_then(|(hour, minute)| Some(At { hour: two(hour, 24)?, minute: two(minute, 60)? }));
    read.ok_or_else(|| format!("{text:?} is not a time of day such as 02:00"))
}

/// The three texts, for a script that writes files.
#[derive(Debug, Serialize)]
struct Texts {
    format_version: u32,
    service: String,
    timer: String,
    cron: String,
}

/// Prints the texts.
pub fn run(settings: &Settings, args: &IndexArgs, json: bool) -> Result<Exit, Failure> {
    let job = Job::of(settings, args)?;
    let texts =
        Texts { format_version: 1, service: job.service(), timer: job.timer(), cron: job.cron() };
    let mut answer = Vec::new();
    if json {
        write_line(&texts, &mut answer)?;
    } else {
        let Texts { service, timer, cron, .. } = texts;
        answer.extend(format!("{service}\n{timer}\n{cron}").bytes());
    }
    Output::plain(false).write(&answer)?;
    Ok(Exit::Done)
}

/// What is run, when, and what it touches. All paths are absolute and printable.
#[derive(Debug)]
struct Job {
    program: String,
    /// The arguments, as the program gets them.
    args: Vec<String>,
    /// Folders that it writes: the index.
    writes: Vec<String>,
    /// Where the corpus is.
    roots: Vec<String>,
    at: At,
    /// What the program itself holds at most, in MiB.
    memory: u64,
    /// The user who owns the index, by number; `None` where there is no index yet.
    owner: Option<u32>,
    /// Whether it reads or writes below the folders of users, or below those for temporary files.
    at_home: bool,
    in_tmp: bool,
    /// A settings file of the user that is not read because the job names another.
    unread: Option<String>,
}

impl Job {
    fn of(settings: &Settings, args: &IndexArgs) -> Result<Job, Failure> {
        let program = environment::program()
            .filter(|path| path.is_file())
            .ok_or_else(|| Failure::usage("cannot tell where this program stands on the disk"))?;
        let roots = corpus(settings)?;
        let [index] = one(settings.index())?;
        let mut touched = vec![program.clone(), index.clone()];
        touched.extend(roots.iter().cloned());
        let mut words = vec!["index".to_owned(), "-q".to_owned()];
        let mut add = |option: &str, value: String| words.extend([option.to_owned(), value]);
        add("--index", printable(&index)?);
        let mut files = settings.files().iter();
        if let Some(file) = files.next() {
            let [file] = one(file.clone())?;
            add("--config", printable(&file)?);
            touched.push(file);
        }
        if let Some(file) = &settings.options().aliases {
            touched.extend(one(file.clone())?);
        }
        if let Some(threads) = args.threads {
            add("--threads", threads.to_string());
        }
        if let Some(keep) = args.keep {
            add("--keep", keep.to_string());
        }
        let follows = settings.options().follow == Some(true);
        if follows {
            words.push("--follow".to_owned());
        }
        if let Some(memory) = args.memory {
            words.extend(["--memory".to_owned(), memory.to_string()]);
        }
        if args.checksum {
            words.push("--checksum".to_owned());
        }
        for gate in &args.accept {
            words.extend(["--accept".to_owned(), gate.to_string()]);
        }
        for (option, hook) in
            [("--hook-before", &args.hook_before), ("--hook-after", &args.hook_after)]
        {
            if let Some(hook) = hook {
                words.extend([option.to_owned(), printable(Path::new(hook))?]);
            }
        }
        let mut writes = vec![printable(&straight(&index))?];
        for (option, file) in [("--report", &args.report), ("--metrics", &args.metrics)] {
            if let Some(file) = file {
                let [file] = one(file.clone())?;
                words.extend([option.to_owned(), printable(&file)?]);
                // It is replaced by a new file beside it.
                if let Some(folder) = file.parent() {
                    writes.push(printable(&straight(folder))?);
                    touched.push(folder.to_owned());
                }
            }
        }
        writes.dedup();
        let named = roots.iter().map(|root| printable(root)).collect::<Result<Vec<_>, _>>()?;
        words.extend(named);
        let below = |folders: &[&str]| {
            // Links out of the corpus may lead anywhere.
            follows || touched.iter().any(|path| is_below(path, folders))
        };
        Ok(Job {
            program: printable(&program)?,
            args: words,
            writes,
            roots: roots.iter().map(|root| printable(&straight(root))).collect::<Result<_, _>>()?,
            memory: settings.memory().div_ceil(1 << 20),
            at: args.at.unwrap_or(At { hour: 2, minute: 0 }),
            owner: environment::owner(&index),
            at_home: below(&["/home", "/root", "/run/user"]),
            in_tmp: below(&["/tmp", "/var/tmp"]),
            unread: files.next().map(|file| printable(file)).transpose()?,
        })
    }

    /// The command as a shell reads it.
    fn shell(&self) -> String {
        let words = std::iter::once(&self.program).chain(&self.args);
        words.map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
    }

    /// The command as `ExecStart=` takes it.
    fn exec(&self) -> String {
        let program = match systemd_starts(&self.program) {
            true => systemd_word(&self.program),
            false => format!("{BY_SHELL} {}", systemd_argument(&self.program)),
        };
        let args = self.args.iter().map(|word| systemd_argument(word));
        std::iter::once(program).chain(args).collect::<Vec<_>>().join(" ")
    }

    fn service(&self) -> String {
        let memory = self.memory;
        let mut text = String::from(
            "# /etc/systemd/system/news-search.service\n\
             # Brings the index up to date; news-search.timer starts it. Once both files are there:\n\
             #   systemctl daemon-reload\n\
             #   systemctl enable --now news-search.timer\n\
             # To run it now, and to see how a run ended:\n\
             #   systemctl start news-search.service\n\
             #   systemctl status news-search.service\n\
             #   journalctl -u news-search.service\n\
             # A run that publishes nothing is a failed unit, and the index stays as it was; name a unit\n\
             # that tells somebody in OnFailure=.\n",
        );
        self.remark(&mut text);
        if self.owner.is_none() {
            let command = self.shell();
            let _ = write!(
                text,
                "# There was no index yet when this was printed. Build it once as the user who is to own\n\
                 # it, then print this again:\n\
                 #   {command}\n"
            );
        }
        let mounts = self.writes.iter().chain(&self.roots).map(|path| systemd_word(path));
        let mounts: Vec<String> = mounts.collect();
        let writes = self.writes.iter().map(|path| systemd_listed_path(path));
        let writes: Vec<String> = writes.collect();
        let _ = write!(
            text,
            "\n[Unit]\n\
             Description=Nightly build of the news index\n\
             # Disks that are not mounted by now are mounted first.\n\
             RequiresMountsFor={}\n\
             #OnFailure=\n\
             \n[Service]\n\
             Type=oneshot\n",
            mounts.join(" ")
        );
        if let Some(owner) = self.owner {
            let _ = write!(text, "# The owner of the index folder.\nUser={owner}\n");
        }
        let _ = write!(
            text,
            "ExecStart={}\n\
             \n\
             # Whatever else the machine does goes first.\n\
             Nice=19\n\
             CPUWeight=10\n\
             IOWeight=10\n\
             IOSchedulingClass=idle\n\
             # {memory} MiB for the program, {BESIDE} MiB for pages of the files that it reads and writes.\n\
             MemoryMax={}M\n\
             \n\
             # It reads files and writes the index. It needs nothing else; a hook may.\n\
             ProtectSystem=strict\n\
             ReadWritePaths={}\n\
             ProtectHome={}\n\
             PrivateTmp={}\n\
             NoNewPrivileges=yes\n\
             CapabilityBoundingSet=CAP_DAC_READ_SEARCH\n\
             PrivateDevices=yes\n\
             PrivateNetwork=yes\n\
             RestrictAddressFamilies=AF_UNIX\n\
             RestrictNamespaces=yes\n\
             RestrictRealtime=yes\n\
             RestrictSUIDSGID=yes\n\
             ProtectClock=yes\n\
             ProtectControlGroups=yes\n\
             ProtectHostname=yes\n\
             ProtectKernelLogs=yes\n\
             ProtectKernelModules=yes\n\
             ProtectKernelTunables=yes\n\
             LockPersonality=yes\n\
             MemoryDenyWriteExecute=yes\n\
             SystemCallArchitectures=native\n\
             SystemCallFilter=@system-service\n\
             SystemCallErrorNumber=EPERM\n",
            self.exec(),
            memory + BESIDE,
            writes.join(" "),
            // An empty folder, not a locked one: a settings file that is looked for there is then
            // missing, which is no error.
            if self.at_home { "read-only" } else { "tmpfs" },
            if self.in_tmp { "no" } else { "yes" },
        );
        text
    }

    fn timer(&self) -> String {
        let At { hour, minute } = self.at;
        format!(
            "# /etc/systemd/system/news-search.timer\n\
             # Starts news-search.service every night; a night for which the machine was off is made up\n\
             # for when it is on again. The next start: systemctl list-timers news-search.timer\n\
             \n[Unit]\n\
             Description=Nightly build of the news index\n\
             \n[Timer]\n\
             OnCalendar=*-*-* {hour:02}:{minute:02}:00\n\
             Persistent=true\n\
             RandomizedDelaySec=15min\n\
             \n[Install]\n\
             WantedBy=timers.target\n"
        )
    }

    fn cron(&self) -> String {
        let mut text = String::from(
            "# A line for cron: crontab -e, as the user who owns the index. Where systemd runs the timer, leave\n\
             # it out. The run is silent unless it fails; then cron mails what it says.\n",
        );
        self.remark(&mut text);
        let At { hour, minute } = self.at;
        let _ = match cron_command(&self.shell()) {
            Some(command) => writeln!(text, "{minute} {hour} * * * nice -n 19 {command}"),
            None => writeln!(
                text,
                "# There is no such line for these paths: crons read a backslash in different ways."
            ),
        };
        text
    }

    /// Says what the job does not read.
    fn remark(&self, text: &mut String) {
        if let Some(file) = &self.unread {
            let _ = write!(
                text,
                "# Of two settings files this job reads the one it names. Not read is\n#   {file}\n"
            );
        }
    }
}

/// The corpus: the folders that the index was made from, else what the settings say.
fn corpus(settings: &Settings) -> Result<Vec<PathBuf>, Failure> {
    let known = open::engine(&settings.index()).ok();
    let known = known.iter().flat_map(|engine| &engine.manifest().roots);
    let known: Vec<PathBuf> = known.map(|root| PathBuf::from(&root.path)).collect();
    let roots = if known.is_empty() { absolute(&settings.corpus())? } else { known };
    if roots.is_empty() {
        return Err(Failure::usage("no corpus is named and there is no folder corpus here")
            .help("type: search index timer --corpus CORPUS_FOLDER"));
    }
    Ok(roots)
}

/// Makes one path absolute.
fn one(path: PathBuf) -> Result<[PathBuf; 1], Failure> {
    let made = absolute(&[path])?;
    made.try_into().map_err(|_| Failure::usage("cannot tell the absolute path of a file"))
}

/// Takes `..` out of a path, as systemd wants the paths of folders.
fn straight(path: &Path) -> PathBuf {
    use std::path::Component;
    if !path.components().any(|part| part == Component::ParentDir) {
        return path.to_path_buf();
    }
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let mut straight = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => _ = straight.pop(),
            part => straight.push(part),
        }
    }
    straight
}

/// Tells whether a path, or what it leads to, is below one of these folders.
fn is_below(path: &Path, folders: &[&str]) -> bool {
    let real = path.canonicalize().unwrap_or_else(|_| straight(path));
    folders.iter().any(|folder| path.starts_with(folder) || real.starts_with(folder))
}

/// Returns a path that can stand in a unit and in a crontab: text, without line breaks and the like.
fn printable(path: &Path) -> Result<String, Failure> {
    let harmful = |c: char| c.is_control() || sanitize::is_harmful(c);
    match path.to_str() {
        Some(text) if !text.contains(harmful) => Ok(text.to_owned()),
        _ => Err(Failure::usage(format!(
            "the path {:?} cannot stand in a unit or a crontab: it holds a control character or is not \
             UTF-8",
            path.display().to_string()
        ))
        .help("give the folder another name, or a link to it with another name")),
    }
}

#[cfg(test)]
#[path = "timer_tests.rs"]
mod tests;
