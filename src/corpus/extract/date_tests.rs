//! The rules of dates, one by one.

use super::super::dates::parse;
use super::*;
use Provenance::*;

/// 2024-12-01.
const ARRIVAL: i64 = 1_733_011_200;

fn clue(provenance: Provenance, text: &str) -> Clue {
    Clue {
        provenance,
        place: "test".into(),
        text: text.into(),
        reading: parse(text, None),
        barred: None,
    }
}

fn day(published: Option<Published>) -> String {
    let at = crate::article::published::civil_datetime(published.unwrap().start).unwrap();
    at.date().to_string()
}

#[test]
fn the_first_usable_evidence_wins_and_all_is_kept() {
    let (published, all) = decide(
        vec![
            clue(Byline, "Aug. 23, 2024"),
            clue(Metadata, "03/04/2024"),
            clue(Url, "2024-08-22"),
            clue(Filename, "2024-08-25"),
        ],
        ARRIVAL,
    );
    assert_eq!(day(published), "2024-08-22");
    assert_eq!(published.unwrap().provenance, Url);
    assert_eq!(all.len(), 4);
    assert!(all[0].rejected.as_ref().unwrap().contains("either way round"));
    assert_eq!(all[1].rejected, None);
    assert_eq!(all[2].rejected.as_deref(), Some("better evidence was taken"));
}

#[test]
fn impossible_dates_are_turned_down() {
    for (text, why) in [
        ("2025-01-05", "arrival"),
        ("1599-12-31", "1600"),
        ("2024-02-30", "calendar"),
        ("soon", "known form"),
    ] {
        let (published, all) = decide(vec![clue(Metadata, text)], ARRIVAL);
        assert_eq!(published, None, "{text}");
        assert!(all[0].rejected.as_ref().unwrap().contains(why), "{text}: {:?}", all[0].rejected);
    }
    // One day of grace; and without a known arrival nothing is too late.
    assert!(decide(vec![clue(Metadata, "2024-12-02")], ARRIVAL).0.is_some());
    assert!(decide(vec![clue(Metadata, "2025-01-05")], 0).0.is_some());
    assert_eq!(day(decide(vec![clue(Metadata, "1665-11-16")], ARRIVAL).0), "1665-11-16");
}

#[test]
fn equal_rank_must_agree() {
    let (published, all) = decide(
        vec![clue(Metadata, "2024-08-01"), clue(Metadata, "2024-08-20"), clue(Url, "2024-08-21")],
        ARRIVAL,
    );
    assert_eq!(published.unwrap().provenance, Url);
    assert!(all[0].rejected.as_ref().unwrap().contains("equal rank"));
    let (published, _) =
        decide(vec![clue(Metadata, "2024-08-21 07:20"), clue(Metadata, "2024-08-22")], ARRIVAL);
    assert_eq!(published.unwrap().precision, Precision::Minute);
}

#[test]
fn a_datelines_year_comes_from_better_evidence_only() {
    let (published, _) = decide(vec![clue(Dateline, "Aug. 21")], ARRIVAL);
    assert_eq!(published, None);
    let (published, _) = decide(vec![clue(Dateline, "Aug. 21"), clue(Metadata, "2024")], ARRIVAL);
    assert_eq!(day(published), "2024-08-21");
    assert_eq!(published.unwrap().provenance, Dateline);
    let (published, _) =
        decide(vec![clue(Dateline, "21 августа"), clue(Metadata, "2024-07")], ARRIVAL);
    assert_eq!(published.unwrap().precision, Precision::Month);
}

#[test]
fn barred_clues_are_kept_with_their_reason() {
    let mut modified = clue(Metadata, "2024-08-22");
    modified.barred = Some("a time of change, not of publication");
    let (published, all) = decide(vec![modified], ARRIVAL);
    assert_eq!(published, None);
    assert_eq!(all[0].rejected.as_deref(), Some("a time of change, not of publication"));
}

/// Reads clues of a rank and a text each, and tells what was taken: start, precision, provenance.
fn decided(clues: &[(Provenance, &str)]) -> String {
    let clues = clues.iter().map(|&(rank, text)| clue(rank, text)).collect();
    let Some(taken) = decide(clues, ARRIVAL).0 else { return "undated".to_owned() };
    let start = crate::article::published::civil_datetime(taken.start).unwrap();
    format!("{start} {} {}", taken.precision.name(), taken.provenance.name())
}

