//! One run of the program: the open workspace, the threads that load and save it, and the channel on which
//! everything that happens arrives.

use super::drafts::Keeper;
use super::files::InputError;
use super::git::{SetupState, setup_state};
use super::input::{Input, Keyboard};
use super::{Options, RunError, clock, copy, crash, ranks, signals};
use crate::app::keymap::Keymap;
use crate::app::model::Beginnings;
use crate::app::notice::Notice;
use crate::app::ranking::RankJob;
use crate::app::{Message, Model, commands};
use crate::domain::edit::Transaction;
use crate::domain::record::RecordId;
use crate::domain::workspace::Workspace;
use crate::exchange::import::Parsed;
use crate::store::backup::Contents;
use crate::store::settings::Settings;
use crate::store::{self, Access, Batch, Job, JournalReader, Opened, Rest, StoreError, StoreEvent, Writer};
use crate::ui::theme::Theme;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// Everything that can arrive.
pub enum Event {
    Input(Input),
    Message(Message),
    Store(StoreEvent),
    /// Something that needs the files for itself.
    Quietly(Job),
    BackupRead {
        name: String,
        result: Option<Result<Box<Contents>, StoreError>>,
    },
    Parsed {
        path: String,
        result: Result<Vec<Parsed>, InputError>,
    },
    /// Everything that waited was saved but for these; the program ends.
    Closed(Vec<Arc<Transaction>>),
}

/// The run.
pub struct Session {
    pub options: Options,
    pub sender: Sender<Event>,
    settings: Settings,
    opened: Option<Opened>,
    rest: Option<Rest>,
    journal: Option<JournalReader>,
    pub(super) writer: Option<Writer>,
    closing: Option<thread::JoinHandle<Vec<Arc<Transaction>>>>,
    /// Handed to the writer and not saved yet.
    waiting: Vec<Arc<Transaction>>,
    drafts: Keeper,
    ranks: ranks::Ranker,
    /// The folder of a demo chosen on the first start; goes with the run.
    demo: Option<tempfile::TempDir>,
    trouble: Vec<String>,
    /// Changed files that could not be compared yet.
    pub(super) scan_again: Vec<String>,
    /// Records found removed outside while an edit was on its way.
    pub(super) gone_again: Vec<RecordId>,
    pub(super) has_to_scan_again: bool,
}

impl Session {
    /// Opens the workspace, if there is one, without touching anything else.
    pub fn start(options: Options) -> Result<(Self, Receiver<Event>), RunError> {
        let (sender, receiver) = channel();
        let (settings, problems) = options.settings.as_deref().map(store::settings::load).unwrap_or_default();
        let (settings, mut problems) =
            (settings, problems.iter().map(ToString::to_string).collect::<Vec<_>>());
        problems.extend(clock::zone_trouble(std::env::var("TZ").ok().as_deref()));
        problems.extend(store::shared_disk(&options.dir).map(|kind| {
            format!("The workspace is on a shared disk ({kind}): keep it open on one machine at a time.")
        }));
        let opened = match store::exists(&options.dir) {
            true => Some(store::open(&options.dir, &open_options(options.read_only))?),
            false => None,
        };
        let session = Self {
            options,
            sender,
            settings,
            opened,
            rest: None,
            journal: None,
            writer: None,
            closing: None,
            waiting: Vec::new(),
            drafts: Keeper::default(),
            ranks: ranks::Ranker::default(),
            demo: None,
            trouble: problems,
            scan_again: Vec::new(),
            gone_again: Vec::new(),
            has_to_scan_again: false,
        };
        Ok((session, receiver))
    }

