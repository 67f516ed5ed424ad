//! What could not be taken as it stands: records set apart, fields left out, values that two edits disagree on.
//! Each with its place, the offending line and what helps; a key opens the file, or chooses a value.

use super::columns::side_by_side;
use super::{Line, Target, Tone};
use crate::app::model::Model;
use crate::domain::problem::{Problem, ProblemKind, Sides};
use crate::domain::record::{Conflict, Record};

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let lines = blocks(model);
    if lines.is_empty() {
        return vec![Line::muted("Every record could be read, and no two edits disagree.")];
    }
    lines
}

/// The lines of every problem and conflict, under headings; none when all is well.
pub(super) fn blocks(model: &Model) -> Vec<Line> {
    let mut lines = Vec::new();
    let of = |is: fn(&ProblemKind) -> bool| -> Vec<usize> {
        (0..model.problems.len()).filter(|place| is(&model.problems[*place].kind)).collect()
    };
    let by_git = of(|kind| matches!(kind, ProblemKind::GitConflict(_)));
    let conflicts = conflicts(model);
    let count = by_git.len() + conflicts.len();
    if 0 < count {
        lines.push(Line::heading(format!("Conflicts · {count}")));
        by_git.iter().for_each(|place| git_conflict(&mut lines, model, *place));
        conflicts.iter().for_each(|(record, place)| conflict(&mut lines, model, record, *place));
    }
    let groups = [
        ("Not readable, left as it is on the disk", Tone::Error, of(|kind| *kind == ProblemKind::SetApart)),
        ("Fields left out", Tone::Warning, of(|kind| matches!(kind, ProblemKind::Field(_)))),
        ("Only told", Tone::Muted, of(|kind| *kind == ProblemKind::Note)),
    ];
    for (title, tone, places) in groups {
        if !places.is_empty() {
            lines.push(Line::heading(format!("{title} · {}", places.len())));
            places.iter().for_each(|place| problem(&mut lines, model, *place, tone));
            lines.push(Line::empty());
        }
    }
    lines
}

fn problem(lines: &mut Vec<Line>, model: &Model, place: usize, tone: Tone) {
    let problem = &model.problems[place];
    let title = problem.id.and_then(|id| model.workspace.get(id)).map(|record| record.title().to_string());
    let mut head = Line::default().and(tone, format!("  {problem}"));
    if let Some(title) = title {
        head = head.and(Tone::Muted, format!("  in {title}"));
    }
    head.indent = 4;
    lines.push(Line { target: Some(Target::Problem(place)), ..head });
    lines.extend(caret(model, problem));
    if !problem.hint.is_empty() {
        lines.push(Line { indent: 6, ..Line::muted(format!("      {}", problem.hint)) });
    }
}

/// The offending line and a caret under the place; nobody else sees what it says.
fn caret(model: &Model, problem: &Problem) -> Vec<Line> {
    let Some((text, caret)) = problem.lines_at() else { return Vec::new() };
    // On a narrow screen the line would wrap and the caret point nowhere: both lose as much at the left.
    let room = usize::from(model.size.0).saturating_sub(12);
    let cut = caret.len().saturating_sub(room.max(8));
    let behind: String = text.chars().skip(cut).take(room.max(8)).collect();
    vec![
        Line::default().and(Tone::Private, format!("      {behind}")),
        Line::default().and(Tone::Private, format!("      {}", &caret[cut..])),
    ]
}

/// The records that hold two values for a field, with the places of the entries.
fn conflicts(model: &Model) -> Vec<(Record, usize)> {
    let records = crate::analysis::rules::disputed(&model.workspace);
    let each = |record: Record| (0..record.conflicts().len()).map(move |place| (record.clone(), place));
    records.into_iter().flat_map(each).collect()
}

fn conflict(lines: &mut Vec<Line>, model: &Model, record: &Record, place: usize) {
    let Some(Conflict { field, base, ours, theirs }) = record.conflicts().get(place) else { return };
    let target = Target::Conflict(record.id(), place);
    let head = Line::default()
        .and(Tone::Error, "  ‼ ")
        .and(Tone::Strong, record.title())
        .and(Tone::Plain, format!(": {field} is said in two ways"));
    lines.push(Line { target: Some(target.clone()), indent: 4, ..head });
    let tone = tone_of(field);
    if !base.is_empty() {
        let before = Line::default().and(Tone::Muted, "      before: ").and(tone, base.clone());
        lines.push(Line { target: Some(target.clone()), indent: 6, ..before });
    }
    choice(lines, model, &target, [ours, theirs], tone);
}

/// Nobody else sees private fields.
fn tone_of(field: &str) -> Tone {
    if field.starts_with("private") { Tone::Private } else { Tone::Plain }
}

/// The two values side by side, each under its key.
fn choice(lines: &mut Vec<Line>, model: &Model, target: &Target, [ours, theirs]: [&str; 2], tone: Tone) {
    let width = usize::from(model.size.0).saturating_sub(12);
    let or_empty = |text: &str| if text.is_empty() { "(empty)".to_string() } else { text.to_string() };
    let heads = side_by_side("o  here", "t  in the other version", width);
    let values = side_by_side(&or_empty(ours), &or_empty(theirs), width);
    for (tone, rows) in [(Tone::Muted, heads), (tone, values)] {
        for (left, right) in rows {
            let line =
                Line::default().and(tone, format!("      {left} ")).and(Tone::Muted, "│ ").and(tone, right);
            lines.push(Line { target: Some(target.clone()), ..line });
        }
    }
    lines.push(Line::empty());
}

fn git_conflict(lines: &mut Vec<Line>, model: &Model, place: usize) {
    let problem = &model.problems[place];
    let ProblemKind::GitConflict(sides) = &problem.kind else { return };
    let Sides { ours, theirs, .. } = &**sides;
    let target = Target::Problem(place);
    let title = ours.as_ref().or(theirs.as_ref()).map_or("", Record::title);
    let head = Line::default().and(Tone::Error, "  ‼ ").and(Tone::Strong, title);
    let head = head.and(Tone::Plain, format!(" {problem}"));
    lines.push(Line { target: Some(target.clone()), indent: 4, ..head });
    if let (Some(ours), Some(theirs)) = (ours, theirs) {
        for conflict in crate::domain::merge::differences(ours, theirs) {
            let name = Line::default().and(Tone::Muted, format!("      {}", conflict.field));
            lines.push(Line { target: Some(target.clone()), ..name });
            choice(lines, model, &target, [&conflict.ours, &conflict.theirs], tone_of(&conflict.field));
            lines.pop();
        }
    }
    let hint = format!("      {}", problem.hint);
    lines.push(Line { target: Some(target), indent: 6, ..Line::muted(hint) });
    lines.push(Line::empty());
}
