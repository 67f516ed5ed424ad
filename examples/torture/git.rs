//! Random histories of two laptops: both edit the same workspace apart, git merges, and nothing anybody wrote may
//! be missing. With the merge driver every file must read, and conflicts must be real ones.

use northstar::domain::candidate::{Candidate, Horizon};
use northstar::domain::channel::Channel;
use northstar::domain::id::{CandidateId, SignalId, StakeholderId};
use northstar::domain::merge::merge;
use northstar::domain::record::{Record, RecordId};
use northstar::domain::signal::Signal;
use northstar::domain::stakeholder::Stakeholder;
use northstar::domain::tag::Tag;
use northstar::domain::text::{Style, print_record};
use northstar::domain::verdict::Verdict;
use northstar::{runtime, store};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

type Records = BTreeMap<RecordId, Record>;
type Done<T> = Result<T, String>;

/// Merges `rounds` random histories, with the program as git's merge driver or without. Returns what happened in
/// a sentence, or what was lost.
pub fn run(rounds: usize, seed: u64, with_driver: bool) -> Done<String> {
    let mut world = World::new(seed, with_driver)?;
    for round in 1..=rounds {
        world.round().map_err(|why| format!("seed {seed}, round {round}: {why}"))?;
    }
    let World { conflicts, marked, edits, joined, .. } = world;
    Ok(format!(
        "{rounds} merges of {edits} edits: 0 values lost, {conflicts} disputed values, all of them real, \
         {joined} signals joined after a union, {marked} files with marks"
    ))
}

struct World {
    rng: fastrand::Rng,
    _folder: tempfile::TempDir,
    home: PathBuf,
    here: PathBuf,
    there: PathBuf,
    with_driver: bool,
    records: Records,
    edits: usize,
    conflicts: usize,
    marked: usize,
    joined: usize,
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// The program under test lies beside the folder of the one that tests it.
pub fn program() -> Done<PathBuf> {
    let this = std::env::current_exe().map_err(said)?;
    let folder = this.parent().and_then(Path::parent).ok_or("no folder")?;
    let program = folder.join(format!("northstar{}", std::env::consts::EXE_SUFFIX));
    if program.is_file() { Ok(program) } else { Err(format!("{} is not built", program.display())) }
}

impl World {
    fn new(seed: u64, with_driver: bool) -> Done<Self> {
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
        let folder = tempfile::tempdir_in(parent).map_err(said)?;
        let home = fs::canonicalize(folder.path()).map_err(said)?;
        let (here, there) = (home.join("here"), home.join("there"));
        store::create(&here, "w", 1).map_err(said)?;
        let mut world = Self {
            rng: fastrand::Rng::with_seed(seed),
            _folder: folder,
            home,
            here,
            there,
            with_driver,
            records: Records::new(),
            edits: 0,
            conflicts: 0,
            marked: 0,
            joined: 0,
        };
        world.begin()?;
        Ok(world)
    }

    fn begin(&mut self) -> Done<()> {
        for _ in 0..12 {
            self.records = self.edited(&self.records.clone(), 1);
        }
        write(&self.here, &Records::new(), &self.records)?;
        self.git(&self.here, &["init", "-q", "-b", "main"])?;
        if self.with_driver {
            runtime::git::setup(&self.here).map_err(said)?;
            for (name, value) in runtime::git::driver_settings(&program()?) {
                self.git(&self.here, &["config", &name, &value])?;
            }
        }
        self.commit(&self.here)?;
        let there = self.there.to_string_lossy().into_owned();
        self.git(&self.here, &["worktree", "add", "-q", "-b", "other", &there])?;
        Ok(())
    }

    fn git(&self, dir: &Path, arguments: &[&str]) -> Done<Output> {
        let done = self.try_git(dir, arguments)?;
        if done.status.success() {
            Ok(done)
        } else {
            Err(format!("git {arguments:?}: {}", String::from_utf8_lossy(&done.stderr)))
        }
    }

