//! `sync`: commits what is here, takes in what is elsewhere, and sends the result there. Every step leaves a
//! state from which the next `sync` goes on; what came in is told as changes, to be saved as one transaction.

use super::commit::{commit, split};
use super::incoming::{blobs, changes, collisions};
use super::repository::Repository;
use super::runner::{Git, GitError};
use super::settings::Settings;
use super::setup::{driver_settings, setup};
use crate::domain::edit::Change;
use crate::domain::record::{Record, RecordId};
use crate::domain::shown::shown;
use crate::store;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How often what others sent meanwhile is taken in before giving up.
const TRIES: usize = 3;

/// What to do.
#[derive(Clone, Debug)]
pub struct Plan {
    pub dir: PathBuf,
    pub message: String,
    pub pushes: bool,
    /// Nobody can answer a question of ssh.
    pub is_unattended: bool,
}

/// Two records that were made apart under one id: ours, theirs.
pub type Collision = (Record, Record);

/// Who holds the workspace while files are changed under it.
pub trait Host {
    /// Tells the user what is being done.
    fn progress(&mut self, text: &str);
    /// Runs a step while the files hold everything and nobody else writes them.
    fn quietly(&mut self, step: Step) -> Result<Report, GitError>;
    /// Makes a backup: others are about to change the files.
    fn back_up(&mut self) -> Result<(), GitError>;
    /// Gives our record of each pair another id, and saves that.
    fn rename(&mut self, collisions: &[Collision]) -> Result<(), GitError>;
}

/// A part of a sync that needs the files for itself.
pub type Step = Box<dyn FnOnce() -> Result<Report, GitError> + Send>;

/// What a sync, or a step of it, came to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Files that were committed.
    pub committed: usize,
    /// What came in.
    pub changes: Vec<Change>,
    /// Where from, and where to.
    pub remote: Option<String>,
    pub pushed: bool,
    /// What was prepared first, and what could not be done, as sentences.
    pub said: Vec<String>,
    /// Not everything was done.
    pub is_partial: bool,
    /// Records of both sides under one id, to be parted before the merge.
    pub collisions: Vec<Collision>,
}

impl Report {
    fn take(&mut self, step: Self) {
        self.committed += step.committed;
        self.said.extend(step.said);
        for change in step.changes {
            match self.changes.iter_mut().find(|known| known.id == change.id) {
                Some(known) => known.after = change.after,
                None => self.changes.push(change),
            }
        }
    }

    /// Returns the records that came in with a disagreement.
    pub fn disputed(&self) -> Vec<RecordId> {
        let conflicts =
            |record: &Option<Record>| record.as_ref().map_or(0, |record| record.conflicts().len());
        let is_new = |change: &&Change| conflicts(&change.before) < conflicts(&change.after);
        self.changes.iter().filter(is_new).map(|change| change.id).collect()
    }

    /// Returns how many records came in, and from where.
    fn origin(&self) -> String {
        let count = match self.changes.len() {
            1 => "1 record".into(),
            count => format!("{count} records"),
        };
        format!("{count} from {}", self.remote.as_deref().map_or("elsewhere".into(), shown))
    }

    /// Returns what was done, as sentences.
    pub fn sentences(&self) -> Vec<String> {
        let mut told = vec![match self.committed {
            0 => "Nothing new to commit.".into(),
            1 => "Committed 1 file.".into(),
            count => format!("Committed {count} files."),
        }];
        if !self.changes.is_empty() {
            told.push(format!("Took in {}.", self.origin()));
        }
        if self.pushed {
            told.push(format!("Sent to {}.", self.remote.as_deref().map_or("the remote".into(), shown)));
        }
        told.extend(self.said.iter().cloned());
        told
    }

    /// Returns what the transaction that takes in the changes is called.
    pub fn label(&self) -> String {
        format!("sync: {}", self.origin())
    }
}

