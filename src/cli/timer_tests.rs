use super::*;

fn job(program: &str) -> Job {
    Job {
        program: program.to_owned(),
        args: ["index", "-q", "--index", "/srv/idx", "/srv/news"].map(str::to_owned).to_vec(),
        writes: vec!["/srv/idx".into()],
        roots: vec!["/srv/news".into()],
        at: At { hour: 2, minute: 5 },
        memory: 1_024,
        owner: Some(1_001),
        at_home: false,
        in_tmp: false,
        unread: None,
    }
}

#[test]
fn a_time_of_day_has_two_numbers_of_two_digits() {
    assert_eq!(at("02:00"), Ok(At { hour: 2, minute: 0 }));
    assert_eq!(at("23:59"), Ok(At { hour: 23, minute: 59 }));
    for wrong in ["", "2:00", "24:00", "02:60", "02", "02:00:00", "+2:00", "aa:bb", "02: 0"] {
        assert!(at(wrong).unwrap_err().contains("02:00"), "{wrong}");
    }
}

#[test]
fn the_job_is_the_same_in_all_three() {
    let job = job("/usr/bin/search");
    let service = job.service();
    let exec = "\nExecStart=/usr/bin/search index -q --index /srv/idx /srv/news\n";
    assert!(service.contains(exec), "{service}");
    for line in [
        "RequiresMountsFor=/srv/idx /srv/news",
        "User=1001",
        "MemoryMax=1536M",
        "ReadWritePaths=/srv/idx",
        "ProtectHome=tmpfs",
        "PrivateTmp=yes",
    ] {
        assert!(service.contains(&format!("\n{line}\n")), "{line}: {service}");
    }
    // A code that says that nothing was published is a failure.
    assert!(!service.contains("SuccessExitStatus") && !service.contains("=-/"), "{service}");
    assert!(job.timer().contains("\nOnCalendar=*-*-* 02:05:00\n"));
    let line = "\n5 2 * * * nice -n 19 /usr/bin/search index -q --index /srv/idx /srv/news\n";
    assert!(job.cron().ends_with(line), "{}", job.cron());
}

#[test]
fn what_a_path_asks_for_is_told() {
    let mut job = job("/it's/100%/search");
    job.owner = None;
    job.at_home = true;
    job.in_tmp = true;
    job.unread = Some("/home/ada/.config/news-search/search.toml".into());
    let service = job.service();
    let exec =
        "\nExecStart=/bin/sh -c \"exec \\\"$$0\\\" \\\"$$@\\\"\" \"/it's/100%%/search\" index -q ";
    assert!(service.contains(exec), "{service}");
    assert!(!service.contains("\nUser=") && service.contains("Build it once"), "{service}");
    assert!(service.contains("ProtectHome=read-only") && service.contains("PrivateTmp=no"));
    assert!(service.contains("Not read is\n#   /home/ada/"), "{service}");
    assert!(
        job.cron().ends_with(" '/it'\"'\"'s/100\\%/search' index -q --index /srv/idx /srv/news\n")
    );
    job.program = "/back\\slash/search".into();
    assert!(job.cron().lines().all(|line| line.starts_with('#')), "{}", job.cron());
}

#[test]
fn paths_are_straight_and_printable() {
    assert_eq!(straight(Path::new("/no-such/a/../b/./c")), Path::new("/no-such/b/c"));
    assert_eq!(straight(Path::new("/../x")), Path::new("/x"));
    assert!(is_below(Path::new("/home/../home/x"), &["/home"]));
    assert!(!is_below(Path::new("/homeless/x"), &["/home"]));
    for wrong in ["/a\nb", "/a\tb", "/a\u{1b}[31m", "/a\u{202e}b"] {
        let failure = printable(Path::new(wrong)).unwrap_err();
        assert!(failure.help.is_some() && !failure.message.contains(['\u{1b}', '\n']));
    }
    assert_eq!(printable(Path::new("/ä %b")).unwrap(), "/ä %b");
}