    /// Makes the model of what is open, or of nothing on the first start.
    pub fn model(&mut self, size: (u16, u16)) -> Model {
        let (keymap, mistakes) = Keymap::new(&self.settings.keys);
        self.trouble.extend(mistakes);
        let opened = self.opened.take();
        let name =
            opened.as_ref().map_or_else(|| self.options.dir.display().to_string(), |open| open.name.clone());
        let (workspace, next_number, access, problems, log) = match opened {
            Some(opened) => {
                self.rest = Some(opened.rest);
                self.journal = Some(opened.journal);
                (opened.workspace, opened.next_number, Some(opened.access), opened.problems, opened.log)
            }
            None => (Workspace::default(), 1, None, Vec::new(), None),
        };
        let mut model = Model::new(Beginnings {
            workspace,
            now: clock::now(),
            zone: clock::zone(),
            size,
            next_number,
            seed: fastrand::u64(..),
            device: device(),
            name,
            keymap,
        });
        model.is_first_start = access.is_none();
        model.is_demo = self.options.is_demo;
        model.is_loading = self.rest.as_ref().is_some_and(|rest| !rest.is_empty());
        if let Some(Access::ReadOnly { why }) = access {
            model.read_only = Some(why);
        }
        model.drafts = store::drafts::load(&self.options.dir).into_iter().collect();
        model.problems.extend(problems);
        self.begin(&mut model);
        if let Some(log) = log {
            let sender = self.sender.clone();
            self.writer = Some(Writer::spawn(log, move |event| drop(sender.send(Event::Store(event)))));
        }
        model
    }

    /// What the first frame says: how to begin, what is wrong with the settings, how many records were not
    /// readable.
    fn begin(&mut self, model: &mut Model) {
        if model.is_first_start {
            commands::session::open_start(model);
        }
        if let Some(trouble) = self.trouble.first() {
            let more = self.trouble.len() - 1;
            let more =
                if more == 0 { String::new() } else { format!(" (and {more} more; northstar doctor)") };
            model.say(Notice::warning(format!("{trouble}{more}")));
        } else if !model.problems.is_empty() {
            let count = model.problems.len();
            let apart = model.problems.iter().filter(|problem| problem.sets_apart()).count();
            model.say(match apart {
                0 => Notice::info(format!("{count} things in the files are worth a look; g p lists them.")),
                1 => Notice::warning("1 record or file could not be read; g p shows where."),
                _ => Notice::warning(format!("{apart} records or files could not be read; g p lists them.")),
            });
        } else if matches!(setup_state(&self.options.dir), SetupState::Missing(_)) {
            let text = "Git merges this workspace line by line; `northstar git setup` teaches it records.";
            model.say(Notice::info(text));
        }
        if let Some(view) = &self.options.view {
            match commands::all().find(|command| command.id.split('.').nth(1) == Some(view)) {
                Some(command) => {
                    drop(crate::app::update::run(model, command));
                    model.notice = None;
                }
                None => model.say(Notice::warning(format!("There is no view `{view}`."))),
            }
        }
    }

    /// The theme of the settings; a name nobody knows gives the usual one and a word about it.
    pub fn theme(&self, model: &mut Model) -> Theme {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let name = Some(self.settings.theme.as_str()).filter(|name| !name.is_empty()).unwrap_or("default");
        Theme::named(name, no_color).unwrap_or_else(|error| {
            model.say(Notice::warning(error.to_string()));
            if no_color { Theme::plain() } else { Theme::default() }
        })
    }

    /// Starts listening to the keyboard and to signals.
    pub fn listen(&self) -> std::io::Result<Keyboard> {
        let worker = self.sender.clone();
        crash::install_panic_hook(self.crash_note(), move |text| {
            drop(worker.send(Event::Message(Message::Notice(Notice::error(text)))));
        });
        signals::spawn(self.sender.clone(), Event::Input)?;
        Keyboard::spawn(self.sender.clone(), Event::Input)
    }

    fn crash_note(&self) -> Option<PathBuf> {
        let private = self.options.dir.join(".northstar");
        private.is_dir().then(|| private.join("crash.txt"))
    }

