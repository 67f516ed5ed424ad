//! CSV and TSV with any delimiter: finds the delimiter and the header row, joins columns of one name.
//!
//! Never trusts a quote that is not closed; see `track.rs`.

use super::draft::{Parsed, Source};
use super::fields::{has_title_word, known_words, plain};
use super::refused::Refused;
use super::table::{self, Row};
use super::text::{decode, line_at};
use super::track::{Ending, Suspect, suspects};
use super::{Format, Options};
use crate::domain::channel::Channel;
use std::borrow::Cow;
use std::collections::BTreeMap;

pub(super) const FORMAT: Format = Format {
    name: "csv",
    extensions: &["csv", "tsv", "tab", "psv"],
    help: "Tables with a header row, of any delimiter: Jira, Zendesk, Linear, GitHub Projects, surveys.",
    channel: Channel::Customer,
    looks_like,
    parse,
};

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How many rows are looked at to find the delimiter, and the header among the lines before it.
const LOOK: usize = 20;

fn looks_like(_: &str, head: &[u8]) -> bool {
    let Ok(text) = decode("", head) else { return false };
    let has_header = |delimiter: &u8| {
        first_rows(&text, *delimiter).iter().any(|row| 1 < row.cells.len() && has_title_word(&row.cells))
    };
    DELIMITERS.iter().any(has_header)
}

/// A record as it stands in the file.
struct Raw {
    /// Its first byte, and the one behind its last.
    at: usize,
    end: usize,
    line: usize,
    cells: Vec<String>,
}

fn records(text: &str, delimiter: u8) -> impl Iterator<Item = Raw> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let (mut counted, mut line) = (0, 1);
    std::iter::from_fn(move || {
        let before = reader.position().byte() as usize;
        // The text is valid and rows may have any length, so reading from memory cannot fail.
        reader.read_record(&mut record).ok().filter(|is_row| *is_row)?;
        let blank = text.as_bytes()[before..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let at = before + blank;
        line += line_at(&text[counted..], at - counted) - 1;
        counted = at;
        let end = reader.position().byte() as usize;
        Some(Raw { at, end, line, cells: record.iter().map(str::to_string).collect() })
    })
}

fn first_rows(text: &str, delimiter: u8) -> Vec<Raw> {
    records(text, delimiter).take(LOOK).collect()
}

fn parse(source: &Source<'_>) -> Result<Parsed, Refused> {
    let text = decode(source.name, source.bytes)?;
    if text.trim().is_empty() {
        return Err(Refused::Empty { name: source.name.into() });
    }
    let delimiter = delimiter(&text, source.options);
    let suspects = suspects(&text, delimiter);
    let open = suspects.iter().find(|cell| cell.ending == Ending::Never || is_runaway(cell));
    if let Some(cell) = open {
        return Err(Refused::OpenQuote { name: source.name.into(), line: cell.line });
    }
    let header = header(&first_rows(&text, delimiter), source.options);
    let mut parsed = Parsed::new(FORMAT.name);
    let columns = Columns::new(&header.cells);
    let mut rows = Vec::new();
    for raw in records(&text, delimiter).skip_while(|raw| raw.at <= header.at) {
        let is_blank = raw.cells.iter().all(|cell| cell.trim().is_empty());
        match doubt(source, &raw, &header, &suspects)? {
            Some(why) => parsed.skipped.push(source.skipped(raw.line, why)),
            None if is_blank => {}
            None if is_repeat(&raw, &header) => parsed.repeats += 1,
            None => rows.push(columns.row(&raw)),
        }
    }
    table::drafts(source, &mut parsed, &columns.names(), header.line, rows)?;
    Ok(parsed)
}

fn is_runaway(cell: &Suspect) -> bool {
    cell.ending == Ending::InText && cell.is_huge
}

