//! The lines in which two texts differ.

use std::fmt::Write as _;

use crate::style::Style;

/// Lines around a difference that are shown.
const CONTEXT: usize = 2;
/// Most cells of the table of common subsequences; texts for which that is too little are shown as one change.
const MOST: usize = 4 << 20;

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit {
    Keep,
    Remove,
    Add,
}

/// The lines that went (`-`) and came (`+`), with a few around them.
pub(crate) fn diff(before: &str, after: &str, style: Style) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let edits = edits(&old, &new);
    let near = |at: usize| {
        let range = at.saturating_sub(CONTEXT)..(at + CONTEXT + 1).min(edits.len());
        edits[range].iter().any(|edit| *edit != Edit::Keep)
    };
    let (mut old, mut new) = (old.into_iter(), new.into_iter());
    let (mut text, mut cut) = (String::new(), false);
    for (at, edit) in edits.iter().enumerate() {
        let line = match edit {
            Edit::Keep => {
                old.next();
                new.next()
            }
            Edit::Remove => old.next(),
            Edit::Add => new.next(),
        };
        let line = line.unwrap_or_default();
        if !near(at) {
            cut = true;
            continue;
        }
        if std::mem::take(&mut cut) && !text.is_empty() {
            let _ = writeln!(text, "{}", style.faint("  ..."));
        }
        let _ = match edit {
            Edit::Keep => writeln!(text, "  {line}"),
            Edit::Remove => writeln!(text, "{}", style.error(&format!("- {line}"))),
            Edit::Add => writeln!(text, "{}", style.good(&format!("+ {line}"))),
        };
    }
    text
}

/// The way from one list to the other by a longest common subsequence, as every textbook has it.
fn edits(old: &[&str], new: &[&str]) -> Vec<Edit> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    let mut edits = vec![Edit::Keep; head];
    let width = new.len() + 1;
    if (old.len() + 1).saturating_mul(width) > MOST {
        edits.extend(old.iter().map(|_| Edit::Remove).chain(new.iter().map(|_| Edit::Add)));
    } else {
        // The length of what the rests from here have in common.
        let mut common = vec![0u32; (old.len() + 1) * width];
        for i in (0..old.len()).rev() {
            for j in (0..new.len()).rev() {
                common[i * width + j] = if old[i] == new[j] {
                    common[(i + 1) * width + j + 1] + 1
                } else {
                    common[(i + 1) * width + j].max(common[i * width + j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < old.len() || j < new.len() {
            if i < old.len() && j < new.len() && old[i] == new[j] {
                edits.push(Edit::Keep);
                (i, j) = (i + 1, j + 1);
            } else if j == new.len() || i < old.len() && common[(i + 1) * width + j] >= common[i * width + j + 1] {
                edits.push(Edit::Remove);
                i += 1;
            } else {
                edits.push(Edit::Add);
                j += 1;
            }
        }
    }
    edits.extend(vec![Edit::Keep; tail]);
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_and_what_came() {
        assert_eq!(diff("a\nb\n", "a\nb\n", Style::PLAIN), "");
        assert_eq!(diff("", "a\n", Style::PLAIN), "+ a\n");
        assert_eq!(diff("a\n", "", Style::PLAIN), "- a\n");
        assert_eq!(
            diff("1\n2\n3\n4\nx\n5\n6\n7\n", "1\n2\n3\n4\ny\nz\n5\n6\n7\n", Style::PLAIN),
            "  3\n  4\n- x\n+ y\n+ z\n  5\n  6\n"
        );
        let far = "x\n1\n2\n3\n4\n5\n6\ny\n";
        assert_eq!(
            diff(far, &far.replace('x', "a").replace('y', "b"), Style::PLAIN),
            "- x\n+ a\n  1\n  2\n  ...\n  5\n  6\n- y\n+ b\n"
        );
    }

    #[test]
    fn long_texts_are_one_change() {
        let text = |c: &str| (0..3000).map(|i| format!("{c}{i}\n")).collect::<String>();
        let shown = diff(&text("a"), &text("b"), Style::PLAIN);
        assert_eq!(shown.lines().filter(|line| line.starts_with("- ")).count(), 3000);
    }
}