    /// Reads the older months, then the past, behind the running screen.
    pub fn load_rest(&mut self, model: &mut Model) {
        model.is_loading = self.rest.is_some();
        model.knows_past = self.journal.is_none();
        let (rest, journal, sender) = (self.rest.take(), self.journal.clone(), self.sender.clone());
        let loading = thread::Builder::new().name("loader".into()).spawn(move || {
            let tell = |message| sender.send(Event::Message(message)).is_ok();
            if let Some(mut rest) = rest {
                while let Some(batch) = rest.next_batch() {
                    let Batch { signals, problems } = batch;
                    if !tell(Message::Loaded { signals, problems }) {
                        return;
                    }
                }
                tell(Message::LoadFinished);
                tell(Message::Twice(rest.take_again()));
            }
            match journal.map(|journal| journal.summaries()) {
                Some(Ok(past)) => drop(tell(Message::Past(past))),
                Some(Err(error)) => {
                    tell(Message::Past(Vec::new()));
                    tell(Message::Notice(Notice::warning(error.to_string())));
                }
                None => {}
            }
        });
        if let Err(error) = loading {
            model.say(Notice::error(format!("Older signals could not be read: {error}.")));
        }
    }

    /// Hands a transaction to the writer; without one, says so.
    pub fn save(&mut self, transaction: Arc<Transaction>) -> Option<Message> {
        self.waiting.push(transaction.clone());
        let refused = match &self.writer {
            Some(writer) => writer.append(transaction).is_err(),
            None => true,
        };
        refused.then(|| Message::NotSaved {
            why: "the writer has stopped; copy what matters and restart".into(),
        })
    }

    /// Takes the news that everything up to a transaction is saved.
    pub fn saved(&mut self, number: u64) {
        self.waiting.retain(|transaction| number < transaction.number);
    }

    /// Writes everything in memory to another folder, on a thread of its own.
    pub fn save_copy(&self, model: &mut Model, folder: &str) {
        let (sender, dir, name) = (self.sender.clone(), super::imports::expand(folder), model.name.clone());
        let records = copy::records(&model.workspace);
        model.say(Notice::info("Saving a copy …"));
        let _ = thread::Builder::new()
            .name("copy".into())
            .spawn(move || drop(sender.send(Event::Message(copy::save(&dir, &name, records)))));
    }

    /// Looks for files that somebody else changed.
    pub fn scan(&mut self) {
        if let Some(writer) = &self.writer {
            writer.scan(std::mem::take(&mut self.scan_again));
        }
    }

    /// Has a job done while nobody writes the files; without a writer it is dropped.
    pub fn quietly(&self, job: Job) {
        if let Some(writer) = &self.writer {
            writer.quietly(job);
        }
    }

    /// Reads an old transaction on a thread of its own.
    pub fn fetch(&self, number: u64) {
        let (journal, sender) = (self.journal.clone(), self.sender.clone());
        let _ = thread::Builder::new().name("journal".into()).spawn(move || {
            let message = match journal.map(|journal| journal.transaction(number)) {
                Some(Ok(Some(transaction))) => Message::Fetched(Arc::new(transaction)),
                Some(Err(error)) => Message::NotFetched { why: error.to_string() },
                _ => Message::NotFetched {
                    why: format!("Transaction {number} is no longer in the journal; it cannot be undone."),
                },
            };
            drop(sender.send(Event::Message(message)));
        });
    }

    /// Keeps or drops a draft, off the key path; of several waiting for one name the last wins.
    pub fn draft(&mut self, name: String, text: Option<String>) {
        if self.writer.is_none() {
            return;
        }
        self.drafts.draft(&self.options.dir, name, text);
    }

    /// Makes the draws for an order off the key path; of several waiting only the last is drawn.
    pub fn rank(&mut self, job: RankJob) {
        self.ranks.order(&self.sender, job);
    }

