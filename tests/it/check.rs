//! `northstar check`: every damage of a table is planted, found, mended where that loses nothing, and not found
//! again; the bytes that were planted are always somewhere.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

struct Home(tempfile::TempDir);

impl Home {
    /// A workspace with two signals of one month, a backup, and nothing wrong.
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        for title in ["Login loops", "Audit export"] {
            assert_eq!(home.run(&["add", title]).0, 0);
        }
        let rows = home.0.path().join("rows.csv");
        fs::write(&rows, "id,title\n1,Third\n").unwrap();
        assert_eq!(home.run(&["import", rows.to_str().unwrap()]).0, 0);
        assert_eq!(home.check(&["--deep"]), (0, vec![]));
        home
    }

    fn dir(&self) -> PathBuf {
        self.0.path().join("w")
    }

    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_northstar"));
        command.args(arguments).env_clear().env("TZ", "UTC").stdin(Stdio::null());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.0.path()).env("NORTHSTAR_HOME", self.dir());
        let output = command.output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    }

    /// The kinds of what is found and not mended.
    fn check(&self, arguments: &[&str]) -> (i32, Vec<String>) {
        let (code, out) = self.run(&[&["check", "--json"], arguments].concat());
        let found: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"));
        for one in found.as_array().unwrap() {
            for field in ["severity", "what", "where", "record", "fixed"] {
                assert!(one.get(field).is_some(), "{field} is missing: {one}");
            }
        }
        let left = found.as_array().unwrap().iter().filter(|one| one["fixed"] == false);
        (code, left.map(|one| one["rule"].as_str().unwrap().to_string()).collect())
    }

    fn month(&self) -> PathBuf {
        let mut files = fs::read_dir(self.dir().join("signals")).unwrap().map(|entry| entry.unwrap().path());
        files.next().unwrap()
    }

    fn journal(&self) -> PathBuf {
        self.dir().join(".northstar/journal/000001.log")
    }

    fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("git");
        command
            .args(arguments)
            .current_dir(self.dir())
            .env("HOME", self.0.path())
            .env("GIT_CONFIG_NOSYSTEM", "1");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Every byte below a folder, with the names.
fn everything(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        all.extend(entry.file_name().as_encoded_bytes());
        let path = entry.path();
        match fs::symlink_metadata(&path).unwrap() {
            data if data.is_dir() => all.extend(everything(&path)),
            data if data.is_file() => all.extend(fs::read(&path).unwrap()),
            _ => all.extend(fs::read_link(&path).unwrap().as_os_str().as_encoded_bytes()),
        }
    }
    all
}

fn holds(home: &Home, bytes: &[u8]) -> bool {
    bytes.is_empty() || everything(&home.dir()).windows(bytes.len()).any(|window| window == bytes)
}

fn lines(path: &Path) -> Vec<String> {
    fs::read_to_string(path).unwrap().lines().map(String::from).collect()
}

fn write_lines(path: &Path, lines: &[String]) {
    fs::write(path, lines.join("\n") + "\n").unwrap();
}

/// Flips a letter and leaves length and time as they were, as a failing disk does.
fn rot(path: &Path) {
    let changed = fs::metadata(path).unwrap().modified().unwrap();
    let text = fs::read_to_string(path).unwrap().replace("Login", "Lugin");
    fs::write(path, text).unwrap();
    fs::File::options().write(true).open(path).unwrap().set_modified(changed).unwrap();
}

struct Planted {
    kind: &'static str,
    plant: fn(&Home),
    /// Bytes that must be somewhere afterwards.
    kept: &'static [u8],
    is_mended: bool,
}

const fn planted(kind: &'static str, kept: &'static [u8], is_mended: bool, plant: fn(&Home)) -> Planted {
    Planted { kind, plant, kept, is_mended }
}