/// Returns why a row cannot be trusted; refuses the file when the row swallowed others.
fn doubt(
    source: &Source<'_>,
    raw: &Raw,
    header: &Raw,
    suspects: &[Suspect],
) -> Result<Option<String>, Refused> {
    let first = suspects.partition_point(|cell| cell.at < raw.at);
    let Some(cell) = suspects.get(first).filter(|cell| cell.at < raw.end) else { return Ok(None) };
    match cell.ending {
        Ending::Clean if raw.cells.len() < header.cells.len() => {
            Err(Refused::OpenQuote { name: source.name.into(), line: cell.line })
        }
        Ending::Clean => Ok(None),
        _ => Ok(Some(format!(
            "the quote opened on line {} closes in the middle of text on line {}; these lines are left out.",
            cell.line, cell.closed
        ))),
    }
}

fn is_repeat(raw: &Raw, header: &Raw) -> bool {
    let trimmed = |row: &Raw| row.cells.iter().map(|cell| cell.trim().to_string()).collect::<Vec<_>>();
    raw.cells.len() == header.cells.len() && trimmed(raw) == trimmed(header)
}

/// The delimiter that shows the best header, then the most even rows, then the most columns.
fn delimiter(text: &str, options: &Options) -> u8 {
    let score = |delimiter: &u8| {
        let rows = first_rows(text, *delimiter);
        let header = rows.iter().map(|row| header_words(row, options)).max().unwrap_or(0);
        let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
        rows.iter()
            .filter(|row| 1 < row.cells.len())
            .for_each(|row| *widths.entry(row.cells.len()).or_default() += 1);
        let even = widths.into_iter().map(|(width, count)| (count, width)).max();
        (header, even)
    };
    // The last of several equals wins, and a comma is the likeliest.
    DELIMITERS.into_iter().rev().max_by_key(score).unwrap_or(b',')
}

fn header_words(row: &Raw, options: &Options) -> usize {
    let is_named = |column: &str| row.cells.iter().any(|cell| plain(cell) == plain(column));
    let named = options.map.iter().filter(|(_, column)| is_named(column)).count();
    known_words(options.kind, &row.cells) + named
}

/// The row with the most header words; without any, the first row with as many cells as a table has.
fn header(rows: &[Raw], options: &Options) -> Raw {
    let best = rows.iter().rev().max_by_key(|row| header_words(row, options));
    let widest = rows.iter().rev().max_by_key(|row| row.cells.len());
    let found = best.filter(|row| 0 < header_words(row, options)).or(widest);
    found.map_or(Raw { at: 0, end: 0, line: 1, cells: Vec::new() }, |row| Raw {
        at: row.at,
        end: row.end,
        line: row.line,
        cells: row.cells.clone(),
    })
}

/// The columns by name, in order, with the places of their cells.
struct Columns(Vec<(String, Vec<usize>)>);

impl Columns {
    fn new(header: &[String]) -> Self {
        let mut columns: Vec<(String, Vec<usize>)> = Vec::new();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for (place, cell) in header.iter().enumerate() {
            let name = match cell.trim() {
                "" => format!("column {}", place + 1),
                name => name.to_string(),
            };
            let index = *known.entry(name.clone()).or_insert(columns.len());
            match columns.get_mut(index) {
                Some((_, places)) => places.push(place),
                None => columns.push((name, vec![place])),
            }
        }
        Self(columns)
    }

    fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Joins the cells of one column by lines. Cells beyond the header are kept by their number.
    fn row(&self, raw: &Raw) -> Row<'_> {
        let width = self.0.iter().map(|(_, places)| places.len()).sum::<usize>();
        let cell =
            |place: &usize| raw.cells.get(*place).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let joined = |places: &Vec<usize>| places.iter().filter_map(cell).collect::<Vec<_>>().join("\n");
        let mut cells: Vec<_> =
            self.0.iter().map(|(name, places)| (Cow::Borrowed(name.as_str()), joined(places))).collect();
        for (place, cell) in raw.cells.iter().enumerate().skip(width) {
            cells.push((Cow::Owned(format!("column {}", place + 1)), cell.clone()));
        }
        Row { line: raw.line, cells }
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::super::read;
    use super::super::tests::options;
    use super::*;

    fn parsed(text: &str) -> Parsed {
        read("f.csv", text.as_bytes(), &options()).unwrap()
    }

