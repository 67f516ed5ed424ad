//! Tells whether a workspace lies on a disk of another machine or of a program, where locks may be fictional.

use std::path::Path;

/// Kinds of file systems whose locks other machines may not see, by the number the system tells them by.
#[cfg(target_os = "linux")]
const SHARED: [(u32, &str); 8] = [
    (0x6969, "NFS"),
    (0x517b, "SMB"),
    (0xff53_4d42, "CIFS"),
    (0xfe53_4d42, "SMB"),
    (0x6573_5546, "FUSE"),
    (0x0102_1997, "9p"),
    (0x00c3_6400, "Ceph"),
    (0x5346_414f, "AFS"),
];

/// Returns what kind of shared file system a folder lies on, if it does.
#[cfg(target_os = "linux")]
pub fn shared_disk(dir: &Path) -> Option<&'static str> {
    named(rustix::fs::statfs(dir).ok()?.f_type as u32)
}

#[cfg(not(target_os = "linux"))]
pub fn shared_disk(_: &Path) -> Option<&'static str> {
    None
}

#[cfg(target_os = "linux")]
fn named(kind: u32) -> Option<&'static str> {
    SHARED.iter().find(|(number, _)| *number == kind).map(|(_, name)| *name)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn shared_disks_are_known_by_their_number_and_own_ones_are_not_among_them() {
        assert_eq!((named(0x6969), named(0x6573_5546), named(0xef53)), (Some("NFS"), Some("FUSE"), None));
        assert_eq!(shared_disk(Path::new("/proc")), None);
    }
}
