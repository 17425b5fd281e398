//! The C types, interned: a type is a small number, and two types are the same if their numbers are.

use super::tree::LocalId;
use guest_abi::Ty;
use rustc_hash::FxHashMap;

/// A C type with its top-level qualifiers: an index into [`Types`], the qualifiers in the two low bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypeId(u32);

const CONST: u32 = 1;
const VOLATILE: u32 = 2;

macro_rules! basic {
    ($($(#[$doc:meta])* $name:ident = $index:literal;)*) => { $($(#[$doc])* pub const $name: Self = Self($index << 2);)* };
}

impl TypeId {
    basic! {
        /// The type of an expression that is in error; compatible with everything, so that one error stays one.
        ERROR = 0;
        /// `void`
        VOID = 1;
        /// `_Bool`
        BOOL = 2;
        /// `char`, which is signed
        CHAR = 3;
        /// `signed char`
        SCHAR = 4;
        /// `unsigned char`
        UCHAR = 5;
        /// `short`
        SHORT = 6;
        /// `unsigned short`
        USHORT = 7;
        /// `int`; enumerations too
        INT = 8;
        /// `unsigned`
        UINT = 9;
        /// `long`
        LONG = 10;
        /// `unsigned long`
        ULONG = 11;
        /// `long long`
        LLONG = 12;
        /// `unsigned long long`
        ULLONG = 13;
        /// `float`
        FLOAT = 14;
        /// `double`
        DOUBLE = 15;
        /// `long double`, which has the values of `double` and is another type all the same
        LDOUBLE = 16;
    }

    fn index(self) -> usize {
        (self.0 >> 2) as usize
    }

    /// Without top-level qualifiers.
    #[must_use]
    pub const fn unqualified(self) -> Self {
        Self(self.0 & !(CONST | VOLATILE))
    }

    /// With these qualifiers added.
    #[must_use]
    pub const fn qualified(self, is_const: bool, is_volatile: bool) -> Self {
        Self(self.0 | if is_const { CONST } else { 0 } | if is_volatile { VOLATILE } else { 0 })
    }

    /// With the qualifiers of `other` added.
    #[must_use]
    pub const fn qualified_like(self, other: Self) -> Self {
        Self(self.0 | (other.0 & (CONST | VOLATILE)))
    }

    /// Is it `const`?
    #[must_use]
    pub const fn is_const(self) -> bool {
        self.0 & CONST != 0
    }

    /// Is it `volatile`?
    #[must_use]
    pub const fn is_volatile(self) -> bool {
        self.0 & VOLATILE != 0
    }
}

/// Index of a struct or union in [`Types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RecordId(pub u32);

/// Index of a function type in [`Types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FnTypeId(pub u32);

/// What a type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TypeKind {
    /// Already reported.
    Error,
    /// `void`
    Void,
    /// `_Bool`
    Bool,
    /// Any other integer type.
    Int {
        /// Bytes: 1, 2, 4 or 8.
        size: u8,
        /// Signed?
        signed: bool,
        /// Conversion rank: char 1, short 2, int 3, long 4, long long 64. Wide bit-fields, which have as many bits
        /// as their rank says in 8 bytes, lie between the last two.
        rank: u8,
    },
    /// `float`
    Float,
    /// `double`
    Double,
    /// Pointer to a (qualified) type.
    Pointer(TypeId),
    /// Array.
    Array {
        /// Element type, with the element's qualifiers.
        elem: TypeId,
        /// Number of elements; `None` if not known yet.
        len: Option<u32>,
    },
    /// Array whose length is known when the program runs (C99 6.7.5.2). What contains one as an element is one.
    Vla {
        /// Element type, with the element's qualifiers.
        elem: TypeId,
        /// The local of the function that holds its size in bytes. `None` is a length in a prototype, which is not
        /// evaluated: `[*]`, or what stands for it there.
        size: Option<LocalId>,
    },
    /// Function.
    Function(FnTypeId),
    /// `struct` or `union`.
    Record(RecordId),
}

/// A function type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FnType {
    /// Result, unqualified.
    pub result: TypeId,
    /// Parameters, adjusted (arrays and functions are pointers) and unqualified.
    pub params: Vec<TypeId>,
    /// `...` follows.
    pub variadic: bool,
    /// False for `f()`, which says nothing about the parameters.
    pub prototype: bool,
}

/// A `struct` or `union`.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its tag; `None` if it has none.
    pub tag: Option<String>,
    /// `union`?
    pub is_union: bool,
    /// Its members in order; `None` while it is incomplete.
    pub fields: Option<Vec<Field>>,
    /// Size in bytes, a multiple of `align`.
    pub size: u32,
    /// Alignment in bytes.
    pub align: u32,
    /// Levels of structs and arrays in it.
    pub depth: u16,
    /// A member, at any level, is `const`.
    pub has_const: bool,
    /// If there are many members: which one has a name, or contains it without having a name itself.
    pub index: Option<FxHashMap<u32, u32>>,
}

