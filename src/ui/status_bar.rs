//! The last line: what this is, how the week's input is mixed, what is left, whether all is saved; then the
//! last notice or else the keys that work here. What does not fit is left out from the right, but never that
//! something is not saved, and never how to get help.

use super::text::{Align, fit, width};
use super::widgets::{put_line, thousands};
use super::{Scene, overlays};
use crate::analysis::balance::{MixVerdict, Reading, percent};
use crate::app::guide;
use crate::app::notice::Severity;
use crate::app::scope;
use ratatui::buffer::Buffer;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// A piece of the line.
struct Piece {
    spans: Vec<Span<'static>>,
    columns: usize,
    /// Columns behind it.
    gap: usize,
    /// Left out, the lowest first, when room is short; 0 stays.
    keep: u8,
}

impl Piece {
    fn new(text: &str, style: Style, keep: u8) -> Self {
        let spans = vec![Span::styled(fit(text, width(text), Align::Left), style)];
        Self { spans, columns: width(text), gap: GAP, keep }
    }

    /// A badge stands by its own ground and needs no dot behind it.
    fn badge(text: &str, style: Style) -> Self {
        Self { gap: 1, ..Self::new(text, style.add_modifier(Modifier::REVERSED), 0) }
    }

    fn and(mut self, text: &str, style: Style) -> Self {
        self.columns += width(text);
        self.spans.push(Span::styled(fit(text, width(text), Align::Left), style));
        self
    }
}

/// Columns between pieces: ` · `.
const GAP: usize = 3;
/// Hints an overlay shows rather than the mix and the counts.
const LEADING: usize = 4;

/// Draws the status line.
pub fn draw(scene: &Scene<'_>, buf: &mut Buffer) {
    let area = scene.layout.status;
    let room = usize::from(area.width).saturating_sub(1);
    let notice = notice(scene);
    let help = help(scene);
    let hints = hints(scene);
    // At home the mix comes first; over it, the keys that lead on and out.
    let is_asking = scene.model.overlays.last().is_some_and(|overlay| !overlays::covers(overlay));
    let leading: usize =
        hints.iter().take(if is_asking { LEADING } else { 0 }).map(|hint| hint.columns).sum();
    let wanted = notice.as_ref().map_or(help.columns + leading, |piece| piece.columns);
    let mut left = left(scene);
    while room < total(&left) + wanted {
        let Some(place) = least(&left) else { break };
        left.remove(place);
    }
    let mut line = Line::raw(" ");
    let rest = room.saturating_sub(total(&left));
    for piece in left {
        line.spans.extend(piece.spans);
        line.push_span(Span::styled(if piece.gap == GAP { " · " } else { " " }, scene.theme.muted));
    }
    match notice {
        Some(notice) => put_notice(&mut line, &notice, rest),
        None => put_hints(&mut line, hints, help, rest),
    }
    put_line(buf, area, &line);
}

fn total(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| piece.columns + piece.gap).sum()
}

/// The piece that is left out first.
fn least(pieces: &[Piece]) -> Option<usize> {
    let may_go = pieces.iter().enumerate().filter(|(_, piece)| piece.keep != 0);
    may_go.min_by_key(|(_, piece)| piece.keep).map(|(place, _)| place)
}

fn left(scene: &Scene<'_>) -> Vec<Piece> {
    let (model, theme) = (scene.model, scene.theme);
    let mut pieces = Vec::new();
    if model.presenting {
        pieces.push(Piece::badge(" PRESENTING ", theme.warning));
    }
    if model.is_demo {
        pieces.push(Piece::badge(" DEMO ", theme.accent));
    }
    if model.is_first_start {
        return pieces;
    }
    pieces.push(mix(scene, model.mix.as_ref()));
    let waiting = thousands(model.workspace.index().inbox_count(model.today));
    let counts = format!("{waiting} left, {} done", thousands(model.done_today));
    pieces.push(Piece::new(&counts, theme.text, 1));
    pieces.push(save_state(scene));
    pieces
}

