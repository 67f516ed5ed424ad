//! Why a whole file is not imported: sentences that say what, where, and what to do now.

use crate::domain::shown::shown;

/// A file that is not what it says, or a wish that cannot be met. Nothing of it is imported.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refused {
    #[error("{}: the file is larger than {} MiB, the most that is read. Split it and import the parts.",
        shown(.name), super::LARGEST_FILE >> 20)]
    TooBig { name: String },
    #[error("{}: the file is empty. Export it again.", shown(.name))]
    Empty { name: String },
    #[error("{}: the content is none of {known}. Say which with --format, or name the columns with --map.",
        shown(.name))]
    Unknown { name: String, known: String },
    #[error("`{}` is no format. The formats are {known}.{hint}", shown(.given))]
    UnknownFormat { given: String, known: String, hint: String },
    #[error("`{}` cannot be imported as. The kinds are {known}.{hint}", shown(.given))]
    UnknownKind { given: String, known: String, hint: String },
    #[error("{}:{line}: the file holds a NUL byte, so it is no text. Export it as text (UTF-8).", shown(.name))]
    NotText { name: String, line: usize },
    #[error("{}:{line}: the quote opened here is never closed properly and swallows the rows behind it. \
        Close or double it and import again.", shown(.name))]
    OpenQuote { name: String, line: usize },
    #[error("{}:{line}: no column holds the {field}. The columns are {}. Name one with --map {field}=COLUMN.",
        shown(.name), shown(.columns))]
    NoTitle { name: String, line: usize, field: &'static str, columns: String },
    #[error("{}:{line}: these columns hold people, not signals. Import them with --as stakeholders.", shown(.name))]
    People { name: String, line: usize },
    #[error("{}: there is no column `{}`.{hint} The columns are {}.",
        shown(.name), shown(.column), shown(.columns))]
    NoColumn { name: String, column: String, columns: String, hint: String },
    #[error("`{}` is no field to map. The fields are {known}.{hint}", shown(.field))]
    NoField { field: String, known: String, hint: String },
    #[error("{}:{line}: this is no valid JSON ({} at column {column}). Export it again.", shown(.name), shown(.why))]
    NotJson { name: String, line: usize, column: usize, why: String },
    #[error("{}:1: the JSON holds no list of objects. Export a list, such as `gh issue list --json`.", shown(.name))]
    NotAList { name: String },
    #[error("{}:1: this is no mbox: it does not begin with a `From ` line. Export the mailbox again.", shown(.name))]
    NotMbox { name: String },
    #[error("{}:1: this is no mail: it does not begin with headers such as `Subject:`. Save the mail again.",
        shown(.name))]
    NotMail { name: String },
    #[error("{}: the mail parser failed. Split the file and import the parts.", shown(.name))]
    Parser { name: String },
    #[error("{}: {format} files cannot be imported as {kind}. Import it as signals.", shown(.name))]
    WrongKind { name: String, format: &'static str, kind: &'static str },
}