    fn try_git(&self, dir: &Path, arguments: &[&str]) -> Done<Output> {
        let mut git = Command::new("git");
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
            git.env_remove(name);
        }
        git.current_dir(dir).env("HOME", &self.home).env("GIT_CONFIG_NOSYSTEM", "1");
        git.args(["-c", "user.name=n", "-c", "user.email=e@x", "-c", "core.fsync=none", "-c", "gc.auto=0"]);
        git.args(arguments).output().map_err(said)
    }

    fn commit(&self, dir: &Path) -> Done<()> {
        self.git(dir, &["add", "-A"])?;
        self.git(dir, &["commit", "-q", "--allow-empty", "-m", "x"]).map(drop)
    }

    /// Both edit, one merges the other, and both go on from there.
    fn round(&mut self) -> Done<()> {
        let base = self.records.clone();
        let (ours, theirs) = (self.edited(&base, 6), self.edited(&base, 6));
        for (dir, records) in [(&self.here, &ours), (&self.there, &theirs)] {
            write(dir, &base, records)?;
            self.commit(dir)?;
        }
        let merged = self.try_git(&self.here, &["merge", "-q", "--no-edit", "other"])?;
        let is_clean = merged.status.success();
        let unmerged = self.git(&self.here, &["diff", "--name-only", "--diff-filter=U"])?.stdout;
        let unmerged: Vec<String> = String::from_utf8_lossy(&unmerged).lines().map(Into::into).collect();
        if !is_clean && unmerged.is_empty() {
            return Err(format!("the merge ended: {}", String::from_utf8_lossy(&merged.stderr)));
        }
        for path in &unmerged {
            self.resolve(path, [&base, &ours, &theirs])?;
        }
        let found = self.read()?;
        self.check(&found, [&base, &ours, &theirs])?;
        self.records = found;
        write(&self.here, &Records::new(), &self.records)?;
        self.commit(&self.here)?;
        self.git(&self.there, &["reset", "-q", "--hard", "main"]).map(drop)
    }

    /// What git left to be merged: with the driver a readable file, without one lines with marks.
    fn resolve(&mut self, path: &str, sides: [&Records; 3]) -> Done<()> {
        let bytes = fs::read(self.here.join(path)).unwrap_or_default();
        if store::records_in(path, &bytes).is_some() {
            return Ok(());
        }
        if self.with_driver {
            return Err(format!("{path} does not read: {}", String::from_utf8_lossy(&bytes)));
        }
        self.marked += 1;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if !["<<<<<<<", "=======", ">>>>>>>"].iter().all(|mark| text.contains(mark)) {
            return Err(format!("{path} neither reads nor has marks: {text}"));
        }
        let versions = sides.map(|records| file(records, path));
        let merged = store::merge_file(path, versions.each_ref().map(String::as_bytes));
        let merged = merged.ok_or_else(|| format!("{path} cannot be merged"))?;
        fs::write(self.here.join(path), merged.bytes).map_err(said)
    }

    /// Reads all records; signals that are there twice are joined.
    fn read(&mut self) -> Done<Records> {
        let mut records = Records::new();
        for path in store::shared_files(&self.here) {
            if path.starts_with('.') || path == "workspace.ron" {
                continue;
            }
            let bytes = fs::read(self.here.join(&path)).map_err(said)?;
            let found = store::records_in(&path, &bytes);
            for record in
                found.ok_or_else(|| format!("{path} does not read: {}", String::from_utf8_lossy(&bytes)))?
            {
                let known = records.remove(&record.id());
                self.joined += usize::from(known.is_some());
                let joined = merge(None, known.as_ref(), Some(&record)).record;
                records.extend(joined.map(|joined| (joined.id(), joined)));
            }
        }
        Ok(records)
    }

    fn check(&mut self, found: &Records, [base, ours, theirs]: [&Records; 3]) -> Done<()> {
        let ids: BTreeSet<RecordId> = ours.keys().chain(theirs.keys()).copied().collect();
        for id in ids {
            let versions = [base, ours, theirs].map(|records| records.get(&id));
            let is_gone = versions[1].is_none() && versions[0] == versions[2]
                || versions[2].is_none() && versions[0] == versions[1];
            let Some(merged) = found.get(&id) else {
                if is_gone {
                    continue;
                }
                return Err(format!("{id} is gone"));
            };
            for side in
                [versions[1], versions[2]].into_iter().flatten().filter(|side| Some(*side) != versions[0])
            {
                if let Some(field) = lost(versions[0], side, merged) {
                    return Err(format!("{id} lost {field}:\n{versions:?}\n{merged:?}"));
                }
            }
            self.count_conflicts(versions, merged)?;
        }
        Ok(())
    }

