//! Containers and folders made to harm: bombs, lies, loops.
//! Each is read within bounds of time and memory, writes nothing, and is told with its code.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::write::DeflateEncoder;
use flate2::{Compress, Compression, FlushCompress};

use crate::boxes::{Zipped, article, finish_zip, tar, told, told_by, zip};
use crate::newsroom::{Newsroom, finish, gzip};

/// Address space of a run in KiB: above what reading one record of the greatest length takes.
const ROOM: u32 = 400_000;

/// What is told of a path by a run that may not take more memory than [`ROOM`].
fn confined(room: &Newsroom, path: &str) -> Vec<String> {
    let script = format!("ulimit -v {ROOM} && exec \"$0\" \"$@\"");
    let seen = told_by(finish(room.shell(&script, &["extract", "-q", path]), path.to_owned()));
    assert!(!seen.is_empty(), "nothing is told of {path}");
    seen
}

/// A stream of Deflate (RFC 1951) that gives a piece of 1 MiB so many times, without packing it as
/// often: after a full flush a block stands for itself.
fn deflate_again(piece: &[u8], times: usize) -> Vec<u8> {
    let mut packed = Vec::with_capacity(64 << 10);
    let mut encoder = Compress::new(Compression::best(), false);
    encoder.compress_vec(piece, &mut packed, FlushCompress::Full).unwrap();
    let mut out = packed.repeat(times);
    // An empty last block of the fixed code.
    out.extend([0x03, 0x00]);
    out
}

/// What a zip tells of a member: its packed and unpacked size.
fn facts(packed: u32, unpacked: u32, name: &str, crc: u32) -> Vec<u8> {
    let mut facts = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
    facts.extend(crc.to_le_bytes());
    facts.extend(packed.to_le_bytes());
    facts.extend(unpacked.to_le_bytes());
    facts.extend((name.len() as u16).to_le_bytes());
    facts.extend([0, 0]);
    facts
}

/// The header that stands before a member.
fn local(facts: &[u8], name: &str) -> Vec<u8> {
    [b"PK\x03\x04", facts, name.as_bytes()].concat()
}

/// The line of the directory for a member whose header stands at `place`.
fn listed(facts: &[u8], name: &str, place: u32) -> Vec<u8> {
    let made = [b"PK\x01\x02\x14\x03", facts].concat();
    [&made[..], &[0; 10], &place.to_le_bytes(), name.as_bytes()].concat()
}

/// Every file and link below a folder.
fn all_below(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all.push(path.to_string_lossy().into_owned());
        if path.is_dir() && !path.is_symlink() {
            all.extend(all_below(&path));
        }
    }
    all.sort();
    all
}

#[test]
fn ten_gigabytes_in_ten_megabytes_stay_small() {
    let room = Newsroom::new();
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let (mut noughts, mut rows) = (vec![0; 1 << 20], b"a,b\n".repeat(1 << 18));
    noughts[0] = b'a';
    rows[..8].copy_from_slice(b"day,text");
    let members: [(&str, Vec<u8>); 5] = [
        ("letters.txt", vec![b'a'; 1 << 20]),
        ("noughts.txt", noughts),
        ("open.json", [b"[\"", &vec![b'a'; (1 << 20) - 2][..]].concat()),
        ("one-line.jsonl", [b"{\"title\":\"", &vec![b'a'; (1 << 20) - 10][..]].concat()),
        ("rows.csv", rows),
    ];
    for (name, piece) in &members {
        let packed = deflate_again(piece, 2_048);
        let facts = facts(packed.len() as u32, 0x8000_0000, name, 0);
        directory.extend(listed(&facts, name, out.len() as u32));
        out.extend(local(&facts, name));
        out.extend(packed);
    }
    let bomb = finish_zip(out, &directory, members.len());
    assert!(bomb.len() < 16 << 20, "{} bytes", bomb.len());
    room.write("bomb/ten.zip", &bomb);
    // Packed once more it has a thousandth of that, and may unpack to as little.
    room.write("again/ten.zip", zip(&[Zipped("ten.zip", &bomb, 0)]));
    let before = all_below(&room.path(""));
    let seen = confined(&room, "bomb");
    for (member, code) in [
        ("letters.txt", "rejected too-large"),
        ("noughts.txt", "skipped binary"),
        ("open.json", "rejected bad-json"),
        ("one-line.jsonl", "rejected"),
        ("rows.csv", "rejected expansion"),
    ] {
        let told = format!("bomb/ten.zip/{member} {code}");
        assert!(seen.iter().any(|line| line.starts_with(&told)), "{told}: {:?}", &seen[..9]);
    }
    let seen = confined(&room, "again");
    assert!(seen.iter().all(|line| line.contains(" rejected ")), "{seen:?}");
    assert_eq!(all_below(&room.path("")), before);
}

