//! Machine code that attacks the loop that calls it: the host lives, what it reports stays within bounds, and the same
//! runtime serves the next batch correctly.

use std::time::Duration;

use guest_abi::Isa;
use guest_abi::layout::{DATA_BASE, MAILBOX_BASE};
use guest_abi::mailbox::PROGRESS;
use plugvisor::{BatchError, Engine, Mode, Module, Policy, Runtime, TrapKind, Value};
use plugvisor_tests::{available, native};

fn in_both_modes(test: impl Fn(&mut Runtime)) {
    for policy in [Policy::Sync, Policy::Resident] {
        let engine = Engine::builder().policy(policy).build();
        for mode in [Mode::Long, Mode::Segmented].into_iter().filter(|&mode| available(&engine, mode)) {
            let deadline = Duration::from_millis(60);
            let mut runtime = Runtime::builder(&engine)
                .mode(mode)
                .memory(4 << 20)
                .stack(64 << 10)
                .deadline(deadline)
                .build()
                .unwrap();
            runtime.create("victim.c", "int victim(int x) { return x * 3; }").unwrap();
            test(&mut runtime);
        }
    }
}

/// Makes `code` the function `attack`, and sees to it that the runtime is well after the test.
fn attack<T>(runtime: &mut Runtime, code: &[u8], params: usize, test: impl FnOnce(&mut Runtime) -> T) -> T {
    let module = Module::from_object(native(runtime.isa(), code.to_vec(), params));
    runtime.link(&module).unwrap();
    let outcome = test(runtime);
    runtime.delete("attack").unwrap();
    let victim = runtime.func::<i32, i32>("victim").unwrap();
    assert_eq!(victim.call_many(runtime, 0..20).unwrap(), (0..20).map(|x| x * 3).collect::<Vec<_>>());
    outcome
}

/// `mov dword [PROGRESS], value`
fn set_progress(isa: Isa, value: u32) -> Vec<u8> {
    let mut code = if isa == Isa::Amd64 { vec![0xc7, 0x04, 0x25] } else { vec![0x65, 0xc7, 0x05] };
    let field = if isa == Isa::Amd64 { MAILBOX_BASE + PROGRESS } else { PROGRESS };
    code.extend(field.to_le_bytes());
    code.extend(value.to_le_bytes());
    code
}

const RET: u8 = 0xc3;
const UD2: [u8; 2] = [0x0f, 0x0b];
const FOR_EVER: [u8; 2] = [0xeb, 0xfe];

#[test]
fn a_forged_progress_stays_within_the_batch() {
    in_both_modes(|runtime| {
        let isa = runtime.isa();
        for forged in [0, 1, 3, 5, 6, 0x7fff_ffff, 0x8000_0000, u32::MAX] {
            for end in [UD2, FOR_EVER] {
                let code = [set_progress(isa, forged), end.to_vec()].concat();
                let most = forged.min(5) as usize;
                attack(runtime, &code, 1, |runtime| {
                    let f = runtime.func::<i32, i32>("attack").unwrap();
                    let error = f.call_many(runtime, 0..5).unwrap_err();
                    assert_eq!(error.done(), most, "{forged:#x}: {error}");
                    let (input, output) = (runtime.alloc(20).unwrap(), runtime.alloc(20).unwrap());
                    let error = f.map(runtime, &input, &output, 5).unwrap_err();
                    assert!(matches!(error, BatchError::Stopped { done, .. } if done == most), "{forged:#x}: {error}");
                    runtime.free(input).unwrap();
                    runtime.free(output).unwrap();
                });
            }
        }
        // The loop adapter says how far it is after each element, whatever the function wrote.
        let code = [set_progress(isa, 77), vec![0x31, 0xc0, RET]].concat();
        attack(runtime, &code, 1, |runtime| {
            assert_eq!(runtime.func::<i32, i32>("attack").unwrap().call_many(runtime, 0..5).unwrap(), [0; 5]);
        });
    });
}

