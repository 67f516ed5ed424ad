//! A page of lines over the whole body: long lines wrapped, the selected line marked. The unit of selection
//! stays the line, however many rows it takes.

use crate::app::page::Page;
use crate::ui::Scene;
use crate::ui::widgets::panel::Panel;
use crate::ui::widgets::{clear, put, put_line, thousands, tones};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

/// Draws the page. Returns where its selected line begins.
pub fn draw(scene: &Scene<'_>, page: &Page, buf: &mut Buffer) -> Option<Position> {
    let area = scene.layout.body;
    clear(buf, area);
    let title = scene.veil.cover(&page.title);
    let count = page.lines.len();
    let foot = format!("{} of {}", thousands((page.selected + 1).min(count)), thousands(count));
    let panel = Panel { title: &title, foot: &foot, is_focused: true, ..Panel::default() };
    let inner = panel.draw(buf, area, scene.theme);
    let text = Rect { x: inner.x + 2.min(inner.width), width: inner.width.saturating_sub(3), ..inner };
    let lines = visible(scene, page, text);
    let mut caret = None;
    for (at, (place, line)) in lines.iter().enumerate() {
        let y = inner.y + at as u16;
        put_line(buf, Rect { y, height: 1, ..text }, line);
        if *place == page.selected {
            put(buf, Rect { y, height: 1, width: 1, ..inner }, "▌", scene.theme.border_focused);
            buf.set_style(
                Rect { x: inner.x + 1, y, width: inner.width.saturating_sub(1), height: 1 },
                scene.theme.selected,
            );
            caret = caret.or(Some(Position::new(text.x, y)));
        }
    }
    caret.or(Some(inner.as_position()))
}

/// The rows on the screen with the index of the line each belongs to; the selected line is among them.
fn visible(scene: &Scene<'_>, page: &Page, area: Rect) -> Vec<(usize, Line<'static>)> {
    let height = usize::from(area.height);
    let first = page.top.max((page.selected + 1).saturating_sub(height)).min(page.selected);
    let wrapped =
        |(place, line)| tones::rows(scene, line, area.width.into()).into_iter().map(move |row| (place, row));
    let lines = page.lines.iter().enumerate().skip(first);
    let mut rows: Vec<_> = Vec::new();
    for line in lines {
        if height <= rows.len() && page.selected < line.0 {
            break;
        }
        rows.extend(wrapped(line));
    }
    // Wrapped lines above may have pushed the selected one out: drop rows from the top, but not its own first.
    let end = rows.iter().rposition(|(place, _)| *place == page.selected).map_or(0, |last| last + 1);
    let start = rows.iter().position(|(place, _)| *place == page.selected).unwrap_or(0);
    rows.drain(..end.saturating_sub(height).min(start));
    rows.truncate(height);
    rows
}
