//! Which column holds which field: a table of known header words, and `--map` over the guess.

use super::draft::{Kind, Options};
use super::refused::Refused;
use crate::domain::nearest::did_you_mean;
use std::collections::{BTreeMap, BTreeSet};

/// A field of a draft that columns can fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Title,
    Body,
    Votes,
    Tags,
    Date,
    By,
    Email,
    Account,
    Status,
    Id,
    Url,
    Channel,
    Stage,
    FirstName,
    LastName,
    Position,
}

/// A field's name for `--map` and the words its columns are headed by, likeliest first. Words are compared
/// without case, blanks and punctuation.
struct Row(Field, &'static str, &'static [&'static str]);

const COMMON: &[Row] = &[
    Row(Field::Tags, "tags", &["labels", "tags", "alllabels", "labelsname", "tagsname", "keywords", "label"]),
    Row(Field::Status, "status", &["status", "state", "statusname", "ticketstatus"]),
    Row(
        Field::Id,
        "id",
        &["issuekey", "key", "externalid", "id", "recordid", "issueid", "number", "ticketid", "identifier"],
    ),
    Row(Field::Url, "url", &["htmlurl", "url", "link", "portalurl", "displayurl", "permalink"]),
];

const SIGNAL: &[Row] = &[
    Row(Field::Title, "title", &["title", "summary", "subject", "headline", "request", "idea", "name"]),
    Row(
        Field::Body,
        "body",
        &[
            "description",
            "body",
            "details",
            "content",
            "contenttext",
            "text",
            "comment",
            "feedback",
            "message",
            "notes",
        ],
    ),
    Row(
        Field::Votes,
        "votes",
        &["votes", "stars", "votecount", "votesvotes", "upvotes", "score", "reactionstotalcount"],
    ),
    Row(
        Field::Date,
        "date",
        &[
            "created",
            "createdat",
            "date",
            "createddate",
            "createdon",
            "timestamp",
            "submittedat",
            "createdtime",
            "opened",
            "published",
            "publishedat",
            "datepublished",
            "modified",
            "updated",
            "updatedat",
        ],
    ),
    Row(
        Field::By,
        "by",
        &[
            "reporter",
            "requester",
            "author",
            "creator",
            "from",
            "saidby",
            "submitter",
            "user",
            "contact",
            "createdby",
            "authorname",
        ],
    ),
    Row(
        Field::Email,
        "email",
        &["requesteremail", "email", "authoremail", "useremail", "customeremail", "emailaddress"],
    ),
    Row(
        Field::Account,
        "account",
        &["company", "organization", "organisation", "account", "accountname", "customer"],
    ),
    Row(Field::Channel, "channel", &["channel"]),
    Row(Field::Stage, "stage", &["stage"]),
];

const PERSON: &[Row] = &[
    Row(Field::Title, "name", &["name", "fullname", "displayname", "contactname", "fileas"]),
    Row(Field::FirstName, "first_name", &["firstname", "givenname"]),
    Row(Field::LastName, "last_name", &["lastname", "familyname", "surname"]),
    Row(Field::Email, "email", &["email", "emailaddress", "email1value", "mail"]),
    Row(
        Field::Account,
        "account",
        &["company", "companyname", "organization", "organizationname", "organization1name", "account"],
    ),
    Row(
        Field::Position,
        "position",
        &["position", "jobtitle", "title", "role", "organizationtitle", "organization1title"],
    ),
    Row(Field::Body, "notes", &["notes"]),
    Row(Field::Channel, "channel", &["channel"]),
];

fn rows(kind: Kind) -> impl Iterator<Item = &'static Row> {
    let own = if kind == Kind::Stakeholders { PERSON } else { SIGNAL };
    own.iter().chain(COMMON)
}

/// The longest header word, in bytes. A whole text in the place of a header is none.
const WORD: usize = 100;

/// Returns a header word as it is compared: letters and digits in lower case.
pub fn plain(header: &str) -> String {
    let word = Some(header).filter(|header| header.len() <= WORD).unwrap_or_default();
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Counts the distinct fields whose header words stand in a row; how likely the row is the header.
pub fn known_words(kind: Kind, cells: &[String]) -> usize {
    let words: BTreeSet<String> = cells.iter().map(|cell| plain(cell)).collect();
    rows(kind).filter(|Row(_, _, known)| known.iter().any(|word| words.contains(*word))).count()
}

/// Tells whether a row holds a word that heads titles or names, for records of any kind.
pub fn has_title_word(cells: &[String]) -> bool {
    let titles = SIGNAL.iter().chain(PERSON).filter(|row| matches!(row.0, Field::Title | Field::FirstName));
    let words: BTreeSet<&str> = titles.flat_map(|row| row.2.iter().copied()).collect();
    cells.iter().any(|cell| words.contains(plain(cell).as_str()))
}

/// Tells whether the columns are those of an address book: two names a person and nothing said.
pub fn hold_people(columns: &[String]) -> bool {
    let has = |words: &[&str]| columns.iter().any(|column| words.contains(&plain(column).as_str()));
    let words =
        |rows: &'static [Row], field| rows.iter().find(|row| row.0 == field).map_or(&[][..], |row| row.2);
    let said: Vec<&str> =
        words(SIGNAL, Field::Title).iter().copied().filter(|word| *word != "name").collect();
    has(words(PERSON, Field::FirstName)) && has(words(PERSON, Field::LastName)) && !has(&said)
}

/// Which columns fill which field; columns of one name are joined.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping(Vec<(Field, String)>);

impl Mapping {
    /// Guesses from the header words, then lets the user's pairs take over.
    pub fn new(name: &str, columns: &[String], options: &Options) -> Result<Self, Refused> {
        let mut found = Vec::new();
        let mut words: BTreeMap<String, &String> = BTreeMap::new();
        columns.iter().for_each(|column| _ = words.entry(plain(column)).or_insert(column));
        for Row(field, _, known) in rows(options.kind) {
            let column = known.iter().find_map(|word| words.get(*word).copied());
            found.extend(column.map(|column| (*field, column.clone())));
        }
        for (wish, column) in &options.map {
            let field = named(options.kind, wish)?;
            let column = existing(name, columns, column)?;
            found.retain(|(other, taken)| *other != field && *taken != column);
            found.push((field, column));
        }
        Ok(Self(found))
    }

    /// Returns the column of a field.
    pub fn column(&self, field: Field) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == field).map(|(_, column)| column.as_str())
    }

    /// Tells whether a column fills a field.
    pub fn uses(&self, column: &str) -> bool {
        self.0.iter().any(|(_, used)| used == column)
    }

    /// Returns the pairs to show, with the names `--map` takes.
    pub fn pairs(&self, kind: Kind) -> Vec<(String, String)> {
        let name = |field| rows(kind).find(|row| row.0 == field).map_or("", |row| row.1);
        self.0.iter().map(|(field, column)| (name(*field).to_string(), column.clone())).collect()
    }
}

