//! The command line from the outside: the real binary on a workspace of its own, with an environment of its own.

use northstar::app::commands;
use northstar::domain::shown::is_invisible;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A home folder with nothing in it but what a test puts there.
struct Home(TempDir);

/// What a command answered.
struct Answer {
    code: i32,
    out: String,
    err: String,
}

impl Answer {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The answer of a command that must have done what it was asked.
    fn done(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.out
    }

    fn json(self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A file in this home, and its path as an argument.
    fn file(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name).to_str().unwrap().into()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_northstar"));
        command.args(arguments).env_clear().stdin(Stdio::null());
        for (name, folder) in [
            ("HOME", "home"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("NORTHSTAR_HOME", "w"),
        ] {
            command.env(name, self.path(folder));
        }
        command.env("TZ", "UTC");
        command
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        Answer::of(self.command(arguments).output().unwrap())
    }

    fn run_with(&self, input: &str, arguments: &[&str]) -> Answer {
        let mut command = self.command(arguments);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Answer::of(child.wait_with_output().unwrap())
    }

    fn signals(&self) -> Vec<Value> {
        self.run(&["list", "signals", "--json"]).json().as_array().unwrap().clone()
    }

    /// Every file of the workspace with its bytes, the lock apart.
    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        collect(&self.path("w"), &mut found);
        found.sort();
        found
    }
}

fn collect(folder: &Path, into: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else if !path.ends_with("lock") {
            into.push((path.clone(), fs::read(path).unwrap()));
        }
    }
}

#[test]
fn what_was_added_is_listed_and_shown() {
    let home = Home::new();
    let people = home.file("people.csv", "name,email\nAda Obi,ada@acme.com\n");
    home.run(&["import", &people, "--as", "stakeholders"]).done();
    let arguments =
        ["add", "SSO login loops #sso @ada", "--channel", "sup", "--stage", "lead", "--tag", "Login"];
    let id = home.run(&arguments).done().trim().to_string();
    let [signal] = home.signals().try_into().unwrap();
    assert_eq!((signal["id"].as_str(), signal["title"].as_str()), (Some(&*id), Some("SSO login loops")));
    assert_eq!((signal["channel"].as_str(), signal["stage"].as_str()), (Some("support"), Some("lead")));
    assert_eq!((&signal["tags"], &signal["status"]), (&serde_json::json!(["login", "sso"]), &"inbox".into()));
    let shown = home.run(&["show", &id[..6]]).done();
    assert!(shown.starts_with("SSO login loops\n") && shown.contains("Ada Obi"), "{shown}");
    assert_eq!(home.run(&["show", &id, "--json"]).json()["who"], signal["who"]);
}

#[test]
fn the_standard_input_gives_title_and_body() {
    let home = Home::new();
    home.run_with("Audit export\n\nFor SOC 2.\n", &["add", "-", "--from", "Somebody New"]).done();
    home.run_with("long\ntext\n", &["add", "Second", "--body", "-"]).done();
    let signals = home.signals();
    let by_title = |title: &str| signals.iter().find(|signal| signal["title"] == title).unwrap();
    assert_eq!(by_title("Audit export")["body"], "For SOC 2.");
    assert_eq!(by_title("Audit export")["said_by"], "Somebody New");
    assert_eq!(by_title("Second")["body"], "long\ntext");
}

#[test]
fn wrong_names_are_told_the_nearest_and_save_nothing() {
    let home = Home::new();
    for (arguments, nearest) in [
        (["add", "x", "--channel", "suport"], "support"),
        (["add", "x", "--stage", "led"], "lead"),
        (["list", "signals", "--filter", "chanel:sales"], "channel"),
        (["import", "x.csv", "--as", "signal"], "signals"),
    ] {
        let answer = home.run(&arguments);
        assert_eq!(answer.code, 2, "{arguments:?}");
        assert!(answer.err.contains(&format!("Did you mean `{nearest}`?")), "{}", answer.err);
    }
    assert!(!home.path("w").exists());
}

#[test]
fn without_a_workspace_reading_finds_nothing_and_makes_nothing() {
    let home = Home::new();
    let answer = home.run(&["list", "signals", "--json"]);
    assert_eq!((answer.code, answer.out.as_str()), (1, "[]\n"));
    assert!(answer.err.starts_with("northstar: There is no workspace in "), "{}", answer.err);
    for arguments in [&["show", "s-123"][..], &["edit", "s-123"], &["history"]] {
        assert_eq!(home.run(arguments).code, 1, "{arguments:?}");
    }
    assert_eq!(home.run(&["doctor"]).out.lines().filter(|line| line.contains("not there yet")).count(), 1);
    let csv = home.file("a.csv", "title\nx\n");
    assert!(home.run(&["import", &csv, "--dry-run"]).done().contains("1 new"));
    assert!(!home.path("w").exists());
}

