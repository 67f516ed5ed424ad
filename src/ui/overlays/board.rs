//! The roadmap board: four columns side by side, or one at a time under a line of tabs. Only rows on the screen
//! are looked up. What is the matter with a row is said in letters, in words for the one under the cursor.

use crate::analysis::rank::Firmness;
use crate::app::board::{Board, COLUMNS, Column, marks};
use crate::app::layout::WIDE;
use crate::app::ranking::weeks;
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::id::CandidateId;
use crate::ui::Scene;
use crate::ui::panes::candidates::{driver, label, moved};
use crate::ui::text::{Align, fit, wrap};
use crate::ui::widgets::panel::Panel;
use crate::ui::widgets::row::{Row, capped};
use crate::ui::widgets::{below, clear, inset, put, put_line, row_of, window_top};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Rows one candidate takes.
const TALL: usize = 2;
/// Rows below the columns that tell about the candidate under the cursor.
const FOOT: u16 = 3;

/// Draws the board. Returns where the title of the selected candidate is.
pub fn draw(scene: &Scene<'_>, board: &Board, buf: &mut Buffer) -> Option<Position> {
    let body = scene.layout.body;
    clear(buf, body);
    let foot = FOOT.min(body.height / 4);
    let upper = Rect { height: body.height - foot, ..body };
    put_foot(scene, board, below(body, upper.height), buf);
    if body.width < WIDE {
        put_tabs(scene, board, row_of(upper, 0), buf);
        return put_column(scene, board, board.column, below(upper, 1), buf);
    }
    let count = COLUMNS.len() as u16;
    let mut caret = None;
    for place in 0..count {
        let (left, right) = (body.width * place / count, body.width * (place + 1) / count);
        let area = Rect { x: body.x + left, width: right - left, ..upper };
        caret = put_column(scene, board, usize::from(place), area, buf).or(caret);
    }
    caret
}

fn put_tabs(scene: &Scene<'_>, board: &Board, area: Rect, buf: &mut Buffer) {
    let theme = scene.theme;
    let mut line = Line::default();
    for (place, (horizon, column)) in COLUMNS.iter().zip(&board.columns).enumerate() {
        let style = if place == board.column { theme.selected } else { theme.text };
        line.push_span(Span::styled(format!(" {} {} ", horizon.name(), column.rows.len()), style));
        line.push_span(Span::raw(" "));
    }
    put_line(buf, area, &line);
}

fn put_column(
    scene: &Scene<'_>,
    board: &Board,
    place: usize,
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let (column, horizon) = (board.columns.get(place)?, *COLUMNS.get(place)?);
    let is_focused = place == board.column;
    let title = format!("{} · {}", horizon.name(), column.rows.len());
    let (aside, short) = match horizon {
        Horizon::Now => (room(scene, column), short_skills(scene, column)),
        _ => (String::new(), String::new()),
    };
    let panel = Panel { title: &title, aside: &aside, foot: &short, is_focused };
    let inner = panel.draw(buf, area, scene.theme);
    if column.rows.is_empty() {
        let text = format!("Nothing is {} yet.", horizon.name());
        put(buf, row_of(inset(inner, 1), 0), &text, scene.theme.muted);
        return is_focused.then(|| inner.as_position());
    }
    let room = usize::from(inner.height) / TALL;
    let top = window_top(0, column.selected, column.rows.len(), room.saturating_sub(1).max(1));
    let mut rest = inner;
    let mut caret = None;
    for (at, id) in column.rows.iter().enumerate().skip(top) {
        if is_cut(scene, column, at) {
            put_cut(scene, column, row_of(rest, 0), buf);
            rest = below(rest, 1);
        }
        if rest.height < TALL as u16 {
            break;
        }
        let is_selected = is_focused && at == column.selected;
        put_candidate(scene, *id, at, Rect { height: TALL as u16, ..rest }, is_selected, buf);
        if is_selected {
            caret = Some(Position::new(rest.x + 7.min(rest.width.saturating_sub(1)), rest.y));
        }
        rest = below(rest, TALL as u16);
    }
    caret.or_else(|| is_focused.then(|| inner.as_position()))
}

/// The weeks planned in `now` of those there are beside the reserve.
fn room(scene: &Scene<'_>, column: &Column) -> String {
    let capacity = &scene.model.workspace.strategy().capacity;
    let planned: f64 =
        column.rows.iter().filter_map(|id| scene.model.workspace.candidate(*id)).map(|one| weeks(one)).sum();
    match capacity.weeks {
        0.0 => format!("{} w", number(planned)),
        _ => format!("{} of {} w", number(planned), number(capacity.weeks - capacity.reserve)),
    }
}

/// The skills of which `now` needs more than there is.
fn short_skills(scene: &Scene<'_>, column: &Column) -> String {
    let workspace = &scene.model.workspace;
    let needed = |skill: &String| -> f64 {
        let of = |id: &CandidateId| workspace.candidate(*id).and_then(|one| one.skills.get(skill).copied());
        column.rows.iter().filter_map(of).sum()
    };
    let skills = workspace.strategy().capacity.skills.iter();
    let short = skills.map(|(skill, there)| (skill, needed(skill) - there)).filter(|(_, by)| 0.0 < *by);
    let named: Vec<String> = short.map(|(skill, by)| format!("{skill} {} w", number(by))).collect();
    if named.is_empty() { String::new() } else { format!("short: {}", named.join(", ")) }
}

