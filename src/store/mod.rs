//! The files of a workspace: journal, records, recovery, lock.
