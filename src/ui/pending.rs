//! The box of what can follow the keys pressed so far, over the lower right corner.

use super::Scene;
use super::text::width;
use super::widgets::panel::Panel;
use super::widgets::row::Row;
use super::widgets::{clear, inset, put_line};
use crate::app::chord;
use crate::app::guide;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of the widest box.
const WIDEST: usize = 64;

/// Draws the box while a longer sequence is being typed.
pub fn draw(scene: &Scene<'_>, buf: &mut Buffer) {
    let mut rows = guide::continuations(scene.model);
    let mut seen = Vec::new();
    rows.retain(|(key, ..)| {
        !seen.contains(key) && {
            seen.push(key.clone());
            true
        }
    });
    if rows.is_empty() {
        return;
    }
    let text = |(_, title, why): &(String, &str, Option<String>)| match why {
        Some(why) => format!("{title}: {why}"),
        None => (*title).to_string(),
    };
    let keys = rows.iter().map(|(key, ..)| width(key)).max().unwrap_or(0);
    let words = rows.iter().map(|row| width(&text(row))).max().unwrap_or(0);
    let body = scene.layout.body;
    let columns = (keys + words + 6).min(WIDEST).min(body.width.into()) as u16;
    let height = (rows.len() as u16 + 2).min(body.height);
    let area = Rect::new(body.right() - columns, body.bottom() - height, columns, height);
    clear(buf, area);
    let title = chord::print_sequence(&scene.model.pending);
    let panel =
        Panel { title: &format!("{title} …"), foot: "esc leaves", is_focused: true, ..Panel::default() };
    let inner = inset(panel.draw(buf, area, scene.theme), 1);
    for (row, place) in rows.iter().zip(inner.rows()) {
        let style = if row.2.is_some() { scene.theme.muted } else { scene.theme.text };
        let room = usize::from(place.width).saturating_sub(keys + 2);
        let line = Row::default().left(&row.0, keys, scene.theme.key).gap(2).left(&text(row), room, style);
        put_line(buf, place, &line.done());
    }
}
