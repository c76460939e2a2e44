//! Texts that only stand for one: the headline stays, the rest is told and counted.

use crate::newsroom::{Newsroom, texts};

#[test]
fn placeholders_are_told_shown_and_counted() {
    let room = Newsroom::new();
    room.write("corpus/filler.txt", "Ferry fares rise\n\nBlah blah blah.\n");
    room.write("corpus/quote.txt", "Site fails\n\nThe harbour's page said: page not found.\n");
    room.write("corpus/flash.json", "{\"title\":\"Ferry sinks\",\"text\":\"\"}");
    room.write("corpus/gone.json", "{\"title\":\"404 Not Found\",\"text\":\"Page not found.\"}");
    room.write("corpus/blank.json", "{\"title\":\"\",\"text\":\"\"}");
    let report = room.run(["index", "--format", "json"]).code(0).calm().json();
    for (key, number) in
        [("articles", 3), ("headline_only", 2), ("placeholders", 1), ("placeholders_skipped", 2)]
    {
        assert_eq!(report[key], number, "{key}: {report}");
    }
    assert_eq!(report["verdicts"]["skipped"], 2, "{report}");
    let told = room.run(["index", "rebuild"]).code(0).calm();
    let line = "headline only    all 2, for a placeholder 1, placeholders skipped 2\n";
    assert!(told.out.contains(line), "{told:?}");
    // Found by its headline and never by what stood below it.
    assert_eq!(room.count("blah"), 0);
    let id = texts(&room.json(&[], "fares"), "id").remove(0);
    let raw = room.run(["show", &id, "--raw"]).code(0).calm();
    assert!(raw.out.contains("Blah blah blah."), "{raw:?}");
    let evidence = room.run(["show", &id, "--evidence"]).code(0).calm();
    assert!(evidence.out.contains("placeholder: Blah blah blah."), "{evidence:?}");
    assert!(evidence.out.contains("rule filler"), "{evidence:?}");
    assert_eq!(room.count("body:page"), 1);
}
