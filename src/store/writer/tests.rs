//! Tests of the thread that saves.

use super::*;
use crate::store::fuse::Fuse;
use crate::store::samples::{candidate, transaction};
use crate::store::text::{Style, parse_record, print_record};
use crate::store::{OpenOptions, create, open};

fn log(dir: &std::path::Path, fuse: Option<Arc<Fuse>>) -> Log {
    open(dir, &OpenOptions { fuse, ..OpenOptions::default() }).unwrap().log.unwrap()
}

fn some(number: u64) -> Arc<Transaction> {
    Arc::new(transaction(number, vec![(None, Some(candidate(number, "x")))]))
}

#[test]
fn everything_handed_over_is_saved_in_order_and_published() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("w");
    create(&dir, "w", 1).unwrap();
    let (tell, events) = channel();
    let writer = Writer::spawn(log(&dir, None), move |event| tell.send(event).unwrap());
    for number in 1..=100 {
        writer.append(some(number)).unwrap();
    }
    assert!(writer.close().is_empty());
    let events: Vec<_> = events.into_iter().collect();
    let saved = events.iter().filter_map(|event| match event {
        StoreEvent::Saved { number } => Some(*number),
        _ => None,
    });
    assert!(saved.eq(1..=100));
    assert_eq!(events.last(), Some(&StoreEvent::Published { number: 100 }));
    let opened = open(&dir, &OpenOptions::default()).unwrap();
    assert_eq!((opened.workspace.candidates().len(), opened.next_number), (100, 101));
    assert!(!opened.log.unwrap().is_dirty());
}

#[test]
fn a_file_that_cannot_be_written_is_told_once_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("w");
    create(&dir, "w", 1).unwrap();
    std::fs::create_dir(dir.join("candidates/c-0000000001.ron")).unwrap();
    let (tell, events) = channel();
    let writer = Writer::spawn(log(&dir, None), move |event| tell.send(event).unwrap());
    (1..=150).for_each(|number| writer.append(some(number)).unwrap());
    assert!(writer.close().is_empty());
    let told: Vec<_> = events.into_iter().collect();
    let lagging = told.iter().filter(|event| matches!(event, StoreEvent::Lagging { .. }));
    assert_eq!((lagging.count(), told.len()), (1, 151));
    std::fs::remove_dir(dir.join("candidates/c-0000000001.ron")).unwrap();
    let opened = open(&dir, &OpenOptions::default()).unwrap();
    assert_eq!(opened.workspace.candidates().len(), 150);
    opened.log.unwrap().checkpoint().unwrap();
    assert_eq!(open(&dir, &OpenOptions::default()).unwrap().workspace.candidates().len(), 150);
}

#[test]
fn what_others_wrote_is_told_and_its_file_waits_for_the_answer() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("w");
    create(&dir, "w", 1).unwrap();
    let file = dir.join("candidates/c-0000000001.ron");
    let text = print_record(&candidate(1, "by hand"), Style::Pretty).unwrap();
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, &text).unwrap();
    let (tell, events) = channel();
    let writer = Writer::spawn(log(&dir, None), move |event| tell.send(event).unwrap());
    let (old, ours) = (candidate(1, "old"), candidate(1, "ours"));
    // Many at once, so that the files are brought up to date before the end.
    writer.append(Arc::new(transaction(1, vec![(Some(old), Some(ours.clone()))]))).unwrap();
    (2..=70).for_each(|number| writer.append(some(number)).unwrap());
    let foreign = events.iter().find_map(|event| match event {
        StoreEvent::Foreign(foreign) => Some(foreign),
        _ => None,
    });
    let outside = foreign.unwrap().outside.unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    let merged = outside.merge_into(Some(&ours)).record.unwrap();
    let mut answer = transaction(71, vec![(Some(ours), Some(merged.clone()))]);
    answer.kind = TransactionKind::External;
    writer.append(Arc::new(answer)).unwrap();
    let published = events.iter().find(|event| matches!(event, StoreEvent::Published { number: 71 }));
    assert!(published.is_some());
    assert_eq!(parse_record(merged.id(), &std::fs::read_to_string(&file).unwrap()).unwrap(), merged);
    assert!(writer.close().is_empty());
}

#[test]
fn a_scan_tells_what_others_wrote_and_leaves_out_what_waits() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("w");
    create(&dir, "w", 1).unwrap();
    let (tell, events) = channel();
    let writer = Writer::spawn(log(&dir, None), move |event| tell.send(event).unwrap());
    writer.append(some(1)).unwrap();
    assert_eq!(events.recv().unwrap(), StoreEvent::Saved { number: 1 });
    std::fs::create_dir_all(dir.join("candidates")).unwrap();
    for id in [1, 2] {
        let text = print_record(&candidate(id, "by hand"), Style::Pretty).unwrap();
        std::fs::write(dir.join(format!("candidates/c-000000000{id}.ron")), text).unwrap();
    }
    writer.scan(Vec::new());
    let StoreEvent::Scanned(scan) = events.recv().unwrap() else { panic!("a scan") };
    assert_eq!((scan.records, scan.paths.len(), scan.number), (vec![candidate(2, "by hand")], 2, 1));
    writer.close();
}

#[test]
fn a_change_made_outside_is_heard_of_without_being_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().canonicalize().unwrap().join("w");
    create(&dir, "w", 1).unwrap();
    let (tell, events) = channel();
    let writer = Writer::spawn(log(&dir, None), move |event| tell.send(event).unwrap());
    writer.append(some(1)).unwrap();
    assert_eq!(events.recv().unwrap(), StoreEvent::Saved { number: 1 });
    assert_eq!(events.recv().unwrap(), StoreEvent::Published { number: 1 });
    let (ours, theirs) = (dir.join("candidates/c-0000000001.ron"), dir.join("candidates/new"));
    std::fs::write(&theirs, print_record(&candidate(1, "by hand"), Style::Pretty).unwrap()).unwrap();
    std::fs::rename(theirs, &ours).unwrap();
    let StoreEvent::Scanned(scan) = events.recv().unwrap() else { panic!("a scan, not of what we wrote") };
    assert_eq!((scan.records, scan.number), (vec![candidate(1, "by hand")], 1));
    std::fs::remove_file(ours).unwrap();
    let StoreEvent::Scanned(scan) = events.recv().unwrap() else { panic!("a scan") };
    assert_eq!(scan.gone, [candidate(1, "x").id()]);
    writer.confirm_gone(scan.gone);
    let gone = StoreEvent::Gone { ids: vec![candidate(1, "x").id()], number: 1 };
    assert_eq!(events.recv().unwrap(), gone);
    assert!(writer.close().is_empty());
}

#[test]
fn what_a_full_disk_refuses_comes_back_and_is_told_once() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("w");
    create(&dir, "w", 1).unwrap();
    let full = Fuse::stop_after(usize::MAX);
    drop(log(&dir, Some(full.clone())));
    let fuse = Fuse::stop_after(full.steps());
    let (tell, events) = channel();
    let writer = Writer::spawn(log(&dir, Some(fuse)), move |event| tell.send(event).unwrap());
    writer.append(some(1)).unwrap();
    writer.append(some(2)).unwrap();
    assert_eq!(writer.close(), [some(1), some(2)]);
    let told: Vec<_> = events.into_iter().collect();
    assert!(matches!(
        told[..],
        [StoreEvent::NotSaved { number: 1, .. }, StoreEvent::NotSaved { number: 2, .. }]
    ));
}
