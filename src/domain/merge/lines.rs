//! Merges three versions of a text line by line.

/// The largest product of line counts that is compared; longer texts are a conflict.
const LARGEST: usize = 1 << 22;

/// Returns the text with what both changed, or nothing when they changed the same or neighbouring lines. Where
/// lines repeat so that it is unclear which were added, there is nothing either: merging again must add nothing.
pub fn merge(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let merged = once(base, ours, theirs)?;
    let stays = |side| once(base, &merged, side).as_ref() == Some(&merged);
    (stays(ours) && stays(theirs)).then_some(merged)
}

fn once(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let split = |text| str::split(text, '\n').collect::<Vec<_>>();
    let (base, ours, theirs) = (split(base), split(ours), split(theirs));
    let (in_ours, in_theirs) = (matches(&base, &ours)?, matches(&base, &theirs)?);
    let mut merged: Vec<&str> = Vec::with_capacity(ours.len().max(theirs.len()));
    let (mut b, mut o, mut t) = (0, 0, 0);
    loop {
        let kept = (b..base.len()).find_map(|at| Some((at, in_ours[at]?, in_theirs[at]?)));
        let (next, our_end, their_end) = kept.unwrap_or((base.len(), ours.len(), theirs.len()));
        merged.extend(choose(&base[b..next], &ours[o..our_end], &theirs[t..their_end])?);
        if kept.is_none() {
            return Some(merged.join("\n"));
        }
        merged.push(base[next]);
        (b, o, t) = (next + 1, our_end + 1, their_end + 1);
    }
}

fn choose<'a, 'b>(base: &[&str], ours: &'a [&'b str], theirs: &'a [&'b str]) -> Option<&'a [&'b str]> {
    if ours == theirs || base == theirs { Some(ours) } else { (base == ours).then_some(theirs) }
}

/// Returns, for each line of `base`, the line of `side` it is still, by a longest common subsequence.
fn matches(base: &[&str], side: &[&str]) -> Option<Vec<Option<usize>>> {
    let head = base.iter().zip(side).take_while(|(a, b)| a == b).count();
    let rest = (&base[head..], &side[head..]);
    let tail = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&rest.0[..rest.0.len() - tail], &rest.1[..rest.1.len() - tail]);
    let mut found = vec![None; base.len()];
    (0..head).for_each(|at| found[at] = Some(at));
    (1..=tail).for_each(|back| found[base.len() - back] = Some(side.len() - back));
    let width = b.len() + 1;
    if LARGEST < (a.len() + 1) * width {
        return None;
    }
    let mut longest = vec![0u32; (a.len() + 1) * width];
    for at in (0..a.len()).rev() {
        for to in (0..b.len()).rev() {
            longest[at * width + to] = if a[at] == b[to] {
                longest[(at + 1) * width + to + 1] + 1
            } else {
                longest[(at + 1) * width + to].max(longest[at * width + to + 1])
            };
        }
    }
    let (mut at, mut to) = (0, 0);
    while at < a.len() && to < b.len() {
        if a[at] == b[to] {
            found[head + at] = Some(head + to);
            (at, to) = (at + 1, to + 1);
        } else if longest[(at + 1) * width + to] < longest[at * width + to + 1] {
            to += 1;
        } else {
            at += 1;
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_apart_from_each_other_are_both_taken() {
        assert_eq!(merge("a\nb\nc", "A\nb\nc", "a\nb\nc\nd").unwrap(), "A\nb\nc\nd");
        assert_eq!(merge("a\nb\nc", "b\nc", "a\nb\nx\nc").unwrap(), "b\nx\nc");
        assert_eq!(merge("a", "x\na", "a\ny").unwrap(), "x\na\ny");
        assert_eq!(merge("a\nb", "a\nx\nb", "a\nx\nb").unwrap(), "a\nx\nb");
    }

    #[test]
    fn changes_of_one_line_are_a_conflict() {
        assert_eq!(merge("a", "b", "c"), None);
        assert_eq!(merge("", "b", "c"), None);
        assert_eq!(merge("a\nb\nc", "a\nx\nc", "a\ny\nc"), None);
        assert_eq!(merge("a\nb", "a\nb\nx", "a\nb\ny"), None);
        assert_eq!(merge("", "a\n", "\n"), None, "which of the blank lines is new?");
    }
}
