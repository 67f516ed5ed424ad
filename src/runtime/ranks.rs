//! Makes the draws behind the ranks off the key path. Decides nothing: what to draw and when comes with the order.

use super::session::Event;
use crate::analysis::rank;
use crate::app::Message;
use crate::app::ranking::{Drawn, RankJob};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// Draws between two looks for a newer order.
const DRAWS_AT_ONCE: u32 = 250;

/// The thread that draws; none until the first order.
#[derive(Default)]
pub struct Ranker {
    jobs: Option<Sender<RankJob>>,
}

impl Ranker {
    /// Orders draws; of several orders waiting only the last is drawn.
    pub fn order(&mut self, sender: &Sender<Event>, job: RankJob) {
        let jobs = self.jobs.get_or_insert_with(|| {
            let (jobs, receiver) = channel::<RankJob>();
            let sender = sender.clone();
            // Without the thread ranks stay unlabelled; nothing else depends on it.
            let _ = thread::Builder::new().name("ranks".into()).spawn(move || {
                draw_ranks(&receiver, |drawn| sender.send(Event::Message(Message::Ranked(drawn))).is_ok());
            });
            jobs
        });
        drop(jobs.send(job));
    }
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