#[test]
fn each_rule_by_itself() {
    let all = [
        (Override, "2024-08-01"),
        (Metadata, "2024-08-02"),
        (Feed, "2024-08-03"),
        (Url, "2024-08-04"),
        (Byline, "2024-08-05"),
        (Dateline, "2024-08-06"),
        (Filename, "2024-08-07"),
        (Copy, "2024-08-08"),
    ];
    // Each rank gives way to all above it; a copy alone dates nothing.
    for from in 0..all.len() - 1 {
        let (rank, day) = all[from];
        assert_eq!(decided(&all[from..]), format!("{day}T00:00:00 day {}", rank.name()));
    }
    assert_eq!(decided(&all[7..]), "undated");
    for (clues, expected) in [
        // Later than the arrival and a day; to the day, as the bare day is no instant.
        (&[(Metadata, "2024-12-02")][..], "2024-12-02T00:00:00 day metadata"),
        (&[(Metadata, "2024-12-03")], "undated"),
        (&[(Metadata, "2025-01-01T10:00:00Z"), (Url, "2024-08-04")], "2024-08-04T00:00:00 day url"),
        // Years from 1600 to 2200.
        (&[(Metadata, "1600-01-01")], "1600-01-01T00:00:00 day metadata"),
        (&[(Metadata, "1599-12-31")], "undated"),
        (&[(Metadata, "1787")], "1787-01-01T00:00:00 year metadata"),
        // Day and month either way round: the readings share neither day nor month.
        (&[(Metadata, "03/04/2024")], "undated"),
        (&[(Metadata, "04/04/2024")], "2024-04-04T00:00:00 day metadata"),
        (&[(Metadata, "03/04/2024"), (Url, "2024-04-03")], "2024-04-03T00:00:00 day url"),
        // Two days apart agree, three do not; coarse dates count to their nearest day.
        (&[(Metadata, "2024-08-01"), (Metadata, "2024-08-03")], "2024-08-01T00:00:00 day metadata"),
        (&[(Metadata, "2024-08-01"), (Metadata, "2024-08-04")], "undated"),
        (
            &[(Metadata, "2024-08-01 00:10"), (Metadata, "2024-08-03 23:50")],
            "2024-08-01T00:10:00 minute metadata",
        ),
        (&[(Metadata, "2023"), (Metadata, "2024-08-03")], "undated"),
        (&[(Metadata, "2024-08-03"), (Metadata, "2024")], "2024-08-03T00:00:00 day metadata"),
        // A zone moves the instant and not the civil day.
        (&[(Metadata, "2024-08-01T23:30:00-08:00")], "2024-08-01T23:30:00 second metadata"),
        // The day of a dateline takes its year from better evidence, never from a file name.
        (&[(Url, "2024"), (Dateline, "Aug. 21")], "2024-08-21T00:00:00 day dateline"),
        (&[(Filename, "2024"), (Dateline, "Aug. 21")], "2024-01-01T00:00:00 year filename"),
        (&[(Metadata, "2024"), (Dateline, "Dec. 25")], "2024-01-01T00:00:00 year metadata"),
        (&[(Metadata, "2023"), (Dateline, "Feb. 29")], "2023-01-01T00:00:00 year metadata"),
    ] {
        assert_eq!(decided(clues), expected, "{clues:?}");
    }
}

#[test]
fn a_line_of_change_gives_way_to_one_of_publication() {
    let lines = ["Updated: 2024-08-22 07:20", "Published: 2024-08-01"];
    let read = |text: &str| {
        let mut clue = clue(Byline, text.split_once(": ").unwrap().1);
        clue.text = text.to_owned();
        clue
    };
    let mut clues: Vec<Clue> = lines.into_iter().map(read).collect();
    bar_changes(&mut clues);
    let (published, all) = decide(clues, ARRIVAL);
    assert_eq!(day(published), "2024-08-01");
    assert_eq!(all[0].rejected.as_deref(), Some("a time of change, not of publication"));
    let mut alone = vec![read(lines[0])];
    bar_changes(&mut alone);
    assert_eq!(day(decide(alone, ARRIVAL).0), "2024-08-22");
}
