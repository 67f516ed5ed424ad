//! JSON: any list of objects, one list after another, or one object a line; GitHub's issues from `gh` and
//! from its REST interface know their fields by themselves, everything else goes through the mapping.

use super::Format;
use super::draft::{Draft, Kind, Parsed, Source};
use super::refused::Refused;
use super::table::{self, Row, set_text};
use super::text::{decode, line_at, one_line};
use crate::domain::channel::Channel;
use crate::domain::shown::shown;
use crate::domain::tag::Tag;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;

pub(super) const FORMAT: Format = Format {
    name: "json",
    extensions: &["json", "ndjson", "jsonl"],
    help: "Lists of objects and one object a line: gh issue list --json, GitHub REST, Jira, Zendesk, Canny.",
    channel: Channel::Customer,
    looks_like,
    parse,
};

/// Objects within objects are opened this deep to find columns.
const DEPTH: usize = 3;

/// Columns one object may have.
const COLUMNS: usize = 500;

type Object = Map<String, Value>;

fn looks_like(_: &str, head: &[u8]) -> bool {
    let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head);
    let mut bytes = head.iter().copied().filter(|byte| !byte.is_ascii_whitespace());
    match (bytes.next(), bytes.next()) {
        (Some(b'['), Some(second)) => matches!(second, b'{' | b']' | b'['),
        (Some(b'{'), Some(second)) => matches!(second, b'"' | b'}'),
        _ => false,
    }
}

fn parse(source: &Source<'_>) -> Result<Parsed, Refused> {
    let text = decode(source.name, source.bytes)?;
    if text.trim().is_empty() {
        return Err(Refused::Empty { name: source.name.into() });
    }
    let mut parsed = Parsed::new(FORMAT.name);
    let items = if is_lines(&text) { lines(source, &text, &mut parsed) } else { items(source, &text)? };
    let mut rows = Vec::new();
    for (line, item) in items {
        match serde_json::from_str(item) {
            Ok(Value::Object(object)) => take(source, &mut parsed, &mut rows, line, object),
            Ok(_) => parsed.skipped.push(source.skipped(line, "the item is no object.")),
            Err(error) => parsed.skipped.push(source.skipped(line, unreadable(&error))),
        }
    }
    if !rows.is_empty() {
        let columns = columns(&rows);
        let line = rows.first().map_or(1, |row| row.line);
        table::drafts(source, &mut parsed, &columns, line, rows)?;
    }
    Ok(parsed)
}

fn unreadable(error: &serde_json::Error) -> String {
    format!("the item cannot be read: {}.", shown(&error.to_string()))
}

/// Tells whether the file has one object a line: the first line is one, and there are more.
fn is_lines(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_object = |line: &str| line.starts_with('{') && line.ends_with('}');
    lines.next().is_some_and(is_object) && lines.next().is_some_and(|line| line.starts_with('{'))
}

/// One object a line: a bad line costs only itself.
fn lines<'a>(source: &Source<'_>, text: &'a str, parsed: &mut Parsed) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    for (place, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<&RawValue>(line) {
            Ok(_) => found.push((place + 1, line)),
            Err(error) => parsed.skipped.push(source.skipped(place + 1, unreadable(&error))),
        }
    }
    found
}

/// The items of all lists in the text, with their lines. A text that is cut off is refused as a whole.
fn items<'a>(source: &Source<'_>, text: &'a str) -> Result<Vec<(usize, &'a str)>, Refused> {
    let refuse = |error: serde_json::Error| Refused::NotJson {
        name: source.name.into(),
        line: error.line(),
        column: error.column(),
        why: reason(&error),
    };
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        let value = value.map_err(refuse)?.get();
        let list = list_in(value).ok_or_else(|| Refused::NotAList { name: source.name.into() })?;
        found.extend(list);
    }
    let (mut counted, mut line) = (0, 1);
    let numbered = found.into_iter().map(|item: &str| {
        let at = item.as_ptr() as usize - text.as_ptr() as usize;
        line += line_at(&text[counted..], at - counted) - 1;
        counted = at;
        (line, item)
    });
    Ok(numbered.collect())
}

/// The parser's reason without its line and column, which the message tells itself.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split_once(" at line ").map_or(text.clone(), |(reason, _)| reason.to_string())
}

