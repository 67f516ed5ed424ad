//! Changes records in a month file and leaves every other byte as it is.

use super::chunks::{Chunks, line_end};
use super::id_in;
use crate::domain::id::SignalId;
use crate::store::text::is_blank;
use std::collections::BTreeSet;
use std::ops::Range;

/// What becomes of one record; decided once its present text is known.
pub enum Update {
    /// Nothing is to be written.
    Leave,
    /// The text to write instead of the present one.
    Replace(String),
    Remove,
}

/// Says what becomes of a record, given its present text and whether its id came before in the file.
pub type Decide<'a> = dyn FnMut(SignalId, Option<&[u8]>, bool) -> Update + 'a;

/// One chunk with the lines around it that belong to it.
struct Region {
    id: Option<SignalId>,
    all: Range<usize>,
    value: Range<usize>,
    /// It is one whole value with no comma behind it.
    lacks_comma: bool,
}

/// Returns the file with `ids` updated, or nothing when no byte changes. `decide` is asked once per present
/// record (again for a duplicate, with `true`) and, with no text, once per id that is not there.
pub fn update(bytes: &[u8], ids: &BTreeSet<SignalId>, decide: &mut Decide<'_>) -> Option<Vec<u8>> {
    update_but(bytes, ids, &|_, _| false, decide)
}

/// Does the same, and leaves records alone that `is_other` says have the id of another one by mistake.
pub fn update_but(
    bytes: &[u8],
    ids: &BTreeSet<SignalId>,
    is_other: &dyn Fn(SignalId, &[u8]) -> bool,
    decide: &mut Decide<'_>,
) -> Option<Vec<u8>> {
    let bytes = if is_blank(bytes) { b"[\n]\n" } else { bytes };
    let (mut regions, head, is_open, is_closed) = split(bytes);
    leave_out(bytes, &mut regions, ids, is_other);
    let mut out = Writer { out: Vec::with_capacity(bytes.len() + 512), changed: false };
    out.out.extend_from_slice(if is_open { &bytes[..head] } else { b"[\n" });
    let mut missing = missing_ids(&regions, ids).into_iter().peekable();
    let mut seen = BTreeSet::new();
    for region in &regions {
        while let Some(id) = missing.next_if(|id| region.id.is_some_and(|next| *id < next)) {
            out.insert(decide(id, None, false));
        }
        let update = match region.id.filter(|id| ids.contains(id)) {
            None => Update::Leave,
            Some(id) => {
                let is_again = !seen.insert(id);
                decide(id, Some(&bytes[region.value.clone()]), is_again)
            }
        };
        out.region(bytes, region, update);
    }
    for id in missing {
        out.insert(decide(id, None, false));
    }
    out.end_line();
    out.out.extend_from_slice(&bytes[regions.last().map_or(head, |region| region.all.end)..]);
    if !is_closed {
        out.end_line();
        out.out.extend_from_slice(b"]\n");
    }
    out.changed.then_some(out.out)
}

/// Takes the id from regions of which another one has it by right.
fn leave_out(
    bytes: &[u8],
    regions: &mut [Region],
    ids: &BTreeSet<SignalId>,
    is_other: &dyn Fn(SignalId, &[u8]) -> bool,
) {
    let (mut seen, mut twice) = (BTreeSet::new(), BTreeSet::new());
    for id in regions.iter().filter_map(|region| region.id).filter(|id| ids.contains(id)) {
        if !seen.insert(id) {
            twice.insert(id);
        }
    }
    for id in twice {
        let of_id = || (0..regions.len()).filter(|place| regions[*place].id == Some(id));
        let is_wrong = |place: &usize| is_other(id, &bytes[regions[*place].value.clone()]);
        let (wrong, right): (Vec<usize>, Vec<usize>) = of_id().partition(is_wrong);
        if !right.is_empty() {
            wrong.into_iter().for_each(|place| regions[place].id = None);
        }
    }
}

fn missing_ids(regions: &[Region], ids: &BTreeSet<SignalId>) -> Vec<SignalId> {
    let present: BTreeSet<_> = regions.iter().filter_map(|region| region.id).collect();
    ids.iter().filter(|id| !present.contains(id)).copied().collect()
}

/// Splits a file into regions that follow each other without a gap; also returns where the first one starts,
/// and whether the list is opened and closed.
fn split(bytes: &[u8]) -> (Vec<Region>, usize, bool, bool) {
    let mut chunks = Chunks::new(bytes, 0);
    let mut regions: Vec<Region> = Vec::new();
    let mut start = None;
    while chunks.seek() {
        let place = *start.get_or_insert(chunks.head.min(chunks.place()));
        let line = chunks.line().filter(|line| chunks.is_whole(line));
        let value = line.unwrap_or_else(|| chunks.any());
        let (end, has_comma) = region_end(bytes, value.end);
        let lacks_comma = !has_comma && chunks.is_whole(&value);
        regions.push(Region {
            id: id_in(&bytes[value.clone()]),
            all: place..end,
            lacks_comma,
            value: value.clone(),
        });
        start = Some(end);
        chunks.take(&value);
    }
    let head = regions.first().map_or(chunks.head, |region| region.all.start);
    (regions, head, chunks.is_open, chunks.is_closed)
}

/// A record takes its comma and, if nothing but a comment follows, the rest of its line.
fn region_end(bytes: &[u8], value_end: usize) -> (usize, bool) {
    let blank = |at: usize| at + bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let comma = blank(value_end);
    let has_comma = bytes.get(comma) == Some(&b',');
    let behind = if has_comma { comma + 1 } else { value_end };
    let rest = &bytes[blank(behind)..line_end(bytes, behind)];
    let ends = rest.trim_ascii().is_empty() || rest.starts_with(b"//");
    (if ends { line_end(bytes, behind) } else { behind }, has_comma)
}

