//! Import through the reader's own process, with the real binary: hostile mails cost only themselves, and an
//! import that is killed anywhere brought in all or nothing.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn command(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_northstar"));
    command.args(["--workspace"]).arg(home.join("work")).args(arguments);
    command.env_clear().env("HOME", home).env("TZ", "UTC").current_dir(home);
    command
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    command(home, arguments).output().unwrap()
}

fn signals(home: &Path) -> usize {
    let listed = run(home, &["list", "signals", "--json"]);
    serde_json::from_slice::<serde_json::Value>(&listed.stdout).unwrap().as_array().unwrap().len()
}

#[test]
fn a_bomb_among_mails_costs_only_itself() {
    let home = tempfile::tempdir().unwrap();
    let nested = "Content-Type: message/rfc822\n\n".repeat(40_000);
    let mails = [
        "Subject: first\nMessage-ID: <1>\n\nhello\n".to_string(),
        format!("Subject: bomb\nMessage-ID: <2>\n{nested}\n"),
        "Subject: last\nMessage-ID: <3>\n\nhello\n".to_string(),
    ];
    let mbox: String = mails.map(|mail| format!("From a@b Sun Dec 25 21:33:37 2011\n{mail}\n")).concat();
    std::fs::write(home.path().join("bomb.mbox"), mbox).unwrap();
    let imported = run(home.path(), &["import", "bomb.mbox", "--json"]);
    let told: serde_json::Value = serde_json::from_slice(&imported.stdout).unwrap();
    assert_eq!((&told["new"], told["skipped"].as_array().unwrap().len()), (&2.into(), 1));
    assert_eq!(told["skipped"][0]["why"], "the mail is nested deeper than 20 levels.");
    assert_eq!(signals(home.path()), 2);
}

#[test]
fn the_reader_can_open_nothing() {
    // The limits are set before the first byte is read: with no descriptor left, any `open` would fail it.
    let home = tempfile::tempdir().unwrap();
    let job = r#"{"name":"x.csv","format":null,"kind":"Signals","map":[],"channel":null,"tags":[],"now":"2026-01-01T00:00:00Z"}"#;
    let mut reader = command(home.path(), &["import-worker", job]);
    let mut reader = reader.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut answer = reader.stdout.take().unwrap();
    let mut input = reader.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, b"title\nfirst\n").unwrap();
    if cfg!(target_os = "linux") {
        let limits = || std::fs::read_to_string(format!("/proc/{}/limits", reader.id())).unwrap();
        let holds = |limits: &str, name: &str, most: &str| {
            let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().filter(|word| *word == most).count() == 2
        };
        let patience = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while !holds(&limits(), "Max core file size", "0") {
            assert!(std::time::Instant::now() < patience, "{}", limits());
            std::thread::yield_now();
        }
        let limits = limits();
        assert!(holds(&limits, "Max open files", "3"), "{limits}");
        assert!(holds(&limits, "Max address space", "1073741824"), "{limits}");
        assert!(holds(&limits, "Max cpu time", "30"), "{limits}");
    }
    drop(input);
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut answer, &mut bytes).unwrap();
    assert!(String::from_utf8_lossy(&bytes).contains("first") && reader.wait().unwrap().success());
}

#[test]
fn a_file_beyond_the_cap_is_refused_by_name() {
    let home = tempfile::tempdir().unwrap();
    let file = std::fs::File::create(home.path().join("huge.csv")).unwrap();
    file.set_len((100 << 20) + 1).unwrap();
    let refused = run(home.path(), &["import", "huge.csv"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2));
    assert!(said.contains("huge.csv: the file is larger than 100 MiB, the most that is read."), "{said}");
}

/// Waits for the end, but not longer than so many looks. Returns whether it was killed.
fn kill_after(looks: u32, child: &mut Child) -> bool {
    for _ in 0..looks {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    true
}

#[test]
fn an_import_that_is_killed_brought_in_all_or_nothing() {
    const ROWS: usize = 300;
    let home = tempfile::tempdir().unwrap();
    let rows: String = (0..ROWS).map(|n| format!("{n},Ask number {n}\n")).collect();
    std::fs::write(home.path().join("asks.csv"), format!("id,title\n{rows}")).unwrap();
    assert!(run(home.path(), &["add", "the one before"]).status.success());
    let (mut looks, mut killed) = (1, 0);
    // Ever later, until one import comes through by itself.
    loop {
        let mut import = command(home.path(), &["import", "asks.csv"]);
        let mut import = import.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let was_killed = kill_after(looks, &mut import);
        let count = signals(home.path());
        assert!(count == 1 || count == 1 + ROWS, "{count} after {looks} looks");
        if !was_killed || count == 1 + ROWS {
            break;
        }
        killed += 1;
        looks *= 2;
    }
    assert!(0 < killed);
    let again = run(home.path(), &["import", "asks.csv", "--json"]);
    let told: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!((&told["new"], &told["same"]), (&0.into(), &ROWS.into()));
    assert_eq!(signals(home.path()), 1 + ROWS);
}