    fn refused(text: &str) -> String {
        read("f.csv", text.as_bytes(), &options()).unwrap_err().to_string()
    }

    fn titles(parsed: &Parsed) -> Vec<&str> {
        parsed.drafts.iter().map(|draft| draft.title.as_str()).collect()
    }

    #[test]
    fn every_delimiter_and_line_end_reads_the_same() {
        for delimiter in [",", ";", "\t", "|"] {
            for end in ["\n", "\r\n", "\r"] {
                let text = "Title,Votes,Company\nSSO loops,3,Acme\n\n,,\nAudit export,,Beta\n";
                let parsed = parsed(&text.replace(',', delimiter).replace('\n', end));
                assert_eq!(titles(&parsed), ["SSO loops", "Audit export"]);
                assert_eq!((parsed.drafts[0].votes, parsed.drafts[1].votes), (Some(3), None));
                assert_eq!((parsed.drafts[1].line, parsed.skipped.len()), (5, 0));
            }
        }
    }

    #[test]
    fn fields_are_taken_from_known_headers_and_the_rest_is_kept() {
        let text = "Issue key,Summary,Description,Created,Reporter,Labels,Labels,Status,Stage,Channel,Team\n\
                    PAY-1,Login,\"two\nlines\",12/Mar/24 9:41 AM,Ben <ben@x.io>,SSO,Login Page,Open,lead,sales,Core\n";
        let parsed = parsed(text);
        let draft = &parsed.drafts[0];
        assert_eq!((draft.key.as_deref(), draft.body.as_str()), (Some("jira:PAY-1"), "two\nlines"));
        assert_eq!(draft.at.unwrap().to_string(), "2024-03-12T09:41:00Z");
        assert_eq!((draft.said_by.as_str(), draft.email.as_deref()), ("Ben <ben@x.io>", Some("ben@x.io")));
        assert_eq!(draft.tags.iter().map(ToString::to_string).collect::<Vec<_>>(), ["sso", "login-page"]);
        assert_eq!((draft.status.as_str(), draft.channel), ("Open", Some(Channel::Sales)));
        assert_eq!(draft.stage.unwrap().name(), "lead");
        assert_eq!(draft.extra, BTreeMap::from([("Team".to_string(), "Core".to_string())]));
        assert!(parsed.mapping.contains(&("title".into(), "Summary".into())));
    }

    #[test]
    fn lines_before_the_header_and_headers_within_are_no_rows() {
        let parsed = parsed("Notes:\nmade by a tool, on Monday\n\nTitle,Votes\nA,1\nTitle,Votes\nB,2\n");
        assert_eq!((titles(&parsed), parsed.repeats, parsed.skipped.len()), (vec!["A", "B"], 1, 0));
        let excel = super::super::read("f.csv", b"sep=;\nTitle;Votes\nA;1\n", &options()).unwrap();
        assert_eq!((titles(&excel), excel.drafts[0].votes), (vec!["A"], Some(1)));
    }

    #[test]
    fn bad_rows_are_skipped_with_their_line() {
        let parsed = parsed("Title,Channel\nA,sales\n,sales\nB,suport\nC,\n");
        assert_eq!(titles(&parsed), ["A", "C"]);
        let skipped: Vec<String> =
            parsed.skipped.iter().map(|row| format!("{} {}", row.place, row.why)).collect();
        assert_eq!(
            skipped,
            ["f.csv:3 the row has no title.", "f.csv:4 `suport` is no channel. Did you mean `support`?"]
        );
    }

    #[test]
    fn a_channel_for_all_rows_overrules_the_column() {
        let options = Options { channel: Some(Channel::Sales), ..options() };
        let parsed = read("f.csv", b"Title,Channel\nA,web form\n", &options).unwrap();
        assert_eq!((titles(&parsed), parsed.skipped.len()), (vec!["A"], 0));
    }