/// Each member quotes the header of the next as stored bytes, so that all share one kernel
/// (D. Fifield, "A better zip bomb", WOOT 2019).
#[test]
fn members_that_lie_in_each_other_are_read_once() {
    let room = Newsroom::new();
    let kernel = deflate_again(&vec![b'a'; 1 << 20], 8);
    let mut tail = Vec::new();
    let mut unpacked = 0_u32;
    let mut members = Vec::new();
    for n in (0..200).rev() {
        let name = format!("{n:03}.txt");
        let data = if tail.is_empty() {
            unpacked = 8 << 20;
            kernel.clone()
        } else {
            // A stored block, not the last one, that holds the header behind it.
            let quoted = 30 + 7_u16;
            unpacked += u32::from(quoted);
            let block = [&[0][..], &quoted.to_le_bytes(), &(!quoted).to_le_bytes()].concat();
            [&block[..], &tail].concat()
        };
        let facts = facts(data.len() as u32, unpacked, &name, 0);
        tail = [local(&facts, &name), data].concat();
        members.push((facts, name, tail.len()));
    }
    let mut directory = Vec::new();
    for (facts, name, len) in members.iter().rev() {
        directory.extend(listed(facts, name, (tail.len() - len) as u32));
    }
    room.write("z/quoted.zip", finish_zip(tail.clone(), &directory, members.len()));
    let seen = confined(&room, "z");
    // What the first one holds is an archive as well.
    assert!((200..210).contains(&seen.len()), "{} verdicts", seen.len());
    let damaged = seen.iter().filter(|line| line.ends_with(" rejected damaged")).count();
    assert!(damaged >= 199, "{damaged}");
    assert!(seen.iter().all(|line| line.contains(" rejected ")), "{:?}", &seen[..5]);
    // The same whose directory lies in it again and again.
    room.write("y/again.zip", finish_zip(tail, &directory.repeat(100), 20_000));
    let seen = confined(&room, "y");
    assert!(seen.iter().all(|line| line.contains(" rejected ")), "{:?}", &seen[..5]);
}

#[test]
fn entities_are_not_laughed_at() {
    let room = Newsroom::new();
    let mut doctype = String::from("<!DOCTYPE rss [\n<!ENTITY a0 \"lol\">\n");
    for n in 1..30 {
        let many = format!("&a{};", n - 1).repeat(10);
        doctype += &format!("<!ENTITY a{n} \"{many}\">\n");
    }
    // The file of the system, and one that stands beside.
    doctype += "<!ENTITY x SYSTEM \"file:///etc/passwd\">\n<!ENTITY y SYSTEM \"secret.txt\">\n]>\n";
    let item = |text: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n{doctype}<rss version=\"2.0\"><channel><item><title>Ferry \
             sails</title><description>{text}</description></item></channel></rss>\n"
        )
    };
    room.write("secret.txt", "the secret of the harbour\n");
    room.write("feeds/laughs.xml", item("It sailed &a29; again."));
    room.write("feeds/outside.xml", item("It sailed &x;&y; again."));
    let quadratic = format!("<!DOCTYPE rss [<!ENTITY a \"{}\">]>\n", "b".repeat(100_000));
    let feed = item("").replace(&doctype, &quadratic);
    room.write(
        "feeds/quadratic.xml",
        feed.replace("<description>", &format!("<description>{}", "&a;".repeat(50_000))),
    );
    let seen = confined(&room, "feeds");
    assert_eq!(seen.len(), 3, "{seen:?}");
    for line in room.run(["extract", "-q", "feeds"]).calm().json_lines() {
        let text = line.to_string();
        assert!(text.len() < 400_000, "{} bytes of {}", text.len(), line["path"]);
        assert!(!text.contains("root:") && !text.contains("the secret"), "{text}");
        assert!(!text.contains("lollol"), "{text}");
    }
}

