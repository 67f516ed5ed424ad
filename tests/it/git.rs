//! Git with the real program: merges of two laptops, with the driver and without, `sync` through a remote, and
//! repositories that came from elsewhere.

#[path = "../../examples/torture/git.rs"]
mod histories;

use northstar::domain::candidate::Candidate;
use northstar::domain::id::CandidateId;
use northstar::domain::record::Record;
use northstar::domain::text::{Style, print_record};
use northstar::runtime::git::{SetupState, setup_state};
use northstar::store;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A machine with a home, a remote and as many laptops as are asked for.
struct Machine(tempfile::TempDir);

/// What a program answered.
struct Answer {
    code: i32,
    out: String,
    err: String,
}

impl Answer {
    fn done(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.out
    }
}

impl Machine {
    fn new() -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        fs::write(
            machine.path(".gitconfig"),
            "[user]\n\tname = n\n\temail = e@x\n[init]\n\tdefaultBranch = main\n",
        )
        .unwrap();
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, program: &Path, arguments: &[&str]) -> Answer {
        let mut command = Command::new(program);
        command.args(arguments).env_clear().stdin(Stdio::null()).current_dir(self.0.path());
        command.env("HOME", self.0.path()).env("TZ", "UTC").env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("PATH", std::env::var_os("PATH").unwrap());
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Answer { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn git(&self, dir: &str, arguments: &[&str]) -> Answer {
        let dir = self.path(dir);
        self.command(Path::new("git"), &[&["-C", dir.to_str().unwrap()], arguments].concat())
    }

    fn northstar(&self, dir: &str, arguments: &[&str]) -> Answer {
        let dir = self.path(dir);
        let program = Path::new(env!("CARGO_BIN_EXE_northstar"));
        self.command(program, &[&["--workspace", dir.to_str().unwrap()], arguments].concat())
    }

    /// A workspace that was sent to a remote, and a clone of it.
    fn two_laptops(&self) {
        self.command(Path::new("git"), &["init", "-q", "--bare", "remote"]).done();
        store::create(&self.path("one"), "w", 1).unwrap();
        self.put("one", 1, "Audit export");
        self.northstar("one", &["git", "setup"]).done();
        self.git("one", &["remote", "add", "origin", self.path("remote").to_str().unwrap()]).done();
        let sent = self.northstar("one", &["sync"]).done();
        assert!(sent.contains("Committed 5 files") && sent.contains("Sent to origin"), "{sent}");
        self.clone("two");
    }

    fn clone(&self, name: &str) {
        self.command(Path::new("git"), &["clone", "-q", "remote", name]).done();
    }

    /// Writes a candidate as somebody might by hand.
    fn put(&self, dir: &str, id: u64, title: &str) {
        let id = CandidateId::from_bits(id);
        let text = print_record(&Record::from(Candidate::new(id, title)), Style::Pretty).unwrap();
        fs::create_dir_all(self.path(dir).join("candidates")).unwrap();
        fs::write(self.file(dir, id), text + "\n").unwrap();
    }

    fn file(&self, dir: &str, id: CandidateId) -> PathBuf {
        self.path(dir).join(format!("candidates/{id}.ron"))
    }

    fn replace(&self, dir: &str, from: &str, to: &str) {
        let file = self.file(dir, CandidateId::from_bits(1));
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(file, text.replace(from, to)).unwrap();
    }

    fn titles(&self, dir: &str, what: &str) -> Vec<String> {
        let listed = self.northstar(dir, &["list", what, "--json"]).out;
        let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
        let mut titles: Vec<String> =
            listed.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().into()).collect();
        titles.sort();
        titles
    }
}

#[test]
fn random_histories_of_two_laptops_lose_nothing_with_the_driver() {
    let told = histories::run(15, 1, true).unwrap();
    assert!(told.starts_with("15 merges") && told.ends_with(" 0 files with marks"), "{told}");
}

#[test]
fn random_histories_of_two_laptops_lose_nothing_without_the_driver() {
    let told = histories::run(15, 2, false).unwrap();
    assert!(told.starts_with("15 merges"), "{told}");
}