#[test]
fn nothing_that_passes_the_filter_is_an_end_of_its_own() {
    let home = Home::new();
    home.run(&["add", "Login"]).done();
    let answer = home.run(&["list", "signals", "--filter", "zebra", "--json"]);
    assert_eq!((answer.code, answer.out.as_str()), (1, "[]\n"));
    let answer = home.run(&["list", "candidates"]);
    assert_eq!((answer.code, answer.out.as_str()), (1, ""));
    let answer = home.run(&["show", "s-000"]);
    assert_eq!((answer.code, answer.out.as_str()), (1, ""));
    assert!(answer.err.starts_with("northstar: No record starts with s-000\n"), "{}", answer.err);
}

#[test]
fn a_pipe_gets_a_record_a_line() {
    let home = Home::new();
    home.run_with("One\ttab\nbody", &["add", "-"]).done();
    home.run(&["add", "Two", "--channel", "sales"]).done();
    let out = home.run(&["list", "signals"]).done();
    let lines: Vec<Vec<&str>> = out.lines().map(|line| line.split('\t').collect()).collect();
    assert!(lines.len() == 2 && lines.iter().all(|cells| cells.len() == lines[0].len()), "{out}");
    assert_eq!((lines[0].last(), lines[1].last()), (Some(&"Two"), Some(&"One tab")));
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let home = Home::new();
    let csv = home.file("a.csv", "id,title,votes\n1,Login loops,3\n2,,4\n3,Dark mode,5\n");
    let first = home.run(&["import", &csv, "--json"]).json();
    assert_eq!((&first["new"], &first["same"], &first["format"]), (&2.into(), &0.into(), &"csv".into()));
    let skipped = &first["skipped"][0];
    assert!(
        skipped["where"].as_str().unwrap().ends_with("a.csv:3") && skipped["why"].is_string(),
        "{skipped}"
    );
    let before = home.files();
    let again = home.run(&["import", &csv]).done();
    assert!(again.contains("0 new, 0 updated, 2 same, 1 skipped"), "{again}");
    assert_eq!(home.files(), before);
    let history = home.run(&["history", "--json"]).json();
    assert_eq!((history.as_array().unwrap().len(), &history[0]["kind"]), (1, &"Import".into()));
}

#[test]
fn a_refused_file_keeps_the_others_out_too() {
    let home = Home::new();
    home.run(&["add", "Login"]).done();
    let before = home.files();
    fs::create_dir(home.path("in")).unwrap();
    home.file("in/a.csv", "title\nFine\n");
    home.file("in/b.csv", "no,column,of,this\n1,2,3,4\n");
    let answer = home.run(&["import", home.path("in").to_str().unwrap()]);
    assert_eq!((answer.code, answer.out.as_str()), (2, ""));
    assert!(answer.err.contains("b.csv:1: no column holds the title."), "{}", answer.err);
    assert_eq!(home.files(), before);
    assert_eq!(home.run(&["import", "nowhere.csv"]).code, 2);
}

#[test]
fn options_of_import_are_kept() {
    let home = Home::new();
    let rows = "Words;Count\nLogin loops;3\n";
    let arguments =
        ["import", "-", "--map", "title=Words", "--map", "votes=Count", "--channel", "sales", "--tag", "Q4"];
    home.run_with(rows, &arguments).done();
    let [signal] = home.signals().try_into().unwrap();
    assert_eq!((&signal["title"], &signal["votes"]), (&"Login loops".into(), &3.into()));
    assert_eq!((&signal["channel"], &signal["tags"]), (&"sales".into(), &serde_json::json!(["q4"])));
}

#[test]
fn hostile_text_never_steers_the_terminal() {
    let home = Home::new();
    let text = "x\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}\u{9b}\u{200b}y";
    home.run_with(&format!("{text}\n{text}\n"), &["add", "-", "--from", text]).done();
    let csv = home.file("a.csv", &format!("title,channel\nx,{text}\n"));
    let is_safe =
        |text: &str| !text.chars().any(|c| is_invisible(c) || c.is_control() && c != '\n' && c != '\t');
    let id = home.signals()[0]["id"].as_str().unwrap().to_string();
    for arguments in [
        &["list", "signals"][..],
        &["list", "signals", "--json"],
        &["show", &id],
        &["show", &id, "--json"],
        &["history"],
        &["export", "all"],
        &["import", &csv],
        &["show", text],
        &["list", "signals", "--filter", &format!("{text}:")],
    ] {
        let answer = home.run(arguments);
        assert!(
            is_safe(&answer.out) && is_safe(&answer.err),
            "{arguments:?} {:?} {:?}",
            answer.out,
            answer.err
        );
    }
    assert_eq!(home.signals()[0]["body"], text);
}

