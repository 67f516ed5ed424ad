//! The byte oracle: a workspace in which every text is hostile, every command, page and overlay drawn on it,
//! and every byte that would reach a terminal parsed. Only the sequences the drawing library needs may pass.

use crate::harness::{TestApp, load, now, today};
use crate::store_world::World;
use northstar::app::Message;
use northstar::app::commands::all;
use northstar::app::update::run;
use northstar::domain::candidate::Candidate;
use northstar::domain::edit::Edit;
use northstar::domain::problem::Problem;
use northstar::domain::record::{Conflict, Record, RecordId};
use northstar::domain::shown::shown;
use northstar::exchange::demo;
use northstar::ui::svg::Palette;
use northstar::ui::theme::Theme;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::process::Output;

/// A word by which a text that was made hostile is known again.
const WORD: &str = "Hx";

/// Everything that steers a terminal, turns text round, hides, or floods.
fn hostile() -> String {
    let flood = "\u{301}".repeat(60);
    format!(
        "{WORD}\x1b[2J\x1b]0;title\x07\x1b]52;c;aGk=\x1b\\\x1bP1$r0m\x1b\\\x1bc\u{9b}31m\u{9d}52;c;aGk=\u{9c}\
         \u{90}q\u{85}\x08\x7f\0\r\t\u{202e}\u{2066}\u{2069}\u{200f}\u{61c}\u{200b}\u{feff}\u{2060}\u{ad}\
         \u{34f}\u{e0041}\u{e007f}\u{2028}\u{2029}\u{3164}\u{115f}\u{fff9}\u{1d173}e{flood} 東京 👩‍💻 =1+1 <b>|`x`\n\
         second\x1b[31m line"
    )
}

/// Makes every text of a record hostile that can be: one that is an id, a date or a name of ours cannot.
fn spoilt<T: Serialize + DeserializeOwned>(record: &T) -> T {
    let mut value = serde_json::to_value(record).unwrap();
    let mut leaves = Vec::new();
    collect(&value, &mut String::new(), &mut leaves);
    for leaf in leaves {
        let mut tried = value.clone();
        *tried.pointer_mut(&leaf).unwrap() = Value::String(hostile());
        // A text may be tidied on the way in, as tags are; what counts is that it was taken.
        if let Ok(read) = serde_json::from_value::<T>(tried) {
            value = serde_json::to_value(read).unwrap();
        }
    }
    serde_json::from_value(value).unwrap()
}

fn collect(value: &Value, path: &mut String, leaves: &mut Vec<String>) {
    let length = path.len();
    let mut below = |key: &str, value: &Value, leaves: &mut Vec<String>| {
        path.push('/');
        path.push_str(&key.replace('~', "~0").replace('/', "~1"));
        collect(value, path, leaves);
        path.truncate(length);
    };
    match value {
        Value::String(_) => leaves.push(path.clone()),
        Value::Array(all) => {
            all.iter().enumerate().for_each(|(place, value)| below(&place.to_string(), value, leaves));
        }
        Value::Object(all) => all.iter().for_each(|(key, value)| below(key, value, leaves)),
        _ => {}
    }
}

/// The demo with nothing left of its texts, and one value two edits disagreed on.
fn records() -> Vec<Record> {
    let mut records: Vec<Record> = demo::records(today())
        .unwrap()
        .iter()
        .map(|record| match record {
            Record::Signal(record) => spoilt(&**record).into(),
            Record::Stakeholder(record) => spoilt(&**record).into(),
            Record::Account(record) => spoilt(&**record).into(),
            Record::Candidate(record) => spoilt(&**record).into(),
            Record::Meeting(record) => spoilt(&**record).into(),
            Record::Strategy(record) => spoilt(&**record).into(),
        })
        .collect();
    for (place, record) in records.iter_mut().enumerate() {
        if let Record::Signal(signal) = record {
            let signal = std::sync::Arc::make_mut(signal);
            signal.extra.insert(hostile(), hostile());
            if place % 10 == 0 {
                let (base, ours, theirs) = (hostile(), hostile(), hostile());
                signal.conflicts.push(Conflict { field: "title".into(), base, ours, theirs });
            }
        }
    }
    records
}

fn app(records: &[Record]) -> TestApp {
    let mut app = TestApp::new(load(records.to_vec()));
    app.model.name = hostile();
    let problem = Problem::at(&hostile(), hostile().as_bytes(), 9, hostile());
    app.model.problems.push(problem.with_hint(hostile()));
    app.model.read_only = None;
    app
}

/// Draws as the program draws and returns the bytes.
fn bytes(app: &mut TestApp, (columns, rows): (u16, u16)) -> Vec<u8> {
    app.send(Message::Resize(columns, rows));
    let mut bytes = Vec::new();
    let area = Rect::new(0, 0, columns, rows);
    let options = TerminalOptions { viewport: Viewport::Fixed(area) };
    let mut terminal = Terminal::with_options(CrosstermBackend::new(&mut bytes), options).unwrap();
    terminal.draw(|frame| northstar::ui::view(frame, &app.model, &Theme::default())).unwrap();
    drop(terminal);
    bytes
}

