//! A list inside a form: one row a line, its cells between dots, the row under the cursor marked.

use crate::app::form::Field;
use crate::app::form::cells::{RowSpec, decode};
use crate::ui::Scene;
use crate::ui::text::{Align, fit};
use crate::ui::widgets::{put, window_top};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Rows a list takes: all of them while it has the focus, else few.
pub fn height(field: &Field, is_focused: bool, most: u16) -> u16 {
    let rows = decode(&field.text.value()).len() as u16;
    rows.clamp(1, if is_focused { most } else { 3 })
}

/// Draws the rows. Returns where the one under the cursor begins, if the list has the focus.
pub fn draw(
    scene: &Scene<'_>,
    (field, spec, is_focused): (&Field, &RowSpec, bool),
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let theme = scene.theme;
    let rows = decode(&field.text.value());
    if rows.is_empty() {
        let text = if is_focused || spec.is_fixed { spec.empty } else { "–" };
        put(buf, area, &fit(text, area.width.into(), Align::Left), theme.muted);
        return is_focused.then(|| area.as_position());
    }
    let height = usize::from(area.height);
    let top = if is_focused { window_top(0, field.row, rows.len(), height) } else { 0 };
    let mut caret = None;
    for (place, (at, cells)) in area.rows().zip(rows.iter().enumerate().skip(top)) {
        let hidden = rows.len() - at - 1;
        let is_last = place.y + 1 == area.bottom();
        let more = if is_last && 0 < hidden { format!(" +{hidden}") } else { String::new() };
        let text = scene.veil.cover(&line(cells)).into_owned();
        let width = usize::from(place.width).saturating_sub(more.len());
        put(buf, place, &(fit(&text, width, Align::Left) + &more), theme.text);
        if is_focused && at == field.row {
            buf.set_style(place, theme.selected);
            caret = Some(place.as_position());
        }
    }
    caret
}

/// The cells of a row that hold something; a given row that says nothing yet says so.
fn line(cells: &[String]) -> String {
    let said: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    match said.as_slice() {
        [one] if 1 < cells.len() => format!("{one} · –"),
        said => said.join(" · "),
    }
}