/// A member.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its interned name; `None` for an anonymous struct or union, whose members count as the outer one's.
    pub name: Option<u32>,
    /// Its type.
    pub ty: TypeId,
    /// Offset in bytes; that of the memory around it, if it is a bit-field.
    pub offset: u32,
    /// Which bits it is.
    pub bits: Option<Bits>,
}

/// Where a bit-field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bits {
    /// Bytes of the memory around it, from its offset on: 1, 2, 4 or 8; from 1 to 9 in a packed struct.
    pub unit: u8,
    /// Its lowest bit, counted from the lowest bit of that memory.
    pub shift: u8,
    /// Number of bits, at least 1.
    pub width: u8,
}

impl Bits {
    /// The unit's bits that are its own.
    #[must_use]
    pub fn mask(self) -> u128 {
        u128::from(u64::MAX >> (64 - u32::from(self.width))) << self.shift
    }
}

/// All types of a unit.
#[derive(Debug, Clone)]
pub struct Types {
    kinds: Vec<TypeKind>,
    depths: Vec<u16>,
    scalars: Vec<Option<Ty>>,
    interned: FxHashMap<TypeKind, TypeId>,
    fns: Vec<FnType>,
    fn_ids: FxHashMap<FnType, FnTypeId>,
    records: Vec<Record>,
}

impl Default for Types {
    fn default() -> Self {
        Self::new()
    }
}

/// The type as it crosses a function boundary, if it is a scalar.
fn scalar_of(kind: TypeKind) -> Option<Ty> {
    Some(match kind {
        TypeKind::Bool => Ty::Bool,
        TypeKind::Int { size, signed, .. } => match (size, signed) {
            (1, true) => Ty::I8,
            (1, false) => Ty::U8,
            (2, true) => Ty::I16,
            (2, false) => Ty::U16,
            (4, true) => Ty::I32,
            (4, false) => Ty::U32,
            (_, true) => Ty::I64,
            (_, false) => Ty::U64,
        },
        TypeKind::Float => Ty::F32,
        TypeKind::Double => Ty::F64,
        TypeKind::Pointer(_) => Ty::Ptr,
        _ => return None,
    })
}

impl Types {
    /// The basic types.
    #[must_use]
    pub fn new() -> Self {
        let int = |size, signed, rank| TypeKind::Int { size, signed, rank };
        let mut kinds = Vec::with_capacity(64);
        kinds.extend([
            TypeKind::Error,
            TypeKind::Void,
            TypeKind::Bool,
            int(1, true, 1),
            int(1, true, 1),
            int(1, false, 1),
            int(2, true, 2),
            int(2, false, 2),
            int(4, true, 3),
            int(4, false, 3),
            int(4, true, 4),
            int(4, false, 4),
            int(8, true, 64),
            int(8, false, 64),
            TypeKind::Float,
            TypeKind::Double,
            TypeKind::Double,
        ]);
        Self {
            depths: vec![0; kinds.len()],
            scalars: kinds.iter().map(|&kind| scalar_of(kind)).collect(),
            kinds,
            interned: FxHashMap::default(),
            fns: Vec::new(),
            fn_ids: FxHashMap::default(),
            records: Vec::new(),
        }
    }

    fn intern(&mut self, kind: TypeKind) -> TypeId {
        let next = TypeId((self.kinds.len() as u32) << 2);
        let id = *self.interned.entry(kind).or_insert(next);
        if id == next {
            let depth = self.depth_of(kind);
            self.kinds.push(kind);
            self.depths.push(depth);
            self.scalars.push(scalar_of(kind));
        }
        id
    }

