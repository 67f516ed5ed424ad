//! A page: a screen of lines over the home screen, each line perhaps leading to a record. What a page says
//! is computed from the model whenever it may have changed; one file per page under this folder.

pub mod account;
pub mod arithmetic;
pub mod balance;
mod columns;
pub mod coverage;
pub mod findings;
pub mod history;
pub mod influence;
pub mod north_star;
pub mod one_on_one;
pub mod person;
pub mod problems;
pub mod ranks;
pub mod record;
pub mod review;
#[cfg(test)]
mod testing;
pub mod value_chart;

use super::model::Model;
use super::overlay::Overlay;
use crate::analysis::finding::Finding;
use crate::analysis::number::Number;
use crate::domain::id::{CandidateId, StakeholderId};
use crate::domain::record::RecordId;

/// Which page.
#[derive(Clone, Debug, PartialEq)]
pub enum PageKind {
    Record(RecordId),
    OneOnOne(StakeholderId),
    Balance,
    Findings,
    Problems,
    /// The arithmetic behind a number, and the record it is of.
    Arithmetic(Number, Option<RecordId>),
    History,
    Review,
    NorthStar,
    ValueChart,
    Coverage,
    Ranks,
}

/// A page on the screen.
#[derive(Clone, Debug)]
pub struct Page {
    pub kind: PageKind,
    pub title: String,
    pub lines: Vec<Line>,
    pub selected: usize,
    pub top: usize,
}

/// One line of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    pub spans: Vec<(Tone, String)>,
    pub target: Option<Target>,
    /// Columns to set in before a wrapped continuation.
    pub indent: usize,
}

/// What a line leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    Record(RecordId),
    Driver(CandidateId, String),
    /// A problem of a file, by its place among those of the model.
    Problem(usize),
    /// A field two edits disagree on, by its place among those of the record.
    Conflict(RecordId, usize),
    /// What a rule says, to be accepted or mended.
    Finding(Box<Finding>),
    /// The arithmetic behind a number, of a record where it has one.
    Number(Number, Option<RecordId>),
}

/// What a piece of a line means; the theme says how it looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Muted,
    Heading,
    Strong,
    Good,
    Warning,
    Error,
    Bar,
    /// Nobody else may see it; hidden while presenting.
    Private,
}

impl Line {
    pub fn text(text: impl Into<String>) -> Self {
        Self::default().and(Tone::Plain, text)
    }

    pub fn heading(text: impl Into<String>) -> Self {
        Self::default().and(Tone::Heading, text)
    }

    pub fn muted(text: impl Into<String>) -> Self {
        Self::default().and(Tone::Muted, text)
    }

    pub fn empty() -> Self {
        Self::default()
    }

    /// Adds a piece.
    pub fn and(mut self, tone: Tone, text: impl Into<String>) -> Self {
        self.spans.push((tone, text.into()));
        self
    }

    /// Lets the line lead to a record.
    pub fn to(mut self, id: RecordId) -> Self {
        self.target = Some(Target::Record(id));
        self
    }

    /// Lets the line open the arithmetic of a number, of a record where it has one.
    pub fn opening(mut self, number: Number, of: Option<RecordId>) -> Self {
        self.target = Some(Target::Number(number, of));
        self
    }

    /// A name at the left and a text behind it, for records.
    pub fn field(label: &str, text: impl Into<String>) -> Self {
        let mut line = Self::default().and(Tone::Muted, format!("{label:<15}")).and(Tone::Plain, text);
        line.indent = 15;
        line
    }

    /// The line as plain text.
    pub fn plain(&self) -> String {
        self.spans.iter().map(|(_, text)| text.as_str()).collect()
    }
}

impl PageKind {
    /// What the page says now.
    pub fn lines(&self, model: &Model) -> Vec<Line> {
        match self {
            Self::Record(id) => record::lines(model, *id),
            Self::OneOnOne(id) => one_on_one::lines(model, *id),
            Self::Balance => balance::lines(model),
            Self::Findings => findings::lines(model),
            Self::Problems => problems::lines(model),
            Self::Arithmetic(number, of) => arithmetic::lines(model, number, *of),
            Self::History => history::lines(model),
            Self::Review => review::lines(model),
            Self::NorthStar => north_star::lines(model),
            Self::ValueChart => value_chart::lines(model),
            Self::Coverage => coverage::lines(model),
            Self::Ranks => ranks::lines(model),
        }
    }

