//! From a code offset back to the source.

use crate::api::Place;
use crate::namespace::{CodeOwner, Namespace};
use crate::object::{Object, SrcLoc};

impl Namespace {
    /// What lies at a code offset; `None` where the namespace has put nothing. For the place of a call give the
    /// return address less one.
    #[must_use]
    pub fn symbolize(&self, code_offset: u32) -> Option<Place<'_>> {
        let (start, piece) = self.code.find(code_offset)?;
        match &piece.owner {
            CodeOwner::Runtime(name) => {
                let (plugin, function) = (None, Some(&**name));
                Some(Place { plugin, function, file: None, loc: SrcLoc::default(), trap: None, sealed: true })
            }
            CodeOwner::Object(id) => {
                let loaded = self.objects.get(*id)?;
                Some(Place { sealed: loaded.sealed, ..place_in(&loaded.object, code_offset - start) })
            }
        }
    }
}

fn place_in(object: &Object, offset: u32) -> Place<'_> {
    let function = object.functions.iter().find(|f| (f.offset..f.offset + f.len).contains(&offset));
    let row = object.lines.partition_point(|row| row.offset <= offset).checked_sub(1);
    // Rows go on until the next one, also over a gap between functions, which belongs to no line.
    let loc = match (function, row) {
        (Some(_), Some(row)) => object.lines[row].loc,
        _ => SrcLoc::default(),
    };
    let trap = object.traps.binary_search_by_key(&offset, |site| site.offset).ok();
    Place {
        plugin: Some(&object.name),
        function: function.and_then(|f| object.symbols.get(f.symbol.0 as usize)).map(|s| s.name.as_str()),
        file: if loc.line > 0 { object.files.get(usize::from(loc.file)).map(String::as_str) } else { None },
        loc,
        trap: trap.map(|i| object.traps[i].code),
        sealed: false,
    }
}
