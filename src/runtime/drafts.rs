//! Keeps typed text against a crash, off the key path. A draft is a safety net: failing to keep one must not
//! disturb the typing.

use crate::store::drafts;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

/// The name of a draft and its text; nothing when it is to go.
type Draft = (String, Option<String>);

/// The thread that writes drafts; none until the first one.
#[derive(Default)]
pub struct Keeper {
    sender: Option<Sender<Draft>>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    /// Keeps or drops a draft; of several waiting for one name the last wins.
    pub fn draft(&mut self, dir: &Path, name: String, text: Option<String>) {
        let sender = self.sender.get_or_insert_with(|| {
            let (sender, receiver) = channel();
            let dir = PathBuf::from(dir);
            let keeping = move || keep(&dir, &receiver);
            self.thread = thread::Builder::new().name("drafts".into()).spawn(keeping).ok();
            sender
        });
        drop(sender.send((name, text)));
    }

    /// Writes what waits and ends the thread.
    pub fn close(mut self) {
        drop(self.sender.take());
        drop(self.thread.take().map(JoinHandle::join));
    }
}

fn keep(dir: &Path, receiver: &Receiver<Draft>) {
    while let Ok(first) = receiver.recv() {
        let waiting: BTreeMap<_, _> = std::iter::once(first).chain(receiver.try_iter()).collect();
        for (name, text) in waiting {
            let _ = match text {
                Some(text) => drafts::save(dir, &name, &text),
                None => drafts::remove(dir, &name),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_a_name_is_kept_when_the_keeper_closes() {
        let dir = tempfile::tempdir().unwrap();
        let mut keeper = Keeper::default();
        for text in [Some("one"), None, Some("two")] {
            keeper.draft(dir.path(), "a".into(), text.map(str::to_string));
        }
        keeper.draft(dir.path(), "b".into(), Some("three".into()));
        keeper.draft(dir.path(), "b".into(), None);
        keeper.close();
        assert_eq!(drafts::load(dir.path()), [("a".to_string(), "two".to_string())]);
        Keeper::default().close();
    }
}
