//! The value chart: what each candidate costs against what it can be worth beside its cheapest substitute, with
//! the line where both are equal and, as a ghost, the value nobody else's solution bounds (METHODS 4.5).

use super::{Line, Tone};
use crate::analysis::amount::short;
use crate::analysis::balance::percent;
use crate::analysis::economics::{self, Case};
use crate::analysis::number::Number;
use crate::app::model::Model;
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::record::RecordId;
use crate::domain::shown::shortened;
use std::sync::Arc;

/// Columns left of the plot.
const MARGIN: usize = 9;

/// A candidate whose case is known, with its letter.
struct Point {
    letter: char,
    candidate: Arc<Candidate>,
    case: Case,
}

pub(super) fn lines(model: &Model) -> Vec<Line> {
    let (points, missing) = points(model);
    let mut lines = Vec::new();
    if points.is_empty() {
        lines.push(Line::text("No candidate has a case yet: size of the problem, substitute, and our cost."));
        lines.push(Line::muted("Open a candidate and edit its economics to see it here."));
    } else {
        let (columns, rows) = plot_size(model.size);
        lines.extend(Plot::of(&points, columns, rows).lines());
        lines.push(Line::empty());
        lines.push(Line::muted(format!(
            "    {:<22}{:>8}{:>8}{:>8}{:>8}{:>7}{:>10}",
            "", "cost", "value", "naive", "return", "holds", "pays from"
        )));
        lines.extend(points.iter().map(legend));
    }
    if !missing.is_empty() {
        lines.push(Line::empty());
        lines.push(Line::heading("Not in the chart"));
        lines.extend(missing.into_iter().map(|(candidate, why)| {
            Line::default()
                .and(Tone::Plain, format!("  {}", candidate.title))
                .and(Tone::Muted, format!(" lacks {why}"))
                .to(RecordId::Candidate(candidate.id))
        }));
    }
    lines
}

/// The plot takes what the legend leaves, within reason.
fn plot_size((columns, rows): (u16, u16)) -> (usize, usize) {
    let columns = usize::from(columns).saturating_sub(MARGIN + 6).clamp(20, 90);
    (columns, usize::from(rows / 2).saturating_sub(2).clamp(6, 20))
}

