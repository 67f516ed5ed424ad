//! A menu: a few choices with a key each, in a small box; a sentence above them where one is needed.

use crate::app::menu::Menu;
use crate::ui::Scene;
use crate::ui::text::{width, wrap};
use crate::ui::widgets::panel::Panel;
use crate::ui::widgets::row::Row;
use crate::ui::widgets::{below, box_in, clear, inset, put, put_line, window_top};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Columns of the widest menu.
const WIDEST: usize = 76;

/// Draws the menu. Returns where its selected choice is.
pub fn draw(scene: &Scene<'_>, menu: &Menu, buf: &mut Buffer) -> Option<Position> {
    let body = scene.layout.body;
    let labels = menu.entries.iter().map(|entry| width(&entry.label)).max().unwrap_or(0).min(28);
    let helps = menu.entries.iter().map(|entry| width(&entry.help)).max().unwrap_or(0);
    let wanted = (labels + helps + 10).max(width(&menu.title) + 6).max(width(&menu.note).min(52) + 4);
    let columns = wanted.min(WIDEST) as u16;
    let notes = wrap(&scene.veil.cover(&menu.note), usize::from(columns.min(body.width)).saturating_sub(4));
    let above = notes.len() as u16 + u16::from(!notes.is_empty());
    let area = box_in(body, columns, menu.entries.len() as u16 + above + 2);
    clear(buf, area);
    let panel = Panel { title: &menu.title, is_focused: true, ..Panel::default() };
    let inner = inset(panel.draw(buf, area, scene.theme), 1);
    // Choices come before the sentence when both do not fit.
    let above = above.min(inner.height.saturating_sub(menu.entries.len() as u16));
    for (note, row) in notes.iter().zip(Rect { height: above, ..inner }.rows()) {
        put(buf, row, note, scene.theme.text);
    }
    put_entries(scene, menu, (below(inner, above), labels), buf)
}

fn put_entries(
    scene: &Scene<'_>,
    menu: &Menu,
    (area, labels): (Rect, usize),
    buf: &mut Buffer,
) -> Option<Position> {
    let theme = scene.theme;
    let mut caret = None;
    let top = window_top(0, menu.selected, menu.entries.len(), area.height.into());
    for (row, (at, entry)) in area.rows().zip(menu.entries.iter().enumerate().skip(top)) {
        let room = usize::from(row.width).saturating_sub(labels + 5);
        let line = Row::default()
            .gap(1)
            .left(&entry.key.to_string(), 1, theme.key)
            .gap(2)
            .left(&scene.veil.cover(&entry.label), labels, theme.text)
            .gap(2)
            .left(&scene.veil.cover(&entry.help), room.saturating_sub(1), theme.muted);
        put_line(buf, row, &line.done());
        if at == menu.selected {
            buf.set_style(row, theme.selected);
            caret = Some(Position::new((row.x + 4).min(row.right().saturating_sub(1)), row.y));
        }
    }
    caret
}
