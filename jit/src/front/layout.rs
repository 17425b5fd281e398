//! Where the members of a struct or union lie: the System V ABI for x86 with `long long` and `double` aligned to 8
//! (`gcc -malign-double`), bit-fields included, and what `packed`, `aligned` and `#pragma pack` change about it.

use super::limits;
use super::types::{Bits, Field, TypeId, Types};

/// A member as it is declared.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// Its interned name; `None` for an anonymous struct or union, and for bits that only take room.
    pub name: Option<u32>,
    pub ty: TypeId,
    /// Number of bits of a bit-field.
    pub width: Option<u64>,
    /// `packed` stands at the member.
    pub packed: bool,
    /// `aligned(n)`; 0 if it does not say so.
    pub align: u32,
}

/// What is said about all members.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rules {
    pub is_union: bool,
    /// `packed` stands at the struct.
    pub packed: bool,
    /// `aligned(n)` of the struct; 0 if it does not say so.
    pub align: u32,
    /// `#pragma pack(n)`: the largest alignment of a member; 0 if there is none.
    pub pack: u32,
}

/// The finished layout.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub fields: Vec<Field>,
    pub size: u32,
    pub align: u32,
}

/// Lays the members out. `None` if they are too large.
pub(super) fn lay_out(types: &Types, members: &[Member], rules: Rules) -> Option<Layout> {
    let limit = u64::from(limits::TYPE);
    let mut fields = Vec::with_capacity(members.len());
    let mut align = rules.align.max(1);
    // In bits, since a bit-field may follow one.
    let mut end = 0u64;
    for member in members {
        let start = if rules.is_union { 0 } else { end };
        let (bits, offset, place_end) = match member.width {
            Some(width) => bit_field(types, member, width, start, rules),
            None => {
                let align = alignment(types, member, rules);
                let offset = start.div_ceil(8).next_multiple_of(u64::from(align));
                (None, offset, (offset + u64::from(types.size(member.ty))) * 8)
            }
        };
        end = end.max(place_end);
        if end > limit * 8 {
            return None;
        }
        // Bits without a name have no influence on the alignment.
        if member.width.is_some() && bits.is_none() {
            continue;
        }
        align = align.max(alignment(types, member, rules));
        fields.push(Field { name: member.name, ty: member.ty, offset: offset as u32, bits });
    }
    let size = end.div_ceil(8).next_multiple_of(u64::from(align));
    (size <= limit).then_some(Layout { fields, size: size as u32, align })
}

fn alignment(types: &Types, member: &Member, rules: Rules) -> u32 {
    let natural = types.align(member.ty).max(1);
    let packed = member.packed || rules.packed;
    let natural = match rules.pack {
        0 if packed => 1,
        0 => natural,
        // GCC does not ask whether a bit-field is packed as well.
        _ if packed && member.width.is_none() => 1,
        pack => natural.min(pack),
    };
    asked(member, rules).max(natural)
}

/// The alignment that a member's attribute asks for. `#pragma pack` limits that too (GCC's `layout_decl`).
fn asked(member: &Member, rules: Rules) -> u32 {
    if rules.pack > 0 { member.align.min(rules.pack) } else { member.align }
}

/// A bit-field: which bits of the memory from which offset on, and where it ends. Without a name it is only room.
///
/// It lies within one naturally aligned unit of its type, and goes to the next one if what is left is too small. Packed
/// ones follow each other bit by bit, all those below `#pragma pack` too. (GCC's `place_field`, stor-layout.cc.)
fn bit_field(types: &Types, member: &Member, width: u64, start: u64, rules: Rules) -> (Option<Bits>, u64, u64) {
    let size = u64::from(types.size(member.ty)) * 8;
    let unit = u64::from(types.align(member.ty).max(1)) * 8;
    if width == 0 {
        // Neither `packed` nor `#pragma pack` changes what this is for.
        return (None, 0, start.next_multiple_of(unit.max(u64::from(member.align) * 8)));
    }
    let asked = u64::from(asked(member, rules)) * 8;
    let start = if asked > 0 { start.next_multiple_of(asked) } else { start };
    let dense = member.packed || rules.packed || rules.pack > 0;
    let crosses = !dense && (start % unit + width).div_ceil(unit) > size / unit;
    let start = if crosses { start.next_multiple_of(unit) } else { start };
    let end = start + width;
    if member.name.is_none() {
        return (None, 0, end);
    }
    // The smallest aligned piece of memory around it. Where nothing is aligned that may not be there at all: then the
    // bytes that it touches.
    let mut around = 8;
    while start / around != (end - 1) / around {
        around *= 2;
    }
    if dense {
        around = 8;
    }
    let first = start / around * around;
    let bytes = if dense { (end - first).div_ceil(8) } else { around / 8 };
    let bits = Bits { unit: bytes as u8, shift: (start - first) as u8, width: width as u8 };
    (Some(bits), first / 8, end)
}
