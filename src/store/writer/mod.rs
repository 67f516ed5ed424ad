//! The thread that saves, so that no key waits for a disk. It sleeps when there is nothing to do.
//!
//! Whatever waits is written with one sync. What could not be saved stays here and is tried again.

use super::backup::{Backup, Duty, Order, Reason};
use super::error::StoreError;
use super::event::StoreEvent;
use super::log::Log;
use super::lookout::Lookout;
use super::notifier::Heard;
use crate::domain::edit::{Transaction, TransactionKind};
use crate::domain::record::RecordId;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long the user must be idle before the files are brought up to date; also the first wait before a retry.
const IDLE: Duration = Duration::from_secs(2);
/// The longest wait before the files are tried again.
const LONGEST: Duration = Duration::from_secs(64);

/// What the thread is asked to do.
enum Task {
    Save(Arc<Transaction>),
    BackUp(Order),
    /// Looks for files others changed, and at these whether they changed or not.
    Scan(Vec<String>),
    /// Does something while nobody writes the files, which hold everything when that is possible.
    Quietly(Job),
    /// Looks whether files hold these records.
    Confirm(Vec<RecordId>),
    /// A file may have changed.
    Heard(Heard),
    End,
}

/// What the files must be left alone for.
pub type Job = Box<dyn FnOnce(&mut Log) + Send>;

/// The handle of the thread.
#[derive(Debug)]
pub struct Writer {
    queue: Option<Sender<Task>>,
    thread: Option<JoinHandle<Vec<Arc<Transaction>>>>,
}

impl Writer {
    /// Starts the thread. Events are told from it.
    pub fn spawn(log: Log, on_event: impl Fn(StoreEvent) + Send + 'static) -> Self {
        let (queue, waiting) = channel();
        let worker = Worker {
            lookout: None,
            log,
            on_event,
            unsaved: Vec::new(),
            told: 0,
            number: 0,
            wait: IDLE,
            left: IDLE,
            lag: None,
            has_merged: false,
            duty: Duty::default(),
        };
        let ears = queue.clone();
        let thread =
            std::thread::Builder::new().name("writer".into()).spawn(move || worker.run(&waiting, ears)).ok();
        Self { queue: Some(queue), thread }
    }

    /// Hands over a transaction and returns at once; an event tells what became of it. Without a thread the
    /// transaction comes back.
    pub fn append(&self, transaction: Arc<Transaction>) -> Result<(), Arc<Transaction>> {
        match &self.queue {
            Some(queue) => queue.send(Task::Save(transaction.clone())).map_err(|_| transaction),
            None => Err(transaction),
        }
    }

    /// Asks for a look at the files others may have changed; an event tells what was found, if anything. `again`
    /// are files to read whether they changed or not.
    pub fn scan(&self, again: Vec<String>) {
        if let Some(queue) = &self.queue {
            let _ = queue.send(Task::Scan(again));
        }
    }

    /// Brings the files up to date and runs a job before anything else is written.
    pub fn quietly(&self, job: Job) {
        if let Some(queue) = &self.queue {
            let _ = queue.send(Task::Quietly(job));
        }
    }

    /// Asks for a backup: one of the day is made when there is time for it, any other at once.
    pub fn back_up(&self, order: Order) {
        if let Some(queue) = &self.queue {
            let _ = queue.send(Task::BackUp(order));
        }
    }

    /// Asks whether files hold some records; an event names those that none holds, if any.
    pub fn confirm_gone(&self, ids: Vec<RecordId>) {
        if let Some(queue) = &self.queue {
            let _ = queue.send(Task::Confirm(ids));
        }
    }

    /// Saves what waits, brings the files up to date and ends the thread. Returns what could not be saved.
    pub fn close(mut self) -> Vec<Arc<Transaction>> {
        self.end()
    }

    fn end(&mut self) -> Vec<Arc<Transaction>> {
        if let Some(queue) = self.queue.take() {
            let _ = queue.send(Task::End);
        }
        self.thread.take().and_then(|thread| thread.join().ok()).unwrap_or_default()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.end();
    }
}

