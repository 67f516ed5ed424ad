//! The program without its edge: a model opened from files, keys in, frames drawn as bytes into memory.

use crate::generator::{Shape, end, generate};
use jiff::tz::TimeZone;
use northstar::app::chord::parse_typed;
use northstar::app::keymap::Keymap;
use northstar::app::model::Beginnings;
use northstar::app::{Effects, Message, Model, settle, update};
use northstar::domain::workspace::Workspace;
use northstar::store::{self, OpenOptions, Rest};
use northstar::ui::{self, theme::Theme};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, List, ListState, Paragraph};
use ratatui::{Terminal, TerminalOptions, Viewport};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::OnceLock;

const SIZE: (u16, u16) = (200, 50);

/// One workspace that is measured.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    signals: usize,
    inbox: usize,
}

impl Case {
    /// Forty wait for a verdict.
    pub const fn day(signals: usize) -> Self {
        Self { signals, inbox: 40 }
    }

    /// All wait for a verdict.
    pub const fn heap(signals: usize) -> Self {
        Self { signals, inbox: signals }
    }

    /// Returns its folder, written on the first call.
    pub fn folder(&self) -> PathBuf {
        static PLACE: OnceLock<tempfile::TempDir> = OnceLock::new();
        let dir = PLACE.get_or_init(|| tempfile::tempdir().unwrap()).path().join(self.to_string());
        if !store::exists(&dir) {
            generate(&dir, Shape { signals: self.signals, inbox: self.inbox }).unwrap();
        }
        dir
    }
}

impl fmt::Display for Case {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inbox = if self.inbox == self.signals { ", all in the inbox" } else { "" };
        write!(out, "{}{inbox}", self.signals)
    }
}

type Screen = Terminal<CrosstermBackend<Wire>>;

/// A running program.
pub struct Desk {
    pub model: Model,
    screen: Screen,
    theme: Theme,
}

impl Desk {
    /// Opens a folder up to the point at which the first frame can be drawn.
    pub fn open(dir: &Path) -> (Self, Rest) {
        let opened = store::open(dir, &OpenOptions::default()).unwrap();
        let model = Model::new(Beginnings {
            workspace: opened.workspace,
            now: end(),
            zone: TimeZone::UTC,
            size: SIZE,
            next_number: opened.next_number,
            seed: 7,
            device: "bench".into(),
            name: opened.name,
            keymap: Keymap::new(&BTreeMap::new()).0,
        });
        (Self { model, screen: bare_terminal(), theme: Theme::default() }, opened.rest)
    }

    /// Returns what the loader would send, the last message first.
    pub fn messages(mut rest: Rest) -> Vec<Message> {
        let batches = std::iter::from_fn(|| rest.next_batch());
        let loaded = batches.map(|batch| Message::Loaded { signals: batch.signals, problems: Vec::new() });
        let mut messages: Vec<Message> = loaded.chain([Message::LoadFinished]).collect();
        messages.reverse();
        messages
    }

    pub fn take(&mut self, message: Message) -> Effects {
        update(&mut self.model, end(), message)
    }

    /// Types keys without drawing, with all they lead to.
    pub fn type_keys(&mut self, keys: &str) -> Effects {
        let chords = parse_typed(keys).unwrap();
        let effects = chords.into_iter().flat_map(|chord| self.take(Message::Key(chord))).collect();
        settle(&mut self.model);
        effects
    }

    /// Types keys and draws once.
    pub fn press(&mut self, keys: &str) {
        self.type_keys(keys);
        self.draw();
    }

    /// Undoes what was done, if anything was.
    pub fn turn_back(&mut self) {
        if self.model.history.next_undo().is_some() {
            self.type_keys("u");
        }
    }

    pub fn draw(&mut self) {
        settle(&mut self.model);
        let (model, theme) = (&self.model, &self.theme);
        self.screen.draw(|frame| ui::view(frame, model, theme)).unwrap();
    }
}

/// A program with so many candidates and links to them, in memory; every candidate scored and sized.
pub fn board(candidates: usize, links: usize) -> Desk {
    let mut workspace = Workspace::default();
    for record in crate::generator::board(candidates, links) {
        workspace.load(record);
    }
    let model = Model::new(Beginnings {
        workspace,
        now: end(),
        zone: TimeZone::UTC,
        size: SIZE,
        next_number: 1,
        seed: 7,
        device: "bench".into(),
        name: "board".into(),
        keymap: Keymap::new(&BTreeMap::new()).0,
    });
    Desk { model, screen: bare_terminal(), theme: Theme::default() }
}

/// Lends the fully loaded program of a case; it is opened once.
pub fn with_desk<R>(case: &Case, work: impl FnOnce(&RefCell<Desk>) -> R) -> R {
    thread_local! {
        static DESKS: RefCell<BTreeMap<Case, Rc<RefCell<Desk>>>> = const { RefCell::new(BTreeMap::new()) };
    }
    let desk = DESKS.with_borrow_mut(|desks| {
        let open = || {
            let (mut desk, rest) = Desk::open(&case.folder());
            Desk::messages(rest).into_iter().rev().for_each(|message| drop(desk.take(message)));
            Rc::new(RefCell::new(desk))
        };
        Rc::clone(desks.entry(*case).or_insert_with(open))
    });
    work(&desk)
}

/// The end of the wire: takes a frame as the terminal would, in one piece.
#[derive(Default)]
pub struct Wire(Vec<u8>);

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        divan::black_box(&self.0);
        self.0.clear();
        Ok(())
    }
}

/// A terminal of 200 by 50 in memory.
pub fn bare_terminal() -> Screen {
    let viewport = Viewport::Fixed(Rect::new(0, 0, SIZE.0, SIZE.1));
    Terminal::with_options(CrosstermBackend::new(Wire::default()), TerminalOptions { viewport }).unwrap()
}

/// Draws what the smallest useful program draws: a list with a selected row, and a line below.
pub fn draw_bare(screen: &mut Screen, row: usize) {
    let drawn = screen.draw(|frame| {
        let rows = (0..50).map(|place| format!("{place:3}  a row of a list of plain text"));
        let list = List::new(rows).block(Block::bordered()).highlight_style(Style::new().reversed());
        let [body, status] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(frame.area());
        frame.render_stateful_widget(list, body, &mut ListState::default().with_selected(Some(row)));
        frame.render_widget(Paragraph::new("a line of status"), status);
    });
    drawn.unwrap();
}