/// Says what in a stream of bytes is not allowed: any sequence but those given by their final letter, any
/// control character but a line end and those given, any text that steers or hides.
fn trespass(bytes: &[u8], sequences: &str, controls: &str) -> Option<String> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Some("bytes that are no UTF-8".into()) };
    let mut rest = text;
    loop {
        let (plain, after) =
            rest.split_once('\x1b').map_or((rest, None), |(plain, after)| (plain, Some(after)));
        for line in plain.split(|c| c == '\n' || controls.contains(c)) {
            if shown(line) != line {
                return Some(format!("{:?}", line.chars().take(80).collect::<String>()));
            }
            if let Some(c) = line.chars().find(|c| is_hidden(*c)) {
                return Some(format!("{c:?}"));
            }
        }
        let after = after?;
        let body = after.strip_prefix('[').unwrap_or("");
        let end = body.find(|c: char| !c.is_ascii_digit() && c != ';' && c != '?' && c != ':');
        let Some(end) = end.filter(|end| sequences.contains(&body[*end..=*end])) else {
            return Some(format!("{:?}", after.chars().take(40).collect::<String>()));
        };
        rest = &body[end + 1..];
    }
}

/// The oracle's own list, so that it does not believe the function it judges.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}')
}

/// The sequences a frame is made of: places, colours, the cursor shown or hidden.
fn assert_clean(app: &mut TestApp, what: &str) {
    for size in [(120, 40), (70, 22)] {
        let found = trespass(&bytes(app, size), "Hmhl", "");
        assert_eq!(found, None, "{what} at {size:?}");
    }
}

#[test]
fn the_oracle_sees_what_must_not_pass() {
    for text in ["\x1b]52;c;aGk=\x07", "\x1b[2J", "\x1bc", "a\u{202e}", "\r", "\u{9b}2J", "\t", "\u{e0041}"] {
        assert!(trespass(text.as_bytes(), "Hm", "").is_some(), "{text:?}");
    }
    assert!(trespass(format!("e{}", "\u{301}".repeat(9)).as_bytes(), "", "").is_some());
    assert_eq!(trespass("\x1b[1;1H\x1b[38;5;3mé 東京 👩‍💻\n".as_bytes(), "Hm", ""), None);
}

#[test]
fn the_texts_are_really_hostile() {
    let records = records();
    let tame: Vec<&str> =
        records.iter().map(Record::title).filter(|title| !title.starts_with(WORD)).collect();
    assert_eq!(tame, ["strategy"]);
}

#[test]
fn no_command_on_any_pane_lets_a_byte_through() {
    let records = records();
    for pane in ["1", "2", "3"] {
        let mut app = app(&records);
        app.keys(pane);
        assert_clean(&mut app, pane);
        for command in all() {
            // What the command opens is looked at, moved in and typed into, then left.
            drop(run(&mut app.model, command));
            app.send(Message::Resize(120, 40));
            assert_clean(&mut app, command.id);
            if app.model.overlays.is_empty() {
                continue;
            }
            app.keys("<down>");
            app.send(Message::Paste(hostile()));
            assert_clean(&mut app, command.id);
            app.keys("<enter>");
            assert_clean(&mut app, command.id);
            app.model.overlays.clear();
        }
    }
}

#[test]
fn every_record_opens_clean() {
    let records = records();
    let mut app = app(&records);
    for (pane, count) in [("1", 12), ("2", 9), ("3", 8)] {
        app.keys(pane).keys("gg");
        for place in 0..count {
            for keys in ["<enter>", "e", "l", "t", "K"] {
                app.keys(keys);
                assert_clean(&mut app, &format!("{keys} on row {place} of pane {pane}"));
                app.model.overlays.clear();
            }
            app.keys("j");
        }
    }
}

#[test]
fn notices_and_trouble_are_drawn_clean() {
    let mut app = app(&records());
    for message in [
        Message::NotSaved { why: hostile() },
        Message::Foreign { outside: Vec::new(), removed: Vec::new(), text: hostile() },
        Message::Notice(northstar::app::notice::Notice::error(hostile())),
    ] {
        app.send(message);
        assert_clean(&mut app, "a message");
    }
    app.model.read_only = Some(hostile());
    assert_clean(&mut app, "read only");
    app.model.is_first_start = true;
    assert_clean(&mut app, "the first start");
}

#[test]
fn a_picture_of_the_screen_is_clean() {
    let mut app = app(&records());
    app.send(Message::Resize(100, 30));
    let mut terminal = Terminal::new(ratatui::backend::TestBackend::new(100, 30)).unwrap();
    terminal.draw(|frame| northstar::ui::view(frame, &app.model, &Theme::default())).unwrap();
    let svg = northstar::ui::svg::to_svg(terminal.backend().buffer(), &Palette::DARK, &hostile());
    assert_eq!(trespass(svg.as_bytes(), "", ""), None);
    assert!(!svg.contains("<b>"));
}

