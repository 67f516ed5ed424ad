//! Rules about the source itself: who may use whom, a header on every file, sizes.

use std::fs;
use std::path::{Path, PathBuf};

/// Every source file with its text.
pub fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut found);
    collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")), &mut found);
    collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples")), &mut found);
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push((path.clone(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// What the text of a folder may not contain outside its tests.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "domain",
        &[
            "std::fs",
            "std::env",
            "::now(",
            "ratatui",
            "crossterm",
            "crate::analysis",
            "crate::exchange",
            "crate::store",
            "crate::app",
            "crate::ui",
            "crate::runtime",
            "crate::cli",
        ],
    ),
    (
        "analysis",
        &[
            "std::fs",
            "std::env",
            "::now(",
            "ratatui",
            "crossterm",
            "crate::store",
            "crate::app",
            "crate::ui",
            "crate::runtime",
            "crate::cli",
        ],
    ),
    (
        "exchange",
        &[
            "std::fs",
            "ratatui",
            "crossterm",
            "crate::app",
            "crate::store",
            "crate::ui",
            "crate::runtime",
            "crate::cli",
        ],
    ),
    (
        "store",
        &[
            "ratatui",
            "crossterm",
            "crate::app",
            "crate::ui",
            "crate::runtime",
            "crate::cli",
            "crate::exchange",
        ],
    ),
    (
        "app",
        &[
            "std::fs",
            "std::env",
            "::now(",
            "crossterm",
            "crate::store",
            "crate::ui",
            "crate::runtime",
            "crate::cli",
        ],
    ),
    (
        "ui",
        &["std::fs", "std::env", "crossterm", "crate::store", "crate::runtime", "crate::cli", "&mut Model"],
    ),
    ("runtime", &["crate::cli"]),
];

#[test]
fn folders_use_only_what_lies_below_them() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let shown = path.to_string_lossy().replace('\\', "/");
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for (folder, words) in FORBIDDEN {
            let is_test = shown.ends_with("/on_the_demo.rs")
                || shown.ends_with("/tests.rs")
                || shown.contains("/tests/");
            if is_test || !shown.contains(&format!("/src/{folder}/")) {
                continue;
            }
            for (number, line) in code.lines().enumerate() {
                let line = line.split("//").next().unwrap_or_default();
                wrong.extend(
                    words
                        .iter()
                        .filter(|word| line.contains(**word))
                        .map(|word| format!("{shown}:{}: {word}", number + 1)),
                );
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_file_says_what_it_is_and_stays_small() {
    for (path, text) in sources() {
        let shown = path.display();
        assert!(text.starts_with("//!"), "{shown} has no header");
        assert!(
            text.lines().count() <= 500,
            "{shown} has {} lines; split it along a seam",
            text.lines().count()
        );
        for word in ["TODO", "FIXME", "XXX"] {
            assert!(path.ends_with("tidy.rs") || !text.contains(word), "{shown} holds a {word}");
        }
    }
}