fn named(kind: Kind, wish: &str) -> Result<Field, Refused> {
    let is_wish = |row: &&Row| plain(row.1) == plain(wish);
    rows(kind).find(is_wish).map(|row| row.0).ok_or_else(|| Refused::NoField {
        field: wish.into(),
        known: rows(kind).map(|row| row.1).collect::<Vec<_>>().join(", "),
        hint: did_you_mean(wish, rows(kind).map(|row| row.1)),
    })
}

fn existing(name: &str, columns: &[String], wish: &str) -> Result<String, Refused> {
    let is_wish = |column: &&String| column.trim().eq_ignore_ascii_case(wish.trim());
    columns.iter().find(is_wish).cloned().ok_or_else(|| Refused::NoColumn {
        name: name.into(),
        column: wish.into(),
        columns: listed(columns),
        hint: nearest_column(wish, columns),
    })
}

/// The nearest column in its own spelling; case does not count.
fn nearest_column(wish: &str, columns: &[String]) -> String {
    let lower: Vec<String> = columns.iter().map(|column| column.to_lowercase()).collect();
    let near = crate::domain::nearest::nearest(wish, lower.iter().map(String::as_str));
    let place = near.and_then(|near| lower.iter().position(|column| column == near));
    place
        .map(|place| format!(" Did you mean `{}`?", crate::domain::shown::shown(&columns[place])))
        .unwrap_or_default()
}

/// Returns columns for a message, at most 30 of them.
pub fn listed(columns: &[String]) -> String {
    let mut names: Vec<String> =
        columns.iter().take(30).map(|column| super::text::one_line(column).0).collect();
    names.dedup();
    if 30 < columns.len() {
        names.push("…".into());
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{Timestamp, tz::TimeZone};

    fn options(map: &[(&str, &str)]) -> Options {
        let map = map.iter().map(|(field, column)| (field.to_string(), column.to_string())).collect();
        Options { map, ..Options::new(Timestamp::UNIX_EPOCH, TimeZone::UTC) }
    }

    fn columns(names: &str) -> Vec<String> {
        names.split(',').map(str::to_string).collect()
    }

    #[test]
    fn guesses_by_header_words() {
        let mapping =
            Mapping::new("f", &columns("Issue key,Summary,Votes,Created At"), &options(&[])).unwrap();
        assert_eq!(mapping.column(Field::Title), Some("Summary"));
        assert_eq!(mapping.column(Field::Id), Some("Issue key"));
        assert_eq!(mapping.column(Field::Date), Some("Created At"));
        assert_eq!(mapping.column(Field::Body), None);
        assert!(mapping.uses("Votes"));
    }

    #[test]
    fn address_books_are_told_from_surveys() {
        assert!(hold_people(&columns("First Name,Last Name,Company")));
        assert!(hold_people(&columns("Name,Given Name,Family Name")));
        assert!(!hold_people(&columns("First Name,Last Name,Subject")));
    }

    #[test]
    fn the_user_overrides_the_guess() {
        let columns = columns("Title,Wish");
        let mapping = Mapping::new("f", &columns, &options(&[("title", "wish")])).unwrap();
        assert_eq!(mapping.column(Field::Title), Some("Wish"));
        assert!(!mapping.uses("Title"));
    }

    #[test]
    fn wrong_names_are_answered_with_the_nearest() {
        let error =
            Mapping::new("f.csv", &columns("Summary,Text"), &options(&[("title", "Sumary")])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "f.csv: there is no column `Sumary`. Did you mean `Summary`? The columns are Summary, Text."
        );
        let error =
            Mapping::new("f.csv", &columns("Summary"), &options(&[("titel", "Summary")])).unwrap_err();
        assert!(error.to_string().contains("Did you mean `title`?"), "{error}");
    }
}