#[test]
fn a_tar_writes_nothing_and_reads_nothing_beside_it() {
    let room = Newsroom::new();
    let one = article("One");
    room.write("secret.txt", "The secret\n\nof the harbour.\n");
    // pax and GNU name a member in the bytes of another (POSIX.1-2017 pax; GNU tar manual).
    let pax = |text: &str| {
        let mut len = text.len() + 3;
        len += len.to_string().len() - 1;
        format!("{len} {text}\n")
    };
    let up = pax("path=../../up.txt");
    let out = pax("linkpath=/etc/passwd");
    let whole = tar(&[
        ("a/one.txt", b'0', one.as_bytes()),
        ("../../x", b'0', one.as_bytes()),
        ("/abs.txt", b'0', one.as_bytes()),
        ("a/../../y", b'0', one.as_bytes()),
        ("C:\\x.txt", b'0', one.as_bytes()),
        ("pax", b'x', up.as_bytes()),
        ("named.txt", b'0', one.as_bytes()),
        ("pax", b'x', out.as_bytes()),
        ("soft", b'2', b""),
        ("././@LongLink", b'L', b"../../../long.txt\0"),
        ("named.txt", b'0', one.as_bytes()),
        ("hard", b'1', b""),
        ("char", b'3', b""),
        ("block", b'4', b""),
        ("pipe", b'6', b""),
        ("a/last.txt", b'0', article("Last").as_bytes()),
    ]);
    room.write("tars/t.tar", &whole);
    room.write("tars/t.tar.gz", gzip(&whole));
    let before = all_below(&room.path(""));
    let seen = confined(&room, "tars");
    for archive in ["tars/t.tar", "tars/t.tar.gz"] {
        let count = |told: &str| {
            let line = format!("{archive} {told}");
            seen.iter().filter(|seen| **seen == line).count()
        };
        assert!(count("rejected bad-name") >= 5, "{seen:?}");
        for told in [
            "a/one.txt = One",
            "soft skipped link",
            "hard skipped link",
            "char skipped special",
            "block skipped special",
            "pipe skipped special",
            "a/last.txt = Last",
        ] {
            assert!(seen.contains(&format!("{archive}/{told}")), "{told}: {seen:?}");
        }
    }
    assert!(seen.iter().filter(|line| line.contains(" = ")).count() <= 6, "{seen:?}");
    assert_eq!(all_below(&room.path("")), before);
    // Cut in the middle of a member: what stands before is kept, the cut is told.
    let begin = 512 + 1024;
    for end in [begin + 100, whole.len() - 1024 - 500, whole.len() - 1024 - 512 - 200] {
        room.write("cut/c.tar", &whole[..end]);
        let seen = confined(&room, "cut");
        assert_eq!(seen[0], "cut/c.tar/a/one.txt = One");
        assert!(seen.last().unwrap().ends_with(" rejected truncated"), "{end}: {seen:?}");
    }
}

