//! Reads signals from a month file, one at a time, so that the newest can be shown before the rest is read.

use super::chunks::Chunks;
use super::{LINE_START, id_in, leading_id};
use crate::domain::id::SignalId;
use crate::domain::record::{Record, RecordId};
use crate::domain::signal::Signal;
use crate::store::problem::{Problem, not_utf8};
use crate::store::read::{Flaw, Read, read_record};
use memchr::memmem;
use std::ops::Range;
use std::sync::Arc;

/// Chunks of a file whose faults are told one by one.
const MANY: usize = 100;

/// What one chunk of a file turned out to be.
#[derive(Debug)]
pub enum Loaded {
    Signal {
        signal: Arc<Signal>,
        place: usize,
        /// What of it could not be taken.
        problems: Vec<Problem>,
    },
    Problem(Problem),
    /// A line that was read before.
    Skipped,
}

/// Reads the next chunk of a file, or nothing at its end. A line that starts at a place `is_read` knows is
/// passed over without reading it.
pub fn load(
    path: &str,
    bytes: &[u8],
    chunks: &mut Chunks<'_>,
    is_read: impl Fn(usize) -> bool,
) -> Option<Loaded> {
    if !chunks.seek() {
        return None;
    }
    if let Some(line) = chunks.line() {
        let found = if is_read(line.start) { Some(Loaded::Skipped) } else { signal(path, bytes, &line).ok() };
        if found.is_some() || chunks.is_whole(&line) {
            chunks.take(&line);
            return Some(found.unwrap_or_else(|| told(path, bytes, chunks, &line)));
        }
    }
    let chunk = chunks.any();
    chunks.take(&chunk);
    Some(told(path, bytes, chunks, &chunk))
}

/// Reads a chunk; of many that cannot be read only the first are told one by one.
fn told(path: &str, bytes: &[u8], chunks: &mut Chunks<'_>, chunk: &Range<usize>) -> Loaded {
    if MANY < chunks.refused {
        return signal(path, bytes, chunk).unwrap_or(Loaded::Skipped);
    }
    let loaded = read(path, bytes, chunk);
    if !matches!(loaded, Loaded::Problem(_)) {
        return loaded;
    }
    chunks.refused += 1;
    if chunks.refused <= MANY {
        return loaded;
    }
    let what = "From here on more cannot be read; it is told once what stands above is mended.";
    Loaded::Problem(Problem::at(path, bytes, chunk.start, what))
}

/// Why a chunk is no signal: an odd byte, or a flaw of the text.
enum Refused {
    Byte(usize),
    Flaw(Flaw),
}

fn signal(path: &str, bytes: &[u8], chunk: &Range<usize>) -> Result<Loaded, Refused> {
    let text = std::str::from_utf8(&bytes[chunk.clone()]);
    let text = text.map_err(|error| Refused::Byte(chunk.start + error.valid_up_to()))?;
    let any = RecordId::Signal(SignalId::from_bits(0));
    let Read { record: Record::Signal(signal), flaws } = read_record(any, text).map_err(Refused::Flaw)?
    else {
        return Err(Refused::Byte(chunk.start));
    };
    let id = RecordId::Signal(signal.id);
    let problem = |flaw: Flaw| flaw.in_file(path, bytes, chunk.start).with_id(id);
    Ok(Loaded::Signal { signal, place: chunk.start, problems: flaws.into_iter().map(problem).collect() })
}

fn read(path: &str, bytes: &[u8], chunk: &Range<usize>) -> Loaded {
    signal(path, bytes, chunk).unwrap_or_else(|refused| {
        let text = &bytes[chunk.clone()];
        let is_marker = [&b"<<<<<<<"[..], b"=======", b">>>>>>>"].iter().any(|mark| text.starts_with(mark));
        let problem = match refused {
            _ if is_marker => Problem::at(path, bytes, chunk.start, "A mark of a git conflict."),
            Refused::Flaw(flaw) => flaw.in_file(path, bytes, chunk.start),
            Refused::Byte(at) => not_utf8(path, bytes, at),
        };
        Loaded::Problem(problem.with_id(id_in(text).map(RecordId::Signal)))
    })
}

