//! What documents say is what the program does: the key table of the README is written from the table of
//! commands. When it differs this test rewrites it and fails once.

use northstar::app::commands::{Group, all};
use northstar::app::keymap::Keymap;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

const START: &str = "<!-- keys: written by the test, do not edit -->";
const END: &str = "<!-- end of keys -->";

#[test]
fn the_key_table_of_the_readme_is_what_the_table_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once(START).expect("the README has a place for keys");
    let (_, after) = rest.split_once(END).expect("the place for keys ends");
    let fresh = format!("{before}{START}\n{}{END}{after}", table());
    if fresh != readme {
        fs::write(path, &fresh).unwrap();
        panic!("the key table of README.md was stale; it is rewritten now, run the tests again");
    }
}

#[test]
fn the_picture_of_the_readme_is_what_the_program_draws() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/home.svg");
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("home.svg");
    let drawn = std::process::Command::new(env!("CARGO_BIN_EXE_northstar"))
        .args(["shot", "--view", "signals", "--size", "120x36", "-o"])
        .arg(&fresh)
        .env_clear()
        .env("HOME", folder.path())
        .output()
        .unwrap();
    assert!(drawn.status.success(), "{}", String::from_utf8_lossy(&drawn.stderr));
    let fresh = fs::read_to_string(fresh).unwrap();
    if fs::read_to_string(path).ok().as_deref() != Some(fresh.as_str()) {
        fs::write(path, fresh).unwrap();
        panic!("assets/home.svg was stale; it is drawn anew now, run the tests again");
    }
}

fn table() -> String {
    let (keymap, _) = Keymap::new(&BTreeMap::new());
    let mut text = String::new();
    for group in Group::ALL {
        let commands: Vec<_> = all().filter(|command| command.group == group).collect();
        if commands.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n**{}**\n\n| keys | what | command |\n|---|---|---|", group.title());
        for command in commands {
            let keys = keymap.keys_of(command.id);
            let keys: Vec<String> =
                keys.iter().map(|keys| format!("`{}`", keys.replace('|', "\\|"))).collect();
            let _ = writeln!(text, "| {} | {} | `{}` |", keys.join(" "), command.help, command.id);
        }
    }
    text.push('\n');
    text
}

#[test]
fn the_tests_that_the_documents_name_exist() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    // Examples hold no tests.
    let tested =
        crate::tidy::sources().into_iter().filter(|(path, _)| !path.starts_with(root.join("examples")));
    let sources: String = tested.map(|(_, text)| text).collect();
    for (file, least) in [("methods.md", 30), ("faults.md", 112), ("promises.md", 25)] {
        let text = fs::read_to_string(root.join("docs").join(file)).unwrap();
        let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
        assert!(least <= rows.len(), "{} rows in {file}", rows.len());
        for row in rows {
            // A cell may hold a `|` that is part of code; names of tests hold none.
            let names =
                row.split('`').skip(1).step_by(2).map(|name| name.rsplit("::").next().unwrap_or(name));
            let is_test = |name: &&str| {
                2 <= name.matches('_').count() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
            };
            for name in names.filter(is_test) {
                assert!(
                    sources.contains(&format!("fn {name}(")),
                    "{file} names {name}, which does not exist"
                );
            }
            assert!(!row.ends_with("|  |  |"), "nothing is said of {row}");
        }
    }
}
