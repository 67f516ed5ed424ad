//! A synthetic workspace of any size, the same every time: signals over 46 months with the text mix of real
//! feedback (CJK, emoji, combining marks, quotes, line ends), 200 people, 40 accounts, 80 candidates.
//! Written as plain files, past the journal, as if it had been synced from another machine.

use jiff::{SignedDuration, Timestamp, ToSpan, civil};
use northstar::domain::account::Account;
use northstar::domain::candidate::{Candidate, Horizon};
use northstar::domain::channel::Channel;
use northstar::domain::evidence::{Range, Score};
use northstar::domain::id::{AccountId, CandidateId, Id, SignalId, StakeholderId};
use northstar::domain::record::Record;
use northstar::domain::signal::{Link, Signal, Source};
use northstar::domain::stage::Stage;
use northstar::domain::stakeholder::Stakeholder;
use northstar::domain::tag::Tag;
use northstar::domain::verdict::{Route, Verdict};
use northstar::exchange::demo;
use northstar::store;
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::Serialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

const PEOPLE: usize = 200;
const ACCOUNTS: usize = 40;
const CANDIDATES: usize = 80;
const MONTHS: i64 = 46;

const WHO: [&str; 12] = [
    "Auditors",
    "Branch offices",
    "Field engineers",
    "New hires",
    "Night shift",
    "Partners",
    "Platform teams",
    "Resellers",
    "Site admins",
    "Trial users",
    "Two banks",
    "Warehouse leads",
];
const VERBS: [&str; 8] = [
    "ask to",
    "cannot",
    "gave up trying to",
    "have no way to",
    "pay others to",
    "script around how we",
    "wait hours to",
    "want to",
];
const DEEDS: [&str; 20] = [
    "approve a change",
    "archive a project",
    "back up the ledger",
    "compare two releases",
    "delegate approvals",
    "export the audit log",
    "find a lost device",
    "import a large sheet",
    "log in on Safari",
    "merge duplicates",
    "move a region",
    "print a badge",
    "restore one record",
    "rotate a key",
    "schedule a report",
    "see who changed what",
    "share one view",
    "sign with a passkey",
    "split an invoice",
    "undo a bulk edit",
];
const WHERE: [&str; 10] = [
    "after the upgrade",
    "at month end",
    "behind a proxy",
    "in the EU region",
    "in under a minute",
    "on a phone",
    "on a slow line",
    "with a screen reader",
    "with SSO on",
    "without an admin",
];
const ODD: [&str; 8] = [
    "東京のサイトで遅い",
    "\u{1f680} soon?",
    "cafe\u{301} déjà vu",
    "한국어 메뉴",
    "\"quoted\" C:\\new\\tab",
    "تصدير التقرير",
    "\u{1f469}\u{200d}\u{1f4bb} team",
    "<b>5 < 6 & 7</b>",
];
const SAID: [&str; 8] = [
    "Half a day went into it last week, twice.",
    "Their team lead keeps a spreadsheet beside the product for exactly this.",
    "It came up in the renewal call, and nobody had an answer ready.",
    "A rival shows it in the first five minutes of the demo.",
    "They would join a beta tomorrow and bring two more sites along.",
    "Only one account says so, but it is the loudest one.",
    "Legal wants to know whether retention covers the copies as well.",
    "The numbers say one seat in five runs into it every month.",
];
const TAGS: [&str; 16] = [
    "a11y",
    "api",
    "audit",
    "billing",
    "export",
    "import",
    "keys",
    "login",
    "mobile",
    "offline",
    "onboarding",
    "perf",
    "regions",
    "reports",
    "search",
    "sso",
];
const REASONS: [&str; 5] = ["duplicate", "no evidence", "not our market", "out of scope", "solved already"];

/// What kind of workspace to make.
#[derive(Clone, Copy)]
pub struct Shape {
    pub signals: usize,
    /// How many of the newest wait for a verdict.
    pub inbox: usize,
}

/// The moment just after the newest signal.
pub fn end() -> Timestamp {
    civil::date(2026, 11, 21).at(9, 0, 0, 0).in_tz("UTC").unwrap().timestamp()
}

