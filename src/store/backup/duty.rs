//! What the thread that saves does about backups: the one of the day file by file between other tasks, so that
//! no save waits for it, and one before a change of many records. A failure is told and harms nothing.

use super::{Backup, Making, Order, Reason};
use crate::domain::edit::{Transaction, TransactionKind};
use crate::store::error::StoreError;
use crate::store::log::Log;
use std::sync::Arc;

/// Records from which a change counts as one of many.
const MANY: usize = 50;

/// The backups that are asked for or in the making.
#[derive(Debug, Default)]
pub struct Duty {
    wanted: Option<Order>,
    making: Option<Making>,
    /// The last transaction looked at: a save that is tried again needs no second backup.
    considered: u64,
}

impl Duty {
    /// Asks for a backup when there is time. The files must hold everything before it begins.
    pub fn want(&mut self, order: Order) {
        self.wanted = Some(order);
    }

    pub const fn is_wanted(&self) -> bool {
        self.wanted.is_some()
    }

    /// Tells whether files are being copied, which must not be replaced meanwhile.
    pub const fn is_making(&self) -> bool {
        self.making.is_some()
    }

    /// Does the next small piece of what is asked for.
    pub fn go_on(&mut self, log: &Log) -> Result<Option<Backup>, StoreError> {
        if let Some(order) = self.wanted.take() {
            self.making = log.begin_backup(&order)?.ok();
            return Ok(None);
        }
        let Some(mut making) = self.making.take() else { return Ok(None) };
        let made = log.step_backup(&mut making)?;
        if made.is_none() {
            self.making = Some(making);
        }
        Ok(made)
    }

    /// Returns the backup to make before transactions are saved, if one of them changes much.
    pub fn needed_before(&mut self, unsaved: &[Arc<Transaction>]) -> Option<Order> {
        let new = unsaved.iter().filter(|transaction| self.considered < transaction.number);
        let order = new.clone().find_map(|transaction| {
            let reason = reason(transaction)?;
            Some(Order::new(reason, transaction.at))
        });
        self.considered = new.map(|transaction| transaction.number).max().unwrap_or(self.considered);
        order
    }

    /// Makes a backup at once; none when one is there that serves.
    pub fn make_now(&mut self, log: &Log, order: Order) -> Result<Option<Backup>, StoreError> {
        self.making = None;
        self.wanted = Some(order);
        let mut made = None;
        while self.is_wanted() || self.is_making() {
            made = self.go_on(log)?;
        }
        Ok(made)
    }
}

fn reason(transaction: &Transaction) -> Option<Reason> {
    match transaction.kind {
        TransactionKind::Import => Some(Reason::Import),
        TransactionKind::Migrate => Some(Reason::Migration),
        _ if MANY < transaction.changes.len() => Some(Reason::Bulk),
        _ => None,
    }
}
