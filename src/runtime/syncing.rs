//! A sync from the screen: git works on a thread of its own and has the files for itself only while it changes
//! them, so that no key waits for a network.

use super::clock;
use super::git::{self, Collision, GitError, Host, Plan, Report, Step};
use super::session::{Event, device};
use crate::app::Message;
use crate::app::notice::Notice;
use crate::domain::shown::shown;
use crate::store::backup::{Order, Reason};
use crate::store::{Job, StoreError};
use std::path::Path;
use std::sync::mpsc::{Sender, channel};

/// Starts a sync; a message tells how it ended, or that it could not begin.
pub fn start(dir: &Path, sender: &Sender<Event>) -> Option<Message> {
    let message = format!("Sync from {}", device());
    let plan = Plan { dir: dir.into(), message, pushes: true, is_unattended: true };
    let mut host = Screen(sender.clone());
    let thread = std::thread::Builder::new().name("sync".into()).spawn(move || {
        let ended = end(git::sync(&plan, &mut host));
        drop(host.0.send(Event::Message(ended)));
    });
    thread.err().map(|error| end(Err(error.into())))
}

fn end(synced: Result<Report, GitError>) -> Message {
    match synced {
        Ok(report) => {
            let (mut told, disputed) = (report.sentences().join(" "), report.disputed().len());
            if 0 < disputed {
                told.push_str(&format!(" In {disputed} both sides disagree; g f lists both values."));
            }
            let is_done = disputed == 0 && !report.is_partial;
            let notice = if is_done { Notice::done(told) } else { Notice::warning(told) };
            Message::Synced { label: report.label(), changes: report.changes, notice, is_over: true }
        }
        Err(error) => {
            let notice = Notice::error(error.to_string());
            Message::Synced { changes: Vec::new(), label: String::new(), notice, is_over: true }
        }
    }
}

/// The running screen, whose writer holds the workspace.
struct Screen(Sender<Event>);

impl Screen {
    /// Has something done by the writer and waits for it.
    fn done<T: Send + 'static>(&self, job: impl FnOnce(Sender<T>) -> Job) -> Result<T, GitError> {
        let (answer, answered) = channel();
        drop(self.0.send(Event::Quietly(job(answer))));
        answered.recv().map_err(|_| failed("northstar is closing.".into()))
    }
}

fn failed(said: String) -> GitError {
    GitError::Failed { what: "sync".into(), said }
}

impl Host for Screen {
    fn progress(&mut self, text: &str) {
        let notice = Notice::info(format!("Syncing: {text}"));
        drop(self.0.send(Event::Message(Message::Notice(notice))));
    }

    fn quietly(&mut self, step: Step) -> Result<Report, GitError> {
        let report: Report = self.done(|answer| Box::new(move |_| drop(answer.send(step()))))??;
        if !report.changes.is_empty() {
            // At once, before the files are looked at: it is one step, whatever the network does next.
            let notice = Notice::info(format!("Syncing: {}", report.label()));
            let (changes, label) = (report.changes.clone(), report.label());
            drop(self.0.send(Event::Message(Message::Synced { changes, label, notice, is_over: false })));
        }
        Ok(report)
    }

    fn back_up(&mut self) -> Result<(), GitError> {
        let order = Order::new(Reason::Merge, clock::now());
        let made: Result<(), StoreError> =
            self.done(|answer| Box::new(move |log| drop(answer.send(log.back_up(&order).map(drop)))))?;
        made.map_err(|error| failed(error.to_string()))
    }

    fn rename(&mut self, collisions: &[Collision]) -> Result<(), GitError> {
        let titles: Vec<_> = collisions.iter().map(|(ours, _)| shown(ours.title()).into_owned()).collect();
        Err(failed(format!(
            "{} and something else were made under one id. `northstar sync` in a shell, with this closed, parts them.",
            titles.join(", ")
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::Candidate;
    use crate::domain::id::CandidateId;
    use crate::runtime::Options;
    use crate::runtime::session::Session;
    use crate::store;
    use std::process::Command;

    fn git(dir: &Path, arguments: &[&str]) {
        let done = Command::new("git").current_dir(dir).args(arguments).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    #[test]
    fn what_others_sent_arrives_while_the_workspace_stays_open() {
        let folder = tempfile::tempdir().unwrap();
        let (dir, other) = (folder.path().join("w"), folder.path().join("other"));
        store::create(&dir, "w", 1).unwrap();
        git(folder.path(), &["init", "-q", "--bare", "remote"]);
        git(&dir, &["init", "-q", "-b", "main"]);
        git(&dir, &["config", "user.name", "n"]);
        git(&dir, &["config", "user.email", "e@x"]);
        git(&dir, &["remote", "add", "origin", "../remote"]);
        git(&dir, &["add", "-A"]);
        git(&dir, &["commit", "-qm", "x"]);
        git(&dir, &["push", "-qu", "origin", "main"]);
        git(folder.path(), &["clone", "-qb", "main", "remote", "other"]);
        std::fs::create_dir_all(other.join("candidates")).unwrap();
        let text = "(id:\"c-0000000001\",title:\"Export\")\n";
        std::fs::write(other.join("candidates/c-0000000001.ron"), text).unwrap();
        git(&other, &["add", "-A"]);
        git(&other, &["-c", "user.name=n", "-c", "user.email=e@x", "commit", "-qm", "x"]);
        git(&other, &["push", "-q"]);
        let options =
            Options { dir: dir.clone(), is_demo: false, read_only: false, view: None, settings: None };
        let (mut session, events) = Session::start(options).unwrap();
        let _model = session.model((80, 24));
        assert!(start(&dir, &session.sender).is_none());
        let synced = events.iter().find_map(|event| match event {
            Event::Quietly(job) => {
                session.quietly(job);
                None
            }
            Event::Message(Message::Synced { changes, label, notice, .. }) => Some((changes, label, notice)),
            _ => None,
        });
        let (changes, label, notice) = synced.unwrap();
        assert_eq!(label, "sync: 1 record from origin", "{notice:?}");
        let expected = Candidate::new(CandidateId::from_bits(1), "Export").into();
        assert_eq!((changes.len(), &changes[0].before, &changes[0].after), (1, &None, &Some(expected)));
    }
}