/// A function that does not hand the loop's registers back sends the loop astray, and nothing else.
#[test]
fn the_loops_registers_can_be_taken_away() {
    in_both_modes(|runtime| {
        let registers: &[&[u8]] = if runtime.isa() == Isa::Amd64 {
            &[&[0xbb], &[0xbd], &[0x41, 0xbc], &[0x41, 0xbd], &[0x41, 0xbe], &[0xbc]]
        } else {
            &[&[0xbb], &[0xbd], &[0xbe], &[0xbf], &[0xbc]]
        };
        for load in registers {
            for value in [0, 1, 0x1000, DATA_BASE, DATA_BASE + (4 << 20) - 4, MAILBOX_BASE, u32::MAX] {
                let code = [load, &value.to_le_bytes()[..], &[RET]].concat();
                attack(runtime, &code, 2, |runtime| {
                    let f = runtime.func::<(i32, i32), i32>("attack").unwrap();
                    match f.call_many(runtime, [(1, 2); 5]) {
                        Ok(results) => assert_eq!(results.len(), 5),
                        Err(error) => assert!(error.done() <= 5, "{error}"),
                    }
                });
            }
        }
    });
}

/// The stack is aligned at each call as the calling convention says, whatever the number of arguments.
#[test]
fn the_stack_is_aligned_at_each_call() {
    in_both_modes(|runtime| {
        // mov eax, esp; and eax, 15; ret
        let code = [0x89, 0xe0, 0x83, 0xe0, 15, RET];
        let behind_the_return_address = if runtime.isa() == Isa::Amd64 { 8 } else { 12 };
        for params in 0..=16 {
            attack(runtime, &code, params, |runtime| {
                let results = runtime.call_many("attack", [vec![Value::I32(0); params], vec![Value::I32(1); params]]);
                assert_eq!(results.unwrap(), [Some(Value::I32(behind_the_return_address)); 2], "{params} parameters");
            });
        }
    });
}

/// Arguments on the stack belong to the function that is called: what it leaves there is not the next one's argument.
#[test]
fn arguments_on_the_stack_are_passed_anew() {
    in_both_modes(|runtime| {
        // long: mov eax, [rsp+8]; inc dword [rsp+8]; ret   segmented: the same with [esp+4]
        let offset = if runtime.isa() == Isa::Amd64 { 8 } else { 4 };
        let code = [0x8b, 0x44, 0x24, offset, 0xff, 0x44, 0x24, offset, RET];
        let stacked = if runtime.isa() == Isa::Amd64 { 6 } else { 0 };
        attack(runtime, &code, 8, |runtime| {
            let rows = (0..4).map(|n| (0..8).map(|i| Value::I32(10 * n + i)).collect::<Vec<_>>());
            let results = runtime.call_many("attack", rows).unwrap();
            assert_eq!(results, [0, 10, 20, 30].map(|n| Some(Value::I32(n + stacked))));
        });
    });
}

/// Jumps into the middle of the runtime's own code: the loop adapter has no more rights than the function it calls.
#[test]
fn the_loop_can_be_entered_anywhere() {
    in_both_modes(|runtime| {
        // Return to up to 127 bytes behind or before where the loop would go on.
        for back in (-120..=120).step_by(7) {
            let mut code =
                if runtime.isa() == Isa::Amd64 { vec![0x48, 0x83, 0x04, 0x24] } else { vec![0x83, 0x04, 0x24] };
            code.extend([back as i8 as u8, RET]);
            attack(runtime, &code, 3, |runtime| {
                let f = runtime.func::<(i32, i32, i32), i32>("attack").unwrap();
                match f.call_many(runtime, [(1, 2, 3); 4]) {
                    Ok(results) => assert_eq!(results.len(), 4),
                    Err(error) => {
                        assert!(error.done() <= 4, "{error}");
                        let trap = error.source.trap().map(|trap| &trap.kind);
                        assert!(!matches!(trap, Some(TrapKind::UndefinedSymbol { .. })), "{error}");
                    }
                }
            });
        }
    });
}
