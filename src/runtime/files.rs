//! Files to import, read whole and parsed. A folder stands for the files in it. Sockets, devices and pipes
//! are refused: only regular files are read.

use crate::domain::shown::shown;
use crate::exchange::import::{self, LARGEST_FILE, Options, Parsed, Refused};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Why a file was not imported; nothing else happened.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    #[error("{}: the file cannot be read: {source}. Check the path and its permissions.", shown(path))]
    Read { path: String, source: io::Error },
    #[error("{}: this is no regular file. Name a file or a folder of files.", shown(path))]
    NotAFile { path: String },
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// Reads and parses a file, or every visible file of a folder in order of name.
pub fn read_path(path: &Path, options: &Options) -> Result<Vec<Parsed>, InputError> {
    files_in(path)?.iter().map(|file| read_file(file, options)).collect()
}

fn read_file(path: &Path, options: &Options) -> Result<Parsed, InputError> {
    let failed = |source| InputError::Read { path: path.display().to_string(), source };
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let mut bytes = Vec::new();
    // One byte more than allowed, so that the importer can say the file is too big.
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(LARGEST_FILE as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(import::read(&name, &bytes, options)?)
}

fn files_in(path: &Path) -> Result<Vec<PathBuf>, InputError> {
    let failed = |source| InputError::Read { path: path.display().to_string(), source };
    let kind = std::fs::metadata(path).map_err(failed)?;
    if kind.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    if !kind.is_dir() {
        return Err(InputError::NotAFile { path: path.display().to_string() });
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !is_hidden && entry.file_type().map_err(failed)?.is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}
