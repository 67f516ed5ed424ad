//! Backups on the screen: a list to pick from, and back to one of them as a step that undo takes back.

use super::{CommandSpec, Group, Ready, on, writable};
use crate::app::effect::{Effect, Effects};
use crate::app::message::BackupRow;
use crate::app::model::Model;
use crate::app::notice::Notice;
use crate::app::overlay::Overlay;
use crate::app::picker::{Item, Picker, Purpose, Value};
use crate::app::scope::Scope;

pub(super) const ROWS: &[CommandSpec] = &[CommandSpec {
    id: "app.backups",
    title: "Backups",
    help: "Lists the backups; enter goes back to one, u takes it back.",
    group: Group::Program,
    hint: "",
    keys: &[on(Scope::Global, "g B")],
    ready: |model| match writable(model) {
        Ready::Yes => {
            Ready::when(!model.is_loading, "Older signals are still being read; try again in a moment.")
        }
        no => no,
    },
    run: |_| vec![Effect::ListBackups],
}];

/// Shows the backups, the latest first.
pub(crate) fn open(model: &mut Model, rows: Vec<BackupRow>) -> Effects {
    if rows.is_empty() {
        model.say(Notice::info("There is no backup yet; one is made at the first start of a day."));
        return Vec::new();
    }
    let item = |row: BackupRow| Item {
        label: row.label,
        detail: row.detail,
        value: Value::Text(row.name),
        unavailable: row.damage,
    };
    let items = rows.into_iter().map(item).collect();
    model.overlays.push(Overlay::Picker(Picker::new("Go back to", Purpose::Backup, items)));
    Vec::new()
}

/// Asks for the records of a backup; one that is damaged says so.
pub(super) fn take(model: &mut Model, name: String, damage: Option<String>) -> Effects {
    if let Some(why) = damage {
        model.say(Notice::error(why));
        return Vec::new();
    }
    model.say(Notice::info("Reading the backup …"));
    vec![Effect::ReadBackup(name)]
}
