//! Backups on the screen: the list, a restore, and its undo.

use crate::harness::{TestApp, many};
use northstar::app::message::BackupRow;
use northstar::app::{Effect, Message};
use northstar::domain::edit::Change;

fn row(name: &str, damage: Option<&str>) -> BackupRow {
    BackupRow {
        name: name.into(),
        label: name.into(),
        detail: "daily".into(),
        damage: damage.map(String::from),
    }
}

#[test]
fn a_backup_is_picked_and_the_restore_is_one_step() {
    let mut app = TestApp::large(5);
    let before = app.model.workspace.clone();
    app.keys("gB");
    assert_eq!(app.effects.last(), Some(&Effect::ListBackups));
    app.send(Message::Backups(vec![row("second", None), row("first", None)]));
    assert!(app.screen().contains("second"), "{}", app.screen());
    app.keys("<down><enter>");
    assert_eq!(app.effects.last(), Some(&Effect::ReadBackup("first".into())));
    let record = many(1).remove(0);
    let changes = vec![Change { id: record.id(), before: Some(record), after: None }];
    app.send(Message::Restored { label: "restore 1 record from first".into(), changes, stayed: 0 });
    assert_eq!(app.notice(), "Restore 1 record from first; u takes it back.");
    assert_eq!(app.model.workspace.signals().len(), 4);
    app.keys("u");
    assert!(app.model.workspace == before, "undo of a restore gives back what was");
}

#[test]
fn a_damaged_backup_cannot_be_picked_and_none_is_told() {
    let mut app = TestApp::large(1);
    app.send(Message::Backups(Vec::new()));
    assert!(app.notice().starts_with("There is no backup yet"), "{}", app.notice());
    app.send(Message::Backups(vec![row("broken", Some("It is damaged: a file is missing."))]));
    app.keys("<enter>");
    assert!(!app.effects.iter().any(|effect| matches!(effect, Effect::ReadBackup(_))));
    app.send(Message::Restored { label: "x".into(), changes: Vec::new(), stayed: 0 });
    assert_eq!(app.notice(), "Everything is as in that backup.");
}
