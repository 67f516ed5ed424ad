//! A row of named cells becomes a draft: the same for CSV and for JSON.

use super::dates;
use super::draft::{Draft, Kind, Parsed, Source};
use super::fields::{Field, Mapping, hold_people, listed, plain};
use super::refused::Refused;
use super::text::{CELL, cut, one_line};
use crate::domain::channel::Channel;
use crate::domain::id::stable_hash;
use crate::domain::nearest::did_you_mean;
use crate::domain::shown::shown;
use crate::domain::stage::Stage;
use crate::domain::tag::Tag;
use crate::exchange::formula::unguarded;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The most that all columns without a field may hold together, in bytes; a record file has its own limit.
const EXTRA: usize = 256 * 1024;

/// Columns about people that are not kept: nobody asked for them.
const PRIVATE: [&str; 5] = ["phone", "address", "birthday", "photo", "phonetic"];

/// One row: its line and its cells by column, each column once.
pub struct Row<'a> {
    pub line: usize,
    pub cells: Vec<(Cow<'a, str>, String)>,
}

/// Turns rows into drafts. `columns` are all there are, `line` is where they are named.
pub fn drafts<'a>(
    source: &Source<'_>,
    into: &mut Parsed,
    columns: &[String],
    line: usize,
    rows: impl IntoIterator<Item = Row<'a>>,
) -> Result<(), Refused> {
    let mapping = Mapping::new(source.name, columns, source.options)?;
    if source.options.kind != Kind::Stakeholders && source.options.map.is_empty() && hold_people(columns) {
        return Err(Refused::People { name: source.name.into(), line });
    }
    let titles = [Field::Title, Field::FirstName, Field::LastName];
    if !titles.iter().any(|field| mapping.column(*field).is_some()) {
        let field = if source.options.kind == Kind::Stakeholders { "name" } else { "title" };
        return Err(Refused::NoTitle { name: source.name.into(), line, field, columns: listed(columns) });
    }
    into.mapping = mapping.pairs(source.options.kind);
    for row in rows {
        match draft(source, &mapping, into.format, &row) {
            Ok(draft) => into.drafts.push(draft),
            Err((line, why)) => into.skipped.push(source.skipped(line, why)),
        }
    }
    tell_apart(&mut into.drafts);
    Ok(())
}

/// The cells of one row, read by field.
struct Cells<'a, 'r> {
    mapping: &'a Mapping,
    row: &'a Row<'r>,
}

impl Cells<'_, '_> {
    fn get(&self, field: Field) -> &str {
        let Some(column) = self.mapping.column(field) else { return "" };
        self.row.cells.iter().find(|(name, _)| name == column).map_or("", |(_, text)| unguarded(text.trim()))
    }
}

fn draft(
    source: &Source<'_>,
    mapping: &Mapping,
    format: &str,
    row: &Row<'_>,
) -> Result<Draft, (usize, String)> {
    let cells = Cells { mapping, row };
    let mut draft = Draft { line: row.line, ..Draft::default() };
    write_texts(&mut draft, &cells);
    if draft.title.is_empty() {
        return Err((row.line, "the row has no title.".into()));
    }
    if source.options.channel.is_none() {
        draft.channel = channel(cells.get(Field::Channel)).map_err(|why| (row.line, why))?;
    }
    draft.tags = tags(cells.get(Field::Tags));
    draft.status = one_line(cells.get(Field::Status)).0;
    draft.url = cut(cells.get(Field::Url), CELL);
    let account = one_line(cells.get(Field::Account)).0;
    draft.account = Some(account).filter(|name| !name.is_empty());
    write_readings(&mut draft, &cells, source);
    write_extra(&mut draft, &cells, source.options.kind);
    draft.key = Some(key(&draft, &cells, source.options.kind, format));
    Ok(draft)
}

fn write_texts(draft: &mut Draft, cells: &Cells<'_, '_>) {
    let parts = [cells.get(Field::FirstName), cells.get(Field::LastName)].join(" ");
    let title = Some(cells.get(Field::Title)).filter(|title| !title.is_empty()).unwrap_or(&parts);
    set_text(draft, title, cells.get(Field::Body));
    draft.position = one_line(cells.get(Field::Position)).0;
    draft.said_by = one_line(cells.get(Field::By)).0;
    draft.email = address(cells.get(Field::Email)).or_else(|| address(&draft.said_by));
}

/// Sets title and body. A title too long for one line is told in full by the body.
pub fn set_text(draft: &mut Draft, title: &str, body: &str) {
    let (line, has_lost) = one_line(title);
    let full = if has_lost { format!("{}\n\n{body}", title.trim()) } else { body.to_string() };
    draft.title = line;
    draft.body = cut(full.trim(), CELL);
}

/// Returns the mail address in `Name <mail>` or in a plain address, in lower case.
fn address(text: &str) -> Option<String> {
    let inner = text.rsplit_once('<').map_or(text, |(_, rest)| rest.trim_end_matches('>'));
    let first = inner.split([',', ';', ' ']).find(|word| word.contains('@'))?;
    Some(first.trim().to_lowercase())
        .filter(|mail| 3 < mail.len() && !mail.starts_with('@') && !mail.ends_with('@'))
}

fn channel(text: &str) -> Result<Option<Channel>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    Channel::parse(text).map(Some).ok_or_else(|| {
        let hint = did_you_mean(text, Channel::ALL.map(Channel::name));
        format!("`{}` is no channel.{hint}", shown(&one_line(text).0))
    })
}

