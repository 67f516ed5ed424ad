//! What the methods say on the command line: rank, balance, check and trace on a copy of the sample.

use northstar::runtime::demo;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

struct Answer {
    code: i32,
    out: String,
    err: String,
}

impl Answer {
    fn lines(&self) -> Vec<Vec<&str>> {
        self.out.lines().map(|line| line.split('\t').collect()).collect()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Answer {
    let mut command = Command::new(env!("CARGO_BIN_EXE_northstar"));
    command.args(arguments).arg("--workspace").arg(folder).env_clear().stdin(Stdio::null());
    let output = command.env("HOME", folder).env("TZ", "UTC").output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Answer { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn sample() -> TempDir {
    demo::make().unwrap().0
}

#[test]
fn ranks_are_bands_where_the_order_is_not_firm() {
    let home = sample();
    let answer = run(home.path(), &["rank"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let lines = answer.lines();
    let heads: Vec<[&str; 4]> = lines.iter().map(|row| [row[0], row[3], row[4], row[5]]).collect();
    assert_eq!(heads[0], ["1", "0.7100", "loose", "Audit export for SOC 2"]);
    assert_eq!(heads[1], ["2-3", "0.6750", "band", "Passkeys"]);
    assert_eq!(heads[2], ["2-3", "0.6675", "band", "Regional hosting"]);
    assert!(lines[5][6].ends_with(", without confidence, effort"), "{:?}", lines[5]);
    assert_eq!(lines.len(), 7, "what is shipped has no rank");
    for row in &lines {
        let terms = row[6].split(',').next().unwrap().split(" + ");
        let sum: f64 = terms.map(|term| term.rsplit(' ').next().unwrap().parse::<f64>().unwrap()).sum();
        assert!((sum - row[3].parse::<f64>().unwrap()).abs() < 0.0004, "the terms add up: {row:?}");
    }
}

#[test]
fn every_lens_ranks_and_an_unknown_one_is_told_the_nearest() {
    let home = sample();
    let ranked = run(home.path(), &["rank", "--json"]).json();
    assert_eq!(ranked[1]["rank"], serde_json::json!([2, 3]));
    assert_eq!(ranked[1]["holds"], "band");
    let tips: Vec<&str> =
        ranked[0]["tips"].as_array().unwrap().iter().map(|tip| tip.as_str().unwrap()).collect();
    assert!(tips.contains(&"alignment would have to fall from 25 % to 9 %"), "{tips:?}");
    assert_eq!(ranked[2]["tips"], serde_json::json!([]), "the next is in another horizon");
    assert_eq!(ranked, run(home.path(), &["rank", "--lens", "House", "--json"]).json(), "repeatable");
    let other = run(home.path(), &["rank", "--lens", "engineering", "--json"]).json();
    assert_ne!(ranked[0]["score"], other[0]["score"]);
    let answer = run(home.path(), &["rank", "--lens", "hose"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer.err.contains("Did you mean `house`?") && answer.err.contains("engineering"),
        "{}",
        answer.err
    );
}

#[test]
fn the_balance_names_horses_and_blind_spots() {
    let home = sample();
    let all = run(home.path(), &["balance", "--json"]).json();
    assert_eq!(all["families"].as_array().unwrap().len(), 4);
    assert_eq!(all["channels"].as_array().unwrap().len(), 10);
    assert_eq!(all["also"], "blind at purchase in 42 signals");
    assert_eq!(all["stages"][4]["blind"], true);
    let export = run(home.path(), &["balance", "c-exp0rt0000"]);
    assert_eq!(export.code, 0, "{}", export.err);
    let lines = export.lines();
    assert_eq!(
        lines[0],
        ["verdict", "", "", "", "", "faster horse: at least 69 % of 6 voices are customers"]
    );
    assert_eq!(lines[1], ["family", "customer", "6", "100 %", "50 %", ""]);
    assert_eq!(lines.last().unwrap()[5], "8 signals, 6 voices, largest account 45 %");
    assert_eq!(run(home.path(), &["balance", "p-ada0000000"]).code, 2);
    assert_eq!(run(home.path(), &["balance", "c-zzz"]).code, 1);
}

#[test]
fn a_check_that_finds_something_ends_with_one() {
    let home = sample();
    let answer = run(home.path(), &["check", "--json"]);
    assert_eq!(answer.code, 1, "{}", answer.err);
    let found = answer.json();
    let rules: Vec<&str> =
        found.as_array().unwrap().iter().map(|one| one["rule"].as_str().unwrap()).collect();
    for rule in ["faster-horse", "parity-chase", "freeze", "single-champion", "low-effort-top"] {
        assert!(rules.contains(&rule), "{rule} in {rules:?}");
    }
    let plain = run(home.path(), &["check"]);
    assert_eq!((plain.code, plain.lines().len()), (1, rules.len()));
    assert_eq!(plain.lines()[0][..4], ["warning", "faster-horse", "c-exp0rt0000", "Audit export for SOC 2"]);
}

#[test]
fn nothing_found_is_success() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("w");
    assert_eq!(run(&folder, &["add", "Login loops"]).code, 0);
    let answer = run(&folder, &["check"]);
    assert_eq!((answer.code, answer.out.as_str()), (0, ""));
    assert!(answer.err.contains("Nothing was found."), "{}", answer.err);
    assert_eq!(run(&folder, &["check", "--json"]).out, "[]\n");
    let rank = run(&folder, &["rank"]);
    assert_eq!((rank.code, rank.err.contains("There is no lens yet")), (1, true), "{}", rank.err);
    assert_eq!(run(&folder, &["balance"]).code, 1);
}

#[test]
fn a_trace_follows_the_chain_or_names_what_is_missing() {
    let home = sample();
    let whole = run(home.path(), &["trace", "s-exp0rt0008"]);
    let links: Vec<Vec<&str>> = whole.lines();
    let names: Vec<&str> = links.iter().map(|row| row[0]).collect();
    assert_eq!(names, ["signal", "signal", "candidate", "decision", "message"], "merged into another");
    assert_eq!(links[4][3], "Proof in a day.");
    let inbox = run(home.path(), &["trace", "s-safar1a000", "--json"]).json();
    let gaps = ["no candidate is linked", "no decision was taken", "no message was written"];
    assert_eq!(inbox[0]["missing"], serde_json::json!(gaps));
    let passkeys = run(home.path(), &["trace", "c-passkeys00", "--json"]).json();
    assert_eq!(passkeys[0]["missing"], serde_json::json!(["no decision was taken"]));
    assert_eq!(passkeys[0]["signals"].as_array().unwrap().len(), 3);
    assert_eq!(run(home.path(), &["trace", "p-ada0000000"]).code, 2);
}

#[test]
fn numbers_open_down_to_the_records_behind_them() {
    let home = sample();
    let plain = run(home.path(), &["rank", "--explain", "c-exp0rt0000"]);
    assert_eq!(plain.code, 0, "{}", plain.err);
    for words in [
        "Score under house: ",
        "= 0.7100",
        "Reach: 0.8000 × 25.0 % = 0.2000",
        "Return on investment: (198000 − 75000) / 75000 = 1.64",
        "alignment would have to fall from 25 % to 9 %",
    ] {
        assert!(plain.out.contains(words), "{words} in {}", plain.out);
    }
    let opened = run(home.path(), &["rank", "--explain", "c-exp0rt0000", "--json"]).json();
    let sum: f64 =
        opened[0]["lines"].as_array().unwrap().iter().filter_map(|line| line["value"].as_f64()).sum();
    assert!((sum - 0.71).abs() < 1e-9);
    assert_eq!(
        opened[0]["lines"][0]["records"].as_array().map(Vec::len),
        Some(0),
        "nobody is named for alignment"
    );
    assert_eq!(run(home.path(), &["rank", "--explain", "p-ada0000000"]).code, 2);
}

#[test]
fn ranks_without_a_class_without_effort_and_by_the_weakest_lens() {
    let home = sample();
    let without = run(home.path(), &["rank", "--without", "competitive", "--json"]).json();
    let board = without.as_array().unwrap().iter().find(|one| one["id"] == "c-r1skb0ard0").unwrap();
    let places: Vec<u64> =
        board["without"].as_array().unwrap().iter().map(|place| place.as_u64().unwrap()).collect();
    assert!(places[0] <= places[1], "{places:?}");
    assert_eq!(run(home.path(), &["rank", "--without", "sales"]).code, 0);
    let wrong = run(home.path(), &["rank", "--without", "sails"]);
    assert!(wrong.code == 2 && wrong.err.contains("Did you mean `sales`?"), "{}", wrong.err);
    let bare = run(home.path(), &["rank", "--without-effort", "--json"]).json();
    let titles: Vec<&str> =
        bare.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
    let place = |title: &str| titles.iter().position(|one| *one == title).unwrap();
    assert!(place("One session service") < place("Dark mode for the console"), "{titles:?}");
    let weakest = run(home.path(), &["rank", "--by", "weakest", "--json"]).json();
    let totals: Vec<f64> =
        weakest.as_array().unwrap()[..3].iter().map(|one| one["weakest"][1].as_f64().unwrap()).collect();
    assert!(totals[0] >= totals[1] && totals[1] >= totals[2], "{totals:?}");
}

#[test]
fn accepted_findings_are_quiet_and_still_listed_for_programs() {
    let home = sample();
    let check = || run(home.path(), &["check", "--json"]).json();
    let before = check();
    let horse = before.as_array().unwrap().iter().find(|one| one["rule"] == "faster-horse").unwrap();
    assert_eq!(horse["limit"]["name"], "faster_horse");
    assert!(horse["numbers"]["customer_bound"].as_f64().unwrap() > 0.6);
    let accept = |rest: &[&str]| run(home.path(), &[&["accept", "c-exp0rt0000"], rest].concat());
    let done = accept(&["faster-horse", "--because", "Two contracts name it"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.starts_with("Accepted: Faster horse"), "{}", done.out);
    let plain = run(home.path(), &["check"]);
    assert!(plain.code == 1 && !plain.out.contains("faster-horse"));
    let after = check();
    let horse = after.as_array().unwrap().iter().find(|one| one["rule"] == "faster-horse").unwrap();
    assert_eq!(horse["accepted"]["why"], "Two contracts name it");
    assert_eq!(after.as_array().map(Vec::len), before.as_array().map(Vec::len));
    assert_eq!(accept(&["faster-hors", "--because", "x"]).code, 2);
    assert_eq!(accept(&["packaging", "--because", "x"]).code, 1);
    assert_eq!(accept(&["parity-chase", "--because", " "]).code, 1, "it says nothing about this one");
}

#[test]
fn the_balance_shows_both_directions_and_what_now_is_made_of() {
    let home = sample();
    let all = run(home.path(), &["balance", "--json"]).json();
    let sum = |what: &str| {
        all["now"][what].as_object().unwrap().values().map(|share| share.as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!((sum("origins"), sum("novelty")), (100, 100));
    assert_eq!(all["channels"][4]["told"], 1);
    assert_eq!(all["now"]["idle"].as_array().map(Vec::len), Some(3));
    let shown = run(home.path(), &["show", "c-exp0rt0000"]);
    assert!(shown.out.contains("return 1.64 on a cost of 75000"), "{}", shown.out);
    let basis = run(home.path(), &["show", "c-reg10ns000"]);
    assert!(
        basis.out.contains("not known without whether its sums are per customer or in total"),
        "{}",
        basis.out
    );
}
