//! The edge: the terminal, the threads, the clock. [`run`] is the whole program on the screen: receive,
//! update, perform, draw. Nothing here decides what a key means or what a record says.

mod ascii;
mod backups;
pub mod clipboard;
pub mod clock;
pub mod copy;
pub mod crash;
pub mod demo;
pub mod drafts;
pub mod external;
#[cfg(debug_assertions)]
mod fault;
pub mod files;
pub mod git;
mod imports;
pub mod input;
pub mod leave;
pub mod outside;
pub mod perform;
pub mod ranks;
pub mod reader;
pub mod rescue;
pub mod restore;
pub mod session;
pub mod signals;
mod syncing;
pub mod terminal;
pub mod worker;

use crate::app::notice::Notice;
use crate::app::{Effect, Message, Model, settle, update};
use crate::domain::edit::Transaction;
use crate::store::{StoreError, StoreEvent, paths};
use crate::ui::{self, theme::Theme};
use input::{Input, Keyboard};
use session::{Event, Session};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;
use terminal::{Screen, TerminalError};

/// How long a frame waits for the disk to say "saved", so that an edit is one frame and not two.
const ONE_FRAME: Duration = Duration::from_millis(3);

/// What to run on.
#[derive(Clone, Debug)]
pub struct Options {
    pub dir: PathBuf,
    pub is_demo: bool,
    pub read_only: bool,
    /// A screen to open at once: the part of a command's id behind the dot.
    pub view: Option<String>,
    /// The user's settings file, if there can be one.
    pub settings: Option<PathBuf>,
}

/// Why the program could not run, or could not keep what it had.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Terminal(#[from] TerminalError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(
        "The terminal could not be used: {0}. Try another terminal, or the commands of northstar --help."
    )]
    Io(#[from] std::io::Error),
    #[error("{} of your actions could not be saved: {}. {kept}", labels.len(), labels.join("; "))]
    Unsaved { labels: Vec<String>, kept: String },
}

impl RunError {
    /// Returns the exit code of the command line.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Terminal(TerminalError::Failed(_)) | Self::Io(_) => 1,
            Self::Terminal(_) => terminal::NO_TERMINAL,
            Self::Store(error) => error.exit_code(),
            Self::Unsaved { .. } => 5,
        }
    }
}

/// Runs the screen until the user leaves. Returns the exit code.
pub fn run(options: Options) -> Result<u8, RunError> {
    crash::leave_no_core();
    let (mut session, receiver) = Session::start(options)?;
    let mut screen = Screen::open()?;
    // Before the size is asked for: a terminal resized between the two is heard of.
    let keyboard = session.listen()?;
    let mut model = session.model(screen.size()?);
    let theme = session.theme(&mut model);
    screen.draw(|frame| ui::view(frame, &model, &theme))?;
    session.load_rest(&mut model);
    backups::daily(&session);
    let code = watch(&mut session, &receiver, &mut model, &mut screen, &keyboard, &theme);
    // Whatever became of the terminal, what waits is written first.
    let unsaved = match code {
        Ok(0) => leave::save(&mut session, &receiver, &mut model, &mut screen, &theme),
        _ => Vec::new(),
    };
    let left = screen.leave();
    let unsaved = if unsaved.is_empty() { session.end_close() } else { unsaved };
    // A hundred thousand records need not be taken apart one by one on the way out.
    std::mem::forget(model);
    drop(keyboard);
    match (unsaved.is_empty(), code, left) {
        (false, ..) => Err(rescued(&unsaved)),
        (true, Ok(code), Ok(())) => Ok(code),
        (true, Err(error), _) | (true, Ok(_), Err(error)) => Err(error.into()),
    }
}

/// Keeps what could not be saved somewhere else.
fn rescued(unsaved: &[Arc<Transaction>]) -> RunError {
    let folders = paths::rescue_folders(&|name| std::env::var(name).ok());
    let labels = unsaved.iter().map(|transaction| transaction.label.clone()).collect();
    RunError::Unsaved { labels, kept: rescue::keep(unsaved, &folders) }
}

