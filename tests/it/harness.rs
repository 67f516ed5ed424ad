//! A whole program without terminal, disk or clock: keys in, screen and effects out. Effects are run on the
//! spot and their answers fed back until none is left, so no test ever waits.

use jiff::civil::date;
use jiff::{Timestamp, tz::TimeZone};
use northstar::app::chord::parse_typed;
use northstar::app::keymap::Keymap;
use northstar::app::model::Beginnings;
use northstar::app::{Effect, Message, Model, settle, update};
use northstar::domain::channel::Channel;
use northstar::domain::edit::Transaction;
use northstar::domain::history::Summary;
use northstar::domain::id::SignalId;
use northstar::domain::record::Record;
use northstar::domain::signal::Signal;
use northstar::domain::workspace::Workspace;
use northstar::exchange::demo;
use northstar::ui::theme::Theme;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The day every test happens on, a Saturday.
pub fn today() -> jiff::civil::Date {
    date(2026, 11, 21)
}

/// Nine in the morning of that day.
pub fn now() -> Timestamp {
    today().at(9, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp()
}

pub struct TestApp {
    pub model: Model,
    /// Every effect so far.
    pub effects: Vec<Effect>,
    /// What the journal would hold.
    pub journal: BTreeMap<u64, Arc<Transaction>>,
}

impl TestApp {
    pub fn new(workspace: Workspace) -> Self {
        let (keymap, mistakes) = Keymap::new(&BTreeMap::new());
        assert_eq!(mistakes, Vec::<String>::new());
        let model = Model::new(Beginnings {
            workspace,
            now: now(),
            zone: TimeZone::UTC,
            size: (120, 40),
            next_number: 1,
            seed: 7,
            device: "test".into(),
            name: "test".into(),
            keymap,
        });
        Self { model, effects: Vec::new(), journal: BTreeMap::new() }
    }

    pub fn empty() -> Self {
        Self::new(Workspace::default())
    }

    pub fn demo() -> Self {
        Self::new(load(demo::records(today()).unwrap()))
    }

    /// Many plain signals, all in the inbox.
    pub fn large(count: u64) -> Self {
        Self::new(load(many(count)))
    }

    /// Leaves and starts again on what was saved: same records, the past known only by its summaries.
    pub fn restart(self) -> Self {
        let past: Vec<Summary> = self
            .journal
            .values()
            .map(|transaction| Summary {
                number: transaction.number,
                label: transaction.label.clone(),
                at: transaction.at,
                kind: transaction.kind,
                records: transaction.changes.len(),
            })
            .collect();
        let mut next = Self::new(self.model.workspace.clone());
        next.model.next_number = self.model.next_number;
        next.model.saved = self.model.next_number - 1;
        next.journal = self.journal;
        next.send(Message::Past(past));
        next
    }

    /// Presses keys in the compact notation: `jj<enter>x`.
    pub fn keys(&mut self, typed: &str) -> &mut Self {
        for chord in parse_typed(typed).unwrap() {
            self.send(Message::Key(chord));
        }
        self
    }

    pub fn send(&mut self, message: Message) -> &mut Self {
        let mut waiting = vec![message];
        while let Some(message) = waiting.pop() {
            for effect in update(&mut self.model, now(), message) {
                waiting.extend(self.run(&effect));
                self.effects.push(effect);
            }
        }
        settle(&mut self.model);
        self
    }

    fn run(&mut self, effect: &Effect) -> Option<Message> {
        match effect {
            Effect::Save(transaction) => {
                self.journal.insert(transaction.number, transaction.clone());
                Some(Message::Saved { number: transaction.number })
            }
            Effect::Rank(job) => {
                let mut draws = job.start();
                draws.draw(northstar::analysis::rank::FEW / 5);
                Some(Message::Ranked(job.answer(&draws)))
            }
            Effect::Fetch(number) => self.journal.get(number).cloned().map(Message::Fetched),
            _ => None,
        }
    }

    /// What the terminal shows at a size, right-trimmed.
    pub fn screen_at(&mut self, columns: u16, rows: u16) -> String {
        self.send(Message::Resize(columns, rows));
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        let theme = Theme::default();
        terminal.draw(|frame| northstar::ui::view(frame, &self.model, &theme)).unwrap();
        let buffer = terminal.backend().buffer().clone();
        let mut text = String::new();
        for y in 0..buffer.area.height {
            let mut line = String::new();
            let mut skip = 0;
            for x in 0..buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                if skip == 0 {
                    line.push_str(symbol);
                }
                skip = if skip == 0 {
                    unicode_width::UnicodeWidthStr::width(symbol).max(1) - 1
                } else {
                    skip - 1
                };
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    pub fn screen(&mut self) -> String {
        self.screen_at(120, 40)
    }

    pub fn notice(&self) -> &str {
        self.model.notice.as_ref().map_or("", |notice| &notice.text)
    }

    /// The signal under the cursor.
    pub fn current(&self) -> Signal {
        let id = self.model.signals.signal().expect("a signal is selected");
        (**self.model.workspace.signal(id).unwrap()).clone()
    }

    pub fn signal(&self, id: SignalId) -> Signal {
        (**self.model.workspace.signal(id).unwrap()).clone()
    }
}

pub fn load(records: Vec<Record>) -> Workspace {
    let mut workspace = Workspace::default();
    for record in records {
        workspace.load(record);
    }
    workspace
}

/// Signals with every channel, several accounts of age, and odd letters now and then.
pub fn many(count: u64) -> Vec<Record> {
    const WORDS: [&str; 8] = ["export", "login", "audit", "billing", "search", "東京", "naïve", "offline"];
    (0..count)
        .map(|n| {
            let word = |k: u64| WORDS[(n.wrapping_mul(k + 3) % 8) as usize];
            let title = format!("{} {} for {} number {n}", word(0), word(1), word(2));
            let channel = Channel::ALL[(n % 10) as usize];
            let at = now() - jiff::Span::new().minutes(7 * n as i64);
            let mut signal = Signal::new(SignalId::from_bits(n * 7919 + 13), title, channel, at);
            signal.body = format!("They said: {} {}.\n\nAnd then: {}.", word(3), word(4), word(5));
            signal.into()
        })
        .collect()
}
