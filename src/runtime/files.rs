//! Files to import, found and opened here and read by a process of its own. A folder stands for the files in
//! it. On the screen only regular files are read: no sockets, devices and pipes.

use super::reader::Reader;
use crate::domain::shown::shown;
use crate::exchange::import::{Options, Parsed};
use std::fs::File;
use std::io;
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
    /// The reader's own sentence, made safe.
    #[error("{0}")]
    Told(String),
    #[error("{} could not be read: the reader stopped ({}).", shown(path), shown(how))]
    Stopped { path: String, how: String },
}

/// Reads and parses a file, or every visible file of a folder in order of name. A pipe is refused: waiting
/// for it would hold the screen.
pub fn read_path(path: &Path, options: &Options) -> Result<Vec<Parsed>, InputError> {
    let kind = std::fs::metadata(path).map_err(|source| failed(path, source))?;
    if !kind.is_file() && !kind.is_dir() {
        return Err(InputError::NotAFile { path: path.display().to_string() });
    }
    let reader = Reader::new().map_err(|source| failed(path, source))?;
    let read = |file: &PathBuf| {
        let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
        reader.read(&name, open(file)?, options)
    };
    files_in(path)?.iter().map(read).collect()
}

/// Opens a file or a pipe for the reader.
pub fn open(path: &Path) -> Result<File, InputError> {
    File::open(path).map_err(|source| failed(path, source))
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

/// Returns the error of a path that cannot be read.
pub fn failed(path: &Path, source: io::Error) -> InputError {
    InputError::Read { path: path.display().to_string(), source }
}
