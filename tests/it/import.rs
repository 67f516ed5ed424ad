//! Import of other projects' files: what independent readers (Python's csv, json and mailbox) find in them
//! is what we find, and a second import finds nothing new.

use jiff::{Timestamp, tz::TimeZone};
use northstar::domain::signal::Signal;
use northstar::domain::workspace::Workspace;
use northstar::exchange::import::merge::{Plan, plan};
use northstar::exchange::import::{Kind, Options, Refused, read};

fn options() -> Options {
    Options::new("2026-11-21T14:30:00Z".parse::<Timestamp>().unwrap(), TimeZone::UTC)
}

fn fixture(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/import/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

fn import(name: &str, workspace: &mut Workspace, options: &Options) -> Plan {
    let parsed = read(name, &fixture(name), options).unwrap();
    let plan = plan(vec![parsed], workspace, options);
    for edit in plan.edits.clone() {
        workspace.apply(edit).unwrap();
    }
    workspace.validate().unwrap();
    plan
}

/// Imports a file twice: `new` records in `format`, then the same again.
fn check(name: &str, format: &str, new: usize, skipped: &[&str]) -> Workspace {
    let mut workspace = Workspace::default();
    let first = import(name, &mut workspace, &options());
    assert_eq!((first.format.as_str(), first.new, first.updated, first.same), (format, new, 0, 0), "{name}");
    let places: Vec<&str> = first.skipped.iter().map(|skipped| skipped.place.as_str()).collect();
    assert_eq!(places, skipped, "{name}");
    let again = import(name, &mut workspace, &options());
    assert_eq!((again.new, again.updated, again.same, again.edits.len()), (0, 0, new, 0), "{name}");
    workspace
}

fn titled(workspace: &Workspace, title: &str) -> Signal {
    workspace.signals().find(|signal| signal.title == title).unwrap().as_ref().clone()
}

#[test]
fn jira_items() {
    let workspace = check("jira-items-clover.csv", "csv", 384, &[]);
    let signal = titled(&workspace, "Line coverage data is inconsistent");
    assert_eq!(signal.source.unwrap().key, "jira:CLOV-1086");
    assert_eq!(signal.extra["storypoint"], "2");
    assert!(signal.body.contains("always gets \"1\" as the hitcount."));
    check("jira-items-jirasoftware.csv", "csv", 352, &[]);
}

#[test]
fn jira_items_as_candidates() {
    let options = Options { kind: Kind::Candidates, ..options() };
    let mut workspace = Workspace::default();
    assert_eq!(import("jira-items-clover.csv", &mut workspace, &options).new, 384);
    assert_eq!(import("jira-items-clover.csv", &mut workspace, &options).same, 384);
    assert_eq!((workspace.candidates().len(), workspace.signals().len()), (384, 0));
}

#[test]
fn github_issues() {
    let workspace = check("github-rest-issues.json", "json", 13, &[]);
    let signal = titled(&workspace, "Test issue 13");
    assert_eq!(signal.source.as_ref().unwrap().key, "gh:octokit-fixture-org/paginate-issues#13");
    assert_eq!(
        (signal.said_by.as_str(), signal.at.to_string().as_str()),
        ("octokit-fixture-user-a", "2017-10-10T16:00:00Z")
    );
    assert_eq!((signal.votes, signal.extra["comments"].as_str()), (0, "42"));
}

#[test]
fn mailboxes() {
    check("test-0-message.mbox", "mbox", 0, &[]);
    check("test-1-message.mbox", "mbox", 1, &[]);
    check("test-2-message.mbox", "mbox", 2, &[]);
    check("test-3-message.mbox", "mbox", 3, &[]);
    let workspace = check("test-4-message.mbox", "mbox", 4, &[]);
    let signal = titled(&workspace, "mail 3");
    assert_eq!(
        (signal.said_by.as_str(), signal.body.as_str()),
        ("abc <abc@gmail.com>", "The mail content of mail 3.....")
    );
    assert_eq!(signal.at.to_string(), "2011-12-25T13:33:37Z");
    check("test-attached.mbox", "mbox", 1, &["test-attached.mbox:1"]);
}

#[test]
fn what_is_no_mailbox_is_refused() {
    let error = read("test-not-an.mbox", &fixture("test-not-an.mbox"), &options()).unwrap_err();
    assert_eq!(error, Refused::NotMbox { name: "test-not-an.mbox".into() });
}

#[test]
fn single_mails() {
    for (name, title, at) in [
        ("000.eml", "A multipart example", "1994-10-07T23:15:05Z"),
        ("001.eml", "whatever", "2026-11-21T14:30:00Z"),
        ("002.eml", "[Fwd: Map of Argentina with Description]", "2026-11-21T14:30:00Z"),
        ("003.eml", "Formatted text mail", "1993-03-22T17:41:09Z"),
        ("004.eml", "Internet Digest, volume 42", "1994-03-22T13:34:51Z"),
        ("005.eml", "Sample message", "1993-03-22T07:56:48Z"),
        ("006.eml", "Multipart Email Example", "2026-11-21T14:30:00Z"),
        ("007.eml", "RFC 8621 Section 4.1.4 test", "2026-11-21T14:30:00Z"),
        ("008.eml", "This is a message with a base64 encoded attached email", "2026-11-21T14:30:00Z"),
        ("009.eml", "whatever", "2009-10-09T22:30:04Z"),
    ] {
        let workspace = check(name, "eml", 1, &[]);
        assert_eq!(titled(&workspace, title).at.to_string(), at, "{name}");
    }
}

#[test]
fn a_file_cut_anywhere_is_read_or_refused() {
    let bytes = fixture("github-rest-issues.json");
    for end in (1..bytes.len()).step_by(997) {
        let refused = read("cut.json", &bytes[..end], &options()).unwrap_err();
        assert!(matches!(refused, Refused::NotJson { .. }), "{refused}");
    }
    for name in ["jira-items-jirasoftware.csv", "test-4-message.mbox", "000.eml"] {
        let bytes = fixture(name);
        for end in (0..bytes.len()).step_by(bytes.len() / 40) {
            if let Ok(parsed) = read(name, &bytes[..end], &options()) {
                assert!(parsed.drafts.len() <= 352);
            }
        }
    }
}