#[test]
fn what_two_laptops_did_comes_together_as_one_step_that_can_be_undone() {
    let machine = Machine::new();
    machine.two_laptops();
    machine.northstar("one", &["add", "Dark mode"]).done();
    machine.replace("one", "Audit export", "Audit log");
    machine.northstar("one", &["sync"]).done();
    machine.northstar("two", &["add", "Single sign-on"]).done();
    machine.replace("two", "\n)", "\n    problem: \"Auditors ask.\",\n)");
    let told = machine.northstar("two", &["sync"]).done();
    assert!(told.contains("Took in 2 records from origin") && told.contains("Sent to origin"), "{told}");
    assert_eq!(machine.titles("two", "signals"), ["Dark mode", "Single sign-on"]);
    assert_eq!(setup_state(&machine.path("two")), SetupState::Ready);
    let text = fs::read_to_string(machine.file("two", CandidateId::from_bits(1))).unwrap();
    assert!(text.contains("Audit log") && text.contains("Auditors ask."), "{text}");
    let history = machine.northstar("two", &["history"]).done();
    assert_eq!(history.matches("sync: 2 records from origin").count(), 1, "{history}");
    machine.northstar("one", &["sync"]).done();
    assert_eq!(machine.titles("one", "signals"), ["Dark mode", "Single sign-on"]);
    let status = machine.git("one", &["status", "--porcelain"]).done();
    assert_eq!(status, "");
    let again = machine.northstar("one", &["sync"]).done();
    assert_eq!(again, "Nothing new to commit.\n");
}

#[test]
fn a_disagreement_is_kept_in_the_record_and_told() {
    let machine = Machine::new();
    machine.two_laptops();
    machine.replace("one", "Audit export", "Audit log");
    machine.northstar("one", &["sync"]).done();
    machine.replace("two", "Audit export", "Audit trail");
    let told = machine.northstar("two", &["sync"]);
    assert!(
        told.code == 1 && told.out.contains("Both sides changed c-0000000001 Audit trail"),
        "{}",
        told.out
    );
    assert!(told.out.contains("Sent to origin"), "{}", told.out);
    let found = machine.northstar("two", &["check"]);
    assert!(found.out.contains("Audit log") && found.out.contains("Audit trail"), "{}", found.out);
}

#[test]
fn what_one_laptop_removed_and_the_other_changed_stays_and_says_so() {
    let machine = Machine::new();
    machine.two_laptops();
    fs::remove_file(machine.file("one", CandidateId::from_bits(1))).unwrap();
    machine.northstar("one", &["sync"]).done();
    machine.replace("two", "Audit export", "Audit trail");
    let told = machine.northstar("two", &["sync"]);
    assert_eq!(machine.titles("two", "candidates"), ["Audit trail"], "{}{}", told.out, told.err);
    let text = fs::read_to_string(machine.file("two", CandidateId::from_bits(1))).unwrap();
    assert!(text.contains("kept, since it was changed") && text.contains("removed"), "{text}");
    assert_eq!(machine.git("two", &["status", "--porcelain"]).done(), "");
}

#[test]
fn two_things_made_under_one_id_are_parted() {
    let machine = Machine::new();
    machine.two_laptops();
    machine.put("one", 9, "Passkeys");
    machine.northstar("one", &["sync"]).done();
    machine.put("two", 9, "Regional hosting");
    let link = "(\n    id: \"p-0000000001\",\n    name: \"Ada\",\n)\n";
    fs::create_dir_all(machine.path("two/stakeholders")).unwrap();
    fs::write(machine.path("two/stakeholders/p-0000000001.ron"), link).unwrap();
    let told = machine.northstar("two", &["sync"]).done();
    assert!(told.contains("“Regional hosting” has a new id"), "{told}");
    assert_eq!(machine.titles("two", "candidates"), ["Audit export", "Passkeys", "Regional hosting"]);
    machine.northstar("one", &["sync"]).done();
    assert_eq!(machine.titles("one", "candidates"), ["Audit export", "Passkeys", "Regional hosting"]);
}

