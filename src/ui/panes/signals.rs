//! The list of signals: age, channel, title, and what became of them.

use super::{Drawn, Place, count_in_view};
use crate::analysis::search;
use crate::app::commands::details::dots;
use crate::app::lists::View;
use crate::app::model::Pane;
use crate::domain::signal::Signal;
use crate::domain::verdict::Verdict;
use crate::domain::when;
use crate::ui::Scene;
use crate::ui::text::{fit_highlighted, width};
use crate::ui::widgets::row::{Row, capped};
use crate::ui::widgets::thousands;

/// Columns of age, channel and the gaps around them.
const LEFT: usize = 10;
/// Columns of the dots and the gap before them.
const DOTS: usize = 4;

pub fn titles(scene: &Scene<'_>) -> (String, String) {
    let all = thousands(scene.model.workspace.signals().len());
    let title = match scene.model.signals.view {
        View::Usual => {
            format!("Signals · inbox {} of {all}", thousands(count_in_view(scene.model, Pane::Signals)))
        }
        View::Other => format!("Signals · all {all}"),
    };
    (title, String::new())
}

/// Builds the row of a signal.
pub fn row(scene: &Scene<'_>, signal: &Signal, place: Place) -> Drawn {
    let (model, theme) = (scene.model, scene.theme);
    let mut row = Row::default();
    if model.signals.view == View::Other {
        row = row.left(letter(signal), 2, theme.accent);
    }
    let lead = row.columns();
    row = row
        .right(&when::age(signal.at, model.now), 4, theme.muted)
        .gap(1)
        .left(signal.channel.short(), 3, theme.channel(signal.channel))
        .gap(2);
    let title_at = row.columns();
    let text = scene.veil.cover(capped(&signal.title));
    let hits = search::positions(&text, &model.signals.query);
    let marks = marks(scene, signal);
    let room = place.width.saturating_sub(lead + LEFT + DOTS + width(&marks));
    let (tags, tag_columns) = tags(scene, signal, room.saturating_sub(width(&text)));
    let columns = room - tag_columns;
    let strong = if 3 <= signal.importance { theme.title } else { theme.muted };
    row = row
        .line(fit_highlighted(&text, &hits, columns, theme.text, theme.highlight), columns)
        .right(&tags, tag_columns, theme.muted)
        .left(&marks, width(&marks), theme.accent)
        .right(&dots(signal.importance), DOTS, strong);
    Drawn { line: row.done(), title_at }
}

/// Whether it woke, and how many candidates it is linked to: ` ↻ →2`.
fn marks(scene: &Scene<'_>, signal: &Signal) -> String {
    let woken = if signal.woken_because(scene.model.today).is_some() { " ↻" } else { "" };
    match signal.links.len() {
        0 => woken.to_string(),
        count => format!("{woken} →{count}"),
    }
}

/// The first tag, or how many, where the title leaves room for it.
fn tags(scene: &Scene<'_>, signal: &Signal, free: usize) -> (String, usize) {
    let Some(first) = signal.tags.first() else { return (String::new(), 0) };
    let more = match signal.tags.len() {
        1 => String::new(),
        count => format!(" +{}", count - 1),
    };
    let text = format!("  #{}{more}", scene.veil.cover(first.as_str()));
    let columns = width(&text);
    if columns <= free { (text, columns) } else { (String::new(), 0) }
}

/// One letter for the verdict in the view of all signals.
fn letter(signal: &Signal) -> &'static str {
    match signal.verdict {
        Verdict::Inbox => "",
        Verdict::Kept if signal.links.is_empty() => "K",
        Verdict::Kept => "L",
        Verdict::Snoozed { .. } => "S",
        Verdict::Routed { .. } => "R",
        Verdict::Declined { .. } => "D",
        Verdict::Merged { .. } => "M",
    }
}
