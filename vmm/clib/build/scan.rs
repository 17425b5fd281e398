//! Finds the names that a header defines: macros, functions, variables, types and enumeration constants. Not a C
//! parser, but all that the library's own headers need.

/// A name and what it is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found<'a> {
    pub(crate) name: &'a str,
    /// A macro, a type or a constant: not what a member defines.
    pub(crate) text_only: bool,
}

/// The names of a header, each at its first place.
pub(crate) fn names(text: &str) -> Vec<Found<'_>> {
    let mut found: Vec<Found<'_>> = Vec::new();
    let code = strip(text, &mut found);
    let mut declaration: Vec<&str> = Vec::new();
    let (mut depth, mut in_enum) = (0u32, false);
    for token in code {
        match token {
            "{" => {
                depth += 1;
                in_enum = depth == 1 && declaration.contains(&"enum");
                if depth == 1 {
                    declaration.push("{");
                }
            }
            "}" => {
                depth = depth.saturating_sub(1);
                in_enum = false;
                let ends_function = depth == 0 && declaration.contains(&"(") && !declaration.contains(&"typedef");
                if ends_function {
                    declare(&declaration, &mut found);
                    declaration.clear();
                }
            }
            ";" if depth == 0 => {
                declare(&declaration, &mut found);
                declaration.clear();
            }
            name if in_enum && is_name(name) => push(&mut found, name, true),
            token if depth == 0 => declaration.push(token),
            _ => {}
        }
    }
    found
}

fn push<'a>(found: &mut Vec<Found<'a>>, name: &'a str, text_only: bool) {
    if !found.iter().any(|other| other.name == name) {
        found.push(Found { name, text_only });
    }
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// Notes the names that a declaration declares: in a function's, what stands before the first parenthesis; else the
/// names before `;`, `,` and `[`. A parenthesised declarator `(*name)` is looked into.
fn declare<'a>(tokens: &[&'a str], found: &mut Vec<Found<'a>>) {
    let text_only = tokens.contains(&"typedef");
    let mut depth = 0u32;
    let mut last = None;
    let mut done = false;
    for (i, &token) in tokens.iter().enumerate() {
        match token {
            "(" if depth == 0 && !done && matches!(tokens.get(i + 1), Some(&"*")) && last.is_none_or(is_type) => {
                // A pointer to a function, or a function that gives one: its name is inside.
                if let Some(&name) = tokens[i..].iter().find(|t| is_name(t)) {
                    push(found, name, text_only);
                    done = true;
                }
                depth += 1;
            }
            "(" => {
                if let (0, false, Some(name)) = (depth, done, last) {
                    push(found, name, text_only);
                    done = true;
                }
                depth += 1;
            }
            ")" => depth = depth.saturating_sub(1),
            "," | "[" | "=" if depth == 0 => {
                if let (false, Some(name)) = (done, last) {
                    push(found, name, text_only);
                }
                done = token != ",";
            }
            name if depth == 0 && is_name(name) => last = Some(name),
            _ => {}
        }
    }
    if let (false, Some(name)) = (done, last) {
        push(found, name, text_only);
    }
}

/// A word that can't be the name of a function.
fn is_type(word: &str) -> bool {
    ["void", "int", "char", "long", "unsigned", "double", "float", "short"].contains(&word)
}

/// The tokens of a header without comments and directives; macros that it defines are noted.
fn strip<'a>(text: &'a str, found: &mut Vec<Found<'a>>) -> Vec<&'a str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut line_start = true;
    while let Some(c) = rest.chars().next() {
        let take = |n: usize| rest.split_at(n);
        let (token, after) = if rest.starts_with("/*") {
            take(rest.find("*/").map_or(rest.len(), |end| end + 2))
        } else if rest.starts_with("//") {
            take(rest.find('\n').unwrap_or(rest.len()))
        } else if c == '#' && line_start {
            let (line, after) = take(directive(rest));
            let words = line[1..].trim_start();
            if let Some(name) = words.strip_prefix("define").map(str::trim_start) {
                let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
                push(found, &name[..end], true);
            }
            (line, after)
        } else if c.is_whitespace() {
            line_start |= c == '\n';
            rest = &rest[c.len_utf8()..];
            continue;
        } else if c.is_ascii_alphanumeric() || c == '_' {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            let (word, after) = take(end);
            tokens.push(word);
            (word, after)
        } else {
            let (mark, after) = take(c.len_utf8());
            tokens.push(mark);
            (mark, after)
        };
        line_start = token.starts_with('#') || (line_start && token.starts_with('/'));
        rest = after;
    }
    tokens
}

/// Length of a directive with its continuation lines.
fn directive(text: &str) -> usize {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        if !line.trim_end().ends_with('\\') {
            break;
        }
    }
    end
}
