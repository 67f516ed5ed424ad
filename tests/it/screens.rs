//! What a person sees, keys in and screen out. The screens are kept as text under `tests/snapshots`; after a
//! change that is meant, `UPDATE_SCREENS=1 cargo test screens` writes them anew, and the diff is read.

use crate::harness::TestApp;
use std::fs;
use std::path::Path;

/// Name, keys, and the sizes they are looked at in.
type Look = (&'static str, &'static str, &'static [(u16, u16)]);

const SCREENS: &[Look] = &[
    ("home", "", &[(200, 50), (120, 40), (80, 24), (60, 20)]),
    ("focus", "<enter>", &[(120, 40), (80, 24), (60, 20)]),
    ("link", "l", &[(120, 40), (80, 24)]),
    ("snooze", "S", &[(80, 24)]),
    ("decline", "x", &[(80, 24)]),
    ("pending", "g", &[(120, 40), (60, 20)]),
    ("marked", "<space><space>j<space>", &[(120, 40)]),
    ("filtered", "/audit<enter>", &[(120, 40), (80, 24)]),
    ("filter-error", "/chanel:x ", &[(80, 24)]),
    ("narrowed", "3f", &[(120, 40)]),
    ("all-signals", "v", &[(120, 40)]),
    ("form", "a", &[(120, 40), (80, 24), (60, 20)]),
    ("form-mistake", "aTitle<tab><tab>zzz<ctrl-s>", &[(80, 24)]),
    ("candidate-form", "3e<alt-n><alt-n><alt-n>", &[(120, 40), (80, 24), (60, 20)]),
    ("candidate-row", "3e<alt-n><enter>", &[(80, 24)]),
    ("strategy-form", "gne<alt-n>", &[(120, 40), (80, 24)]),
    ("candidate", "3<enter>", &[(120, 40), (80, 24)]),
    ("numbers", "3<enter>jjjjjjjjjjjjjjjj<enter>", &[(120, 40)]),
    ("stakeholder", "2<enter>", &[(80, 24)]),
    ("one-on-one", "2go", &[(80, 24)]),
    ("accounts", "2v", &[(120, 40)]),
    ("balance", "gb", &[(80, 24), (60, 20)]),
    ("coverage", "ga", &[(80, 24)]),
    ("value-chart", "gc", &[(120, 40), (80, 24), (60, 20)]),
    ("account", "2v<enter>", &[(80, 24)]),
    ("ranks", "gk", &[(120, 40), (80, 24)]),
    ("roadmap", "gr", &[(120, 40), (80, 24), (60, 20)]),
    ("findings", "gf", &[(120, 40), (80, 24)]),
    ("review", "gv", &[(80, 24)]),
    ("history", "Ksgh", &[(80, 24)]),
    ("north-star", "gn", &[(80, 24)]),
    ("palette", ":snooze", &[(80, 24)]),
    ("help", "?", &[(80, 24)]),
    ("split", "o", &[(80, 24)]),
    ("undone", "Ku", &[(80, 24)]),
    ("presenting", "P", &[(120, 40)]),
    ("too-small", "", &[(38, 9)]),
];

#[test]
fn screens_are_what_they_were() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots"));
    let update = std::env::var_os("UPDATE_SCREENS").is_some();
    let mut changed = Vec::new();
    for (name, keys, sizes) in SCREENS {
        for (columns, rows) in *sizes {
            let mut app = TestApp::demo();
            app.send(northstar::app::Message::Resize(*columns, *rows));
            app.keys(keys);
            let screen = app.screen_at(*columns, *rows);
            let file = folder.join(format!("{name}-{columns}x{rows}.txt"));
            if fs::read_to_string(&file).ok().as_deref() != Some(&screen) {
                if update {
                    fs::create_dir_all(folder).unwrap();
                    fs::write(&file, &screen).unwrap();
                }
                changed.push(format!("{name} at {columns}x{rows}:\n{screen}"));
            }
        }
    }
    assert!(update || changed.is_empty(), "these screens changed:\n{}", changed.join("\n"));
}

#[test]
fn every_screen_is_as_large_as_the_terminal_and_holds_no_control_character() {
    for (name, keys, sizes) in SCREENS {
        for (columns, rows) in *sizes {
            let mut app = TestApp::demo();
            app.keys(keys);
            let screen = app.screen_at(*columns, *rows);
            assert_eq!(screen.lines().count(), usize::from(*rows), "{name}");
            for line in screen.lines() {
                let wide = unicode_width::UnicodeWidthStr::width(line);
                assert!(wide <= usize::from(*columns), "{name} at {columns}x{rows}: {line}");
                assert!(!line.chars().any(char::is_control), "{name}: {line:?}");
            }
        }
    }
}