struct Worker<F> {
    log: Log,
    lookout: Option<Lookout>,
    on_event: F,
    /// Transactions in order that are not saved yet.
    unsaved: Vec<Arc<Transaction>>,
    /// The last transaction of which `NotSaved` was told.
    told: u64,
    /// The last transaction saved.
    number: u64,
    wait: Duration,
    /// What is left of it.
    left: Duration,
    /// Why the files could not be written the last time.
    lag: Option<String>,
    /// A merge was saved that its file waits for.
    has_merged: bool,
    duty: Duty,
}

/// What wakes the thread.
enum Next {
    Task(Task),
    Look,
    /// There is time for the next piece of a backup.
    BackUp,
    /// It is time to try again what failed, and to bring the files up to date.
    Retry,
}

/// What it was asked besides saving.
#[derive(Default)]
struct Asked {
    scans: Vec<Vec<String>>,
    confirm: Vec<RecordId>,
    jobs: Vec<Job>,
    is_end: bool,
}

impl<F: Fn(StoreEvent)> Worker<F> {
    fn run(mut self, waiting: &Receiver<Task>, ears: Sender<Task>) -> Vec<Arc<Transaction>> {
        self.lookout = Some(Lookout::start(self.log.dir(), move |heard| drop(ears.send(Task::Heard(heard)))));
        loop {
            match self.next(waiting) {
                Next::Task(first) => {
                    let mut asked = self.take(std::iter::once(first).chain(waiting.try_iter()));
                    self.save();
                    self.answer(&asked);
                    for job in std::mem::take(&mut asked.jobs) {
                        self.publish(false);
                        job(&mut self.log);
                    }
                    if self.is_due() && self.lag.is_none() && !self.duty.is_making() {
                        self.publish(false);
                    }
                    if asked.is_end {
                        break;
                    }
                }
                Next::Look => self.look(),
                Next::BackUp => {
                    let done = self.duty.go_on(&self.log);
                    self.tell_backup(done);
                }
                Next::Retry => {
                    self.save();
                    self.publish(false);
                    self.wait = if self.unsaved.is_empty() { (self.wait * 2).min(LONGEST) } else { IDLE };
                    self.left = self.wait;
                }
            }
        }
        self.publish(true);
        self.unsaved
    }

    /// Queues transactions and returns what else was asked for.
    fn take(&mut self, tasks: impl Iterator<Item = Task>) -> Asked {
        let mut asked = Asked::default();
        for task in tasks {
            match task {
                Task::Heard(heard) => {
                    // Git may have finished, or a folder be back.
                    let is_hope = heard == Heard::Anything && self.lag.is_some();
                    self.lookout.iter_mut().for_each(|lookout| lookout.hear(heard.clone()));
                    if !is_hope {
                        continue;
                    }
                }
                Task::Save(transaction) => self.unsaved.push(transaction),
                Task::Scan(again) => asked.scans.push(again),
                Task::BackUp(order) if order.reason == Reason::Daily => self.duty.want(order),
                Task::BackUp(order) => self.back_up(order),
                Task::Confirm(ids) => asked.confirm.extend(ids),
                Task::End => asked.is_end = true,
                Task::Quietly(job) => asked.jobs.push(job),
            }
            (self.wait, self.left) = (IDLE, IDLE);
        }
        asked
    }

    fn answer(&mut self, asked: &Asked) {
        if let Some(lookout) = self.lookout.as_mut().filter(|_| !asked.scans.is_empty()) {
            lookout.ask(&asked.scans.concat());
            self.look();
        }
        if !asked.confirm.is_empty() {
            let ids = self.log.confirm_gone(asked.confirm.clone());
            if !ids.is_empty() {
                (self.on_event)(StoreEvent::Gone { ids, number: self.log.last() });
            }
        }
    }

    fn look(&mut self) {
        let written = self.log.take_written();
        if let Some(mut scan) = self.lookout.as_mut().and_then(|lookout| lookout.look(written)) {
            self.log.fit(&mut scan);
            (self.on_event)(StoreEvent::Scanned(scan));
        }
    }

