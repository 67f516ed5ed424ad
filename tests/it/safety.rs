//! Backups, restore, check and doctor from the outside: the real binary on a workspace of its own.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

struct Answer {
    code: i32,
    out: String,
    err: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        assert_eq!(home.run(&["add", "Login loops"]).code, 0);
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join("w").join(name)
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        let mut command = Command::new(env!("CARGO_BIN_EXE_northstar"));
        command.args(arguments).env_clear().env("TZ", "UTC").stdin(Stdio::null());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        for (name, folder) in [("HOME", "home"), ("XDG_CONFIG_HOME", "config"), ("NORTHSTAR_HOME", "w")] {
            command.env(name, self.0.path().join(folder));
        }
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Answer { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn import(&self, rows: &[&str], more: &[&str]) -> Answer {
        let file = self.0.path().join("tickets.csv");
        fs::write(&file, format!("id,title\n{}\n", rows.join("\n"))).unwrap();
        self.run(&[&["import", file.to_str().unwrap()], more].concat())
    }

    fn titles(&self) -> Vec<String> {
        let all = self.run(&["list", "signals", "--json"]).json();
        let mut titles: Vec<String> =
            all.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().into()).collect();
        titles.sort();
        titles
    }
}

fn only_entry(folder: &Path) -> PathBuf {
    let mut entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let first = entries.next().unwrap();
    assert_eq!(entries.next(), None);
    first
}

#[test]
fn an_import_can_be_taken_back_by_a_restore() {
    let home = Home::new();
    assert_eq!(home.run(&["restore"]).code, 1, "no backup yet");
    assert_eq!(home.import(&["1,One", "2,Two"], &[]).code, 0);
    assert_eq!(home.titles(), ["Login loops", "One", "Two"]);
    let listed = home.run(&["restore", "list", "--json"]).json();
    let backup = &listed[0];
    assert_eq!(
        (&backup["reason"], &backup["records"], &backup["verified"]),
        (&"import".into(), &1.into(), &true.into())
    );
    let dry = home.run(&["restore", "latest", "--dry-run", "--json"]);
    assert_eq!((dry.code, dry.json().as_array().unwrap().len()), (0, 2));
    assert_eq!(home.titles().len(), 3, "{}", dry.err);
    let name = backup["name"].as_str().unwrap();
    let done = home.run(&["restore", name]);
    assert_eq!((done.code, done.out.lines().count()), (0, 2), "{}", done.err);
    assert_eq!(home.titles(), ["Login loops"]);
    let listed = home.run(&["restore", "--json"]).json();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["reason"]), (2, &"restore".into()));
    assert_eq!(home.run(&["restore", listed[0]["name"].as_str().unwrap()]).code, 0);
    assert_eq!(home.titles(), ["Login loops", "One", "Two"], "the restore is taken back");
    let history = home.run(&["history"]).out;
    assert!(history.lines().next().unwrap().contains("restore 2 records from"), "{history}");
    assert_eq!(home.run(&["restore", "2031"]).code, 1);
}

#[test]
fn an_import_without_a_possible_backup_is_refused_unless_asked_for() {
    let home = Home::new();
    let backups = home.path(".northstar/backups");
    fs::write(&backups, "in the way").unwrap();
    let refused = home.import(&["1,One"], &[]);
    assert_eq!((refused.code, home.titles().len()), (5, 1), "{}", refused.err);
    assert!(refused.err.contains("--no-backup"), "{}", refused.err);
    assert_eq!(home.import(&["1,One"], &["--no-backup"]).code, 0);
    assert_eq!(home.titles().len(), 2);
}

#[test]
fn one_record_comes_back_from_what_was_last_known() {
    let home = Home::new();
    let id = home.run(&["add", "Audit export"]).out.trim().to_string();
    let file = only_entry(&home.path("signals"));
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("title:\"Audit export\"", "title:Audit export")).unwrap();
    assert_eq!(home.titles(), ["Login loops"]);
    let done = home.run(&["restore", "--only", &id]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(home.titles(), ["Audit export", "Login loops"]);
    let kept = fs::read_dir(home.path(".northstar/quarantine")).unwrap();
    let mut kept = kept.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    assert!(kept.any(|text| text.contains("title:Audit export")), "what could not be read is kept");
    assert_eq!(home.run(&["restore", "--only", "s-0000000000"]).code, 1);
}