#[test]
fn keys_cover_the_table_and_follow_the_settings() {
    let home = Home::new();
    fs::create_dir_all(home.path("config/northstar")).unwrap();
    home.file(
        "config/northstar/settings.ron",
        "(keys: {\"list.down\": [\"ctrl-j\"], \"list.dwn\": [\"x\"]})",
    );
    let answer = home.run(&["keys", "--json"]);
    assert!(answer.err.contains("Did you mean `list.down`?"), "{}", answer.err);
    let rows = answer.json();
    let rows = rows.as_array().unwrap();
    for command in commands::all() {
        assert!(
            rows.iter().any(|row| row["id"] == command.id && row["title"] == command.title),
            "{}",
            command.id
        );
    }
    let down = rows.iter().find(|row| row["id"] == "list.down").unwrap();
    assert_eq!((&down["keys"], down["scope"].is_string()), (&serde_json::json!(["ctrl-j"]), true));
}

#[test]
fn completions_and_the_manual_are_printed() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(home.run(&["completions", shell]).done().contains("doctor"), "{shell}");
    }
    let man = home.run(&["man"]).done();
    assert!(man.contains(".SH KEYS") && man.contains("signal.keep"), "{man}");
    for command in ["add", "import", "list"] {
        assert!(home.run(&[command, "--help"]).done().contains("Example"), "{command}");
    }
}

#[test]
fn a_second_writer_is_told_who_was_first() {
    let home = Home::new();
    home.run(&["add", "Login"]).done();
    let options = northstar::store::OpenOptions { pid_note: "process 12".into(), ..Default::default() };
    let opened = northstar::store::open(&home.path("w"), &options).unwrap();
    let answer = home.run(&["add", "Second"]);
    assert_eq!((answer.code, answer.err.contains("process 12")), (3, true), "{}", answer.err);
    assert!(home.run(&["doctor"]).done().contains("held by process 12"));
    assert_eq!(home.signals().len(), 1);
    drop(opened);
    home.run(&["add", "Second"]).done();
}

#[test]
fn broken_and_newer_workspaces_have_their_codes() {
    let home = Home::new();
    home.run(&["add", "Login"]).done();
    let header = fs::read_to_string(home.path("w/workspace.ron")).unwrap();
    home.file("w/workspace.ron", &header.replace("format: 1", "format: 7"));
    assert_eq!((home.run(&["list", "signals"]).code, home.run(&["add", "x"]).code), (0, 6));
    home.file("w/workspace.ron", &header.replace("min_reader: 1", "min_reader: 7"));
    assert_eq!((home.run(&["list", "signals"]).code, home.run(&["add", "x"]).code), (6, 6));
    home.file("w/workspace.ron", "(((");
    assert_eq!((home.run(&["list", "signals"]).code, home.run(&["add", "x"]).code), (4, 4));
    home.file("w/workspace.ron", &header);
    home.file("w/candidates/c-0123456789.ron", "(id: \"c-0123456789\",\n  title: 7)");
    let doctor = home.run(&["doctor", "--json"]);
    assert_eq!(doctor.code, 1);
    let problems = doctor.json()["problems"].to_string();
    assert!(problems.contains("candidates/c-0123456789.ron:2:"), "{problems}");
    assert_eq!(home.run(&["add", "x", "--read-only"]).code, 2);
}

