//! Hands a text to the user's own editor and takes it back. Runs no shell, so nothing in `$VISUAL` or in a
//! title is ever a command. The caller has left the screen and paused the keyboard before, and comes back
//! after; the draft stays on disk whenever something went wrong.

use super::restore;
use crate::domain::shown::shown;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

/// What is taken when neither `$VISUAL` nor `$EDITOR` is set.
const FALLBACK: &str = "vi";
/// The longest text taken back, in bytes.
const LONGEST: u64 = 16 << 20;

/// What the draft holds, and so how its file is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    /// Prose: `.md`.
    Text,
    /// A record: `.ron`.
    Record,
}

impl Draft {
    const fn suffix(self) -> &'static str {
        match self {
            Self::Text => ".md",
            Self::Record => ".ron",
        }
    }
}

/// Why no text came back. The draft stays where the message says.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error(
        "The editor `{}` cannot be read as a command: a quote or backslash at its end is open. Mend $VISUAL or $EDITOR.",
        shown(command)
    )]
    Command { command: String },
    #[error(
        "The editor `{}` was not found. Set $VISUAL or $EDITOR. The draft is in {}.",
        shown(program),
        shown_path(draft)
    )]
    Missing { program: String, draft: PathBuf },
    #[error(
        "The editor `{}` could not be started: {source}. The draft is in {}.",
        shown(program),
        shown_path(draft)
    )]
    Start { program: String, draft: PathBuf, source: io::Error },
    #[error("The editor {how}, so nothing was changed. The draft is in {}.", shown_path(draft))]
    Failed { how: String, draft: PathBuf },
    #[error("The draft in {} could not be read back: {source}. Nothing was changed.", shown_path(draft))]
    Read { draft: PathBuf, source: io::Error },
    #[error(
        "The draft could not be written into {}: {source}. Check that the folder is writable.",
        shown_path(folder)
    )]
    Write { folder: PathBuf, source: io::Error },
}

fn shown_path(path: &Path) -> String {
    shown(&path.to_string_lossy()).into_owned()
}

/// Returns the user's editor command: `$VISUAL`, else `$EDITOR`, else `vi`.
pub fn editor() -> String {
    choose(env::var("VISUAL").ok(), env::var("EDITOR").ok())
}

fn choose(visual: Option<String>, editor: Option<String>) -> String {
    let set = |value: &String| !value.trim().is_empty();
    visual.filter(set).or_else(|| editor.filter(set)).unwrap_or_else(|| FALLBACK.into())
}

/// Lets the user edit a text on the real terminal and returns the new text, or `None` when nothing changed.
/// The draft lies in `folder`, readable by its owner only, and is removed when all went well.
pub fn edit(text: &str, kind: Draft, folder: &Path, editor: &str) -> Result<Option<String>, EditError> {
    let words = split_words(editor).filter(|words| !words.is_empty());
    let words = words.ok_or_else(|| EditError::Command { command: editor.into() })?;
    let draft = write_draft(text, kind, folder)
        .map_err(|source| EditError::Write { folder: folder.into(), source })?;
    run(&words, &draft)?;
    let edited = read_draft(&draft).map_err(|source| EditError::Read { draft: draft.clone(), source })?;
    // An orphan in a private folder does no harm; the text is already in hand.
    let _ = fs::remove_file(&draft);
    let edited = match edited.strip_suffix('\n') {
        Some(without) if !text.ends_with('\n') => without.into(),
        _ => edited,
    };
    Ok((edited != text).then_some(edited))
}

/// Lets the user edit a file where it is, from a place in it.
pub fn open_file(file: &Path, line: usize, column: usize, editor: &str) -> Result<(), EditError> {
    let words = split_words(editor).filter(|words| !words.is_empty());
    let words = words.ok_or_else(|| EditError::Command { command: editor.into() })?;
    let file = std::path::absolute(file).unwrap_or_else(|_| file.into());
    run_on(&words, &at_place(&words[0], &file, line, column), &file)
}