/// Syncs a workspace. What was done before an error stays done.
pub fn sync(plan: &Plan, host: &mut dyn Host) -> Result<Report, GitError> {
    let mut report = Report { said: setup(&plan.dir)?, ..Report::default() };
    let sync = Sync::prepare(plan)?;
    host.progress("committing");
    report.take(sync.quietly(host, Sync::commit)?);
    let Some(remote) = sync.remote.clone() else {
        report.said.push(
            "There is no remote, so nothing was fetched or sent. `git remote add origin URL` names one."
                .into(),
        );
        return Ok(report);
    };
    report.remote = Some(remote.clone());
    for attempt in 1..=TRIES {
        host.progress(&format!("fetching from {}", shown(&remote)));
        if let Err(error) = sync.fetch(host) {
            return Ok(sync.left(report, &format!("{} was not reached: {error}", shown(&remote))));
        }
        if sync.is_behind()? {
            host.back_up()?;
        }
        host.progress("merging");
        let merged = sync.quietly(host, Sync::merge)?;
        let collisions = merged.collisions.clone();
        report.take(merged);
        if !collisions.is_empty() {
            host.rename(&collisions)?;
            report.said.extend(collisions.iter().map(|(ours, theirs)| {
                let (id, ours, theirs) = (ours.id(), shown(ours.title()), shown(theirs.title()));
                format!("“{ours}” and “{theirs}” were both made as {id}; “{ours}” has a new id.")
            }));
            report.take(sync.quietly(host, Sync::commit)?);
            report.take(sync.quietly(host, Sync::merge)?);
        }
        if !plan.pushes || !sync.is_ahead()? {
            return Ok(report);
        }
        host.progress(&format!("sending to {}", shown(&remote)));
        match sync.push(host)? {
            Sent::Yes => {
                report.pushed = true;
                return Ok(report);
            }
            Sent::Behind if attempt < TRIES => {}
            Sent::Behind => return Ok(sync.left(report, "Others kept sending; sync again to send yours.")),
            Sent::No(why) => {
                return Ok(sync.left(report, &format!("{} did not take it: {why}", shown(&remote))));
            }
        }
    }
    Ok(report)
}

/// What became of a push.
enum Sent {
    Yes,
    /// Others sent something in between.
    Behind,
    No(String),
}

#[derive(Clone)]
struct Sync {
    git: Git,
    dir: PathBuf,
    repository: Repository,
    message: String,
    branch: String,
    remote: Option<String>,
    /// The branch there.
    target: String,
}

impl Sync {
    fn prepare(plan: &Plan) -> Result<Self, GitError> {
        let mut git = Git::find(&plan.dir)?;
        let refuse = |said: String| GitError::Failed { what: "sync".into(), said };
        let repository = Repository::of(&plan.dir).ok_or_else(|| refuse("there is no repository.".into()))?;
        if let Some(what) = repository.under_way() {
            return Err(refuse(format!("{what} is under way here. End it first, then sync again.")));
        }
        let settings = Settings::read(&git)?;
        if !settings.running.is_empty() {
            return Err(refuse(format!(
                "the repository's own settings would run programs ({}). If they are yours, put them into your own \
                 settings with `git config --global`, and take them out of this repository.",
                settings.running.join(", ")
            )));
        }
        git.settings =
            driver_settings(&std::env::current_exe()?).map(|(name, value)| format!("{name}={value}")).into();
        git.is_unattended = plan.is_unattended && settings.get("core.sshcommand").is_none();
        let head = git.run(&["symbolic-ref", "--quiet", "--short", "HEAD"])?;
        if head.code != 0 {
            return Err(refuse("no branch is checked out. `git switch` takes one.".into()));
        }
        let branch = head.text();
        let remote = match settings.get(&format!("branch.{branch}.remote")).filter(|name| *name != ".") {
            Some(name) => Some(name.to_string()),
            None => the_remote(&git)?,
        };
        let target =
            settings.get(&format!("branch.{branch}.merge")).and_then(|name| name.strip_prefix("refs/heads/"));
        let target = target.unwrap_or(&branch).to_string();
        Ok(Self {
            git,
            dir: plan.dir.clone(),
            repository,
            message: plan.message.clone(),
            branch,
            remote,
            target,
        })
    }

