//! Which tables of fields belong to which kind of record. The only place of forms that knows the kinds.

use super::fields::{self, Context, GroupSpec};
use super::{Field, Group, account, candidate, signal, stakeholder, strategy};
use crate::domain::record::Record;
use crate::domain::workspace::Workspace;

const SIGNAL: &[GroupSpec<crate::domain::signal::Signal>] =
    &[GroupSpec { title: "", fields: signal::FIELDS }];
const STAKEHOLDER: &[GroupSpec<crate::domain::stakeholder::Stakeholder>] =
    &[GroupSpec { title: "", fields: stakeholder::FIELDS }];
const ACCOUNT: &[GroupSpec<crate::domain::account::Account>] =
    &[GroupSpec { title: "", fields: account::FIELDS }];

/// Makes the fields of a record and their groups, the first one open.
pub(super) fn open(record: &Record, workspace: &Workspace) -> (Vec<Field>, Vec<Group>) {
    match record {
        Record::Signal(signal) => of(SIGNAL, &**signal, workspace),
        Record::Stakeholder(person) => of(STAKEHOLDER, &**person, workspace),
        Record::Account(account) => of(ACCOUNT, &**account, workspace),
        Record::Candidate(candidate) => of(candidate::GROUPS, &**candidate, workspace),
        Record::Strategy(now) => {
            let (mut fields, groups) = of(strategy::GROUPS, &**now, workspace);
            strategy::suggest(now, &mut fields);
            (fields, groups)
        }
        Record::Meeting(_) => (Vec::new(), Vec::new()),
    }
}

fn of<T>(specs: &'static [GroupSpec<T>], record: &T, workspace: &Workspace) -> (Vec<Field>, Vec<Group>) {
    let (mut fields, mut groups) = (Vec::new(), Vec::new());
    for spec in specs {
        let start = fields.len();
        fields.extend(fields::open(spec.fields, record, workspace));
        let is_open = start == 0;
        groups.push(Group { title: spec.title, fields: start..fields.len(), is_open });
    }
    (fields, groups)
}

/// Writes the changed fields into a copy of the record; what cannot be read is marked at its field.
pub(super) fn record_of(base: &Record, fields: &mut [Field], context: &mut Context<'_>) -> Option<Record> {
    match base {
        Record::Signal(signal) => Some(written(SIGNAL, &**signal, fields, context).into()),
        Record::Stakeholder(person) => Some(written(STAKEHOLDER, &**person, fields, context).into()),
        Record::Account(account) => Some(written(ACCOUNT, &**account, fields, context).into()),
        Record::Candidate(candidate) => {
            let mut next = written(candidate::GROUPS, &**candidate, fields, context);
            candidate::note_changes(candidate, &mut next, context.today);
            Some(next.into())
        }
        Record::Strategy(now) => {
            let next = written(strategy::GROUPS, &**now, fields, context);
            strategy::check(&next, fields);
            Some(next.into())
        }
        Record::Meeting(_) => None,
    }
}

fn written<T: Clone>(
    specs: &[GroupSpec<T>],
    record: &T,
    fields: &mut [Field],
    context: &mut Context<'_>,
) -> T {
    let mut next = record.clone();
    let mut start = 0;
    for spec in specs {
        let end = start + spec.fields.len();
        if let Some(fields) = fields.get_mut(start..end) {
            fields::write(spec.fields, &mut next, fields, context);
        }
        start = end;
    }
    next
}