/// The arguments that open a file at a place; an editor nobody knows gets the file alone.
fn at_place(program: &str, file: &Path, line: usize, column: usize) -> Vec<OsString> {
    let program = Path::new(program).file_name().unwrap_or_default().to_string_lossy();
    let name = program.trim_end_matches(".exe");
    let place = || {
        let mut place = file.as_os_str().to_owned();
        place.push(format!(":{line}:{column}"));
        place
    };
    let before = |first: String| vec![OsString::from(first), file.into()];
    match name {
        "nano" | "pico" => before(format!("+{line},{column}")),
        "emacs" | "emacsclient" | "micro" | "kak" => before(format!("+{line}:{column}")),
        "vim" | "nvim" | "gvim" | "view" => {
            vec![format!("+call cursor({line},{column})").into(), file.into()]
        }
        "vi" | "joe" | "jed" | "jmacs" | "mg" | "ne" | "nvi" | "ex" | "vis" => before(format!("+{line}")),
        "hx" | "helix" | "zed" | "zeditor" | "subl" => vec![place()],
        "code" | "code-insiders" | "codium" | "cursor" => vec!["--goto".into(), place()],
        _ => vec![file.into()],
    }
}

/// Writes the draft with a line end behind it, which editors would add in any case.
fn write_draft(text: &str, kind: Draft, folder: &Path) -> io::Result<PathBuf> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // An absolute name cannot be mistaken for an option of the editor.
    let folder = std::path::absolute(folder)?;
    let mut file = tempfile::Builder::new().prefix("draft-").suffix(kind.suffix()).tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        file.write_all(b"\n")?;
    }
    file.as_file().sync_data()?;
    let (_, path) = file.keep().map_err(|failed| failed.error)?;
    Ok(path)
}

fn read_draft(draft: &Path) -> io::Result<String> {
    let mut text = String::new();
    fs::File::open(draft)?.take(LONGEST + 1).read_to_string(&mut text)?;
    if LONGEST < text.len() as u64 {
        return Err(io::Error::other("it is larger than 16 MiB"));
    }
    Ok(text)
}

fn run(words: &[String], draft: &Path) -> Result<(), EditError> {
    run_on(words, &[draft.into()], draft)
}

fn run_on(words: &[String], last: &[OsString], draft: &Path) -> Result<(), EditError> {
    let program = words[0].clone();
    let _keys_are_the_editors = restore::lend_terminal();
    match Command::new(&program).args(&words[1..]).args(last).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(EditError::Failed { how: said(status), draft: draft.into() }),
        Err(source) if source.kind() == io::ErrorKind::NotFound => {
            Err(EditError::Missing { program, draft: draft.into() })
        }
        Err(source) => Err(EditError::Start { program, draft: draft.into(), source }),
    }
}

fn said(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with status {code}"),
        (None, Some(signal)) => format!("was killed by signal {signal}"),
        (None, None) => "did not end well".into(),
    }
}

