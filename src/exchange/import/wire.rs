//! Drafts on their way from the reader, which is a process of its own, to the program: JSON behind its
//! length. What comes back is trusted as little as the file was, so every record is looked at again.

use super::draft::{Draft, Parsed, Skipped};
use super::refused::Refused;
use super::text::CELL;
use super::{FORMATS, Format};
use crate::domain::shown::{shortened, shown};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::{self, Read, Write};

/// The longest piece that is taken in, in bytes: a row of five hundred columns with every letter escaped.
const LONGEST: u32 = 256 << 20;
/// The longest text of a record, in bytes; cut texts carry a mark.
const TEXT: usize = CELL + 64;
/// The longest sentence, in characters.
const SENTENCE: usize = 2_000;

/// One piece of an answer.
#[derive(Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "only one lives at a time")]
enum Piece<'a> {
    Begin {
        format: Cow<'a, str>,
        mapping: Cow<'a, [(String, String)]>,
        repeats: usize,
    },
    Draft(Cow<'a, Draft>),
    Skipped(Cow<'a, Skipped>),
    /// The file is not imported, in a sentence.
    Refused(Cow<'a, str>),
    End,
}

/// Writes what became of a file.
pub fn write(out: &mut impl Write, read: &Result<Parsed, Refused>) -> io::Result<()> {
    match read {
        Ok(parsed) => {
            let Parsed { format, drafts, skipped, repeats, mapping } = parsed;
            let mapping = Cow::Borrowed(mapping.as_slice());
            put(out, &Piece::Begin { format: Cow::Borrowed(format), mapping, repeats: *repeats })?;
            drafts.iter().try_for_each(|draft| put(out, &Piece::Draft(Cow::Borrowed(draft))))?;
            skipped.iter().try_for_each(|skipped| put(out, &Piece::Skipped(Cow::Borrowed(skipped))))?;
        }
        Err(refused) => put(out, &Piece::Refused(refused.to_string().into()))?,
    }
    put(out, &Piece::End)?;
    out.flush()
}

fn put(out: &mut impl Write, piece: &Piece<'_>) -> io::Result<()> {
    let bytes = serde_json::to_vec(piece)?;
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&bytes)
}

/// Reads an answer to its end. The inner error is the reader's own sentence; the outer one an answer that
/// breaks off or makes no sense.
pub fn read(from: &mut impl Read) -> io::Result<Result<Parsed, String>> {
    let mut bytes = Vec::new();
    let mut parsed = match next(from, &mut bytes)? {
        Piece::Begin { format, mapping, repeats } => {
            let format = named(&format).ok_or_else(senseless)?.name;
            Parsed { repeats, mapping: mapping.into_owned(), ..Parsed::new(format) }
        }
        Piece::Refused(sentence) => return Ok(Err(shown(&shortened(&sentence, SENTENCE)).into_owned())),
        _ => return Err(senseless()),
    };
    loop {
        match next(from, &mut bytes)? {
            Piece::Draft(draft) if is_sound(&draft) => parsed.drafts.push(draft.into_owned()),
            Piece::Skipped(skipped) if skipped.why.chars().count() <= SENTENCE => {
                parsed.skipped.push(skipped.into_owned());
            }
            Piece::End => return Ok(Ok(parsed)),
            _ => return Err(senseless()),
        }
    }
}

fn next(from: &mut impl Read, bytes: &mut Vec<u8>) -> io::Result<Piece<'static>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if LONGEST < length {
        return Err(senseless());
    }
    bytes.clear();
    // Not reserved beforehand: a length alone must not cost memory.
    if from.take(length.into()).read_to_end(bytes)? != length as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let piece: Piece<'_> = serde_json::from_slice(bytes).map_err(|_| senseless())?;
    Ok(match piece {
        Piece::Begin { format, mapping, repeats } => {
            Piece::Begin { format: format.into_owned().into(), mapping: mapping.into_owned().into(), repeats }
        }
        Piece::Draft(draft) => Piece::Draft(Cow::Owned(draft.into_owned())),
        Piece::Skipped(skipped) => Piece::Skipped(Cow::Owned(skipped.into_owned())),
        Piece::Refused(sentence) => Piece::Refused(sentence.into_owned().into()),
        Piece::End => Piece::End,
    })
}

fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

fn senseless() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

/// Tells whether a draft keeps the bounds every importer keeps.
fn is_sound(draft: &Draft) -> bool {
    let texts = [&draft.title, &draft.body, &draft.said_by, &draft.position, &draft.url, &draft.status];
    let optional = [&draft.key, &draft.email, &draft.account];
    let extra = draft.extra.iter().flat_map(|(column, text)| [column, text]);
    let mut all = texts.into_iter().chain(optional.into_iter().flatten()).chain(extra);
    !draft.title.trim().is_empty() && all.all(|text| text.len() <= TEXT)
}

#[cfg(test)]
mod tests {
    use super::super::{read as read_file, tests::options};
    use super::*;
    use proptest::prelude::*;

    fn sent(read: &Result<Parsed, Refused>) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&mut bytes, read).unwrap();
        bytes
    }

    #[test]
    fn what_is_sent_arrives() {
        let text = "Title,Body,Votes,Tags,Colour,Date\nOne,\"a\u{1b}b\",3,\"x,y\",red,2026-01-02\n,,1,,,\nTwo,,,,,\n";
        let parsed = read_file("t.csv", text.as_bytes(), &options());
        assert!(parsed.as_ref().is_ok_and(|parsed| parsed.drafts.len() == 2));
        assert_eq!(read(&mut sent(&parsed).as_slice()).unwrap().unwrap(), parsed.unwrap());
    }

    #[test]
    fn a_refusal_arrives_as_its_sentence() {
        let refused = Err(Refused::Empty { name: "a\x1b.csv".into() });
        let told = read(&mut sent(&refused).as_slice()).unwrap();
        assert_eq!(told.unwrap_err(), "a␛.csv: the file is empty. Export it again.");
    }

    #[test]
    fn an_answer_that_breaks_off_is_an_error() {
        let bytes = sent(&read_file("t.csv", b"Title\nOne\nTwo\n", &options()));
        assert!((0..bytes.len()).all(|end| read(&mut &bytes[..end]).is_err()));
    }

    #[test]
    fn records_out_of_bounds_are_an_error() {
        for draft in [
            Draft::default(),
            Draft { title: "x".repeat(TEXT + 1), ..Draft::default() },
            Draft { title: "x".into(), key: Some("k".repeat(TEXT + 1)), ..Draft::default() },
        ] {
            let parsed = Parsed { drafts: vec![draft], ..Parsed::new("csv") };
            assert!(read(&mut sent(&Ok(parsed)).as_slice()).is_err());
        }
        assert!(read(&mut sent(&Ok(Parsed::new("exe"))).as_slice()).is_err());
        assert!(read(&mut [255_u8; 64].as_slice()).is_err());
    }

    proptest! {
        #[test]
        fn any_answer_is_taken_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&mut bytes.as_slice());
            let mut framed = (bytes.len() as u32).to_le_bytes().to_vec();
            framed.extend(&bytes);
            let _ = read(&mut framed.as_slice());
        }
    }
}
