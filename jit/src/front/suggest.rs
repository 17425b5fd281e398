//! "Did you mean": the known name nearest to an unknown one.

use super::parser::Parser;

/// Longer names are not compared: edit distance takes quadratic time.
const MAX_LEN: usize = 40;

/// Names looked at for one suggestion.
const MAX_CANDIDATES: usize = 2000;

impl Parser<'_> {
    /// The visible name that `wanted` is most likely a misspelling of.
    pub(super) fn similar_name(&self, wanted: &str) -> Option<&str> {
        nearest(wanted, self.scopes.visible().map(|name| self.name(name)))
    }
}

/// The candidate with the smallest edit distance, if that is at most a third of the name.
pub(crate) fn nearest<'a>(wanted: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if wanted.len() > MAX_LEN {
        return None;
    }
    let limit = (wanted.len() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates.take(MAX_CANDIDATES) {
        if candidate == wanted || candidate.len() > MAX_LEN || candidate.len().abs_diff(wanted.len()) > limit {
            continue;
        }
        let distance = edit_distance(wanted.as_bytes(), candidate.as_bytes());
        if distance <= limit && distance < wanted.len() && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, name)| name)
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours (Damerau 1964).
fn edit_distance(a: &[u8], b: &[u8]) -> usize {
    let width = b.len() + 1;
    let mut two_back = vec![0; width];
    let mut previous: Vec<usize> = (0..width).collect();
    let mut row = vec![0; width];
    for i in 0..a.len() {
        row[0] = i + 1;
        for j in 0..b.len() {
            let substitute = previous[j] + usize::from(!a[i].eq_ignore_ascii_case(&b[j]));
            row[j + 1] = substitute.min(previous[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                row[j + 1] = row[j + 1].min(two_back[j - 1] + 1);
            }
        }
        std::mem::swap(&mut two_back, &mut previous);
        std::mem::swap(&mut previous, &mut row);
    }
    previous[b.len()]
}