/// Splits a command into words as a shell would: blanks part, quotes and backslashes hold together; no
/// variables, no globs. Returns `None` when a quote or a backslash is left open.
fn split_words(command: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut chars = command.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            // Between double quotes a backslash only hides what would otherwise have a meaning there.
            (Some('"'), '\\') if chars.peek().is_some_and(|next| matches!(next, '"' | '\\' | '$' | '`')) => {
                word.get_or_insert_default().push(chars.next()?);
            }
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                word.get_or_insert_default();
                quote = Some(c);
            }
            (None, '\\') => word.get_or_insert_default().push(chars.next()?),
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn drafts(folder: &Path) -> Vec<PathBuf> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
    }

    /// Edits with a small shell script in place of an editor; the draft is its `$1`.
    fn edit_with(script: &str, text: &str) -> (tempfile::TempDir, Result<Option<String>, EditError>) {
        let folder = tempfile::tempdir().unwrap();
        let drafts = folder.path().join("drafts");
        let result = edit(text, Draft::Text, &drafts, &format!("sh -c '{script}' sh"));
        (folder, result)
    }

    #[test]
    fn the_first_editor_set_is_taken() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(choose(some("code -w"), some("vim")), "code -w");
        assert_eq!(choose(some("  "), some("vim")), "vim");
        assert_eq!(choose(None, None), "vi");
    }

    #[test]
    fn words_are_split_without_a_shell() {
        let words = |command| split_words(command).unwrap();
        assert_eq!(
            words(r#"  code --wait "a b" 'c\d' e\ f "" "#),
            ["code", "--wait", "a b", r"c\d", "e f", ""]
        );
        assert_eq!(words("vi; rm -rf $HOME `x`"), ["vi;", "rm", "-rf", "$HOME", "`x`"]);
        assert_eq!(words(r#""a\"b\n""#), [r#"a"b\n"#]);
        assert_eq!(split_words("vi 'open"), None);
        assert_eq!(split_words("vi \\"), None);
    }

    #[test]
    fn a_change_comes_back_and_the_draft_goes() {
        let (folder, result) = edit_with("echo more >> \"$1\"", "some");
        assert_eq!(result.unwrap().as_deref(), Some("some\nmore"));
        assert!(drafts(&folder.path().join("drafts")).is_empty());
    }

    #[test]
    fn no_change_is_told_whether_or_not_the_text_ends_its_line() {
        for text in ["some", "some\n", "", "\n"] {
            assert_eq!(edit_with("true", text).1.unwrap(), None, "{text:?}");
        }
    }

    #[test]
    fn a_failing_editor_leaves_the_draft_to_its_owner_only() {
        let (folder, result) = edit_with("echo typed >> \"$1\"; exit 3", "some");
        let message = result.unwrap_err().to_string();
        assert!(message.starts_with("The editor ended with status 3, so nothing was changed."), "{message}");
        let folder = folder.path().join("drafts");
        let [draft] = drafts(&folder).try_into().unwrap();
        assert_eq!(fs::read_to_string(&draft).unwrap(), "some\ntyped\n");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&draft), mode(&folder)), (0o600, 0o700));
        assert!(draft.to_string_lossy().ends_with(".md") && message.contains(&*draft.to_string_lossy()));
    }

    #[test]
    fn a_killed_or_missing_or_unreadable_editor_is_named() {
        let (_folder, killed) = edit_with("kill -9 $$", "some");
        assert!(killed.unwrap_err().to_string().contains("was killed by signal 9"));
        let folder = tempfile::tempdir().unwrap();
        let message = |editor| edit("x", Draft::Record, folder.path(), editor).unwrap_err().to_string();
        assert!(message("no-such-editor -w").starts_with("The editor `no-such-editor` was not found."));
        assert!(message("vi 'open").contains("cannot be read as a command"));
    }

    #[test]
    fn editors_are_told_the_place_in_their_own_way() {
        let told = |program: &str| {
            let words = at_place(program, Path::new("/w/a.ron"), 3, 7);
            words.iter().map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told("vi"), "+3 /w/a.ron");
        assert_eq!(told("/usr/bin/nvim"), "+call cursor(3,7) /w/a.ron");
        assert_eq!(told("nano"), "+3,7 /w/a.ron");
        assert_eq!(told("hx"), "/w/a.ron:3:7");
        assert_eq!(told("code"), "--goto /w/a.ron:3:7");
        assert_eq!(told("my-editor"), "/w/a.ron");
    }

    #[test]
    fn a_file_is_edited_where_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.ron");
        fs::write(&file, "(").unwrap();
        open_file(&file, 1, 1, "sh -c 'echo x >> \"$1\"' sh").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "(x\n");
        let error = open_file(&file, 1, 1, "sh -c 'exit 3'").unwrap_err().to_string();
        assert!(error.starts_with("The editor ended with status 3"), "{error}");
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let (folder, result) = edit_with("printf \"\\\\377\" > \"$1\"", "some");
        assert!(matches!(result, Err(EditError::Read { .. })));
        assert_eq!(drafts(&folder.path().join("drafts")).len(), 1);
    }
}