type Missing = Vec<(Arc<Candidate>, &'static str)>;

/// Those with a case, best return first, and those without, with what they lack.
fn points(model: &Model) -> (Vec<Point>, Missing) {
    let (mut cases, mut missing) = (Vec::new(), Vec::new());
    let open = |candidate: &&Arc<Candidate>| candidate.horizon < Horizon::Shipped;
    for candidate in model.workspace.candidates().filter(open) {
        match economics::case(candidate) {
            Ok(case) => cases.push((candidate.clone(), case)),
            Err(why) => missing.push((candidate.clone(), why)),
        }
    }
    let gain = |case: &Case| case.roi().unwrap_or(f64::INFINITY);
    cases.sort_by(|a, b| gain(&b.1).total_cmp(&gain(&a.1)).then(a.0.id.cmp(&b.0.id)));
    missing.sort_by(|a, b| a.0.title.cmp(&b.0.title).then(a.0.id.cmp(&b.0.id)));
    let letters = ('A'..='Z').chain(std::iter::repeat('*'));
    let points = letters.zip(cases).map(|(letter, (candidate, case))| Point { letter, candidate, case });
    (points.collect(), missing)
}

fn legend(point: &Point) -> Line {
    let Point { letter, candidate, case } = point;
    let title = shortened(&candidate.title, 21);
    let pays = case.cost <= case.value();
    let gain = case.roi().map_or("free".to_string(), |roi| format!("{roi:+.2}"));
    let break_even = case.break_even().map_or(String::new(), |customers| format!("{customers:.1}"));
    let (holds, naive) = (percent(case.sustainable()), short(case.naive_value()));
    Line::default()
        .and(if pays { Tone::Good } else { Tone::Warning }, format!("  {letter} "))
        .and(Tone::Plain, format!("{title:<22}"))
        .and(Tone::Muted, format!("{:>8}", short(case.cost)))
        .and(Tone::Strong, format!("{:>8}", short(case.value())))
        .and(Tone::Muted, format!("{naive:>8}{gain:>8}{holds:>7}{break_even:>10}"))
        .opening(Number::Roi, Some(RecordId::Candidate(candidate.id)))
}

/// Letters on a grid with the same logarithmic scale both ways.
struct Plot {
    cells: Vec<Vec<(Tone, char)>>,
    low: f64,
    high: f64,
}

impl Plot {
    fn of(points: &[Point], columns: usize, rows: usize) -> Self {
        let amounts =
            points.iter().flat_map(|point| [point.case.cost, point.case.value(), point.case.naive_value()]);
        let amounts: Vec<f64> = amounts.filter(|amount| 0.0 < *amount && amount.is_finite()).collect();
        let low = amounts.iter().copied().fold(f64::INFINITY, f64::min).min(1e300);
        let high = amounts.iter().copied().fold(0.0, f64::max).max(low * 10.0);
        let mut plot = Self { cells: vec![vec![(Tone::Muted, ' '); columns]; rows], low, high };
        for column in 0..columns {
            let row = column * (rows - 1) / (columns - 1);
            plot.cells[rows - 1 - row][column] = (Tone::Muted, '·');
        }
        // Ghosts first: what is true lies over them.
        for point in points {
            let ghost = point.letter.to_ascii_lowercase();
            plot.put(point.case.cost, point.case.naive_value(), (Tone::Muted, ghost));
        }
        for point in points.iter().rev() {
            let tone = if point.case.cost <= point.case.value() { Tone::Good } else { Tone::Warning };
            plot.put(point.case.cost, point.case.value(), (tone, point.letter));
        }
        plot
    }

    /// Where an amount lies on a scale of so many cells; nothing at all lies at its start.
    fn place(&self, amount: f64, cells: usize) -> usize {
        let reach = (self.high / self.low).ln();
        let share = if amount <= 0.0 { 0.0 } else { (amount / self.low).ln() / reach };
        (share.clamp(0.0, 1.0) * (cells - 1) as f64).round() as usize
    }

    fn put(&mut self, cost: f64, value: f64, cell: (Tone, char)) {
        let rows = self.cells.len();
        let row = rows - 1 - self.place(value, rows);
        let column = self.place(cost, self.cells[row].len());
        self.cells[row][column] = cell;
    }

    fn lines(&self) -> Vec<Line> {
        let last = self.cells.len() - 1;
        let mut lines = vec![
            Line::heading("Worth against cost")
                .and(Tone::Muted, "  · where both are equal; small letters: naive"),
        ];
        for (row, cells) in self.cells.iter().enumerate() {
            let label = match row {
                0 => short(self.high),
                _ if row == last => short(self.low),
                _ => String::new(),
            };
            let mut line = Line::default().and(Tone::Muted, format!("{label:>7} │"));
            for (tone, letter) in cells {
                line = line.and(*tone, letter.to_string());
            }
            lines.push(line);
        }
        let columns = self.cells[last].len();
        let (low, high) = (short(self.low), short(self.high));
        lines.push(Line::muted(format!("{:>8}└{}", "", "─".repeat(columns))));
        lines.push(Line::muted(format!(
            "{:>9}{low}{high:>width$}",
            "",
            width = columns.saturating_sub(low.chars().count())
        )));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::page::testing::{self, model_of};
    use crate::domain::evidence::{Basis, Part, Range};
    use crate::domain::id::CandidateId;
    use crate::domain::workspace::Workspace;

    fn with_case(title: &str, problem: f64, substitute: Option<f64>, cost: f64) -> Candidate {
        let mut candidate = Candidate::new(CandidateId::derived(title), title);
        candidate.parts.push(Part {
            what: "P".into(),
            size: problem,
            substitute,
            difference: 0.0,
            by: String::new(),
            adjacent_industry: false,
        });
        candidate.economics.basis = Some(Basis::PerCustomer);
        candidate.economics.customers = Some(Range::point(50.0));
        candidate.economics.cost = Some(Range::point(cost));
        candidate
    }

    fn chart(candidates: Vec<Candidate>) -> String {
        let mut workspace = Workspace::default();
        candidates.into_iter().for_each(|candidate| workspace.load(candidate.into()));
        testing::text(&lines(&model_of(workspace)))
    }

    #[test]
    fn the_bounded_value_of_the_method_lies_on_the_line_and_its_ghost_far_above() {
        let text = chart(vec![with_case("Storage", 10e6, Some(0.1e6), 5e6)]);
        let rows: Vec<&str> = text.lines().filter(|line| line.contains('│')).collect();
        let of = |letter: char| {
            rows.iter().enumerate().find_map(|(row, line)| {
                line.chars().position(|other| other == letter).map(|column| (row, column))
            })
        };
        let ((row, column), (ghost, above)) = (of('A').unwrap(), of('a').unwrap());
        assert_eq!((ghost, column), (0, above), "{text}");
        assert!(ghost < row, "{text}");
        assert!(text.contains("5 M     5 M   500 M   +0.00    1 %      50.0"), "{text}");
    }

    #[test]
    fn best_return_comes_first_and_what_lacks_a_number_is_named() {
        let mut bare = Candidate::new(CandidateId::derived("Bare"), "Bare");
        let text = chart(vec![
            with_case("Poor", 1e5, None, 1e7),
            with_case("Good", 1e6, None, 1e6),
            with_case("Free", 1e3, None, 0.0),
            bare.clone(),
        ]);
        let legend: Vec<&str> = text
            .lines()
            .filter(|line| ["  A ", "  B ", "  C "].iter().any(|name| line.starts_with(name)))
            .collect();
        assert!(
            legend[0].contains("Free") && legend[1].contains("Good") && legend[2].contains("Poor"),
            "{text}"
        );
        assert!(text.contains("Bare lacks whether its sums are per customer or in total"), "{text}");
        bare.horizon = Horizon::Shipped;
        assert!(!chart(vec![bare]).contains("Bare"));
    }

    #[test]
    fn odd_numbers_are_drawn_somewhere() {
        for (problem, substitute, cost) in
            [(0.0, None, 0.0), (f64::MAX, Some(1e-300), 1.0), (1.0, Some(0.0), f64::MAX)]
        {
            let text = chart(vec![with_case("Odd", problem, substitute, cost)]);
            assert!(text.contains("A Odd"), "{text}");
        }
        assert!(chart(Vec::new()).contains("No candidate has a case yet"));
    }
}
