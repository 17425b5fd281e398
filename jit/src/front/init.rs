//! Initialisers: braces, brace elision, designators (C99 6.7.8).

use super::lvalue::Part;
use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser, Reported};
use super::token::{Name, Tok, Token};
use super::tree::{ExprId, ExprKind, Init, InitStore, InitValue, LocalId, PlaceId, PlaceKind};
use super::types::{Bits, TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};
use linker::object::SrcLoc;
use std::collections::BTreeMap;

/// What goes where.
pub(super) struct Entry {
    pub offset: u32,
    pub size: u32,
    /// A bit-field: which bits of the memory there.
    pub bits: Option<Bits>,
    pub kind: EntryKind,
    pub span: Span,
    /// Other entries need the temporary that its expression sets.
    pub shared: bool,
}

/// What an entry stores.
pub(super) enum EntryKind {
    /// A scalar, already of the member's type.
    Scalar(ExprId),
    /// A struct.
    Copy(PlaceId),
    /// A string literal for a character array, without what is cut off.
    Bytes(Vec<u8>),
}

/// The initialiser of one object.
#[derive(Default)]
pub(super) struct InitList {
    pub entries: Vec<Entry>,
    /// There was a designator or a union: entries may overlap.
    overlaps: bool,
    /// The variable is static, so that a flexible array member at its end may have elements.
    pub is_static: bool,
    /// Where that member ends, if it has any; 0 if not.
    pub end: u32,
    /// Behind the last byte that an entry sets.
    reach: u32,
    /// What later initialisers of whole aggregates override.
    overridden: Vec<Overridden>,
}

/// Entries before this one whose offsets are in this range.
struct Overridden {
    before: usize,
    start: u32,
    end: u32,
}

impl InitList {
    fn push(&mut self, entry: Entry) {
        self.reach = self.reach.max(entry.offset.saturating_add(entry.size));
        self.entries.push(entry);
    }

    /// Drops the entries that later ones override. All at once, from the last one back: each range is merged into the
    /// ranges that are seen from there, so that a list of n designators takes n log n steps.
    fn settle(&mut self) {
        if self.overridden.is_empty() {
            return;
        }
        let mut ranges = std::mem::take(&mut self.overridden);
        ranges.sort_unstable_by_key(|range| range.before);
        let mut seen: BTreeMap<u32, u32> = BTreeMap::new();
        let mut keep = vec![true; self.entries.len()];
        for (i, entry) in self.entries.iter().enumerate().rev() {
            while let Some(range) = ranges.pop_if(|range| range.before > i) {
                cover(&mut seen, range.start, range.end);
            }
            let below = seen.range(..=entry.offset).next_back();
            // What only lies in part where a later one goes keeps the rest.
            keep[i] = entry.shared || below.is_none_or(|(_, &end)| entry.offset.saturating_add(entry.size) > end);
        }
        let mut keep = keep.into_iter();
        self.entries.retain(|_| keep.next() == Some(true));
    }
}

/// Adds a range to a set of disjoint ones.
fn cover(ranges: &mut BTreeMap<u32, u32>, mut start: u32, mut end: u32) {
    while let Some((&from, &to)) = ranges.range(..=end).next_back().filter(|&(_, &to)| to >= start) {
        (start, end) = (start.min(from), end.max(to));
        ranges.remove(&from);
    }
    ranges.insert(start, end);
}

/// What a string literal in an initialiser turned out to be.
enum StringInit {
    /// There is none, or it does not initialise an array.
    None,
    /// It initialises the array, whose type is complete now.
    Whole(TypeId),
    /// The beginning of an expression, which has been read.
    Expr(Operand, Token),
}

/// Entries of one initialiser that ranges may make.
const REPEATED: u64 = 1 << 21;

/// From so many constant entries on a local is copied from an image of itself.
const IMAGE_FROM: usize = 12;