/// Writes a workspace into a folder that has none. Returns the bytes of its signals.
pub fn generate(dir: &Path, shape: Shape) -> Result<usize, Box<dyn Error>> {
    store::create(dir, "bench", 7)?;
    for record in demo::records(civil::date(2026, 11, 21))? {
        if let Record::Strategy(strategy) = record {
            std::fs::write(dir.join("strategy.ron"), pretty(&*strategy)?)?;
        }
    }
    for number in 0..ACCOUNTS {
        let account = Account::new(nth::<'a'>(number), format!("{} {number}", pick(&WHO, number, 1)));
        std::fs::write(dir.join(format!("accounts/{}.ron", account.id)), pretty(&account)?)?;
    }
    for number in 0..PEOPLE {
        let person = person(number);
        std::fs::write(dir.join(format!("stakeholders/{}.ron", person.id)), pretty(&person)?)?;
    }
    for number in 0..CANDIDATES {
        let candidate = candidate(number);
        std::fs::write(dir.join(format!("candidates/{}.ron", candidate.id)), pretty(&candidate)?)?;
    }
    let mut months: BTreeMap<String, BTreeMap<SignalId, String>> = BTreeMap::new();
    for number in 0..shape.signals {
        let signal = signal(number, shape);
        let month = signal.at.strftime("%Y-%m").to_string();
        months.entry(month).or_default().insert(signal.id, options().to_string(&signal)?);
    }
    let mut bytes = 0;
    for (month, lines) in months {
        let lines: Vec<String> = lines.into_values().map(|line| format!("{line},\n")).collect();
        let text = format!("[\n{}]\n", lines.concat());
        bytes += text.len();
        std::fs::write(dir.join(format!("signals/{month}.ron")), text)?;
    }
    Ok(bytes)
}

/// Candidates with scores, efforts, dependencies and so many links from kept signals; the strategy of the demo.
pub fn board(candidates: usize, links: usize) -> Vec<Record> {
    let demo = demo::records(civil::date(2026, 11, 21)).unwrap_or_default();
    let mut records: Vec<Record> =
        demo.into_iter().filter(|record| matches!(record, Record::Strategy(_))).collect();
    for number in 0..candidates {
        let mut one = candidate(number);
        let lo = (1 + chance(number, 40) % 6) as f64;
        one.effort_weeks = Some(Range { lo, hi: lo + 2.0 });
        records.push(one.into());
    }
    records.extend((0..PEOPLE).map(|number| Record::from(person(number))));
    records.extend((0..links).map(|number| {
        let mut one = signal(number, Shape { signals: links, inbox: 0 });
        one.verdict = Verdict::Kept;
        let to = nth(chance(number, 41) % candidates);
        one.links = vec![Link { to, importance: 2, against: false, note: String::new() }];
        one.into()
    }));
    records
}

fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

fn pretty(record: &impl Serialize) -> Result<String, ron::Error> {
    Ok(options().to_string_pretty(record, PrettyConfig::new().new_line("\n"))? + "\n")
}

/// Returns a number that looks drawn, the same for the same record and purpose.
fn chance(number: usize, purpose: u64) -> usize {
    (SignalId::derived(&format!("{purpose}/{number}")).bits() >> 20) as usize
}

/// Tells whether a record is one of those in so many.
fn one_in(many: usize, number: usize, purpose: u64) -> bool {
    chance(number, purpose).is_multiple_of(many)
}

fn pick<'a>(from: &[&'a str], number: usize, purpose: u64) -> &'a str {
    from[chance(number, purpose) % from.len()]
}

fn nth<const LETTER: char>(number: usize) -> Id<LETTER> {
    Id::derived(&format!("{LETTER} {number}"))
}

fn tags(number: usize, most: usize) -> Vec<Tag> {
    let count = chance(number, 2) % (most + 1);
    let mut tags: Vec<Tag> =
        (0..count).filter_map(|place| Tag::new(pick(&TAGS, number, 30 + place as u64))).collect();
    tags.sort();
    tags.dedup();
    tags
}

fn person(number: usize) -> Stakeholder {
    let id: StakeholderId = nth(number);
    let mut person = Stakeholder::new(id, format!("Person {number} of {}", pick(&WHO, number, 1)));
    person.account = Some(nth(number % ACCOUNTS));
    person.channel = Some(Channel::ALL[chance(number, 3) % 10]);
    person.concern = pick(&SAID, number, 4).into();
    person
}

