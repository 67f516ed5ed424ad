//! A text field on the screen: the field draws itself, the terminal's own cursor is its caret.

use crate::app::field::TextField;
use crate::domain::shown::shown;
use crate::ui::theme::Theme;
use crate::ui::widgets::put;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Style};
use ratatui::widgets::Widget;

/// Lines, and bytes of one line, that the field can be drawn with; its places are 16 bits wide.
const LARGEST: (usize, usize) = (20_000, 60_000);

/// Draws the field. Returns where its caret is.
pub fn draw(buf: &mut Buffer, area: Rect, field: &TextField, theme: &Theme) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    if is_too_large(field) {
        put(buf, area, "Too long to be shown here; ctrl-e opens it in your editor.", theme.muted);
        return Some(area.as_position());
    }
    field.area().render(area, buf);
    tame(buf, area, theme);
    let (cursor, (top, left)) = (field.area().screen_cursor(), field.area().scroll_offset());
    let within = |at: usize, first: u16, size: u16| {
        (at.saturating_sub(usize::from(first)) as u16).min(size.saturating_sub(1))
    };
    let x = area.x + within(cursor.col, left, area.width);
    let y = area.y + within(cursor.row, top, area.height);
    Some(Position::new(x, y))
}

/// Tells whether a field holds more than the screen can count.
pub fn is_too_large(field: &TextField) -> bool {
    let lines = field.area().lines();
    LARGEST.0 < lines.len() || lines.iter().any(|line| LARGEST.1 < line.len())
}

/// The field knows neither the theme nor what may steer a terminal: what it marked as selected looks as the
/// theme says, and what must not be sent is replaced.
fn tame(buf: &mut Buffer, area: Rect, theme: &Theme) {
    for position in area.intersection(buf.area).positions() {
        let Some(cell) = buf.cell_mut(position) else { continue };
        if cell.bg != Color::Reset {
            cell.set_style(Style::reset().patch(theme.selected));
        }
        if !cell.symbol().is_ascii() && shown(cell.symbol()) != cell.symbol() {
            cell.set_symbol("\u{fffd}");
        }
    }
}