/// A list itself; the list in `{"issues": [...]}`; or a single object as a list of one.
fn list_in(value: &str) -> Option<Vec<&str>> {
    if let Ok(list) = serde_json::from_str::<Vec<&RawValue>>(value) {
        return Some(raws(list));
    }
    let object: BTreeMap<String, &RawValue> = serde_json::from_str(value).ok()?;
    let is_list =
        |raw: &&&RawValue| raw.get().starts_with('[') && raw.get()[1..].trim_start().starts_with('{');
    let known = ["issues", "items", "data", "tickets", "results", "posts", "nodes", "values"];
    let named = known.iter().find_map(|name| object.get(*name)).filter(|raw| raw.get().starts_with('['));
    let is_record =
        ["title", "subject", "summary", "name", "key"].iter().any(|name| object.contains_key(*name));
    match named.or_else(|| object.values().find(is_list).filter(|_| !is_record)) {
        Some(list) => serde_json::from_str::<Vec<&RawValue>>(list.get()).ok().map(raws),
        None => Some(vec![value]),
    }
}

fn raws(list: Vec<&RawValue>) -> Vec<&str> {
    list.into_iter().map(RawValue::get).collect()
}

/// Makes one object a draft, a row for the mapping, or a skipped item.
fn take(source: &Source<'_>, parsed: &mut Parsed, rows: &mut Vec<Row<'static>>, line: usize, object: Object) {
    let by_github = source.options.map.is_empty() && source.options.kind != Kind::Stakeholders;
    if is_pull_request(&object) {
        parsed.skipped.push(source.skipped(line, "a pull request, not an issue."));
    } else if let Some(key) = issue_key(&place(&object)).filter(|_| by_github && object.contains_key("title"))
    {
        match issue(source, line, key, &object) {
            Some(draft) => parsed.drafts.push(draft),
            None => parsed.skipped.push(source.skipped(line, "the issue has no title.")),
        }
    } else {
        let mut cells = Vec::new();
        flatten("", &Value::Object(object), 0, &mut cells);
        rows.push(Row { line, cells });
    }
}

fn is_pull_request(object: &Object) -> bool {
    object.get("pull_request").is_some_and(Value::is_object) || place(object).contains("/pull/")
}

/// The address of an issue's page, or of its repository with the number behind it.
fn place(object: &Object) -> String {
    let text = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default();
    let page = ["html_url", "url"]
        .map(text)
        .into_iter()
        .find(|url| ["/issues/", "/pull/"].iter().any(|part| url.contains(part)));
    let number = object.get("number").and_then(Value::as_u64);
    match (page, text("repository_url"), number) {
        (Some(page), _, _) => page.to_string(),
        (None, repository, Some(number)) if !repository.is_empty() => format!("{repository}/issues/{number}"),
        _ => String::new(),
    }
}

/// Returns `gh:owner/repo#12` for the address of an issue; of other hosts than GitHub's, with the host.
pub fn issue_key(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let mut parts = rest.split(['/', '?', '#']).filter(|part| !["repos", "api", "v3"].contains(part));
    let host = parts.next()?.trim_start_matches("api.").to_lowercase();
    let (owner, repository, kind, number) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let host = if host == "github.com" { String::new() } else { format!("{host}/") };
    (kind == "issues" && is_number).then(|| format!("gh:{host}{owner}/{repository}#{number}").to_lowercase())
}

fn issue(source: &Source<'_>, line: usize, key: String, object: &Object) -> Option<Draft> {
    let text = |name: &str| object.get(name).map(said).unwrap_or_default();
    let either = |one: &str, other: &str| if object.contains_key(one) { text(one) } else { text(other) };
    let mut draft = Draft { line, key: Some(key), ..Draft::default() };
    set_text(&mut draft, &text("title"), &text("body"));
    draft.said_by = one_line(&either("user", "author")).0;
    draft.status = one_line(&text("state")).0.to_lowercase();
    draft.url = either("html_url", "url");
    let options = source.options;
    let created = either("created_at", "createdAt");
    draft.at = super::dates::parse(&created, options.now, &options.zone);
    draft.keep("created", if draft.at.is_none() { &created } else { "" });
    draft.tags = object
        .get("labels")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(said)
        .filter_map(|label| Tag::new(&label))
        .collect();
    draft.votes = votes(object);
    for (column, name) in [
        ("assignees", "assignees"),
        ("milestone", "milestone"),
        ("state reason", "state_reason"),
        ("state reason", "stateReason"),
        ("type", "type"),
        ("type", "issueType"),
    ] {
        draft.keep(column, &text(name));
    }
    let comments = object.get("comments").and_then(size).filter(|count| 0 < *count);
    draft.keep("comments", &comments.map(|count| count.to_string()).unwrap_or_default());
    Some(draft).filter(|draft| !draft.title.is_empty())
}