#[test]
fn a_directory_that_lies_is_told() {
    let room = Newsroom::new();
    let text = article("One");
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    let mut crc = flate2::Crc::new();
    crc.update(text.as_bytes());
    let (len, full, crc) = (packed.len() as u32, text.len() as u32, crc.sum());
    let name = "one.txt";
    let lies = [
        ("true", len, full, crc, 0, "= One"),
        ("less-unpacked", len, full / 2, crc, 0, "rejected damaged"),
        ("more-unpacked", len, u32::MAX - 9, crc, 0, "rejected damaged"),
        ("wrong-sum", len, full, !crc, 0, "rejected damaged"),
        ("less-packed", len / 2, full, crc, 0, "rejected truncated"),
        ("more-packed", u32::MAX - 9, full, crc, 0, "= One"),
        ("elsewhere", len, full, crc, 7, "rejected damaged"),
        ("outside", len, full, crc, u32::MAX - 9, "rejected damaged"),
    ];
    for (lie, len, full, crc, place, _) in &lies {
        let facts = facts(*len, *full, name, *crc);
        let bytes = [local(&facts, name), packed.clone()].concat();
        let directory = listed(&facts, name, *place);
        room.write(&format!("lies/{lie}.zip"), finish_zip(bytes, &directory, 1));
    }
    let seen = confined(&room, "lies");
    for (lie, .., told) in lies {
        let path = format!("lies/{lie}.zip");
        let lines: Vec<&String> = seen.iter().filter(|line| line.starts_with(&path)).collect();
        assert!(
            !lines.is_empty() && lines.iter().all(|line| line.ends_with(told)),
            "{lie}: {lines:?}"
        );
    }
    // A directory of four thousand million members that are not there.
    let mut many = finish_zip(Vec::new(), &[], 0xffff);
    let end = many.len() - 22;
    many[end + 12..end + 16].copy_from_slice(&u32::MAX.to_le_bytes());
    room.write("many/m.zip", many);
    assert!(confined(&room, "many").iter().all(|line| line.contains(" rejected ")));
}

#[test]
fn a_fourth_layer_is_refused() {
    let room = Newsroom::new();
    let mut layers = article("core").into_bytes();
    for depth in 1..=5 {
        layers = gzip(&layers);
        room.write(&format!("gz/{depth}.gz"), &layers);
    }
    assert_eq!(
        told(&room, "gz"),
        [
            "gz/1.gz = core",
            "gz/2.gz = core",
            "gz/3.gz = core",
            "gz/4.gz rejected nesting",
            "gz/5.gz rejected nesting"
        ]
    );
}

#[cfg(unix)]
#[test]
fn folders_that_lead_to_each_other_end() {
    use std::os::unix::fs::symlink;

    let room = Newsroom::new();
    // Every folder holds a link to every other: followed blindly there are 12! ways.
    for n in 0..12 {
        room.write(&format!("corpus/{n:02}/ferry.txt"), article(&format!("Boat {n}")));
        for other in 0..12 {
            let link = room.path(&format!("corpus/{n:02}/to-{other:02}"));
            symlink(room.path(&format!("corpus/{other:02}")), link).unwrap();
        }
    }
    symlink(room.path("corpus"), room.path("corpus/self")).unwrap();
    symlink("/proc/self/root", room.path("corpus/everything")).unwrap();
    fs::remove_file(room.path("corpus/everything")).unwrap();
    for follow in [false, true] {
        let mut args = vec!["extract", "-q", "corpus"];
        args.extend(follow.then_some("--follow"));
        let read = room.run(&args).calm();
        assert!(read.took.as_secs() < 30, "{follow}");
        let lines = read.json_lines();
        let count = |key: &str, value: &str| lines.iter().filter(|l| l[key] == value).count();
        let articles = count("verdict", "indexed");
        assert!(if follow { (12..=24).contains(&articles) } else { articles == 12 }, "{articles}");
        assert_eq!(count("code", "loop") > 0, follow);
        assert!(count("code", "link") >= if follow { 1 } else { 145 });
        assert!(lines.len() < 1_000, "{} lines", lines.len());
    }
}
