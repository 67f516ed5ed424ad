//! A picker: the line typed in, and the rows that match it with why each is offered.

use crate::app::commands;
use crate::app::picker::{Item, Picker, Purpose, Value};
use crate::ui::Scene;
use crate::ui::text::width;
use crate::ui::widgets::panel::Panel;
use crate::ui::widgets::row::{Row, capped};
use crate::ui::widgets::{below, box_in, clear, input, inset, put, put_line, row_of, thousands, window_top};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;

/// Columns of the box.
const WIDTH: u16 = 92;
/// Rows that can be taken by their number.
const NUMBERED: usize = 5;
/// Items the box and its columns are measured by.
const MEASURED: usize = 200;

/// Draws the picker. Returns where its caret is.
pub fn draw(scene: &Scene<'_>, picker: &Picker, buf: &mut Buffer) -> Option<Position> {
    let body = scene.layout.body;
    // By all items, not by the shown ones: the box keeps its size while rows come and go.
    let extra = 4 + u16::from(picker.purpose.creates().is_some());
    let height = (picker.items.len().min(MEASURED) as u16 + extra).max(7);
    let area = box_in(
        body,
        WIDTH.min(body.width.saturating_sub(2)),
        height.min(body.height.saturating_sub(2)).max(5),
    );
    clear(buf, area);
    let count = match picker.shown.len() {
        shown if shown == picker.items.len() => thousands(shown),
        shown => format!("{} of {}", thousands(shown), thousands(picker.items.len())),
    };
    let panel = Panel { title: &picker.title, aside: &count, is_focused: true, ..Panel::default() };
    let inner = panel.draw(buf, area, scene.theme);
    let line = inset(row_of(inner, 0), 1);
    put(buf, line, "›", scene.theme.key);
    let text = Rect { x: line.x + 2.min(line.width), width: line.width.saturating_sub(2), ..line };
    let caret = input::draw(buf, text, &picker.field, scene.theme);
    put_line(buf, row_of(inner, 1), &divider(scene, picker, inner.width.into()));
    put_rows(scene, picker, below(inner, 2), buf);
    caret
}

/// A line between what is typed and the rows; it carries what was taken so far.
fn divider(scene: &Scene<'_>, picker: &Picker, columns: usize) -> Line<'static> {
    let taken: Vec<String> = picker.taken.iter().map(|value| format!("✓ {}", name(picker, value))).collect();
    let taken = scene.veil.cover(&taken.join("  ")).into_owned();
    if taken.is_empty() {
        return Line::styled("─".repeat(columns), scene.theme.border);
    }
    Row::default().gap(1).left(&taken, columns.saturating_sub(1), scene.theme.marked).done()
}

fn name(picker: &Picker, value: &Value) -> String {
    let item = picker.items.iter().find(|item| item.value == *value);
    match (item, value) {
        (Some(item), _) => item.label.clone(),
        (None, Value::Tag(tag)) => tag.to_string(),
        (None, _) => String::new(),
    }
}

fn put_rows(scene: &Scene<'_>, picker: &Picker, area: Rect, buf: &mut Buffer) {
    let count = picker.rows();
    if count == 0 {
        put(buf, inset(row_of(area, 0), 1), "Nothing matches.", scene.theme.muted);
        return;
    }
    let top = window_top(0, picker.selected, count, area.height.into());
    for (row, at) in area.rows().zip(top..count) {
        let line = match picker.item_at(at) {
            Some(item) => item_row(scene, picker, (at, item), row.width.into()),
            None => new_row(scene, picker, row.width.into()),
        };
        put_line(buf, row, &line);
        if at == picker.selected {
            buf.set_style(row, scene.theme.selected);
        }
    }
}

/// A row for what is typed but not there yet.
fn new_row(scene: &Scene<'_>, picker: &Picker, columns: usize) -> Line<'static> {
    let what = picker.purpose.creates().unwrap_or("new");
    let text = format!("{what} “{}”", picker.new_name().unwrap_or_default());
    Row::default()
        .gap(1)
        .left("+ ", 2, scene.theme.key)
        .left(&text, columns.saturating_sub(3), scene.theme.text)
        .done()
}

fn item_row(scene: &Scene<'_>, picker: &Picker, (at, item): (usize, &Item), columns: usize) -> Line<'static> {
    let theme = scene.theme;
    let number = if at < NUMBERED { (at + 1).to_string() } else { String::new() };
    let sign = if picker.taken.contains(&item.value) { "✓" } else { &number };
    let label = if item.unavailable.is_some() { theme.muted } else { theme.text };
    let (help, keys) = detail(scene, picker, item);
    let room = columns.saturating_sub(5);
    let keys_columns = if keys.is_empty() { 0 } else { (width(&keys) + 2).min(room / 3) };
    let room = room - keys_columns;
    let is_command = matches!(picker.purpose, Purpose::Help | Purpose::Palette);
    let label_columns = if is_command { 26.min(room) } else { label_columns(picker, room) };
    let rest = room - label_columns;
    Row::default()
        .gap(1)
        .left(sign, 1, if sign == "✓" { theme.marked } else { theme.muted })
        .gap(1)
        .left(&scene.veil.cover(&item.label), label_columns, label)
        .gap(2.min(rest))
        .left(&scene.veil.cover(&help), rest.saturating_sub(2), theme.muted)
        .right(&keys, keys_columns, key_style(scene, item))
        .gap(2)
        .done()
}

/// Columns of the labels: as wide as the widest, while the details keep a third.
fn label_columns(picker: &Picker, room: usize) -> usize {
    let widest = picker.items.iter().take(MEASURED).map(|item| width(capped(&item.label))).max();
    widest.unwrap_or(0).max(20).min(room * 2 / 3)
}

fn key_style(scene: &Scene<'_>, item: &Item) -> Style {
    if item.unavailable.is_some() { scene.theme.muted } else { scene.theme.key }
}

/// What is said behind a label, and the keys at the right for commands.
fn detail(scene: &Scene<'_>, picker: &Picker, item: &Item) -> (String, String) {
    let why = item.unavailable.as_ref().map(|why| format!("not now: {why}"));
    let Value::Command(id) = item.value else {
        return (why.unwrap_or_else(|| item.detail.clone()), String::new());
    };
    let mut keys = Vec::new();
    for key in scene.model.keymap.keys_of(id) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let help = commands::find(id).map_or("", |command| command.help);
    let most = if picker.purpose == Purpose::Palette { 1 } else { 3 };
    keys.truncate(most);
    (why.unwrap_or_else(|| help.to_string()), keys.join("  "))
}