/// The loop: everything that waits is taken in before the screen is drawn once.
fn watch(
    session: &mut Session,
    receiver: &Receiver<Event>,
    model: &mut Model,
    screen: &mut Screen,
    keyboard: &Keyboard,
    theme: &Theme,
) -> std::io::Result<u8> {
    loop {
        let now = clock::now();
        let midnight = clock::until_midnight(now, &model.zone);
        let mut next = match receiver.recv_timeout(midnight) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => {
                backups::daily(session);
                Some(Event::Message(Message::NewDay))
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(0),
        };
        let (mut saving, mut is_stale) = (false, false);
        while let Some(event) = next {
            is_stale |= !is_unseen(&event);
            match event {
                Event::Input(Input::Terminate(signal)) => return Ok(128 + signal.clamp(0, 127) as u8),
                Event::Input(Input::Gone) => return Ok(0),
                event => {
                    let effects = take(session, model, screen, keyboard, event)?;
                    saving |= effects.iter().any(|effect| matches!(effect, Effect::Save(_)));
                    if perform::all(session, model, screen, keyboard, effects)? {
                        return Ok(0);
                    }
                }
            }
            session.catch_up(model);
            let is_waiting = saving && !model.is_saved();
            next = if is_waiting { receiver.recv_timeout(ONE_FRAME).ok() } else { receiver.try_recv().ok() };
        }
        if is_stale {
            settle(model);
            screen.draw(|frame| ui::view(frame, model, theme))?;
        }
    }
}

/// Tells whether an event leaves the screen as it is, so that an idle program writes nothing.
fn is_unseen(event: &Event) -> bool {
    matches!(
        event,
        Event::Input(Input::FocusGained)
            | Event::Store(StoreEvent::Published { .. } | StoreEvent::BackedUp { .. })
            | Event::Quietly(_)
            // The end of loading shows all of it.
            | Event::Message(Message::Loaded { .. })
    )
}

fn update_all(model: &mut Model, messages: Vec<Message>) -> Vec<Effect> {
    messages.into_iter().flat_map(|message| update(model, clock::now(), message)).collect()
}

/// Turns what arrived into a message and lets the model take it.
fn take(
    session: &mut Session,
    model: &mut Model,
    screen: &mut Screen,
    keyboard: &Keyboard,
    event: Event,
) -> std::io::Result<Vec<Effect>> {
    let message = match event {
        Event::Message(message) => message,
        Event::Input(Input::Key(chord)) => Message::Key(chord),
        Event::Input(Input::Paste(text)) => Message::Paste(text),
        Event::Input(Input::Resize(columns, rows)) => {
            screen.invalidate()?;
            Message::Resize(columns, rows)
        }
        Event::Input(Input::Suspend) => {
            perform::suspend(screen, keyboard)?;
            return Ok(Vec::new());
        }
        Event::Input(Input::Continued) => {
            screen.enter()?;
            let (columns, rows) = screen.size()?;
            Message::Resize(columns, rows)
        }
        Event::Input(Input::FocusGained) => {
            #[cfg(debug_assertions)]
            fault::provoke();
            session.scan();
            return Ok(Vec::new());
        }
        Event::Input(Input::Gone | Input::Terminate(_)) | Event::Closed(_) => return Ok(Vec::new()),
        Event::Quietly(job) => {
            session.quietly(job);
            return Ok(Vec::new());
        }
        Event::Parsed { path, result } => session.plan(model, &path, result),
        Event::BackupRead { name, result } => {
            backups::before_restore(session);
            backups::restored(&model.workspace, &name, result)
        }
        Event::Store(StoreEvent::Saved { number }) => {
            session.saved(number);
            Message::Saved { number }
        }
        Event::Store(StoreEvent::NotSaved { why, hint, .. }) => {
            Message::NotSaved { why: format!("{why} {hint}").trim().to_string() }
        }
        Event::Store(StoreEvent::Foreign(foreign)) => outside::foreign(foreign),
        Event::Store(StoreEvent::Scanned(scan)) => {
            let messages = session.scanned(model, scan);
            return Ok(update_all(model, messages));
        }
        Event::Store(StoreEvent::Gone { ids, number }) => {
            let messages = session.gone(model, ids, number);
            return Ok(update_all(model, messages));
        }
        Event::Store(StoreEvent::Lagging { why, .. }) => {
            Message::Notice(Notice::warning(format!("Saved, but the files lag behind: {why}")))
        }
        Event::Store(StoreEvent::NotBackedUp { why, hint }) => {
            Message::Notice(Notice::warning(format!("{why} {hint}")))
        }
        Event::Store(StoreEvent::Published { .. } | StoreEvent::BackedUp { .. }) => return Ok(Vec::new()),
    };
    Ok(update(model, clock::now(), message))
}