    /// Makes the workspace of the first start and opens it.
    pub fn begin_in(&mut self, demo: bool, then_import: bool) -> Result<Message, StoreError> {
        let mut records = Vec::new();
        if demo {
            let (folder, made) = super::demo::make()?;
            self.options.dir = folder.path().to_path_buf();
            self.demo = Some(folder);
            records = made;
        } else {
            let name = self.options.dir.file_name().map_or("northstar".into(), |name| name.to_string_lossy());
            store::create(&self.options.dir, &name, fastrand::u64(..))?;
        }
        let mut opened = store::open(&self.options.dir, &open_options(false))?;
        opened.load_all();
        if let Some(log) = opened.log.take() {
            let sender = self.sender.clone();
            self.writer = Some(Writer::spawn(log, move |event| drop(sender.send(Event::Store(event)))));
        }
        self.journal = Some(opened.journal);
        Ok(Message::Opened {
            records,
            next_number: opened.next_number,
            name: opened.name,
            is_demo: demo,
            then_import,
        })
    }

    /// Begins to write what waits and to end the threads; an event tells when that is done.
    pub fn begin_close(&mut self) {
        let (sender, drafts) = (self.sender.clone(), std::mem::take(&mut self.drafts));
        let writer = self.writer.take();
        let close = move || {
            drafts.close();
            let unsaved = writer.map(Writer::close).unwrap_or_default();
            drop(sender.send(Event::Closed(unsaved.clone())));
            unsaved
        };
        self.closing = thread::Builder::new().name("closing".into()).spawn(close).ok();
    }

    /// Waits until everything is written and the threads have ended. Returns what could not be saved.
    pub fn end_close(&mut self) -> Vec<Arc<Transaction>> {
        if self.closing.is_none() {
            self.begin_close();
        }
        match self.closing.take().map(thread::JoinHandle::join) {
            Some(Ok(unsaved)) => unsaved,
            Some(Err(_)) => self.take_unsaved(),
            None => Vec::new(),
        }
    }

    /// Gives up on what is not saved yet, and returns it.
    pub fn take_unsaved(&mut self) -> Vec<Arc<Transaction>> {
        self.closing = None;
        std::mem::take(&mut self.waiting)
    }
}

/// How this program opens a workspace.
pub fn open_options(read_only: bool) -> store::OpenOptions {
    store::OpenOptions {
        read_only,
        device: device(),
        pid_note: format!("process {} since {}", std::process::id(), clock::now().strftime("%F %H:%M")),
        ..Default::default()
    }
}

/// The name of this machine, for the history; empty when it has none.
pub fn device() -> String {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    name.chars().filter(|c| !c.is_control()).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::Candidate;
    use crate::domain::id::CandidateId;
    use crate::domain::merge::Outside;
    use crate::store::Scan;

    #[test]
    fn a_scan_is_compared_only_with_what_it_was_made_after() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("w");
        store::create(&dir, "w", 1).unwrap();
        let options = Options { dir, is_demo: false, read_only: false, view: None, settings: None };
        let (mut session, _events) = Session::start(options).unwrap();
        let mut model = session.model((80, 24));
        model.is_loading = false;
        let record = |title: &str| Candidate::new(CandidateId::from_bits(1), title).into();
        model.workspace.load(record("Export"));
        let scan = |title: &str, number: u64| Scan {
            records: vec![record(title)],
            problems: Vec::new(),
            paths: vec!["candidates/c-0000000001.ron".into()],
            number,
            ..Scan::default()
        };
        assert!(session.scanned(&model, scan("Export", 0)).is_empty());
        assert!(session.scan_again.is_empty());
        model.next_number = 2;
        assert!(session.scanned(&model, scan("By hand", 0)).is_empty(), "an edit is on its way");
        assert_eq!(session.scan_again, ["candidates/c-0000000001.ron"]);
        model.saved = 1;
        session.catch_up(&model);
        assert!(session.scan_again.is_empty() && !session.has_to_scan_again);
        let messages = session.scanned(&model, scan("By hand", 1));
        let [Message::Foreign { outside, text, .. }] = messages.as_slice() else { panic!("a change") };
        assert_eq!(text, "By hand was changed outside; the change is in.");
        assert_eq!(outside, &[Outside { base: Some(record("Export")), theirs: record("By hand") }]);
    }
}