/// A workspace on disk with all of it, and the ids of one record of each kind.
fn on_disk() -> (World, Vec<RecordId>) {
    let mut world = World::new();
    let mut log = world.log();
    let records = records();
    let mut ids: Vec<RecordId> = Vec::new();
    for record in &records {
        if !ids.iter().any(|id| id.kind() == record.id().kind()) {
            ids.push(record.id());
        }
    }
    let edits = records.into_iter().map(Edit::Put).collect();
    let (after, mut transaction) = world.attempt(edits);
    transaction.label = hostile();
    transaction.device = hostile();
    transaction.at = now();
    log.append(&transaction).unwrap();
    log.checkpoint().unwrap();
    (world.model, world.number) = (after, 1);
    (world, ids)
}

fn northstar(world: &World, arguments: &[&str]) -> Output {
    let home = world.dir.parent().unwrap();
    std::process::Command::new(env!("CARGO_BIN_EXE_northstar"))
        .arg("--workspace")
        .arg(&world.dir)
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        .env("TZ", "UTC")
        .env("EDITOR", hostile().replace('\0', ""))
        .current_dir(home)
        .output()
        .unwrap()
}

/// Runs a command and judges both of its streams; a reader of tab-separated lines gets tabs.
fn assert_quiet(world: &World, arguments: &[&str]) -> String {
    let output = northstar(world, arguments);
    for (name, stream) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        let said = String::from_utf8_lossy(stream);
        assert_eq!(trespass(stream, "", "\t"), None, "{name} of {arguments:?}: {said:?}");
    }
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn no_command_line_lets_a_byte_through() {
    let (world, ids) = on_disk();
    for kind in ["signals", "stakeholders", "accounts", "candidates", "meetings", "promises"] {
        assert!(assert_quiet(&world, &["list", kind]).contains(WORD) || kind == "meetings", "{kind}");
        assert_quiet(&world, &["list", kind, "--json"]);
    }
    for id in ids.iter().map(ToString::to_string) {
        for arguments in [["show", &id], ["trace", &id], ["balance", &id], ["edit", &id]] {
            assert_quiet(&world, &arguments);
            assert_quiet(&world, &[arguments[0], arguments[1], "--json"]);
        }
    }
    for command in ["rank", "balance", "check", "history", "doctor", "keys"] {
        assert_quiet(&world, &[command]);
        assert_quiet(&world, &[command, "--json"]);
    }
    for arguments in
        [vec!["export", "all"], vec!["export", "signals"], vec!["man"], vec!["completions", "zsh"]]
    {
        assert_quiet(&world, &arguments);
    }
}

#[test]
fn no_complaint_lets_a_byte_through() {
    let (world, _) = on_disk();
    let text = hostile().replace('\0', "");
    let folder = world.dir.parent().unwrap();
    // A file name holds at most 255 bytes.
    let short: String = text.chars().take(60).collect();
    let file = folder.join(short.replace('/', "-") + ".csv");
    std::fs::write(&file, format!("{text},title\n\"{text}\",\"{text}\"\n1,2,3,\"open")).unwrap();
    let file = file.to_string_lossy().into_owned();
    for arguments in [
        vec!["import", &file],
        vec!["import", &file, "--map", "title=nothing"],
        vec!["import", &text],
        vec!["import", "--format", &text, &file],
        vec!["list", &text],
        vec!["list", "signals", "--filter", &text],
        vec!["list", "signals", "--filter", "channel:\x1b[2J"],
        vec!["show", &text],
        vec!["rank", "--lens", &text],
        vec!["history", "--since", &text],
        vec!["export", "all", "-o", &file],
        vec!["--view", &text],
        vec!["--workspace", &text, "list", "signals"],
        vec!["add", &text, "--from", &text, "--tag", &text],
        vec![&text],
        vec!["shot", "--theme", &text, "--print"],
        vec!["shot", "--keys", &text, "--print"],
    ] {
        assert_quiet(&world, &arguments);
    }
    std::fs::write(&file, format!("title,body\n\"{text}\",\"{text}\"\n,\"{text}\"\n")).unwrap();
    for arguments in [vec!["import", "--dry-run", &file], vec!["import", &file]] {
        assert_quiet(&world, &arguments);
    }
}

#[test]
fn damaged_files_are_told_clean() {
    let (world, _) = on_disk();
    let candidate =
        world.model.candidates().next().map(|record: &std::sync::Arc<Candidate>| record.id).unwrap();
    let path = world.path(&format!("candidates/{candidate}.ron"));
    std::fs::write(path, format!("(title: \"{}\", {}: 3", hostile(), "\x1b[2J\u{202e}")).unwrap();
    for arguments in [["doctor", "--json"], ["list", "candidates"], ["check", "--json"]] {
        assert_quiet(&world, &arguments);
        assert_quiet(&world, &arguments[..1]);
    }
}