#[test]
fn without_a_remote_or_with_one_out_of_reach_the_commit_is_made_and_told() {
    let machine = Machine::new();
    store::create(&machine.path("w"), "w", 1).unwrap();
    let told = machine.northstar("w", &["sync", "--message", "first"]).done();
    assert!(told.contains("Made a repository.") && told.contains("There is no remote"), "{told}");
    machine.git("w", &["remote", "add", "origin", "/nowhere/at/all"]).done();
    machine.northstar("w", &["add", "Dark mode"]).done();
    let told = machine.northstar("w", &["sync"]);
    assert_eq!(told.code, 1);
    assert!(
        told.out.contains("Committed 1 file") && told.out.contains("origin was not reached"),
        "{}",
        told.out
    );
    let log = machine.git("w", &["log", "--format=%s"]).done();
    assert!(log.ends_with("first\n") && log.lines().count() == 2, "{log}");
}

#[test]
fn only_files_of_the_workspace_are_committed() {
    let machine = Machine::new();
    store::create(&machine.path("plans/w"), "w", 1).unwrap();
    machine.git("plans", &["init", "-q"]).done();
    for name in ["plans/secrets.txt", "plans/staged.txt", "plans/w/notes.txt"] {
        fs::write(machine.path(name), "mine").unwrap();
    }
    machine.git("plans", &["add", "staged.txt"]).done();
    fs::write(machine.path("plans/.gitignore"), "*.ron\n").unwrap();
    machine.northstar("plans/w", &["add", "Dark mode"]).done();
    machine.northstar("plans/w", &["sync"]).done();
    let known = machine.git("plans", &["ls-tree", "-r", "--name-only", "HEAD"]).done();
    let known: Vec<&str> = known.lines().collect();
    assert!(known.iter().all(|path| path.starts_with("w/")), "{known:?}");
    assert!(known.iter().any(|path| path.starts_with("w/signals/")), "hidden by .gitignore: {known:?}");
    assert!(!known.contains(&"w/notes.txt"), "{known:?}");
    assert!(machine.git("plans", &["status", "--porcelain"]).done().contains("A  staged.txt"));
}

#[test]
fn nothing_is_synced_while_a_merge_is_under_way_or_the_workspace_is_open() {
    let machine = Machine::new();
    machine.two_laptops();
    let sign = machine.path("one/.git/MERGE_HEAD");
    fs::write(&sign, "0000000000000000000000000000000000000000\n").unwrap();
    let told = machine.northstar("one", &["sync"]);
    assert!(told.code == 1 && told.err.contains("a merge is under way"), "{}", told.err);
    fs::remove_file(sign).unwrap();
    let opened = store::open(&machine.path("one"), &store::OpenOptions::default()).unwrap();
    let told = machine.northstar("one", &["sync"]);
    assert!(told.code == 3 && told.err.contains("`g s`"), "{}", told.err);
    drop(opened);
    machine.northstar("one", &["sync"]).done();
}

#[cfg(unix)]
#[test]
fn a_copied_repository_runs_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let machine = Machine::new();
    machine.two_laptops();
    let (evil, proof) = (machine.path("evil"), machine.path("proof"));
    fs::write(&evil, format!("#!/bin/sh\ntouch {}\ncat\n", proof.display())).unwrap();
    let make_runnable = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    make_runnable(&evil);
    let evil = evil.to_str().unwrap();
    for hook in [
        "pre-commit",
        "commit-msg",
        "post-commit",
        "post-checkout",
        "pre-push",
        "post-merge",
        "pre-merge-commit",
    ] {
        let hook = machine.path("two/.git/hooks").join(hook);
        fs::copy(evil, &hook).unwrap();
        make_runnable(&hook);
    }
    for name in [
        "core.fsmonitor",
        "diff.external",
        "core.pager",
        "core.editor",
        "merge.northstar.driver",
        "diff.ron.textconv",
    ] {
        machine.git("two", &["config", name, evil]).done();
    }
    machine.replace("one", "Audit export", "Audit log");
    machine.northstar("one", &["sync"]).done();
    machine.replace("two", "\n)", "\n    problem: \"Auditors ask.\",\n)");
    let told = machine.northstar("two", &["sync"]);
    assert!(!proof.exists(), "something ran");
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    machine.git("two", &["config", "filter.x.clean", evil]).done();
    fs::write(machine.path("two/.gitattributes"), "*.ron filter=x\n").unwrap();
    let told = machine.northstar("two", &["sync"]);
    assert!(told.code == 1 && told.err.contains("filter.x.clean") && !proof.exists(), "{}", told.err);
}

