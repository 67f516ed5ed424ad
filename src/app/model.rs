//! The one state of the screen program. `update` changes it, `view` reads it.

use super::chord::Chord;
use super::keymap::Keymap;
use super::layout::Layout;
use super::lists::List;
use super::notice::Notice;
use super::overlay::Overlay;
use super::ranking::Ranking;
use super::rows::place_of;
use crate::analysis::balance::Reading;
use crate::analysis::guess::Profiles;
use crate::analysis::search::{Found, SearchIndex};
use crate::domain::history::History;
use crate::domain::id::SignalId;
use crate::domain::problem::Problem;
use crate::domain::record::RecordId;
use crate::domain::tag::Tag;
use crate::domain::verb::Verb;
use crate::domain::workspace::Workspace;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::collections::{BTreeMap, VecDeque};

/// Everything the screen is made from.
pub struct Model {
    pub workspace: Workspace,
    pub history: History,
    pub search: SearchIndex,
    /// The filter line was typed into, and its list not made anew yet.
    pub is_filter_due: bool,
    /// What the filter of signals found last; the next key builds on it.
    pub found: Option<Found>,
    pub profiles: Profiles,
    /// The mix of the week's triage.
    pub mix: Option<Reading>,
    /// Verdicts given today.
    pub done_today: usize,

    pub now: Timestamp,
    pub zone: TimeZone,
    pub today: Date,

    pub focus: Pane,
    pub signals: List,
    pub stakeholders: List,
    pub candidates: List,
    /// The order of candidates and how firm it is.
    pub ranking: Ranking,
    /// The findings page lists what was accepted too.
    pub shows_accepted: bool,
    /// Which driver of the lens `+` and `-` move where none is under the cursor.
    pub driver: usize,
    pub overlays: Vec<Overlay>,
    pub notice: Option<Notice>,
    /// Keys pressed so far of a longer sequence.
    pub pending: Vec<Chord>,
    pub keymap: Keymap,
    pub size: (u16, u16),
    /// Hides private fields and other people's names.
    pub presenting: bool,
    /// First line of the detail pane on the screen.
    pub detail_scroll: u16,

    /// The number the next transaction gets.
    pub next_number: u64,
    /// The last transaction on the disk.
    pub saved: u64,
    /// Why the last save failed, until one succeeds.
    pub save_problem: Option<String>,
    /// Why nothing can be changed here, if so.
    pub read_only: Option<String>,
    pub device: String,
    pub name: String,
    pub is_demo: bool,
    /// Older months are still being read.
    pub is_loading: bool,
    /// Git is at work.
    pub is_syncing: bool,
    /// No workspace yet: the first start.
    pub is_first_start: bool,
    /// What could not be taken as it stands in the files, with place and reason.
    pub problems: Vec<Problem>,

    pub last_verb: Option<Verb>,
    pub last_tags: Vec<Tag>,
    /// Typed text that was not saved yet, by the name of its form.
    pub drafts: BTreeMap<String, String>,
    pub rng: fastrand::Rng,
    /// The transaction an undo or redo waits for.
    pub fetching: Option<u64>,
    /// Undos (true) and redos pressed meanwhile, done in order when it arrives.
    pub turns: VecDeque<bool>,
    /// Whether what earlier runs did is known yet.
    pub knows_past: bool,
}

/// What a model starts from; everything else follows.
pub struct Beginnings {
    pub workspace: Workspace,
    pub now: Timestamp,
    pub zone: TimeZone,
    pub size: (u16, u16),
    pub next_number: u64,
    pub seed: u64,
    pub device: String,
    pub name: String,
    pub keymap: Keymap,
}

/// One of the three lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    Signals,
    Stakeholders,
    Candidates,
}

impl Pane {
    pub const ALL: [Self; 3] = [Self::Signals, Self::Stakeholders, Self::Candidates];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Signals => "Signals",
            Self::Stakeholders => "Stakeholders",
            Self::Candidates => "Candidates",
        }
    }

    pub fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % 3]
    }

    pub fn previous(self) -> Self {
        Self::ALL[(self as usize + 2) % 3]
    }
}

