//! The filter line: typed where the status line was, with how much it finds; a mistake is underlined and
//! explained, and the last right filter stays.

use crate::app::lists::View;
use crate::app::model::Pane;
use crate::app::overlay::FilterLine;
use crate::ui::Scene;
use crate::ui::panes::count_in_view;
use crate::ui::text::{Align, fit, width};
use crate::ui::widgets::{head, input, put, thousands};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

/// Columns the text keeps, however long the words behind it are.
const LEAST: u16 = 16;

/// Draws the line. Returns where its caret is.
pub fn draw(scene: &Scene<'_>, line: &FilterLine, buf: &mut Buffer) -> Position {
    let area = scene.layout.status;
    let (words, style) = match &line.error {
        Some((_, why)) => (format!("✗ {why}"), scene.theme.error),
        None => (found(scene), scene.theme.muted),
    };
    let typed = width(&line.field.value()) as u16 + 1;
    let most = area.width.saturating_sub(width(&words) as u16 + 5).max(LEAST);
    let wanted = if line.error.is_some() { typed } else { typed.max(LEAST) };
    let columns = wanted.min(most).min(area.width.saturating_sub(2));
    put(buf, Rect { width: 2.min(area.width), ..area }, " /", scene.theme.key);
    let field = Rect { x: area.x + 2.min(area.width), width: columns, ..area };
    let caret = input::draw(buf, field, &line.field, scene.theme);
    if let Some((span, _)) = &line.error {
        underline(scene, line, span, field, buf);
    }
    let after = Rect {
        x: (field.right() + 1).min(area.right()),
        width: area.width.saturating_sub(columns + 3),
        ..area
    };
    put(buf, after, &fit(&words, after.width.into(), Align::Left), style);
    caret.unwrap_or(area.as_position())
}

/// How many rows pass, and where else to look.
fn found(scene: &Scene<'_>) -> String {
    let (model, pane) = (scene.model, scene.model.focus);
    let list = model.list(pane);
    let other = match (pane, list.view) {
        (Pane::Signals, View::Usual) | (Pane::Candidates, View::Usual) => "all",
        (Pane::Signals, View::Other) => "inbox",
        (Pane::Stakeholders, View::Usual) => "accounts",
        (Pane::Stakeholders, View::Other) => "people",
        (Pane::Candidates, View::Other) => "open",
    };
    let keys = model.keymap.keys_of("filter.everywhere");
    let key = keys.first().map_or("tab", String::as_str);
    format!("{} of {} · {key}: {other}", thousands(list.rows.len()), thousands(count_in_view(model, pane)))
}

/// Underlines the columns a mistake is about; the span counts bytes.
fn underline(
    scene: &Scene<'_>,
    line: &FilterLine,
    span: &std::ops::Range<usize>,
    field: Rect,
    buf: &mut Buffer,
) {
    let text = line.field.value();
    let to = |byte: usize| width(head(&text, byte));
    let scrolled = usize::from(line.field.area().scroll_offset().1);
    let (start, end) = (to(span.start).saturating_sub(scrolled), to(span.end).saturating_sub(scrolled));
    let start = (start as u16).min(field.width);
    let end = (end as u16).min(field.width);
    let place = Rect { x: field.x + start, width: end.saturating_sub(start), ..field };
    buf.set_style(place, scene.theme.error.add_modifier(Modifier::UNDERLINED));
}
