//! One run of the program: the open workspace, the threads that load and save it, and the channel on which
//! everything that happens arrives.

use super::files::{InputError, read_path};
use super::input::{Input, Keyboard};
use super::{Options, RunError, clock, crash, signals};
use crate::analysis::rank;
use crate::app::keymap::Keymap;
use crate::app::message::ImportPlan;
use crate::app::model::Beginnings;
use crate::app::notice::Notice;
use crate::app::ranking::{Drawn, RankJob};
use crate::app::{Effect, Message, Model, commands};
use crate::domain::edit::Transaction;
use crate::domain::merge::Outside;
use crate::domain::shown::shown;
use crate::domain::workspace::Workspace;
use crate::exchange::import::{self, Parsed, merge};
use crate::store::settings::Settings;
use crate::store::{
    self, Access, Foreign, JournalReader, Opened, Rest, Scan, StoreError, StoreEvent, Writer,
};
use crate::ui::theme::Theme;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// Everything that can arrive.
pub enum Event {
    Input(Input),
    Message(Message),
    Store(StoreEvent),
    Parsed { path: String, result: Result<Vec<Parsed>, InputError> },
}

/// The run.
pub struct Session {
    pub options: Options,
    pub sender: Sender<Event>,
    settings: Settings,
    opened: Option<Opened>,
    rest: Option<Rest>,
    journal: Option<JournalReader>,
    writer: Option<Writer>,
    drafts: Option<Sender<Draft>>,
    draft_thread: Option<thread::JoinHandle<()>>,
    ranks: Option<Sender<RankJob>>,
    /// The folder of a demo chosen on the first start; goes with the run.
    demo: Option<tempfile::TempDir>,
    trouble: Vec<String>,
    /// Changed files that could not be compared yet.
    scan_again: Vec<String>,
}

/// Draws between two looks for a newer order.
const DRAWS_AT_ONCE: u32 = 250;

enum Draft {
    Save { name: String, text: String },
    Drop { name: String },
}

impl Session {
    /// Opens the workspace, if there is one, without touching anything else.
    pub fn start(options: Options) -> Result<(Self, Receiver<Event>), RunError> {
        let (sender, receiver) = channel();
        let (settings, problems) = options.settings.as_deref().map(store::settings::load).unwrap_or_default();
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
            drafts: None,
            draft_thread: None,
            ranks: None,
            demo: None,
            trouble: problems.iter().map(ToString::to_string).collect(),
            scan_again: Vec::new(),
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
        model.problems.extend(problems.iter().map(ToString::to_string));
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
            model
                .say(Notice::warning(format!("{count} records or files could not be read; g f lists them.")));
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
                    let problems = batch.problems.iter().map(ToString::to_string).collect();
                    if !tell(Message::Loaded { signals: batch.signals, problems }) {
                        return;
                    }
                }
                tell(Message::LoadFinished);
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
    pub fn save(&self, transaction: Arc<Transaction>) -> Option<Message> {
        let refused = match &self.writer {
            Some(writer) => writer.append(transaction).is_err(),
            None => true,
        };
        refused.then(|| Message::NotSaved {
            why: "the writer has stopped; copy what matters and restart".into(),
        })
    }

    /// Looks for files that somebody else changed.
    pub fn scan(&mut self) {
        if let Some(writer) = &self.writer {
            writer.scan(std::mem::take(&mut self.scan_again));
        }
    }

    /// Compares what changed files show with what is open. While an edit made since the files were read is on
    /// its way, they cannot be compared: then they are read again the next time.
    pub fn scanned(&mut self, model: &Model, scan: Scan) -> Option<Message> {
        if model.is_loading || model.next_number != scan.number + 1 {
            self.scan_again.extend(scan.paths);
            return None;
        }
        let outside = scan.records.into_iter().filter_map(|theirs| {
            let base = model.workspace.get(theirs.id());
            (base.as_ref() != Some(&theirs)).then_some(Outside { base, theirs })
        });
        let outside: Vec<Outside> = outside.collect();
        let text = match outside.as_slice() {
            [] => return None,
            [one] => format!("{} was changed outside; the change is in.", shown(one.theirs.title())),
            many => format!("{} records were changed outside; the changes are in.", many.len()),
        };
        Some(Message::Foreign { outside, text })
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
        let dir = self.options.dir.clone();
        let drafts = self.drafts.get_or_insert_with(|| {
            let (sender, receiver) = channel::<Draft>();
            self.draft_thread =
                thread::Builder::new().name("drafts".into()).spawn(move || keep_drafts(&dir, &receiver)).ok();
            sender
        });
        let draft = match text {
            Some(text) => Draft::Save { name, text },
            None => Draft::Drop { name },
        };
        drop(drafts.send(draft));
    }

    /// Makes the draws for an order off the key path; of several waiting only the last is drawn.
    pub fn rank(&mut self, job: RankJob) {
        let sender = &self.sender;
        let ranks = self.ranks.get_or_insert_with(|| {
            let (jobs, receiver) = channel::<RankJob>();
            let sender = sender.clone();
            // Without the thread ranks stay unlabelled; nothing else depends on it.
            let _ = thread::Builder::new().name("ranks".into()).spawn(move || {
                draw_ranks(&receiver, |drawn| sender.send(Event::Message(Message::Ranked(drawn))).is_ok());
            });
            jobs
        });
        drop(ranks.send(job));
    }