    /// Returns what to do next. Sleeps for as long as it takes when everything is done.
    fn next(&mut self, waiting: &Receiver<Task>) -> Next {
        if self.is_copying() {
            return match waiting.try_recv() {
                Ok(task) => Next::Task(task),
                Err(TryRecvError::Empty) => Next::BackUp,
                Err(TryRecvError::Disconnected) => Next::Task(Task::End),
            };
        }
        let is_done = self.unsaved.is_empty() && !self.log.is_dirty();
        let look = self.lookout.as_ref().and_then(Lookout::wait);
        let retry = (!is_done).then_some(self.left);
        let Some(wait) = look.into_iter().chain(retry).min() else {
            return waiting.recv().map_or(Next::Task(Task::End), Next::Task);
        };
        match waiting.recv_timeout(wait) {
            Ok(task) => Next::Task(task),
            Err(RecvTimeoutError::Disconnected) => Next::Task(Task::End),
            Err(RecvTimeoutError::Timeout) => {
                self.left = self.left.saturating_sub(wait);
                let is_due = self.lookout.as_mut().is_some_and(|lookout| lookout.pass(wait));
                if is_due { Next::Look } else { Next::Retry }
            }
        }
    }

    /// Tells whether a backup is to be gone on with now.
    fn is_copying(&self) -> bool {
        let is_quiet = self.unsaved.is_empty() && !self.log.is_dirty();
        self.duty.is_making() || (self.duty.is_wanted() && is_quiet)
    }

    /// Makes a backup before anything else is saved.
    fn back_up(&mut self, order: Order) {
        self.publish(false);
        let done = self.duty.make_now(&self.log, order);
        self.tell_backup(done);
    }

    fn tell_backup(&self, done: Result<Option<Backup>, StoreError>) {
        match done {
            Ok(Some(backup)) => (self.on_event)(StoreEvent::BackedUp { name: backup.name }),
            Ok(None) => {}
            Err(error) => {
                let (why, hint) = (error.to_string(), error.hint().to_string());
                (self.on_event)(StoreEvent::NotBackedUp { why, hint });
            }
        }
    }

    fn is_due(&mut self) -> bool {
        std::mem::take(&mut self.has_merged) || self.log.is_due()
    }

    fn save(&mut self) {
        if self.unsaved.is_empty() {
            return;
        }
        if let Some(order) = self.duty.needed_before(&self.unsaved) {
            self.back_up(order);
        }
        match self.log.append_all(self.unsaved.iter().map(|transaction| &**transaction)) {
            Ok(()) => {
                for transaction in self.unsaved.drain(..) {
                    self.has_merged |= transaction.kind == TransactionKind::External;
                    self.number = transaction.number;
                    (self.on_event)(StoreEvent::Saved { number: transaction.number });
                }
            }
            Err(error) => self.tell_not_saved(&error),
        }
    }

    fn tell_not_saved(&mut self, error: &StoreError) {
        for transaction in &self.unsaved {
            if self.told < transaction.number {
                self.told = transaction.number;
                let (why, hint) = (error.to_string(), error.hint().to_string());
                (self.on_event)(StoreEvent::NotSaved { number: transaction.number, why, hint });
            }
        }
    }

    fn publish(&mut self, is_end: bool) {
        if !self.log.is_dirty() {
            return;
        }
        // At the end nobody is left to answer.
        let done = if is_end { self.log.checkpoint().map(|()| true) } else { self.log.publish() };
        for foreign in self.log.take_foreign() {
            (self.on_event)(StoreEvent::Foreign(foreign));
        }
        match done {
            Ok(false) => self.lag = None,
            Ok(true) => {
                self.lag = None;
                (self.on_event)(StoreEvent::Published { number: self.number });
            }
            Err(error) => self.tell_lagging(&error),
        }
    }

    fn tell_lagging(&mut self, error: &StoreError) {
        let (why, hint) = (error.to_string(), error.hint().into());
        if self.lag.replace(why.clone()).as_ref() != Some(&why) {
            (self.on_event)(StoreEvent::Lagging { why, hint });
        }
    }
}

#[cfg(test)]
mod tests;
