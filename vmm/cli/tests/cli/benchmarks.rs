//! `vmm bench`: what it prints, draws and refuses. How long anything takes is not tested.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::process::Stdio;

use super::bench::{Bench, modes};

const NOWHERE: &str = "/nowhere/kvm";
/// Few samples: enough for every row.
const BRIEF: &str = "--samples 3 --time 5ms";

/// The members of a flat object, one a line.
fn members(json: &str) -> BTreeMap<String, f64> {
    let inner = json.trim().strip_prefix('{').and_then(|json| json.strip_suffix('}')).expect("an object");
    let member = |line: &str| {
        let (key, value) = line.trim().trim_end_matches(',').split_once(": ").expect("a member");
        (key.trim_matches('"').to_owned(), value.parse().expect("a number"))
    };
    inner.trim().lines().map(member).collect()
}

#[test]
fn a_table_and_a_histogram() {
    for mode in modes() {
        let end = Bench::new().vmm(&format!("bench upcall --mode {mode} --policy sync {BRIEF}"));
        assert_eq!(end.status, 0, "{}", end.stderr);
        for part in [
            "p50",
            "p90",
            "p99",
            "p99.9",
            "max",
            "getpid",
            "pipe",
            "futex",
            "null upcall, sync",
            "0 arguments",
            "16 arguments",
            "latency, share",
            " - ",
            "#",
            "%",
        ] {
            assert!(end.stdout.contains(part), "{mode}: no {part:?} in:\n{}", end.stdout);
        }
        assert!(end.stdout.is_ascii(), "{mode}: neither colours nor blocks in a pipe:\n{}", end.stdout);
        assert_eq!(end.stdout.contains("KVM_RUN"), mode != "interp");
        assert!(!end.stderr.contains("error"), "{}", end.stderr);
    }
    let end = Bench::new().vmm(&format!("--color always bench callback --mode interp {BRIEF}"));
    assert!(end.stdout.contains("\x1b[1m") && end.stdout.contains('█'), "{}", end.stdout);
}

#[test]
fn one_flat_object_of_positive_numbers() {
    for mode in modes() {
        for (topic, keys) in [
            ("upcall", &["sync", "args_0", "args_16", "callback", "map", "call_many", "ring", "pipe", "sync_MODE"][..]),
            ("callback", &["callback", "nested", "oneway", "guest_builtin", "callback_args_16", "callback_MODE"]),
            ("batch", &["map", "call_many", "ring", "map_1", "map_1024", "ring_1", "ring_512", "map_MODE"]),
        ] {
            let end = Bench::new().vmm(&format!("bench {topic} --json --mode {mode} --policy sync {BRIEF}"));
            assert_eq!(end.status, 0, "{}", end.stderr);
            let members = members(&end.stdout);
            for key in keys.iter().chain(&["getpid", "indirect_call"]) {
                let key = format!("{}_ns", key.replace("MODE", mode));
                assert!(members.get(&key).is_some_and(|&ns| ns > 0.0), "{mode} {topic}: no {key} in {members:?}");
            }
            assert!(members.keys().all(|key| key.ends_with("_ns")), "{members:?}");
            // The other process needs a second CPU; what is missing has a reason.
            for (key, what) in [("pingpong_ns", "ping-pong"), ("kvm_run_ns", "KVM_RUN")] {
                let missing = end.stderr.contains(&format!("not measured: {what}"));
                let known = members.contains_key(key) || missing || (mode == "interp" && what == "KVM_RUN");
                assert!(known, "{mode} {topic}: {key}: {}", end.stderr);
            }
        }
    }
}

/// Whether a core is free for a stay is for the machine to say; then there is a reason.
#[test]
fn resident_crossings_are_measured_or_explained() {
    for mode in modes().into_iter().filter(|&mode| mode != "interp") {
        let end = Bench::new().vmm(&format!("bench upcall --json --mode {mode} {BRIEF}"));
        assert_eq!(end.status, 0, "{}", end.stderr);
        let members = members(&end.stdout);
        for (key, what) in [("resident", "null upcall, resident"), ("args_0", "0 arguments"), ("callback", "plugin to")]
        {
            let known = members.contains_key(&format!("{key}_ns")) || end.stderr.contains(what);
            assert!(known, "{mode}: {key} in neither {members:?} nor {}", end.stderr);
        }
        for key in ["sync_ns", "adaptive_ns", "map_ns", "call_many_ns", "ring_ns", "sync_p99_ns"] {
            assert!(members.contains_key(key), "{mode}: no {key} in {members:?}");
        }
    }
}

