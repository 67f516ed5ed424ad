//! What was done, latest first, as undo would name it.

use super::{Line, Tone};
use crate::app::model::Model;
use crate::domain::when;

/// Steps the page lists at the most.
const LISTED: usize = 500;

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let mut lines: Vec<Line> = model
        .history
        .done()
        .take(LISTED)
        .map(|step| {
            let age = when::age(step.at, model.now);
            Line::default().and(Tone::Muted, format!("{age:>5}  ")).and(Tone::Plain, step.label.clone())
        })
        .collect();
    if lines.is_empty() {
        lines.push(Line::muted("Nothing was done yet."));
    } else {
        lines.insert(0, Line::muted("u takes the first one back, ctrl-r does it again"));
    }
    lines
}
