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

/// What C writes for a type or keyword of another language, or for a type that is often defined by a header.
pub(crate) fn in_c(foreign: &str) -> Option<&'static str> {
    Some(match foreign {
        "string" | "String" | "str" => "char *",
        "byte" | "uchar" | "u8" => "uint8_t",
        "i8" => "int8_t",
        "i16" => "int16_t",
        "u16" | "ushort" => "uint16_t",
        "i32" => "int32_t",
        "u32" => "uint32_t",
        "i64" => "int64_t",
        "u64" => "uint64_t",
        "f32" => "float",
        "f64" => "double",
        "boolean" => "bool",
        "let" | "var" => "int",
        "class" => "struct",
        _ => return None,
    })
}

/// Is it a well-known function of the C library?
pub(crate) fn is_of_c_library(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "abort", "abs", "atoi", "calloc", "cos", "exit", "exp", "fabs", "fflush", "floor", "fopen", "fprintf", "free",
        "getchar", "isalpha", "isdigit", "isspace", "log", "malloc", "memcmp", "memcpy", "memmove", "memset", "pow",
        "printf", "putchar", "puts", "qsort", "rand", "realloc", "scanf", "sin", "snprintf", "sprintf", "sqrt",
        "srand", "strcat", "strchr", "strcmp", "strcpy", "strlen", "strncmp", "strncpy", "strstr", "strtol", "tan",
        "time", "tolower", "toupper",
    ];
    NAMES.binary_search(&name).is_ok()
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
