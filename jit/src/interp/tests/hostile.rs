//! Modules that are not as they should be are refused, not run.

use crate::interp::{Interp, LoadError};
use crate::ir::{Block, Inst, Terminator, Value, parse};
use crate::testing::Machine;
use linker::{Binding, ObjectId, Slot};

const TEXT: &str = "module \"m\"
export function %f(i32) -> i32
import function %g()
export data %x size 4 align 4
function %f -> i32 {
    ss0 = stack 4 align 4
block0(v0: i32):
    v1: i32 = stack_addr ss0
    v2: i32 = data_addr %x
    v3: i32 = func_addr %g
    call %g()
    v4: i32 = add v1, v2
    branch v4, block1(v0), block1(v3)
block1(v5: i32):
    return v5
}
data %x {}";

#[test]
fn broken_modules_are_refused() {
    let module = parse(TEXT).expect("parses");
    assert!(Machine::new().load_module(&module).is_ok());
    let breaks: Vec<fn(&mut crate::ir::Module)> = vec![
        |m| m.functions[0].blocks.clear(),
        |m| m.functions[0].values.clear(),
        |m| m.functions[0].insts.clear(),
        |m| m.functions[0].slots.clear(),
        |m| m.symbols.clear(),
        |m| m.functions[0].blocks[1].params.clear(),
        |m| m.functions[0].blocks[1].params.push(Value(99)),
        |m| m.functions[0].blocks[0].insts.push(Inst(99)),
        |m| m.functions[0].blocks[1].term = Terminator::Return(Some(Value(77))),
        |m| {
            if let Terminator::Branch { then, .. } = &mut m.functions[0].blocks[0].term {
                then.block = Block(1 << 31);
            }
        },
        |m| m.functions[0].blocks[0].insts.swap(0, 4),
        |m| m.functions[0].symbol.0 = u32::MAX,
    ];
    for (i, damage) in breaks.into_iter().enumerate() {
        let mut module = module.clone();
        damage(&mut module);
        let bindings = vec![Binding::Function(Slot(1)); module.symbols.len()];
        let found = Interp::new(4096).load(ObjectId(0), &module, &bindings);
        assert!(matches!(found, Err(LoadError::Invalid(_))), "{i}: {found:?}");
    }
}

#[test]
fn bindings_must_fit() {
    let module = parse(TEXT).expect("parses");
    let (f, g, x) = (Binding::Function(Slot(1)), Binding::Function(Slot(2)), Binding::Data(0x0020_0000));
    let load = |bindings: &[Binding]| Interp::new(4096).load(ObjectId(0), &module, bindings);
    assert_eq!(load(&[f, g, x]), Ok(()));
    assert_eq!(load(&[f, g]), Err(LoadError::Bindings { symbols: 3, bindings: 2 }));
    assert_eq!(load(&[f, x, x]), Err(LoadError::Unbound("g".into())));
    assert_eq!(load(&[f, g, g]), Err(LoadError::Unbound("x".into())));
    assert_eq!(load(&[f, Binding::Unused, x]), Err(LoadError::Unbound("g".into())));
    assert_eq!(load(&[f, Binding::Function(Slot(4096)), x]), Err(LoadError::Unbound("g".into())));
    assert_eq!(Interp::new(0).load(ObjectId(u32::MAX), &module, &[f, g, x]), Err(LoadError::Number(u32::MAX)));
}