    /// How deep a walk over it goes; the parser bounds it. A struct counts as it is where it is contained, but not
    /// behind a pointer, since no walk goes through that.
    #[must_use]
    pub fn depth(&self, ty: TypeId) -> u16 {
        match self.kind(ty) {
            TypeKind::Record(r) => self.record(r).depth,
            _ => self.depths[ty.index()],
        }
    }

    fn depth_of(&self, kind: TypeKind) -> u16 {
        let below = match kind {
            TypeKind::Pointer(to) if self.is_record(to) => 0,
            TypeKind::Pointer(to) => self.depth(to),
            TypeKind::Array { elem, .. } | TypeKind::Vla { elem, .. } => self.depth(elem),
            TypeKind::Function(f) => {
                let f = self.fn_type(f);
                f.params.iter().chain([&f.result]).map(|&t| self.depth(t)).max().unwrap_or(0)
            }
            _ => return 0,
        };
        below.saturating_add(1)
    }

    /// Pointer to `to`.
    pub fn pointer(&mut self, to: TypeId) -> TypeId {
        self.intern(TypeKind::Pointer(to))
    }

    /// Array of `elem`.
    pub fn array(&mut self, elem: TypeId, len: Option<u32>) -> TypeId {
        self.intern(TypeKind::Array { elem, len })
    }

    /// The type of the value of a bit-field of 33 to 63 bits: an integer of that width, as in GCC.
    pub fn wide_bits(&mut self, width: u8, signed: bool) -> TypeId {
        self.intern(TypeKind::Int { size: 8, signed, rank: width })
    }

    /// The number of bits of such a type.
    #[must_use]
    pub fn width_of_bits(&self, ty: TypeId) -> Option<u8> {
        match self.kind(ty) {
            TypeKind::Int { size: 8, rank, .. } if rank < 64 => Some(rank),
            _ => None,
        }
    }

    /// Array of `elem` with this size, if it has one.
    pub fn variable_array(&mut self, elem: TypeId, size: Option<LocalId>) -> TypeId {
        self.intern(TypeKind::Vla { elem, size })
    }

    /// The type as a prototype has it: without what only one function knows about lengths.
    pub fn without_sizes(&mut self, ty: TypeId) -> TypeId {
        if !self.is_modified(ty) {
            return ty;
        }
        let plain = match self.kind(ty) {
            TypeKind::Pointer(to) => {
                let to = self.without_sizes(to);
                self.pointer(to)
            }
            TypeKind::Array { elem, len } => {
                let elem = self.without_sizes(elem);
                self.array(elem, len)
            }
            TypeKind::Vla { elem, .. } => {
                let elem = self.without_sizes(elem);
                self.variable_array(elem, None)
            }
            _ => ty,
        };
        plain.qualified_like(ty)
    }

    /// The length of some array in the type, behind pointers too, that satisfies this.
    fn any_length(&self, mut ty: TypeId, holds: impl Fn(Option<LocalId>) -> bool) -> bool {
        loop {
            ty = match self.kind(ty) {
                TypeKind::Vla { size, .. } if holds(size) => return true,
                TypeKind::Pointer(elem) | TypeKind::Array { elem, .. } | TypeKind::Vla { elem, .. } => elem,
                TypeKind::Function(f) => self.fn_type(f).result,
                _ => return false,
            };
        }
    }

    /// Is it, or does it point to, an array of variable length ("variably modified")?
    #[must_use]
    pub fn is_modified(&self, ty: TypeId) -> bool {
        self.any_length(ty, |size| size.is_some())
    }

    /// Is a length in it that belongs into a prototype?
    #[must_use]
    pub fn is_unspecified(&self, ty: TypeId) -> bool {
        self.any_length(ty, |size| size.is_none())
    }

    /// Is it an array of variable length?
    #[must_use]
    pub fn is_vla(&self, ty: TypeId) -> bool {
        matches!(self.kind(ty), TypeKind::Vla { .. })
    }