fn candidate(number: usize) -> Candidate {
    let id: CandidateId = nth(number);
    let mut candidate =
        Candidate::new(id, format!("{} {}", pick(&DEEDS, number, 1), pick(&WHERE, number, 2)));
    candidate.problem = pick(&SAID, number, 3).into();
    candidate.value = pick(&SAID, number, 4).into();
    candidate.horizon = [Horizon::Now, Horizon::Next, Horizon::Later, Horizon::Later][number % 4];
    candidate.tags = tags(number, 3);
    for (place, driver) in ["reach", "impact", "alignment", "confidence", "effort"].into_iter().enumerate() {
        let lo = (chance(number, 10 + place as u64) % 80) as f64 / 100.0;
        let score = Score { range: Range { lo, hi: lo + 0.2 }, from: String::new(), by: None, on: None };
        candidate.scores.insert(driver.into(), score);
    }
    candidate
}

/// The signal of a number: 0 is the newest. Its words do not depend on the shape.
pub fn signal(number: usize, shape: Shape) -> Signal {
    let span = SignedDuration::from_hours(24 * 30 * MONTHS).as_secs();
    let age = (number as i64 + 1) * span / shape.signals as i64;
    let at = end() - age.seconds();
    let mut signal = Signal::new(nth(number), title(number), Channel::ALL[chance(number, 5) % 10], at);
    signal.body = body(number);
    if 3 <= chance(number, 6) % 10 {
        signal.who = Some(nth(chance(number, 7) % PEOPLE));
    } else {
        signal.said_by = format!("sender-{}@example.org", chance(number, 7) % 900);
        signal.account = Some::<AccountId>(nth(chance(number, 8) % ACCOUNTS));
    }
    signal.stage = Stage::ALL.get(chance(number, 9) % 9).copied();
    signal.hops = (chance(number, 11) % 4 / 3) as u8;
    signal.importance = (chance(number, 12) % 4) as u8;
    signal.tags = tags(number, 3);
    signal.votes = (chance(number, 13) % 7) as u32;
    if one_in(2, number, 14) {
        signal.source = Some(Source { key: format!("desk:ticket/{number}"), ..Source::default() });
    }
    if shape.inbox <= number {
        decide(&mut signal, number, shape);
    }
    signal
}

fn decide(signal: &mut Signal, number: usize, shape: Shape) {
    signal.decided = Some(signal.at + ((chance(number, 20) % 72) as i64).hours());
    signal.verdict = match chance(number, 21) % 20 {
        0..11 => Verdict::Kept,
        11..14 => Verdict::Declined { reason: pick(&REASONS, number, 22).into() },
        14..17 => Verdict::Routed { to: Route::Bug },
        17 => Verdict::Snoozed { until: Some(civil::date(2027, 3, 1)), on_activity: false },
        _ if number + 1 < shape.signals => Verdict::Merged { into: nth(number + 1) },
        _ => Verdict::Kept,
    };
    if signal.verdict.counts() && chance(number, 23) % 5 < 3 {
        let to = nth(chance(number, 24) % CANDIDATES);
        signal.links.push(Link { to, importance: signal.importance, against: false, note: String::new() });
    }
}

fn title(number: usize) -> String {
    let mut title =
        format!("{} {} {}", pick(&WHO, number, 1), pick(&VERBS, number, 2), pick(&DEEDS, number, 3));
    if one_in(2, number, 4) {
        title = format!("{title} {}", pick(&WHERE, number, 5));
    }
    if one_in(25, number, 6) { format!("{title} {}", pick(&ODD, number, 7)) } else { title }
}

fn body(number: usize) -> String {
    let sentences = 1 + chance(number, 8) % 3;
    let between = if one_in(10, number, 9) { "\n" } else { " " };
    let said: Vec<&str> = (0..sentences).map(|place| pick(&SAID, number, 40 + place as u64)).collect();
    let odd = if one_in(25, number, 10) { pick(&ODD, number, 11) } else { "" };
    format!("{}{odd}", said.join(between))
}

/// Returns a table of so many rows as other tools export it.
pub fn csv(rows: usize) -> String {
    let mut text = String::from("id,title,body,email,tags,date\n");
    for number in 0..rows {
        let quoted = |field: String| format!("\"{}\"", field.replace('"', "\"\""));
        text += &format!(
            "T-{number},{},{},sender-{}@example.org,{},2026-11-{:02}\n",
            quoted(title(number)),
            quoted(body(number)),
            number % 900,
            pick(&TAGS, number, 1),
            1 + number % 20
        );
    }
    text
}
