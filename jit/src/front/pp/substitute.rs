//! Macro bodies with arguments put in, `#` and `##` (C99 6.10.3.1 to 6.10.3.3).

use super::Pp;
use super::args::Args;
use super::macros::Piece;
use super::token::{PpToken, single};
use crate::diag::map::{Origin, Place};
use crate::diag::{Diagnostic, Span};
use crate::front::limits;
use crate::front::token::Tok;

/// A call while its body is put together.
struct Call<'c, 'a> {
    args: &'c Args<'a>,
    /// Arguments that have been expanded already.
    expanded: Vec<Option<Vec<PpToken<'a>>>>,
    variadic: bool,
    expansion: u32,
}

impl<'a> Pp<'_, 'a> {
    /// The body of an object-like macro that has `##` in it.
    pub(super) fn substitute_object(&mut self, body: &[Piece<'a>], expansion: u32) -> Vec<PpToken<'a>> {
        let args = Args::none();
        self.substitute(body, &args, 0, false, expansion)
    }

    /// The body of a macro with its arguments.
    pub(super) fn substitute(
        &mut self,
        body: &[Piece<'a>],
        args: &Args<'a>,
        params: usize,
        variadic: bool,
        expansion: u32,
    ) -> Vec<PpToken<'a>> {
        let mut call = Call { args, expanded: vec![None; params], variadic, expansion };
        let mut out = Vec::with_capacity(body.len());
        self.pieces(body, &mut call, &mut out);
        let mut space = false;
        out.retain_mut(|token| {
            let stays = token.kind != Tok::Placemarker;
            token.space |= stays && std::mem::take(&mut space);
            space |= !stays && token.space;
            stays
        });
        out
    }

    fn pieces(&mut self, body: &[Piece<'a>], call: &mut Call<'_, 'a>, out: &mut Vec<PpToken<'a>>) {
        let is_paste = |i: usize| matches!(body.get(i), Some(Piece::Paste(_)));
        for (i, piece) in body.iter().enumerate() {
            if self.s.gave_up {
                return;
            }
            let left = i > 0 && is_paste(i - 1);
            let beside = left || is_paste(i + 1);
            let from = out.len();
            match piece {
                Piece::Paste(_) => continue,
                Piece::Token(token) => out.push(call.in_body(token)),
                Piece::Param(index, token) if beside => {
                    let comma = left && call.is_rest(*index) && out.last().is_some_and(|t| t.is(Tok::Comma)) && {
                        matches!(body.get(i.wrapping_sub(2)), Some(Piece::Token(t)) if t.is(Tok::Comma))
                    };
                    if comma && call.args.omitted {
                        out.pop();
                        out.push(call.placemarker(token));
                        continue;
                    }
                    out.extend_from_slice(call.args.get(*index));
                    call.put(out, from, token);
                    if comma {
                        continue;
                    }
                }
                Piece::Param(index, token) => {
                    self.expand_argument(*index, call);
                    if let Some(Some(tokens)) = call.expanded.get(usize::from(*index)) {
                        out.extend_from_slice(tokens);
                    }
                    call.put(out, from, token);
                }
                Piece::Stringize(index, token) => {
                    let made = self.stringize(call.args.get(*index), token, call.expansion);
                    out.push(made);
                }
                Piece::VaOpt { body, stringize, token } => {
                    let mut inner = Vec::new();
                    if self.has_rest(call) {
                        self.pieces(body, call, &mut inner);
                    }
                    inner.retain(|t| t.kind != Tok::Placemarker);
                    if *stringize {
                        out.push(self.stringize(&inner, token, call.expansion));
                    } else {
                        out.append(&mut inner);
                        call.put(out, from, token);
                    }
                }
            }
            if !self.spend(out.len() - from) {
                return;
            }
            if left && from > 0 {
                let by = body[i - 1].token();
                let (first, second) = (out[from - 1], out[from]);
                match self.paste(&first, &second, by, call.expansion) {
                    Some(joined) => {
                        out[from - 1] = joined;
                        out.remove(from);
                    }
                    None => out[from].space = false,
                }
            }
        }
    }

    fn expand_argument(&mut self, index: u16, call: &mut Call<'_, 'a>) {
        let expanded = &mut call.expanded[usize::from(index)];
        if expanded.is_none() {
            *expanded = Some(self.expand_apart(call.args.get(index)));
        }
    }

    /// Do the variable arguments expand to anything?
    fn has_rest(&mut self, call: &mut Call<'_, 'a>) -> bool {
        let Some(rest) = call.expanded.len().checked_sub(1) else { return false };
        self.expand_argument(rest as u16, call);
        call.expanded[rest].as_ref().is_some_and(|tokens| !tokens.is_empty())
    }

    /// Adds what an operator made to the texts.
    pub(super) fn made(&mut self, text: &str, by: &PpToken<'a>) -> Option<(&'a str, Span)> {
        if self.s.map.used() + text.len() > limits::TEXT {
            let error = Diagnostic::error("E0900", by.place.at, "macros make too much text");
            self.give_up(error.note(format!("the limit is {} MiB, included files counted", limits::TEXT >> 20)));
            return None;
        }
        let text: &'a str = self.s.arena.alloc_str(text);
        let start = self.s.map.add("", text, Origin::Made(by.place.at));
        Some((text, Span { start, end: start + text.len() as u32 }))
    }

    /// `first ## second`; none, and reported, if that is no token.
    fn paste(
        &mut self,
        first: &PpToken<'a>,
        second: &PpToken<'a>,
        by: &PpToken<'a>,
        expansion: u32,
    ) -> Option<PpToken<'a>> {
        if second.is(Tok::Placemarker) {
            return Some(*first);
        }
        if first.is(Tok::Placemarker) {
            return Some(PpToken { space: first.space, ..*second });
        }
        let joined = format!("{}{}", first.text, second.text);
        self.spend(joined.len() / 16);
        let (text, at) = self.made(&joined, by)?;
        match single(&mut self.s.lexer, text, self.names, at) {
            Some(token) => {
                let place = Place { at, expansion };
                Some(PpToken { place, space: first.space, ..token })
            }
            None => {
                let span = self.s.map.span(Place { at: by.place.at, expansion });
                let (a, b): (String, String) =
                    (first.text.chars().take(40).collect(), second.text.chars().take(40).collect());
                let message = format!("pasting `{a}` and `{b}` gives no valid token");
                let error = Diagnostic::error("E0639", span, message);
                self.diags.push(error.help("`##` joins two tokens into one; without it they stand side by side"));
                None
            }
        }
    }
}

impl<'a> Call<'_, 'a> {
    fn in_body(&self, token: &PpToken<'a>) -> PpToken<'a> {
        let place = Place { expansion: self.expansion, ..token.place };
        PpToken { place, ..*token }
    }

    fn placemarker(&self, token: &PpToken<'a>) -> PpToken<'a> {
        PpToken { kind: Tok::Placemarker, text: "", ..self.in_body(token) }
    }

    /// Is this parameter the `...`?
    fn is_rest(&self, index: u16) -> bool {
        self.variadic && usize::from(index) + 1 == self.expanded.len()
    }

    /// What was put for a parameter has the white space of the parameter before it, and is never nothing.
    fn put(&self, out: &mut Vec<PpToken<'a>>, from: usize, param: &PpToken<'a>) {
        match out.get_mut(from) {
            Some(first) => first.space = param.space,
            None => out.push(self.placemarker(param)),
        }
    }
}
