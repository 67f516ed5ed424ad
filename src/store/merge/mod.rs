//! Merges files of the workspace by record, as git asks for: three versions of one file make one.
//!
//! The merge of a record is `domain::merge`; here is what a file adds: comments, layout, fields only a newer
//! program knows, and many records in one file. What cannot be understood is not merged: then there is nothing,
//! and the caller falls back to lines with marks.

mod month;
mod record;

use super::layout::{SIGNALS, STRATEGY, document};
use super::text::{Style, is_blank};
use crate::domain::record::RecordId;

/// Three versions of something: what both come from, ours, theirs.
pub type Versions<T> = [T; 3];

/// What a merge came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedFile {
    pub bytes: Vec<u8>,
    /// How many disagreements were written into records.
    pub conflicts: usize,
}

/// Merges three versions of the file at a path; a version that is empty was not there. Returns nothing when the
/// file is none of ours, or a version of it cannot be read.
pub fn merge_file(path: &str, versions: Versions<&[u8]>) -> Option<MergedFile> {
    match kind(path)? {
        Kind::Month => month::merge(versions),
        Kind::Document(id) => {
            let [base, ours, theirs] = versions.map(text);
            let merged = record::merge(id, [base?, ours?, theirs?], Style::Pretty)?;
            let text = merged.text.unwrap_or_default();
            let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            Some(MergedFile { bytes: (text + end).into_bytes(), conflicts: merged.conflicts })
        }
    }
}

/// What a file holds.
pub enum Kind {
    Month,
    Document(RecordId),
}

/// Tells by its path, in a workspace that may be a folder of a repository, what a file holds.
pub fn kind(path: &str) -> Option<Kind> {
    let mut parts = path.rsplit('/');
    let (name, folder) = (parts.next()?, parts.next());
    let stem = name.strip_suffix(".ron")?;
    if name == STRATEGY {
        return Some(Kind::Document(RecordId::Strategy));
    }
    if folder == Some(SIGNALS) {
        return Some(Kind::Month);
    }
    let id = RecordId::parse(stem)?;
    (document(id)? == format!("{}/{name}", folder?)).then_some(Kind::Document(id))
}

/// Returns a version as text, an inner nothing for one that was not there; nothing when it is no text.
fn text(bytes: &[u8]) -> Option<Option<&str>> {
    if is_blank(bytes) { Some(None) } else { std::str::from_utf8(bytes).ok().map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::Candidate;
    use crate::domain::id::CandidateId;
    use crate::domain::record::Record;
    use crate::store::text::{parse_record, print_record};

    const PATH: &str = "plans/candidates/c-0000000001.ron";

    fn text_of(edit: impl Fn(&mut Candidate)) -> String {
        let mut candidate = Candidate::new(CandidateId::from_bits(1), "Audit export");
        candidate.problem = "Auditors ask.".into();
        edit(&mut candidate);
        print_record(&candidate.into(), Style::Pretty).unwrap() + "\n"
    }

    fn merged(base: &str, ours: &str, theirs: &str) -> (String, usize) {
        let merged = merge_file(PATH, [base, ours, theirs].map(str::as_bytes)).unwrap();
        (String::from_utf8(merged.bytes).unwrap(), merged.conflicts)
    }

    fn read(text: &str) -> Record {
        parse_record(RecordId::parse("c-0000000001").unwrap(), text).unwrap()
    }

    #[test]
    fn only_files_of_records_are_ours() {
        for path in ["signals/2026-11.ron", "a/b/strategy.ron", PATH] {
            assert!(kind(path).is_some(), "{path}");
        }
        for path in ["workspace.ron", "candidates/p-0000000001.ron", "c-0000000001.ron", "signals/x.md", ""] {
            assert!(kind(path).is_none(), "{path}");
        }
    }

    #[test]
    fn neighbouring_fields_and_the_comments_of_both_are_merged() {
        let base = text_of(|_| ());
        let ours = base.replace("Audit export", "Audit log").replacen('(', "( // ours", 1);
        let theirs = base.replace("Auditors ask.", "Two auditors ask.").replace("\n)", "\n    // theirs\n)");
        let (text, conflicts) = merged(&base, &ours, &theirs);
        assert_eq!(conflicts, 0, "{text}");
        for part in ["Audit log", "Two auditors ask.", "// ours"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let (text, _) = merged(&base, &base.replace("Audit export", "Audit log"), &theirs);
        assert!(text.contains("Audit log") && text.contains("// theirs"), "{text}");
    }

    #[test]
    fn a_disagreement_is_written_into_the_record() {
        let (ours, theirs) = (text_of(|one| one.title = "A".into()), text_of(|one| one.title = "B".into()));
        let (text, conflicts) = merged(&text_of(|_| ()), &ours, &theirs);
        let record = read(&text);
        assert_eq!((conflicts, record.title()), (1, "A"));
        assert_eq!((record.conflicts()[0].ours.as_str(), record.conflicts()[0].theirs.as_str()), ("A", "B"));
    }

    #[test]
    fn fields_of_a_newer_program_are_merged_as_text() {
        let with = |mood: &str| text_of(|_| ()).replace("\n)", &format!("\n    mood: {mood},\n)"));
        let retitled = |text: &str| text.replace("Audit export", "Audit log");
        let (text, conflicts) = merged(&with("Calm"), &retitled(&with("Calm")), &with("Wild(1)"));
        assert!(conflicts == 0 && text.contains("mood: Wild(1)") && text.contains("Audit log"), "{text}");
        let (text, conflicts) = merged(&text_of(|_| ()), &retitled(&text_of(|_| ())), &with("Wild(1)"));
        assert!(conflicts == 0 && text.contains("mood: Wild(1)") && text.contains("Audit log"), "{text}");
        let (text, conflicts) = merged(&with("Calm"), &retitled(&text_of(|_| ())), &with("Calm"));
        assert!(conflicts == 0 && !text.contains("mood") && text.contains("Audit log"), "{text}");
        let (text, conflicts) = merged(&with("Calm"), &with("Ours"), &with("Theirs"));
        let record = read(&text);
        assert!(conflicts == 1 && text.contains("mood: Ours"), "{text}");
        assert_eq!(
            (record.conflicts()[0].field.as_str(), record.conflicts()[0].theirs.as_str()),
            ("mood", "Theirs")
        );
    }

    #[test]
    fn what_one_side_removed_and_the_other_changed_stays_and_says_so() {
        let changed = text_of(|one| one.title = "B".into());
        for (ours, theirs) in [("", changed.as_str()), (changed.as_str(), "")] {
            let (text, conflicts) = merged(&text_of(|_| ()), ours, theirs);
            let record = read(&text);
            assert_eq!((conflicts, record.title(), record.conflicts()[0].field.as_str()), (1, "B", "record"));
        }
        let (text, conflicts) = merged(&text_of(|_| ()), &text_of(|_| ()), "");
        assert_eq!((text.as_str(), conflicts), ("", 0));
    }

    #[test]
    fn what_cannot_be_read_is_not_merged() {
        let good = text_of(|_| ());
        assert_eq!(
            merge_file(PATH, [good.as_bytes(), b"(id:", &good.replace("Audit", "A").into_bytes()]),
            None
        );
        assert_eq!(merge_file(PATH, [good.as_bytes(), b"\xff", b""]), None);
        assert_eq!(merge_file("workspace.ron", [b"a", b"b", b"c"]), None);
    }
}
