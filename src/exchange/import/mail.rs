//! One mail to one draft, for mbox and .eml alike.
//!
//! The parser's result is dropped recursively, so that a mail nested a hundred thousand times would end the
//! whole program (it cannot be caught). Mails are read on a thread with a stack that holds more levels than a
//! mail may have bytes for; those that are nested, split or headed beyond all use are left out.

use super::draft::{Draft, Kind, Parsed, Source};
use super::refused::Refused;
use super::table::{hashed, set_text};
use super::text::{CELL, cut, one_line};
use jiff::Timestamp;
use mail_parser::{HeaderValue, Message, MessageParser, PartType};

/// The largest mail that is read, in bytes.
const LARGEST: usize = 10 * 1024 * 1024;

/// How deep parts may lie in parts, how many there may be, and how many headers they may have together.
const DEPTH: usize = 20;
const PARTS: usize = 1_000;
const HEADERS: usize = 2_000;

/// Stack of the parsing thread, in bytes.
const STACK: usize = 64 * 1024 * 1024;

/// A mail as it stands in a file.
pub struct Raw<'a> {
    pub line: usize,
    pub bytes: std::borrow::Cow<'a, [u8]>,
}

/// Reads mails into drafts; what cannot be read is listed as skipped.
pub fn read(source: &Source<'_>, into: &mut Parsed, mails: &[Raw<'_>]) -> Result<(), Refused> {
    if source.options.kind != Kind::Signals {
        let kind = source.options.kind.name();
        return Err(Refused::WrongKind { name: source.name.into(), format: into.format, kind });
    }
    let failed = || Refused::Parser { name: source.name.into() };
    let drafts = std::thread::scope(|scope| {
        let work = || mails.iter().map(|mail| (mail.line, draft(mail))).collect::<Vec<_>>();
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        thread.map_err(|_| failed())?.join().map_err(|_| failed())
    })?;
    for (line, draft) in drafts {
        match draft {
            Ok(draft) => into.drafts.push(draft),
            Err(why) => into.skipped.push(source.skipped(line, why)),
        }
    }
    Ok(())
}

fn draft(mail: &Raw<'_>) -> Result<Draft, &'static str> {
    if LARGEST < mail.bytes.len() {
        return Err("the mail is larger than 10 MiB.");
    }
    let message = MessageParser::default().parse(mail.bytes.as_ref()).ok_or("this is no mail.")?;
    within_bounds(&message)?;
    from_message(mail.line, &message).ok_or("the mail has neither a subject nor a text.")
}

/// Counts depth, parts and headers over the whole tree, without recursion.
fn within_bounds(mail: &Message<'_>) -> Result<(), &'static str> {
    let (mut parts, mut headers) = (0, 0);
    let mut waiting = vec![(mail, 0, 1)];
    while let Some((message, place, depth)) = waiting.pop() {
        let Some(part) = message.parts.get(place) else { continue };
        parts += 1;
        headers += part.headers.len();
        if DEPTH < depth {
            return Err("the mail is nested deeper than 20 levels.");
        }
        if PARTS < parts {
            return Err("the mail has more than 1000 parts.");
        }
        if HEADERS < headers {
            return Err("the mail has more than 2000 headers.");
        }
        match &part.body {
            PartType::Message(inner) => waiting.push((inner, 0, depth + 1)),
            PartType::Multipart(below) => {
                waiting.extend(below.iter().map(|place| (message, *place as usize, depth + 1)));
            }
            _ => {}
        }
    }
    Ok(())
}

fn from_message(line: usize, message: &Message<'_>) -> Option<Draft> {
    let texts = (0..message.text_body_count()).filter_map(|part| message.body_text(part));
    let body = cut(texts.map(|text| text.trim().to_string()).collect::<Vec<_>>().join("\n\n").trim(), CELL);
    let subject = message.subject().map(str::trim).filter(|subject| !subject.is_empty());
    let title = subject.or_else(|| body.lines().find(|line| !line.trim().is_empty()))?;
    let mut draft = Draft { line, at: sent(message), ..Draft::default() };
    set_text(&mut draft, title, &body);
    let sender = message.from().and_then(|from| from.first());
    let name = sender.and_then(|sender| sender.name()).map(|name| one_line(name).0).unwrap_or_default();
    let address = sender.and_then(|sender| sender.address()).map(|mail| one_line(mail).0).unwrap_or_default();
    // A bare name is read as an address without an `@`.
    draft.email = Some(address.to_lowercase()).filter(|mail| mail.contains('@'));
    draft.said_by = match (name.as_str(), address.as_str()) {
        ("", address) => address.to_string(),
        (name, "") => name.to_string(),
        (name, address) => format!("{name} <{address}>"),
    };
    draft.keep("labels", &labels(message));
    draft.key = Some(key(&draft, message));
    Some(draft)
}

fn sent(message: &Message<'_>) -> Option<Timestamp> {
    let date = message.date().filter(|date| date.is_valid() && (1970..=2200).contains(&date.year))?;
    Timestamp::from_second(date.to_timestamp()).ok()
}

/// Gmail's labels, decoded.
fn labels(message: &Message<'_>) -> String {
    match message.header("X-Gmail-Labels") {
        Some(HeaderValue::Text(text)) => text.to_string(),
        Some(HeaderValue::TextList(texts)) => texts.join(", "),
        _ => String::new(),
    }
}

/// The message id; mails without one are told apart by date, sender, subject and the beginning of the text.
fn key(draft: &Draft, message: &Message<'_>) -> String {
    if let Some(id) = message.message_id().map(str::trim).filter(|id| !id.is_empty()) {
        return format!("mail:{}", cut(id, 1000));
    }
    let date = draft.at.map(|at| at.to_string()).unwrap_or_default();
    let head: String = draft.body.chars().take(500).collect();
    hashed("mail", &[&date, &draft.said_by, &draft.title, &head])
}
