//! Reads the journal as history: what was done, and each transaction whole. Changes nothing on the disk.

use super::line::{self, Line};
use super::{belongs, segment_path, segments};
use crate::domain::edit::Transaction;
use crate::domain::history::Summary;
use crate::domain::record::{Record, RecordId};
use crate::store::disk;
use crate::store::error::StoreError;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// A record as a transaction left it.
type Image = (u64, Timestamp, Option<Record>);

/// How much there is of a journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    pub segments: usize,
    pub bytes: u64,
    pub transactions: usize,
}

/// Reads the history on its own, from any thread.
#[derive(Clone, Debug)]
pub struct JournalReader {
    folder: PathBuf,
    workspace: String,
}

impl JournalReader {
    pub(in crate::store) fn new(folder: &Path, workspace: &str) -> Self {
        Self { folder: folder.into(), workspace: workspace.into() }
    }

    /// Returns all transactions in order, without their records.
    pub fn summaries(&self) -> Result<Vec<Summary>, StoreError> {
        let mut found = BTreeMap::new();
        for segment in self.segments()? {
            let _ = self.visit(segment, |payload| {
                if let Some((header, list)) = line::header(payload)
                    && belongs(&header.ws, &self.workspace)
                {
                    let summary = Summary {
                        number: header.tx,
                        label: header.label,
                        at: header.at,
                        kind: header.kind,
                        records: line::changes(&payload[list]).len(),
                    };
                    found.insert(header.tx, summary);
                }
                ControlFlow::<()>::Continue(())
            })?;
        }
        Ok(found.into_values().collect())
    }

    /// Returns one transaction with its records, when the journal still has it.
    pub fn transaction(&self, number: u64) -> Result<Option<Transaction>, StoreError> {
        let start = format!("(tx:{number},");
        for segment in self.segments()?.into_iter().rev() {
            let found = self.visit(segment, |payload| {
                let is_ours = payload.starts_with(&start)
                    && line::header(payload).is_some_and(|(header, _)| belongs(&header.ws, &self.workspace));
                let found = is_ours.then(|| line::transaction(payload)).flatten();
                found.map_or(ControlFlow::Continue(()), ControlFlow::Break)
            })?;
            if let ControlFlow::Break(transaction) = found {
                return Ok(Some(transaction));
            }
        }
        Ok(None)
    }

    /// Returns the last readable image of a record: the transaction, its time, and the record, or that it was
    /// removed then.
    pub fn last_image(&self, id: RecordId) -> Result<Option<Image>, StoreError> {
        let name = format!("(\"{id}\",");
        for segment in self.segments()?.into_iter().rev() {
            let mut last = None;
            let _ = self.visit(segment, |payload| {
                if payload.contains(&name)
                    && let Some((header, list)) = line::header(payload)
                    && belongs(&header.ws, &self.workspace)
                {
                    for raw in line::changes(&payload[list]).iter().filter(|raw| raw.id == id) {
                        if let Ok(image) = line::read_image(id, raw.after) {
                            last = Some((header.tx, header.at, image));
                        }
                    }
                }
                ControlFlow::<()>::Continue(())
            })?;
            if last.is_some() {
                return Ok(last);
            }
        }
        Ok(None)
    }

    /// Returns the last readable image of every record, with the transaction it is of.
    pub fn last_images(&self) -> Result<BTreeMap<RecordId, (u64, Option<Record>)>, StoreError> {
        let mut texts: BTreeMap<RecordId, (u64, String)> = BTreeMap::new();
        for segment in self.segments()? {
            let _ = self.visit(segment, |payload| {
                if let Some((header, list)) = line::header(payload)
                    && belongs(&header.ws, &self.workspace)
                {
                    for raw in line::changes(&payload[list]) {
                        texts.insert(raw.id, (header.tx, raw.after.into()));
                    }
                }
                ControlFlow::<()>::Continue(())
            })?;
        }
        let read = |(id, (number, text)): (RecordId, (u64, String))| {
            Some((id, (number, line::read_image(id, &text).ok()?)))
        };
        Ok(texts.into_iter().filter_map(read).collect())
    }

    /// Returns how much there is of it.
    pub fn size(&self) -> Result<Size, StoreError> {
        let segments = self.segments()?;
        let length = |number: &u64| {
            std::fs::metadata(segment_path(&self.folder, *number)).map_or(0, |data| data.len())
        };
        let bytes = segments.iter().map(length).sum();
        Ok(Size { segments: segments.len(), bytes, transactions: self.summaries()?.len() })
    }

    fn segments(&self) -> Result<Vec<u64>, StoreError> {
        segments(&self.folder).map_err(|error| StoreError::unreadable(&self.folder, &error))
    }

    fn visit<B>(
        &self,
        segment: u64,
        mut each: impl FnMut(&str) -> ControlFlow<B>,
    ) -> Result<ControlFlow<B>, StoreError> {
        let path = segment_path(&self.folder, segment);
        let bytes = disk::read(&path, u64::MAX).map_err(|error| StoreError::unreadable(&path, &error))?;
        let bytes = bytes.unwrap_or_default();
        for line in line::lines(&bytes) {
            let Line::Transaction { payload, .. } = line else { continue };
            let flow = each(std::str::from_utf8(&bytes[payload]).unwrap_or_default());
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}