/// Reactions are the votes; where the source tells none of them, comments are.
fn votes(object: &Object) -> Option<u32> {
    let groups = object.get("reactionGroups").and_then(Value::as_array);
    let in_groups = groups.map(|groups| {
        groups.iter().filter_map(|group| group.pointer("/users/totalCount")).filter_map(size).sum::<u32>()
    });
    let total = object.get("reactions").and_then(|reactions| reactions.get("total_count")).and_then(size);
    in_groups.or(total).or_else(|| object.get("comments").and_then(size))
}

/// A number, or how long a list is.
fn size(value: &Value) -> Option<u32> {
    let count = value.as_array().map(|list| list.len() as u64).or_else(|| value.as_u64())?;
    u32::try_from(count).ok()
}

/// A value in words: an object by its name, a list by its members.
fn said(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(answer) => answer.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(list) => {
            list.iter().map(said).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
        }
        Value::Object(object) => name_in(object).map(said).unwrap_or_else(|| value.to_string()),
    }
}

fn name_in(object: &Object) -> Option<&Value> {
    const NAMES: [&str; 8] = ["login", "displayName", "name", "title", "value", "label", "text", "email"];
    NAMES.iter().find_map(|name| object.get(*name).filter(|value| value.is_string()))
}

/// Opens an object into columns such as `requester.email`; Jira's `fields` counts as the record itself.
fn flatten(path: &str, value: &Value, depth: usize, cells: &mut Vec<(Cow<'static, str>, String)>) {
    let Value::Object(object) = value else { return };
    for (name, value) in object {
        let path = match (path, name.as_str()) {
            ("", "fields") if value.is_object() => String::new(),
            ("", name) => name.to_string(),
            (path, name) => format!("{path}.{name}"),
        };
        let is_opened = value.is_object() && depth < DEPTH;
        let is_named = value.as_object().is_some_and(|object| name_in(object).is_some());
        if COLUMNS < cells.len() {
            return;
        }
        if !path.is_empty() && (!is_opened || is_named) {
            cells.push((Cow::Owned(path.clone()), said(value)));
        }
        if is_opened {
            flatten(&path, value, depth + 1, cells);
        }
    }
}

/// All columns, in the order in which they first come up.
fn columns(rows: &[Row<'_>]) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    let names = rows.iter().flat_map(|row| row.cells.iter().map(|(column, _)| column.to_string()));
    names.filter(|column| seen.insert(column.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::super::read;
    use super::super::tests::options;
    use super::*;

    fn parsed(text: &str) -> Parsed {
        read("f.json", text.as_bytes(), &options()).unwrap()
    }

    fn refused(text: &str) -> String {
        read("f.json", text.as_bytes(), &options()).unwrap_err().to_string()
    }

    fn titles(parsed: &Parsed) -> Vec<&str> {
        parsed.drafts.iter().map(|draft| draft.title.as_str()).collect()
    }

    const GH: &str = r#"[{"author":{"id":"U_1","is_bot":false,"login":"ben","name":"Ben Roth"},"body":"It loops",
        "comments":[{},{}],"createdAt":"2024-03-12T09:41:00Z","labels":[{"name":"good first issue","color":"f00"}],
        "number":12,"reactionGroups":[{"content":"THUMBS_UP","users":{"totalCount":5}}],"state":"OPEN",
        "title":"SSO","url":"https://github.com/Octo/App/issues/12"}]"#;

    const REST: &str = r#"[{"url":"https://api.github.com/repos/octo/app/issues/12","number":12,"state":"open",
        "repository_url":"https://api.github.com/repos/octo/app","title":"SSO","user":{"login":"ben"},"comments":2,
        "html_url":"https://github.com/octo/app/issues/12","body":"It loops","reactions":{"total_count":5,"+1":5},
        "labels":[{"name":"good first issue"}],"created_at":"2024-03-12T09:41:00Z"},
        {"number":13,"title":"Fix","html_url":"https://github.com/octo/app/pull/13","pull_request":{"url":""}}]"#;

    #[test]
    fn gh_and_rest_tell_the_same_issue() {
        let (gh, rest) = (parsed(GH), parsed(REST));
        let draft = &gh.drafts[0];
        assert_eq!((draft.key.as_deref(), draft.votes), (Some("gh:octo/app#12"), Some(5)));
        assert_eq!((draft.said_by.as_str(), draft.status.as_str()), ("ben", "open"));
        assert_eq!(draft.tags[0].as_str(), "good-first-issue");
        assert_eq!((&rest.drafts[0].key, &rest.drafts[0].at), (&draft.key, &draft.at));
        assert_eq!((&rest.drafts[0].extra, &rest.drafts[0].tags), (&draft.extra, &draft.tags));
    }

    #[test]
    fn pull_requests_are_no_issues() {
        let rest = parsed(REST);
        assert_eq!(rest.drafts.len(), 1);
        assert_eq!(rest.skipped[0].place, "f.json:5");
        assert_eq!(rest.skipped[0].why, "a pull request, not an issue.");
    }

    #[test]
    fn other_lists_go_through_the_mapping() {
        let text = r#"{"issues": [{"key": "PAY-1", "fields": {"summary": "Login", "status": {"name": "Done"},
            "labels": ["sso", "web"], "votes": {"votes": 7}, "created": "2024-03-12T09:41:00.000+0000",
            "reporter": {"displayName": "Ben Roth"}, "customfield_1": null, "parent": {"key": "PAY-0"}}}]}"#;
        let parsed = parsed(text);
        let draft = &parsed.drafts[0];
        assert_eq!((draft.key.as_deref(), draft.title.as_str()), (Some("jira:PAY-1"), "Login"));
        assert_eq!((draft.status.as_str(), draft.votes, draft.tags.len()), ("Done", Some(7), 2));
        assert_eq!((draft.said_by.as_str(), draft.at.is_some()), ("Ben Roth", true));
        assert_eq!(draft.extra["parent.key"], "PAY-0");
        assert!(!draft.extra.contains_key("customfield_1"));
    }

    #[test]
    fn a_path_can_be_mapped() {
        let map = vec![("title".to_string(), "wish.text".to_string())];
        let parsed = read("-", br#"[{"wish": {"text": "A"}}]"#, &Options { map, ..options() }).unwrap();
        assert_eq!(titles(&parsed), ["A"]);
    }

    #[test]
    fn one_object_a_line_and_pages_of_lists() {
        let lines = parsed("{\"title\": \"A\"}\n{\"title\": }\n\n{\"title\": \"B\"}\n{\"title\": \"C");
        assert_eq!(titles(&lines), ["A", "B"]);
        assert_eq!(
            (lines.skipped[0].place.as_str(), lines.skipped[1].place.as_str()),
            ("f.json:2", "f.json:5")
        );
        assert_eq!(titles(&parsed("[{\"title\":\"A\"}]\n[{\"title\":\"B\"}]")), ["A", "B"]);
        assert_eq!(titles(&parsed("{\"title\":\"A\", \"tags\": [{\"name\": \"x\"}]}")), ["A"]);
        assert_eq!(titles(&parsed("[]")), [""; 0]);
    }

    #[test]
    fn items_that_are_none_are_skipped_with_their_line() {
        let parsed = parsed("[\n{\"title\":\"A\"},\n{\"title\":null},\n7,\n{\"other\":1}]");
        assert_eq!(titles(&parsed), ["A"]);
        let places: Vec<&str> = parsed.skipped.iter().map(|row| row.place.as_str()).collect();
        assert_eq!(places, ["f.json:3", "f.json:4", "f.json:5"]);
    }

    #[test]
    fn text_that_is_cut_off_is_refused_with_line_and_column() {
        let error = refused("[{\"title\": \"A\"},\n {\"ti");
        assert_eq!(
            error,
            "f.json:2: this is no valid JSON (EOF while parsing a string at column 5). Export it again."
        );
        assert!(refused("<html>").starts_with("f.json:1: this is no valid JSON"));
        assert!(refused("3").starts_with("f.json:1: the JSON holds no list"));
    }

    #[test]
    fn depth_is_limited() {
        let text = format!("[{{\"title\":\"A\"}},{{\"title\":{}}}]", "[".repeat(500) + &"]".repeat(500));
        let parsed = parsed(&text);
        assert_eq!((titles(&parsed), parsed.skipped.len()), (vec!["A"], 1));
    }

    #[test]
    fn addresses_name_issues() {
        for (url, key) in [
            ("https://github.com/o/r/issues/1", Some("gh:o/r#1")),
            ("https://api.github.com/repos/o/r/issues/1", Some("gh:o/r#1")),
            ("https://ghe.corp.example/o/r/issues/1#issuecomment-2", Some("gh:ghe.corp.example/o/r#1")),
            ("https://github.com/o/r/pull/1", None),
            ("https://github.com/o", None),
            ("o/r/issues/1", None),
        ] {
            assert_eq!(issue_key(url).as_deref(), key, "{url}");
        }
    }
}