/// The mix of the week: the leading family's share, and what the meter says of it.
fn mix(scene: &Scene<'_>, reading: Option<&Reading>) -> Piece {
    let theme = scene.theme;
    let Some(reading) = reading else { return Piece::new("no verdicts this week", theme.muted, 2) };
    let leading = reading.leading();
    let share = format!("{leading} {} ", percent(reading.share(leading)));
    let (mark, style) = match reading.verdict {
        MixVerdict::Balanced => ("✓", theme.good),
        MixVerdict::Thin => ("·", theme.muted),
        _ => ("▲", theme.warning),
    };
    Piece::new(&share, theme.family(leading), 2).and(&format!("{mark} {}", reading.verdict.words()), style)
}

/// Whether everything is on the disk. Says `saved` only when it is.
fn save_state(scene: &Scene<'_>) -> Piece {
    let (model, theme) = (scene.model, scene.theme);
    if let Some(why) = &model.save_problem {
        let most = usize::from(scene.layout.status.width / 2);
        let text = format!("NOT SAVED: {}", scene.veil.cover(why));
        return Piece::new(&fit(&text, width(&text).min(most), Align::Left), theme.error, 0);
    }
    if model.read_only.is_some() {
        return Piece::new("read-only", theme.warning, 0);
    }
    if model.is_saved() { Piece::new("saved", theme.good, 0) } else { Piece::new("saving…", theme.text, 0) }
}

/// The last notice with a sign of how serious it is.
fn notice(scene: &Scene<'_>) -> Option<Piece> {
    let notice = scene.model.notice.as_ref()?;
    let theme = scene.theme;
    let (mark, style, words) = match notice.severity {
        Severity::Info => ("i ", theme.accent, theme.text),
        Severity::Done => ("✓ ", theme.good, theme.text),
        Severity::Warning => ("! ", theme.warning, theme.text),
        Severity::Error => ("✗ ", theme.error, theme.error),
    };
    Some(Piece::new(mark, style, 0).and(&scene.veil.cover(&notice.text), words))
}

fn put_notice(line: &mut Line<'static>, notice: &Piece, room: usize) {
    let mut room = room;
    for span in &notice.spans {
        let columns = width(&span.content).min(room);
        line.push_span(Span::styled(fit(&span.content, columns, Align::Left), span.style));
        room -= columns;
    }
}

/// The way to help: the shortest key, or the longest one where letters are text.
fn help(scene: &Scene<'_>) -> Piece {
    let keys = scene.model.keymap.keys_of("app.help");
    let is_text = scope::active(scene.model).first().is_some_and(|scope| scope.is_text());
    let by_length = |key: &&String| key.len();
    let key = if is_text { keys.iter().max_by_key(by_length) } else { keys.iter().min_by_key(by_length) };
    let key = key.map_or("?", String::as_str);
    Piece::new(key, scene.theme.key, 0).and(" help", scene.theme.muted)
}

/// The keys that work here with a word each, two spaces behind them.
fn hints(scene: &Scene<'_>) -> Vec<Piece> {
    if scene.model.is_first_start && scene.model.overlays.is_empty() {
        return Vec::new();
    }
    let hints = guide::hints(scene.model).into_iter().filter(|hint| hint.word != "help");
    let piece = |hint: guide::Hint| {
        let words = format!(" {}  ", hint.word);
        Piece::new(&hint.key, scene.theme.key, 0).and(&words, scene.theme.muted)
    };
    hints.map(piece).collect()
}

/// Puts as many hints as fit, and the way to help at the end of the line.
fn put_hints(line: &mut Line<'static>, hints: Vec<Piece>, help: Piece, room: usize) {
    let mut free = room.saturating_sub(help.columns);
    let is_first_too_wide = hints.first().is_none_or(|hint| free < hint.columns);
    if is_first_too_wide && line.spans.last().is_some_and(|span| span.content == " · ") {
        // No dot where nothing follows it.
        line.spans.pop();
        free += GAP;
    }
    for hint in hints {
        if free < hint.columns {
            break;
        }
        free -= hint.columns;
        line.spans.extend(hint.spans);
    }
    line.push_span(" ".repeat(free));
    line.spans.extend(help.spans);
}