/// A number of weeks without a needless tail.
fn number(weeks: f64) -> String {
    // A sum of nothing is -0; adding 0 takes the sign away.
    format!("{}", (weeks * 10.0).round() / 10.0 + 0.0)
}

/// Tells whether the line lies above a row: it is the first that does not fit.
fn is_cut(scene: &Scene<'_>, column: &Column, at: usize) -> bool {
    let is_below = |at: usize| column.rows.get(at).is_some_and(|id| scene.model.ranking.is_below(*id));
    is_below(at) && at.checked_sub(1).is_none_or(|before| !is_below(before))
}

fn put_cut(scene: &Scene<'_>, column: &Column, area: Rect, buf: &mut Buffer) {
    let model = scene.model;
    let capacity = &model.workspace.strategy().capacity;
    let above = column.rows.iter().filter(|id| !model.ranking.is_below(**id));
    let used: f64 = above.filter_map(|id| model.workspace.candidate(*id)).map(|one| weeks(one)).sum();
    let (used, all, reserve) = (number(used), number(capacity.weeks), number(capacity.reserve));
    let texts = [
        format!("── cut line · {used} of {all} weeks, reserve {reserve} "),
        format!("── cut · {used} of {all} w, reserve {reserve} "),
        "── cut line ".to_string(),
    ];
    let width = usize::from(area.width);
    let text = texts.iter().find(|text| text.chars().count() <= width).cloned().unwrap_or_default();
    let dashes = "─".repeat(width.saturating_sub(text.chars().count()));
    put(buf, area, &(text + &dashes), scene.theme.warning);
}

fn put_candidate(
    scene: &Scene<'_>,
    id: CandidateId,
    at: usize,
    area: Rect,
    is_selected: bool,
    buf: &mut Buffer,
) {
    let (model, theme) = (scene.model, scene.theme);
    let Some(candidate) = model.workspace.candidate(id) else { return };
    let width = usize::from(area.width);
    let place = model.ranking.firmness.get(&id).map_or_else(|| (at + 1).to_string(), Firmness::place);
    let bar = if is_selected { "▌" } else { " " };
    let title = scene.veil.cover(capped(&candidate.title));
    let room = width.saturating_sub(11);
    let first = Row::default()
        .left(bar, 1, theme.border_focused)
        .right(&place, 5, theme.muted)
        .gap(1)
        .left(&title, room, theme.text)
        .right(&moved(scene, id), 4, theme.accent);
    put_line(buf, row_of(area, 0), &first.done());
    let second = Row::default().left(bar, 1, theme.border_focused).gap(6);
    let second = second.left(&facts(scene, candidate), width.saturating_sub(13), theme.muted);
    let letters: String = marks(candidate, &model.workspace).iter().map(|(letter, _)| *letter).collect();
    put_line(buf, row_of(area, 1), &second.right(&letters, 5, theme.warning).done());
    if is_selected {
        buf.set_style(Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area }, theme.selected);
    }
}

/// Weeks, total, how firm, and whether it was placed by hand.
fn facts(scene: &Scene<'_>, candidate: &Candidate) -> String {
    let effort = if candidate.effort_weeks.is_some() { number(weeks(candidate)) } else { "?".into() };
    let total = scene.model.ranking.total(candidate.id);
    let total =
        total.map_or("–".to_string(), |total| format!("{total:.2}").trim_start_matches('0').to_string());
    let hand = if candidate.manual_rank.is_some() { "☞ " } else { "" };
    format!("{hand}{effort} w {total} {}", label(scene, candidate)).trim_end().to_string()
}

/// What is to know about the candidate under the cursor: its marks in words, its place by hand, its driver.
fn put_foot(scene: &Scene<'_>, board: &Board, area: Rect, buf: &mut Buffer) {
    let (model, theme) = (scene.model, scene.theme);
    let Some(candidate) = board.current().and_then(|id| model.workspace.candidate(id)) else { return };
    let lens = model.lens_name().map(|name| format!("lens: {name}  ")).unwrap_or_default();
    let head = format!("{lens}{}", driver(scene).unwrap_or_default());
    put(
        buf,
        row_of(inset(area, 1), 0),
        &fit(&head, usize::from(area.width.saturating_sub(2)), Align::Left),
        theme.muted,
    );
    let mut said: Vec<String> = marks(candidate, &model.workspace)
        .into_iter()
        .map(|(letter, why)| format!("{letter} {why}"))
        .collect();
    if let Some(rank) = &candidate.manual_rank {
        let model_place = by_score(scene, board, candidate);
        let why = if rank.why.is_empty() { "no reason given" } else { &rank.why };
        said.insert(0, format!("☞ placed by hand on {}: {why}; by score it is {model_place}", rank.on));
    }
    let text = scene.veil.cover(&said.join(" · ")).into_owned();
    let rest = below(inset(area, 1), 1);
    for (line, row) in wrap(&text, rest.width.into()).iter().zip(rest.rows()) {
        put(buf, row, line, theme.text);
    }
}

/// The place in its column that the score alone would give, counted from 1.
fn by_score(scene: &Scene<'_>, board: &Board, candidate: &Candidate) -> usize {
    let total = |id: &CandidateId| scene.model.ranking.total(*id).unwrap_or(f64::NEG_INFINITY);
    let own = total(&candidate.id);
    let column = board.columns.get(board.column);
    1 + column.map_or(0, |column| column.rows.iter().filter(|id| own < total(id)).count())
}