#[test]
fn a_driver_that_is_not_there_leaves_marks_and_unites_signals() {
    let machine = Machine::new();
    machine.two_laptops();
    machine.northstar("two", &["git", "setup"]).done();
    let config = machine.path("two/.git/config");
    let text = fs::read_to_string(&config).unwrap();
    let gone =
        text.replace(env!("CARGO_BIN_EXE_northstar"), "/nowhere/northstar").replace(" northstar; do", "; do");
    assert_ne!(text, gone);
    fs::write(config, gone).unwrap();
    for (dir, title, signal) in [("one", "Audit log", "Dark mode"), ("two", "Audit trail", "Single sign-on")]
    {
        machine.replace(dir, "Audit export", title);
        machine.northstar(dir, &["add", signal]).done();
        machine.git(dir, &["add", "-A"]).done();
        machine.git(dir, &["commit", "-qm", "x"]).done();
    }
    machine.git("one", &["push", "-q"]).done();
    machine.git("two", &["fetch", "-q"]).done();
    assert_eq!(machine.git("two", &["merge", "origin/main"]).code, 1);
    let text = fs::read_to_string(machine.file("two", CandidateId::from_bits(1))).unwrap();
    assert!(
        text.contains("<<<<<<< ours") && text.contains("Audit log") && text.contains("Audit trail"),
        "{text}"
    );
    assert_eq!(machine.titles("two", "signals"), ["Dark mode", "Single sign-on"]);
}

#[test]
fn a_clone_without_the_driver_opens_with_the_signals_of_both() {
    let machine = Machine::new();
    machine.two_laptops();
    for (dir, signal) in [("one", "Dark mode"), ("two", "Single sign-on")] {
        machine.northstar(dir, &["add", signal]).done();
        machine.git(dir, &["add", "-A"]).done();
        machine.git(dir, &["commit", "-qm", "x"]).done();
    }
    machine.git("one", &["push", "-q"]).done();
    assert!(matches!(setup_state(&machine.path("two")), SetupState::Missing(_)));
    machine.git("two", &["pull", "-q", "--no-rebase", "--no-edit"]).done();
    assert_eq!(machine.titles("two", "signals"), ["Dark mode", "Single sign-on"]);
}

#[test]
fn versions_a_union_left_side_by_side_are_joined_when_the_workspace_opens() {
    let machine = Machine::new();
    machine.two_laptops();
    machine.northstar("one", &["add", "Dark mode"]).done();
    machine.northstar("one", &["sync"]).done();
    machine.git("two", &["pull", "-q"]).done();
    let month = |dir: &str| {
        let folder = fs::read_dir(machine.path(dir).join("signals")).unwrap();
        folder.map(|entry| entry.unwrap().path()).next().unwrap()
    };
    for (dir, title) in [("one", "Dark theme"), ("two", "Dim mode")] {
        let text = fs::read_to_string(month(dir)).unwrap();
        fs::write(month(dir), text.replace("Dark mode", title)).unwrap();
        machine.git(dir, &["commit", "-qam", "x"]).done();
    }
    machine.git("one", &["push", "-q"]).done();
    machine.git("two", &["pull", "-q", "--no-rebase", "--no-edit"]).done();
    let lines = |dir: &str| {
        fs::read_to_string(month(dir)).unwrap().lines().filter(|line| line.starts_with('(')).count()
    };
    assert_eq!(lines("two"), 2, "git put both lines there");
    assert_eq!(machine.titles("two", "signals").len(), 1);
    let told = machine.northstar("two", &["add", "Another"]);
    assert!(told.err.contains("1 signal had several versions"), "{}", told.err);
    assert_eq!((lines("two"), machine.titles("two", "signals").len()), (2, 2));
    let found = machine.northstar("two", &["check"]).out;
    assert!(found.contains("Dark theme") && found.contains("Dim mode"), "{found}");
    let told = machine.northstar("two", &["add", "A third"]);
    assert_eq!(told.err, "");
}