/// Reads up to `count` of the newest signals among the lines of ours, with the places of their lines. Nothing
/// when the file has no more than that: then it is read in order.
pub fn newest(path: &str, bytes: &[u8], count: usize) -> Vec<Loaded> {
    if count == 0 || memmem::find(bytes, b"/*").is_some() {
        return Vec::new(); // lines may be commented out
    }
    let finder = memmem::Finder::new(b",at:\"");
    let mut lines: Vec<(&[u8], usize)> = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let end = super::chunks::line_end(bytes, start);
        let line = &bytes[start..end];
        if line.starts_with(LINE_START)
            && let Some(at) = finder.find(line)
        {
            lines.push((&line[at..line.len().min(at + 30)], start));
        }
        start = end;
    }
    if lines.len() <= count {
        return Vec::new();
    }
    lines.select_nth_unstable_by(count - 1, |a, b| b.cmp(a));
    let mut found = Vec::with_capacity(count);
    for (_, start) in &lines[..count] {
        let chunks = Chunks::new(bytes, *start);
        if let Some(line) = chunks.line()
            && let Ok(loaded) = signal(path, bytes, &line)
            && let Loaded::Signal { signal, place, .. } = &loaded
            && leading_id(&bytes[*place..]) == Some(signal.id)
        {
            found.push(loaded);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Record;
    use crate::store::samples::{signal as sample, signal_at};
    use crate::store::text::{Style, print_record};

    fn line(record: &Record) -> String {
        print_record(record, Style::Compact).unwrap()
    }

    fn all(text: &[u8]) -> (Vec<String>, Vec<Problem>) {
        let mut chunks = Chunks::new(text, 0);
        let (mut titles, mut problems) = (Vec::new(), Vec::new());
        while let Some(loaded) = load("m.ron", text, &mut chunks, |_| false) {
            match loaded {
                Loaded::Signal { signal, .. } => titles.push(signal.title.clone()),
                Loaded::Problem(problem) => problems.push(problem),
                Loaded::Skipped => {}
            }
        }
        (titles, problems)
    }

    #[test]
    fn one_broken_record_costs_itself_only() {
        let (a, b, c) = (line(&sample(1, "a")), line(&sample(2, "b")), line(&sample(3, "c")));
        for broken in [
            b.replace("title:\"b\"", "title:\"b"),
            b.replace("title:\"b\"", "title:7"),
            b.replace(",channel", " channel"),
            b[1..].to_string(),
            b[..40].to_string(),
            b.replace("channel:support", "channel:[support"),
            "/* never closed".into(),
            "<<<<<<< HEAD".into(),
            "\"".into(),
        ] {
            let text = format!("[\n{a},\n{broken},\n{c},\n]\n");
            let (titles, problems) = all(text.as_bytes());
            assert_eq!(titles, ["a", "c"], "{broken}");
            assert_eq!((problems.len(), problems[0].line), (1, Some(3)), "{broken}: {problems:?}");
        }
    }

    #[test]
    fn a_record_behind_a_lost_line_end_is_read() {
        let (a, b, c) = (line(&sample(1, "a")), line(&sample(2, "b")), line(&sample(3, "c")));
        for between in
            ["", ",", ",*", ",\u{b}", ",\u{2}", "*", "-\n", "x, y ", ",J", ",'", ",{", ",)", ",r#\"", " "]
        {
            let text = format!("[\n{a}{between}{b},\n{c},\n]\n");
            assert_eq!(all(text.as_bytes()).0, ["a", "b", "c"], "{between:?}");
            let text = format!("[{between}{b},\n{c},\n]\n");
            assert_eq!(all(text.as_bytes()).0, ["b", "c"], "{between:?}");
        }
        let mut text = format!("[\n{a},\n{b},\n]\n").into_bytes();
        text[a.len() + 3] ^= 0x80;
        assert_eq!(all(&text).0, ["a", "b"]);
        let commented = format!("[\n{a},\noops // {b},\n]\n");
        assert_eq!(all(commented.as_bytes()).0, ["a"], "what is commented out stays out");
    }

    #[test]
    fn records_laid_out_by_hand_are_read() {
        let pretty = print_record(&sample(2, "b, )"), Style::Pretty).unwrap();
        let a = line(&sample(1, "a"));
        let text = format!("\u{feff}// mine\r\n[ {a},\r\n  // (id: ...)\n/*\n{a},\n*/ {pretty}]");
        assert_eq!(all(text.as_bytes()), (vec!["a".into(), "b, )".into()], vec![]));
        assert_eq!(all(b""), (vec![], vec![]));
        assert_eq!(all(b"[\n]\n"), (vec![], vec![]));
    }

    #[test]
    fn a_month_of_garbage_is_read_in_linear_time() {
        let last = line(&sample(7, "last"));
        for garbage in [
            "/*\n",
            "(\n",
            "\"\n",
            "(id:\"s-\n",
            "(id:\"s-0\"),\n",
            "'\n",
            "{[(\n",
            "x\n",
            "r#\"\n",
            "\"\\\"",
            "(id:\"s-(",
            "x(id",
        ] {
            let text = format!("[\n{}{last},\n]\n", garbage.repeat(100_000));
            let (_, problems) = all(text.as_bytes());
            assert!((1..=MANY + 1).contains(&problems.len()), "{garbage}: {}", problems.len());
        }
    }

    #[test]
    fn places_are_those_of_the_file() {
        let text = format!("[\n{},\n(id:\"s-0000000002\",title:7),\n]\n", line(&sample(1, "a")));
        let (_, problems) = all(text.as_bytes());
        assert_eq!((problems[0].line, problems[0].column), (Some(3), Some(26)));
        assert_eq!(problems[0].id.unwrap().to_string(), "s-0000000002");
    }

    #[test]
    fn the_newest_come_first_whatever_their_ids() {
        let mut text = String::from("[\n");
        for day in 1..=20 {
            let at = format!("2026-11-{day:02}T08:00:00Z");
            text += &format!("{},\n", line(&signal_at(100 - day, &format!("day {day}"), &at)));
        }
        let title = |loaded: Loaded| match loaded {
            Loaded::Signal { signal, .. } => signal.title.clone(),
            other => panic!("{other:?}"),
        };
        let mut titles: Vec<_> = newest("m.ron", text.as_bytes(), 2).into_iter().map(title).collect();
        titles.sort_unstable();
        assert_eq!(titles, ["day 19", "day 20"]);
        assert!(newest("m.ron", text.as_bytes(), 20).is_empty());
    }
}
