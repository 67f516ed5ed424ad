//! One mail in a file (.eml).

use super::Format;
use super::draft::{Parsed, Source};
use super::mail::{self, Raw};
use super::refused::Refused;
use crate::domain::channel::Channel;

pub(super) const FORMAT: Format = Format {
    name: "eml",
    extensions: &["eml"],
    help: "One mail in a file, as mail programs save it.",
    channel: Channel::Customer,
    looks_like,
    parse,
};

/// Headers one of which every mail has.
const KNOWN: [&str; 14] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "received",
    "return-path",
    "mime-version",
    "content-type",
    "delivered-to",
    "reply-to",
    "sender",
    "cc",
    "dkim-signature",
];

fn looks_like(_: &str, head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start_matches(['\r', '\n']);
    begins_with_headers(text)
}

/// Tells whether the text begins with header lines, a known one among them.
pub fn begins_with_headers(text: &str) -> bool {
    let mut has_known = false;
    for (place, line) in text.lines().enumerate() {
        let is_folded = 0 < place && line.starts_with([' ', '\t']);
        match line.split_once(':') {
            _ if line.trim().is_empty() => break,
            _ if is_folded => {}
            Some((name, _)) if is_header_name(name) => {
                has_known |= KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name.trim_end()));
            }
            // The look at the head of a long file may end within a line.
            _ => return has_known && 1 < place && text.lines().nth(place + 1).is_none(),
        }
    }
    has_known
}

/// Tells whether the text may name a header.
pub fn is_header_name(name: &str) -> bool {
    let name = name.trim_end();
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

fn parse(source: &Source<'_>) -> Result<Parsed, Refused> {
    let name = || source.name.to_string();
    if source.bytes.trim_ascii().is_empty() {
        return Err(Refused::Empty { name: name() });
    }
    if let Some(at) = source.bytes.iter().take(super::HEAD).position(|byte| *byte == 0) {
        let line = 1 + source.bytes[..at].iter().filter(|byte| **byte == b'\n').count();
        return Err(Refused::NotText { name: name(), line });
    }
    let head = &source.bytes[..source.bytes.len().min(super::HEAD)];
    if !looks_like(source.name, head) {
        return Err(Refused::NotMail { name: name() });
    }
    let bytes = source.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(source.bytes).trim_ascii_start();
    let mut parsed = Parsed::new(FORMAT.name);
    mail::read(source, &mut parsed, &[Raw { line: 1, bytes: bytes.into() }])?;
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::super::tests::options;

    #[test]
    fn html_becomes_text_and_a_missing_subject_the_first_line() {
        let html = "From: ben@x.io\nContent-Type: text/html\n\n<p>Hello <b>you</b></p><p>Bye</p>";
        let parsed = read("a.eml", html.as_bytes(), &options()).unwrap();
        let draft = &parsed.drafts[0];
        assert_eq!((draft.title.as_str(), draft.said_by.as_str()), ("Hello you", "ben@x.io"));
        assert!(draft.body.contains("Bye") && !draft.body.contains('<'), "{}", draft.body);
        assert!(draft.key.as_deref().is_some_and(|key| key.starts_with("mail:#")));
        assert_eq!(draft.at, None);
    }

    #[test]
    fn impossible_dates_are_none() {
        let mail = "Subject: x\nDate: Fri, 99 Nov 9999 99:99:99 +0000\n\n";
        assert_eq!(read("a.eml", mail.as_bytes(), &options()).unwrap().drafts[0].at, None);
    }

    #[test]
    fn what_is_no_mail_is_refused() {
        let refused = |bytes: &[u8]| read("a.eml", bytes, &options()).unwrap_err().to_string();
        assert!(refused(b"Hello there\nyou").starts_with("a.eml:1: this is no mail"));
        assert!(refused(b"Subject: a\n\0").starts_with("a.eml:2: the file holds a NUL byte"));
        assert!(refused(b"\n").starts_with("a.eml: the file is empty"));
    }

    fn read_or_why(mail: &str) -> Result<usize, String> {
        let parsed = read("a.eml", mail.as_bytes(), &options()).unwrap();
        parsed.skipped.first().map_or(Ok(parsed.drafts.len()), |skipped| Err(skipped.why.clone()))
    }

    #[test]
    fn mails_nested_by_the_thousand_are_skipped() {
        let nested = |levels| format!("Subject: x\n{}", "Content-Type: message/rfc822\n\n".repeat(levels));
        assert_eq!(read_or_why(&nested(15)), Ok(1));
        for levels in [25, 40_000, 300_000] {
            assert_eq!(
                read_or_why(&nested(levels)).unwrap_err(),
                "the mail is nested deeper than 20 levels."
            );
        }
    }

    #[test]
    fn mails_of_too_many_parts_or_headers_are_skipped() {
        let head = "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n";
        let parts = |count| format!("{head}{}--b--\n", "--b\n\nhello\n".repeat(count));
        assert_eq!(read_or_why(&parts(900)), Ok(1));
        assert_eq!(read_or_why(&parts(1_100)).unwrap_err(), "the mail has more than 1000 parts.");
        let headers = |count| format!("Subject: x\n{}\nhello\n", "X-A: b\n".repeat(count));
        assert_eq!(read_or_why(&headers(1_900)), Ok(1));
        assert_eq!(read_or_why(&headers(2_100)).unwrap_err(), "the mail has more than 2000 headers.");
        let long = format!("Subject: x\n\n{}", "word ".repeat(2_200_000));
        assert_eq!(read_or_why(&long).unwrap_err(), "the mail is larger than 10 MiB.");
    }

    #[test]
    fn mails_are_signals_only() {
        let options = super::super::Options { kind: super::super::Kind::Candidates, ..options() };
        let error = read("a.eml", b"Subject: x\n\n", &options).unwrap_err().to_string();
        assert_eq!(error, "a.eml: eml files cannot be imported as candidates. Import it as signals.");
    }
}