#[test]
fn auto_measures_the_other_modes_in_brief() {
    if modes().len() > 1 {
        let end = Bench::new().vmm(&format!("bench upcall --json {BRIEF}"));
        let members = members(&end.stdout);
        for key in ["sync_ns", "sync_long_ns", "sync_segmented_ns", "sync_interp_ns"] {
            assert!(members.contains_key(key), "no {key} in {members:?}");
        }
    }
}

#[test]
fn pictures() {
    let bench = Bench::new();
    for (topic, file, start) in [
        ("upcall", "upcall.svg", &b"<svg"[..]),
        ("callback", "callback.PNG", b"\x89PNG\r\n"),
        ("batch", "batch.svg", b"<svg"),
    ] {
        let end = bench.vmm(&format!("bench {topic} --mode interp --plot {file} {BRIEF}"));
        assert_eq!(end.status, 0, "{}", end.stderr);
        let picture = bench.read(file).unwrap();
        assert!(picture.starts_with(start) && picture.len() > 1000, "{file}: {} bytes", picture.len());
    }
    let svg = String::from_utf8(bench.read("upcall.svg").unwrap()).unwrap();
    for part in ["getpid", "null upcall", "share of calls", "number of arguments", "</svg>"] {
        assert!(svg.contains(part), "no {part:?} in the picture");
    }
}

#[test]
fn wrong_arguments() {
    let bench = Bench::new();
    for (line, part) in [
        ("bench", "Usage"),
        ("bench lunch", "unrecognized subcommand 'lunch'"),
        ("bench upcall --samples 0", "0 is not in"),
        ("bench upcall --time 2", "a duration needs a unit"),
        ("bench upcall --mode fast", "segmented"),
        ("bench upcall --policy lazy", "adaptive"),
        ("bench upcall --cpus 0,0", "two different CPUs"),
        ("bench upcall --cpus a", "expected CPU numbers"),
        ("bench upcall --plot picture.gif", "name it .svg or .png"),
        ("bench upcall --plot picture", "name it .svg or .png"),
    ] {
        bench.vmm(line).fails(2, &[part]);
    }
    bench.vmm("bench upcall --plot no/such/dir/a.svg").fails(125, &["cannot write no/such/dir/a.svg", "help:"]);
    bench.vmm("bench upcall --cpus 4000").fails(125, &["these CPUs can't be used", "--cpus"]);
}

#[test]
fn one_cpu_leaves_out_what_needs_two() {
    let cpu = std::fs::read_to_string("/proc/self/status").unwrap();
    let cpu = cpu.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap().trim();
    let cpu = cpu.split(['-', ',']).next().unwrap();
    let end = Bench::new().vmm(&format!("bench upcall --json --mode interp --cpus {cpu} {BRIEF}"));
    assert_eq!(end.status, 0, "{}", end.stderr);
    assert!(end.stderr.contains("ping-pong of two threads, two cache lines: this process may use one CPU only"));
    let members = members(&end.stdout);
    assert!(!members.contains_key("pingpong_ns") && members.contains_key("pipe_ns"), "{members:?}");
}

#[test]
fn without_kvm() {
    let bench = Bench::new();
    bench.vmm_kvm_at(NOWHERE, &format!("bench upcall --mode long {BRIEF}")).fails(124, &["/nowhere/kvm", "help:"]);
    let end = bench.vmm_kvm_at(NOWHERE, &format!("bench upcall --json {BRIEF}"));
    assert_eq!(end.status, 0, "{}", end.stderr);
    assert!(end.stderr.starts_with("warning: cannot open /nowhere/kvm"), "{}", end.stderr);
    let members = members(&end.stdout);
    assert!(members.contains_key("sync_interp_ns") && !members.contains_key("sync_ns"), "{members:?}");
    assert!(!members.contains_key("kvm_run_ns"), "{members:?}");
}

#[test]
fn a_reader_that_goes_away() {
    let bench = Bench::new();
    let mut command = bench.command("bench upcall --mode interp --samples 3 --time 5ms".split(' '));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(141), "{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
}