struct Writer {
    out: Vec<u8>,
    changed: bool,
}

impl Writer {
    fn end_line(&mut self) {
        if self.changed && self.out.last().is_some_and(|byte| *byte != b'\n') {
            self.out.push(b'\n');
        }
    }

    fn insert(&mut self, update: Update) {
        let Update::Replace(text) = update else { return };
        self.changed = true;
        self.end_line();
        self.out.extend_from_slice(text.as_bytes());
        self.out.extend_from_slice(b",\n");
    }

    fn region(&mut self, bytes: &[u8], region: &Region, update: Update) {
        let before = &bytes[region.all.start..region.value.start];
        let behind = &bytes[region.value.end..region.all.end];
        self.out.extend_from_slice(before);
        match update {
            Update::Leave => self.out.extend_from_slice(&bytes[region.value.clone()]),
            Update::Replace(text) => {
                self.changed = true;
                self.out.extend_from_slice(text.as_bytes());
            }
            Update::Remove => {
                self.changed = true;
                let behind = behind.trim_ascii_start();
                let behind = behind.strip_prefix(b",").unwrap_or(behind);
                if !behind.trim_ascii().is_empty() {
                    self.out.extend_from_slice(behind.trim_ascii_start());
                }
                return;
            }
        }
        if region.lacks_comma {
            self.out.push(b',');
        }
        self.out.extend_from_slice(behind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn run(text: &str, changes: &[(u64, Option<&str>)]) -> Option<String> {
        let id = |bits: u64| SignalId::from_bits(bits);
        let wanted: BTreeMap<_, _> = changes.iter().map(|(bits, text)| (id(*bits), *text)).collect();
        let ids = wanted.keys().copied().collect();
        let mut decide = |id: SignalId, present: Option<&[u8]>, _: bool| match (wanted[&id], present) {
            (Some(text), Some(present)) if present == line(id, text).as_bytes() => Update::Leave,
            (Some(text), _) => Update::Replace(line(id, text)),
            (None, Some(_)) => Update::Remove,
            (None, None) => Update::Leave,
        };
        update(text.as_bytes(), &ids, &mut decide).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    fn line(id: SignalId, text: &str) -> String {
        format!("(id:\"{id}\",t:{text})")
    }

    fn of(lines: &[(u64, &str)]) -> String {
        let lines = lines.iter().map(|(bits, text)| line(SignalId::from_bits(*bits), text) + ",\n");
        format!("[\n{}]\n", lines.collect::<String>())
    }

    #[test]
    fn lines_are_inserted_replaced_and_removed_in_order() {
        assert_eq!(run("", &[(2, Some("b")), (1, Some("a"))]).unwrap(), of(&[(1, "a"), (2, "b")]));
        assert_eq!(run("\0\0", &[(1, Some("a"))]).unwrap(), of(&[(1, "a")]));
        let text = of(&[(1, "a"), (3, "c")]);
        assert_eq!(run(&text, &[(2, Some("b"))]).unwrap(), of(&[(1, "a"), (2, "b"), (3, "c")]));
        assert_eq!(run(&text, &[(4, Some("d"))]).unwrap(), of(&[(1, "a"), (3, "c"), (4, "d")]));
        assert_eq!(run(&text, &[(3, Some("x"))]).unwrap(), of(&[(1, "a"), (3, "x")]));
        assert_eq!(run(&text, &[(3, None), (0, Some("z"))]).unwrap(), of(&[(0, "z"), (1, "a")]));
        assert_eq!(run(&text, &[(1, None), (3, None)]).unwrap(), "[\n]\n");
        assert_eq!(run(&text, &[(1, Some("a")), (9, None)]), None);
    }

    #[test]
    fn what_is_not_touched_stays_byte_for_byte() {
        let (one, two) = (line(SignalId::from_bits(1), "a"), line(SignalId::from_bits(2), "b"));
        let text =
            format!("// head\n[\n// about one\n{one}, // one\n\n  // about two\n  {two}\n// end\n]\n// tail");
        let broken = format!("[\n{one},\n(id:\"s-0000000002\",t:\"b),\n<<<<<<< x\n]\n");
        assert_eq!(
            run(&text, &[(3, Some("c"))]).unwrap(),
            text.replace(&two, &format!("{two},")).replace("// end", "(id:\"s-0000000003\",t:c),\n// end")
        );
        assert_eq!(
            run(&text, &[(1, Some("x"))]).unwrap().replace("t:x", "t:a"),
            text.replace(&two, &format!("{two},"))
        );
        assert_eq!(
            run(&text, &[(1, None)]).unwrap(),
            text.replace(&format!("{one}, // one"), "// one").replace(&two, &format!("{two},"))
        );
        let after = run(&broken, &[(1, Some("x"))]).unwrap();
        assert_eq!(after, broken.replace("t:a", "t:x"));
    }

    #[test]
    fn a_file_without_brackets_gets_them() {
        assert_eq!(run("(id:\"s-0000000001\",t:a)", &[(2, Some("b"))]).unwrap(), of(&[(1, "a"), (2, "b")]));
        let all_on_one = "[(id:\"s-0000000001\",t:a),(id:\"s-0000000003\",t:c)]";
        let after = run(all_on_one, &[(2, Some("b"))]).unwrap();
        assert_eq!(
            after,
            "[(id:\"s-0000000001\",t:a),\n(id:\"s-0000000002\",t:b),\n(id:\"s-0000000003\",t:c),\n]"
        );
    }
}
