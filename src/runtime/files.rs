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
    #[error("There is no file in {}. Folders in it are not looked into.", shown(path))]
    NoFiles { path: String },
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// Reads and parses a file, or every visible file of a folder in order of name. A pipe is refused: waiting
/// for it would hold the screen.
pub fn read_path(path: &Path, options: &Options) -> Result<Vec<Parsed>, InputError> {
    let kind = std::fs::metadata(path).map_err(|source| failed(path, source))?;
    if !kind.is_file() && !kind.is_dir() {
        return Err(InputError::NotAFile { path: path.display().to_string() });
    }
    let read = |file: &PathBuf| {
        let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
        Ok(import::read(&name, &bytes(file)?, options)?)
    };
    files_in(path)?.iter().map(read).collect()
}

/// Reads a file or pipe, one byte further than the importer allows, so that it can say the file is too big.
pub fn bytes(path: &Path) -> Result<Vec<u8>, InputError> {
    let file = std::fs::File::open(path).map_err(|source| failed(path, source))?;
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE as u64 + 1).read_to_end(&mut bytes).map_err(|source| failed(path, source))?;
    Ok(bytes)
}

/// Returns the visible files of a folder in order of name; a path that is no folder stands for itself.
pub fn files_in(path: &Path) -> Result<Vec<PathBuf>, InputError> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let entries = std::fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(|source| failed(path, source))?;
    let is_hidden = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with('.');
    let mut files: Vec<PathBuf> = entries
        .iter()
        .filter(|entry| !is_hidden(entry))
        .map(std::fs::DirEntry::path)
        .filter(|file| file.is_file())
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(InputError::NoFiles { path: path.display().to_string() });
    }
    Ok(files)
}

fn failed(path: &Path, source: io::Error) -> InputError {
    InputError::Read { path: path.display().to_string(), source }
}