impl Model {
    /// Makes a model of a workspace, with all lists filled.
    pub fn new(from: Beginnings) -> Self {
        let today = crate::domain::when::day_of(from.now, &from.zone);
        let mut model = Self {
            search: SearchIndex::default(),
            profiles: Profiles::default(),
            mix: None,
            is_filter_due: false,
            found: None,
            done_today: 0,
            history: History::default(),
            workspace: from.workspace,
            now: from.now,
            zone: from.zone,
            today,
            focus: Pane::Signals,
            signals: List::default(),
            stakeholders: List::default(),
            candidates: List::default(),
            ranking: Ranking::default(),
            shows_accepted: false,
            driver: 0,
            overlays: Vec::new(),
            notice: None,
            pending: Vec::new(),
            keymap: from.keymap,
            size: from.size,
            presenting: false,
            detail_scroll: 0,
            next_number: from.next_number,
            saved: from.next_number.saturating_sub(1),
            save_problem: None,
            read_only: None,
            device: from.device,
            name: from.name,
            is_demo: false,
            is_loading: false,
            is_syncing: false,
            is_first_start: false,
            problems: Vec::new(),
            last_verb: None,
            last_tags: Vec::new(),
            drafts: BTreeMap::new(),
            rng: fastrand::Rng::with_seed(from.seed),
            fetching: None,
            turns: VecDeque::new(),
            knows_past: true,
        };
        model.index_everything();
        model.rank_all();
        model.refresh_lists();
        model
    }

    fn index_everything(&mut self) {
        self.search.extend(self.workspace.signals());
        self.profiles = Profiles::of(&self.workspace);
    }

    pub fn layout(&self) -> Layout {
        Layout::of(self.size)
    }

    pub fn list(&self, pane: Pane) -> &List {
        match pane {
            Pane::Signals => &self.signals,
            Pane::Stakeholders => &self.stakeholders,
            Pane::Candidates => &self.candidates,
        }
    }

    pub fn list_mut(&mut self, pane: Pane) -> &mut List {
        match pane {
            Pane::Signals => &mut self.signals,
            Pane::Stakeholders => &mut self.stakeholders,
            Pane::Candidates => &mut self.candidates,
        }
    }

    /// The list with the focus and how many of its rows fit on the screen.
    pub fn focused(&mut self) -> (&mut List, usize) {
        let height = self.layout().rows(self.focus);
        (self.list_mut(self.focus), height)
    }

    /// The record under the cursor of the focused list.
    pub fn current(&self) -> Option<RecordId> {
        self.list(self.focus).current()
    }

    /// The signals an action is about: the marked ones in the order of lists, else the one under the cursor.
    pub fn signal_targets(&self) -> Vec<SignalId> {
        let signal = |id| match id {
            RecordId::Signal(id) => Some(id),
            _ => None,
        };
        if self.signals.marks.is_empty() {
            return self.signals.signal().into_iter().collect();
        }
        // Not by the rows: there may be a hundred thousand of them and two marks.
        let mut marked: Vec<SignalId> = self.signals.marks.iter().copied().filter_map(signal).collect();
        marked.sort_by_cached_key(|id| place_of(&self.workspace, *id));
        marked
    }

    /// Whether one signal is shown large.
    pub fn is_focusing(&self) -> bool {
        self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Focus(_)))
    }

    /// Whether everything on the screen is on the disk.
    pub fn is_saved(&self) -> bool {
        self.next_number == self.saved + 1 && self.save_problem.is_none()
    }

    pub fn say(&mut self, notice: Notice) {
        self.notice = Some(notice);
    }

    /// Draws an id for a new record.
    pub fn draw_bits(&mut self) -> u64 {
        self.rng.u64(..)
    }
}