    /// Reads and parses files on a thread of its own.
    pub fn parse(&self, path: String) {
        let (sender, options) = (self.sender.clone(), import_options());
        let home = std::env::var_os("HOME").map(PathBuf::from);
        let _ = thread::Builder::new().name("import".into()).spawn(move || {
            let file = match (path.strip_prefix("~/"), home) {
                (Some(rest), Some(home)) => home.join(rest),
                _ => PathBuf::from(&path),
            };
            let result = read_path(&file, &options);
            drop(sender.send(Event::Parsed { path, result }));
        });
    }

    /// Says what an import would do to the workspace as it is now.
    pub fn plan(&self, model: &Model, path: &str, result: Result<Vec<Parsed>, InputError>) -> Message {
        let parsed = match result {
            Ok(parsed) => parsed,
            Err(refused) => return Message::Notice(Notice::error(refused.to_string())),
        };
        let mapping = parsed.first().map(|first| first.mapping.clone()).unwrap_or_default();
        let sample = parsed.iter().flat_map(|one| one.drafts.iter()).take(8).map(|draft| draft.title.clone());
        let sample = sample.collect();
        let plan = merge::plan(parsed, &model.workspace, &import_options());
        Message::Planned(Box::new(ImportPlan {
            path: path.to_string(),
            format: plan.format.to_string(),
            new: plan.new,
            updated: plan.updated,
            same: plan.same,
            skipped: plan.skipped.into_iter().map(|skipped| (skipped.place, skipped.why)).collect(),
            mapping,
            sample,
            edits: plan.edits,
        }))
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

    /// Writes what waits and ends the threads. Returns the labels of what could not be saved.
    pub fn close(&mut self) -> Vec<String> {
        drop(self.drafts.take());
        if let Some(thread) = self.draft_thread.take() {
            drop(thread.join());
        }
        let unsaved = self.writer.take().map(Writer::close).unwrap_or_default();
        unsaved.iter().map(|transaction| transaction.label.clone()).collect()
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

fn import_options() -> import::Options {
    import::Options::new(clock::now(), clock::zone())
}

/// Answers each order twice: after the few draws that a held key can wait for, and after all of them. A newer
/// order ends the older one.
fn draw_ranks(jobs: &Receiver<RankJob>, tell: impl Fn(Drawn) -> bool) {
    let mut next = jobs.recv().ok();
    while let Some(job) = next.take() {
        let job = jobs.try_iter().last().unwrap_or(job);
        let mut draws = job.start();
        while draws.draws() < rank::MANY && next.is_none() {
            draws.draw(DRAWS_AT_ONCE);
            let is_telling = draws.draws() == rank::FEW || draws.draws() == rank::MANY;
            if is_telling && !tell(job.answer(&draws)) {
                return;
            }
            next = jobs.try_iter().last();
        }
        next = next.or_else(|| jobs.recv().ok());
    }
}

fn keep_drafts(dir: &Path, receiver: &Receiver<Draft>) {
    while let Ok(first) = receiver.recv() {
        let mut waiting = std::collections::BTreeMap::new();
        for draft in std::iter::once(first).chain(receiver.try_iter()) {
            match draft {
                Draft::Save { name, text } => waiting.insert(name, Some(text)),
                Draft::Drop { name } => waiting.insert(name, None),
            };
        }
        for (name, text) in waiting {
            // A draft is a safety net; failing to keep one must not disturb the typing.
            let _ = match text {
                Some(text) => store::drafts::save(dir, &name, &text),
                None => store::drafts::remove(dir, &name),
            };
        }
    }
}

/// Says what somebody else did to a file, and hands over their version of the record.
pub fn foreign(foreign: Foreign) -> Message {
    let path = shown(&foreign.path);
    let text = match (&foreign.outside, &foreign.kept_as) {
        (Some(_), None) => format!("{path} was changed outside; both changes are in."),
        (Some(_), Some(_)) => {
            format!("{path} was changed outside in the same place; g f lists both values to choose from.")
        }
        (None, kept_as) => {
            let kept_as = kept_as.as_deref().unwrap_or("nothing");
            format!("{path} was changed outside meanwhile; that version is kept as {}.", shown(kept_as))
        }
    };
    Message::Foreign { outside: foreign.outside.into_iter().collect(), text }
}

/// The effect of `Begin` needs the session; kept beside it.
pub fn beginning(session: &mut Session, effect: &Effect) -> Option<Message> {
    let Effect::Begin(beginning) = effect else { return None };
    let begun = match beginning {
        crate::app::effect::Beginning::Demo => session.begin_in(true, false),
        crate::app::effect::Beginning::Empty => session.begin_in(false, false),
        crate::app::effect::Beginning::Import => session.begin_in(false, true),
    };
    Some(begun.unwrap_or_else(|error| Message::Notice(Notice::error(error.to_string()))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::Candidate;
    use crate::domain::id::CandidateId;

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
            paths: vec!["candidates/c-0000000001.ron".into()],
            number,
        };
        assert!(session.scanned(&model, scan("Export", 0)).is_none());
        assert!(session.scan_again.is_empty());
        model.next_number = 2;
        assert!(session.scanned(&model, scan("By hand", 0)).is_none(), "an edit is on its way");
        assert_eq!(session.scan_again, ["candidates/c-0000000001.ron"]);
        let Some(Message::Foreign { outside, text }) = session.scanned(&model, scan("By hand", 1)) else {
            panic!("a change")
        };
        assert_eq!(text, "By hand was changed outside; the change is in.");
        assert_eq!(outside, [Outside { base: Some(record("Export")), theirs: record("By hand") }]);
    }
}