    fn quietly(
        &self,
        host: &mut dyn Host,
        step: impl FnOnce(&Self) -> Result<Report, GitError> + Send + 'static,
    ) -> Result<Report, GitError> {
        let sync = self.clone();
        host.quietly(Box::new(move || step(&sync)))
    }

    fn left(&self, report: Report, why: &str) -> Report {
        let mut report = report;
        report
            .said
            .push(format!("{why} Everything is committed on {}; sync again later.", shown(&self.branch)));
        report.is_partial = true;
        report
    }

    fn commit(&self) -> Result<Report, GitError> {
        Ok(Report { committed: commit(&self.git, &self.dir, &self.message)?, ..Report::default() })
    }

    fn fetch(&self, host: &mut dyn Host) -> Result<(), GitError> {
        let remote = self.remote.as_deref().unwrap_or_default();
        let arguments = ["fetch", "--progress", "--no-recurse-submodules", "--", remote];
        self.git.call(&arguments, &[], &mut |line| host.progress(line))?.done().map(drop)
    }

    fn tracking(&self) -> String {
        format!("refs/remotes/{}/{}", self.remote.as_deref().unwrap_or_default(), self.target)
    }

    /// Returns the commit a name stands for.
    fn commit_of(&self, name: &str) -> Result<Option<String>, GitError> {
        let ran = self.git.run(&["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")])?;
        Ok((ran.code == 0).then(|| ran.text()))
    }

    fn is_ancestor(&self, of: &str, what: &str) -> Result<bool, GitError> {
        Ok(self.git.run(&["merge-base", "--is-ancestor", what, of])?.code == 0)
    }

    fn is_ahead(&self) -> Result<bool, GitError> {
        match self.commit_of(&self.tracking())? {
            Some(theirs) => Ok(!self.is_ancestor(&theirs, "HEAD")?),
            None => Ok(true),
        }
    }

    fn is_behind(&self) -> Result<bool, GitError> {
        match self.commit_of(&self.tracking())? {
            Some(theirs) => Ok(!self.is_ancestor("HEAD", &theirs)?),
            None => Ok(false),
        }
    }

    /// Commits what was saved since, and merges what was fetched.
    fn merge(&self) -> Result<Report, GitError> {
        let mut report = Report { remote: self.remote.clone(), ..self.commit()? };
        let (Some(theirs), Some(ours)) = (self.commit_of(&self.tracking())?, self.commit_of("HEAD")?) else {
            return Ok(report);
        };
        if self.is_ancestor(&ours, &theirs)? {
            return Ok(report);
        }
        let base = self.git.run(&["merge-base", &ours, &theirs])?;
        if base.code != 0 {
            return Err(GitError::Failed {
                what: "merge".into(),
                said: "the two histories have nothing in common. Clone the remote into a new folder and import this one there.".into(),
            });
        }
        let prefix = &self.repository.prefix;
        report.collisions = collisions(&self.git, prefix, &base.text(), &ours, &theirs)?;
        if !report.collisions.is_empty() {
            return Ok(report);
        }
        let message = format!("Merge {}", self.tracking().trim_start_matches("refs/remotes/"));
        let merged =
            self.git.run(&["merge", "--no-edit", "--no-verify", "--no-stat", "-m", &message, &theirs])?;
        if merged.code != 0 {
            if self.repository.under_way() != Some("a merge") {
                return Err(merged.failed());
            }
            self.conclude()?;
        }
        let now = self.commit_of("HEAD")?.unwrap_or_default();
        report.changes = changes(&self.git, prefix, &ours, &now)?;
        Ok(report)
    }

    /// Resolves what git could not and ends the merge, or takes it back.
    fn conclude(&self) -> Result<(), GitError> {
        let top = self.git.within(&self.repository.top);
        let resolved =
            self.resolve(&top).and_then(|()| top.ask(&["commit", "--quiet", "--no-edit", "--no-verify"]));
        if let Err(error) = resolved {
            top.ask(&["merge", "--abort"])?;
            return Err(error);
        }
        Ok(())
    }

    fn resolve(&self, top: &Git) -> Result<(), GitError> {
        let unmerged = top.ask(&["ls-files", "--unmerged", "-z"])?;
        let mut versions: BTreeMap<String, [Option<String>; 3]> = BTreeMap::new();
        for entry in split(&unmerged) {
            let Some((info, path)) = entry.split_once('\t') else { continue };
            let mut info = info.split(' ').skip(1);
            let (blob, stage) =
                (info.next().unwrap_or_default(), info.next().and_then(|stage| stage.parse::<usize>().ok()));
            if let Some(slot) = stage
                .and_then(|stage| versions.entry(path.into()).or_default().get_mut(stage.wrapping_sub(1)))
            {
                *slot = Some(blob.into());
            }
        }
        for (path, blobs) in versions {
            let merged = path.strip_prefix(&self.repository.prefix).filter(|path| store::is_shared(path));
            let merged = match merged {
                Some(_) => self.merge_blobs(top, &path, &blobs)?,
                None => None,
            };
            let Some(bytes) = merged else {
                let said = format!(
                    "{} was changed on both sides and cannot be merged here. The merge was taken back; `git merge` by hand, then sync again.",
                    shown(&path)
                );
                return Err(GitError::Failed { what: "merge".into(), said });
            };
            store::write_file(&self.repository.top.join(&path), &bytes)?;
            top.ask(&["add", "--force", "--", &path])?;
        }
        Ok(())
    }

    fn merge_blobs(
        &self,
        top: &Git,
        path: &str,
        names: &[Option<String>; 3],
    ) -> Result<Option<Vec<u8>>, GitError> {
        let wanted: Vec<String> = names.iter().flatten().cloned().collect();
        let mut found = blobs(top, &wanted)?.into_iter();
        let versions =
            names.each_ref().map(|name| name.as_ref().and_then(|_| found.next()?).unwrap_or_default());
        let merged = store::merge_file(path, versions.each_ref().map(Vec::as_slice));
        Ok(merged.map(|merged| merged.bytes))
    }

    fn push(&self, host: &mut dyn Host) -> Result<Sent, GitError> {
        let remote = self.remote.as_deref().unwrap_or_default();
        let refs = format!("HEAD:refs/heads/{}", self.target);
        let arguments = [
            "push",
            "--porcelain",
            "--progress",
            "--no-verify",
            "--set-upstream",
            "--recurse-submodules=no",
            "--",
            remote,
            &refs,
        ];
        let ran = match self.git.call(&arguments, &[], &mut |line| host.progress(line)) {
            Ok(ran) => ran,
            Err(error) => return Ok(Sent::No(error.to_string())),
        };
        if ran.code == 0 {
            return Ok(Sent::Yes);
        }
        let answer = ran.text();
        let is_behind = answer.lines().any(|line| {
            line.starts_with('!')
                && (line.contains("fetch first")
                    || line.contains("non-fast-forward")
                    || line.contains("cannot lock ref"))
        });
        Ok(if is_behind { Sent::Behind } else { Sent::No(ran.said()) })
    }
}

/// Returns the only remote, or the one called origin.
fn the_remote(git: &Git) -> Result<Option<String>, GitError> {
    let answer = String::from_utf8_lossy(&git.ask(&["remote"])?).into_owned();
    let names: Vec<&str> = answer.lines().collect();
    let only = names.first().filter(|_| names.len() == 1);
    Ok(names.iter().find(|name| **name == "origin").or(only).map(ToString::to_string))
}
