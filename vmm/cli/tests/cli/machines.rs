//! What happens where KVM is not there, and `vmm doctor`.

use super::bench::{Bench, modes};

const NOWHERE: &str = "/nowhere/kvm";

#[test]
fn without_kvm_auto_warns_and_interprets() {
    let bench = Bench::with("main.c", "#include <stdio.h>\nint main(void) { puts(\"ran\"); return 4; }");
    for line in ["run main.c", "run --mode auto main.c"] {
        let end = bench.vmm_kvm_at(NOWHERE, line);
        assert_eq!((end.status, end.stdout.as_str()), (4, "ran\n"));
        assert_eq!(end.stderr.lines().count(), 1, "{}", end.stderr);
        assert!(end.stderr.starts_with("warning: cannot open /nowhere/kvm: "), "{}", end.stderr);
    }
    // A file that opens but is no KVM.
    let end = bench.vmm_kvm_at("/dev/null", "run main.c");
    assert_eq!((end.status, end.stdout.as_str()), (4, "ran\n"), "{}", end.stderr);
    let end = bench.vmm_kvm_at(NOWHERE, "run --mode interp main.c");
    assert_eq!((end.status, end.stderr.as_str()), (4, ""));
}

#[test]
fn without_kvm_a_machine_mode_is_an_error() {
    let bench = Bench::with("main.c", "int main(void) { return 0; }");
    for mode in ["long", "segmented"] {
        let end = bench.vmm_kvm_at(NOWHERE, &format!("run --mode {mode} main.c"));
        end.fails(124, &["error: cannot open /nowhere/kvm: No such file", "help:", "--mode interp"]);
        let end = bench.vmm_kvm_at("/dev/null", &format!("run --mode {mode} main.c"));
        end.fails(124, &["error: KVM", "help:"]);
    }
}

#[test]
fn with_kvm_auto_takes_a_machine_mode() {
    if modes().len() > 1 {
        let bench = Bench::with("main.c", "int main(void) { return 9; }");
        let end = bench.vmm("run main.c");
        assert_eq!((end.status, end.stderr.as_str()), (9, ""));
    }
}

#[test]
fn doctor_without_kvm() {
    let bench = Bench::new();
    let end = bench.vmm_kvm_at(NOWHERE, "doctor");
    assert_eq!(end.status, 124);
    for part in ["/nowhere/kvm: No such file", "auto         interp", "--mode interp", "help:"] {
        assert!(end.stdout.contains(part), "no {part:?} in:\n{}", end.stdout);
    }
}

#[test]
fn doctor_with_kvm() {
    if modes().len() > 1 {
        let end = Bench::new().vmm("doctor");
        assert_eq!(end.status, 0, "{}", end.stdout);
        for part in ["API version 12", "long ", "segmented ", "an empty upcall", "auto ", "exit ", "huge pages"] {
            assert!(end.stdout.contains(part), "no {part:?} in:\n{}", end.stdout);
        }
    }
}
