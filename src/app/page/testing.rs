//! What tests of pages need: a model of a workspace, and a page as text.

use super::Line;
use crate::app::keymap::Keymap;
use crate::app::model::{Beginnings, Model};
use crate::domain::workspace::Workspace;
use jiff::{Timestamp, civil::date, tz::TimeZone};
use std::collections::BTreeMap;

/// The model of a workspace at nine on 2026-11-21, on a screen of 80x24.
pub fn model_of(workspace: Workspace) -> Model {
    let now = date(2026, 11, 21).at(9, 0, 0, 0).to_zoned(TimeZone::UTC).map(|at| at.timestamp());
    Model::new(Beginnings {
        workspace,
        now: now.unwrap_or(Timestamp::UNIX_EPOCH),
        zone: TimeZone::UTC,
        size: (80, 24),
        next_number: 1,
        seed: 7,
        device: "test".into(),
        name: "test".into(),
        keymap: Keymap::new(&BTreeMap::new()).0,
    })
}

/// The lines of a page as a person reads them.
pub fn text(lines: &[Line]) -> String {
    lines.iter().map(|line| format!("{}\n", line.plain().trim_end())).collect()
}