    #[test]
    fn short_and_long_rows_are_rows() {
        let parsed = parsed("Title,Votes\nA\nB,2,more,,\n");
        assert_eq!(titles(&parsed), ["A", "B"]);
        assert_eq!(parsed.drafts[1].extra["column 3"], "more");
    }

    #[test]
    fn an_open_quote_is_refused_with_its_line() {
        let text = format!("Title,Votes\nA,1\n\"B,2\n{}", "C,3\n".repeat(5));
        assert!(refused(&text).starts_with("f.csv:3: the quote opened here"), "{}", refused(&text));
        let text = format!("Title,Votes\nA,1\n\"B,2\n{}\"D\",4\n", "C,3\n".repeat(300));
        assert!(refused(&text).starts_with("f.csv:3: the quote opened here"));
    }

    #[test]
    fn a_quote_that_swallows_a_few_lines_costs_these_lines() {
        let parsed = parsed("Title,Votes\nA,1\nB,\"2\nC,\"3\"\nD,4\n");
        assert_eq!(titles(&parsed), ["A", "D"]);
        assert_eq!(parsed.skipped[0].place, "f.csv:3");
        assert!(parsed.skipped[0].why.contains("closes in the middle of text on line 4"));
    }

    #[test]
    fn long_cells_are_cut_with_a_mark() {
        let parsed = parsed(&format!("Title,Body\nA,\"{}\"\nB,x\n", "x".repeat(70_000)));
        assert!(parsed.drafts[0].body.ends_with("…[cut]"));
        assert_eq!(titles(&parsed), ["A", "B"]);
    }

    #[test]
    fn without_a_title_the_columns_are_named() {
        let error = refused("Wish,Votes\nA,1\n");
        assert_eq!(
            error,
            "f.csv:1: no column holds the title. The columns are Wish, Votes. Name one with --map title=COLUMN."
        );
        let map = vec![("title".to_string(), "wish".to_string())];
        let mapped = read("-", b"Wish,Votes\nA,1\n", &Options { map, ..options() }).unwrap();
        assert_eq!(titles(&mapped), ["A"]);
    }

    #[test]
    fn keys_do_not_depend_on_the_place_of_a_row() {
        let keys = |text: &str| -> BTreeMap<String, String> {
            let key = |draft: Draft| (draft.key.unwrap(), draft.body);
            parsed(text).drafts.into_iter().map(key).collect()
        };
        let one = keys("Title,Body\nOther,more colour\nOther,less colour\nLast,\n");
        let two = keys("Title,Body\nLast,\nOther,less colour\nOther,more colour\n");
        assert_eq!((one.len(), &one), (3, &two));
    }

    #[test]
    fn dates_that_are_none_stay_as_text() {
        let parsed = parsed("Title,Created\nA,soon\nB,11 days ago\n");
        assert_eq!((parsed.drafts[0].at, parsed.drafts[0].extra["Created"].as_str()), (None, "soon"));
        assert_eq!(parsed.drafts[1].at.unwrap().to_string(), "2026-11-10T00:00:00Z");
    }

    #[test]
    fn people_have_two_names_and_no_telephone() {
        let text = "Notes:\nabout this file\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Phone 1 - Value\n\
                    Zoë,\"Smith, Jr.\",https://l.example/in/zoe,zoe@x.io,Acme,CTO,555\n";
        let options = Options { kind: super::super::Kind::Stakeholders, ..options() };
        let parsed = read("c.csv", text.as_bytes(), &options).unwrap();
        let draft = &parsed.drafts[0];
        assert_eq!((draft.title.as_str(), draft.position.as_str()), ("Zoë Smith, Jr.", "CTO"));
        assert_eq!((draft.account.as_deref(), draft.email.as_deref()), (Some("Acme"), Some("zoe@x.io")));
        assert_eq!(draft.key.as_deref(), Some("url:https://l.example/in/zoe"));
        assert!(draft.extra.is_empty());
        let error = read("c.csv", text.as_bytes(), &super::super::tests::options()).unwrap_err().to_string();
        assert_eq!(
            error,
            "c.csv:4: these columns hold people, not signals. Import them with --as stakeholders."
        );
    }
}
