//! `northstar merge-file`: what git runs for a file of ours that both sides changed. Writes the result over our
//! version and ends with 0, or with 1 when there is a conflict; never with more, which would end the merge.

use super::args::MergeFile;
use super::failure::Failure;
use crate::runtime::git::merge_lines;
use crate::store::{self, MergedFile};
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Merges three versions of a file.
pub fn run(args: &MergeFile) -> Result<(), Failure> {
    let conflict = || Err(Failure::silent(1));
    match catch_unwind(AssertUnwindSafe(|| by_record(args))) {
        Ok(Ok(Some(merged))) if merged.conflicts == 0 => Ok(()),
        Ok(Ok(Some(_))) => conflict(),
        Ok(Ok(None)) | Ok(Err(_)) | Err(_) => match by_line(args) {
            Ok(true) => Ok(()),
            Ok(false) => conflict(),
            Err(error) => Err(Failure::new(1, format!("{error}"))),
        },
    }
}

fn by_record(args: &MergeFile) -> io::Result<Option<MergedFile>> {
    let [base, ours, theirs] = [fs::read(&args.base)?, fs::read(&args.ours)?, fs::read(&args.theirs)?];
    let merged = store::merge_file(&args.path, [&base, &ours, &theirs]);
    if let Some(merged) = &merged {
        fs::write(&args.ours, &merged.bytes)?;
    }
    Ok(merged)
}

/// Merges by lines with marks; without git, both versions stand whole between them.
fn by_line(args: &MergeFile) -> io::Result<bool> {
    if let Ok(is_clean) = merge_lines(&args.base, &args.ours, &args.theirs) {
        return Ok(is_clean);
    }
    let [mut ours, mut theirs] = [fs::read(&args.ours)?, fs::read(&args.theirs)?];
    for side in [&mut ours, &mut theirs] {
        if side.last().is_some_and(|byte| *byte != b'\n') {
            side.push(b'\n');
        }
    }
    let marked = [b"<<<<<<< ours\n".as_slice(), &ours, b"=======\n", &theirs, b">>>>>>> theirs\n"].concat();
    fs::write(&args.ours, marked)?;
    Ok(false)
}
