//! What could not be saved when the program ends: its records go to a file in the first folder that takes it, or
//! to the terminal. Reads nothing.

use crate::domain::edit::Transaction;
use crate::domain::shown::shown;
use crate::domain::text::{Style, print_record};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Keeps the records of transactions. Returns a sentence that says where, or the records themselves.
pub fn keep(unsaved: &[Arc<Transaction>], folders: &[PathBuf]) -> String {
    let text = text(unsaved);
    match folders.iter().find_map(|folder| write(folder, &text).ok()) {
        Some(path) => format!("Their records are kept in {}.", shown(&path.to_string_lossy())),
        None => {
            let lines: Vec<_> = text.lines().map(shown).collect();
            format!("No folder took their records, so here they are:\n{}", lines.join("\n"))
        }
    }
}

/// A RON list: the last state of each record, under the action that made it.
fn text(unsaved: &[Arc<Transaction>]) -> String {
    let mut text = String::from("[\n");
    for transaction in unsaved {
        let _ = writeln!(text, "// {}", transaction.label.replace(['\n', '\r'], " "));
        for change in &transaction.changes {
            let printed = change.after.as_ref().map(|record| print_record(record, Style::Compact));
            let _ = match printed {
                Some(Ok(record)) => writeln!(text, "{record},"),
                Some(Err(_)) => writeln!(text, "// {} cannot be printed", change.id),
                None => writeln!(text, "// {} was removed", change.id),
            };
        }
    }
    text + "]\n"
}

fn write(folder: &Path, text: &str) -> io::Result<PathBuf> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let mut file =
        tempfile::Builder::new().prefix("northstar-unsaved-").suffix(".ron").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file.keep()?.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::Candidate;
    use crate::domain::edit::{Change, TransactionKind};
    use crate::domain::id::CandidateId;

    fn unsaved() -> Vec<Arc<Transaction>> {
        let id = CandidateId::from_bits(1);
        let change = |after: Option<&str>| Change {
            id: crate::domain::record::RecordId::Candidate(id),
            before: None,
            after: after.map(|title| Candidate::new(id, title).into()),
        };
        let transaction = |label: &str, after| Transaction {
            number: 1,
            label: label.into(),
            at: "2026-11-21T08:00:00Z".parse().unwrap(),
            device: String::new(),
            kind: TransactionKind::Edit,
            changes: vec![change(after)],
        };
        vec![Arc::new(transaction("add\nExport", Some("Ex\x1bport"))), Arc::new(transaction("remove", None))]
    }

    #[test]
    fn the_first_folder_that_takes_it_gets_a_private_file() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("file"), "").unwrap();
        let folders = [dir.path().join("file/none"), dir.path().join("a/b")];
        let said = keep(&unsaved(), &folders);
        let entry = std::fs::read_dir(&folders[1]).unwrap().next().unwrap().unwrap();
        assert!(said.contains(&*entry.path().to_string_lossy()), "{said}");
        let text = std::fs::read_to_string(entry.path()).unwrap();
        assert!(text.starts_with("[\n// add Export\n(id:\"c-0000000001\",title:\"Ex"), "{text}");
        assert!(text.ends_with("// c-0000000001 was removed\n]\n"), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn without_a_folder_they_are_told_without_escapes() {
        let said = keep(&unsaved(), &[]);
        assert!(said.contains("c-0000000001") && !said.contains('\x1b'), "{said}");
    }
}