fn damages() -> Vec<Planted> {
    let mut all = vec![
        planted("unreadable", b"(id: PLANTED", false, |home| {
            fs::write(home.dir().join("candidates/c-0000000001.ron"), "(id: PLANTED").unwrap();
        }),
        planted("unreadable", b"PLANTED", false, |home| {
            fs::write(home.dir().join("candidates/notes.ron"), "PLANTED").unwrap();
        }),
        planted("month", b"Audit export", true, |home| {
            let (from, mut all) = (home.month(), lines(&home.month()));
            let place = all.iter().position(|line| line.contains("Audit export")).unwrap();
            let line = all.remove(place);
            write_lines(&from, &all);
            write_lines(&home.dir().join("signals/2020-01.ron"), &["[".into(), line, "]".into()]);
        }),
        planted("duplicate", b"Audit export", true, |home| {
            let mut all = lines(&home.month());
            let line = all.iter().find(|line| line.contains("Audit export")).unwrap().clone();
            all.insert(all.len() - 1, line);
            write_lines(&home.month(), &all);
        }),
        planted("duplicate", b"PLANTED", false, |home| {
            let mut all = lines(&home.month());
            let line = all.iter().find(|line| line.contains("Audit export")).unwrap().clone();
            all.insert(all.len() - 1, line.replace("Audit export", "PLANTED"));
            write_lines(&home.month(), &all);
        }),
        planted("order", b"// PLANTED", true, |home| {
            let mut all = lines(&home.month());
            let end = all.len() - 1;
            all[1..end].reverse();
            all.insert(1, "// PLANTED".into());
            write_lines(&home.month(), &all);
        }),
        planted("leftover", b"PLANTED", true, |home| {
            fs::write(home.dir().join(".northstar/drafts/.northstar-tmp-x"), "PLANTED").unwrap();
        }),
        planted("leftover", b"PLANTED", true, |home| {
            fs::write(home.dir().join("signals/.northstar-tmp-x"), "PLANTED").unwrap();
        }),
        planted("journal", b"J1 PLANTED", true, |home| {
            let mut bytes = fs::read(home.journal()).unwrap();
            bytes.extend(b"J1 PLANTED");
            fs::write(home.journal(), bytes).unwrap();
        }),
        planted("journal", b"", false, |home| {
            let text = fs::read_to_string(home.journal()).unwrap();
            fs::write(home.journal(), text.replacen("Login", "Lugin", 1)).unwrap();
        }),
        planted("journal", b"", false, |home| {
            let folder = home.dir().join(".northstar/journal");
            fs::rename(home.journal(), folder.join("000004.log")).unwrap();
            fs::write(home.journal(), "C1 0 ce2e72dc\n").unwrap();
        }),
        planted("backup", b"PLANTED", true, |home| {
            let backups = home.dir().join(".northstar/backups");
            let backup = fs::read_dir(backups).unwrap().next().unwrap().unwrap().path();
            fs::write(backup.join("manifest.ron"), "PLANTED").unwrap();
        }),
        planted("bit-rot", b"Lugin", false, |home| {
            let rows = home.0.path().join("rows.csv");
            fs::write(&rows, "id,title\n1,Third\n2,Fourth\n").unwrap();
            home.run(&["import", rows.to_str().unwrap(), "--as", "candidates"]);
            rot(&home.month());
        }),
        planted("differs", b"", false, |home| {
            let mut all = lines(&home.month());
            all.retain(|line| !line.contains("Login"));
            write_lines(&home.month(), &all);
        }),
        planted("git-hidden", b"", false, |home| {
            home.git(&["init", "-q"]);
            fs::write(home.dir().join(".git/info/exclude"), "2*.ron\n").unwrap();
        }),
        planted("git-private", b"", false, |home| {
            home.git(&["init", "-q"]);
            home.git(&["add", "-f", ".northstar/lock"]);
        }),
        planted("git-ignore", b"", false, |home| {
            home.git(&["init", "-q"]);
            fs::write(home.dir().join(".gitignore"), "*.log\n").unwrap();
        }),
    ];
    #[cfg(unix)]
    all.extend(of_unix());
    all
}

#[cfg(unix)]
fn of_unix() -> [Planted; 4] {
    use std::os::unix::fs::{PermissionsExt, symlink};
    fn open_to_all(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    [
        planted("mode", b"Login loops", true, |home| open_to_all(&home.month(), 0o644)),
        planted("mode", b"Login loops", true, |home| open_to_all(&home.dir(), 0o777)),
        planted("hard-link", b"Login loops", true, |home| {
            fs::hard_link(home.month(), home.0.path().join("other name")).unwrap();
        }),
        planted("file-type", b"/PLANTED", true, |home| {
            symlink("/PLANTED", home.dir().join("candidates/c-0000000001.ron")).unwrap();
        }),
    ]
}

#[test]
fn every_planted_damage_is_found_and_mended_or_told_again() {
    for Planted { kind, plant, kept, is_mended } in damages() {
        let home = Home::new();
        plant(&home);
        let before = everything(&home.dir());
        let (code, found) = home.check(&["--deep"]);
        assert!(code == 1 && found.iter().any(|one| one == kind), "{kind}: {found:?}");
        assert_eq!(home.check(&["--deep", "--fix", "--dry-run"]).0, 1);
        assert_eq!(everything(&home.dir()), before, "{kind}: looking changed something");
        let (code, _) = home.check(&["--deep", "--fix"]);
        let (again, left) = home.check(&["--deep"]);
        assert_eq!(code, again, "{kind}: {left:?}");
        assert_eq!(!left.iter().any(|one| one == kind), is_mended, "{kind}: {left:?}");
        assert!(!is_mended || left.is_empty(), "{kind}: {left:?}");
        assert!(holds(&home, kept), "{kind}: bytes are gone");
        let settled = everything(&home.dir());
        home.check(&["--deep", "--fix"]);
        assert_eq!(everything(&home.dir()).len(), settled.len(), "{kind}: mending twice did more");
    }
}