    /// Function type.
    pub fn function(&mut self, f: FnType) -> TypeId {
        let id = match self.fn_ids.get(&f) {
            Some(&id) => id,
            None => {
                let id = FnTypeId(self.fns.len() as u32);
                self.fns.push(f.clone());
                self.fn_ids.insert(f, id);
                id
            }
        };
        self.intern(TypeKind::Function(id))
    }

    /// A new, incomplete struct or union.
    pub fn new_record(&mut self, tag: Option<String>, is_union: bool) -> (TypeId, RecordId) {
        let id = RecordId(self.records.len() as u32);
        self.records.push(Record {
            tag,
            is_union,
            fields: None,
            size: 0,
            align: 1,
            depth: 0,
            has_const: false,
            index: None,
        });
        (self.intern(TypeKind::Record(id)), id)
    }

    /// The struct or union.
    #[must_use]
    pub fn record(&self, id: RecordId) -> &Record {
        &self.records[id.0 as usize]
    }

    /// The struct or union, to complete it.
    pub fn record_mut(&mut self, id: RecordId) -> &mut Record {
        &mut self.records[id.0 as usize]
    }

    /// The function type.
    #[must_use]
    pub fn fn_type(&self, id: FnTypeId) -> &FnType {
        &self.fns[id.0 as usize]
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self, ty: TypeId) -> TypeKind {
        self.kinds[ty.index()]
    }

    /// Size in bytes; 0 for void, functions, incomplete types and those whose size is known at run time.
    #[must_use]
    pub fn size(&self, ty: TypeId) -> u32 {
        match self.kind(ty) {
            TypeKind::Error | TypeKind::Void | TypeKind::Function(_) | TypeKind::Vla { .. } => 0,
            TypeKind::Bool => 1,
            TypeKind::Int { size, .. } => u32::from(size),
            TypeKind::Float | TypeKind::Pointer(_) => 4,
            TypeKind::Double => 8,
            // The parser refuses arrays whose size does not fit.
            TypeKind::Array { elem, len } => self.size(elem).saturating_mul(len.unwrap_or(0)),
            TypeKind::Record(r) => self.record(r).size,
        }
    }

    /// Alignment in bytes.
    #[must_use]
    pub fn align(&self, ty: TypeId) -> u32 {
        match self.kind(ty) {
            TypeKind::Array { elem, .. } | TypeKind::Vla { elem, .. } => self.align(elem),
            TypeKind::Record(r) => self.record(r).align,
            _ => self.size(ty).max(1),
        }
    }

    /// The type as it crosses a function boundary, if it is a scalar.
    #[must_use]
    pub fn scalar(&self, ty: TypeId) -> Option<Ty> {
        self.scalars[ty.index()]
    }

    /// What a pointer points to.
    #[must_use]
    pub fn pointee(&self, ty: TypeId) -> Option<TypeId> {
        match self.kind(ty) {
            TypeKind::Pointer(to) => Some(to),
            _ => None,
        }
    }

    /// Integer type, `_Bool` too?
    #[must_use]
    pub fn is_integer(&self, ty: TypeId) -> bool {
        matches!(self.kind(ty), TypeKind::Int { .. } | TypeKind::Bool)
    }

    /// `float` or `double`?
    #[must_use]
    pub fn is_float(&self, ty: TypeId) -> bool {
        matches!(self.kind(ty), TypeKind::Float | TypeKind::Double)
    }

    /// Integer or floating?
    #[must_use]
    pub fn is_arithmetic(&self, ty: TypeId) -> bool {
        self.is_integer(ty) || self.is_float(ty)
    }

    /// Pointer?
    #[must_use]
    pub fn is_pointer(&self, ty: TypeId) -> bool {
        matches!(self.kind(ty), TypeKind::Pointer(_))
    }

    /// Arithmetic or pointer?
    #[must_use]
    pub fn is_scalar(&self, ty: TypeId) -> bool {
        self.is_arithmetic(ty) || self.is_pointer(ty)
    }

    /// Struct or union?
    #[must_use]
    pub fn is_record(&self, ty: TypeId) -> bool {
        matches!(self.kind(ty), TypeKind::Record(_))
    }

    /// Signed integer? (`_Bool` and pointers are not.)
    #[must_use]
    pub fn is_signed(&self, ty: TypeId) -> bool {
        matches!(self.kind(ty), TypeKind::Int { signed: true, .. })
    }
}
