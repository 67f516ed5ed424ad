//! The one table of commands. A row carries everything a command is: its name, its words, its keys, when it
//! can run and why not, and what it does. Keys, hints, help, palette, README, man page and command line all
//! read it. Rows live beside their handlers, in files by subject.

pub mod backups;
pub mod board;
pub mod candidates;
pub mod capture;
pub mod details;
pub mod findings;
pub mod forms;
pub mod history;
pub mod lenses;
pub mod listing;
pub mod menus;
pub mod navigation;
pub mod pickers;
pub mod problems;
pub mod prompts;
pub mod records;
pub mod rows;
pub mod screens;
pub mod session;
pub mod split;
pub mod triage;

use super::effect::Effects;
use super::model::Model;
use super::scope::Scope;

/// One command.
pub struct CommandSpec {
    /// `object.verb`: in key files, docs and tests.
    pub id: &'static str,
    /// In the palette and in help.
    pub title: &'static str,
    /// One sentence with a full stop.
    pub help: &'static str,
    pub group: Group,
    /// One or two words for the status line; empty keeps it out.
    pub hint: &'static str,
    pub keys: &'static [Bind],
    pub ready: fn(&Model) -> Ready,
    pub run: fn(&mut Model) -> Effects,
}

/// Keys in a scope.
pub struct Bind {
    pub scope: Scope,
    pub keys: &'static str,
}

/// Binds keys in a scope.
pub const fn on(scope: Scope, keys: &'static str) -> Bind {
    Bind { scope, keys }
}

/// Whether a command can run now, or why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ready {
    Yes,
    No(String),
}

impl Ready {
    pub fn no(why: impl Into<String>) -> Self {
        Self::No(why.into())
    }

    /// Yes when the condition holds, else why not.
    pub fn when(holds: bool, why: &str) -> Self {
        if holds { Self::Yes } else { Self::no(why) }
    }
}

/// Headings in help and README.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Triage,
    Move,
    List,
    Records,
    Candidates,
    Screens,
    Program,
    Form,
    Picker,
}

impl Group {
    pub const ALL: [Self; 9] = [
        Self::Triage,
        Self::Move,
        Self::List,
        Self::Records,
        Self::Candidates,
        Self::Screens,
        Self::Program,
        Self::Form,
        Self::Picker,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            Self::Triage => "Triage of signals",
            Self::Move => "Moving about",
            Self::List => "Lists",
            Self::Records => "Records",
            Self::Candidates => "Candidates",
            Self::Screens => "Screens",
            Self::Program => "The program",
            Self::Form => "In a form",
            Self::Picker => "In a picker, menu or prompt",
        }
    }
}

/// All commands, in the order help and README list them.
pub const COMMANDS: &[&[CommandSpec]] = &[
    triage::ROWS,
    records::ROWS,
    details::ROWS,
    split::ROWS,
    navigation::ROWS,
    listing::ROWS,
    capture::ROWS,
    candidates::ROWS,
    lenses::ROWS,
    board::ROWS,
    screens::ROWS,
    problems::ROWS,
    findings::ROWS,
    history::ROWS,
    session::ROWS,
    backups::ROWS,
    forms::ROWS,
    rows::ROWS,
    pickers::ROWS,
    menus::ROWS,
    prompts::ROWS,
];

/// Every command of the table.
pub fn all() -> impl Iterator<Item = &'static CommandSpec> {
    COMMANDS.iter().flat_map(|rows| rows.iter())
}

/// Finds a command by its id.
pub fn find(id: &str) -> Option<&'static CommandSpec> {
    all().find(|command| command.id == id)
}

/// For commands that can always run.
pub(crate) fn always(_: &Model) -> Ready {
    Ready::Yes
}

/// For commands that change data.
pub(crate) fn writable(model: &Model) -> Ready {
    match &model.read_only {
        Some(why) => Ready::no(format!("Nothing can be changed: {why}")),
        None => Ready::Yes,
    }
}

/// For verbs of signals: there is a signal, and it may be changed.
pub(crate) fn on_signal(model: &Model) -> Ready {
    match writable(model) {
        Ready::Yes if !model.signals.has_targets() => Ready::no(if model.signals.filter.is_empty() {
            "The inbox is empty. v shows all signals, a adds one, g i imports."
        } else {
            "No signal matches the filter; esc takes it off."
        }),
        ready => ready,
    }
}
