//! A small newsroom's output, written for these tests: three languages beside English, every
//! precision of dates, hostile signs, an own id that stands twice.

use std::fmt::Write as _;
use std::sync::OnceLock;

use crate::newsroom::Newsroom;

/// What `corpus/wire.jsonl` holds. The dates lie before [`crate::newsroom::NOW`].
const WIRE: &str = r#"
{"id":"w-01","headline":"Harbour council backs the new ferry","date":"2024-08-21","source":"Harbour Post","author":"Ada Quill","place":"Port Alder","section":"Transport","url":"https://example.org/ferry","lang":"en","body":"The council of Port Alder voted on Tuesday for a ferry across the bay, after two years of dispute about its price.\n\nThe mayor said the ferry would carry sixty cars and run until midnight in summer.\n\nOpponents want a bridge and say they will count every ticket."}
{"id":"w-02","headline":"Ferry timetable is printed in two colours","date":"2024-08-22T07:20:00+02:00","source":"Coast Wire","lang":"en","body":"Blue stands for weekdays and green for holidays on the new timetable. The ferry leaves at six in the morning."}
{"id":"w-03","headline":"Winter storm closes the harbour","date":"2023-12","source":"Coast Wire","lang":"en","body":"A storm kept every boat in the harbour for three days. Fishermen mended nets and waited for the wind to turn."}
{"id":"w-04","headline":"Storm bends the lighthouse railing","date":"2024-07-02","source":"Harbour Post","lang":"en","body":"The railing of the lighthouse was bent by a storm at night. The keeper heard it and thought of a ship."}
{"id":"w-05","headline":"Captain remembers the old ferry","source":"Harbour Post","lang":"en","body":"He steered the old ferry for thirty years and knew each passenger by the sound of the shoes. The storm of his youth is a story he tells well."}
{"id":"w-06","headline":"港口渡轮恢复通航","date":"2024-08-23","source":"Coast Wire","lang":"zh","body":"渡轮停航三天以后，港口今天上午恢复通航。许多乘客在码头等候，孩子们向船长挥手。"}
{"id":"w-07","headline":"Паром вернулся в порт","date":"2024-08-20","source":"Coast Wire","lang":"ru","body":"Паром вернулся в порт после ремонта, который длился всё лето. Жители города встретили его музыкой."}
{"id":"w-08","headline":"Fähre fährt nach dem Sturm wieder","date":"2024-08-19","source":"Harbour Post","lang":"de","body":"Die Fähre fährt seit Montag wieder über die Bucht. Der Sturm hatte den Anleger beschädigt, die Arbeiten dauerten eine Woche."}
{"id":"w-09","headline":"Auditors question the price of the ferry","date":"2022","source":"Ledger Daily","section":"Money","lang":"en","body":"The auditors found that the price of the ferry had been written in pencil. The council promised ink."}
{"id":"w-10","headline":"Bell \u001b[31mrings\u001b[0m at\u202e the quay","date":"2024-08-24","source":"Coast\u001b]0;x\u0007 Wire","place":"Quay\u001b[2J","lang":"en","body":"The bell \u001b[5mrings\u009b31m twice when the fog comes in. \u001b]8;;http://example.org\u001b\\Nobody\u001b]8;;\u001b\\ knows who pulls the rope\u2066."}
{"id":"twin","headline":"Gulls steal a sandwich","date":"2024-08-25","source":"Ledger Daily","lang":"en","body":"A gull took the sandwich of a clerk on the pier, and his colleague laughed."}
{"id":"twin","headline":"Gulls steal a second sandwich","date":"2024-08-26","source":"Ledger Daily","lang":"en","body":"The colleague who had laughed lost a sandwich to the same gull a day later."}
"#;

/// Returns a room of its own with the wire indexed, for tests that change it.
pub fn fresh() -> Newsroom {
    Newsroom::with(&[("wire.jsonl", WIRE)])
}

/// Returns the room that is shared by tests that only ask.
pub fn room() -> &'static Newsroom {
    static ROOM: OnceLock<Newsroom> = OnceLock::new();
    ROOM.get_or_init(fresh)
}

/// Writes a corpus that takes a while to index: `articles` records in eight files, each with the word
/// `harbour` and a number of its own.
pub fn write_crowd(room: &Newsroom, articles: usize) {
    let words =
        ["harbour", "ferry", "council", "storm", "ticket", "captain", "winter", "bridge", "lamp"];
    for file in 0..8 {
        let mut text = String::new();
        for number in (file..articles).step_by(8) {
            let body: Vec<&str> =
                (0..200).map(|at| words[(number * 7 + at * at) % words.len()]).collect();
            let (day, month) = (number % 28 + 1, number % 12 + 1);
            writeln!(
                text,
                r#"{{"id":"crowd-{number}","headline":"Number {number} of the harbour","date":"2023-{month:02}-{day:02}","lang":"en","body":"{} n{number}"}}"#,
                body.join(" "),
            )
            .unwrap();
        }
        room.write(&format!("corpus/part-{file}.jsonl"), text);
    }
}

/// Returns a room with 700 such articles, for tests that only ask.
pub fn crowd() -> &'static Newsroom {
    static ROOM: OnceLock<Newsroom> = OnceLock::new();
    ROOM.get_or_init(|| {
        let room = Newsroom::new();
        write_crowd(&room, 700);
        room.run(["index"]).code(0);
        room
    })
}
