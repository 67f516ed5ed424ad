//! Cutting a signal: its text at the left with the selection, the pieces taken so far at the right.

use crate::app::overlay::Split;
use crate::ui::Scene;
use crate::ui::text::{Align, fit, wrap};
use crate::ui::widgets::panel::Panel;
use crate::ui::widgets::{clear, head, input, inset, put};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Rows shown of each piece.
const PIECE: usize = 3;

/// Draws the split. Returns where the cursor is in the text.
pub fn draw(scene: &Scene<'_>, split: &Split, buf: &mut Buffer) -> Option<Position> {
    let area = scene.layout.body;
    clear(buf, area);
    let left = Rect { width: area.width * 3 / 5, ..area };
    let right = Rect { x: left.right(), width: area.width - left.width, ..area };
    let signal = scene.model.workspace.signal(split.signal);
    let title = signal.map_or_else(String::new, |signal| scene.veil.cover(&signal.title).into_owned());
    let foot = if split.selecting { "selecting" } else { "v selects, enter takes" };
    let panel = Panel { title: &format!("Split · {title}"), foot, is_focused: true, ..Panel::default() };
    let text = inset(panel.draw(buf, left, scene.theme), 1);
    let value = split.field.value();
    if scene.veil.cover(&value) != value {
        put_all(buf, text, "This text holds names, and they are hidden while presenting; esc leaves.", scene);
        put_pieces(scene, split, right, buf);
        return Some(text.as_position());
    }
    let caret = input::draw(buf, text, &split.field, scene.theme);
    if let Some(caret) = caret.filter(|_| split.selecting) {
        // The character under the cursor is taken too.
        buf.set_style(Rect::new(caret.x, caret.y, 1, 1), scene.theme.selected);
    }
    put_pieces(scene, split, right, buf);
    caret
}

fn put_all(buf: &mut Buffer, area: Rect, text: &str, scene: &Scene<'_>) {
    for (line, row) in wrap(text, area.width.into()).iter().zip(area.rows()) {
        put(buf, row, line, scene.theme.muted);
    }
}

fn put_pieces(scene: &Scene<'_>, split: &Split, area: Rect, buf: &mut Buffer) {
    let title = format!("Pieces · {}", split.pieces.len());
    let inner = inset(Panel { title: &title, ..Panel::default() }.draw(buf, area, scene.theme), 1);
    let columns = usize::from(inner.width);
    if split.pieces.is_empty() {
        put_all(buf, inner, "Nothing yet. Each piece becomes a signal of its own; the whole stays.", scene);
        return;
    }
    let mut rows = Vec::new();
    for (place, piece) in split.pieces.iter().enumerate() {
        let text = scene.veil.cover(piece);
        let lines = wrap(head(&text, columns * 16), columns.saturating_sub(3));
        let more = if PIECE < lines.len() { " …" } else { "" };
        for (at, line) in lines.iter().take(PIECE).enumerate() {
            let number = if at == 0 { format!("{:>2} ", place + 1) } else { "   ".into() };
            let end = if at + 1 == PIECE { more } else { "" };
            rows.push(format!("{number}{line}{end}"));
        }
    }
    let hidden = rows.len().saturating_sub(inner.height.into());
    for (line, row) in rows.iter().skip(hidden).zip(inner.rows()) {
        put(buf, row, &fit(line, columns, Align::Left), scene.theme.text);
    }
}