impl Parser<'_> {
    /// The initialiser of an object of type `ty`, which comes back with its length if that was left out.
    pub(super) fn initializer(&mut self, ty: TypeId, list: &mut InitList) -> Parsed<TypeId> {
        let start = self.tok;
        if self.at(Tok::LBrace) {
            let full = self.nested(|p| p.braced(Part { offset: 0, ty, bits: None }, list))?;
            list.settle();
            return Ok(full);
        }
        let string = self.string_initializer(ty, 0, list)?;
        if let StringInit::Whole(ty) = string {
            return Ok(ty);
        }
        if let TypeKind::Array { elem, .. } = self.types.kind(ty) {
            let op = match string {
                StringInit::Expr(op, _) => op,
                _ => self.assignment_expr()?,
            };
            if op.is_error() {
                return Err(Reported);
            }
            let error = Diagnostic::error("E0503", op.span, "an array needs an initialiser in braces");
            let is_char = matches!(self.types.kind(elem), TypeKind::Int { size: 1, .. });
            return Err(self.report(if is_char {
                error.help("write `{ ... }` or a string literal")
            } else {
                error.help("write `{ ... }`; an array can't be copied from another one")
            }));
        }
        let op = self.assignment_expr()?;
        self.leaf(Part { offset: 0, ty, bits: None }, op, start, list)?;
        Ok(ty)
    }

    /// A string literal for an array of characters, if both are there.
    fn string_initializer(&mut self, ty: TypeId, offset: u32, list: &mut InitList) -> Parsed<StringInit> {
        let TypeKind::Array { elem, len } = self.types.kind(ty) else { return Ok(StringInit::None) };
        let Tok::Str(_) = self.tok.kind else { return Ok(StringInit::None) };
        let TypeKind::Int { size: elem_size @ (1 | 2 | 4), .. } = self.types.kind(elem) else {
            return Ok(StringInit::None);
        };
        let token = self.tok;
        let (text, span) = self.string_literal();
        let whole = matches!(self.tok.kind, Tok::Comma | Tok::RBrace | Tok::Semi | Tok::Eof | Tok::RParen);
        let unit = text.unit.size();
        if !whole || (unit != u32::from(elem_size)) {
            // The first operand of an expression, such as `"abc"[1]`.
            self.begun = Some(self.string_operand(text, span, token.loc));
            let op = self.nested(Self::assignment_expr)?;
            return Ok(StringInit::Expr(op, token));
        }
        let mut bytes = text.bytes;
        let full = bytes.len() as u32 / unit;
        let ty = match len {
            Some(len) if full > len => {
                let warning = Diagnostic::warning("W0501", span, "string literal is longer than its array");
                let what = if unit == 1 { "bytes" } else { "characters" };
                let warning = warning.label(format!("{full} {what} for {len}"));
                self.diags.push(warning.note("what does not fit is left out, and no zero ends it"));
                bytes.truncate((len * unit) as usize);
                ty
            }
            Some(_) => ty,
            None => self.types.array(elem, Some(full + 1)).qualified_like(ty),
        };
        let len = len.unwrap_or(full + 1);
        if full < len {
            bytes.resize(bytes.len() + unit as usize, 0);
        }
        // The rest of the array is zero too.
        list.overlaps |= full + 1 < len;
        let size = bytes.len() as u32;
        list.push(Entry { offset, size, bits: None, kind: EntryKind::Bytes(bytes), span, shared: false });
        Ok(StringInit::Whole(ty))
    }

    /// `{ ... }` for an object of any type; the current token is the brace.
    fn braced(&mut self, part: Part, list: &mut InitList) -> Parsed<TypeId> {
        let Part { offset, ty, .. } = part;
        let open = self.bump();
        let result = match self.types.kind(ty) {
            TypeKind::Array { .. } | TypeKind::Record(_) => {
                let string = self.string_initializer(ty, offset, list)?;
                match string {
                    StringInit::Whole(ty) => ty,
                    StringInit::Expr(op, token) => self.aggregate(ty, offset, true, Some((op, token)), list)?,
                    StringInit::None => self.aggregate(ty, offset, true, None, list)?,
                }
            }
            _ => {
                if self.at(Tok::RBrace) {
                    // As in C23.
                    let zero = self.int(0, TypeId::INT, open.loc);
                    let op = Operand { term: Term::Value(zero), ty: TypeId::INT, span: open.span, loc: open.loc };
                    self.leaf(part, op, open, list)?;
                    ty
                } else if self.at(Tok::LBrace) {
                    self.nested(|p| p.braced(part, list))?
                } else {
                    let start = self.tok;
                    let op = self.assignment_expr()?;
                    self.leaf(part, op, start, list)?;
                    ty
                }
            }
        };
        self.eat(Tok::Comma);
        if !self.at(Tok::RBrace) && !self.at(Tok::Eof) && !self.at(Tok::Semi) && self.prev.kind == Tok::Comma {
            let shown = self.show(ty);
            let error = Diagnostic::error("E0506", self.tok.span, format!("too many initialisers for `{shown}`"));
            return Err(self.report(error.label("one too many")));
        }
        self.expect_close(Tok::RBrace, open.span)?;
        Ok(result)
    }

    /// The members or elements of an aggregate, from the first one or from a designated one on. Without braces of
    /// its own it takes what it needs and leaves the rest; `pending` is an expression that has been read already.
    fn aggregate(
        &mut self,
        ty: TypeId,
        offset: u32,
        braced: bool,
        mut pending: Option<(Operand, Token)>,
        list: &mut InitList,
    ) -> Parsed<TypeId> {
        let mut index = 0u32;
        let mut longest = 0u32;
        let mut first = true;
        loop {
            if pending.is_none() {
                if !first {
                    // Between two elements; the comma behind the last one belongs to whoever has the braces.
                    if !self.at(Tok::Comma) {
                        break;
                    }
                    let next = self.peek();
                    let ends = next == Tok::RBrace;
                    let designator = matches!(next, Tok::LBracket | Tok::Dot);
                    if ends || (!braced && (designator || self.element(ty, index).is_none())) {
                        break;
                    }
                    let old = matches!(next, Tok::Ident(_)) && self.types.is_record(ty);
                    if braced && !designator && !old && self.element(ty, index).is_none() {
                        break;
                    }
                    self.bump();
                    if old && braced && !self.at_old_designator(ty) && self.element(ty, index).is_none() {
                        break;
                    }
                }
                if self.at(Tok::RBrace) || self.at(Tok::Eof) {
                    break;
                }
            }
            let designated = pending.is_none()
                && (braced || first)
                && (matches!(self.tok.kind, Tok::LBracket | Tok::Dot) || self.at_old_designator(ty));
            if designated {
                list.overlaps = true;
                let old = self.at_old_designator(ty);
                let (at, part, more) = self.designator(ty)?;
                let part = part.at(offset);
                let repeat = std::mem::take(&mut self.repeat);
                let (before, overlap) = (list.entries.len(), part.offset < list.reach && part.bits.is_none());
                index = at.saturating_add(repeat);
                if more {
                    self.nested(|p| p.aggregate(part.ty, part.offset, false, None, list))?;
                } else {
                    self.expect(if old { Tok::Colon } else { Tok::Assign })?;
                    self.initialize_element(part, None, list)?;
                    if overlap {
                        let size = self.types.size(part.ty).saturating_mul(repeat.saturating_add(1));
                        let (start, end) = (part.offset, part.offset.saturating_add(size));
                        list.overridden.push(Overridden { before, start, end });
                    }
                }
                if repeat > 0 {
                    self.repeat_entries(list, before, self.types.size(part.ty), repeat)?;
                }
            } else {
                let Some(part) = self.element(ty, index) else {
                    let shown = self.show(ty);
                    let error =
                        Diagnostic::error("E0506", self.tok.span, format!("too many initialisers for `{shown}`"));
                    return Err(self.report(error));
                };
                self.initialize_element(part.at(offset), pending.take(), list)?;
            }
            first = false;
            index = index.saturating_add(1);
            longest = longest.max(index);
        }
        match self.types.kind(ty) {
            TypeKind::Array { elem, len: None } => {
                let size = u64::from(self.types.size(elem)) * u64::from(longest);
                if size > u64::from(super::limits::DATA) {
                    return Err(self.too_large(self.tok.span));
                }
                Ok(self.types.array(elem, Some(longest)).qualified_like(ty))
            }
            _ => Ok(ty),
        }
    }

    /// The element or member with this index. A union has one.
    fn element(&self, ty: TypeId, index: u32) -> Option<Part> {
        match self.types.kind(ty) {
            TypeKind::Array { elem, len } => {
                if len.is_some_and(|len| index >= len) {
                    return None;
                }
                let offset = u64::from(index) * u64::from(self.types.size(elem));
                let part = Part { offset: offset as u32, ty: elem, bits: None };
                (offset <= u64::from(super::limits::DATA)).then_some(part)
            }
            TypeKind::Record(id) => {
                let record = self.types.record(id);
                if record.is_union && index > 0 {
                    return None;
                }
                record.fields.as_ref()?.get(index as usize).map(Part::of)
            }
            _ => None,
        }
    }

    /// `name:`, as GNU C wrote designators before C99.
    fn at_old_designator(&mut self, ty: TypeId) -> bool {
        matches!(self.tok.kind, Tok::Ident(_)) && self.types.is_record(ty) && self.peek() == Tok::Colon
    }

    /// `[3]`, `.name` or `name:`: index and part, and whether another designator follows. A member of an anonymous struct or
    /// union designates that; its name is left to be read again there.
    fn designator(&mut self, ty: TypeId) -> Parsed<(u32, Part, bool)> {
        let named = match (self.tok.kind, self.peek()) {
            (Tok::Dot, Tok::Ident(name)) | (Tok::Ident(name), _) => Some(name),
            _ => None,
        };
        if let Some(name) = named
            && let Some((index, part)) = self.field(ty, name)
            && let TypeKind::Record(id) = self.types.kind(ty)
            && self.types.record(id).fields.as_ref().is_some_and(|f| f[index as usize].name.is_none())
        {
            return Ok((index, part, true));
        }
        let token = self.tok;
        if matches!(token.kind, Tok::LBracket | Tok::Dot) {
            self.bump();
        }
        let (index, part) = if token.kind == Tok::LBracket {
            let (value, _, span) = self.nested(|p| p.constant_int("index"))?;
            let last = match self.eat(Tok::Ellipsis) {
                true => self.nested(|p| p.constant_int("index"))?.0,
                false => value,
            };
            self.expect_close(Tok::RBracket, token.span)?;
            if !matches!(self.types.kind(ty), TypeKind::Array { .. }) {
                let shown = self.show(ty);
                return Err(self.error("E0508", span, format!("`{shown}` has no elements")));
            }
            let index = u32::try_from(value).ok();
            let Some((index, part)) = index.and_then(|i| Some((i, self.element(ty, i)?))) else {
                let shown = self.show(ty);
                return Err(self.error("E0509", span, format!("index {value} is outside of `{shown}`")));
            };
            let Some(last) = u32::try_from(last).ok().filter(|&i| i >= index && self.element(ty, i).is_some()) else {
                let shown = self.show(ty);
                return Err(self.error(
                    "E0509",
                    span,
                    format!("the range ends at {last}, which is outside of `{shown}`"),
                ));
            };
            self.repeat = last - index;
            (index, part)
        } else {
            let (name, at) = self.expect_ident("a member name")?;
            let TypeKind::Record(id) = self.types.kind(ty) else {
                let shown = self.show(ty);
                return Err(self.error("E0510", at.span, format!("`{shown}` has no members")));
            };
            match self.field(ty, name) {
                Some(field) => field,
                None => return Err(self.no_member(id, ty, name, at.span)),
            }
        };
        let elem = part.ty;
        let more = matches!(self.tok.kind, Tok::LBracket | Tok::Dot);
        if more && !matches!(self.types.kind(elem), TypeKind::Array { .. } | TypeKind::Record(_)) {
            let shown = self.show(elem);
            return Err(self.error("E0511", self.tok.span, format!("`{shown}` has no members or elements")));
        }
        Ok((index, part, more))
    }

    /// The member that has a name, or the anonymous struct or union in which it is, and its index.
    fn field(&self, ty: TypeId, name: Name) -> Option<(u32, Part)> {
        let TypeKind::Record(id) = self.types.kind(ty) else { return None };
        let (index, _) = self.find_field(id, name)?;
        let field = &self.types.record(id).fields.as_ref()?[index];
        Some((index as u32, Part::of(field)))
    }

    /// One element: braces, a string, a whole struct, a scalar, or an aggregate without braces of its own.
    fn initialize_element(
        &mut self,
        part: Part,
        mut pending: Option<(Operand, Token)>,
        list: &mut InitList,
    ) -> Parsed<()> {
        let Part { offset, ty, .. } = part;
        let kind = self.types.kind(ty);
        if let TypeKind::Array { len: None, .. } = kind
            && list.is_static
        {
            let full = match self.string_initializer(ty, offset, list)? {
                StringInit::Whole(full) => full,
                StringInit::Expr(op, token) => {
                    self.nested(|p| p.aggregate(ty, offset, false, Some((op, token)), list))?
                }
                StringInit::None if self.at(Tok::LBrace) => self.nested(|p| p.braced(part, list))?,
                StringInit::None => self.nested(|p| p.aggregate(ty, offset, false, pending, list))?,
            };
            list.end = offset.saturating_add(self.types.size(full));
            return Ok(());
        }
        if let TypeKind::Array { len: None, .. } = kind {
            let error =
                Diagnostic::error("E0512", self.tok.span, "an array without a length can't be initialised here");
            return Err(self.report(error.help("give it a length, or make the variable `static`")));
        }
        list.overlaps |= matches!(kind, TypeKind::Record(id) if self.types.record(id).is_union);
        if pending.is_none() {
            if self.at(Tok::LBrace) {
                self.nested(|p| p.braced(part, list))?;
                return Ok(());
            }
            match self.string_initializer(ty, offset, list)? {
                StringInit::Whole(_) => return Ok(()),
                StringInit::Expr(op, token) => pending = Some((op, token)),
                StringInit::None => {}
            }
        }
        match kind {
            TypeKind::Array { .. } => {
                self.nested(|p| p.aggregate(ty, offset, false, pending, list))?;
            }
            // A string literal is for an array in it.
            TypeKind::Record(_) if pending.is_none() && matches!(self.tok.kind, Tok::Str(_)) => {
                self.nested(|p| p.aggregate(ty, offset, false, None, list))?;
            }
            TypeKind::Record(_) => {
                let (op, start) = match pending {
                    Some(pending) => pending,
                    None => {
                        let start = self.tok;
                        (self.nested(Self::assignment_expr)?, start)
                    }
                };
                if op.ty.unqualified() == ty.unqualified() || op.is_error() {
                    self.leaf(part, op, start, list)?;
                } else {
                    self.nested(|p| p.aggregate(ty, offset, false, Some((op, start)), list))?;
                }
            }
            _ => {
                let (op, start) = match pending {
                    Some(pending) => pending,
                    None => {
                        let start = self.tok;
                        (self.nested(Self::assignment_expr)?, start)
                    }
                };
                self.leaf(part, op, start, list)?;
            }
        }
        Ok(())
    }

    /// `[a ... b] = x`: what was written for `a`, so many times more. A value that is computed is computed once.
    fn repeat_entries(&mut self, list: &mut InitList, first: usize, step: u32, repeat: u32) -> Parsed<()> {
        let count = list.entries.len() - first;
        let total = u64::from(repeat) * count as u64 + list.entries.len() as u64;
        if total > REPEATED {
            let error = Diagnostic::error("E0900", self.prev.span, "too many elements in ranges of an initialiser");
            return Err(self.report(error.help("fill the array with a loop")));
        }
        for i in first..first + count {
            let Entry { offset, size, span, bits, .. } = list.entries[i];
            let again = match list.entries[i].kind {
                EntryKind::Scalar(id) => Some(self.evaluate_once(id, &mut list.entries[i], span)?),
                _ => None,
            };
            for k in 1..=repeat {
                let kind = match (&list.entries[i].kind, again) {
                    (_, Some(id)) => EntryKind::Scalar(id),
                    (EntryKind::Copy(place), _) => EntryKind::Copy(*place),
                    (EntryKind::Bytes(bytes), _) => EntryKind::Bytes(bytes.clone()),
                    (EntryKind::Scalar(id), None) => EntryKind::Scalar(*id),
                };
                list.push(Entry { offset: offset + k * step, size, bits, kind, span, shared: false });
            }
        }
        Ok(())
    }

    /// Lets the entry keep its value in a temporary, unless it is constant: an expression for that value.
    fn evaluate_once(&mut self, id: ExprId, entry: &mut Entry, span: Span) -> Parsed<ExprId> {
        if self.f.result.is_none() || self.constant_value(id).is_some() {
            return Ok(id);
        }
        let (ty, loc) = (self.f.expr(id).ty, self.f.expr(id).loc);
        let local = self.new_local(None, ty, span, loc)?;
        let place = self.place(PlaceKind::Local(local), ty, loc);
        entry.kind = EntryKind::Scalar(self.expr(ExprKind::Assign { place, value: id }, ty, loc));
        entry.shared = true;
        let place = self.place(PlaceKind::Local(local), ty, loc);
        Ok(self.expr(ExprKind::Load(place), ty, loc))
    }

    /// A scalar or a whole struct.
    fn leaf(&mut self, part: Part, op: Operand, start: Token, list: &mut InitList) -> Parsed<()> {
        let Part { offset, ty, bits } = part;
        // What is beside a bit-field in its unit has to have a value before it is stored.
        list.overlaps |= bits.is_some();
        let span = if op.span.end > op.span.start { op.span } else { start.span };
        let op = self.rvalue(op);
        let size = self.types.size(ty);
        let kind = match op.term {
            Term::Place(place) if op.ty.unqualified() == ty.unqualified() => {
                self.f.take_address(place);
                EntryKind::Copy(place)
            }
            _ => EntryKind::Scalar(self.coerce(op, ty, &"initialisation")?),
        };
        list.push(Entry { offset, size, bits, kind, span, shared: false });
        Ok(())
    }

    /// The expression that initialises a local.
    pub(super) fn initialize_local(
        &mut self,
        local: LocalId,
        ty: TypeId,
        list: InitList,
        loc: SrcLoc,
    ) -> Parsed<ExprId> {
        let size = self.types.size(ty);
        // `struct s a = f();` needs no second copy.
        if let [Entry { kind: EntryKind::Copy(src), offset: 0, .. }] = list.entries[..]
            && self.f.place(src).ty.unqualified() == ty.unqualified()
        {
            let dst = self.place(PlaceKind::Local(local), ty, loc);
            if let Some(call) = self.f.redirect_result(src, dst) {
                self.f.take_address(dst);
                return Ok(call);
            }
        }
        if self.types.is_scalar(ty) {
            let Some(Entry { kind: EntryKind::Scalar(value), .. }) = list.entries.into_iter().next() else {
                return Err(Reported);
            };
            let place = self.place(PlaceKind::Local(local), ty, loc);
            return Ok(self.expr(ExprKind::Assign { place, value }, ty, loc));
        }
        let scalars = list.entries.len() >= IMAGE_FROM;
        if scalars && list.entries.iter().all(|e| self.is_constant_entry(e)) {
            let align = self.types.align(ty);
            let (bytes, relocs) = self.image(&list.entries)?;
            let symbol = self.blob("init", size, align, loc);
            let span = list.entries.first().map_or(Span::default(), |e| e.span);
            self.define_data(symbol, size, bytes, relocs, span);
            let src = self.place(PlaceKind::Global(symbol), ty, loc);
            let stores = vec![InitStore { offset: 0, bits: None, value: InitValue::Copy { src, size } }];
            let init = Init { local, zero: false, stores };
            return Ok(self.expr(ExprKind::Init(Box::new(init)), TypeId::VOID, loc));
        }
        let covered: u64 = list.entries.iter().map(|e| u64::from(e.size)).sum();
        let zero = list.overlaps || covered != u64::from(size);
        let mut stores = Vec::with_capacity(list.entries.len());
        for entry in list.entries {
            let value = match entry.kind {
                EntryKind::Scalar(id) => InitValue::Scalar(id),
                EntryKind::Copy(src) => InitValue::Copy { src, size: entry.size },
                EntryKind::Bytes(mut bytes) => {
                    // The literal's own symbol ends with a zero; where it is cut off, it is not copied.
                    if bytes.len() == entry.size as usize && bytes.last() == Some(&0) {
                        bytes.pop();
                    }
                    let symbol = self.string_symbol(bytes, entry.span, loc);
                    let literal = self.types.array(TypeId::CHAR, Some(entry.size));
                    let src = self.place(PlaceKind::Global(symbol), literal, loc);
                    InitValue::Copy { src, size: entry.size }
                }
            };
            stores.push(InitStore { offset: entry.offset, bits: entry.bits, value });
        }
        let init = Init { local, zero, stores };
        Ok(self.expr(ExprKind::Init(Box::new(init)), TypeId::VOID, loc))
    }

    /// `(union u) value`, where a member has the value's type (GNU C): a union with that member.
    pub(super) fn cast_to_union(&mut self, ty: TypeId, op: Operand, open: Token) -> Parsed<Operand> {
        let span = open.span.to(op.span);
        let part = Part { offset: 0, ty: op.ty.unqualified(), bits: None };
        let mut list = InitList { overlaps: true, ..InitList::default() };
        self.leaf(part, op, open, &mut list)?;
        self.literal_of(ty, list, span, open.loc)
    }

    /// `(type) { ... }`; the current token is the brace.
    #[inline(never)]
    pub(super) fn compound_literal(&mut self, ty: TypeId, open: Token) -> Parsed<Operand> {
        if matches!(self.types.kind(ty), TypeKind::Void | TypeKind::Function(_)) {
            return Err(self.error("E0513", open.span, "a compound literal needs an object type"));
        }
        if !self.is_complete(ty) && !matches!(self.types.kind(ty), TypeKind::Array { .. }) {
            return Err(self.incomplete(ty, open.span));
        }
        self.check_initialised(ty, open.span)?;
        let mut list = InitList::default();
        let ty = self.initializer(ty, &mut list)?;
        let span = open.span.to(self.prev.span);
        self.literal_of(ty, list, span, open.loc)
    }

    /// An object without a name, with this initialiser.
    fn literal_of(&mut self, ty: TypeId, list: InitList, span: Span, loc: SrcLoc) -> Parsed<Operand> {
        if self.f.result.is_none() {
            let (size, align) = (self.types.size(ty), self.types.align(ty));
            let (bytes, relocs) = self.image(&list.entries)?;
            let symbol = self.blob("literal", size, align, loc);
            self.define_data(symbol, size, bytes, relocs, span);
            let place = self.place(PlaceKind::Global(symbol), ty, loc);
            return Ok(Operand { term: Term::Place(place), ty, span, loc });
        }
        let local = self.new_local(None, ty, span, loc)?;
        self.f.locals[local.index()].address_taken = true;
        let init = self.initialize_local(local, ty, list, loc)?;
        let place = self.place(PlaceKind::Local(local), ty, loc);
        let ptr = self.types.pointer(ty);
        let address = self.expr(ExprKind::AddrOf(place), ptr, loc);
        let address = self.expr(ExprKind::Comma(init, address), ptr, loc);
        let place = self.place(PlaceKind::Deref(address), ty, loc);
        Ok(Operand { term: Term::Place(place), ty, span, loc })
    }
}