    /// A disagreement is real when both changed the field, each otherwise, or one removed what the other changed.
    fn count_conflicts(&mut self, [base, ours, theirs]: [Option<&Record>; 3], merged: &Record) -> Done<()> {
        let before = base.map_or(0, |base| base.conflicts().len());
        let new = merged.conflicts().get(before..).unwrap_or_default();
        self.conflicts += new.len();
        let (Some(ours), Some(theirs), true) = (ours, theirs, self.with_driver) else { return Ok(()) };
        let [base, ours, theirs] = [base.map(fields).unwrap_or_default(), fields(ours), fields(theirs)];
        for conflict in new {
            let name = conflict.field.split(['.', '[']).next().unwrap_or_default();
            let [base, ours, theirs] = [base.get(name), ours.get(name), theirs.get(name)];
            if base == ours || base == theirs || ours == theirs {
                return Err(format!("no real conflict: {conflict:?} in {merged:?}"));
            }
        }
        Ok(())
    }

    /// Makes up to `most` random edits.
    fn edited(&mut self, records: &Records, most: usize) -> Records {
        let mut records = records.clone();
        for _ in 0..self.rng.usize(1..=most) {
            self.edits += 1;
            // Few records, so that the two often meet.
            let is_new = records.len() < 8 || records.len() < 16 && self.rng.usize(0..5) == 0;
            let mut ids: Vec<RecordId> = records.keys().copied().collect();
            self.rng.shuffle(&mut ids);
            match ids.first().filter(|_| !is_new) {
                Some(RecordId::Signal(id)) if self.rng.usize(0..12) == 0 => {
                    records.remove(&RecordId::Signal(*id));
                }
                Some(id) => {
                    if let Some(record) = records.get(id).cloned() {
                        records.insert(*id, self.changed(record));
                    }
                }
                None => {
                    let record = self.made();
                    records.insert(record.id(), record);
                }
            }
        }
        records
    }

    fn word(&mut self) -> String {
        format!("w{}", self.rng.u32(..1_000_000))
    }

    fn made(&mut self) -> Record {
        let (bits, title) = (self.rng.u64(..), self.word());
        match self.rng.usize(0..6) {
            0 => Candidate::new(CandidateId::from_bits(bits), title).into(),
            1 => Stakeholder::new(StakeholderId::from_bits(bits), title).into(),
            _ => {
                let second = 1_790_000_000 + self.rng.i64(0..4_000_000);
                let at = jiff::Timestamp::from_second(second).unwrap_or_default();
                Signal::new(SignalId::from_bits(bits), title, Channel::ALL[self.rng.usize(0..10)], at).into()
            }
        }
    }

    fn changed(&mut self, record: Record) -> Record {
        let (word, which) = (self.word(), self.rng.usize(0..6));
        let lined = |text: &str, at: usize| {
            let mut lines: Vec<&str> = text.lines().collect();
            lines.insert(at % (lines.len() + 1), &word);
            lines.join("\n")
        };
        let at = self.rng.usize(0..100);
        let mut record = record;
        match &mut record {
            Record::Signal(signal) => {
                let signal = Arc::make_mut(signal);
                match which {
                    0 => signal.title = word,
                    1 => signal.body = lined(&signal.body, at),
                    2 => signal.tags.extend(Tag::new(&word)),
                    3 => signal.votes = self.rng.u32(1..1000),
                    4 => signal.verdict = Verdict::Declined { reason: word },
                    _ => drop(signal.extra.insert(word.clone(), word)),
                }
            }
            Record::Candidate(candidate) => {
                let candidate = Arc::make_mut(candidate);
                match which {
                    0 => candidate.title = word,
                    1 => candidate.problem = lined(&candidate.problem, at),
                    2 => candidate.value = word,
                    3 => candidate.horizon = Horizon::ALL[at % Horizon::ALL.len()],
                    _ => candidate.use_cases.push(word),
                }
            }
            Record::Stakeholder(person) => {
                let person = Arc::make_mut(person);
                match which {
                    0 => person.name = word,
                    _ => person.title = lined(&person.title, at),
                }
            }
            _ => {}
        }
        record
    }
}