    /// The heading of the page.
    pub fn title(&self, model: &Model) -> String {
        let name = |id: RecordId| model.workspace.get(id).map(|record| record.title().to_string());
        match self {
            Self::Record(id) => name(*id).unwrap_or_else(|| id.to_string()),
            Self::OneOnOne(id) => {
                format!("One-on-one · {}", name(RecordId::Stakeholder(*id)).unwrap_or_default())
            }
            Self::Balance => "Balance".into(),
            Self::Findings => "Findings".into(),
            Self::Problems => "Problems".into(),
            Self::Arithmetic(_, of) => match of.and_then(name) {
                Some(name) => format!("Arithmetic · {name}"),
                None => "Arithmetic".into(),
            },
            Self::History => "History".into(),
            Self::Review => "Review".into(),
            Self::NorthStar => "North Star".into(),
            Self::ValueChart => "Value chart".into(),
            Self::Coverage => "Coverage".into(),
            Self::Ranks => "Rank ribbons".into(),
        }
    }
}

impl Page {
    /// Opens a page over what is there; the same page twice is one.
    pub fn open(model: &mut Model, kind: PageKind) {
        model.overlays.retain(|overlay| !matches!(overlay, Overlay::Page(page) if page.kind == kind));
        let (title, lines) = (kind.title(model), kind.lines(model));
        let mut page = Self { kind, title, lines: Vec::new(), selected: 0, top: 0 };
        page.show(lines);
        page.step(0, 1);
        model.overlays.push(Overlay::Page(page));
    }

    /// Takes new lines and stays on the line that was selected, or near it.
    pub fn show(&mut self, lines: Vec<Line>) {
        let target = self.target().cloned();
        let same =
            target.and_then(|target| lines.iter().position(|line| line.target.as_ref() == Some(&target)));
        self.lines = lines;
        self.selected = same.unwrap_or(self.selected).min(self.lines.len().saturating_sub(1));
    }

    /// Moves by lines, stopping at the ends.
    pub fn step(&mut self, by: isize, height: usize) {
        let last = self.lines.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
        let height = height.max(1);
        if self.selected < self.top {
            self.top = self.selected;
        } else if self.top + height <= self.selected {
            self.top = self.selected + 1 - height;
        }
    }

    /// What the selected line leads to.
    pub fn target(&self) -> Option<&Target> {
        self.lines.get(self.selected)?.target.as_ref()
    }

    /// The record an action on the page is about.
    pub fn subject(&self) -> Option<RecordId> {
        match (self.target(), &self.kind) {
            (_, PageKind::Arithmetic(_, Some(id)) | PageKind::Record(id)) => Some(*id),
            (_, PageKind::OneOnOne(id)) => Some(RecordId::Stakeholder(*id)),
            (_, PageKind::NorthStar) => Some(RecordId::Strategy),
            (Some(Target::Record(id) | Target::Conflict(id, _)), _) => Some(*id),
            (Some(Target::Finding(finding)), _) => Some(finding.subject),
            (Some(Target::Driver(id, _)), _) => Some(RecordId::Candidate(*id)),
            (Some(Target::Number(_, of)), _) => *of,
            (Some(Target::Problem(_)) | None, _) => None,
        }
    }
}

/// A bar of so many columns for a share of 0 to 1; half columns by a half block.
pub fn bar(share: f64, columns: usize) -> String {
    let halves = (share.clamp(0.0, 1.0) * columns as f64 * 2.0).round() as usize;
    let mut text = "█".repeat(halves / 2);
    if halves % 2 == 1 {
        text.push('▌');
    }
    let width = halves.div_ceil(2);
    text + &" ".repeat(columns - width)
}

/// A bar of so many columns for a share of 0 to 1, with `│` where another share would end.
pub fn bar_with_mark(share: f64, mark: f64, columns: usize) -> String {
    let place = (mark.clamp(0.0, 1.0) * columns.saturating_sub(1) as f64).round() as usize;
    let letters = bar(share, columns).chars().enumerate().collect::<Vec<_>>();
    letters.into_iter().map(|(at, letter)| if at == place { '│' } else { letter }).collect()
}

/// One line of a signal for pages: age, channel, title.
pub fn signal_line(model: &Model, id: crate::domain::id::SignalId) -> Line {
    let Some(signal) = model.workspace.signal(id) else { return Line::muted(id.to_string()) };
    let age = crate::domain::when::age(signal.at, model.now);
    Line::default()
        .and(Tone::Muted, format!("  {age:>4}  {}  ", signal.channel.short()))
        .and(Tone::Plain, signal.title.clone())
        .to(RecordId::Signal(id))
}
