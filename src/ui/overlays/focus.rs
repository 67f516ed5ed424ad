//! One signal large and nothing else: its words in the middle, the verdict keys below.

use crate::app::overlay::Focus;
use crate::app::page;
use crate::domain::signal::Signal;
use crate::ui::text::{Align, fit, width, wrap};
use crate::ui::widgets::{below, centred, prose, put, put_line, put_lines, row_of, thousands, tones};
use crate::ui::{Scene, facts};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Columns a text is comfortable to read in.
const COMFORT: u16 = 90;
/// Lower than this, only the keys stand below the words.
const LOW: u16 = 14;
/// Rows a title may take.
const TITLE: usize = 3;

/// Verdicts by their commands, in the order they are offered.
const KEYS: [(&str, &str); 8] = [
    ("signal.keep", "keep"),
    ("signal.link", "link"),
    ("signal.snooze_tomorrow", "snooze"),
    ("signal.decline", "decline"),
    ("signal.route", "route"),
    ("signal.merge", "merge"),
    ("record.tag", "tag"),
    ("history.undo", "undo"),
];

/// Draws the signal selected in the list of signals.
pub fn draw(scene: &Scene<'_>, focus: &Focus, buf: &mut Buffer) -> Option<Position> {
    let body = scene.layout.body;
    let area = centred(body, body.width.saturating_sub(4).min(COMFORT), body.height);
    put_counter(scene, focus, area, buf);
    let signal = scene.model.signals.signal().and_then(|id| scene.model.workspace.signal(id));
    let Some(signal) = signal else {
        let text = fit("No signal is left here; esc goes back.", area.width.into(), Align::Left);
        put(buf, row_of(area, 2), &text, scene.theme.muted);
        return Some(row_of(area, 2).as_position());
    };
    let is_low = area.height < LOW;
    let foot = if is_low { keys(scene, area.width.into()) } else { foot(scene, signal, area) };
    let foot_height = (foot.len() as u16).min(if is_low { 2 } else { area.height / 2 });
    let upper = Rect { height: area.height - foot_height, ..area };
    let caret = put_words(scene, focus, signal, below(upper, if is_low { 1 } else { 2 }), buf);
    // Where room is short the keys stay and the reading above them goes.
    let first = if is_low { 0 } else { foot.len() - usize::from(foot_height) };
    put_lines(buf, below(area, area.height - foot_height), &foot[first..]);
    Some(caret)
}

fn put_counter(scene: &Scene<'_>, focus: &Focus, area: Rect, buf: &mut Buffer) {
    let left = scene.model.signals.rows.len();
    // Signals that got a verdict have left the list; they count as passed.
    let gone = focus.of.saturating_sub(left);
    let text =
        format!("{} of {}", thousands(gone + scene.model.signals.selected + 1), thousands(gone + left));
    let aside = format!("{} left", thousands(left));
    let columns = usize::from(area.width).saturating_sub(width(&aside));
    let line = Line::from(vec![
        Span::styled(fit(&text, columns, Align::Left), scene.theme.accent),
        Span::styled(aside, scene.theme.muted),
    ]);
    put_line(buf, row_of(area, 0), &line);
}

/// Title, where it comes from, verbatim. Returns where the title begins.
fn put_words(scene: &Scene<'_>, focus: &Focus, signal: &Signal, area: Rect, buf: &mut Buffer) -> Position {
    let columns = usize::from(area.width);
    let title = scene.veil.cover(&signal.title);
    let mut lines: Vec<Line<'_>> = wrap(&title, columns)
        .into_iter()
        .take(TITLE)
        .map(|line| Line::styled(line, scene.theme.title))
        .collect();
    let speaker = facts::speaker(scene, signal);
    let meta = speaker.into_iter().chain([facts::origin(scene, signal)]).collect::<Vec<_>>().join(" · ");
    let dots = crate::app::commands::details::dots(signal.importance);
    let meta = page::Line::muted(format!("{meta} · {dots}"));
    lines.extend(tones::rows(scene, &meta, columns));
    if let Some(why) = signal.woken_because(scene.model.today) {
        let woke = page::Line::default().and(page::Tone::Warning, format!("↻ woke: {why}"));
        lines.extend(tones::rows(scene, &woke, columns));
    }
    put_lines(buf, area, &lines);
    let rest = below(area, lines.len() as u16 + 1);
    let text = scene.veil.cover(&signal.body);
    let prose = prose::window(&text, columns, focus.scroll.into(), rest.height.into());
    for (line, row) in prose.lines.iter().zip(rest.rows()) {
        put(buf, row, line, scene.theme.text);
    }
    if prose.has_more {
        put(buf, row_of(area, area.height.saturating_sub(1)), &more(scene, columns), scene.theme.muted);
    }
    area.as_position()
}

fn more(scene: &Scene<'_>, columns: usize) -> String {
    let keys = scene.model.keymap.keys_of("detail.down");
    let key = keys.iter().min_by_key(|key| key.len()).map_or("}", String::as_str);
    fit(&format!("… more: {key}"), columns, Align::Right)
}

/// Our reading, the likeliest candidate, and the keys.
fn foot(scene: &Scene<'_>, signal: &Signal, area: Rect) -> Vec<Line<'static>> {
    let columns = usize::from(area.width);
    let mut lines = vec![Line::default()];
    for line in facts::reading(scene, signal).iter().take(4) {
        lines.extend(tones::rows(scene, line, columns).into_iter().take(2));
    }
    lines.extend(guess(scene, signal).map(|line| tones::rows(scene, &line, columns).remove(0)));
    lines.push(Line::styled("─".repeat(columns), scene.theme.border));
    lines.extend(keys(scene, columns));
    lines
}

/// The candidate a link would offer first, with its reason.
fn guess(scene: &Scene<'_>, signal: &Signal) -> Option<page::Line> {
    let model = scene.model;
    let best = model.profiles.guess(signal, &model.workspace, 1).into_iter().next()?;
    let candidate = model.workspace.candidate(best.candidate)?;
    let key = model.keymap.keys_of("signal.link").into_iter().next()?;
    let line = page::Line::default()
        .and(page::Tone::Strong, key)
        .and(page::Tone::Muted, " links to: ")
        .and(page::Tone::Plain, candidate.title.clone())
        .and(page::Tone::Muted, format!("  {}", best.reasons.join(", ")));
    Some(line)
}

/// The keys of the verdicts, on as many rows as they need.
fn keys(scene: &Scene<'_>, columns: usize) -> Vec<Line<'static>> {
    let mut lines = vec![Line::default()];
    let mut used = 0;
    for (id, word) in KEYS {
        let Some(key) = scene.model.keymap.keys_of(id).into_iter().next() else { continue };
        let wide = width(&key) + 1 + word.len();
        if columns < used + wide && 0 < used {
            lines.push(Line::default());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            line.push_span(Span::styled(fit(&key, width(&key), Align::Left), scene.theme.key));
            line.push_span(Span::styled(format!(" {word}   "), scene.theme.muted));
        }
        used += wide + 3;
    }
    lines
}