/// The file of a record, and of a signal its month.
fn path_of(record: &Record) -> String {
    match record {
        Record::Signal(signal) => {
            let day = signal.at.to_zoned(jiff::tz::TimeZone::UTC).date();
            format!("signals/{:04}-{:02}.ron", day.year(), day.month())
        }
        Record::Candidate(one) => format!("candidates/{}.ron", one.id),
        Record::Stakeholder(one) => format!("stakeholders/{}.ron", one.id),
        Record::Account(one) => format!("accounts/{}.ron", one.id),
        Record::Meeting(one) => format!("meetings/{}.ron", one.id),
        Record::Strategy(_) => "strategy.ron".into(),
    }
}

/// The text of one file.
fn file(records: &Records, path: &str) -> String {
    let here = records.values().filter(|record| path_of(record) == path);
    if path.starts_with("signals/") {
        let lines =
            here.filter_map(|record| print_record(record, Style::Compact).ok()).map(|line| line + ",\n");
        format!("[\n{}]\n", lines.collect::<String>())
    } else {
        here.filter_map(|record| print_record(record, Style::Pretty).ok()).map(|text| text + "\n").collect()
    }
}

/// Brings the files from one state to another.
fn write(dir: &Path, before: &Records, after: &Records) -> Done<()> {
    let paths: BTreeSet<String> = before.values().chain(after.values()).map(path_of).collect();
    for path in paths {
        let (old, new) = (file(before, &path), file(after, &path));
        if old == new {
            continue;
        }
        if new.is_empty() {
            fs::remove_file(dir.join(&path)).map_err(said)?;
        } else {
            let file = dir.join(&path);
            fs::create_dir_all(file.parent().unwrap_or(dir)).map_err(said)?;
            fs::write(file, new).map_err(said)?;
        }
    }
    Ok(())
}

fn fields(record: &Record) -> Map<String, Value> {
    let value = match record {
        Record::Signal(record) => serde_json::to_value(&**record),
        Record::Stakeholder(record) => serde_json::to_value(&**record),
        Record::Account(record) => serde_json::to_value(&**record),
        Record::Candidate(record) => serde_json::to_value(&**record),
        Record::Meeting(record) => serde_json::to_value(&**record),
        Record::Strategy(record) => serde_json::to_value(&**record),
    };
    match value {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// Returns the first field in which something a side wrote since is neither in the result nor in a conflict.
fn lost(base: Option<&Record>, side: &Record, merged: &Record) -> Option<String> {
    let [base, side, found] = [base.map(fields).unwrap_or_default(), fields(side), fields(merged)];
    let conflicts = merged.conflicts();
    let is_told =
        |part: &str| conflicts.iter().any(|one| one.ours.contains(part) || one.theirs.contains(part));
    let is_lost = |(name, value): &(&String, &Value)| {
        let has = |fields: &Map<String, Value>, part: &str| {
            fields.get(*name).is_some_and(|value| parts(value).iter().any(|known| known.contains(part)))
        };
        let written = parts(value).into_iter().filter(|part| !has(&base, part));
        written.into_iter().any(|part| !has(&found, &part) && !is_told(part.trim_matches('"')))
    };
    side.iter().find(is_lost).map(|(name, _)| name.clone())
}

/// The smallest things a value is made of: lines of texts, and whatever else has no parts.
fn parts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(elements) => elements.iter().flat_map(parts).collect(),
        Value::Object(fields) => fields.values().flat_map(parts).collect(),
        Value::String(text) => text.lines().map(Into::into).collect(),
        single => vec![single.to_string()],
    }
}