fn tags(text: &str) -> Vec<Tag> {
    let mut seen = BTreeSet::new();
    let all = text.split([',', ';', '\n']).filter_map(Tag::new);
    all.filter(|tag| seen.insert(tag.clone())).take(100).collect()
}

/// Sets what has to be understood; a text that is not stays in `extra`.
fn write_readings(draft: &mut Draft, cells: &Cells<'_, '_>, source: &Source<'_>) {
    let options = source.options;
    draft.at = dates::parse(cells.get(Field::Date), options.now, &options.zone);
    draft.votes = count(cells.get(Field::Votes));
    draft.stage = Stage::parse(cells.get(Field::Stage));
    let not_understood = [
        (Field::Date, draft.at.is_none()),
        (Field::Votes, draft.votes.is_none()),
        (Field::Stage, draft.stage.is_none()),
    ];
    for (field, _) in not_understood.iter().filter(|(_, is_missing)| *is_missing) {
        let column = cells.mapping.column(*field).unwrap_or_default();
        draft.keep(column, cells.get(*field));
    }
}

/// Reads `1,234` and `3.0`.
fn count(text: &str) -> Option<u32> {
    let digits = text.replace([',', ' '], "");
    let whole = digits.split_once('.').map_or(digits.as_str(), |(whole, _)| whole);
    whole.parse().ok()
}

fn write_extra(draft: &mut Draft, cells: &Cells<'_, '_>, kind: Kind) {
    let is_private = |column: &str| PRIVATE.iter().any(|word| plain(column).starts_with(word));
    let mut room = EXTRA;
    for (column, text) in &cells.row.cells {
        if cells.mapping.uses(column) || (kind == Kind::Stakeholders && is_private(column)) {
            continue;
        }
        let text = cut(unguarded(text.trim()), CELL.min(room));
        room = room.saturating_sub(text.len());
        draft.keep(&one_line(column).0, &text);
    }
}

/// The key under which the next export will bring the same record.
fn key(draft: &Draft, cells: &Cells<'_, '_>, kind: Kind, format: &str) -> String {
    if kind == Kind::Stakeholders {
        return person_key(draft, format);
    }
    let id = one_line(cells.get(Field::Id)).0;
    let column = |field| cells.mapping.column(field).map(plain).unwrap_or_default();
    if is_issue_key(&id) && ["issuekey", "key"].contains(&column(Field::Id).as_str()) {
        return format!("jira:{id}");
    }
    if let Some(key) = super::json::issue_key(&draft.url) {
        return key;
    }
    match (id.as_str(), draft.url.as_str()) {
        ("", "") => natural_key(draft, cells, format),
        ("", url) => format!("url:{url}"),
        (id, _) => format!("{format}:{}.{}:{id}", column(Field::Id), column(Field::Title)),
    }
}

/// Tells whether the text looks like `PAY-1`.
fn is_issue_key(id: &str) -> bool {
    id.split_once('-').is_some_and(|(project, number)| {
        project.starts_with(|c: char| c.is_ascii_uppercase())
            && project.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
            && !number.is_empty()
            && number.chars().all(|c| c.is_ascii_digit())
    })
}

fn person_key(draft: &Draft, format: &str) -> String {
    match (draft.url.as_str(), &draft.email) {
        ("", Some(email)) => format!("person:{email}"),
        ("", None) => hashed(format, &[&draft.title, draft.account.as_deref().unwrap_or_default()]),
        (url, _) => format!("url:{url}"),
    }
}

/// Without an id: title, author and day. Never the row number, which the next export changes.
fn natural_key(draft: &Draft, cells: &Cells<'_, '_>, format: &str) -> String {
    let date = Some(cells.get(Field::Date)).filter(|date| !dates::is_relative(date)).unwrap_or_default();
    hashed(format, &[&draft.title, cells.get(Field::By), date])
}

/// Returns a key from texts that identify a record together.
pub fn hashed(format: &str, parts: &[&str]) -> String {
    format!("{format}:#{:016x}", stable_hash(parts.join("\u{1f}").as_bytes()))
}

/// Rows with one natural key and different bodies are different records: their bodies join the key. Done for
/// all of them, so that the order of rows does not matter.
fn tell_apart(drafts: &mut [Draft]) {
    let mut bodies: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    let natural = |draft: &Draft| draft.key.clone().filter(|key| key.contains(":#"));
    for draft in drafts.iter() {
        if let Some(key) = natural(draft) {
            bodies.entry(key).or_default().insert(stable_hash(draft.body.as_bytes()));
        }
    }
    for draft in drafts {
        if let Some(key) = natural(draft).filter(|key| bodies.get(key).is_some_and(|all| 1 < all.len())) {
            draft.key = Some(format!("{key}.{:016x}", stable_hash(draft.body.as_bytes())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found() {
        assert_eq!(address("Ada <Ada@Acme.com>").as_deref(), Some("ada@acme.com"));
        assert_eq!(address("ben@x.io; other@x.io").as_deref(), Some("ben@x.io"));
        assert_eq!(address("Ada Obi"), None);
    }

    #[test]
    fn issue_keys_are_told_from_other_ids() {
        assert!(is_issue_key("PAY-1") && is_issue_key("A2_B-30"));
        assert!(
            !is_issue_key("pay-1") && !is_issue_key("PAY-") && !is_issue_key("12") && !is_issue_key("P-1a")
        );
    }

    #[test]
    fn counts_are_read() {
        assert_eq!(
            (count("1,234"), count("3.0"), count("many"), count("-2")),
            (Some(1234), Some(3), None, None)
        );
    }
}
