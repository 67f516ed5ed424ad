//! Doing what `update` asked for: one match over the effects. Answers come back as messages.

use super::input::Keyboard;
use super::session::{Event, Session};
use super::terminal::Screen;
use super::{backups, clipboard, clock, external, syncing};
use crate::app::effect::{Beginning, EditTarget};
use crate::app::notice::{Notice, sentence};
use crate::app::{Effect, Message, Model, update};
use std::io;

/// Does the effects in order, and those their answers lead to. Returns whether the program is to end.
pub fn all(
    session: &mut Session,
    model: &mut Model,
    screen: &mut Screen,
    keyboard: &Keyboard,
    effects: Vec<Effect>,
) -> io::Result<bool> {
    let mut waiting: std::collections::VecDeque<Effect> = effects.into();
    while let Some(effect) = waiting.pop_front() {
        if effect == Effect::Quit {
            return Ok(true);
        }
        if let Effect::SaveCopy { folder } = effect {
            session.save_copy(model, &folder);
            continue;
        }
        if let Some(answer) = one(session, screen, keyboard, effect)? {
            waiting.extend(update(model, clock::now(), answer));
        }
    }
    Ok(false)
}

fn one(
    session: &mut Session,
    screen: &mut Screen,
    keyboard: &Keyboard,
    effect: Effect,
) -> io::Result<Option<Message>> {
    Ok(match effect {
        Effect::Save(transaction) => session.save(transaction),
        Effect::Fetch(number) => {
            session.fetch(number);
            None
        }
        Effect::EditExternally { target, text, .. } => Some(edit(session, screen, keyboard, target, &text)?),
        Effect::OpenFile { path, line, column } => {
            let (file, editor) = (session.options.dir.join(&path), external::editor());
            let opened = screen.outside(keyboard, || external::open_file(&file, line, column, &editor))?;
            let answer = session.read_again(path);
            match opened {
                Ok(()) => Some(answer),
                Err(error) => {
                    drop(session.sender.send(Event::Message(answer)));
                    Some(Message::Notice(Notice::error(error.to_string())))
                }
            }
        }
        Effect::SettleFile { path, record } => Some(session.settle_file(path, &record)),
        Effect::SaveDraft { name, text } => {
            session.draft(name, Some(text));
            None
        }
        Effect::DropDraft { name } => {
            session.draft(name, None);
            None
        }
        Effect::Rank(job) => {
            session.rank(*job);
            None
        }
        Effect::Copy(text) => Some(copy(screen, &text)),
        Effect::PlanImport { path } => {
            session.parse(path);
            None
        }
        Effect::Sync => syncing::start(&session.options.dir, &session.sender),
        Effect::ListBackups => {
            backups::list(session.options.dir.clone(), session.sender.clone());
            None
        }
        Effect::ReadBackup(name) => {
            backups::read(session.options.dir.clone(), name, session.sender.clone());
            None
        }
        begin @ Effect::Begin(_) => beginning(session, &begin),
        Effect::Suspend => {
            suspend(screen, keyboard)?;
            None
        }
        Effect::Redraw => {
            screen.enter()?;
            None
        }
        Effect::SaveCopy { .. } | Effect::Quit => None,
    })
}

/// Begins as the user chose on the first start.
fn beginning(session: &mut Session, effect: &Effect) -> Option<Message> {
    let Effect::Begin(beginning) = effect else { return None };
    let begun = match beginning {
        Beginning::Demo => session.begin_in(true, false),
        Beginning::Empty => session.begin_in(false, false),
        Beginning::Import => session.begin_in(false, true),
    };
    Some(begun.unwrap_or_else(|error| Message::Notice(Notice::error(error.to_string()))))
}

fn copy(screen: &mut Screen, text: &str) -> Message {
    Message::Notice(match clipboard::copy(text, screen.writer()) {
        Ok(ways) => Notice::done(sentence(&ways.to_string())),
        Err(error) => Notice::error(format!("Not copied: {error}.")),
    })
}

fn edit(
    session: &Session,
    screen: &mut Screen,
    keyboard: &Keyboard,
    target: EditTarget,
    text: &str,
) -> io::Result<Message> {
    let kind = match target {
        EditTarget::Field => external::Draft::Text,
        EditTarget::Record(_) => external::Draft::Record,
    };
    let folder = session.options.dir.join(".northstar").join("drafts");
    let editor = external::editor();
    let edited = screen.outside(keyboard, || external::edit(text, kind, &folder, &editor))?;
    Ok(match edited {
        Ok(text) => Message::Edited { target, text },
        Err(error) => Message::Notice(Notice::error(error.to_string())),
    })
}

/// Stops as Ctrl-Z is expected to, with the keyboard left to the shell.
pub fn suspend(screen: &mut Screen, keyboard: &Keyboard) -> io::Result<()> {
    let paused = keyboard.pause();
    let stopped = screen.suspend();
    drop(paused);
    stopped
}