#[cfg(unix)]
#[test]
fn the_editor_changes_a_record_and_mistakes_are_kept() {
    let home = Home::new();
    let id = home.run(&["add", "Login"]).done().trim().to_string();
    let edit = |script: &str| {
        let mut command = home.command(&["edit", &id]);
        command.env("PATH", std::env::var_os("PATH").unwrap()).env("VISUAL", format!("sh -c '{script}' sh"));
        Answer::of(command.output().unwrap())
    };
    assert!(edit("true").done().contains("Nothing was changed."));
    assert!(edit("sed -i s/Login/Logout/ \"$1\"").done().starts_with("Saved"));
    assert_eq!(home.signals()[0]["title"], "Logout");
    let answer = edit("sed -i s/Logout/x/\\;s/title/titel/ \"$1\"");
    assert_eq!(answer.code, 2, "{}{}", answer.out, answer.err);
    let draft = home.path(&format!("w/.northstar/drafts/{id}-ron.txt"));
    assert!(answer.err.contains(draft.to_str().unwrap()) && draft.exists(), "{}", answer.err);
    assert_eq!(home.signals()[0]["title"], "Logout");
    assert!(edit("sed -i s/titel/title/ \"$1\"").done().starts_with("Saved"));
    assert_eq!((home.signals()[0]["title"].as_str(), draft.exists()), (Some("x"), false));
    assert_ne!(edit("exit 3").code, 0);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let home = Home::new();
    let rows: String = (0..3_000).map(|n| format!("{n},A title that fills the pipe number {n}\n")).collect();
    let csv = home.file("a.csv", &format!("id,title\n{rows}"));
    home.run(&["import", &csv]).done();
    let mut child = home
        .command(&["list", "signals", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let answer = Answer::of(child.wait_with_output().unwrap());
    assert_eq!((answer.code, answer.err.as_str()), (0, ""));
}

#[test]
fn signals_go_out_and_come_back() {
    let home = Home::new();
    home.run(&["add", "=1+1 Login", "--tag", "sso"]).done();
    let file = home.path("out.csv");
    let arguments = ["export", "signals", "--format", "csv", "-o", file.to_str().unwrap()];
    home.run(&arguments).done();
    assert_eq!(home.run(&arguments).code, 2, "a file that is there stays");
    let other = ["--workspace", home.path("other").to_str().unwrap(), "import", file.to_str().unwrap()]
        .map(String::from);
    home.run(&other.each_ref().map(String::as_str)).done();
    let listed = ["--workspace", &other[1], "list", "signals", "--json"];
    let back = home.run(&listed).json();
    assert_eq!((&back[0]["title"], &back[0]["tags"]), (&"=1+1 Login".into(), &serde_json::json!(["sso"])));
}

#[cfg(unix)]
#[test]
fn files_are_private_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let script = "umask 000; exec \"$0\" add One --channel sales";
    let mut command = Command::new("/bin/sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_northstar")]);
    command.env_clear().env("NORTHSTAR_HOME", home.path("w")).env("TZ", "UTC");
    Answer::of(command.output().unwrap()).done();
    let mut folders = vec![home.path("w")];
    while let Some(folder) = folders.pop() {
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700, "{folder:?}");
        for entry in fs::read_dir(folder).unwrap() {
            let (path, mode) =
                entry.map(|entry| (entry.path(), entry.metadata().unwrap().permissions())).unwrap();
            if path.is_dir() {
                folders.push(path);
            } else {
                assert_eq!(mode.mode() & 0o777, 0o600, "{path:?}");
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn a_home_that_takes_nothing_is_told_and_nothing_else_breaks() {
    let at = |home: &str, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_northstar"));
        command.args(arguments).env_clear().env("HOME", home).env("TZ", "UTC").stdin(Stdio::null());
        Answer::of(command.output().unwrap())
    };
    let refused = at("/dev/null", &["add", "One"]);
    assert_eq!((refused.code, refused.out.as_str()), (4, ""), "{}", refused.err);
    assert!(refused.err.contains("name another folder with --workspace"), "{}", refused.err);
    let home = Home::new();
    let folder = home.path("w").to_str().unwrap().to_string();
    at("/dev/null", &["--workspace", &folder, "add", "One"]).done();
    // Without HOME the account's own folder counts, which every account has; a named one needs neither.
    let mut command = Command::new(env!("CARGO_BIN_EXE_northstar"));
    command.args(["--workspace", &folder, "list", "signals"]).env_clear().stdin(Stdio::null());
    assert!(Answer::of(command.output().unwrap()).done().contains("One"));
}

#[cfg(unix)]
#[test]
fn a_file_size_limit_is_an_error_and_not_the_end() {
    let home = Home::new();
    home.run(&["add", "One"]).done();
    let script = "ulimit -f 1; exec \"$0\" add \"$1\"";
    let mut command = Command::new("/bin/sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_northstar"), &"x".repeat(5000)]);
    command.env_clear().env("NORTHSTAR_HOME", home.path("w")).env("TZ", "UTC");
    let answer = Answer::of(command.output().unwrap());
    assert_eq!(answer.code, 5, "{}", answer.err);
    assert!(answer.err.contains("the file would grow too large"), "{}", answer.err);
    assert_eq!(home.signals().len(), 1);
    home.run(&["add", "Two"]).done();
    assert_eq!(home.signals().len(), 2);
}
